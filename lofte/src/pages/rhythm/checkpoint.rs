//! One checkpoint: what had been done by its day, what was late, and what each side says. Printed on one page.

use super::{crumbs, href};
use crate::face::part::{Cell, Column, Event, Field, Status, Table, Tone};
use crate::face::{Frame, NavItem};
use crate::pages::meanwhile::{Logins, Meanwhile};
use crate::pages::promise::errors::Errors;
use crate::pages::promise::names::Names;
use crate::pages::publication::mask;
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use jiff::civil::Date;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::rhythm::{self, At};
use lofte_app::{plan, promise};
use lofte_model::followup::feedback::lines;
use lofte_model::followup::rhythm::Remark;
use lofte_model::promise::{CitizenPromise, Side};
use lofte_store::{Noun, StoreError};
use lofte_words::fulfilment::{outcome, sum};
use lofte_words::promise::quantity;
use lofte_words::verdict::deeds_sentence;
use lofte_words::{SV, capital};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "checkpoint.html")]
pub(super) struct CheckpointPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    heading: String,
    of: String,
    answer: String,
    kept: String,
    table: Option<Table>,
    late: Vec<String>,
    remarks: Vec<Said>,
    errors: Vec<(String, String)>,
    own: Option<RemarkFields>,
    mask: Option<String>,
}

/// What a side says.
struct Said {
    whose: String,
    when: String,
    text: String,
    former: Vec<Event>,
}

/// The form of the asker's own side.
struct RemarkFields {
    heading: String,
    action: String,
    version: String,
    text: Field,
    reason: Option<Field>,
    verb: &'static str,
}

/// What the form sends.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RemarkForm {
    text: String,
    reason: String,
    version: String,
}

/// Visa en avstämning.
pub(super) async fn show(
    signed_in: SignedIn,
    State(house): State<House>,
    Path((name, day)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let at = at(&signed_in, &house, &name, &day).await?;
    let own = at.whose.and_then(|whose| at.checkpoint.remark(whose));
    let form = RemarkForm {
        text: own.map(|remark| remark.text.clone()).unwrap_or_default(),
        reason: String::new(),
        version: at.version.to_string(),
    };
    Ok(page(&signed_in, &house, at, form, &Errors::default()).await?.into_response())
}

/// Skriv vad din sida säger, och att sidan är klar med avstämningen.
pub(super) async fn save(
    signed_in: SignedIn,
    State(house): State<House>,
    Path((name, day)): Path<(String, String)>,
    Form(form): Form<RemarkForm>,
) -> Result<Response, WebError> {
    let known = at(&signed_in, &house, &name, &day).await?;
    let (of, read) = ((known.promise.id, known.checkpoint.day), form.version.parse().unwrap_or(0));
    let saved = rhythm::remark(&signed_in.actor, &house, of, read, &form.text, &form.reason).await;
    let (status, messages) = match saved {
        Ok(_) => return Ok(Redirect::to(&href(&known.promise)).into_response()),
        Err(AppError::Refused(messages)) => (StatusCode::UNPROCESSABLE_ENTITY, messages),
        Err(AppError::Store(StoreError::Conflict(_))) => {
            let id = known.checkpoint.id();
            (
                StatusCode::CONFLICT,
                vec![Meanwhile::of(&signed_in, &house, Noun::Checkpoint, id).await?.message()],
            )
        }
        Err(error) => return Err(error.into()),
    };
    let now = at(&signed_in, &house, &name, &day).await?;
    let form = RemarkForm { version: now.version.to_string(), ..form };
    let page = page(&signed_in, &house, now, form, &Errors::of(&messages)).await?;
    Ok((status, page).into_response())
}

async fn at(signed_in: &SignedIn, house: &House, name: &str, day: &str) -> Result<At, AppError> {
    let promise = promise::named(&signed_in.actor, house, name).await?;
    let day = day.parse::<Date>().map_err(|_| AppError::not_found(Noun::Checkpoint.word(), day))?;
    rhythm::at(&signed_in.actor, house, promise.id, day).await
}

async fn page(
    signed_in: &SignedIn,
    house: &House,
    at: At,
    form: RemarkForm,
    errors: &Errors,
) -> Result<Page<CheckpointPage>, AppError> {
    let actor = &signed_in.actor;
    let names = Names::gather(actor, house).await?;
    let logins = Logins::gather(actor, house).await?;
    let At { promise, checkpoint, version, whose } = &at;
    let said = |remark: &Remark| Said {
        whose: side(promise, &names, remark.side),
        when: SV.day(remark.at),
        text: remark.text.clone(),
        former: former(remark, &logins),
    };
    Ok(Page(CheckpointPage {
        frame: signed_in.frame(),
        crumbs: crumbs(promise, Some(checkpoint.day)),
        heading: format!("Avstämning {}", SV.date(checkpoint.day)),
        of: format!("Löfte {}: {}", promise.number, promise.title),
        answer: deeds_sentence(SV, &checkpoint.showed.commitments),
        kept: kept(&at, house.today()),
        table: table(&at),
        late: late(actor, house, &at).await?,
        remarks: checkpoint.remarks.iter().map(said).collect(),
        errors: errors.list(),
        own: whose
            .filter(|_| checkpoint.day <= house.today() && (*version > 0 || promise.closing().is_none()))
            .map(|whose| fields(&at, whose, form, errors, &names)),
        mask: mask::href(actor, Noun::Checkpoint, checkpoint.id()).filter(|_| *version > 0),
    }))
}

/// By which day the page tells, and whether that is kept.
fn kept(at: &At, today: Date) -> String {
    let by = SV.date(at.checkpoint.showed.by);
    if at.version > 0 {
        format!(
            "Så stod det {by}, när den första sidan stämde av. Det ändras inte när något rapporteras senare."
        )
    } else if at.checkpoint.day > today {
        format!("Avstämningen är inte förrän {}. Så står det nu, {by}.", SV.date(at.checkpoint.day))
    } else {
        format!(
            "Uträknat av det som är rapporterat och loggat till och med {by}. Det sparas när en sida stämmer av."
        )
    }
}

fn table(at: &At) -> Option<Table> {
    let lines = lines(&at.promise.commitments, &at.checkpoint.showed.commitments, None);
    let rows: Vec<Vec<Cell>> = lines
        .iter()
        .filter_map(|line| {
            let stands = line.stands?;
            let pace = match stands.keeps_pace(&line.commitment.quantity) {
                Some(true) => Cell::Status(Status::new(Tone::Good, "I takt")),
                Some(false) => Cell::Status(Status::new(Tone::Warn, "Efter")),
                None => Cell::Status(outcome(SV, stands.outcome)),
            };
            Some(vec![
                Cell::text(format!("{}. {}", line.commitment.number, line.commitment.text)),
                Cell::text(capital(&quantity(SV, &line.commitment.quantity))),
                pace,
                Cell::text(sum(SV, &line.commitment.quantity, stands)),
            ])
        })
        .collect();
    (!rows.is_empty()).then(|| Table {
        caption: "Åtagandena".into(),
        columns: ["Åtagande", "Lovat", "Läge", "Gjort"].map(Column::words).to_vec(),
        rows,
    })
}

/// Measures that were late, by title where the reader may see them.
async fn late(actor: &lofte_model::access::Actor, house: &House, at: &At) -> Result<Vec<String>, AppError> {
    let measures = plan::list(actor, house).await?;
    let told = |one: &lofte_model::followup::rhythm::LateMeasure| {
        let title =
            measures.iter().find(|known| known.number == one.measure).map(|known| known.title.as_str());
        let title = title.map(|title| format!(": {title}")).unwrap_or_default();
        format!("Åtgärd {}{title} skulle vara klar {}", one.measure, SV.date(one.deadline))
    };
    Ok(at.checkpoint.showed.late.iter().map(told).collect())
}

/// A side at the beginning of a sentence; an organisation that is no side of the promise by its name.
fn side(promise: &CitizenPromise, names: &Names, side: Side) -> String {
    match side {
        Side::Party(party) => names.party(party),
        Side::Municipality | Side::Police => capital(&names.side(promise, side)),
    }
}

fn former(remark: &Remark, logins: &Logins) -> Vec<Event> {
    let event = |former: &lofte_model::amendment::Former<String>| Event {
        when: SV.moment(former.at),
        title: format!("{} ändrade: {}", logins.name(former.by), former.reason),
        text: format!("Förut stod: {}", former.was),
        expected: false,
    };
    remark.former.iter().rev().map(event).collect()
}

fn fields(at: &At, whose: Side, form: RemarkForm, errors: &Errors, names: &Names) -> RemarkFields {
    let spoken = at.checkpoint.remark(whose).is_some();
    let reason = Field::new("reason", "Varför ändras det?").value(form.reason);
    RemarkFields {
        heading: format!("{} kommentar", possessive(&side(&at.promise, names, whose))),
        action: format!("{}/{}", href(&at.promise), at.checkpoint.day),
        version: form.version,
        text: errors.mark(
            Field::new("text", "Vad säger din sida?")
                .value(form.text)
                .hint("Vad som går som tänkt, vad som är efter och vad ni gör åt det. Namnge ingen person.")
                .optional(),
        ),
        reason: spoken.then(|| errors.mark(reason)),
        verb: if spoken { "Ändra kommentaren" } else { "Klar för vår sida" },
    }
}

fn possessive(name: &str) -> String {
    if name.ends_with('s') { name.to_owned() } else { format!("{name}s") }
}
