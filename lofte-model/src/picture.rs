//! The situational picture (lägesbild): computed figures, each with its provenance, and adopted editions that never
//! change.
//!
//! The rows are asked in the house; here is what is made of the answers: the figures ([`cells`] and the rest), what they
//! allow to be said ([`conclusion`], [`trend`]), and the rule of adoption. A picture is about places, times and
//! phenomena; there is nothing in it about anybody.

pub mod cells;
pub mod conclusion;
mod counts;
mod figures;
mod harm;
mod results;
mod survey_index;
pub mod trend;

pub use cells::{AreaCount, CellContents, CellFile, CellSlice, Cells, CountGrid, RateRule, Rates, residents};
pub use conclusion::{
    Conclusions, Difference, Direction, End, HighestRate, Outermost, Rules, ShareStatement, WeekPeak, rated,
};
pub use counts::{CountSeries, CountYear, Mark, Told};
pub use harm::{Harm, HarmPart, HarmYear};
pub use results::ResultCell;
pub use survey_index::{IndexCell, IndexFound, IndexPart, IndexWave, SurveyIndex};
pub use trend::{Compared, Trend, Way};

use crate::coverage::Gap;
use crate::fingerprint::{Fingerprint, NotCanonical};
use crate::id::{DeliveryId, UserId};
use crate::period::Period;
use crate::place::{AreaCode, MunicipalityCode};
use crate::records::{Category, RecordKind};
use crate::scheme::Labels;
use crate::survey::WaveName;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where a figure comes from: source, period, geography, and how it was computed. Every figure has one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// Names of the sources.
    pub sources: Vec<String>,
    /// The sources of each kind of rows, where the figures tell kinds apart.
    #[serde(default)]
    pub by_kind: BTreeMap<RecordKind, Vec<String>>,
    /// Deliveries it rests on.
    pub deliveries: Vec<DeliveryId>,
    /// Period that the rows cover.
    pub period: Option<Period>,
    /// Geography in words or codes.
    pub geography: String,
    /// Rows or answers counted.
    pub n: u64,
    /// How it was computed.
    pub method: Method,
    /// Whether any of it is synthetic.
    pub synthetic: bool,
}

impl Provenance {
    /// The sources of the figures on one kind of rows.
    pub fn sources_of(&self, kind: RecordKind) -> &[String] {
        self.by_kind.get(&kind).unwrap_or(&self.sources)
    }
}

/// How a figure was computed; the texts for people are in the text files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// A plain count of rows.
    Count,
    /// Count per residents with the exact Poisson interval (Garwood 1936).
    GarwoodRate,
    /// Count of rows per weekday and hour.
    WeekdayHour,
    /// Share of a stratified sample with finite population correction and logit interval.
    StratifiedShare,
    /// A published count, shown as published.
    AsPublished,
    /// A count of a table, shown as it was handed over.
    AsHandedOver,
    /// Counts times weights, with the interval of a weighted sum of Poisson counts (Fay and Feuer 1997).
    HarmSum,
    /// Mean of the points of shares by cut points, with the percentile interval of a rescaled bootstrap (Rao and Wu 1988).
    ProblemIndex,
}

/// A number with its interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct WithInterval {
    /// The number.
    pub value: f64,
    /// Lower end.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
}

/// Count, and rate where there is an honest denominator, for a category in an area and year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RateCell {
    /// Kind of row.
    pub kind: RecordKind,
    /// Category.
    pub category: Category,
    /// Area; `None` for rows outside every area or without a place.
    pub area: Option<AreaCode>,
    /// Year.
    pub year: i16,
    /// Rows.
    pub count: u64,
    /// Residents that the rate is computed on; `None` where nobody lives or nobody knows, and in editions from before
    /// it was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub residents: Option<u32>,
    /// Per 1 000 residents with 95 % interval; `None` where nobody lives or nobody knows.
    pub per_1000: Option<WithInterval>,
}

impl RateCell {
    /// The residents that the rate is computed on; in older editions as far as the rate itself tells them, which a rate
    /// of no rows does not.
    pub fn denominator(&self) -> Option<f64> {
        let told = || {
            let rate = self.per_1000.filter(|rate| rate.value > 0.0)?;
            Some((self.count as f64 / rate.value * 1000.0).round())
        };
        self.residents.map(f64::from).or_else(told)
    }
}

/// A published count for a municipality, category and year, with the rate computed from the count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OfficialCell {
    /// Municipality.
    pub region: MunicipalityCode,
    /// Category.
    pub category: Category,
    /// Year.
    pub year: i16,
    /// Count; `None` where withheld.
    pub count: Option<u64>,
    /// Per 100 000 residents with 95 % interval, on the population that the publisher's own rate implies.
    pub per_100_000: Option<WithInterval>,
}

/// Rows of one kind per month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MonthlySeries {
    /// Kind of row.
    pub kind: RecordKind,
    /// First month as year × 100 + month.
    pub first: i32,
    /// One count a month, without gaps.
    pub counts: Vec<u64>,
}

/// Rows per weekday and hour.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WeekGrid {
    /// Kind of row.
    pub kind: RecordKind,
    /// Seven rows, Monday first, of 24 hours; empty when there are too few rows for 168 cells.
    pub cells: Vec<Vec<u64>>,
    /// Monday to Sunday.
    pub weekdays: Vec<u64>,
    /// Hours 0–23.
    pub hours: Vec<u64>,
    /// Rows with a known clock time.
    pub timed: u64,
    /// Rows without one.
    pub untimed: u64,
    /// Whether exactly 00:00 is suspiciously common, as when an unknown time is written as midnight.
    pub midnight_heaped: bool,
}

/// The share of an indicator in a wave and area.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShareCell {
    /// Wave.
    pub wave: WaveName,
    /// Year of the wave.
    pub year: i16,
    /// Indicator, by code.
    pub indicator: String,
    /// What the share is of, in words.
    pub name: String,
    /// Area; `None` for the whole municipality.
    pub area: Option<AreaCode>,
    /// Answers that count.
    pub answers: u64,
    /// Of those, yes.
    pub yes: u64,
    /// The share 0–1 with 95 % interval; `None` where it cannot be estimated.
    pub share: Option<WithInterval>,
}

/// How many rows of each source bear on each problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceProblemCell {
    /// Source.
    pub source: String,
    /// Number of the problem.
    pub problem: u32,
    /// Rows in the problem's areas and categories.
    pub count: u64,
}

/// A group of figures with what they rest on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figures<T> {
    /// Provenance.
    pub provenance: Provenance,
    /// The figures.
    pub cells: Vec<T>,
}

/// The picture as computed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SituationReport {
    /// Tenant.
    pub municipality: MunicipalityCode,
    /// When it was computed.
    pub computed_at: Timestamp,
    /// Counts and rates by category, area and year.
    pub rates: Option<Rates>,
    /// Published statistics.
    pub official: Option<Figures<OfficialCell>>,
    /// Tables of counts, as they were handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tables: Option<Figures<CountSeries>>,
    /// Monthly series.
    pub monthly: Option<Figures<MonthlySeries>>,
    /// Weekday and hour.
    pub week: Option<Figures<WeekGrid>>,
    /// Survey shares.
    pub shares: Option<Figures<ShareCell>>,
    /// Published results of surveys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub results: Option<Figures<ResultCell>>,
    /// Sources against problems.
    pub matrix: Option<Figures<SourceProblemCell>>,
    /// What weighs most, by the weights that were in force when it was computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub harm: Option<Harm>,
    /// The problem index of the surveys, by the table that was in force when it was computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<SurveyIndex>,
    /// Days that the rows do not cover: counts of their months and years are not of the whole of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<Gap>,
    /// What it states, and by which rules; older pictures kept neither.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conclusions: Option<Conclusions>,
    /// What the municipality called the categories of its own that it counts, when it was computed.
    #[serde(default, skip_serializing_if = "Labels::is_empty")]
    pub category_labels: Labels,
}

impl SituationReport {
    /// Whether it has no figure of anything that happened or was asked.
    pub fn is_empty(&self) -> bool {
        let counted = self.rates.is_some() || self.official.is_some() || self.tables.is_some();
        !counted && self.shares.is_none() && self.results.is_none()
    }

    /// Where its figures are from, a part each.
    pub fn provenances(&self) -> impl Iterator<Item = &Provenance> {
        let parts = [
            self.rates.as_ref().map(|part| &part.provenance),
            self.official.as_ref().map(|part| &part.provenance),
            self.tables.as_ref().map(|part| &part.provenance),
            self.monthly.as_ref().map(|part| &part.provenance),
            self.week.as_ref().map(|part| &part.provenance),
            self.shares.as_ref().map(|part| &part.provenance),
            self.results.as_ref().map(|part| &part.provenance),
            self.matrix.as_ref().map(|part| &part.provenance),
            self.harm.as_ref().map(|part| &part.provenance),
            self.index.as_ref().map(|part| &part.provenance),
        ];
        parts.into_iter().flatten()
    }

    /// The gaps of a kind of rows within a period.
    pub fn gaps_in(&self, kind: RecordKind, period: Period) -> impl Iterator<Item = &Gap> {
        self.gaps.iter().filter(move |gap| gap.kind == kind && gap.touches(period))
    }
}

/// What the parties say about the figures: the statutory parts of a picture that no computer writes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// Extent and development, in words.
    pub extent: String,
    /// Consequences (law 2023:196, section 4).
    pub consequences: String,
    /// Analysis.
    pub analysis: String,
    /// Sources that were left out, and what the limits of the sources mean.
    pub limits: String,
}

/// An adopted edition. It never changes; a new one points to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Edition {
    /// Number within the municipality, from 1.
    pub number: u32,
    /// The edition before.
    pub previous: Option<u32>,
    /// The picture.
    pub report: SituationReport,
    /// The words.
    pub assessment: Assessment,
    /// Who adopted it.
    pub adopted_by: UserId,
    /// When.
    pub adopted_at: Timestamp,
    /// Over everything above.
    pub fingerprint: Fingerprint,
}

/// Why a picture is not adopted.
#[derive(Debug, thiserror::Error)]
pub enum AdoptionRefusal {
    /// There is nothing in it.
    #[error("the picture has no figures: deliver data and compute it first")]
    Empty,
    /// A statutory part is missing.
    #[error("write the analysis and the consequences: the law asks for both (2023:196, section 4)")]
    NoAssessment,
    /// Not writable as canonical bytes.
    #[error("the picture cannot be frozen")]
    NotCanonical(#[from] NotCanonical),
}

impl Edition {
    /// Adopts a picture as the next edition.
    pub fn adopt(
        report: SituationReport,
        assessment: Assessment,
        previous: Option<u32>,
        by: UserId,
        at: Timestamp,
    ) -> Result<Self, AdoptionRefusal> {
        if report.is_empty() {
            return Err(AdoptionRefusal::Empty);
        }
        if assessment.analysis.trim().is_empty() || assessment.consequences.trim().is_empty() {
            return Err(AdoptionRefusal::NoAssessment);
        }
        let number = previous.unwrap_or(0).saturating_add(1);
        let fingerprint = Fingerprint::of(&(number, previous, &report, &assessment, by, at))?;
        Ok(Self { number, previous, report, assessment, adopted_by: by, adopted_at: at, fingerprint })
    }

    /// Of the contents as they are.
    pub fn contents(&self) -> Result<Fingerprint, NotCanonical> {
        let contents =
            (self.number, self.previous, &self.report, &self.assessment, self.adopted_by, self.adopted_at);
        Fingerprint::of(&contents)
    }

    /// Whether the contents are those that were adopted.
    pub fn is_intact(&self) -> Result<bool, NotCanonical> {
        Ok(self.contents()? == self.fingerprint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn report() -> SituationReport {
        SituationReport {
            municipality: "0482".parse().unwrap(),
            computed_at: Timestamp::UNIX_EPOCH,
            rates: Some(Rates {
                provenance: Provenance {
                    sources: vec!["polisen".into()],
                    by_kind: BTreeMap::new(),
                    deliveries: vec![],
                    period: None,
                    geography: "DeSO".into(),
                    n: 1,
                    method: Method::GarwoodRate,
                    synthetic: true,
                },
                cells: Cells::Here(vec![]),
            }),
            official: None,
            tables: None,
            monthly: None,
            week: None,
            shares: None,
            results: None,
            matrix: None,
            harm: None,
            index: None,
            gaps: Vec::new(),
            conclusions: None,
            category_labels: Labels::default(),
        }
    }

    fn words() -> Assessment {
        Assessment { analysis: "a".into(), consequences: "k".into(), ..Assessment::default() }
    }

    #[test]
    fn a_cell_without_rows_keeps_its_residents() {
        let none = WithInterval { value: 0.0, lower: 0.0, upper: 2.3 };
        let cell = |count, residents, per_1000| RateCell {
            kind: RecordKind::Offence,
            category: Category::new("burglary"),
            area: Some(AreaCode::new("0482A0010")),
            year: 2025,
            count,
            residents,
            per_1000: Some(per_1000),
        };
        assert_eq!(cell(0, Some(1620), none).denominator(), Some(1620.0));
        // An edition from before residents were kept.
        let old = serde_json::to_string(&cell(8, None, WithInterval { value: 5.0, ..none })).unwrap();
        assert!(!old.contains("residents"), "its fingerprint must not change");
        assert_eq!(serde_json::from_str::<RateCell>(&old).unwrap().denominator(), Some(1600.0));
        assert_eq!(cell(0, None, none).denominator(), None);
    }

    #[test]
    fn editions_number_themselves_and_notice_changes() {
        let adopt = |previous| {
            Edition::adopt(report(), words(), previous, UserId::named("one"), Timestamp::UNIX_EPOCH)
        };
        assert_eq!(adopt(None).unwrap().number, 1);
        let mut edition = adopt(Some(1)).unwrap();
        assert_eq!((edition.number, edition.previous), (2, Some(1)));
        assert!(edition.is_intact().unwrap());
        edition.assessment.extent = "ändrad".into();
        assert!(!edition.is_intact().unwrap());
    }

    #[test]
    fn an_intact_edition_survives_being_written_and_read() {
        let edition =
            Edition::adopt(report(), words(), None, UserId::named("one"), Timestamp::UNIX_EPOCH).unwrap();
        let read: Edition = serde_json::from_str(&serde_json::to_string(&edition).unwrap()).unwrap();
        assert!(read.is_intact().unwrap());
    }

    #[test]
    fn empty_or_silent_pictures_are_refused() {
        let by = UserId::named("one");
        let empty = SituationReport { rates: None, ..report() };
        assert!(matches!(
            Edition::adopt(empty, words(), None, by, Timestamp::UNIX_EPOCH),
            Err(AdoptionRefusal::Empty)
        ));
        assert!(matches!(
            Edition::adopt(report(), Assessment::default(), None, by, Timestamp::UNIX_EPOCH),
            Err(AdoptionRefusal::NoAssessment)
        ));
    }
}
