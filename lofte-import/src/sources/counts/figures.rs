//! The figures of a table, one after the other: what each is of, and what becomes of it.

use super::layout::{Figures as Columns, Layout};
use super::settings::Settings;
use super::span::{Said, said};
use crate::error::ImportError;
use crate::key::Keys;
use crate::number::whole;
use crate::places::Places;
use crate::rejects::Rejects;
use crate::report::{Note, Tally};
use crate::row::{Context, Row, RowSink};
use crate::same::same_form;
use crate::sources::bra::group;
use crate::sources::incidents::is_sum_name;
use crate::sources::named_area::{NamedAreas, is_slug, slug_of};
use crate::table::header::Header;
use crate::table::{Line, shown};
use jiff::civil::Date;
use lofte_model::place::AreaCode;
use lofte_model::records::{CalendarSpan, Category, PeriodCount, RejectReason};
use lofte_model::screening::{find, holds_identity_number};
use std::collections::HashMap;

/// Longest name of a category.
const LONGEST_LABEL: usize = 80;

type Refusal = (Option<usize>, RejectReason);

/// What one figure is about.
type Subject = (Option<AreaCode>, Category, CalendarSpan);

/// The first statement about a subject, and the row of one that contradicts it.
struct Stated {
    row: u64,
    count: Option<u64>,
    /// What columns say that nobody knows, and what the category is called: where that differs, equal figures are two.
    beside: String,
    contradicted: Option<u64>,
}

/// What a row is, before its figures are looked at.
enum Meaning {
    /// Figures of these.
    Figures(Option<AreaCode>),
    /// A sum of other rows.
    Sum,
    /// Of another municipality.
    Elsewhere,
    /// One text alone: a title or a remark.
    Text,
    /// Not to be taken.
    Refused(Refusal),
}

/// The figures of a table while it is read.
pub(super) struct Figures<'a> {
    settings: &'a Settings,
    context: &'a Context<'a>,
    header: &'a Header,
    layout: &'a Layout,
    areas: NamedAreas<'a>,
    keys: Keys,
    seen: HashMap<Subject, Stated>,
    /// Whether some row names a category that is no sum.
    parted: bool,
    /// The area, category and municipality of the row above, where they are written once.
    above: [String; 3],
    year: Option<i16>,
    retrieved: Option<Date>,
    preliminary: bool,
    sums: u64,
    texts: u64,
    elsewhere: u64,
    filled: u64,
    withheld: u64,
    may_change: u64,
    pub(super) tally: Tally,
    rejects: Rejects,
}

impl<'a> Figures<'a> {
    pub(super) fn new(
        settings: &'a Settings,
        context: &'a Context<'a>,
        header: &'a Header,
        layout: &'a Layout,
        places: &'a Places,
    ) -> Self {
        Self {
            settings,
            context,
            header,
            layout,
            areas: NamedAreas::new(context, places),
            keys: Keys::of_source(&[context.municipality.as_str(), "counts", &settings.source]),
            seen: HashMap::new(),
            parted: layout.category.is_none(),
            above: Default::default(),
            year: None,
            retrieved: settings.retrieved,
            preliminary: settings.preliminary,
            sums: 0,
            texts: 0,
            elsewhere: 0,
            filled: 0,
            withheld: 0,
            may_change: 0,
            tally: Tally::default(),
            rejects: Rejects::default(),
        }
    }

    /// Learns from the titles: the year that the header leaves out, when the table was taken out, and whether it may change.
    pub(super) fn titles(&mut self, titles: &[String], year: Option<i16>) {
        self.year = year;
        self.preliminary |= titles.iter().any(|title| same_form(title).contains("preliminär"));
        let made = titles.iter().filter(|title| super::is_about_making(title));
        let day = made.flat_map(|title| title.split_whitespace()).find_map(|word| {
            let plain = word.trim_matches(|sign: char| !sign.is_ascii_digit());
            plain.parse::<Date>().ok().filter(|day| plain.len() == 10 && *day <= self.context.today)
        });
        self.retrieved = self.retrieved.or(day);
    }

    /// Forgets what rows said of those below them, before the second reading.
    pub(super) fn begin_again(&mut self) {
        self.above = Default::default();
        (self.sums, self.texts, self.elsewhere, self.filled) = (0, 0, 0, 0);
    }

    /// Notes what a row says of its subjects, and whether an earlier row says otherwise.
    pub(super) fn compare(&mut self, line: &Line<'_>) {
        let Meaning::Figures(area) = self.meaning(line) else { return };
        let unknown = self.layout.unknown.iter().map(|column| line.text(*column));
        let unknown: String = unknown.flat_map(|text| [text, "\u{0}"]).collect();
        for count in self.counts(line, area.as_ref()).into_iter().flatten() {
            let (_, count) = count;
            let beside = format!("{unknown}{}", same_form(&count.label));
            let subject = (count.area, count.category, count.span);
            let stated =
                || Stated { row: line.row, count: count.count, beside: beside.clone(), contradicted: None };
            let first = self.seen.entry(subject).or_insert_with(stated);
            if first.count != count.count || first.beside != beside {
                first.contradicted.get_or_insert(line.row);
            }
        }
    }

    /// Refuses a table most of whose figures contradict each other: a column that nobody knows divides them.
    pub(super) fn not_divided(&self) -> Result<(), ImportError> {
        let contradicted: Vec<u64> = self.seen.values().filter_map(|stated| stated.contradicted).collect();
        if self.layout.unknown.is_empty() || contradicted.len() * 2 <= self.seen.len() {
            return Ok(());
        }
        let columns = self.layout.unknown.iter().map(|column| shown(&self.header.names[*column])).collect();
        Err(ImportError::DividedRows { columns, row: contradicted.into_iter().min() })
    }

    /// Notes a row that does not fit under the header: alone in its row a text may be the area or category of those below
    /// it, and below anything else nobody knows what was written above.
    pub(super) fn pass_over(&mut self, line: &Line<'_>) {
        if line.is_one_text() {
            self.written(line, 0, self.layout.area);
            self.written(line, 1, self.layout.category);
        } else {
            self.above = Default::default();
        }
    }

    /// A row that does not fit under the header.
    pub(super) fn misfit(
        &mut self,
        line: &Line<'_>,
        reason: RejectReason,
        sink: &mut dyn RowSink,
    ) -> Result<(), ImportError> {
        self.pass_over(line);
        if line.is_one_text() {
            self.texts += 1;
            return Ok(());
        }
        self.lost(line, (None, reason), self.layout.figure_columns().len(), sink)
    }

    /// Takes the figures of a row.
    pub(super) fn row(&mut self, line: &Line<'_>, sink: &mut dyn RowSink) -> Result<(), ImportError> {
        let area = match self.meaning(line) {
            Meaning::Figures(area) => area,
            Meaning::Sum => {
                self.sums += 1;
                return Ok(());
            }
            Meaning::Elsewhere => {
                self.elsewhere += 1;
                return Ok(());
            }
            Meaning::Text => {
                self.texts += 1;
                return Ok(());
            }
            Meaning::Refused(refusal) => {
                return self.lost(line, refusal, self.layout.figure_columns().len(), sink);
            }
        };
        for count in self.counts(line, area.as_ref()) {
            let (column, count) = match count {
                Ok(found) => found,
                Err(refusal) => {
                    self.lost(line, refusal, 1, sink)?;
                    continue;
                }
            };
            if let Some(other) = self.contradiction(&count, line.row) {
                self.lost(line, (Some(column), RejectReason::ContradictsRow { other }), 1, sink)?;
                continue;
            }
            self.tally.read += 1;
            self.withheld += u64::from(count.count.is_none());
            self.may_change += u64::from(count.preliminary);
            let days = count.span.days();
            self.tally.take(sink, Row::Count(count), (days.from(), days.to()), line.row)?;
        }
        Ok(())
    }

    fn contradiction(&self, count: &PeriodCount, row: u64) -> Option<u64> {
        let stated = self.seen.get(&(count.area.clone(), count.category.clone(), count.span))?;
        let contradicted = stated.contradicted?;
        Some(if stated.row == row { contradicted } else { stated.row })
    }

    /// What a row is, and where its figures are of.
    fn meaning(&mut self, line: &Line<'_>) -> Meaning {
        let municipality = self.written(line, 2, self.layout.municipality);
        let area = self.written(line, 0, self.layout.area);
        let category = self.written(line, 1, self.layout.category);
        let columns = self.layout.figure_columns();
        if columns.iter().all(|column| line.text(*column).is_empty()) && line.is_one_text() {
            // A heading or a remark; an area without any figure says as little.
            return Meaning::Text;
        }
        if is_sum_name(&municipality) || is_sum_name(&area) && !self.areas.is_whole(&area) {
            return Meaning::Sum;
        }
        if self.layout.category.is_some() {
            let sum = is_sum_name(&category);
            if sum && self.parted {
                return Meaning::Sum;
            }
            self.parted |= !sum && !category.is_empty();
        }
        if !municipality.is_empty() && !self.areas.is_ours(&municipality) {
            return Meaning::Elsewhere;
        }
        if self.layout.police && self.areas.find_police(&area) == Ok(None) {
            return Meaning::Elsewhere;
        }
        match self.area(&area) {
            Ok(area) => Meaning::Figures(area),
            Err(reason) => Meaning::Refused((self.layout.area, reason)),
        }
    }

    /// What stands in a column, or above where it is written once for the rows below it.
    fn written(&mut self, line: &Line<'_>, which: usize, column: Option<usize>) -> String {
        let Some(column) = column else { return String::new() };
        let text = line.cell(column);
        if text.is_empty() {
            self.filled += u64::from(!self.above[which].is_empty());
        } else {
            text.clone_into(&mut self.above[which]);
            // What is written once is written anew under a new heading.
            let below: &[usize] = if which == 2 { &[0, 1] } else { &[1] };
            below.iter().filter(|_| which != 1).for_each(|which| self.above[*which].clear());
        }
        self.above[which].clone()
    }

    /// The area of a text; nothing for the whole municipality.
    fn area(&self, text: &str) -> Result<Option<AreaCode>, RejectReason> {
        if self.layout.area.is_none() {
            return Ok(None);
        }
        if let Some(code) = self.settings.areas.get(text) {
            return if self.areas.has(code) {
                Ok(Some(code.clone()))
            } else {
                Err(RejectReason::UnknownArea)
            };
        }
        if self.layout.police { self.areas.find_police(text) } else { self.areas.find(text) }
    }

    /// The figures of a row, each with its column, or why they are not taken.
    fn counts(&self, line: &Line<'_>, area: Option<&AreaCode>) -> Vec<Result<(usize, PeriodCount), Refusal>> {
        let of_row = self.layout.category.map(|_| self.above[1].as_str());
        match &self.layout.figures {
            Columns::Long(column) => {
                let count = self
                    .period(line)
                    .and_then(|said| self.count(line, area, (*column, of_row.unwrap_or_default(), &said)));
                vec![count]
            }
            Columns::Periods(columns) => {
                let count = |(column, said): &(usize, Said)| {
                    let label = capital(&said.rest);
                    let label = of_row.unwrap_or(&label);
                    self.count(line, area, (*column, label, said))
                };
                columns.iter().map(count).collect()
            }
            Columns::Categories(columns) => match self.period(line) {
                Ok(said) => {
                    // What somebody has said of the only column is meant, not what the column is called.
                    let fixed = self.settings.category.is_some() && columns.len() == 1;
                    let label = |column: usize| if fixed { "" } else { self.header.names[column].trim() };
                    let count = |column: &usize| self.count(line, area, (*column, label(*column), &said));
                    columns.iter().map(count).collect()
                }
                Err(refusal) => columns.iter().map(|_| Err(refusal.clone())).collect(),
            },
        }
    }

    /// What a row says of its period, in one column or in one for the year and one for the part of it.
    fn period(&self, line: &Line<'_>) -> Result<Said, Refusal> {
        let (column, length) = match (self.layout.period, self.layout.year) {
            (Some((column, length)), _) => (column, length),
            (None, Some(year)) => (year, None),
            (None, None) => {
                let of_title = self.year.map(|year| Said { year: Some(year), ..Said::default() });
                let given = self.settings.period.clone().or(of_title);
                return given.ok_or((None, RejectReason::BadPeriod));
            }
        };
        let bad = |column| (Some(column), RejectReason::BadPeriod);
        let text = line.cell(column);
        if text.is_empty() {
            return Err((Some(column), RejectReason::MissingValue));
        }
        let found = said(text).filter(|said| said.rest.is_empty()).ok_or_else(|| bad(column))?;
        Ok(found.in_column(length))
    }

    fn count(
        &self,
        line: &Line<'_>,
        area: Option<&AreaCode>,
        (column, label, said): (usize, &str, &Said),
    ) -> Result<(usize, PeriodCount), Refusal> {
        let at = |reason| (Some(column), reason);
        let year = self.layout.year.map(|year| (year, line.cell(year)));
        let year = match year {
            Some((column, text)) if said.year.is_none() => {
                let found = super::span::said(text).and_then(|said| said.year);
                Some(found.ok_or((Some(column), RejectReason::BadPeriod))?)
            }
            _ => self.year,
        };
        let period_column = self.layout.period.map_or(column, |(column, _)| column);
        let span = said.span(year).ok_or((Some(period_column), RejectReason::BadPeriod))?;
        let (category, label) =
            self.category(label).map_err(|reason| (self.layout.category.or(Some(column)), reason))?;
        let category = self.code(line)?.unwrap_or(category);
        let retrieved = self.retrieved(line)?;
        self.is_over(span, retrieved).map_err(at)?;
        let count = count(line.cell(column)).map_err(at)?;
        let preliminary = said.preliminary || self.preliminary || self.marked(line);
        let days = span.days();
        let key = self.keys.of_id([
            self.settings.of.word(),
            area.map_or("", AreaCode::as_str),
            category.as_str(),
            &days.to_string(),
            &count.map_or_else(|| "..".to_owned(), |count| count.to_string()),
            if preliminary { "preliminary" } else { "final" },
        ]);
        let of = self.settings.of;
        let area = area.cloned();
        Ok((column, PeriodCount { key, of, area, category, label, span, count, preliminary, retrieved }))
    }

    /// The category that a text means, with what it is called.
    fn category(&self, label: &str) -> Result<(Category, String), RejectReason> {
        let label = if label.is_empty() { self.settings.category.as_deref().unwrap_or("") } else { label };
        if label.is_empty() {
            return Err(RejectReason::MissingValue);
        }
        if holds_identity_number(label) {
            return Err(RejectReason::PersonalNumber);
        }
        let known = self.settings.categories.get(label).cloned().or_else(|| group(label));
        let slug =
            || slug_of(label).filter(|_| label.chars().count() <= LONGEST_LABEL && find(label).is_empty());
        let category = known.or_else(|| slug().map(Category::new)).ok_or(RejectReason::UnknownCategory)?;
        Ok((category, shown(label)))
    }

    /// The category of a list that a column of its own names, where there is one.
    fn code(&self, line: &Line<'_>) -> Result<Option<Category>, Refusal> {
        let Some(column) = self.layout.category_code else { return Ok(None) };
        let code = line.cell(column);
        let fits = code.chars().count() <= LONGEST_LABEL && is_slug(code);
        match code {
            "" => Ok(None),
            code if fits => Ok(Some(Category::new(code))),
            _ => Err((Some(column), RejectReason::UnknownCategory)),
        }
    }

    fn retrieved(&self, line: &Line<'_>) -> Result<Option<Date>, Refusal> {
        let Some(column) = self.layout.retrieved else { return Ok(self.retrieved) };
        let text = line.cell(column);
        if text.is_empty() {
            return Ok(self.retrieved);
        }
        let day = text.get(..10).and_then(|day| day.parse::<Date>().ok());
        let day = day.ok_or((Some(column), RejectReason::BadTime))?;
        if day > self.context.today {
            return Err((Some(column), RejectReason::InTheFuture));
        }
        Ok(Some(day))
    }

    /// A figure of a period that was not over when it was taken out is not of the whole of it.
    fn is_over(&self, span: CalendarSpan, retrieved: Option<Date>) -> Result<(), RejectReason> {
        let today = retrieved.unwrap_or(self.context.today);
        if span.is_over(today) {
            return Ok(());
        }
        let begun = span.days().from() <= self.context.today;
        Err(if begun { RejectReason::PeriodNotOver } else { RejectReason::InTheFuture })
    }

    fn marked(&self, line: &Line<'_>) -> bool {
        let text = self.layout.preliminary.map(|column| same_form(line.cell(column))).unwrap_or_default();
        !matches!(text.as_str(), "" | "nej" | "0" | "slutlig" | "slutligt" | "final" | "false" | "no" | "-")
    }

    /// Rejects as many figures as the row has.
    fn lost(
        &mut self,
        line: &Line<'_>,
        (column, reason): Refusal,
        figures: usize,
        sink: &mut dyn RowSink,
    ) -> Result<(), ImportError> {
        let reject = self.rejects.below(line, self.header, column, reason);
        (0..figures).try_for_each(|_| {
            self.tally.read += 1;
            self.tally.reject(sink, reject.clone())
        })
    }

    /// What is worth knowing of what was read.
    pub(super) fn notes(&self) -> Vec<Note> {
        let some = |rows: u64, note: fn(u64) -> Note| (rows > 0).then(|| note(rows));
        let year = self.year.map(|year| Note::YearOfTitle { year: year.to_string() });
        let counted = [
            some(self.sums, |rows| Note::SumRows { rows }),
            some(self.texts, |rows| Note::TextRows { rows }),
            some(self.elsewhere, |rows| Note::RowsOfOthers { rows }),
            some(self.filled, |cells| Note::FilledDown { cells }),
            some(self.withheld, |rows| Note::WithheldFigures { rows }),
            some(self.may_change, |rows| Note::PreliminaryFigures { rows }),
        ];
        year.into_iter().chain(counted.into_iter().flatten()).collect()
    }
}

/// `..`, `<5` and nothing at all are withheld, `-` is zero.
fn count(text: &str) -> Result<Option<u64>, RejectReason> {
    match text {
        "" | ".." | "…" | "." | "x" | "X" => Ok(None),
        "-" | "–" | "—" => Ok(Some(0)),
        less if less.strip_prefix(['<', '≤']).is_some_and(|most| whole(most.trim()).is_some()) => Ok(None),
        number => whole(number).map(Some).ok_or(RejectReason::BadNumber),
    }
}

/// The first letter large: a header is compared in small letters.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
