//! Publication: what residents would be shown now, what they have been shown, and the question before it is done.
//!
//! The numbers of hidden cells are told here so that nobody is surprised by a gap on the open side; what is hidden,
//! and why, is decided by disclosure control.

use super::promise::names::and;
use super::{Page, SignedIn, WebError, verdict};
use crate::app::publication;
use crate::error::AppError;
use crate::face::part::{Cell, Column, Confirmation, KeyFigure, Table};
use crate::face::{Frame, NavItem, number};
use crate::house::{House, swedish};
use crate::text::Language;
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Redirect;
use axum::routing::get;
use lofte_analysis::disclosure::{Cell as Protected, Disclosed};
use lofte_model::access::Action;
use lofte_model::publication::Publication;
use lofte_publish::Snapshot;
use lofte_publish::picture::{CountTable, PublicPicture};
use lofte_publish::promise::{PublicPromise, Standing};

#[derive(Template)]
#[template(path = "publication.html")]
struct PublicationPage {
    frame: Frame,
    answer: String,
    trouble: String,
    figures: Vec<KeyFigure>,
    promises: Option<Table>,
    published: Option<Table>,
    may_publish: bool,
}

#[derive(Template)]
#[template(path = "publication_confirm.html")]
struct ConfirmPage {
    frame: Frame,
    confirmation: Confirmation,
}

/// Routes of this file.
pub fn routes() -> Router<House> {
    Router::new().route("/publicering", get(show)).route("/publicering/ny", get(ask).post(publish))
}

/// Visa vad som skulle publiceras nu och vad som är publicerat.
async fn show(signed_in: SignedIn, State(house): State<House>) -> Result<Page<PublicationPage>, WebError> {
    let publications = publication::list(&signed_in.actor, &house).await?;
    let (next, trouble) = match publication::preview(&signed_in.actor, &house).await {
        Ok(made) => (Some(made.snapshot), String::new()),
        Err(error @ AppError::Publish(_)) => (None, error.tell(Language::Swedish)),
        Err(error) => return Err(error.into()),
    };
    Ok(Page(PublicationPage {
        frame: signed_in.frame(),
        answer: answer(&publications),
        may_publish: signed_in.actor.may(Action::Publish) && next.is_some(),
        figures: next.as_ref().map(figures).unwrap_or_default(),
        promises: next.as_ref().and_then(promises),
        published: published(&publications),
        trouble,
    }))
}

/// Fråga innan det publiceras.
async fn ask(signed_in: SignedIn, State(house): State<House>) -> Result<Page<ConfirmPage>, WebError> {
    signed_in.actor.require(Action::Publish)?;
    let next = publication::preview(&signed_in.actor, &house).await?.snapshot;
    Ok(Page(ConfirmPage { frame: signed_in.frame(), confirmation: confirmation(&next) }))
}

/// Publicera.
async fn publish(signed_in: SignedIn, State(house): State<House>) -> Result<Redirect, WebError> {
    publication::publish(&signed_in.actor, &house).await?;
    Ok(Redirect::to("/publicering"))
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

fn promises(next: &Snapshot) -> Option<Table> {
    let columns = ["Löfte", "Ställning", "Utfall", "Återkoppling"].map(Column::words);
    (!next.promises.is_empty()).then(|| Table {
        caption: "Löften i nästa publicering".into(),
        columns: columns.into(),
        rows: next.promises.iter().map(row).collect(),
    })
}

fn row(promise: &PublicPromise) -> Vec<Cell> {
    let title = format!("{}. {}", promise.frozen.number, promise.frozen.title);
    let standing = match promise.standing {
        Standing::Published { .. } => "Undertecknat av båda sidor",
        Standing::Historical { .. } => "Tidigare löfte",
    };
    let outcome = match &promise.verdict {
        Some(verdict) => Cell::Status(verdict::status(&verdict.answer)),
        None => Cell::Withheld("Inget inskrivet utfall".into()),
    };
    let feedback = if promise.feedback.is_some() { "Skriven" } else { "Saknas" };
    vec![
        Cell::Link(NavItem::new(title, format!("/loften/{}", promise.id))),
        Cell::text(standing),
        outcome,
        Cell::text(feedback),
    ]
}

fn published(publications: &[Publication]) -> Option<Table> {
    let row = |publication: &Publication| {
        vec![
            Cell::text(format!("Publicering {}", publication.number)),
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

fn confirmation(next: &Snapshot) -> Confirmation {
    let titles: Vec<String> = next.promises.iter().map(|promise| promise.frozen.title.clone()).collect();
    let shown = if titles.is_empty() {
        "Inget löfte är undertecknat av båda sidor, så inget löfte kommer med.".to_owned()
    } else {
        format!("Löftena som kommer med: {}.", and(&titles))
    };
    Confirmation {
        question: format!("Publicera nummer {}?", next.number),
        consequences: vec![
            shown,
            "Alla kan läsa det, utan konto, så snart du publicerar.".into(),
            "En publicering ändras aldrig och tas inte bort. Ett fel rättas med en ny.".into(),
        ],
        action: "/publicering/ny".into(),
        verb: "Publicera".into(),
        cancel: NavItem::new("Avbryt", "/publicering"),
    }
}
