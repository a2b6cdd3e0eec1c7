//! One delivery: what became of each of its rows, and the way back.

use super::{count_table, day, href, id, job, quality, source_name, state, told};
use crate::face::part::{Cell, Column, Confirmation, Status, Table};
use crate::face::{Frame, NavItem};
use crate::jobs::import::Outcome;
use crate::pages::thread;
use crate::web::Shown;
use crate::web::{Page, SignedIn, WebError};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::{category, delivery, job as jobs, resting};
use lofte_import::sources;
use lofte_model::access::{Action, Actor};
use lofte_model::id::DeliveryId;
use lofte_model::records::{Delivery, RecordKind, Reject};
use lofte_model::spreadsheet::harmless;
use lofte_words::SV;
use lofte_words::{Language, capital, number};

/// How many rejected rows a page shows; the file has them all.
const SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "delivery_show.html")]
pub(super) struct ShowPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    title: String,
    status: Status,
    answer: String,
    facts: Vec<(String, String)>,
    counts: Table,
    notes: Vec<String>,
    quality: Option<Table>,
    drift: Vec<String>,
    no_quality: bool,
    rejects: Option<Table>,
    rejects_href: String,
    more_rejects: Option<String>,
    rests_on: Vec<NavItem>,
    resting: Vec<NavItem>,
    /// What signed, adopted and published rests on it.
    under: Vec<String>,
    thread: Option<String>,
    correct: Option<String>,
    undo: Option<String>,
}

/// Visa en leverans och vad som blev av raderna.
pub(super) async fn show(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Page<ShowPage>, WebError> {
    let actor = &signed_in.actor;
    let (delivery, rejects) = if actor.may(Action::ReadRejects) {
        delivery::show(actor, &house, id(&name)?).await?
    } else {
        (delivery::find(actor, &house, id(&name)?).await?, Vec::new())
    };
    let all = delivery::list(actor, &house).await?;
    let resting = resting_on(&delivery, &all);
    let may_correct = actor.may(Action::UndoDelivery) && delivery.undone.is_none() && resting.is_empty();
    let under = if may_correct { resting::on(actor, &house, delivery.id).await? } else { Vec::new() };
    let may_undo = may_correct && under.is_empty();
    Ok(Page(ShowPage {
        frame: signed_in.frame(),
        crumbs: crumbs(&delivery),
        title: delivery.file_name.clone(),
        thread: delivery.undone.is_none().then(|| thread::address("leverans", delivery.id)),
        status: state(&delivery),
        answer: answer(&delivery),
        facts: facts(&delivery),
        counts: count_table(delivery.counts),
        notes: notes(actor, &house, delivery.id).await?,
        quality: delivery.quality.as_ref().map(quality::table),
        drift: quality::drift(&delivery, &all, &category::labels(actor, &house).await?),
        no_quality: delivery.quality.is_none()
            && RecordKind::INCIDENTS.contains(&delivery.kind)
            && actor.may(Action::ReadSmallCounts),
        rejects: reject_table(&rejects, SHOWN),
        rejects_href: format!("{}/avvisade.csv", href(delivery.id)),
        more_rejects: (rejects.len() > SHOWN).then(|| {
            format!("De första {SHOWN} visas. Filen har alla {}.", number::count(rejects.len() as u64))
        }),
        rests_on: delivery.rests_on.iter().filter_map(|(id, rows)| rested(&all, *id, *rows)).collect(),
        resting,
        under: under.iter().map(|one| capital(&one.message().tell(Language::Swedish))).collect(),
        correct: may_correct.then(|| correct_href(&delivery)),
        undo: may_undo.then(|| format!("{}/angra", href(delivery.id))),
    }))
}

/// Where a corrected file is delivered in place of a delivery.
fn correct_href(delivery: &Delivery) -> String {
    let source = match delivery.kind {
        // Some sources have the name of their rows.
        _ if sources::named(&delivery.source).is_some() => &delivery.source,
        RecordKind::Survey => "survey",
        RecordKind::Statistic => "bra",
        RecordKind::Counts => "counts",
        RecordKind::SurveyResults => "survey_results",
        _ => "incidents",
    };
    format!("/leveranser/ny?kalla={source}&rattar={}", delivery.id)
}

fn crumbs(delivery: &Delivery) -> Vec<NavItem> {
    let here = href(delivery.id);
    vec![
        NavItem::new("Underlag", "/leveranser"),
        NavItem::new(delivery.file_name.clone(), here.clone()).at(&here),
    ]
}

fn answer(delivery: &Delivery) -> String {
    let told = told(delivery.counts);
    match delivery.undone {
        None => told,
        Some(undone) => {
            format!("{told} Leveransen togs tillbaka den {}; ingen av raderna finns kvar.", day(undone.at))
        }
    }
}

fn facts(delivery: &Delivery) -> Vec<(String, String)> {
    let fact = |term: &str, text: String| (term.to_owned(), text);
    let mut facts = vec![
        fact("Källa", source_name(&delivery.source)),
        fact("Slag", SV.word("kind", &delivery.kind)),
        fact("Levererad", SV.moment(delivery.delivered_at)),
    ];
    if let Some(period) = delivery.period {
        facts.push(fact("Period", SV.period(period)));
    }
    if delivery.synthetic {
        facts.push(fact("Märkning", SV.say("synthetic")));
    }
    if let Some(correction) = &delivery.corrects {
        facts.push(fact("I stället för en tidigare fil", correction.reason.clone()));
    }
    facts.push(fact("Filens storlek", number::with_unit(&number::count(delivery.file_bytes), "byte")));
    facts.push(fact("Filens fingeravtryck", delivery.file_fingerprint.to_string()));
    facts
}

/// What was worth knowing when the file was read; kept with the job, so only for files that came through the pages.
async fn notes(actor: &Actor, house: &House, id: DeliveryId) -> Result<Vec<String>, AppError> {
    if !actor.may(Action::ReadRejects) {
        return Ok(Vec::new());
    }
    let jobs = jobs::newest(actor, house).await?;
    let outcome = jobs.iter().filter_map(Outcome::of).find(|outcome| outcome.delivery == Some(id));
    Ok(outcome.iter().flat_map(|outcome| &outcome.notes).map(job::retold).collect())
}

/// Deliveries that left out rows because this one had them.
fn resting_on(delivery: &Delivery, all: &[Delivery]) -> Vec<NavItem> {
    all.iter()
        .filter(|other| other.undone.is_none())
        .filter(|other| other.rests_on.iter().any(|(id, _)| *id == delivery.id))
        .map(|other| {
            NavItem::new(format!("{}, {}", other.file_name, day(other.delivered_at)), href(other.id))
        })
        .collect()
}

fn rested(all: &[Delivery], id: DeliveryId, rows: u64) -> Option<NavItem> {
    let other = all.iter().find(|other| other.id == id)?;
    let rows = number::with_unit(&number::count(rows), if rows == 1 { "rad" } else { "rader" });
    Some(NavItem::new(format!("{}, {} ({rows})", other.file_name, day(other.delivered_at)), href(id)))
}

/// The first rejected rows with their reasons; nothing when there are none.
fn reject_table(rejects: &[Reject], shown: usize) -> Option<Table> {
    let row = |reject: &Reject| {
        let text =
            |text: &Option<String>| Cell::text(text.clone().unwrap_or_else(|| number::MISSING.to_owned()));
        let number = Cell::text(number::count(reject.row));
        vec![number, text(&reject.column), text(&reject.value), Cell::text(SV.told("reject", reject))]
    };
    (!rejects.is_empty()).then(|| Table {
        caption: "Rader som inte togs emot. Raden är den som kalkylprogrammet visar: rubriken är rad 1."
            .into(),
        columns: vec![
            Column::numbers("Rad"),
            Column::words("Kolumn"),
            Column::words("Form eller kod"),
            Column::words("Varför"),
        ],
        rows: rejects.iter().take(shown).map(row).collect(),
    })
}

/// Hämta listan över avvisade rader.
pub(super) async fn rejects(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<impl IntoResponse, WebError> {
    let (delivery, rejects) = delivery::show(&signed_in.actor, &house, id(&name)?).await?;
    let csv = reject_csv(&rejects).map_err(|error| AppError::Defect(error.to_string()))?;
    let name = format!("attachment; filename=\"avvisade-{}.csv\"", delivery.id);
    Ok((
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)],
        csv,
    ))
}

/// The list as spreadsheets in Sweden open it: semicolons, and a mark that says UTF-8.
fn reject_csv(rejects: &[Reject]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .quote_style(csv::QuoteStyle::NonNumeric)
        .from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(["rad", "kolumn", "form eller kod", "varför"])?;
    for reject in rejects {
        let text = |text: &Option<String>| harmless(text.as_deref().unwrap_or_default()).into_owned();
        let (row, why) = (reject.row.to_string(), SV.told("reject", reject));
        writer.write_record([row, text(&reject.column), text(&reject.value), harmless(&why).into_owned()])?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

#[derive(Template)]
#[template(path = "delivery_undo.html")]
pub(super) struct UndoPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    confirmation: Confirmation,
}

/// Fråga om leveransen ska tas tillbaka.
pub(super) async fn ask(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Page<UndoPage>, WebError> {
    Ok(Page(question(&signed_in, &house, &name, String::new()).await?))
}

/// The question, with why an earlier yes was not followed.
async fn question(
    signed_in: &SignedIn,
    house: &House,
    name: &str,
    refusal: String,
) -> Result<UndoPage, AppError> {
    signed_in.actor.require(Action::UndoDelivery)?;
    let delivery = delivery::find(&signed_in.actor, house, id(name)?).await?;
    let rows = number::count(delivery.counts.stored());
    let all = delivery::list(&signed_in.actor, house).await?;
    let under = resting::on(&signed_in.actor, house, delivery.id).await?;
    // What rests on it comes first: as long as anything does, it stays.
    let mut consequences: Vec<String> = under
        .iter()
        .map(|one| format!("{} vilar på leveransen.", capital(&one.message().tell(Language::Swedish))))
        .chain(
            resting_on(&delivery, &all).iter().map(|later| format!("{} vilar på leveransen.", later.label)),
        )
        .collect();
    if !consequences.is_empty() {
        consequences.push("Därför går den inte att ta tillbaka nu. Leverera en rättad fil i stället.".into());
    }
    consequences.extend([
        format!("De {rows} rader som sparades ur filen tas bort. Filen kan levereras igen."),
        "Lägesbilden visar raderna tills den räknas om. Antagna utgåvor ändras inte.".into(),
        "Att leveransen fanns och togs tillbaka står kvar i listan och i loggen.".into(),
    ]);
    Ok(UndoPage {
        frame: signed_in.frame(),
        crumbs: crumbs(&delivery),
        confirmation: Confirmation {
            question: format!("Ta tillbaka {}?", delivery.file_name),
            consequences,
            action: format!("{}/angra", href(delivery.id)),
            seen: delivery::seen(&delivery)?.to_string(),
            refusal,
            verb: "Ta tillbaka leveransen".into(),
            cancel: NavItem::new("Behåll den", href(delivery.id)),
        },
    })
}

/// Ta tillbaka leveransen.
pub(super) async fn undo(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
    Form(shown): Form<Shown>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::UndoDelivery)?;
    let undone = async { delivery::undo(&signed_in.actor, &house, id(&name)?, &shown.seen()?).await };
    match undone.await {
        Ok(undone) => Ok(Redirect::to(&href(undone.id)).into_response()),
        Err(error @ AppError::Refused(_)) => {
            let page = question(&signed_in, &house, &name, error.tell(Language::Swedish)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::reject_csv;
    use lofte_model::records::{Reject, RejectReason};

    #[test]
    fn a_rejected_value_is_never_a_formula_in_a_spreadsheet() {
        let reject = Reject {
            row: 7,
            column: Some("Tid".into()),
            value: Some("=1+1;\"x\"".into()),
            reason: RejectReason::BadTime,
        };
        let csv = String::from_utf8(reject_csv(&[reject]).unwrap()).unwrap();
        insta::assert_snapshot!(csv.trim_start_matches('\u{feff}'), @r#"
        "rad";"kolumn";"form eller kod";"varför"
        7;"Tid";"'=1+1;""x""";"Tiden går inte att läsa: =1+1;""x"" (9 står för en siffra, a för bokstäver). Skriv i mappningen hur tiderna ser ut, till exempel [time] formats = [""%y-%m-%d %H:%M""]."
        "#);
    }
}
