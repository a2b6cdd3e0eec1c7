//! Letting a verdict through disclosure control.
//!
//! The answer is public whatever is hidden. A baseline that was corrected after it was signed is told with both figures,
//! where the difference between them tells of nobody. A wave's figures are shown where the share may be (see [`crate::guard`]); where
//! the wave has been changed since it was published, they are shown only if they are the very figures that are out.

use super::signature;
use crate::digits;
use crate::error::PublishError;
use crate::guard::ShareGuard;
use crate::held::{Held, HeldBack, Why};
use crate::input::SnapshotInput;
use crate::promise::{PublicCorrection, PublicEvidence, PublicVerdict, PublicWave};
use lofte_analysis::disclosure::{Answers, disclose_share};
use lofte_model::fingerprint::canonical_bytes;
use lofte_model::followup::{Answer, CannotTell, Corrected, MeasuredChange, Verdict, WaveEvidence, judge};
use lofte_model::promise::CitizenPromise;

/// Nobody's answers: never shown.
const NONE: Answers = Answers { yes: 0, no: 0 };

/// Lets a verdict through, after seeing that it is the one its rule gives.
pub(crate) fn public_verdict(
    promise: &CitizenPromise,
    verdict: &Verdict,
    input: &SnapshotInput,
    guard: &mut ShareGuard,
    held: &mut Vec<HeldBack>,
) -> Result<PublicVerdict, PublishError> {
    let number = promise.number;
    let again = judge(promise, verdict.evidence.clone())
        .map_err(|source| PublishError::Judge { promise: number, source })?;
    let differs = canonical_bytes(&again)? != canonical_bytes(verdict)?;
    // A verdict from before rules were asked when they were signed is told by today's, stricter rule.
    let is_late = matches!(again.answer, Answer::CannotTell(CannotTell::RuleAfterMeasurement { .. }));
    if differs && !(is_late && verdict.evidence.deeds.is_none()) {
        return Err(PublishError::VerdictDiffers { promise: number });
    }
    let verdict = &again;
    let earlier = || Earlier::of(promise, input);
    let now = verdict.evidence.corrected.as_ref();
    let mut showing =
        Showing { promise, guard, held, deciding: None, now: now.map(|now| answers_of(&now.evidence)) };
    let before = verdict.evidence.before.as_ref().map(|wave| showing.wave(wave, earlier()));
    let corrected = now.zip(verdict.evidence.before.as_ref());
    let corrected = corrected.map(|(now, signed)| showing.corrected(now, answers_of(signed)));
    showing.now = None;
    let after = verdict.evidence.after.as_ref().map(|wave| showing.wave(wave, earlier()));
    let deciding = showing.deciding;
    let change = verdict.change.zip(deciding).map(|(change, deciding)| {
        let change = digits::change(change);
        match deciding {
            Deciding::Answers(answers) => disclose_share(answers, &guard.limits(), change),
            Deciding::OutAlready(answers) => {
                let is_out = earlier().any(|out| out.change() == Some(&change));
                disclose_share(if is_out { answers } else { NONE }, &guard.limits(), change)
            }
        }
    });
    Ok(PublicVerdict {
        frozen: verdict.frozen.clone(),
        answer: verdict.answer.clone(),
        change,
        before,
        after,
        breaks: verdict.evidence.breaks.clone(),
        corrected,
        grade: verdict.outcomes().first().map(|goal| goal.grade),
        signatures: signature::of_verdict(promise, input)?,
        awaited: signature::awaited(promise, input)?,
    })
}

/// A verdict on the same promise that has been published.
struct Earlier<'a>(&'a PublicVerdict);

impl<'a> Earlier<'a> {
    fn of(promise: &CitizenPromise, input: &SnapshotInput<'a>) -> impl Iterator<Item = Self> {
        let id = promise.id;
        let publications = input.earlier.iter().rev();
        let promises = publications.flat_map(|earlier| &earlier.snapshot.promises);
        promises.filter(move |known| known.id == id).filter_map(|known| known.verdict.as_ref()).map(Self)
    }

    fn evidence(&self, wave: &WaveEvidence) -> Option<&'a PublicEvidence> {
        let waves = [&self.0.before, &self.0.after].into_iter().flatten();
        let mut same = waves.filter(|known| known.wave == wave.wave);
        same.find_map(|known| known.evidence.get().shown())
    }

    fn change(&self) -> Option<&'a MeasuredChange> {
        self.0.change.as_ref()?.get().shown()
    }
}

/// What decides whether the change may be shown: it says as much as the wave that is least fit to be shown.
#[derive(Clone, Copy)]
enum Deciding {
    /// Answers that pass or do not.
    Answers(Answers),
    /// The figures of a wave are out; of the change only what is out as well.
    OutAlready(Answers),
}

/// The waves of a verdict on their way out.
struct Showing<'a, 'b, 'c> {
    promise: &'a CitizenPromise,
    guard: &'b mut ShareGuard<'c>,
    held: &'b mut Vec<HeldBack>,
    deciding: Option<Deciding>,
    /// The answers of the wave as it is delivered now, where it was corrected.
    now: Option<Answers>,
}

impl Showing<'_, '_, '_> {
    /// The baseline as it is delivered now, beside the one that was signed.
    fn corrected(&mut self, now: &Corrected, signed: Answers) -> PublicCorrection {
        let told = answers_of(&now.evidence);
        let decided = match &self.promise.effect_goal {
            Some(goal) => self.guard.admit(&now.evidence.wave, &goal.indicator, &goal.areas, told),
            None => Err(Why::Unknown),
        };
        let apart = far_apart(told, signed, self.guard.limits().threshold);
        let answers = match decided {
            Ok(answers) if apart => answers,
            Err(Why::AnswersChanged) if apart => told,
            _ => NONE,
        };
        let evidence = disclose_share(answers, &self.guard.limits(), figures_of(&now.evidence));
        PublicCorrection { on: now.on, reason: now.reason.clone(), evidence }
    }

    fn wave<'e>(&mut self, wave: &WaveEvidence, earlier: impl Iterator<Item = Earlier<'e>>) -> PublicWave {
        let told = answers_of(wave);
        let figures = figures_of(wave);
        let out: Vec<&PublicEvidence> = earlier.filter_map(|earlier| earlier.evidence(wave)).collect();
        let decided = match &self.promise.effect_goal {
            Some(goal) => self.guard.admit(&wave.wave, &goal.indicator, &goal.areas, told),
            None => Err(Why::Unknown),
        };
        let deciding = match decided {
            Ok(answers) if out.is_empty() => Ok(Deciding::Answers(answers)),
            Ok(_) | Err(Why::AnswersChanged | Why::Unknown) if out.contains(&&figures) => {
                Ok(Deciding::OutAlready(told))
            }
            Ok(_) => Err(Why::AnswersChanged),
            // Signed before it was corrected: the figure that was signed is told beside the one of now.
            Err(Why::AnswersChanged) if self.is_far_from_now(told) => Ok(Deciding::Answers(told)),
            Err(why) => Err(why),
        };
        if let Err(why) = deciding {
            let held = Held::Verdict { promise: self.promise.number, wave: wave.wave.clone() };
            self.held.push(HeldBack { held, why, kept_from: None });
        }
        let deciding = deciding.unwrap_or(Deciding::Answers(NONE));
        let (Deciding::Answers(answers) | Deciding::OutAlready(answers)) = deciding;
        self.decide(deciding);
        PublicWave {
            wave: wave.wave.clone(),
            year: wave.year,
            fieldwork: wave.fieldwork,
            evidence: disclose_share(answers, &self.guard.limits(), figures),
            response_rate: disclose_share(
                answers,
                &self.guard.limits(),
                wave.response_rate().map(digits::percent),
            ),
        }
    }

    fn is_far_from_now(&self, told: Answers) -> bool {
        self.now.is_some_and(|now| far_apart(told, now, self.guard.limits().threshold))
    }

    /// Keeps what is least fit to be shown.
    fn decide(&mut self, new: Deciding) {
        let limits = self.guard.limits();
        let rank = |deciding: &Deciding| match deciding {
            Deciding::Answers(answers) if disclose_share(*answers, &limits, ()).get().shown().is_none() => 0,
            Deciding::OutAlready(_) => 1,
            Deciding::Answers(_) => 2,
        };
        self.deciding = self.deciding.into_iter().chain([new]).min_by_key(rank);
    }
}

/// Whether the difference of two sets of answers tells of nobody: none or enough of them, on both sides.
fn far_apart(one: Answers, other: Answers, threshold: u64) -> bool {
    [one.yes.abs_diff(other.yes), one.no.abs_diff(other.no)]
        .into_iter()
        .all(|difference| difference == 0 || difference >= threshold)
}

/// What is shown of a wave.
fn figures_of(wave: &WaveEvidence) -> PublicEvidence {
    PublicEvidence {
        wave: wave.wave.clone(),
        share: digits::share(wave.estimate.value),
        lower: digits::share(wave.estimate.interval.lower),
        upper: digits::share(wave.estimate.interval.upper),
        answers: digits::answers(wave.estimate.n),
        mailed: wave.mailed,
    }
}

/// Unweighted yes and no. A share without its yes answers cannot be vouched for and counts as nobody's.
fn answers_of(wave: &WaveEvidence) -> Answers {
    match wave.estimate.yes {
        Some(yes) => Answers { yes, no: wave.estimate.n.saturating_sub(yes) },
        None => NONE,
    }
}
