//! `lofte verdict`: what was done of each commitment, and what the frozen rule says about the delivered data.

use super::desk::{Desk, Place};
use super::failure::{Ending, Outcome};
use super::promise::{heading, wave};
use clap::Args;
use lofte_analyse::output::{Format, OutputError, Table};
use lofte_app::error::AppError;
use lofte_app::{followup, promise};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::followup::{Answer, Evidence, Fulfilment, GoalOutcome, MeasuredChange, Verdict as Judged};
use lofte_model::id::PromiseId;
use lofte_model::promise::{CitizenPromise, PromiseState};
use lofte_words::Words;
use lofte_words::fulfilment::{outcome, sum};
use lofte_words::verdict::{Effect, deeds_sentence, effect_status, grade_told, reasons, sentence};
use serde::Serialize;

const EXAMPLE: &str = "Example:
  lofte verdict 2 --dir flen
  lofte verdict 2 --dir flen --record --seen FINGERPRINT --format json";

/// Follow up a promise: what was done of each commitment, and whether its effect goal was reached by the frozen rule
///
/// The same rule and data always give the same verdict. Nothing is saved without --record.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Verdict {
    /// Number or id of the promise
    promise: String,
    #[command(flatten)]
    place: Place,
    /// Record the verdict, for the next publication
    #[arg(long, requires = "seen")]
    record: bool,
    /// Fingerprint of the verdict that was read, as this command tells it; another verdict is not recorded
    #[arg(long, value_name = "FINGERPRINT", requires = "record")]
    seen: Option<Fingerprint>,
}

/// A verdict, and what to give back when it is recorded.
#[derive(Serialize)]
struct Shown<'a> {
    promise: PromiseId,
    frozen: Option<&'a Fingerprint>,
    commitments: &'a [Fulfilment],
    goals: Vec<GoalOutcome>,
    answer: &'a Answer,
    change: Option<MeasuredChange>,
    evidence: &'a Evidence,
    seen: &'a Fingerprint,
}

impl<'a> Shown<'a> {
    fn of(verdict: &'a Judged, seen: &'a Fingerprint) -> Self {
        Self {
            promise: verdict.promise,
            frozen: verdict.frozen.as_ref(),
            commitments: &verdict.commitments,
            goals: verdict.outcomes(),
            answer: &verdict.answer,
            change: verdict.change,
            evidence: &verdict.evidence,
            seen,
        }
    }
}

impl Verdict {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        let (house, actor) = desk.open(&self.place).await?;
        let promise = promise::named(&actor, &house, &self.promise).await?;
        let verdict = match &self.seen {
            Some(seen) => followup::judge(&actor, &house, promise.id, seen).await?,
            None => followup::verdict(&actor, &house, promise.id).await?,
        };
        let seen = Fingerprint::of(&verdict).map_err(AppError::from)?;
        if desk.format == Format::Json {
            desk.out.json(&Shown::of(&verdict, &seen))?;
            return Ok(Ending::Done);
        }
        show(desk, &promise, &verdict)?;
        if self.record {
            desk.say("cli-verdict-recorded", &[])?;
        } else {
            desk.say("cli-verdict-seen", &[("fingerprint", seen.to_string())])?;
        }
        Ok(Ending::Done)
    }
}

fn show(desk: &mut Desk, promise: &CitizenPromise, verdict: &Judged) -> Result<(), OutputError> {
    let words = desk.words;
    desk.out.line(&heading(promise))?;
    deeds(desk, promise, verdict)?;
    desk.out.heading(&words.say("axis-effect"))?;
    let goal = promise.effect_goal.as_ref();
    let historical = matches!(promise.state, PromiseState::Historical { .. });
    let effect = Effect::of(promise.decided_in(), Some(&verdict.answer), historical);
    desk.out.line(&effect_status(words, effect).word)?;
    if let Effect::Activities = effect {
        desk.out.line(&words.say("axis-activities-told"))?;
    } else if promise.goals.is_empty() || goal.is_some() {
        desk.out.line(&sentence(words, goal, &verdict.answer, verdict.change.as_ref()))?;
        for line in reasons(words, &verdict.answer) {
            desk.out.line(&line)?;
        }
    }
    for outcome in verdict.outcomes() {
        let place = outcome.number.checked_sub(promise.first_of_goals()).map(usize::from);
        if let Some(goal) = place.and_then(|place| promise.goals.get(place)) {
            let told = lofte_words::goal::told(words, goal, &outcome, outcome.change.as_ref());
            desk.out.line(&format!("{}. {told}", outcome.number))?;
        }
        desk.out.line(&grade_told(words, outcome.grade))?;
    }
    if let Some(goal) = &promise.effect_goal {
        desk.say("cli-verdict-indicator", &[("indicator", goal.indicator.name.clone())])?;
    }
    for (key, evidence) in
        [("cli-verdict-before", &verdict.evidence.before), ("cli-verdict-after", &verdict.evidence.after)]
    {
        if let Some(evidence) = evidence {
            desk.say(key, &wave(words, evidence))?;
        }
    }
    if let Some(change) = &verdict.change {
        desk.say("cli-verdict-change", &change_gaps(words, change))?;
        if change.practically_unchanged {
            desk.say("cli-verdict-unchanged", &[])?;
        }
        if let Some(smallest) = change.minimum_detectable {
            desk.say("cli-verdict-detectable", &[("change", words.decimal(smallest * 100.0, 1))])?;
        }
    }
    if let Some(frozen) = &verdict.frozen {
        desk.say("cli-promise-fingerprint", &[("fingerprint", frozen.to_string())])?;
    }
    Ok(())
}

/// What became of each commitment.
fn deeds(desk: &mut Desk, promise: &CitizenPromise, verdict: &Judged) -> Result<(), OutputError> {
    let words = desk.words;
    desk.out.heading(&words.say("axis-deeds"))?;
    desk.out.line(&deeds_sentence(words, &verdict.commitments))?;
    if verdict.commitments.is_empty() {
        return Ok(());
    }
    let mut table = Table::new()
        .numbers(words.say("cli-col-number"))
        .words(words.say("cli-col-commitment"))
        .words(words.say("cli-col-outcome"))
        .words(words.say("cli-col-basis"));
    for one in &verdict.commitments {
        let commitment = promise.commitments.iter().find(|known| known.number == one.commitment);
        table.row([
            one.commitment.to_string(),
            commitment.map(|known| known.text.clone()).unwrap_or_default(),
            outcome(words, one.outcome).word,
            commitment.map(|known| sum(words, &known.quantity, one)).unwrap_or_default(),
        ]);
    }
    desk.out.table(&table)
}

fn change_gaps(words: Words, change: &MeasuredChange) -> [(&'static str, String); 3] {
    [
        ("change", words.points(change.delta)),
        ("interval", words.interval(change.lower * 100.0, change.upper * 100.0, 1)),
        ("level", words.percent(change.level, 0)),
    ]
}
