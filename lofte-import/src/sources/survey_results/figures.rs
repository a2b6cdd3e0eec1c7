//! The figures of a table of results, one a row: what each is of, and what becomes of it.

use super::layout::Layout;
use crate::error::ImportError;
use crate::key::Keys;
use crate::number::{decimal, perhaps_thousands, whole};
use crate::places::Places;
use crate::rejects::Rejects;
use crate::report::{Note, Tally};
use crate::row::{Context, Row, RowSink};
use crate::same::same_form;
use crate::sources::named_area::{NamedAreas, slug_of};
use crate::table::header::Header;
use crate::table::{Line, shown};
use jiff::civil::Date;
use lofte_model::period::Period;
use lofte_model::place::AreaCode;
use lofte_model::records::{Category, RejectReason, ResultMeasure, SurveyResult};
use lofte_model::screening::{find, holds_identity_number};
use std::collections::HashMap;

/// What everybody who answered is called.
const EVERYBODY: [&str; 9] =
    ["", "alla", "samtliga", "totalt", "total", "båda könen", "alla åldrar", "samtliga åldrar", "-"];
/// Longest name of an indicator or a group.
const LONGEST_LABEL: usize = 160;

type Refusal = (Option<usize>, RejectReason);

/// What one figure is about.
type Subject = (Category, Option<AreaCode>, Option<String>, i16, ResultMeasure);

struct Stated {
    row: u64,
    value: f64,
    contradicted: Option<u64>,
}

/// The figures while they are read.
pub(super) struct Figures<'a> {
    context: &'a Context<'a>,
    header: &'a Header,
    layout: &'a Layout,
    areas: NamedAreas<'a>,
    keys: Keys,
    /// Whether shares are in per cent: the header says so, or most of them are above one.
    percent: bool,
    /// Shares above one, and others but nought; those with a sign for per cent apart.
    above_one: u64,
    parts: u64,
    seen: HashMap<Subject, Stated>,
    texts: u64,
    elsewhere: u64,
    unsure: u64,
    withheld: u64,
    pub(super) tally: Tally,
    rejects: Rejects,
}

impl<'a> Figures<'a> {
    pub(super) fn new(
        (source, context): (&str, &'a Context<'a>),
        header: &'a Header,
        layout: &'a Layout,
        places: &'a Places,
    ) -> Self {
        Self {
            context,
            header,
            layout,
            areas: NamedAreas::new(context, places),
            keys: Keys::of_source(&[context.municipality.as_str(), "survey_results", source]),
            percent: layout.percent,
            above_one: 0,
            parts: 0,
            seen: HashMap::new(),
            texts: 0,
            elsewhere: 0,
            unsure: 0,
            withheld: 0,
            tally: Tally::default(),
            rejects: Rejects::default(),
        }
    }

    /// Looks whether a row shows that shares are in per cent.
    pub(super) fn look(&mut self, line: &Line<'_>) {
        let Some(text) = self.layout.share.map(|column| line.cell(column)) else { return };
        // One with its sign says it of itself alone.
        let Some(share) = number(text).filter(|_| !text.contains('%')) else { return };
        self.above_one += u64::from(share > 1.0);
        self.parts += u64::from(share > 0.0 && share <= 1.0);
    }

    /// Settles what shares are in: per cent where the header says so or most are above one. A single one among others is a
    /// slip of the pen.
    pub(super) fn settle(&mut self) {
        self.percent = self.layout.percent || (self.above_one > 0 && self.above_one >= self.parts);
    }

    /// Notes what a row says of its subject, and whether an earlier row says otherwise.
    pub(super) fn compare(&mut self, line: &Line<'_>) {
        let Ok(Some((_, result))) = self.result(line) else { return };
        let first = self.seen.entry(subject(&result)).or_insert_with(|| Stated {
            row: line.row,
            value: result.value,
            contradicted: None,
        });
        if first.value.to_bits() != result.value.to_bits() {
            first.contradicted.get_or_insert(line.row);
        }
    }

    /// Takes the figure of a row.
    pub(super) fn row(
        &mut self,
        line: &Line<'_>,
        misfit: Option<RejectReason>,
        sink: &mut dyn RowSink,
    ) -> Result<(), ImportError> {
        if line.is_one_text() {
            self.texts += 1;
            return Ok(());
        }
        if let Some(reason) = misfit {
            return self.lost(line, (None, reason), sink);
        }
        let elsewhere = |column: usize| {
            let text = line.cell(column);
            if self.layout.police {
                self.areas.find_police(text) == Ok(None)
            } else {
                self.areas.is_elsewhere(text)
            }
        };
        if self.layout.area.is_some_and(elsewhere) {
            self.elsewhere += 1;
            return Ok(());
        }
        let (column, result) = match self.result(line) {
            Ok(Some(found)) => found,
            Ok(None) => {
                self.withheld += 1;
                return Ok(());
            }
            Err(refusal) => return self.lost(line, refusal, sink),
        };
        if let Some(other) = self.contradiction(&result, line.row) {
            return self.lost(line, (Some(column), RejectReason::ContradictsRow { other }), sink);
        }
        self.tally.read += 1;
        self.unsure += u64::from(result.interval.is_none() && result.answers.is_none());
        let year = Period::year(result.year);
        self.tally.take(sink, Row::Result(result), (year.from(), year.to()), line.row)
    }

    fn contradiction(&self, result: &SurveyResult, row: u64) -> Option<u64> {
        let stated = self.seen.get(&subject(result))?;
        let contradicted = stated.contradicted?;
        Some(if stated.row == row { contradicted } else { stated.row })
    }

    /// The figure of a row with its column; nothing where its source withholds it.
    fn result(&self, line: &Line<'_>) -> Result<Option<(usize, SurveyResult)>, Refusal> {
        let layout = self.layout;
        let (indicator, label) =
            named(line.cell(layout.indicator)).map_err(|reason| (Some(layout.indicator), reason))?;
        let area = self.area(line)?;
        let group = self.group(line)?;
        let year = year(line.cell(layout.year)).ok_or((Some(layout.year), RejectReason::BadPeriod))?;
        if year > self.context.today.year() {
            return Err((Some(layout.year), RejectReason::InTheFuture));
        }
        let written = |column: Option<usize>| column.filter(|column| !line.cell(*column).is_empty());
        let (column, measure) = match (written(layout.share), written(layout.mean)) {
            (Some(share), _) => (share, ResultMeasure::Share),
            (None, Some(mean)) => (mean, ResultMeasure::Mean),
            (None, None) => return Ok(None),
        };
        if is_withheld(line.cell(column)) {
            return Ok(None);
        }
        let text = line.cell(column);
        // A share with its sign is in per cent, whatever the others are.
        let percent = measure == ResultMeasure::Share && (self.percent || text.contains('%'));
        let per = if percent { 100.0 } else { 1.0 };
        let bad = |column: usize| (Some(column), RejectReason::BadNumber);
        let value = number(text).map(|value| part(value, per)).ok_or(bad(column))?;
        if measure == ResultMeasure::Share && !(0.0..=1.0).contains(&value) {
            return Err(bad(column));
        }
        let interval = self.interval(line, value, (measure, per))?;
        let answers = self.answers(line)?;
        let retrieved = self.retrieved(line)?;
        let shown = |number: f64| number.to_string();
        let ends = interval.map_or_else(String::new, |(lower, upper)| format!("{lower} {upper}"));
        let key = self.keys.of_id([
            indicator.as_str(),
            area.as_ref().map_or("", AreaCode::as_str),
            group.as_deref().unwrap_or(""),
            &year.to_string(),
            measure.word(),
            &shown(value),
            &ends,
            &answers.map_or_else(String::new, |answers| answers.to_string()),
        ]);
        let result = SurveyResult {
            key,
            indicator,
            label,
            area,
            group,
            year,
            measure,
            value,
            interval,
            answers,
            retrieved,
        };
        Ok(Some((column, result)))
    }

    /// The area that the figure is for; nothing for the whole municipality.
    fn area(&self, line: &Line<'_>) -> Result<Option<AreaCode>, Refusal> {
        let Some(column) = self.layout.area else { return Ok(None) };
        let text = line.cell(column);
        let found = if self.layout.police { self.areas.find_police(text) } else { self.areas.find(text) };
        found.map_err(|reason| (Some(column), reason))
    }

    /// How many answered, where that is told.
    fn answers(&self, line: &Line<'_>) -> Result<Option<u64>, Refusal> {
        let Some(column) = self.layout.answers else { return Ok(None) };
        match line.cell(column) {
            "" => Ok(None),
            text if is_withheld(text) => Ok(None),
            text => whole(text).map(Some).ok_or((Some(column), RejectReason::BadNumber)),
        }
    }

    /// The interval of a figure, from its ends or from a margin on both sides.
    fn interval(
        &self,
        line: &Line<'_>,
        value: f64,
        (measure, per): (ResultMeasure, f64),
    ) -> Result<Option<(f64, f64)>, Refusal> {
        let read = |column: Option<usize>| -> Result<Option<(usize, f64)>, Refusal> {
            let Some(column) = column else { return Ok(None) };
            let text = line.cell(column);
            if text.is_empty() || is_withheld(text) {
                return Ok(None);
            }
            // As of the share itself: a sign tells.
            let percent = measure == ResultMeasure::Share && text.contains('%');
            let per = if percent { 100.0 } else { per };
            let found = number(text.trim_start_matches('±')).map(|number| (column, part(number, per)));
            found.map(Some).ok_or((Some(column), RejectReason::BadNumber))
        };
        let ends = match (read(self.layout.lower)?, read(self.layout.upper)?) {
            (Some(lower), Some(upper)) => Some((lower, upper)),
            _ => None,
        };
        if let Some(((column, lower), (_, upper))) = ends {
            let around = lower <= value && value <= upper;
            return if around {
                Ok(Some((lower, upper)))
            } else {
                Err((Some(column), RejectReason::BadNumber))
            };
        }
        let margin = read(self.layout.margin)?.filter(|(_, margin)| *margin >= 0.0);
        Ok(margin.map(|(_, margin)| (part(value - margin, 1.0), part(value + margin, 1.0))))
    }

    fn group(&self, line: &Line<'_>) -> Result<Option<String>, Refusal> {
        let Some(column) = self.layout.group else { return Ok(None) };
        let text = line.text(column);
        if EVERYBODY.contains(&same_form(text).as_str()) {
            return Ok(None);
        }
        named(text).map(|(_, label)| Some(label)).map_err(|reason| (Some(column), reason))
    }

    fn retrieved(&self, line: &Line<'_>) -> Result<Option<Date>, Refusal> {
        let Some(column) = self.layout.retrieved.filter(|column| !line.cell(*column).is_empty()) else {
            return Ok(None);
        };
        let day = line.cell(column).get(..10).and_then(|day| day.parse::<Date>().ok());
        match day {
            None => Err((Some(column), RejectReason::BadTime)),
            Some(day) if day > self.context.today => Err((Some(column), RejectReason::InTheFuture)),
            day => Ok(day),
        }
    }

    fn lost(
        &mut self,
        line: &Line<'_>,
        (column, reason): Refusal,
        sink: &mut dyn RowSink,
    ) -> Result<(), ImportError> {
        let reject = self.rejects.below(line, self.header, column, reason);
        self.tally.read += 1;
        self.tally.reject(sink, reject)
    }

    /// What is worth knowing of what was read.
    pub(super) fn notes(&self) -> Vec<Note> {
        let some = |rows: u64, note: fn(u64) -> Note| (rows > 0).then(|| note(rows));
        let notes = [
            some(self.texts, |rows| Note::TextRows { rows }),
            some(self.elsewhere, |rows| Note::RowsOfOthers { rows }),
            some(self.withheld, |rows| Note::WithheldFigures { rows }),
            some(self.unsure, |rows| Note::UnsureFigures { rows }),
        ];
        notes.into_iter().flatten().collect()
    }
}

/// A name that is kept, with its slug: of an indicator, which many rows share.
fn named(text: &str) -> Result<(Category, String), RejectReason> {
    if text.is_empty() {
        return Err(RejectReason::MissingValue);
    }
    if holds_identity_number(text) {
        return Err(RejectReason::PersonalNumber);
    }
    let short = text.chars().count() <= LONGEST_LABEL && find(text).is_empty();
    let slug = slug_of(text).filter(|_| short).ok_or(RejectReason::UnknownCategory)?;
    Ok((Category::new(slug), long_shown(text)))
}

fn subject(result: &SurveyResult) -> Subject {
    (result.indicator.clone(), result.area.clone(), result.group.clone(), result.year, result.measure)
}

/// A question may be longer than a cell that is shown in a message.
fn long_shown(text: &str) -> String {
    if text.chars().count() <= 40 { shown(text) } else { lofte_model::screening::mask(text).into_owned() }
}

fn is_withheld(text: &str) -> bool {
    matches!(text, ".." | "…" | "." | "x" | "X" | "-" | "–" | "—")
}

/// A decimal number, with or without the sign of per cent; `1,000` may be one or a thousand and is neither.
fn number(text: &str) -> Option<f64> {
    let plain = text.trim_end_matches('%').trim_end();
    if perhaps_thousands(plain) && plain.ends_with("000") { None } else { decimal(plain) }
}

/// A number as a part of so many, without what dividing leaves behind far after the point.
fn part(number: f64, of: f64) -> f64 {
    (number / of * 1e9).round() / 1e9
}

/// A year, or the season of one: `2025`, `hösten 2025`.
fn year(text: &str) -> Option<i16> {
    let words = text.split(|sign: char| !sign.is_ascii_digit()).filter(|word| word.len() == 4);
    let years: Vec<i16> = words.filter_map(|word| word.parse().ok()).collect();
    match years.as_slice() {
        [year] if (1990..=2100).contains(year) => Some(*year),
        _ => None,
    }
}
