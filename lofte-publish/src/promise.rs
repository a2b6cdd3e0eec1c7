//! Promises as residents meet them: the frozen text, what is done about each undertaking, and the verdict.
//!
//! Undertakings are generated from the frozen list, so none can vanish. A verdict's figures pass share disclosure;
//! where they are hidden the answer stays as it is. The verdict is computed again from its own evidence before it is
//! published; what residents are shown of the evidence is rounded. Left out on purpose: who reported, signed or wrote, the
//! notes of status reports, causes, and measures that fulfil no undertaking.

use crate::day;
use crate::error::PublishError;
use crate::guard::ShareGuard;
use crate::held::HeldBack;
use crate::snapshot::{SnapshotInput, party_name};
use jiff::civil::Date;
use lofte_analysis::disclosure::{Cell, Disclosed};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::followup::{Answer, MeasuredChange};
use lofte_model::id::PromiseId;
use lofte_model::mask::{MaskOf, covers};
use lofte_model::period::Period;
use lofte_model::plan::{Measure, MeasureKind, MeasureStatus};
use lofte_model::promise::{CitizenPromise, Commitment, Frozen, PromiseState, Side, SideSignature};
use lofte_model::survey::{SeriesBreak, WaveName};
use serde::{Deserialize, Serialize};

mod verdict;

/// A signature as residents meet it: which side, when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicSignature {
    /// Side.
    pub side: Side,
    /// Day.
    #[serde(alias = "at", deserialize_with = "day::read")]
    pub on: Date,
}

/// How the promise came to the public.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "standing")]
pub enum Standing {
    /// Signed by both sides.
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

/// A verdict as residents meet it.
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
}

/// What the parties say to residents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicFeedback {
    /// What was done and what it led to.
    pub text: String,
    /// What happens next.
    pub next: String,
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
    /// What was frozen: title, text, period, areas, undertakings, goal and rule.
    pub frozen: Frozen,
    /// How it came to the public.
    pub standing: Standing,
    /// Problems it answers.
    pub problems: Vec<PublicProblem>,
    /// One for every undertaking of the frozen list, in its order.
    pub commitments: Vec<PublicCommitment>,
    /// The verdict, once judged; historical promises have none.
    pub verdict: Option<PublicVerdict>,
    /// The newest feedback to residents.
    pub feedback: Option<PublicFeedback>,
    /// The promises that this one continues, nearest first, as far as they are public.
    pub history: Vec<PromiseLink>,
    /// That its texts were masked after they were signed or told, the earliest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub masked: Vec<PublicMask>,
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

impl PublicPromise {
    /// The fingerprint that both sides signed; none for a historical promise.
    pub fn fingerprint(&self) -> Option<&Fingerprint> {
        match &self.standing {
            Standing::Published { fingerprint, .. } => Some(fingerprint),
            Standing::Historical { .. } => None,
        }
    }
}

/// The published and historical promises by number.
pub(crate) fn public_promises(
    input: &SnapshotInput,
    guard: &mut ShareGuard,
    held: &mut Vec<HeldBack>,
) -> Result<Vec<PublicPromise>, PublishError> {
    let mut public: Vec<&CitizenPromise> =
        input.promises.iter().filter(|promise| is_public(promise)).collect();
    public.sort_by_key(|promise| promise.number);
    public.iter().map(|promise| public_promise(promise, &public, input, guard, held)).collect()
}

fn is_public(promise: &CitizenPromise) -> bool {
    matches!(promise.state, PromiseState::Published { .. } | PromiseState::Historical { .. })
}

fn public_promise(
    promise: &CitizenPromise,
    public: &[&CitizenPromise],
    input: &SnapshotInput,
    guard: &mut ShareGuard,
    held: &mut Vec<HeldBack>,
) -> Result<PublicPromise, PublishError> {
    let standing = standing(promise, input.masks)?;
    let verdict = match standing {
        Standing::Historical { .. } => None,
        Standing::Published { .. } => {
            let verdict = input.verdicts.iter().rfind(|verdict| verdict.promise == promise.id);
            verdict
                .map(|verdict| verdict::public_verdict(promise, verdict, input, guard, held))
                .transpose()?
        }
    };
    let feedback = input.feedback.iter().filter(|feedback| feedback.promise == promise.id);
    Ok(PublicPromise {
        id: promise.id,
        frozen: promise.frozen(),
        standing,
        problems: problems(promise, input)?,
        commitments: promise
            .commitments
            .iter()
            .map(|commitment| public_commitment(promise, commitment, input))
            .collect::<Result<_, _>>()?,
        verdict,
        feedback: feedback.max_by_key(|feedback| feedback.at).map(|feedback| PublicFeedback {
            text: feedback.text.clone(),
            next: feedback.next.clone(),
            on: day::day(feedback.at),
        }),
        history: history(promise, public),
        masked: masked(promise, input.masks),
    })
}

fn masked(promise: &CitizenPromise, masks: &[MaskOf]) -> Vec<PublicMask> {
    let id = promise.id.to_string();
    let of = masks.iter().filter(|of| of.id == id && ["promise", "feedback"].contains(&of.noun.as_str()));
    of.filter_map(|of| {
        let side = Side::of(of.mask.role)?;
        Some(PublicMask { on: day::day(of.mask.at), side, ground: of.mask.ground.clone() })
    })
    .collect()
}

/// Refuses a promise whose text is neither the one that both sides signed nor what masking left of it.
fn standing(promise: &CitizenPromise, masks: &[MaskOf]) -> Result<Standing, PublishError> {
    let changed = || PublishError::FrozenChanged { what: format!("promise {}", promise.number) };
    match &promise.state {
        PromiseState::Published { first, second } => {
            let now = Fingerprint::of(&promise.frozen())?;
            let signed = first.fingerprint == now && second.fingerprint == now;
            if !signed && !covers(masks, "promise", &promise.id.to_string(), &now) {
                return Err(changed());
            }
            let fingerprint = second.fingerprint.clone();
            let public = |signature: &SideSignature| PublicSignature {
                side: signature.side,
                on: day::day(signature.at),
            };
            Ok(Standing::Published { fingerprint, signatures: vec![public(first), public(second)] })
        }
        PromiseState::Historical { source } => Ok(Standing::Historical { source: source.clone() }),
        PromiseState::Draft | PromiseState::Proposed { .. } => Err(changed()),
    }
}

fn problems(promise: &CitizenPromise, input: &SnapshotInput) -> Result<Vec<PublicProblem>, PublishError> {
    let find = |id| {
        let problem = input.problems.iter().find(|problem| problem.id == id);
        let problem = problem.ok_or(PublishError::UnknownProblem { promise: promise.number })?;
        Ok(PublicProblem { number: problem.number, title: problem.title.clone() })
    };
    promise.problems.iter().map(|id| find(*id)).collect()
}

fn public_commitment(
    promise: &CitizenPromise,
    commitment: &Commitment,
    input: &SnapshotInput,
) -> Result<PublicCommitment, PublishError> {
    let name = |id| party_name(input.parties, id, || format!("promise {}", promise.number));
    let fulfils = |measure: &&Measure| {
        measure.commitment.as_ref().is_some_and(|reference| {
            reference.promise == promise.id && reference.commitment == commitment.number
        })
    };
    let mut measures = input
        .measures
        .iter()
        .filter(fulfils)
        .map(|measure| {
            let owner = party_name(input.parties, measure.owner, || format!("measure {}", measure.number))?;
            Ok(PublicMeasure {
                number: measure.number,
                title: measure.title.clone(),
                kind: measure.kind,
                owner,
                deadline: measure.deadline,
                status: measure.status,
                done: measure.done(),
                reported: measure.reports.last().map(|report| day::day(report.at)),
            })
        })
        .collect::<Result<Vec<_>, PublishError>>()?;
    measures.sort_by_key(|measure| measure.number);
    Ok(PublicCommitment {
        commitment: commitment.clone(),
        parties: commitment.parties.iter().map(|id| name(*id)).collect::<Result<_, _>>()?,
        measures,
    })
}

/// The public promises behind this one; a chain that bites its tail ends where it began.
fn history(promise: &CitizenPromise, public: &[&CitizenPromise]) -> Vec<PromiseLink> {
    let mut seen = vec![promise.id];
    let mut links = Vec::new();
    let mut next = promise.continues;
    while let Some(earlier) = next.and_then(|id| public.iter().find(|other| other.id == id)) {
        if seen.contains(&earlier.id) {
            break;
        }
        seen.push(earlier.id);
        links.push(PromiseLink {
            number: earlier.number,
            title: earlier.title.clone(),
            period: earlier.period,
            historical: matches!(earlier.state, PromiseState::Historical { .. }),
        });
        next = earlier.continues;
    }
    links
}
