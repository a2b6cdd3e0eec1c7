//! How changes are shown.

use super::change::Compared;
use super::show::{csv, digits, label, name};
use crate::cli::desk::Desk;
use crate::cli::failure::{Ending, Failure, Outcome};
use crate::cli::output::Format;
use crate::cli::table::Table;
use crate::words::Words;
use serde::Serialize;

/// The changes between two waves.
pub(super) fn changes(
    desk: &mut Desk,
    answer: &impl Serialize,
    by: &[String],
    changes: &[Compared],
) -> Outcome {
    match desk.format {
        Format::Json => desk.out.json(answer)?,
        Format::Csv => as_csv(desk, by, changes)?,
        Format::Table | Format::Geojson => as_table(desk, by, changes)?,
    }
    Ok(Ending::Done)
}

const COLUMNS: [&str; 14] = [
    "answer",
    "probability",
    "before",
    "after",
    "change",
    "se",
    "lower",
    "upper",
    "df",
    "p",
    "p_adjusted",
    "verdict",
    "verdict_adjusted",
    "practically_unchanged",
];

fn as_csv(desk: &mut Desk, by: &[String], changes: &[Compared]) -> Result<(), Failure> {
    let mut rows: Vec<Vec<String>> = vec![by.iter().cloned().chain(COLUMNS.map(str::to_owned)).collect()];
    let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    for compared in changes {
        let [before, after] = ends(compared);
        let (change, verdict) = (compared.change.as_ref(), compared.verdict.as_ref());
        let mut row: Vec<String> = compared.cell.group.iter().map(|text| label(text)).collect();
        row.extend([
            label(compared.cell.answer.as_deref().unwrap_or_default()),
            number(compared.cell.probability),
            number(before),
            number(after),
            number(change.map(|c| c.delta)),
            number(change.map(|c| c.se)),
            number(change.map(|c| c.interval.lower)),
            number(change.map(|c| c.interval.upper)),
            number(change.map(|c| c.df)),
            number(compared.p),
            number(compared.p_adjusted),
            name(&verdict.map(|v| v.decision.outcome)),
            name(&verdict.map(|v| v.outcome_adjusted)),
            verdict.map(|v| v.decision.practically_unchanged.to_string()).unwrap_or_default(),
        ]);
        rows.push(row);
    }
    csv(desk, &rows)
}

/// The estimates of the two waves.
fn ends(compared: &Compared) -> [Option<f64>; 2] {
    [&compared.before, &compared.after]
        .map(|found| found.as_ref().and_then(|found| found.estimate.as_ref()).map(|estimate| estimate.value))
}

fn as_table(desk: &mut Desk, by: &[String], changes: &[Compared]) -> Result<(), Failure> {
    let words = desk.words;
    let mut table = by.iter().fold(Table::new(), |table, column| table.words(column.clone()));
    let answers = changes.iter().any(|compared| compared.cell.answer.is_some());
    let verdicts = changes.iter().any(|compared| compared.verdict.is_some());
    if answers {
        table = table.words(words.say("analyse-col-answer"));
    }
    table = table
        .numbers(words.say("analyse-col-before"))
        .numbers(words.say("analyse-col-after"))
        .numbers(words.say("analyse-col-change"))
        .numbers(words.say("analyse-col-interval"))
        .numbers("p");
    let many = changes.len() > 1;
    if many {
        table = table.numbers(words.say("analyse-col-adjusted"));
    }
    if verdicts {
        table = table.words(words.say("analyse-col-verdict"));
    }
    for compared in changes {
        let mut row = compared.cell.group.clone();
        row.extend(answers.then(|| compared.cell.answer.clone().unwrap_or_default()));
        row.extend(cells(words, compared, many));
        table.row(row);
    }
    desk.out.table(&table)
}

fn cells(words: Words, compared: &Compared, many: bool) -> Vec<String> {
    let Some(change) = &compared.change else {
        return vec![words.say("analyse-nothing-to-say")];
    };
    let digits = digits(change.delta, change.se);
    let end = |value: Option<f64>| value.map(|value| words.decimal(value, digits)).unwrap_or_default();
    let [before, after] = ends(compared);
    let p = |p: Option<f64>| p.map(|p| words.decimal(p, 4)).unwrap_or_default();
    let mut cells = vec![
        end(before),
        end(after),
        words.decimal(change.delta, digits),
        words.interval(change.interval.lower, change.interval.upper, digits),
        p(compared.p),
    ];
    if many {
        cells.push(p(compared.p_adjusted));
    }
    if let Some(verdict) = &compared.verdict {
        let outcome = if many { verdict.outcome_adjusted } else { verdict.decision.outcome };
        let unchanged = if verdict.decision.practically_unchanged {
            format!(", {}", words.say("analyse-practically-unchanged"))
        } else {
            String::new()
        };
        cells.push(format!("{}{unchanged}", words.word("analyse-verdict", &outcome)));
    }
    cells
}
