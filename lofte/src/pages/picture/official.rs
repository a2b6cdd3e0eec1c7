//! The official statistics: reported offences in the municipality and in those it is compared with.

use super::say::plain;
use super::{Section, Sight};
use crate::face::part::{Cell, Choice, Column, Field, Figure, Source, Table};
use lofte_import::sources::bra::municipality_name;
use lofte_model::picture::{Direction, OfficialCell, Rules, WithInterval};
use lofte_model::place::MunicipalityCode;
use lofte_model::policy::OFFICIAL_YEARS_BACK as YEARS_BACK;
use lofte_model::records::RecordKind;
use lofte_words::SV;
use lofte_words::capital;
use lofte_words::chart::{Caption, Point, Series, TimeSeries, ValueAxis, time_series};
use lofte_words::number;
use std::collections::{BTreeMap, BTreeSet};

pub(super) const ID: &str = "statistik";
const QUESTION: &str = "Anmäls det fler eller färre brott än förr, och än i andra kommuner?";

/// One municipality's years.
struct Line {
    name: String,
    years: BTreeMap<i16, (Option<u64>, Option<WithInterval>)>,
}

pub(super) fn section(sight: &Sight<'_>) -> Section {
    let Some(figures) = &sight.report.official else {
        return Section::empty(
            ID,
            QUESTION,
            "Det går inte att säga: lägesbilden bygger inte på någon officiell statistik.",
        );
    };
    let groups: BTreeSet<&str> = figures.cells.iter().map(|cell| cell.category.as_str()).collect();
    let asked = groups.iter().find(|group| **group == sight.view.brott);
    let Some(group) = asked.or_else(|| groups.get("total")).or_else(|| groups.first()).copied() else {
        return Section::empty(
            ID,
            QUESTION,
            "Det går inte att säga: lägesbilden bygger inte på någon officiell statistik.",
        );
    };
    let lines = lines(sight, &figures.cells, group);
    let choices = groups.iter().map(|known| Choice::new(*known, SV.official(known)).chosen_if(group));
    let n = lines.iter().map(|line| line.years.len() as u64).sum();
    let source = sight.source(&figures.provenance, &[RecordKind::Statistic], (n, "publicerade tal"));
    let how = "Talet per invånare är räknat på den folkmängd som källans eget tal förutsätter, med exakt \
               95-procentigt osäkerhetsintervall (Garwood 1936).";
    let source = Source { how: format!("{} {how}", source.how), ..source };
    let told = answer(&lines, sight.report.rules());
    Section {
        id: ID,
        question: QUESTION.to_owned(),
        answer: told.clone(),
        remarks: std::iter::once(
            "Talen är anmälningar, inte inträffade brott, och de senaste kan komma att revideras. Intervallet säger hur \
             mycket ett så stort antal kan variera av slumpen."
                .into(),
        )
        .chain(SV.category_notes([group]))
        .collect(),
        chooser: Some(sight.view.chooser(ID, vec![(Field::new("brott", "Brottsgrupp"), choices.collect())])),
        figures: vec![figure(group, &lines, told, source)],
        ..Section::default()
    }
}

/// Our own municipality first, then the others by code.
fn lines(sight: &Sight<'_>, cells: &[OfficialCell], group: &str) -> Vec<Line> {
    let own = &sight.report.municipality;
    let mut regions: Vec<&MunicipalityCode> = cells.iter().map(|cell| &cell.region).collect();
    regions.sort_by_key(|region| (*region != own, *region));
    regions.dedup();
    let line = |region: &MunicipalityCode| Line {
        name: if region == own {
            sight.municipality.to_owned()
        } else {
            municipality_name(region).map_or_else(|| region.to_string(), str::to_owned)
        },
        years: cells
            .iter()
            .filter(|cell| cell.region == *region && cell.category.as_str() == group)
            .map(|cell| (cell.year, (cell.count, cell.per_100_000)))
            .collect(),
    };
    regions.into_iter().map(line).filter(|line| !line.years.is_empty()).collect()
}

fn answer(lines: &[Line], rules: Rules) -> String {
    let Some((own, others)) = lines.split_first() else { return String::new() };
    let newest = own.years.iter().rev().find_map(|(year, (_, rate))| Some((*year, (*rate)?)));
    let Some((year, now)) = newest else {
        return "Det går inte att säga: inga tal per invånare är kända.".to_owned();
    };
    let mut said =
        vec![format!("{}: {} per 100{}000 invånare under {year}.", own.name, plain(now), number::SPACE)];
    if let Some(then) = own.years.get(&(year - YEARS_BACK)).and_then(|(_, rate)| *rate) {
        said.push(compared(rules, now, then, &format!("{}, {}", year - YEARS_BACK, plain(then))));
    }
    for other in others {
        if let Some(there) = other.years.get(&year).and_then(|(_, rate)| *rate) {
            said.push(compared(rules, now, there, &format!("i {} samma år, {}", other.name, plain(there))));
        }
    }
    said.join(" ")
}

fn compared(rules: Rules, now: WithInterval, other: WithInterval, than: &str) -> String {
    match Direction::of(rules.differ(now, other)) {
        Some(Direction::Above) => format!("Talet är högre än {than}."),
        Some(Direction::Below) => format!("Talet är lägre än {than}."),
        None => format!("Talet går inte att skilja från {than}."),
    }
}

fn figure(group: &str, lines: &[Line], told: String, source: Source) -> Figure {
    let years: BTreeSet<i16> = lines.iter().flat_map(|line| line.years.keys().copied()).collect();
    let unit = format!("per 100{}000 invånare", number::SPACE);
    let title = format!("{}, {unit}", capital(&SV.official(group)));
    let point = |line: &Line, year: i16| {
        let rate = line.years.get(&year).and_then(|(_, rate)| *rate)?;
        Some(Point { value: rate.value, interval: Some((rate.lower, rate.upper)) })
    };
    let series = lines.iter().map(|line| Series {
        label: line.name.clone(),
        points: years.iter().map(|year| point(line, *year)).collect(),
    });
    let ends =
        lines.iter().flat_map(|line| line.years.values().filter_map(|(_, rate)| Some(rate.as_ref()?.upper)));
    let svg = time_series(&TimeSeries {
        caption: Caption { id: "officiell-statistik".into(), title: title.clone(), description: told },
        axis: ValueAxis::covering(unit, ends.chain([0.0]), |value| number::decimal(value, 0)),
        periods: years.iter().map(i16::to_string).collect(),
        series: series.collect(),
        reference: None,
    });
    let subtitle = "Skuggan är 95 procents osäkerhet".to_owned();
    Figure { title: title.clone(), subtitle, svg, table: table(title, lines, &years), source }
}

fn table(caption: String, lines: &[Line], years: &BTreeSet<i16>) -> Table {
    let mut columns = vec![Column::words("År")];
    for line in lines {
        columns.push(Column::numbers(format!("{}, antal", line.name)));
        columns.push(Column::numbers(format!("{}, per 100{}000 (95 %)", line.name, number::SPACE)));
    }
    let row = |year: &i16| {
        let mut cells = vec![Cell::text(year.to_string())];
        for line in lines {
            let (count, rate) = line.years.get(year).copied().unwrap_or_default();
            cells.push(Cell::text(count.map_or_else(|| number::MISSING.to_owned(), number::count)));
            cells.push(Cell::text(rate.map_or_else(|| number::MISSING.to_owned(), plain)));
        }
        cells
    };
    Table { caption, columns, rows: years.iter().rev().map(row).collect() }
}
