//! Rows: what happened or was counted, how it was delivered, and the one typed question that rows are asked.
//!
//! Rows come in *deliveries* and leave by delivery. A row knows kind, category, time and place, and nothing about
//! anybody. Free text of the source is not carried over at all. Survey answers have their own shapes in
//! [`crate::survey`].

pub mod link;
mod national;
mod period_count;
mod place_precision;
pub mod quality;
mod reject;
mod row_counts;
mod selection;
mod survey_result;

pub use national::{NationalSelection, NationalTable};
pub use period_count::{CalendarSpan, PeriodCount, SpanLength};
pub use place_precision::PlacePrecision;
use quality::Quality;
pub use reject::{Reject, RejectReason};
pub use row_counts::{LostRows, RowCounts};
pub use selection::{CountRow, CountTable, Dimension, Key, Selection};
pub use survey_result::{ResultMeasure, SurveyResult};

use crate::fingerprint::Fingerprint;
use crate::id::{DeliveryId, UserId};
use crate::period::Period;
use crate::place::{AreaCode, MunicipalityCode};
use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::num::NonZeroU64;

/// What a row tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    /// A reported offence (anmält brott), one row each.
    Offence,
    /// A disturbance of public order, an unsafe place or event (EST report).
    Disturbance,
    /// A fault report: lighting, litter, graffiti, damage.
    Fault,
    /// A published count, such as Brå's statistics of reported offences.
    Statistic,
    /// Answers of a survey wave.
    Survey,
    /// A count for an area and a period, handed over as such.
    Counts,
    /// A share or mean of a survey, as somebody else has published it.
    SurveyResults,
}

impl RecordKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Offence,
        Self::Disturbance,
        Self::Fault,
        Self::Statistic,
        Self::Survey,
        Self::Counts,
        Self::SurveyResults,
    ];
    /// The kinds whose rows are incidents.
    pub const INCIDENTS: [Self; 3] = [Self::Offence, Self::Disturbance, Self::Fault];

    /// The word used in commands, files and paths.
    pub fn word(self) -> &'static str {
        match self {
            Self::Offence => "offence",
            Self::Disturbance => "disturbance",
            Self::Fault => "fault",
            Self::Statistic => "statistic",
            Self::Survey => "survey",
            Self::Counts => "counts",
            Self::SurveyResults => "survey_results",
        }
    }

    /// The kind that a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

impl fmt::Display for RecordKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A category of rows as a slug, for example `burglary`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Category(pub String);

impl Category {
    /// From any text.
    pub fn new(slug: impl Into<String>) -> Self {
        Self(slug.into())
    }

    /// The slug.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What makes a row the same when it comes again: the source's own number, or its contents and place among equal rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RowKey(pub [u8; 16]);

/// How exactly the time of a row is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimePrecision {
    /// Date and clock time.
    Minute,
    /// Date only.
    Day,
    /// Month only.
    Month,
}

impl TimePrecision {
    /// The word that files and digests have: it stays the same from one version of the program to the next.
    pub fn word(self) -> &'static str {
        match self {
            Self::Minute => "minute",
            Self::Day => "day",
            Self::Month => "month",
        }
    }

    /// The precision that a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Minute, Self::Day, Self::Month].into_iter().find(|precision| precision.word() == word)
    }
}

/// A point in WGS 84, degrees.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// Longitude, east positive.
    pub lon: f64,
    /// Latitude, north positive.
    pub lat: f64,
}

/// One incident row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    /// Sameness.
    pub key: RowKey,
    /// Category.
    pub category: Category,
    /// Local civil time (Europe/Stockholm) when it happened or began.
    pub start: DateTime,
    /// When it ended at the latest, where the source gives an interval.
    pub end: Option<DateTime>,
    /// How exactly the time is known.
    pub precision: TimePrecision,
    /// Where.
    pub position: Option<Position>,
    /// Statistical area (DeSO), found from the position or given by the source.
    pub deso: Option<AreaCode>,
    /// An area of the municipality's own that holds the position (the first by code where several do).
    pub own_area: Option<AreaCode>,
    /// How exactly the place is known, where the source names it and gives no coordinates that count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<PlacePrecision>,
    /// What the source said of it; none where only the rest is known.
    #[serde(default)]
    pub said: Option<Said>,
}

/// What a source said in a row, before anything was concluded from the other rows of its file: by it a row that comes
/// again in other company is known for the same, and a corrected one for another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Everything that was read, shortened; it stays the same from one version of the program to the next.
    pub contents: NonZeroU64,
    /// The same as it was shortened before seconds, midnights and names of areas were seen to say nothing else: what is
    /// kept from then is compared with this.
    #[serde(default)]
    pub contents_before: Option<NonZeroU64>,
    /// The key that the row had before keys were made of what was read: what is kept from then has it.
    #[serde(default)]
    pub key_before: Option<RowKey>,
    /// Keys of the same number with more or fewer zeros in front, as a spreadsheet takes them away. They may be of this
    /// row or of another.
    #[serde(default)]
    pub keys_but_for_zeros: Vec<RowKey>,
    /// Whether somebody has declared what positions mean. Then it is a correction too if a row has a position now and
    /// had none, or the other way round.
    pub position_declared: bool,
}

/// One published count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Statistic {
    /// Sameness.
    pub key: RowKey,
    /// Municipality the count is for (may be another than the tenant, for comparison).
    pub region: MunicipalityCode,
    /// Category.
    pub category: Category,
    /// Year.
    pub year: i16,
    /// The count; `None` where the source withholds it (`..`), zero where it says zero (`-`).
    pub count: Option<u64>,
    /// The source's own rate per 100 000 residents.
    pub per_100_000: Option<f64>,
}

/// A delivery: one file, taken whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Identity.
    pub id: DeliveryId,
    /// Tenant.
    pub municipality: MunicipalityCode,
    /// What its rows tell of.
    pub kind: RecordKind,
    /// Name of the source, a slug: `polisen`, `est`, `bra`.
    pub source: String,
    /// Name of the file, without folders.
    pub file_name: String,
    /// SHA-256 of the file.
    pub file_fingerprint: Fingerprint,
    /// Bytes of the file.
    pub file_bytes: u64,
    /// What became of its rows.
    pub counts: RowCounts,
    /// First to last day of the stored rows.
    pub period: Option<Period>,
    /// When it was delivered.
    pub delivered_at: Timestamp,
    /// Who delivered it.
    pub delivered_by: UserId,
    /// Earlier deliveries that already held some of its rows, alike or in an earlier version, and how many: they cannot
    /// be undone before this one.
    pub rests_on: Vec<(DeliveryId, u64)>,
    /// Whether the rows are synthetic.
    pub synthetic: bool,
    /// Set when the delivery was taken back.
    pub undone: Option<Undone>,
    /// Set when it came in place of an earlier one, because something in that one was wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<Correction>,
    /// How good its rows are; none where nobody looked: of statistics and surveys, and of files that came before this was
    /// kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quality: Option<Quality>,
}

/// Why a delivery came in place of an earlier one, which was taken back in the same stroke.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The earlier one.
    pub delivery: DeliveryId,
    /// What was wrong, in words that residents may be told.
    pub reason: String,
}

/// The taking back of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undone {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: UserId,
}

/// Why a delivery cannot be taken back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UndoRefusal {
    /// It is taken back already.
    #[error("the delivery is already undone")]
    AlreadyUndone,
    /// Later deliveries left out rows because this one had them; undoing it would lose those rows.
    #[error("a later delivery rests on this one ({0:?}): undo that first, and deliver it again afterwards")]
    RestedUpon(Vec<DeliveryId>),
}

impl Delivery {
    /// Takes the delivery back. `others` are the deliveries of the same municipality.
    pub fn undo(self, others: &[Self], by: UserId, at: Timestamp) -> Result<Self, UndoRefusal> {
        if self.undone.is_some() {
            return Err(UndoRefusal::AlreadyUndone);
        }
        let resting: Vec<DeliveryId> = others
            .iter()
            .filter(|other| other.undone.is_none() && other.id != self.id)
            .filter(|other| other.rests_on.iter().any(|(id, _)| *id == self.id))
            .map(|other| other.id)
            .collect();
        if resting.is_empty() {
            Ok(Self { undone: Some(Undone { at, by }), ..self })
        } else {
            Err(UndoRefusal::RestedUpon(resting))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delivery(name: &str, rests_on: &[&str]) -> Delivery {
        Delivery {
            id: DeliveryId::named(name),
            municipality: "0482".parse().unwrap(),
            kind: RecordKind::Offence,
            source: "polisen".into(),
            file_name: "a.csv".into(),
            file_fingerprint: Fingerprint::of_bytes(name.as_bytes()),
            file_bytes: 1,
            counts: RowCounts::new(3, 1, 1, 1).unwrap(),
            period: None,
            delivered_at: Timestamp::UNIX_EPOCH,
            delivered_by: UserId::named("one"),
            rests_on: rests_on.iter().map(|name| (DeliveryId::named(name), 1)).collect(),
            synthetic: true,
            undone: None,
            corrects: None,
            quality: None,
        }
    }

    #[test]
    fn rows_cannot_be_lost() {
        assert!(RowCounts::new(10, 7, 2, 1).is_ok());
        assert!(RowCounts::new(10, 7, 2, 0).is_err());
        assert!(RowCounts::new(0, u64::MAX, 1, 0).is_err());
        let counts = RowCounts::new(2, 1, 1, 0).unwrap().and_corrected(2);
        assert_eq!((counts.read(), counts.corrected(), counts.stored()), (4, 2, 1));
        let text = serde_json::to_string(&counts).unwrap();
        assert_eq!(serde_json::from_str::<RowCounts>(&text).unwrap(), counts);
        assert!(
            serde_json::from_str::<RowCounts>(&text.replace("\"corrected\":2", "\"corrected\":3")).is_err()
        );
        assert!(
            serde_json::from_str::<RowCounts>(r#"{"read":1,"stored":0,"duplicate":0,"rejected":0}"#).is_err()
        );
    }

    #[test]
    fn what_another_rests_on_cannot_be_undone() {
        let (by, at) = (UserId::named("one"), Timestamp::UNIX_EPOCH);
        let later = delivery("later", &["first"]);
        let refusal = delivery("first", &[]).undo(std::slice::from_ref(&later), by, at);
        assert_eq!(refusal, Err(UndoRefusal::RestedUpon(vec![later.id])));
        let later = later.undo(&[], by, at).unwrap();
        let first = delivery("first", &[]).undo(std::slice::from_ref(&later), by, at).unwrap();
        assert_eq!(first.undo(&[later], by, at), Err(UndoRefusal::AlreadyUndone));
    }
}
