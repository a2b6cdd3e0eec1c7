//! Publication: what residents would be shown now, what of it is new, what is held back, and what they have been shown.
//!
//! The pages to be published can be read as they will be ([`preview`]), and only what was shown on the page of the
//! question is published. What is hidden, and why, is decided by disclosure control.

mod changes;
pub(super) mod mask;
mod preview;
mod side;

use super::meanwhile::Logins;
use super::{Page, SignedIn, WebError};
use crate::face::part::{Cell, Column, KeyFigure, Table};
use crate::face::{Frame, NavItem};
use crate::web::seen;
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum_extra::extract::Form;
use changes::Group;
use lofte_analysis::disclosure::{Cell as Protected, Disclosed};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::public_side;
use lofte_app::publication::{self, Inside, Preview};
use lofte_model::access::Action;
use lofte_model::publication::Publication;
use lofte_publish::picture::{CountTable, PublicPicture};
use lofte_publish::{Held, HeldBack, Snapshot};
use lofte_words::SV;
use lofte_words::{Language, number, swedish};
use serde::Deserialize;
use side::{ProtectionView, SideView};

#[derive(Template)]
#[template(path = "publication.html")]
struct PublicationPage {
    frame: Frame,
    answer: String,
    trouble: String,
    next: Option<NextPage>,
    published: Option<Table>,
    may_publish: bool,
    told: String,
    side: SideView,
    protection: ProtectionView,
}

/// What would be published now.
struct NextPage {
    figures: Vec<KeyFigure>,
    pages: Vec<NavItem>,
    held_back: Vec<String>,
    groups: Vec<Group>,
}

#[derive(Template)]
#[template(path = "publication_confirm.html")]
struct ConfirmPage {
    frame: Frame,
    question: String,
    error: String,
    consequences: Vec<String>,
    pages: Vec<NavItem>,
    held_back: Vec<String>,
    groups: Vec<Group>,
    seen: String,
}

/// Routes of this file and its parts.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/publicering", get(show))
        .route("/publicering/ny", get(ask).post(publish))
        .merge(preview::routes())
        .merge(side::routes())
        .merge(mask::routes())
}

/// Visa vad som skulle publiceras nu och vad som är publicerat.
async fn show(signed_in: SignedIn, State(house): State<House>) -> Result<Page<PublicationPage>, WebError> {
    Ok(Page(page(&signed_in, &house, String::new()).await?))
}

/// The page, with what was wrong in what was sent.
async fn page(signed_in: &SignedIn, house: &House, told: String) -> Result<PublicationPage, AppError> {
    let actor = &signed_in.actor;
    let publications = publication::list(actor, house).await?;
    let sides = public_side::history(actor, house).await?;
    let mut trouble = String::new();
    let mut next = None;
    if actor.may(Action::PreviewPublication) {
        match publication::preview(actor, house).await {
            Ok(preview) => next = Some(next_page(&preview)),
            Err(error @ AppError::Publish(_)) => trouble = error.tell(Language::Swedish),
            Err(error) => return Err(error),
        }
    }
    Ok(PublicationPage {
        frame: signed_in.frame(),
        answer: side::answer(&sides).unwrap_or_else(|| answer(&publications)),
        may_publish: actor.may(Action::Publish) && next.is_some(),
        next,
        side: SideView::of(actor, &sides, &publications, &Logins::gather(actor, house).await?),
        protection: ProtectionView::of(actor, publication::limits(actor, house).await?),
        published: published(&publications),
        trouble,
        told,
    })
}

fn next_page(preview: &Preview) -> NextPage {
    NextPage {
        figures: figures(&preview.next),
        pages: preview::pages(&preview.next),
        held_back: held_back(preview),
        groups: changes::groups(&preview.next, &preview.changes),
    }
}

/// Fråga innan det publiceras.
async fn ask(signed_in: SignedIn, State(house): State<House>) -> Result<Page<ConfirmPage>, WebError> {
    signed_in.actor.require(Action::Publish)?;
    let preview = publication::preview(&signed_in.actor, &house).await?;
    Ok(Page(confirm_page(&signed_in, &preview, String::new())))
}

/// What was shown, and which groups of changes were ticked off as read.
#[derive(Deserialize)]
struct Confirmed {
    #[serde(default)]
    seen: String,
    #[serde(default)]
    read: Vec<String>,
}

/// Publicera.
async fn publish(
    signed_in: SignedIn,
    State(house): State<House>,
    Form(form): Form<Confirmed>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::Publish)?;
    let preview = publication::preview(&signed_in.actor, &house).await?;
    let groups = changes::groups(&preview.next, &preview.changes);
    let told = if groups.iter().all(|group| form.read.contains(&group.key)) {
        let published = async { publication::publish(&signed_in.actor, &house, &seen(&form.seen)?).await };
        match published.await {
            Ok(_) => return Ok(Redirect::to("/publicering").into_response()),
            Err(error @ AppError::Refused(_)) => error.tell(Language::Swedish),
            Err(error) => return Err(error.into()),
        }
    } else {
        "Kryssa i varje del när du har läst den.".to_owned()
    };
    let page = confirm_page(&signed_in, &preview, told);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
}

fn confirm_page(signed_in: &SignedIn, preview: &Preview, error: String) -> ConfirmPage {
    let next = &preview.next;
    let titles: Vec<String> = next.promises.iter().map(|promise| promise.frozen.title.clone()).collect();
    let shown = if titles.is_empty() {
        "Inget löfte är undertecknat av alla sidor, så inget löfte kommer med.".to_owned()
    } else {
        format!("Löftena som kommer med: {}.", SV.list(&titles))
    };
    ConfirmPage {
        frame: signed_in.frame(),
        question: format!("Publicera nummer {}?", next.number),
        error,
        consequences: vec![
            shown,
            "Alla kan läsa det, utan konto, så snart du publicerar.".into(),
            "Det som någon har hämtat eller kopierat går inte att kalla tillbaka.".into(),
        ],
        pages: preview::pages(next),
        held_back: held_back(preview),
        groups: changes::groups(next, &preview.changes),
        seen: preview.seen.to_string(),
    }
}

fn answer(publications: &[Publication]) -> String {
    let Some(newest) = publications.first() else {
        return "Ingenting än. De öppna sidorna är tomma tills något publiceras.".to_owned();
    };
    let promises = match newest.promises.len() {
        1 => "1 löfte".to_owned(),
        many => format!("{many} löften"),
    };
    let when = number::date(swedish(newest.at).date());
    format!("Publicering {} från {when}, med {promises}.", newest.number)
}

/// What stays inside, a sentence for each reason.
fn held_back(preview: &Preview) -> Vec<String> {
    let held: &Inside = &preview.inside;
    let lines = [
        (held.unsigned_promises, "Löften som är utkast eller väntar på underskrift"),
        (held.unsigned_agreements, "Överenskommelser vars text inte alla parter har undertecknat"),
        (held.measures, "Åtgärder som inte hör till något åtagande i ett publicerat löfte"),
        (held.unjudged, "Löften som publiceras utan utfall, eftersom inget är inskrivet"),
        (held.parties, "Organisationer som inget publicerat nämner"),
    ];
    let counted = lines.into_iter().filter(|(count, _)| *count > 0);
    let mut told: Vec<String> =
        counted.map(|(count, what)| format!("{what}: {}.", number::count(count as u64))).collect();
    told.extend(preview.held_back.iter().map(|held| figure_held_back(&preview.next, held)));
    told.push(
        "Orsaker, anteckningar, lägesbildens bedömning, egna områdens antal och siffror per månad publiceras aldrig."
            .to_owned(),
    );
    told
}

/// A figure that is held back, why, and what is shown instead.
fn figure_held_back(next: &Snapshot, back: &HeldBack) -> String {
    let what = match &back.held {
        Held::Table { kind, year } => {
            SV.tell("held-table", &[("kind", SV.word("kind", kind)), ("year", year.to_string())])
        }
        Held::Category { kind, year, category } => {
            let labels =
                next.picture.as_ref().map(|picture| picture.category_labels.clone()).unwrap_or_default();
            let category = SV.category(&labels, category.as_str());
            let gaps = [("kind", SV.word("kind", kind)), ("year", year.to_string()), ("category", category)];
            SV.tell("held-category", &gaps)
        }
        Held::Share { wave, indicator, area } => {
            let area = area.as_ref().map_or("hela kommunen", |code| next.area_name(code)).to_owned();
            let gaps = [("wave", wave.to_string()), ("indicator", indicator.clone()), ("area", area)];
            SV.tell("held-share", &gaps)
        }
        Held::Verdict { promise, wave } => {
            let gaps = [("promise", promise.to_string()), ("wave", wave.to_string())];
            SV.tell("held-verdict", &gaps)
        }
    };
    let why = SV.word("held-why", &back.why);
    let instead = back
        .kept_from
        .map(|number| SV.tell("held-instead", &[("number", number.to_string())]))
        .unwrap_or_default();
    format!("{what}: {why} {instead}").trim_end().to_owned()
}

fn figures(next: &Snapshot) -> Vec<KeyFigure> {
    let verdicts = next.promises.iter().filter(|promise| promise.verdict.is_some()).count();
    let counts = next.picture.as_ref().map(counts).unwrap_or_default();
    let shares = next.picture.as_ref().map(shares).unwrap_or_default();
    let figure = |label: &str, value: usize, note: String| KeyFigure {
        label: label.to_owned(),
        value: number::count(value as u64),
        between: String::new(),
        note,
    };
    let limits = next.protection;
    vec![
        figure("Löften", next.promises.len(), format!("{verdicts} med utfall")),
        figure(
            "Dolda antal",
            counts.hidden,
            format!(
                "av {} celler med antal. Antal under {} visas inte, och inte heller det som skulle avslöja dem.",
                number::count(counts.all as u64),
                limits.counts.threshold
            ),
        ),
        figure(
            "Dolda andelar",
            shares.hidden,
            format!(
                "av {} andelar ur mätningar. Färre än {} svar visas inte.",
                number::count(shares.all as u64),
                limits.shares.min_answers
            ),
        ),
    ]
}

/// Cells of a kind, and how many of them are hidden.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Hidden {
    hidden: usize,
    all: usize,
}

impl Hidden {
    fn among<'a, T: 'a>(cells: impl Iterator<Item = &'a Disclosed<Protected<T>>>) -> Self {
        cells.fold(Self::default(), |seen, cell| Self {
            hidden: seen.hidden + usize::from(cell.get().shown().is_none()),
            all: seen.all + 1,
        })
    }
}

fn counts(picture: &PublicPicture) -> Hidden {
    let tables: &[CountTable] = picture.counts.as_ref().map_or(&[], |counts| &counts.figures);
    let inside =
        tables.iter().flat_map(|table| &table.rows).flat_map(|row| &row.cells).map(|cell| &cell.count);
    let rows = tables.iter().flat_map(|table| &table.rows).map(|row| &row.total);
    let columns = tables.iter().flat_map(|table| &table.area_totals);
    let whole = tables.iter().map(|table| &table.total);
    Hidden::among(inside.chain(rows).chain(columns).chain(whole))
}

fn shares(picture: &PublicPicture) -> Hidden {
    let shares = picture.shares.iter().flat_map(|shares| &shares.figures);
    Hidden::among(shares.map(|share| &share.figures))
}

fn published(publications: &[Publication]) -> Option<Table> {
    let row = |publication: &Publication| {
        vec![
            Cell::Link(NavItem::new(
                format!("Publicering {}", publication.number),
                preview::address(publication.number),
            )),
            Cell::text(number::date(swedish(publication.at).date())),
            Cell::text(number::count(publication.promises.len() as u64)),
            Cell::text(publication.fingerprint.short()),
        ]
    };
    (!publications.is_empty()).then(|| Table {
        caption: "Publiceringar, nyast först".into(),
        columns: vec![
            Column::words("Nummer"),
            Column::words("Dag"),
            Column::numbers("Löften"),
            Column::words("Fingeravtryck, början"),
        ],
        rows: publications.iter().map(row).collect(),
    })
}
