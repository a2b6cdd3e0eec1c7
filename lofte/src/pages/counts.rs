//! A table of counts pasted or typed: what a municipality has on paper, in a mail or in a report, without a file.
//!
//! What is pasted or typed becomes a small file that is delivered as any other, so that it is listed, corrected and taken back
//! like one. It is read once beforehand, so that what is wrong is told while the table still stands in the form. Left out:
//! files, which the form for deliveries takes.

use super::{Page, SignedIn, WebError};
use crate::face::part::{Choice, Field};
use crate::face::{Frame, NavItem};
use crate::jobs::import::Order;
use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum_extra::extract::Form;
use lofte_app::delivery::{self, Request, Source};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::place;
use lofte_app::staging::{self, Staged};
use lofte_model::access::Action;
use lofte_model::id::{JobId, StagedId};
use lofte_model::place::Area;
use lofte_model::records::{CalendarSpan, RecordKind, SpanLength};
use lofte_words::{Language, SV, capital};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

const HERE: &str = "/leveranser/tabell";
const SOURCE: &str = "counts";
/// Most characters of a pasted table.
const LONGEST: usize = 500_000;
/// Most columns of boxes beside each other.
const MOST_PERIODS: usize = 12;
/// Who may have counted.
const SOURCES: [&str; 6] = ["polisen", "vaktbolag", "bostadsbolag", "raddningstjanst", "skola", "kommunen"];
/// How long the periods of boxes may be.
const LENGTHS: [SpanLength; 4] =
    [SpanLength::Month, SpanLength::Quarter, SpanLength::Tertial, SpanLength::Year];
/// The row of boxes for the whole municipality.
const WHOLE: &str = "hela kommunen";

/// Routes of this file.
pub(super) fn routes() -> Router<House> {
    Router::new().route(HERE, get(form).post(receive))
}

/// What somebody has filled in; the boxes by area and period.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Filled {
    kalla: String,
    slag: String,
    kategori: String,
    uttag: String,
    preliminar: String,
    tabell: String,
    langd: String,
    fran: String,
    till: String,
    #[serde(flatten)]
    boxes: BTreeMap<String, String>,
}

impl Filled {
    fn length(&self) -> SpanLength {
        LENGTHS.into_iter().find(|length| length.word() == self.langd).unwrap_or(SpanLength::Month)
    }

    /// The periods that boxes are asked for, at most [`MOST_PERIODS`].
    fn spans(&self) -> Vec<CalendarSpan> {
        let length = self.length();
        let ends = span(length, &self.fran).zip(span(length, &self.till));
        let Some((from, to)) = ends else { return Vec::new() };
        let places = (from.place()..=to.place()).take(MOST_PERIODS);
        places.filter_map(|place| CalendarSpan::at(length, place)).collect()
    }

    /// The instructions that go with the table.
    fn settings(&self) -> String {
        let known = |value: &str, all: &[&str]| all.contains(&value);
        let source = if known(&self.kalla, &SOURCES) { self.kalla.as_str() } else { SOURCES[0] };
        let kinds = RecordKind::INCIDENTS.map(RecordKind::word);
        let kind = if known(&self.slag, &kinds) { self.slag.as_str() } else { kinds[0] };
        let mut settings = toml::Table::new();
        settings.insert("source".into(), source.into());
        settings.insert("kind".into(), kind.into());
        settings.insert("preliminary".into(), (!self.preliminar.is_empty()).into());
        if !self.kategori.trim().is_empty() {
            settings.insert("category".into(), self.kategori.trim().into());
        }
        let day = self.uttag.trim().parse::<jiff::civil::Date>().map(|day| day.to_string());
        if let Some(day) = day.ok().and_then(|day| day.parse::<toml::value::Datetime>().ok()) {
            settings.insert("retrieved".into(), day.into());
        }
        settings.to_string()
    }

    /// The table as text, pasted or from the boxes; nothing where both are empty.
    fn table(&self, areas: &[Area]) -> Option<String> {
        if !self.tabell.trim().is_empty() {
            return Some(self.tabell.clone());
        }
        let spans = self.spans();
        let mut text = "Område".to_owned();
        for span in &spans {
            let _ = write!(text, ";{}", written(*span));
        }
        text.push('\n');
        let mut any = false;
        for code in rows(areas).map(|(code, _)| code) {
            let cells: Vec<&str> = spans.iter().map(|span| self.typed(code, *span)).collect();
            // A row that nobody has begun is not a row of withheld figures.
            if cells.iter().any(|cell| !cell.is_empty()) {
                any = true;
                let _ = writeln!(text, "{code};{}", cells.join(";"));
            }
        }
        any.then_some(text)
    }

    fn typed(&self, code: &str, span: CalendarSpan) -> &str {
        self.boxes.get(&name_of(code, span)).map(|text| text.trim()).unwrap_or_default()
    }
}

/// A period as somebody writes it in a field: `2025-03`, `2025-1` for the first quarter, `2025`.
fn span(length: SpanLength, text: &str) -> Option<CalendarSpan> {
    let (year, number) = text.trim().split_once('-').unwrap_or((text.trim(), "1"));
    CalendarSpan::new(length, year.parse().ok()?, number.parse().ok()?)
}

/// A period as the reader of tables knows it.
fn written(span: CalendarSpan) -> String {
    match span.length() {
        SpanLength::Month => format!("{}-{:02}", span.year(), span.number()),
        SpanLength::Quarter => format!("{} kv {}", span.year(), span.number()),
        SpanLength::Tertial => format!("{} tertial {}", span.year(), span.number()),
        SpanLength::HalfYear => format!("{} halvår {}", span.year(), span.number()),
        SpanLength::Year => span.year().to_string(),
    }
}

fn name_of(code: &str, span: CalendarSpan) -> String {
    format!("{code}.{}", written(span))
}

/// The rows of boxes: the whole municipality, then its areas.
fn rows(areas: &[Area]) -> impl Iterator<Item = (&str, String)> {
    let whole = std::iter::once((WHOLE, "Hela kommunen".to_owned()));
    whole.chain(areas.iter().map(|area| (area.code.as_str(), area.name.clone())))
}

/// A box with what stands in it.
struct TypedBox {
    name: String,
    value: String,
    label: String,
}

/// The boxes by area, where periods are chosen.
fn boxes(filled: &Filled, areas: &[Area]) -> Vec<(String, Vec<TypedBox>)> {
    let spans = filled.spans();
    let of_area = |(code, name): (&str, String)| {
        let of = |span: &CalendarSpan| TypedBox {
            name: name_of(code, *span),
            value: filled.typed(code, *span).to_owned(),
            label: format!("{name}, {}", written(*span)),
        };
        let boxes = spans.iter().map(of).collect();
        (name, boxes)
    };
    if spans.is_empty() { Vec::new() } else { rows(areas).map(of_area).collect() }
}

#[derive(Template)]
#[template(path = "delivery_table.html")]
struct TablePage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    errors: Vec<(&'static str, String)>,
    source: Field,
    sources: Vec<Choice>,
    kind: Field,
    kinds: Vec<Choice>,
    category: Field,
    retrieved: Field,
    preliminary: bool,
    table: Field,
    length: Field,
    lengths: Vec<Choice>,
    from: Field,
    to: Field,
    periods: Vec<String>,
    rows: Vec<(String, Vec<TypedBox>)>,
    kept: Vec<(&'static str, String)>,
}

impl TablePage {
    fn new(
        signed_in: &SignedIn,
        filled: &Filled,
        areas: &[Area],
        errors: Vec<(&'static str, String)>,
    ) -> Self {
        let wrong = |name: &str| {
            let of = errors.iter().filter(|(field, _)| *field == name);
            of.map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" ")
        };
        let kind = |kind: RecordKind| {
            Choice::new(kind.word(), capital(&SV.word("kind", &kind))).chosen_if(&filled.slag)
        };
        let source = |name: &str| Choice::new(name, SV.known("source", name)).chosen_if(&filled.kalla);
        let length = |length: SpanLength| {
            Choice::new(length.word(), SV.word("span", &length)).chosen_if(filled.length().word())
        };
        Self {
            frame: signed_in.frame(),
            crumbs: vec![
                NavItem::new("Underlag", "/leveranser"),
                NavItem::new("Klistra in eller skriv in antal", HERE).at(HERE),
            ],
            source: Field::new("kalla", "Vem har räknat?"),
            sources: SOURCES.into_iter().map(source).collect(),
            kind: Field::new("slag", "Vad är räknat?"),
            kinds: RecordKind::INCIDENTS.into_iter().map(kind).collect(),
            category: Field::new("kategori", "Kategori")
                .hint("Vad som är räknat, till exempel Skadegörelse. Behövs för rutorna, och om tabellen inte har en kolumn för det.")
                .value(&filled.kategori)
                .error(wrong("kategori"))
                .optional(),
            retrieved: Field::new("uttag", "När togs siffrorna ut?")
                .hint("Som 2026-01-10. Månader som inte var slut då tas inte emot.")
                .value(&filled.uttag)
                .error(wrong("uttag"))
                .optional(),
            preliminary: !filled.preliminar.is_empty(),
            table: Field::new("tabell", "Klistra in tabellen med sin rubrikrad")
                .hint("Markera tabellen i Excel, i ett mejl eller i en rapport, kopiera och klistra in. Kolumner skiljs åt med tabb eller semikolon.")
                .value(&filled.tabell)
                .error(wrong("tabell"))
                .optional(),
            length: Field::new("langd", "Perioder"),
            lengths: LENGTHS.into_iter().map(length).collect(),
            from: Field::new("fran", "Första").hint("2025-01; för kvartal 2025-1; för år 2025.").value(&filled.fran),
            to: Field::new("till", "Sista").hint("Högst tolv perioder åt gången.").value(&filled.till),
            periods: filled.spans().into_iter().map(written).collect(),
            rows: boxes(filled, areas),
            kept: vec![("langd", filled.langd.clone()), ("fran", filled.fran.clone()), ("till", filled.till.clone())],
            errors,
        }
    }
}

/// Visa formuläret för att klistra in eller skriva in antal.
async fn form(
    signed_in: SignedIn,
    State(house): State<House>,
    Query(filled): Query<Filled>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::Import).map_err(AppError::from)?;
    let areas = place::areas(&signed_in.actor, &house).await?;
    Ok(Page(TablePage::new(&signed_in, &filled, &areas, Vec::new())).into_response())
}

/// Ta emot en inklistrad eller inskriven tabell.
async fn receive(
    signed_in: SignedIn,
    State(house): State<House>,
    Form(filled): Form<Filled>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::Import).map_err(AppError::from)?;
    let areas = place::areas(&signed_in.actor, &house).await?;
    let errors = check(&filled, &areas);
    if !errors.is_empty() {
        return Ok(refused(&signed_in, &filled, &areas, errors));
    }
    let begun = staging::begin(&signed_in.actor, &house).await?;
    match deliver(&signed_in, &house, (begun.id, &begun.file), &filled, &areas).await {
        Ok(job) => {
            begun.keep();
            Ok(Redirect::to(&format!("/jobb/{job}")).into_response())
        }
        Err(error @ (AppError::Import(_) | AppError::Refused(_))) => {
            let told = vec![("tabell", error.tell(Language::Swedish))];
            Ok(refused(&signed_in, &filled, &areas, told))
        }
        Err(error) => Err(error.into()),
    }
}

fn refused(
    signed_in: &SignedIn,
    filled: &Filled,
    areas: &[Area],
    errors: Vec<(&'static str, String)>,
) -> Response {
    let page = Page(TablePage::new(signed_in, filled, areas, errors));
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

fn check(filled: &Filled, areas: &[Area]) -> Vec<(&'static str, String)> {
    let mut errors = Vec::new();
    let uttag = filled.uttag.trim();
    if !uttag.is_empty() && uttag.parse::<jiff::civil::Date>().is_err() {
        errors.push(("uttag", SV.say("table-bad-day")));
    }
    if filled.tabell.len() > LONGEST {
        errors.push(("tabell", SV.say("table-too-long")));
    }
    if filled.boxes.values().any(|text| text.contains([';', '"', '\t', '\n', '\r'])) {
        errors.push(("tabell", SV.say("table-bad-box")));
    }
    match filled.table(areas) {
        None => errors.push(("tabell", SV.say("table-empty"))),
        // Boxes have no column for it.
        Some(_) if filled.tabell.trim().is_empty() && filled.kategori.trim().is_empty() => {
            errors.push(("kategori", SV.say("table-no-category")));
        }
        Some(_) => {}
    }
    errors
}

/// Writes the table down, reads it once without keeping anything, and orders its delivery.
async fn deliver(
    signed_in: &SignedIn,
    house: &House,
    (id, folder): (StagedId, &Path),
    filled: &Filled,
    areas: &[Area],
) -> Result<JobId, AppError> {
    let actor = &signed_in.actor;
    let file_name = format!("tabell {}.csv", house.today());
    let path = folder.join(&file_name);
    let text = filled.table(areas).unwrap_or_default();
    let bytes = text.len() as u64;
    tokio::fs::write(&path, text).await.map_err(|source| AppError::machine(&path, source))?;
    let settings = filled.settings();
    let source = Source::new(SOURCE, Some(&settings))?;
    let request = Request { source, file: path, file_name: file_name.clone(), dry_run: true };
    delivery::import(actor, house, request, Box::new(|_, _| ())).await?;
    let staged = Staged {
        id,
        by: actor.user,
        file_name,
        bytes,
        at: house.now(),
        source: SOURCE.into(),
        settings: Some(settings),
        mapping: None,
        corrects: None,
    };
    staging::keep(actor, house, &staged).await?;
    Order::of_file(&staged, false).place(actor, house).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_become_a_table_and_rows_that_nobody_began_do_not() {
        let boxes = [("c.2025-01", " 3 "), ("c.2025-02", ".."), ("hela kommunen.2025-03", "")];
        let filled = Filled {
            langd: "month".into(),
            fran: "2025-01".into(),
            till: "2025-03".into(),
            boxes: boxes.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
            ..Filled::default()
        };
        let area = serde_json::from_value(serde_json::json!({
            "code": "c", "name": "Centrum", "kind": "own", "place_type": "centre", "population": null,
            "border": [], "source": "test",
        }));
        let areas: Vec<Area> = vec![area.unwrap()];
        assert_eq!(filled.table(&areas).unwrap(), "Område;2025-01;2025-02;2025-03\nc;3;..;\n");
        let empty = Filled { boxes: BTreeMap::new(), ..filled };
        assert_eq!(empty.table(&areas), None);
        assert_eq!(check(&empty, &areas).len(), 1);
    }

    #[test]
    fn what_is_written_in_a_field_never_becomes_an_instruction() {
        let filled =
            Filled { kategori: "x\"\nsynthetic = true\n#".into(), kalla: "../x".into(), ..Filled::default() };
        let read: toml::Table = filled.settings().parse().unwrap();
        assert_eq!(read["category"].as_str(), Some("x\"\nsynthetic = true\n#"));
        assert_eq!((read["source"].as_str(), read.get("synthetic")), (Some("polisen"), None));
    }

    #[test]
    fn quarters_and_years_are_periods_too() {
        let spans = |langd: &str, fran: &str, till: &str| {
            let filled =
                Filled { langd: langd.into(), fran: fran.into(), till: till.into(), ..Filled::default() };
            filled.spans().into_iter().map(written).collect::<Vec<_>>()
        };
        assert_eq!(spans("quarter", "2024-4", "2025-1"), ["2024 kv 4", "2025 kv 1"]);
        assert_eq!(spans("year", "2024", "2025"), ["2024", "2025"]);
        assert_eq!(spans("month", "2025-13", "2026-01"), Vec::<String>::new());
        assert_eq!(spans("month", "2000-01", "2025-01").len(), MOST_PERIODS);
    }
}
