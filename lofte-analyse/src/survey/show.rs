//! How analyses are shown: JSON and CSV with every digit, and a table for people.

use crate::failure::{Failure, Outcome};
use crate::output::Table;
use crate::output::separated::{csv, label};
use crate::output::{Format, Terminal};
use crate::survey::estimates::{Found, has_interval};
use lofte_words::Words;
use serde::Serialize;

/// The estimates of one wave.
pub(crate) fn estimates(
    terminal: &mut Terminal<'_>,
    answer: &impl Serialize,
    by: &[String],
    found: &[Found],
) -> Outcome {
    match terminal.format {
        Format::Json => terminal.out.json(answer)?,
        Format::Csv => estimates_as_csv(terminal, by, found)?,
        Format::Table | Format::Geojson => estimates_as_table(terminal, by, found)?,
    }
    Ok(())
}

const COLUMNS: [&str; 13] = [
    "answer",
    "probability",
    "estimate",
    "se",
    "lower",
    "upper",
    "df",
    "n",
    "yes",
    "weight_sum",
    "design_effect",
    "interval_method",
    "reliability",
];

fn estimates_as_csv(terminal: &mut Terminal<'_>, by: &[String], found: &[Found]) -> Result<(), Failure> {
    let header = by.iter().cloned().chain(COLUMNS.map(str::to_owned)).collect();
    let mut rows: Vec<Vec<String>> = vec![header];
    for found in found {
        let estimate = found.estimate.as_ref();
        let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
        let count = |value: Option<u64>| value.map(|value| value.to_string()).unwrap_or_default();
        let mut row: Vec<String> = found.cell.group.iter().map(|text| label(text)).collect();
        row.extend([
            label(found.cell.answer.as_deref().unwrap_or_default()),
            number(found.cell.probability),
            number(estimate.map(|e| e.value)),
            number(estimate.map(|e| e.se)),
            number(estimate.filter(|e| has_interval(e)).map(|e| e.interval.lower)),
            number(estimate.filter(|e| has_interval(e)).map(|e| e.interval.upper)),
            number(estimate.map(|e| e.df)),
            count(estimate.map(|e| e.n)),
            count(estimate.and_then(|e| e.yes)),
            number(estimate.map(|e| e.weight_sum)),
            number(estimate.and_then(|e| e.design_effect)),
            name(&estimate.map(|e| e.interval_method)),
            name(&found.reliability),
        ]);
        rows.push(row);
    }
    csv(terminal, &rows)
}

fn estimates_as_table(terminal: &mut Terminal<'_>, by: &[String], found: &[Found]) -> Result<(), Failure> {
    let words = terminal.words;
    let mut table = by.iter().fold(Table::new(), |table, column| table.words(column.clone()));
    let answers = found.iter().any(|found| found.cell.answer.is_some());
    let quantiles = found.iter().any(|found| found.cell.probability.is_some());
    if answers {
        table = table.words(words.say("analyse-col-answer"));
    }
    if quantiles {
        table = table.numbers(words.say("analyse-col-quantile"));
    }
    table = table
        .numbers(words.say("analyse-col-estimate"))
        .numbers(words.say("analyse-col-se"))
        .numbers(words.say("analyse-col-interval"))
        .numbers(words.say("analyse-col-df"))
        .numbers("n")
        .numbers(words.say("analyse-col-deff"))
        .words(words.say("analyse-col-reliability"));
    for found in found {
        let mut row = found.cell.group.clone();
        row.extend(answers.then(|| found.cell.answer.clone().unwrap_or_default()));
        row.extend(
            quantiles.then(|| found.cell.probability.map(|p| words.decimal(p, 2)).unwrap_or_default()),
        );
        row.extend(estimate_cells(words, found));
        table.row(row);
    }
    Ok(terminal.out.table(&table)?)
}

fn estimate_cells(words: Words, found: &Found) -> Vec<String> {
    let Some(estimate) = &found.estimate else {
        return vec![words.say("analyse-nothing-to-say")];
    };
    let digits = digits(estimate.value, estimate.se);
    let df = usize::from(estimate.df.fract() != 0.0);
    vec![
        words.decimal(estimate.value, digits),
        words.decimal(estimate.se, digits + 1),
        if has_interval(estimate) {
            words.interval(estimate.interval.lower, estimate.interval.upper, digits)
        } else {
            words.say("analyse-nothing-to-say")
        },
        words.decimal(estimate.df, df),
        words.count(estimate.n),
        // Against a sample with replacement where the weights do not say how large the population is.
        estimate
            .design_effect
            .or(found.design_effect_with_replacement)
            .map(|effect| words.decimal(effect, 2))
            .unwrap_or_default(),
        found.reliability.map(|mark| words.word("analyse-mark", &mark)).unwrap_or_default(),
    ]
}

/// Decimals that an estimate is worth: two digits of its standard error.
pub(crate) fn digits(value: f64, se: f64) -> usize {
    let scale = if se > 0.0 { se } else { value.abs() };
    [10.0, 1.0, 0.1, 0.01, 0.001].iter().position(|limit| scale >= *limit).unwrap_or(5)
}

/// The name of a fieldless enum in JSON.
pub(crate) fn name(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}
