//! Letting a verdict through disclosure control.
//!
//! The answer is public whatever is hidden. A wave's figures are shown where the share may be (see [`crate::guard`]); where
//! the wave has been changed since it was published, they are shown only if they are the very figures that are out.

use crate::digits;
use crate::error::PublishError;
use crate::guard::ShareGuard;
use crate::held::{Held, HeldBack, Why};
use crate::input::SnapshotInput;
use crate::promise::{PublicEvidence, PublicVerdict, PublicWave};
use lofte_analysis::disclosure::{Answers, disclose_share};
use lofte_model::fingerprint::canonical_bytes;
use lofte_model::followup::{MeasuredChange, Verdict, WaveEvidence, judge};
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
    if canonical_bytes(&again)? != canonical_bytes(verdict)? {
        return Err(PublishError::VerdictDiffers { promise: number });
    }
    let earlier = || Earlier::of(promise, input);
    let mut showing = Showing { promise, guard, held, deciding: None };
    let before = verdict.evidence.before.as_ref().map(|wave| showing.wave(wave, earlier()));
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
}

impl Showing<'_, '_, '_> {
    fn wave<'e>(&mut self, wave: &WaveEvidence, earlier: impl Iterator<Item = Earlier<'e>>) -> PublicWave {
        let told = answers_of(wave);
        let figures = PublicEvidence {
            wave: wave.wave.clone(),
            share: digits::share(wave.estimate.value),
            lower: digits::share(wave.estimate.interval.lower),
            upper: digits::share(wave.estimate.interval.upper),
            answers: digits::answers(wave.estimate.n),
            mailed: wave.mailed,
        };
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

/// Unweighted yes and no. A share without its yes answers cannot be vouched for and counts as nobody's.
fn answers_of(wave: &WaveEvidence) -> Answers {
    match wave.estimate.yes {
        Some(yes) => Answers { yes, no: wave.estimate.n.saturating_sub(yes) },
        None => NONE,
    }
}
