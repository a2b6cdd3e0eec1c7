//! "Så läser vi filen": every choice with what it rests on, the first rows as they will be stored, and what cannot be
//! taken, grouped.
//!
//! What is shown of cells is what the guess shows: codes and texts that many rows share, of all else the shape. The rows
//! below are those that would be stored, which hold no text of the file.

use super::choices;
use super::staged::{crumbs, href};
use crate::face::part::{Cell, Column, Field, Table};
use crate::face::{Frame, NavItem};
use crate::pages::SignedIn;
use askama::Template;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::mapping::{fitting, try_out};
use lofte_app::staging::Staged;
use lofte_app::{category, place};
use lofte_import::guess::{self, Proposal, Trial};
use lofte_model::mapping::{Drift, MappingFile, Remembered};
use lofte_model::place::Area;
use lofte_model::records::{Incident, TimePrecision};
use lofte_model::scheme::Labels;
use lofte_words::{Language, SV, capital, number};

/// Rows that are shown as they will be stored.
const SHOWN: usize = 8;
/// Largest file that is read on trial while somebody waits; larger ones are read by a job.
const AT_ONCE: u64 = 24 << 20;

#[derive(Template)]
#[template(path = "delivery_reading.html")]
pub(super) struct ReadingPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    file_name: String,
    here: String,
    answer: String,
    open: Vec<String>,
    elsewhere: Option<(String, Option<(&'static str, String)>)>,
    before: Option<(String, bool)>,
    changed: Vec<String>,
    groups: Vec<choices::Group>,
    source: Field,
    left_out: Vec<String>,
    columns: Table,
    first: Option<Table>,
    problems: Option<Table>,
    notes: Vec<String>,
    refused: String,
    until: String,
}

/// The page of a file.
pub(super) async fn page(
    signed_in: &SignedIn,
    house: &House,
    staged: &Staged,
    proposal: &Proposal,
) -> Result<ReadingPage, AppError> {
    let actor = &signed_in.actor;
    let mapping = staged.mapping.clone().unwrap_or_default();
    let (areas, labels) = (place::areas(actor, house).await?, category::labels(actor, house).await?);
    let before = fitting(actor, house, &proposal.headings()).await?;
    let (tried, refused) = tried(signed_in, house, staged, &mapping).await?;
    let open = open(&mapping, proposal);
    let elsewhere = proposal.elsewhere.map(|found| {
        let source = found.source.map(|source| (source, super::source::title(source)));
        (SV.say(&format!("guess-is-{}", found.is)), source)
    });
    Ok(ReadingPage {
        frame: signed_in.frame(),
        crumbs: crumbs(staged, &staged.file_name, ""),
        file_name: staged.file_name.clone(),
        here: href(staged.id),
        answer: answer(proposal, &open, tried.as_ref(), &refused),
        open,
        elsewhere,
        changed: before.as_ref().map(|(known, drift)| changed(known, drift)).unwrap_or_default(),
        before: before.filter(|(_, drift)| drift.lacking.is_empty()).map(|(known, drift)| {
            let told = [("source", SV.known("source", &known.source)), ("day", super::day(known.at))];
            (SV.tell("reading-before", &told), drift.is_none())
        }),
        groups: choices::groups(&mapping, proposal),
        source: Field::new("kalla", "Vad källan heter")
            .hint("Samma namn varje gång: bara rader från samma källa kan vara samma rad.")
            .value(&mapping.source),
        left_out: left_out(proposal),
        columns: columns(&mapping, proposal),
        first: tried.as_ref().and_then(|tried| first(&tried.first, &areas, &labels)),
        problems: tried.as_ref().and_then(problems),
        notes: tried.iter().flat_map(|tried| &tried.report.notes).map(|note| SV.told("note", note)).collect(),
        refused,
        until: staged.until(house).map(super::day).unwrap_or_default(),
    })
}

/// What would come of the file, or why it cannot be said here.
async fn tried(
    signed_in: &SignedIn,
    house: &House,
    staged: &Staged,
    mapping: &MappingFile,
) -> Result<(Option<Trial>, String), AppError> {
    if staged.bytes > AT_ONCE {
        return Ok((None, SV.say("reading-large")));
    }
    let Some(mapping) = previewable(mapping) else {
        return Ok((None, SV.say("reading-no-time")));
    };
    match try_out(&signed_in.actor, house, staged.path(house), mapping, SHOWN).await {
        Ok(tried) => Ok((Some(tried), String::new())),
        Err(error @ AppError::Import(_)) => Ok((None, error.tell(Language::Swedish))),
        Err(error) => Err(error),
    }
}

/// What is still to be said, as the mapping stands.
fn open(mapping: &MappingFile, proposal: &Proposal) -> Vec<String> {
    let settled = |part: &str| match part {
        "time" => mapping.columns.time.is_some() || mapping.columns.date.is_some(),
        "category" => mapping.columns.category.is_some() || mapping.fixed_category.is_some(),
        "order" => mapping.time.order.is_some(),
        "sheet" => mapping.sheet.is_some(),
        "system" | "place" => mapping.coordinates.is_some() || mapping.columns.east.is_none(),
        // Which texts are which category is the next step; the rest has been seen when one goes on.
        _ => true,
    };
    let open = proposal.open().filter(|choice| !settled(choice.part));
    open.map(|choice| format!("{}: {}", part(choice.part), SV.told("guess-why", choice))).collect()
}

/// What a part is called.
fn part(word: &str) -> String {
    SV.say(&format!("guess-part-{}", word.replace('_', "-")))
}

fn answer(proposal: &Proposal, open: &[String], tried: Option<&Trial>, refused: &str) -> String {
    if proposal.elsewhere.is_some() {
        return SV.say("reading-elsewhere");
    }
    if !open.is_empty() {
        let key = if open.len() == 1 { "reading-open-one" } else { "reading-open" };
        return SV.tell(key, &[("count", SV.count(open.len() as u64))]);
    }
    let Some(tried) = tried else { return refused.to_owned() };
    let counts = tried.report.counts;
    let taken = counts.read() - counts.rejected();
    let gaps = [
        ("read", SV.count(counts.read())),
        ("taken", SV.count(taken)),
        ("rejected", SV.count(counts.rejected())),
    ];
    SV.tell(if counts.rejected() == 0 { "reading-all" } else { "reading-some" }, &gaps)
}

fn changed(known: &Remembered, drift: &Drift) -> Vec<String> {
    let told = |key: &str, headings: &[String]| {
        let gaps = [("headings", headings.join(", ")), ("source", SV.known("source", &known.source))];
        (!headings.is_empty()).then(|| SV.tell(key, &gaps))
    };
    [
        told("reading-lacking", &drift.lacking),
        told("reading-gone", &drift.gone),
        told("reading-new", &drift.new),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Columns that hold what people have written or numbers of persons.
fn left_out(proposal: &Proposal) -> Vec<String> {
    let left = proposal.choices.iter().filter(|choice| choice.part == "left_out");
    left.map(|choice| {
        format!("{}: {}", choice.value.clone().unwrap_or_default(), SV.told("guess-why", choice))
    })
    .collect()
}

/// The mapping as a reading on trial can take it before the categories are settled; nothing where no column says when.
fn previewable(mapping: &MappingFile) -> Option<MappingFile> {
    let mut mapping = mapping.clone();
    mapping.columns.time.as_ref().or(mapping.columns.date.as_ref())?;
    let nothing = || Some("other".to_owned());
    match mapping.columns.category {
        None => mapping.fixed_category = mapping.fixed_category.or_else(nothing),
        Some(_) if mapping.categories.is_empty() => {
            mapping.categories_default = mapping.categories_default.or_else(nothing);
        }
        Some(_) => {}
    }
    Some(mapping)
}

/// Every column, what it is used for, and how its cells look.
fn columns(mapping: &MappingFile, proposal: &Proposal) -> Table {
    let said = mapping.columns.said();
    let row = |column: &guess::SeenColumn| {
        let used: Vec<String> = said
            .iter()
            .filter(|(_, heading)| *heading == column.heading)
            .map(|(word, _)| part(word))
            .collect();
        let used = if used.is_empty() { "tas inte med".to_owned() } else { used.join(", ") };
        vec![
            Cell::text(column.heading.clone()),
            Cell::text(used),
            Cell::text(column.examples.join(" · ")),
            Cell::text(number::count(column.filled)),
        ]
    };
    Table {
        caption: "Filens kolumner. Det som människor har skrivit visas bara till formen: 9 står för en siffra, a för bokstäver."
            .into(),
        columns: vec![
            Column::words("Kolumn"),
            Column::words("Används som"),
            Column::words("Så ser cellerna ut"),
            Column::numbers("Ifyllda"),
        ],
        rows: proposal.columns.iter().map(row).collect(),
    }
}

/// The first rows as they will be stored.
fn first(rows: &[Incident], areas: &[Area], labels: &Labels) -> Option<Table> {
    let name = |incident: &Incident| {
        let code = incident.own_area.as_ref().or(incident.deso.as_ref());
        let area = code.and_then(|code| areas.iter().find(|area| area.code == *code));
        area.map(|area| area.name.clone()).or_else(|| code.map(ToString::to_string))
    };
    let missing = || number::MISSING.to_owned();
    let row = |incident: &Incident| {
        let place = incident.position.map(|position| format!("{:.4}, {:.4}", position.lat, position.lon));
        vec![
            Cell::text(when(incident.start, incident.precision)),
            Cell::text(incident.end.map_or_else(missing, |end| when(end, incident.precision))),
            Cell::text(capital(&SV.category(labels, incident.category.as_str()))),
            Cell::text(name(incident).unwrap_or_else(missing)),
            Cell::text(place.unwrap_or_else(missing)),
        ]
    };
    (!rows.is_empty()).then(|| Table {
        caption: "De första raderna så som de sparas".into(),
        columns: vec![
            Column::words("När"),
            Column::words("Till"),
            Column::words("Kategori"),
            Column::words("Område"),
            Column::words("Läge (latitud, longitud)"),
        ],
        rows: rows.iter().map(row).collect(),
    })
}

fn when(at: jiff::civil::DateTime, precision: TimePrecision) -> String {
    let day = number::date(at.date());
    match precision {
        TimePrecision::Minute => format!("{day} {:02}.{:02}", at.hour(), at.minute()),
        TimePrecision::Day => day,
        TimePrecision::Month => {
            SV.tell("reading-month", &[("month", format!("{}-{:02}", at.year(), at.month()))])
        }
    }
}

/// What cannot be taken, by kind.
fn problems(tried: &Trial) -> Option<Table> {
    let reasons: Vec<_> = tried.problems.iter().cloned().map(crate::jobs::import::Reason::from).collect();
    super::job::reason_table(&reasons)
}
