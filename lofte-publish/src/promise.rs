//! Promises as residents meet them: the frozen text, what is done about each undertaking, and the verdict.
//!
//! Undertakings are generated from the frozen list, so none can vanish, and each says what became of it. A verdict's figures pass share disclosure;
//! where they are hidden the answer stays as it is. The verdict is computed again from its own evidence before it is
//! published; what residents are shown of the evidence is rounded. Left out on purpose: who reported, signed or wrote, the
//! notes of status reports, causes, and measures that fulfil no undertaking.

use crate::day;
use jiff::civil::Date;
use lofte_analysis::disclosure::{Cell, Disclosed};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::followup::feedback::Said;
use lofte_model::followup::goals::FormerFigure;
use lofte_model::followup::{Answer, EvidenceGrade, Fulfilment, GoalOutcome, MeasuredChange, Telling};
use lofte_model::id::PromiseId;
use lofte_model::period::Period;
use lofte_model::place::MunicipalityCode;
use lofte_model::plan::{MeasureKind, MeasureStatus};
use lofte_model::promise::{Commitment, Frozen, Side};
use lofte_model::survey::{SeriesBreak, WaveName};
use serde::{Deserialize, Serialize};

/// A signature as residents meet it: which side, by which office, when and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicSignature {
    /// Side.
    pub side: Side,
    /// Name of the organisation, where it is neither this municipality nor the police.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Day it was signed.
    #[serde(alias = "at", deserialize_with = "day::read")]
    pub on: Date,
    /// The office that signed; none in signatures from before offices were asked for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub office: String,
    /// That it was given elsewhere and noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub noted: Option<PublicNote>,
}

/// That a signature was given on paper, or with another municipality, and noted in the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicNote {
    /// Day it was noted.
    pub on: Date,
    /// Registry number of the paper; none where it was given with another municipality.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub registry_number: String,
    /// Name of the municipality where it was given; none for a paper.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub municipality: String,
}

/// A side, with its name where it is neither this municipality nor the police.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicSide {
    /// Side.
    pub side: Side,
    /// Name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

/// A side's signature on a verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicVerdictSignature {
    /// Who, when and how.
    pub signature: PublicSignature,
    /// What the side sees otherwise; empty where it agrees.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub dissent: String,
}

/// How the promise came to the public.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "standing")]
pub enum Standing {
    /// Signed by all sides.
    Published {
        /// Of the frozen text and rule.
        fingerprint: Fingerprint,
        /// In the order they were given.
        signatures: Vec<PublicSignature>,
    },
    /// Made before this system.
    Historical {
        /// Where its text was found.
        source: String,
    },
}

/// A problem that a promise answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicProblem {
    /// Number.
    pub number: u32,
    /// Title.
    pub title: String,
}

/// A measure, without its notes and without the office that answers for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicMeasure {
    /// Number.
    pub number: u32,
    /// Title.
    pub title: String,
    /// Sort.
    pub kind: MeasureKind,
    /// Name of the organisation that answers for it.
    pub owner: String,
    /// Last day.
    pub deadline: Date,
    /// The three statuses.
    pub status: MeasureStatus,
    /// How many have been done, in the unit of the undertaking.
    pub done: u64,
    /// Day when it was last reported on.
    #[serde(deserialize_with = "day::read_optional")]
    pub reported: Option<Date>,
    /// Numbers in its reports that were corrected, the earliest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<CorrectedCount>,
}

/// That a reported number was corrected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CorrectedCount {
    /// Day.
    pub on: Date,
    /// What the report said.
    pub was: u32,
    /// What it says; 0 where it was taken back.
    pub now: u32,
}

/// An undertaking with what is done about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicCommitment {
    /// As frozen.
    pub commitment: Commitment,
    /// Names of those who undertake it.
    pub parties: Vec<String>,
    /// Measures that fulfil it, by number.
    pub measures: Vec<PublicMeasure>,
    /// What became of it by the day of the publication; none in publications from before this was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Fulfilment>,
}

/// The figures of one wave, with as many digits as are shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublicEvidence {
    /// Wave.
    pub wave: WaveName,
    /// The share 0–1, to one decimal of a percent.
    pub share: f64,
    /// Lower end of its 95 % interval.
    pub lower: f64,
    /// Upper end of its 95 % interval.
    pub upper: f64,
    /// Answers that count, to the nearest five.
    pub answers: u64,
    /// Questionnaires sent.
    pub mailed: u64,
}

/// What one wave says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublicWave {
    /// Wave.
    pub wave: WaveName,
    /// Year.
    pub year: i16,
    /// Field work.
    pub fieldwork: Period,
    /// Share, interval, answers, mailed.
    pub evidence: Disclosed<Cell<PublicEvidence>>,
    /// Returned of those in scope, 0–1, to whole percent.
    pub response_rate: Disclosed<Cell<Option<f64>>>,
}

/// What the rule of the effect goal says, as residents meet it. What was done stands with each undertaking.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublicVerdict {
    /// Fingerprint of the text and rule that it judges.
    pub frozen: Option<Fingerprint>,
    /// The answer; never changed by what is hidden.
    pub answer: Answer,
    /// The measured change and the minimum detectable one; hidden when either wave is.
    pub change: Option<Disclosed<Cell<MeasuredChange>>>,
    /// The wave to compare with.
    pub before: Option<PublicWave>,
    /// The wave that tells.
    pub after: Option<PublicWave>,
    /// What differs between them.
    pub breaks: Vec<SeriesBreak>,
    /// The wave to compare with as it is delivered now, where that is not what was signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected: Option<PublicCorrection>,
    /// What the answer rests on; none in publications from before this was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<EvidenceGrade>,
    /// Who has signed it, in the order of the sides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signatures: Vec<PublicVerdictSignature>,
    /// Who has not signed it by the day of the publication: it is public all the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub awaited: Vec<PublicSide>,
}

/// A baseline that was delivered again after it was signed, with another figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublicCorrection {
    /// Day.
    pub on: Date,
    /// What was wrong before.
    pub reason: String,
    /// The figure now.
    pub evidence: Disclosed<Cell<PublicEvidence>>,
}

/// What became of a goal of another kind than the survey share that decides. Of counts only the change is told, in steps
/// of five percent, and neither its standard error nor what could have been seen: those would tell the counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublicGoal {
    /// The outcome, with as much of the change as may be told.
    #[serde(flatten)]
    pub outcome: GoalOutcome,
    /// That what it starts from, or the figure that decides it, is not what it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected: Option<PublicGoalCorrection>,
}

/// What was corrected in a goal after it was signed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "corrected")]
pub enum PublicGoalCorrection {
    /// What it starts from was delivered again; the verdict compares with what was signed.
    Baseline {
        /// Day.
        on: Date,
        /// What was wrong before; empty where nothing was said.
        reason: String,
    },
    /// The figure of a table that decides it was written down otherwise before.
    Figure {
        /// The figures that stood before, oldest first.
        former: Vec<FormerFigure>,
    },
}

/// What the parties say to residents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicFeedback {
    /// What they say, on the whole and of single undertakings and goals.
    #[serde(flatten)]
    pub telling: Telling,
    /// Day when it was written.
    #[serde(alias = "at", deserialize_with = "day::read")]
    pub on: Date,
}

/// Another promise in the chain of promises.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromiseLink {
    /// Number.
    pub number: u32,
    /// Title.
    pub title: String,
    /// Period.
    pub period: Period,
    /// Whether it was made before this system.
    pub historical: bool,
}

/// One promise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublicPromise {
    /// Identity.
    pub id: PromiseId,
    /// Number in this municipality, where that is not the one in the text: another municipality wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// What was frozen: title, text, period, areas, undertakings, goal and rule.
    pub frozen: Frozen,
    /// How it came to the public.
    pub standing: Standing,
    /// Whether the rule was signed when its answer was being measured, or was there: then it decides nothing.
    #[serde(default, skip_serializing_if = "is_not")]
    pub rule_after_answer: bool,
    /// Problems it answers.
    pub problems: Vec<PublicProblem>,
    /// One for every undertaking of the frozen list, in its order.
    pub commitments: Vec<PublicCommitment>,
    /// The verdict, once judged; historical promises have none.
    pub verdict: Option<PublicVerdict>,
    /// What became of the goals of other kinds, as far as it may be told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub goals: Vec<PublicGoal>,
    /// The newest feedback to residents.
    pub feedback: Option<PublicFeedback>,
    /// The promises that this one continues, nearest first, as far as they are public.
    pub history: Vec<PromiseLink>,
    /// The public promises that continue this one, by number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub continued_by: Vec<PromiseLink>,
    /// Day it was closed: its period was over and its account public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Date>,
    /// That its texts were masked after they were signed or told, the earliest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub masked: Vec<PublicMask>,
    /// That it is a promise of several municipalities.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joint: Option<PublicJoint>,
}

/// A promise of several municipalities.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicJoint {
    /// Code of the municipality that wrote it.
    pub from: MunicipalityCode,
    /// Its name.
    pub name: String,
    /// The number that it has there.
    pub number: u32,
    /// Names of the other municipalities, this one among them.
    pub others: Vec<String>,
}

/// That something was masked, as residents are told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicMask {
    /// Day.
    pub on: Date,
    /// By which side.
    pub side: Side,
    /// On what ground.
    pub ground: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands on a reference")]
fn is_not(flag: &bool) -> bool {
    !*flag
}

impl PublicPromise {
    /// The number that it has in this municipality.
    pub fn number(&self) -> u32 {
        self.number.unwrap_or(self.frozen.number)
    }

    /// What the parties say of one of its undertakings.
    pub fn said(&self, commitment: u16) -> Option<&Said> {
        self.feedback.as_ref()?.telling.of(commitment)
    }

    /// The fingerprint that all sides signed; none for a historical promise.
    pub fn fingerprint(&self) -> Option<&Fingerprint> {
        match &self.standing {
            Standing::Published { fingerprint, .. } => Some(fingerprint),
            Standing::Historical { .. } => None,
        }
    }
}
