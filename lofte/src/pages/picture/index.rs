//! The problem index of the survey by the table in force: per area, and question by question. Nothing where no table is loaded.

use super::{Section, Sight};
use crate::face::NavItem;
use crate::face::part::{Cell, Column, Figure, Source, Table};
use lofte_model::index_table::Unread;
use lofte_model::picture::{IndexCell, IndexFound, IndexPart, IndexWave, SurveyIndex};
use lofte_model::records::RecordKind;
use lofte_words::chart::{Caption, IntervalRow, Intervals, Reference, ValueAxis, intervals};
use lofte_words::{SV, number};

const ID: &str = "problemindex";
const QUESTION: &str = "Hur stora är problemen enligt indexet?";
const FEW: &str = "för få svar";
/// Points that an index can have at most.
const MOST: f64 = 6.0;

/// Nothing where no table is loaded.
pub(super) fn section(sight: &Sight<'_>) -> Option<Section> {
    let index = sight.report.index.as_ref()?;
    let newest = || index.waves.iter().max_by_key(|wave| wave.year);
    let asked = index.waves.iter().find(|wave| wave.wave.to_string() == sight.view.matning);
    let wave = asked.or_else(newest)?;
    let source = source(sight, index);
    let remarks = [
        Some("Noll är bäst. Andelen som upplever ett problem ger 0 till 6 poäng, och indexet är medelvärdet av frågornas poäng. Indexet tar hela steg: skillnader på några tiondelar är oftast slump.".to_owned()),
        lacking(index, wave),
    ];
    Some(Section {
        id: ID,
        question: QUESTION.to_owned(),
        answer: answer(sight, index, wave),
        remarks: remarks.into_iter().flatten().collect(),
        figures: drawn(sight, index, wave, &source),
        tables: vec![(parts(index, wave), source)],
        elsewhere: Some(NavItem::new("Indextabellen och varifrån den kommer", "/leveranser/indextabell")),
        ..Section::default()
    })
}

fn points(value: f64) -> String {
    number::decimal(value, 2)
}

fn between((lower, upper): (f64, f64)) -> String {
    format!("{}–{}", points(lower), points(upper))
}

fn answer(sight: &Sight<'_>, index: &SurveyIndex, wave: &IndexWave) -> String {
    let Some(found) = wave.whole() else {
        return "Det går inte att räkna: för få har svarat.".to_owned();
    };
    let interval = found.interval.map(|ends| format!(" ({})", between(ends))).unwrap_or_default();
    let of = match index.levels.first().zip(index.levels.last()) {
        Some((first, last)) => format!(" på en skala från 0 ({first}) till 6 ({last})"),
        None => " av 6".to_owned(),
    };
    format!("{} fick {}{interval}{of} i mätningen {}.", sight.municipality, points(found.index), wave.wave)
}

/// What the wave does not have of the table: an index of fewer questions is another one.
fn lacking(index: &SurveyIndex, wave: &IndexWave) -> Option<String> {
    let all = index.indicators;
    let counted = all.saturating_sub(wave.lacking.len() as u64);
    let told: Vec<String> = wave
        .lacking
        .iter()
        .map(|(question, why): &(String, Unread)| format!("{question} ({})", SV.word("unread", why)))
        .collect();
    let told: Vec<&str> = told.iter().map(String::as_str).collect();
    (!told.is_empty()).then(|| {
        format!(
            "Indexet är räknat på {} av tabellens {} frågor och kan inte jämföras med ett index på alla. Frågor som inte är med: {}.",
            number::count(counted),
            number::count(all),
            SV.list(&told)
        )
    })
}

fn drawn(sight: &Sight<'_>, index: &SurveyIndex, wave: &IndexWave, source: &Source) -> Vec<Figure> {
    let mut waves: Vec<&IndexWave> = index.waves.iter().collect();
    waves.sort_by_key(|wave| (wave.year, wave.wave.to_string()));
    let whole: Vec<(String, Option<IndexFound>)> = waves
        .iter()
        .map(|wave| (format!("{} {}", sight.municipality, wave.wave), wave.whole().copied()))
        .collect();
    let of_area = |cell: &IndexCell| Some((sight.area(cell.area.as_ref()?), cell.found));
    let mut areas: Vec<(String, Option<IndexFound>)> = wave.cells.iter().filter_map(of_area).collect();
    let height = |found: &Option<IndexFound>| found.map_or(-1.0, |found| found.index);
    areas.sort_by(|(_, one), (_, other)| height(other).total_cmp(&height(one)));
    let reference = wave.whole().map(|found| Reference {
        value: found.index,
        label: format!("Hela kommunen {}", points(found.index)),
    });
    let mut figures = vec![figure("index-kommunen", "Problemindex, hela kommunen", &whole, None, source)];
    if !areas.is_empty() {
        let title = format!("Problemindex per område {}", wave.wave);
        figures.push(figure("index-omraden", &title, &areas, reference, source));
    }
    figures
}

fn figure(
    id: &str,
    title: &str,
    rows: &[(String, Option<IndexFound>)],
    reference: Option<Reference>,
    source: &Source,
) -> Figure {
    let told: Vec<String> = rows
        .iter()
        .filter_map(|(name, found)| Some(format!("{name}: {}", points(found.as_ref()?.index))))
        .collect();
    let row = |(name, found): &(String, Option<IndexFound>)| IntervalRow {
        label: name.clone(),
        value: found.map(|found| found.index),
        interval: found.and_then(|found| found.interval),
        value_label: found.map_or_else(|| FEW.to_owned(), |found| points(found.index)),
        emphasis: false,
    };
    let svg = intervals(&Intervals {
        caption: Caption { id: id.to_owned(), title: title.to_owned(), description: told.join(", ") },
        axis: ValueAxis::covering("poäng", [0.0, MOST], |value| number::decimal(value, 0)),
        rows: rows.iter().map(row).collect(),
        reference,
    });
    Figure {
        title: title.to_owned(),
        subtitle: "0 till 6 poäng, lägre är bättre, med 95 procents säkerhet".into(),
        svg,
        table: table(title, rows),
        source: source.clone(),
    }
}

fn table(title: &str, rows: &[(String, Option<IndexFound>)]) -> Table {
    let row = |(name, found): &(String, Option<IndexFound>)| {
        let Some(found) = found else {
            return vec![Cell::text(name), few(), few(), few(), few()];
        };
        let none = || number::MISSING.to_owned();
        vec![
            Cell::text(name),
            Cell::text(points(found.index)),
            Cell::text(found.interval.map_or_else(none, between)),
            Cell::text(points(found.smooth)),
            Cell::text(number::count(found.answers)),
        ]
    };
    Table {
        caption: title.to_owned(),
        columns: vec![
            Column::words("Var"),
            Column::numbers("Index"),
            Column::numbers("95 % intervall"),
            Column::numbers("Utan steg"),
            Column::numbers("Svar på den fråga som fått minst"),
        ],
        rows: rows.iter().map(row).collect(),
    }
}

fn few() -> Cell {
    Cell::Withheld(FEW.into())
}

/// Question by question in the whole municipality, the most points first.
fn parts(index: &SurveyIndex, wave: &IndexWave) -> Table {
    let mut parts: Vec<&IndexPart> = wave.parts.iter().collect();
    parts.sort_by(|one, other| other.points.cmp(&one.points).then(other.share.total_cmp(&one.share)));
    let level = |points: u8| index.levels.get(usize::from(points)).map_or(number::MISSING, String::as_str);
    let row = |part: &&IndexPart| {
        vec![
            Cell::text(&part.question),
            Cell::text(&part.group),
            Cell::text(number::percent(part.share, 1)),
            Cell::text(part.points.to_string()),
            Cell::text(level(part.points)),
        ]
    };
    Table {
        caption: format!("Frågorna i indexet, hela kommunen {}", wave.wave),
        columns: vec![
            Column::words("Fråga"),
            Column::words("Grupp"),
            Column::numbers("Andel med problemet"),
            Column::numbers("Poäng"),
            Column::words("Nivå"),
        ],
        rows: parts.iter().map(row).collect(),
    }
}

fn source(sight: &Sight<'_>, index: &SurveyIndex) -> Source {
    let told = sight.source(&index.provenance, &[RecordKind::Survey], (index.provenance.n, "svar"));
    let table = format!(
        "Indextabell: {}, {}. {}. Fingeravtryck {}.",
        index.name,
        index.edition,
        index.source.trim_end_matches('.'),
        index.table_fingerprint.short()
    );
    Source { how: format!("{} {table}", told.how), ..told }
}
