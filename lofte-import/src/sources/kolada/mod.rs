//! Indicators of Kolada that are shares of a survey: the citizen survey of Statistics Sweden, Brå's safety survey, the school
//! inspection's. They are published results, beside which a municipality sees its own waves.
//!
//! The file is an answer of Kolada, version 3, with what the indicators are called in it, as `lofte fetch kolada` keeps it.
//! Left out: every other of the six thousand indicators (costs, rates, numbers), which are no answers of anybody.

use crate::error::ImportError;
use crate::inspect::inspect_with;
use crate::key::Keys;
use crate::number::decimal;
use crate::rejects::Rejects;
use crate::report::{Note, ReadReport, Tally};
use crate::row::{Context, Row, RowSink};
use crate::same::same_form;
use crate::sources::bra::Regions;
use crate::sources::known_form::KnownForm;
use crate::sources::named_area::slug_of;
use crate::sources::{SourceCard, Yields};
use crate::table::header::{Columns, Header};
use crate::table::{Line, Table};
use lofte_model::period::Period;
use lofte_model::records::{Category, RecordKind, RejectReason, ResultMeasure, SurveyResult};
use lofte_model::screening::{holds_identity_number, mask};
use std::ops::ControlFlow;
use std::path::Path;

/// Card.
pub const CARD: SourceCard = SourceCard {
    name: "kolada",
    yields: Yields::Rows(&[RecordKind::SurveyResults]),
    settings: None,
    needs_settings: false,
    readme: include_str!("README.md"),
    about: include_str!("card.sv.md"),
    sample: include_str!("sample.json"),
};

const SOURCE: &str = "kolada";
const COLUMNS: [&str; 6] = ["kpi", "municipality", "period", "title", "gender", "value"];
/// Words by which an indicator is one of what people have answered.
const SURVEYS: [&str; 7] = [
    "medborgarundersökning",
    "brukarundersökning",
    "trygghetsundersökning",
    "enkät",
    "trygghetsmätning",
    "(ntu)",
    "brukarbedömning",
];
/// The sexes, as Kolada writes them, with what the groups are called; all are nobody's group.
const GROUPS: [(&str, Option<&str>); 3] = [("T", None), ("K", Some("Kvinnor")), ("M", Some("Män"))];

/// Kolada.
pub static KOLADA: KnownForm =
    KnownForm { card: &CARD, kind: RecordKind::SurveyResults, source: SOURCE, read };

fn read(path: &Path, context: &Context<'_>, sink: &mut dyn RowSink) -> Result<ReadReport, ImportError> {
    let size = crate::bytes::size(path)?;
    let total = 2 * size;
    let inspected = inspect_with(path, &[], None, &mut |done| sink.progress(done, total))?;
    let mut table = Table::open(path, &inspected)?;
    let header = table.header(&Columns(COLUMNS.to_vec()), None, None)?;
    let mut indicators = Indicators::new(&header, context)?;
    table.each(header.row, &mut |line| {
        indicators.row(line, sink)?;
        sink.progress(size + line.done, total);
        Ok(ControlFlow::Continue(()))
    })?;
    sink.progress(total, total);
    let mut notes = table.notes_of_file(&inspected, &header);
    notes.extend(indicators.notes());
    indicators.tally.report(inspected, notes)
}

type Refusal = (usize, RejectReason);

struct Indicators<'a> {
    header: &'a Header,
    context: &'a Context<'a>,
    /// Where the columns are, in the order of [`COLUMNS`].
    places: [usize; COLUMNS.len()],
    retrieved: Option<usize>,
    regions: Regions,
    keys: Keys,
    others: u64,
    elsewhere: u64,
    withheld: u64,
    unsure: u64,
    tally: Tally,
    rejects: Rejects,
}

impl<'a> Indicators<'a> {
    fn new(header: &'a Header, context: &'a Context<'a>) -> Result<Self, ImportError> {
        let mut places = [0; COLUMNS.len()];
        for (place, column) in places.iter_mut().zip(COLUMNS) {
            *place = Columns::place(column, &header.names)?;
        }
        Ok(Self {
            header,
            context,
            places,
            retrieved: crate::table::header::place(&header.names, &["retrieved"]),
            regions: Regions::new(),
            keys: Keys::of_source(&[context.municipality.as_str(), "survey_results", SOURCE]),
            others: 0,
            elsewhere: 0,
            withheld: 0,
            unsure: 0,
            tally: Tally::default(),
            rejects: Rejects::default(),
        })
    }

    fn row(&mut self, line: &Line<'_>, sink: &mut dyn RowSink) -> Result<(), ImportError> {
        let [_, municipality, _, title, _, value] = self.places.map(|place| line.cell(place));
        if self.regions.named(municipality).as_ref() != Some(self.context.municipality) {
            self.elsewhere += 1;
        } else if !is_share_of_a_survey(title) {
            self.others += 1;
        } else if value.is_empty() {
            self.withheld += 1;
        } else {
            self.tally.read += 1;
            match self.result(line) {
                Ok(result) => {
                    self.unsure += 1;
                    let year = Period::year(result.year);
                    self.tally.take(sink, Row::Result(result), (year.from(), year.to()), line.row)?;
                }
                Err((column, reason)) => {
                    let reject = self.rejects.below(line, self.header, Some(column), reason);
                    self.tally.reject(sink, reject)?;
                }
            }
        }
        Ok(())
    }

    fn result(&self, line: &Line<'_>) -> Result<SurveyResult, Refusal> {
        let [kpi, _, period, title, gender, value] = self.places;
        let year: i16 = line.cell(period).parse().map_err(|_| (period, RejectReason::BadPeriod))?;
        if !(1990..=2200).contains(&year) {
            return Err((period, RejectReason::BadPeriod));
        }
        if year > self.context.today.year() {
            return Err((period, RejectReason::InTheFuture));
        }
        let group = GROUPS.iter().find(|(letter, _)| *letter == line.cell(gender));
        let (_, group) = group.ok_or((gender, RejectReason::UnknownGroup))?;
        let share = decimal(line.cell(value)).map(|value| (value / 100.0 * 1e9).round() / 1e9);
        let share =
            share.filter(|share| (0.0..=1.0).contains(share)).ok_or((value, RejectReason::BadNumber))?;
        let label = line.cell(title);
        if let Some(column) =
            [title, kpi].into_iter().find(|column| holds_identity_number(line.cell(*column)))
        {
            return Err((column, RejectReason::PersonalNumber));
        }
        let indicator = slug_of(line.cell(kpi)).ok_or((kpi, RejectReason::MissingValue))?;
        let retrieved =
            self.retrieved.map(|column| (column, line.cell(column))).filter(|(_, day)| !day.is_empty());
        let retrieved =
            retrieved.map(|(column, day)| day.parse().map_err(|_| (column, RejectReason::BadTime)));
        let retrieved = retrieved.transpose()?.filter(|day| *day <= self.context.today);
        let key = self.keys.of_id([
            indicator.as_str(),
            group.unwrap_or(""),
            &year.to_string(),
            ResultMeasure::Share.word(),
            &share.to_string(),
        ]);
        Ok(SurveyResult {
            key,
            indicator: Category::new(indicator),
            label: mask(label).into_owned(),
            area: None,
            group: group.map(str::to_owned),
            year,
            measure: ResultMeasure::Share,
            value: share,
            interval: None,
            answers: None,
            retrieved,
        })
    }

    fn notes(&self) -> Vec<Note> {
        let some = |rows: u64, note: fn(u64) -> Note| (rows > 0).then(|| note(rows));
        let notes = [
            some(self.elsewhere, |rows| Note::RowsOfOthers { rows }),
            some(self.others, |rows| Note::OtherIndicators { rows }),
            some(self.withheld, |rows| Note::WithheldFigures { rows }),
            some(self.unsure, |rows| Note::UnsureFigures { rows }),
        ];
        notes.into_iter().flatten().collect()
    }
}

/// Whether an indicator is a share in per cent of those who answered something.
fn is_share_of_a_survey(title: &str) -> bool {
    let title = same_form(title);
    title.contains("(%)") && SURVEYS.iter().any(|word| title.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_shares_of_surveys_are_results() {
        for title in [
            "Medborgarundersökningen - Det känns tryggt utomhus på kvällen, andel (%)",
            "Elever i åk 8: Jag känner mig trygg i skolan, positiva svar i skolenkät, andel (%)",
        ] {
            assert!(is_share_of_a_survey(title), "{title}");
        }
        for title in [
            "Arbetslöshet 18-64 år, andel (%) av bef.",
            "Anmälda brott totalt, antal/100 000 inv",
            "Medborgarundersökningen - Index",
            "Valdeltagande bland utländska medborgare i kommunvalet, andel (%)",
            "Deltagande i mammografiundersökning, andel (%)",
        ] {
            assert!(!is_share_of_a_survey(title), "{title}");
        }
    }
}
