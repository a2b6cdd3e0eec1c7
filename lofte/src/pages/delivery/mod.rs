//! Deliveries: what has been delivered and from where, a form to deliver more, what became of each row, and the way
//! back.
//!
//! Left out: looking at single rows. A page shows what became of them, never what they say.

mod categories;
mod choices;
mod job;
mod links;
mod mappings;
mod quality;
mod reading;
mod show;
mod source;
mod staged;
mod upload;

use super::{Page, SignedIn, WebError};
use crate::face::part::{Cell, Column, KeyFigure, Status, Table, Tone};
use crate::face::{Frame, NavItem};
use crate::jobs::import::Order;
use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{Method, Request};
use axum::routing::{get, post};
use jiff::Timestamp;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::staging::{self, Staged};
use lofte_app::{delivery, job as jobs};
use lofte_model::access::Action;
use lofte_model::id::DeliveryId;
use lofte_model::records::{Delivery, RowCounts};
use lofte_records::SourceSummary;
use lofte_store::{Job, JobState};
use lofte_words::SV;
use lofte_words::{number, swedish};

/// Routes of this folder.
pub fn routes() -> Router<House> {
    // What an upload may hold is counted while it is written down; it is never held in memory.
    let upload = get(upload::form).post(upload::receive).layer(DefaultBodyLimit::disable());
    Router::new()
        .route("/leveranser", get(list))
        .route("/leveranser/ny", upload)
        .route("/leveranser/kallor/{name}", get(source::show))
        .route("/leveranser/inlasning/{id}", get(staged::show).post(staged::settle))
        .route("/leveranser/inlasning/{id}/kategorier", get(categories::show).post(categories::settle))
        .route("/leveranser/inlasning/{id}/som-forut", post(staged::as_before))
        .route("/leveranser/inlasning/{id}/leverera", post(staged::deliver))
        .route("/leveranser/inlasning/{id}/bort", get(staged::ask).post(staged::give_up))
        .route("/leveranser/mappningar", get(mappings::list))
        .route("/leveranser/mappningar/{source}", get(mappings::show).post(mappings::correct))
        .route("/leveranser/mappningar/{source}/ta-tillbaka", post(mappings::withdraw))
        .route("/leveranser/dubbletter", get(links::list))
        .route("/leveranser/dubbletter/par", get(links::pairs).post(links::decide))
        .route("/leveranser/dubbletter/beslut/{number}", get(links::show))
        .route("/leveranser/dubbletter/beslut/{number}/ta-tillbaka", post(links::withdraw))
        .route("/leveranser/{id}", get(show::show))
        .route("/leveranser/{id}/avvisade.csv", get(show::rejects))
        .route("/leveranser/{id}/angra", get(show::ask).post(show::undo))
        .route("/jobb/{id}", get(job::show))
}

/// Whether a request brings a file, which may take its time.
pub(super) fn brings_a_file(request: &Request<()>) -> bool {
    request.method() == Method::POST && request.uri().path() == "/leveranser/ny"
}

#[derive(Template)]
#[template(path = "delivery_list.html")]
struct ListPage {
    frame: Frame,
    answer: String,
    sources: Vec<KeyFigure>,
    about: Vec<NavItem>,
    table: Option<Table>,
    under_way: Vec<NavItem>,
    staged: Vec<NavItem>,
    may_import: bool,
}

/// Visa källor och leveranser.
async fn list(signed_in: SignedIn, State(house): State<House>) -> Result<Page<ListPage>, WebError> {
    let actor = &signed_in.actor;
    let sources = delivery::summaries(actor, &house).await?;
    let deliveries = delivery::list(actor, &house).await?;
    let may_import = actor.may(Action::Import);
    let newest = if may_import { jobs::newest(actor, &house).await? } else { Vec::new() };
    let staged = if may_import { staging::list(actor, &house).await? } else { Vec::new() };
    Ok(Page(ListPage {
        frame: signed_in.frame(),
        answer: answer(&sources, &deliveries),
        sources: sources.iter().map(card).collect(),
        about: source::links(),
        table: (!deliveries.is_empty()).then(|| table(&deliveries)),
        under_way: newest.iter().filter_map(under_way).collect(),
        staged: staged.iter().map(begun).collect(),
        may_import,
    }))
}

fn answer(sources: &[SourceSummary], deliveries: &[Delivery]) -> String {
    let standing: Vec<&Delivery> = deliveries.iter().filter(|delivery| delivery.undone.is_none()).collect();
    let Some(last) = standing.iter().map(|delivery| delivery.delivered_at).max() else {
        return "Ingenting än: inget underlag är levererat.".to_owned();
    };
    let rows: u64 = standing.iter().map(|delivery| delivery.counts.stored()).sum();
    format!(
        "På {} från {}, med {} rader tillsammans. Den senaste kom den {}.",
        counted(standing.len(), "leverans", "leveranser"),
        counted(sources.len(), "källa", "källor"),
        number::count(rows),
        day(last),
    )
}

fn counted(count: usize, one: &str, many: &str) -> String {
    number::with_unit(&number::count(count as u64), if count == 1 { one } else { many })
}

/// What a source has delivered, as a card.
fn card(source: &SourceSummary) -> KeyFigure {
    let synthetic = if source.synthetic { ", syntetiska uppgifter" } else { "" };
    let period = source.period.map(|period| format!("{}. ", SV.period(period))).unwrap_or_default();
    KeyFigure {
        label: source_name(&source.source),
        value: number::with_unit(&number::count(source.rows), "rader"),
        between: format!("{}{synthetic}", sentence(&SV.word("kind", &source.kind))),
        note: format!("{period}Senast levererat {}.", day(source.last_delivered)),
    }
}

/// The first letter large, as at the beginning of a sentence.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn table(deliveries: &[Delivery]) -> Table {
    Table {
        caption: "Leveranser, den senaste först".into(),
        columns: vec![
            Column::words("Levererad"),
            Column::words("Källa"),
            Column::words("Fil"),
            Column::words("Slag"),
            Column::numbers("Lästa"),
            Column::numbers("Sparade"),
            Column::numbers("Fanns redan"),
            Column::numbers("Avvisade"),
            Column::words("Läge"),
        ],
        rows: deliveries.iter().map(row).collect(),
    }
}

fn row(delivery: &Delivery) -> Vec<Cell> {
    let counts = delivery.counts;
    let mut cells = vec![
        Cell::Link(NavItem::new(SV.moment(delivery.delivered_at), href(delivery.id))),
        Cell::text(source_name(&delivery.source)),
        Cell::text(&delivery.file_name),
        Cell::text(SV.word("kind", &delivery.kind)),
    ];
    let numbers = [counts.read(), counts.stored(), counts.duplicate(), counts.rejected()];
    cells.extend(numbers.map(|count| Cell::text(number::count(count))));
    cells.push(Cell::Status(state(delivery)));
    cells
}

/// Whether the rows of a delivery count.
fn state(delivery: &Delivery) -> Status {
    if delivery.undone.is_some() {
        Status::new(Tone::Idle, "Tillbakatagen")
    } else {
        Status::new(Tone::Good, "Gäller")
    }
}

/// A job that has not ended, as a link.
fn under_way(job: &Job) -> Option<NavItem> {
    let order = Order::of(job)?;
    let state = match job.state {
        JobState::Queued => "väntar på sin tur",
        JobState::Running => "tas emot nu",
        JobState::Done | JobState::Failed => return None,
    };
    Some(NavItem::new(format!("{} {state}", order.file_name), format!("/jobb/{}", job.id)))
}

/// A file of one's own that is not delivered yet, as a link.
fn begun(file: &Staged) -> NavItem {
    NavItem::new(format!("{}, från {}", file.file_name, day(file.at)), staged::href(file.id))
}

fn href(id: DeliveryId) -> String {
    format!("/leveranser/{id}")
}

/// The name of a source as people write it; the municipality's own slug where no name is known.
fn source_name(slug: &str) -> String {
    SV.known("source", slug)
}

/// The Swedish day of a moment.
fn day(time: Timestamp) -> String {
    number::date(swedish(time).date())
}

/// What became of the rows of a file, in a sentence.
fn told(counts: RowCounts) -> String {
    let n = number::count;
    if counts.read() == 0 {
        return "Filen har inga rader.".to_owned();
    }
    if counts.stored() == counts.read() {
        return format!("Alla {} rader var nya och gick att ta emot.", n(counts.read()));
    }
    let mut parts = vec![format!("Av {} rader var {} nya", n(counts.read()), n(counts.stored()))];
    if counts.corrected() > 0 {
        parts.push(format!("{} rättade tidigare rader", n(counts.corrected())));
    }
    if counts.duplicate() > 0 {
        parts.push(format!("{} fanns redan", n(counts.duplicate())));
    }
    if counts.rejected() > 0 {
        parts.push(format!("{} gick inte att ta emot", n(counts.rejected())));
    }
    format!("{}.", parts.join(", "))
}

/// The four counts, with the sum that they must make.
fn count_table(counts: RowCounts) -> Table {
    let row = |name: &str, count: u64| vec![Cell::text(name), Cell::text(number::count(count))];
    let corrected =
        (counts.corrected() > 0).then(|| row("Rättade en tidigare rad med samma nummer", counts.corrected()));
    let mut rows = vec![row("Lästa i filen", counts.read()), row("Sparade", counts.stored())];
    rows.extend(corrected);
    rows.push(row("Fanns redan, sparades inte igen", counts.duplicate()));
    rows.push(row("Avvisade", counts.rejected()));
    Table {
        caption: "Vad som blev av raderna: de som följer på de lästa är tillsammans lika många".into(),
        columns: vec![Column::words("Rader"), Column::numbers("Antal")],
        rows,
    }
}

/// A delivery by the id in an address.
fn id(text: &str) -> Result<DeliveryId, AppError> {
    text.parse().map_err(|_| AppError::not_found("delivery", text))
}

#[cfg(test)]
mod tests {
    use super::told;
    use lofte_model::records::RowCounts;
    use lofte_words::number::SPACE;

    #[test]
    fn what_became_of_the_rows_is_told_without_zeros() {
        let said = |read, stored, duplicate, rejected| {
            told(RowCounts::new(read, stored, duplicate, rejected).unwrap()).replace(SPACE, " ")
        };
        assert_eq!(said(1200, 1200, 0, 0), "Alla 1 200 rader var nya och gick att ta emot.");
        assert_eq!(said(10, 0, 10, 0), "Av 10 rader var 0 nya, 10 fanns redan.");
        assert_eq!(said(10, 7, 2, 1), "Av 10 rader var 7 nya, 2 fanns redan, 1 gick inte att ta emot.");
        let corrected = RowCounts::new(2, 1, 1, 0).unwrap().and_corrected(2);
        assert_eq!(told(corrected), "Av 4 rader var 1 nya, 2 rättade tidigare rader, 1 fanns redan.");
        assert_eq!(said(0, 0, 0, 0), "Filen har inga rader.");
    }
}
