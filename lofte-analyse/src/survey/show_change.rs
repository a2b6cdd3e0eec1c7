//! How changes are shown.

use crate::failure::{Failure, Outcome};
use crate::output::Table;
use crate::output::separated::{csv, label};
use crate::output::{Format, Terminal};
use crate::survey::change::{AskedTwice, Compared};
use crate::survey::estimates::Found;
use crate::survey::show::{digits, name};
use lofte_analysis::survey::change::{Change, Doubt};
use lofte_analysis::survey::reliability::Reliability;
use lofte_words::Words;
use serde::Serialize;

/// The changes between two waves.
pub(crate) fn changes(
    terminal: &mut Terminal<'_>,
    answer: &impl Serialize,
    by: &[String],
    asked_twice: Option<AskedTwice>,
    changes: &[Compared],
) -> Outcome {
    match terminal.format {
        Format::Json => terminal.out.json(answer)?,
        Format::Csv => as_csv(terminal, by, changes)?,
        Format::Table | Format::Geojson => {
            if let Some(AskedTwice { both, only_before, only_after }) = asked_twice {
                let count = |count: usize| terminal.words.count(count as u64);
                let gaps =
                    [("both", count(both)), ("before", count(only_before)), ("after", count(only_after))];
                terminal.say("analyse-asked-twice", &gaps)?;
            }
            as_table(terminal, by, changes)?;
        }
    }
    Ok(())
}

const COLUMNS: [&str; 17] = [
    "answer",
    "probability",
    "before",
    "after",
    "change",
    "se",
    "lower",
    "upper",
    "df",
    "p_value",
    "p_adjusted",
    "result",
    "result_adjusted",
    "equivalent",
    "doubt",
    "reliability_before",
    "reliability_after",
];

fn as_csv(terminal: &mut Terminal<'_>, by: &[String], changes: &[Compared]) -> Result<(), Failure> {
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
            number(change.filter(|c| has_interval(c)).map(|c| c.interval.lower)),
            number(change.filter(|c| has_interval(c)).map(|c| c.interval.upper)),
            number(change.map(|c| c.df)),
            number(compared.p_value),
            number(compared.p_adjusted),
            name(&verdict.map(|v| v.decision.result)),
            name(&verdict.map(|v| v.result_adjusted)),
            verdict.map(|v| v.decision.equivalent.to_string()).unwrap_or_default(),
            name(&change.and_then(|c| c.doubt)),
            name(&mark(compared.before.as_ref())),
            name(&mark(compared.after.as_ref())),
        ]);
        rows.push(row);
    }
    csv(terminal, &rows)
}

/// Whether anything says how uncertain a change is.
fn has_interval(change: &Change) -> bool {
    change.doubt != Some(Doubt::NoVariance)
}

fn mark(found: Option<&Found>) -> Option<Reliability> {
    found.and_then(|found| found.reliability)
}

/// The less certain mark of the two waves.
fn worse(compared: &Compared) -> Option<Reliability> {
    mark(compared.before.as_ref()).max(mark(compared.after.as_ref()))
}

/// The estimates of the two waves.
fn ends(compared: &Compared) -> [Option<f64>; 2] {
    [&compared.before, &compared.after]
        .map(|found| found.as_ref().and_then(|found| found.estimate.as_ref()).map(|estimate| estimate.value))
}

fn as_table(terminal: &mut Terminal<'_>, by: &[String], changes: &[Compared]) -> Result<(), Failure> {
    let words = terminal.words;
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
    let marked = changes.iter().any(|compared| worse(compared).is_some());
    if marked {
        table = table.words(words.say("analyse-col-reliability"));
    }
    if verdicts {
        table = table.words(words.say("analyse-col-verdict"));
    }
    for compared in changes {
        let mut row = compared.cell.group.clone();
        row.extend(answers.then(|| compared.cell.answer.clone().unwrap_or_default()));
        row.extend(cells(words, compared, many, marked));
        table.row(row);
    }
    Ok(terminal.out.table(&table)?)
}

fn cells(words: Words, compared: &Compared, many: bool, marked: bool) -> Vec<String> {
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
        if has_interval(change) {
            words.interval(change.interval.lower, change.interval.upper, digits)
        } else {
            words.say("analyse-nothing-to-say")
        },
        p(compared.p_value),
    ];
    if many {
        cells.push(p(compared.p_adjusted));
    }
    if marked {
        cells.push(worse(compared).map(|mark| words.word("analyse-mark", &mark)).unwrap_or_default());
    }
    if let Some(verdict) = &compared.verdict {
        let outcome = if many { verdict.result_adjusted } else { verdict.decision.result };
        let unchanged = if verdict.decision.equivalent {
            format!(", {}", words.say("analyse-practically-unchanged"))
        } else {
            String::new()
        };
        let doubt = change.doubt.map(|doubt| format!(": {}", words.word("analyse-doubt", &doubt)));
        let doubt = doubt.unwrap_or_default();
        cells.push(format!("{}{doubt}{unchanged}", words.word("analyse-verdict", &outcome)));
    }
    cells
}
