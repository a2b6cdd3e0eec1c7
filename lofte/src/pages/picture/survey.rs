//! How safe people feel: shares by indicator, wave and area.

use super::say::{outermost, share};
use super::view::Part;
use super::{Section, Sight};
use crate::face::part::{Cell, Choice, Column, Field, Figure, Source, Table};
use lofte_model::picture::{Direction, End, Figures, ShareCell};
use lofte_model::records::RecordKind;
use lofte_words::capital;
use lofte_words::chart::{Caption, IntervalRow, Intervals, Reference, ValueAxis, intervals};
use lofte_words::number;
use std::collections::BTreeMap;

pub(super) const ID: &str = "trygghet";
const QUESTION: &str = "Hur trygga känner vi oss?";

/// One indicator in all waves.
struct Chosen<'a> {
    name: &'a str,
    code: &'a str,
    /// The whole municipality by wave, the earliest first.
    whole: Vec<&'a ShareCell>,
    /// The wave whose areas are shown.
    wave: String,
    /// Areas in that wave.
    areas: Vec<&'a ShareCell>,
}

impl<'a> Chosen<'a> {
    fn new(sight: &Sight<'_>, figures: &'a Figures<ShareCell>) -> Option<Self> {
        let cells = &figures.cells;
        let first = cells.iter().find(|cell| cell.indicator == sight.view.fraga).or_else(|| cells.first())?;
        let of_indicator = || cells.iter().filter(|cell| cell.indicator == first.indicator);
        let mut whole: Vec<&ShareCell> = of_indicator().filter(|cell| cell.area.is_none()).collect();
        whole.sort_by_key(|cell| (cell.year, cell.wave.to_string()));
        let asked = whole.iter().find(|cell| cell.wave.to_string() == sight.view.matning);
        let wave = asked.or_else(|| whole.last())?.wave.to_string();
        let areas =
            of_indicator().filter(|cell| cell.area.is_some() && cell.wave.to_string() == wave).collect();
        Some(Self { name: &first.name, code: &first.indicator, whole, wave, areas })
    }
}

pub(super) fn section(sight: &Sight<'_>) -> Section {
    let Some(figures) = &sight.report.shares else {
        return Section::empty(
            ID,
            QUESTION,
            "Det går inte att säga: lägesbilden bygger inte på någon trygghetsmätning.",
        );
    };
    let Some(chosen) = Chosen::new(sight, figures) else {
        return Section::empty(
            ID,
            QUESTION,
            "Det går inte att säga: lägesbilden bygger inte på någon trygghetsmätning.",
        );
    };
    let source = sight.source(&figures.provenance, &[RecordKind::Survey], (figures.provenance.n, "svar"));
    let part = sight.view.part("svarsida", chosen.areas.len(), ID);
    Section {
        id: ID,
        question: QUESTION.to_owned(),
        answer: answer(sight, &chosen),
        remarks: vec![
            "Intervallet räknas ur urvalet och tar inte hänsyn till dem som inte svarat. Jämför bara mätningar som är \
             gjorda på samma sätt; det prövas när ett löfte följs upp."
                .into(),
        ],
        chooser: Some(sight.view.chooser(ID, choices(figures, &chosen))),
        figures: drawn(sight, &chosen, &part, &source),
        pages: Some(part.pages),
        ..Section::default()
    }
}

fn answer(sight: &Sight<'_>, chosen: &Chosen<'_>) -> String {
    let Some(stated) = sight.report.share_statement(chosen.code, &chosen.wave) else {
        return "Det går inte att räkna: för få har svarat.".to_owned();
    };
    let of_wave = |wave: &str| {
        let cell = chosen.whole.iter().find(|cell| cell.wave.to_string() == wave);
        cell.and_then(|cell| cell.share).map_or_else(String::new, share)
    };
    let mut said = vec![format!(
        "{} av dem som svarat {} i mätningen {}.",
        capital(&of_wave(&stated.wave)),
        chosen.name,
        stated.wave
    )];
    if let Some((before, direction)) = &stated.before {
        let than = format!("{before}, {}", of_wave(before));
        said.push(match direction {
            Some(Direction::Above) => format!("Det är fler än {than}."),
            Some(Direction::Below) => format!("Det är färre än {than}."),
            None => format!("Intervallet går i det för {than}, så bilden ensam visar ingen förändring."),
        });
    }
    if let Some(lowest) = &stated.lowest {
        let lowest = outermost(&sight.named(lowest), End::Lowest, ("", "områden"), share);
        said.push(format!("Lägst andel bland områdena i mätningen {}? {lowest}", chosen.wave));
    }
    said.join(" ")
}

fn choices(figures: &Figures<ShareCell>, chosen: &Chosen<'_>) -> Vec<(Field, Vec<Choice>)> {
    let indicators: BTreeMap<&str, &str> =
        figures.cells.iter().map(|cell| (cell.indicator.as_str(), cell.name.as_str())).collect();
    let indicator = |(code, name): (&&str, &&str)| Choice::new(*code, capital(name)).chosen_if(chosen.code);
    let wave =
        |cell: &&ShareCell| Choice::new(cell.wave.to_string(), cell.wave.to_string()).chosen_if(&chosen.wave);
    vec![
        (Field::new("fraga", "Andel som"), indicators.iter().map(indicator).collect()),
        (Field::new("matning", "Områdena i mätningen"), chosen.whole.iter().rev().map(wave).collect()),
    ]
}

fn drawn(sight: &Sight<'_>, chosen: &Chosen<'_>, part: &Part, source: &Source) -> Vec<Figure> {
    let whole: Vec<(String, &ShareCell)> =
        chosen.whole.iter().map(|cell| (format!("{} {}", sight.municipality, cell.wave), *cell)).collect();
    let mut areas: Vec<(String, &ShareCell)> =
        chosen.areas.iter().filter_map(|cell| Some((sight.area(cell.area.as_ref()?), *cell))).collect();
    let height = |cell: &ShareCell| cell.share.map_or(-1.0, |share| share.value);
    areas.sort_by(|(_, one), (_, other)| height(other).total_cmp(&height(one)));
    let areas = areas.get(part.rows.clone()).unwrap_or_default();
    let reference =
        chosen.whole.iter().find(|cell| cell.wave.to_string() == chosen.wave).and_then(|cell| cell.share);
    let reference = reference.map(|share| Reference {
        value: share.value * 100.0,
        label: format!("Hela kommunen {}", number::percent(share.value, 0)),
    });
    let title = format!("Andel som {}", chosen.name);
    let mut figures =
        vec![figure("andel-kommunen", &format!("{title}, hela kommunen"), &whole, None, source)];
    if !areas.is_empty() {
        let title = format!("{title}, per område {}", chosen.wave);
        figures.push(figure("andel-omraden", &title, areas, reference, source));
    }
    figures
}

fn figure(
    id: &str,
    title: &str,
    rows: &[(String, &ShareCell)],
    reference: Option<Reference>,
    source: &Source,
) -> Figure {
    let told: Vec<String> =
        rows.iter().filter_map(|(name, cell)| Some(format!("{name}: {}", share(cell.share?)))).collect();
    let ends = rows
        .iter()
        .filter_map(|(_, cell)| cell.share)
        .flat_map(|share| [share.lower * 100.0, share.upper * 100.0]);
    let svg = intervals(&Intervals {
        caption: Caption { id: id.to_owned(), title: title.to_owned(), description: told.join(", ") },
        axis: ValueAxis::covering("procent", ends, |value| number::decimal(value, 0)),
        rows: rows.iter().map(|(name, cell)| interval_row(name, cell)).collect(),
        reference,
    });
    Figure {
        title: title.to_owned(),
        subtitle: "Av dem som svarat ja eller nej, med 95 procents säkerhet".into(),
        svg,
        table: table(title, rows),
        source: source.clone(),
    }
}

fn interval_row(name: &str, cell: &ShareCell) -> IntervalRow {
    IntervalRow {
        label: name.to_owned(),
        value: cell.share.map(|share| share.value * 100.0),
        interval: cell.share.map(|share| (share.lower * 100.0, share.upper * 100.0)),
        value_label: cell
            .share
            .map_or_else(|| "för få svar".to_owned(), |share| number::percent(share.value, 0)),
        emphasis: false,
    }
}

fn table(title: &str, rows: &[(String, &ShareCell)]) -> Table {
    let row = |(name, cell): &(String, &ShareCell)| {
        let few = || Cell::Withheld("för få svar".into());
        vec![
            Cell::text(name),
            cell.share.map_or_else(few, |share| Cell::text(number::percent(share.value, 1))),
            cell.share
                .map_or_else(few, |share| Cell::text(number::percent_interval(share.lower, share.upper, 1))),
            Cell::text(number::count(cell.yes)),
            Cell::text(number::count(cell.answers)),
        ]
    };
    Table {
        caption: title.to_owned(),
        columns: vec![
            Column::words("Var"),
            Column::numbers("Andel"),
            Column::numbers("95 % intervall"),
            Column::numbers("Svarade ja"),
            Column::numbers("Svar som räknas"),
        ],
        rows: rows.iter().map(row).collect(),
    }
}
