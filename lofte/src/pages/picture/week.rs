//! When in the week it happens, as far as clock times are known.

use super::say::outermost;
use super::{Section, Sight};
use crate::face::part::{Cell, Choice, Column, Field, Figure, Source, Table};
use lofte_model::picture::{End, WeekGrid, WeekPeak, WithInterval};
use lofte_words::SV;
use lofte_words::capital;
use lofte_words::chart::{
    Bar, Bars, Caption, Cell as Shade, ValueAxis, WeekGrid as Drawing, bars, week_grid,
};
use lofte_words::number;

pub(super) const ID: &str = "veckan";
const QUESTION: &str = "När i veckan händer det?";
const DAYS: [&str; 7] =
    ["weekday-1", "weekday-2", "weekday-3", "weekday-4", "weekday-5", "weekday-6", "weekday-7"];
/// The quarters of a day: name and first hour.
const QUARTERS: [(&str, u8); 4] =
    [("natten 00–06", 0), ("morgonen 06–12", 6), ("eftermiddagen 12–18", 12), ("kvällen 18–24", 18)];

pub(super) fn section(sight: &Sight<'_>) -> Section {
    let Some(figures) = &sight.report.week else {
        return Section::empty(
            ID,
            QUESTION,
            "Det går inte att säga: lägesbilden bygger inte på några händelser med klockslag.",
        );
    };
    let asked = figures.cells.iter().find(|grid| grid.kind.word() == sight.view.vecka);
    let Some(grid) = asked.or_else(|| figures.cells.first()) else {
        return Section::empty(
            ID,
            QUESTION,
            "Det går inte att säga: lägesbilden bygger inte på några händelser med klockslag.",
        );
    };
    let choices = figures.cells.iter().map(|known| {
        Choice::new(known.kind.word(), SV.word("kind", &known.kind)).chosen_if(grid.kind.word())
    });
    let source = sight.source(&figures.provenance, &[grid.kind], (grid.timed, "rader med klockslag"));
    let told = answer(&sight.report.week_peak(grid));
    Section {
        id: ID,
        question: QUESTION.to_owned(),
        answer: told.clone(),
        remarks: remarks(grid),
        chooser: Some(
            sight.view.chooser(ID, vec![(Field::new("vecka", "Vad").of("i veckan"), choices.collect())]),
        ),
        figures: vec![if grid.cells.is_empty() {
            by_day(grid, told, source)
        } else {
            by_hour(grid, told, source)
        }],
        ..Section::default()
    }
}

fn answer(peak: &WeekPeak) -> String {
    let write = |number: WithInterval| {
        let between = number::interval(number.lower, number.upper, 0);
        format!("{} ({between})", number::decimal(number.value, 0))
    };
    let day = |day: &u8| DAYS.get(usize::from(*day)).map_or_else(String::new, |day| SV.say(day));
    let quarter = |from: &u8| {
        let quarter = QUARTERS.iter().find(|(_, first)| first == from);
        quarter.map_or_else(String::new, |(name, _)| (*name).to_owned())
    };
    let lead = "Flest rader faller på ";
    let said = [
        peak.weekday.as_ref().map(|found| (found.map(day), "dagar")),
        peak.quarter.as_ref().map(|found| (found.map(quarter), "delar av dygnet")),
    ];
    let said = said.into_iter().flatten();
    let said = said.map(|(found, others)| outermost(&found, End::Highest, (lead, others), write));
    said.collect::<Vec<_>>().join(" ")
}

fn remarks(grid: &WeekGrid) -> Vec<String> {
    let mut remarks = vec![format!("{} rader har ett känt klockslag.", number::count(grid.timed))];
    if grid.untimed > 0 {
        remarks.push(format!("{} rader har inget klockslag och är inte med.", number::count(grid.untimed)));
    }
    if grid.midnight_heaped {
        remarks.push(
            "Ovanligt många klockslag är exakt 00:00. Troligen är tiden okänd i de raderna, så natten blir för hög."
                .into(),
        );
    }
    remarks
}

fn title(grid: &WeekGrid) -> String {
    format!("{} efter veckodag och timme", capital(&SV.word("kind", &grid.kind)))
}

/// Seven days by twenty-four hours.
fn by_hour(grid: &WeekGrid, told: String, source: Source) -> Figure {
    let highest = grid.cells.iter().flatten().max().copied().unwrap_or(0);
    let step = highest.div_ceil(5).max(1);
    let classes =
        (0..5).map(|class| (class * step, class * step + step - 1)).take_while(|(from, _)| *from <= highest);
    let shade = |count: u64| Shade::Class(usize::try_from(count / step).unwrap_or(0));
    let cell = |day: usize, hour: usize| {
        grid.cells.get(day).and_then(|hours| hours.get(hour)).map_or(Shade::Missing, |count| shade(*count))
    };
    let svg = week_grid(&Drawing {
        caption: Caption { id: "veckans-timmar".into(), title: title(grid), description: told },
        days: DAYS.map(|day| SV.say(day)),
        cells: std::array::from_fn(|day| std::array::from_fn(|hour| cell(day, hour))),
        classes: classes
            .map(|(from, to)| if from == to { from.to_string() } else { format!("{from}–{to}") })
            .collect(),
        hidden_label: String::new(),
        missing_label: "ingen uppgift".into(),
    });
    let mut columns = vec![Column::words("Dag")];
    columns.extend((0..24).map(|hour| Column::numbers(format!("{hour:02}"))));
    columns.push(Column::numbers("Hela dagen"));
    let row = |(day, hours): (usize, &Vec<u64>)| {
        let total = grid.weekdays.get(day).copied().unwrap_or(0);
        let counts = hours.iter().copied().chain([total]).map(number::count);
        std::iter::once(SV.say(DAYS[day.min(6)])).chain(counts).map(Cell::text).collect()
    };
    let table =
        Table { caption: title(grid), columns, rows: grid.cells.iter().enumerate().map(row).collect() };
    let subtitle = "Antal rader per timme; ju starkare färg, desto fler".to_owned();
    Figure { title: title(grid), subtitle, svg, table, source }
}

/// Days alone, where there are too few rows for every hour.
fn by_day(grid: &WeekGrid, told: String, source: Source) -> Figure {
    let title = format!("{} efter veckodag", capital(&SV.word("kind", &grid.kind)));
    let rows: Vec<(String, u64)> =
        DAYS.iter().map(|day| SV.say(day)).zip(grid.weekdays.iter().copied()).collect();
    let svg = bars(&Bars {
        caption: Caption { id: "veckans-dagar".into(), title: title.clone(), description: told },
        axis: ValueAxis::covering(
            "antal",
            rows.iter().map(|(_, count)| *count as f64).chain([0.0]),
            |value| number::decimal(value, 0),
        ),
        rows: rows
            .iter()
            .map(|(day, count)| Bar {
                label: day.clone(),
                value: Some(*count as f64),
                value_label: number::count(*count),
                emphasis: false,
            })
            .collect(),
    });
    let table = Table {
        caption: title.clone(),
        columns: vec![Column::words("Dag"), Column::numbers("Antal")],
        rows: rows
            .into_iter()
            .map(|(day, count)| vec![Cell::text(day), Cell::text(number::count(count))])
            .collect(),
    };
    Figure { title, subtitle: "För få rader för en uppdelning på timmar".into(), svg, table, source }
}
