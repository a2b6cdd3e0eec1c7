//! A draft of the wave file of a survey: which columns are questions, what their answers are called, and which areas the
//! respondents live in.
//!
//! What nobody can read out of the answers (how many were asked, of which ages, with which instrument) stands in the draft as
//! a line to fill in, and the draft is refused until that is done. With the structure of a LimeSurvey survey (`.lss`) the codes
//! have their words. Columns that may point to a person, and what people have written, are named nowhere in it.

mod choices;
mod strata;
mod written;

use super::Hints;
use super::outline::Outline;
use super::profile::{self, Column};
use crate::error::ImportError;
use crate::inspect::inspect_with;
use crate::places::Places;
use crate::same::same_form;
use crate::sources::survey::SENT_IN;
use crate::sources::survey::limesurvey::{is_technical, points_to_a_person};
use crate::sources::survey::structure::{Choice, Structure, Variable};
use crate::table::header::Header;
use crate::table::{Table, shown};
use crate::time::{Order, Times};
use jiff::civil::Date;
use lofte_model::records::TimePrecision;
use serde::Serialize;
use std::ops::ControlFlow;
use std::path::Path;

/// A draft, and what is to be told of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WaveDraft {
    /// The wave file, with lines to fill in.
    pub text: String,
    /// Rows of the file.
    pub rows: u64,
    /// Questionnaires that were never sent in, if a column says so.
    pub incomplete: Option<u64>,
    /// Questions in the draft.
    pub items: usize,
    /// Areas in the draft.
    pub strata: usize,
    /// Columns that became nothing: free text, or codes of which nothing is known.
    pub left_out: Vec<String>,
    /// Columns that may point to a person, and are never read.
    pub of_persons: usize,
}

/// A question of the draft.
struct Item {
    code: String,
    column: String,
    question: String,
    choices: Vec<Choice>,
    boxes: bool,
}

/// What the dates of sending in say.
struct Sent {
    column: String,
    first: Option<Date>,
    last: Option<Date>,
    incomplete: u64,
}

/// Names of columns of weights.
const WEIGHT: [&str; 4] = ["vikt", "weight", "vikter", "kalibrerad vikt"];

/// Drafts a wave file for a file of answers.
///
/// # Errors
/// What the readers refuse too: a file that is no table, that is damaged or too large, or that is empty.
pub fn draft(
    path: &Path,
    structure: Option<&Structure>,
    hints: &Hints<'_>,
) -> Result<WaveDraft, ImportError> {
    let inspected = inspect_with(path, &[], hints.encoding, &mut |_| ())?;
    let mut table = Table::open(path, &inspected)?;
    let outline = Outline::of(&mut table, hints)?;
    let header = outline.enter(&mut table)?;
    let places = Places::new(hints.areas)?;
    let seen = profile::look(&mut table, &header, (&places, None), hints.today)?;
    let sent = sent(&mut table, &header, hints.today)?;
    let variables = structure.map(Structure::variables).unwrap_or_default();
    let strata = strata::of(&seen.columns, &variables, (hints.areas, &places));
    let (mut items, mut left_out, mut of_persons) = (Vec::new(), Vec::new(), 0);
    let special = |column: &Column| {
        let form = same_form(&column.heading);
        let is = |name: Option<&str>| name == Some(column.heading.as_str());
        form.is_empty()
            || is_technical(&form)
            || WEIGHT.contains(&form.as_str())
            || is(sent.as_ref().map(|sent| sent.column.as_str()))
            || is(strata.as_ref().map(|strata| strata.column.as_str()))
    };
    for (number, column) in (1..).zip(&seen.columns) {
        if points_to_a_person(&column.heading) {
            of_persons += 1;
        } else if !special(column) {
            match item(number, column, &variables, structure.is_some()) {
                Some(item) => items.push(item),
                None => left_out.push(shown(&column.heading)),
            }
        }
    }
    let weight = seen.columns.iter().find(|column| WEIGHT.contains(&same_form(&column.heading).as_str()));
    let sheet = outline.sheet.as_deref().filter(|_| outline.sheets.len() > 1);
    let of_program = seen.columns.iter().any(|column| same_form(&column.heading) == "token");
    let found = written::Parts {
        sheet,
        sent: sent.as_ref(),
        weight: weight.map(|column| column.heading.as_str()),
        invited: of_program,
        strata: strata.as_ref(),
        items: &items,
    };
    Ok(WaveDraft {
        text: written::text(&found),
        rows: seen.rows,
        incomplete: sent.as_ref().map(|sent| sent.incomplete),
        items: items.len(),
        strata: strata.as_ref().map_or(0, |strata| strata.all.len()),
        left_out,
        of_persons,
    })
}

/// The question that a column is; nothing where its cells are no answers that may be told.
fn item(number: usize, column: &Column, variables: &[Variable], structure: bool) -> Option<Item> {
    let heading = &column.heading;
    let known = Structure::find(variables, heading);
    let (question, choices, boxes) = match known {
        Some(variable) if variable.choices.len() >= 2 => {
            (variable.question.clone(), variable.choices.clone(), variable.boxes)
        }
        // The structure knows every question that has answers to choose from.
        _ if structure => return None,
        _ => (choices::question(heading), choices::of(column)?, false),
    };
    let code = known.map_or_else(|| choices::code(number, heading), |variable| choices::slug(&variable.code));
    Some(Item { code, column: heading.clone(), question, choices, boxes })
}

/// Goes through the column that is filled when a questionnaire was sent in, if there is one.
fn sent(table: &mut Table, header: &Header, today: Date) -> Result<Option<Sent>, ImportError> {
    let place = header.names.iter().position(|name| SENT_IN.contains(&same_form(name).as_str()));
    let Some(place) = place else { return Ok(None) };
    let mut times = Times::new(Vec::new(), TimePrecision::Minute, today);
    times.order = Some(Order::DayFirst);
    let mut sent = Sent { column: header.names[place].clone(), first: None, last: None, incomplete: 0 };
    table.each(header.row, &mut |line| {
        let text = line.cell(place);
        if text.is_empty() {
            sent.incomplete += u64::from(line.cells.iter().any(|cell| !cell.trim().is_empty()));
        } else if let Ok(moment) = times.moment(text) {
            let day = moment.at.date();
            // Anonymous answers without a date have this one.
            if day.year() > 1980 {
                sent.first = Some(sent.first.map_or(day, |first| first.min(day)));
                sent.last = Some(sent.last.map_or(day, |last| last.max(day)));
            }
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(Some(sent))
}
