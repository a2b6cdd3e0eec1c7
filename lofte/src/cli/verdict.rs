//! `lofte verdict`: what was done of each commitment, and what the frozen rule says about the delivered data.

use super::desk::{Desk, Place, Proof};
use super::failure::{Ending, Outcome};
use super::promise::signing::Sides;
use super::promise::{heading, wave};
use clap::Args;
use lofte_analyse::output::{Format, OutputError, Table};
use lofte_app::error::AppError;
use lofte_app::{followup, promise, signing};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::followup::{
    Answer, Evidence, Fulfilment, GoalOutcome, MeasuredChange, Verdict as Judged, VerdictSignature,
};
use lofte_model::id::PromiseId;
use lofte_model::promise::{CitizenPromise, PromiseState, Side};
use lofte_words::fulfilment::{outcome, sum};
use lofte_words::verdict::{Effect, deeds_sentence, effect_status, grade_told, reasons, sentence};
use lofte_words::{Message, Words};
use serde::Serialize;

const EXAMPLE: &str = "Example:
  lofte verdict 2 --dir flen
  lofte verdict 2 --dir flen --record --seen FINGERPRINT --format json
  lofte verdict 2 --dir flen --sign --office lokalpolisområdeschef --seen FINGERPRINT --as polis";

/// Follow up a promise: what was done of each commitment, and whether its effect goal was reached by the frozen rule
///
/// The same rule and data always give the same verdict. Nothing is saved without --record or --sign.
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
    /// Fingerprint of the verdict that was read, as this command tells it; another verdict is neither recorded nor signed
    #[arg(long, value_name = "FINGERPRINT")]
    seen: Option<Fingerprint>,
    /// Sign the recorded verdict for the side of the account that --as names; asks for its password
    #[arg(long, requires = "seen", requires = "office", conflicts_with = "record")]
    sign: bool,
    /// The office that signs, for example kommunstyrelsens ordförande: never a name
    #[arg(long, value_name = "OFFICE", requires = "sign")]
    office: Option<String>,
    /// What the side sees otherwise; it is published beside the verdict and does not change it
    #[arg(long, value_name = "TEXT", requires = "sign")]
    dissent: Option<String>,
    #[command(flatten)]
    proof: Proof,
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
    /// Of the verdict that is recorded; none before one is.
    signatures: Option<ShownSignatures<'a>>,
}

/// Who has signed the recorded verdict.
#[derive(Serialize)]
struct ShownSignatures<'a> {
    seen: &'a Fingerprint,
    signed: &'a [VerdictSignature],
    awaited: &'a [Side],
}

impl<'a> Shown<'a> {
    fn of(verdict: &'a Judged, seen: &'a Fingerprint, judged: Option<&'a signing::Judged>) -> Self {
        Self {
            promise: verdict.promise,
            frozen: verdict.frozen.as_ref(),
            commitments: &verdict.commitments,
            goals: verdict.outcomes(),
            answer: &verdict.answer,
            change: verdict.change,
            evidence: &verdict.evidence,
            seen,
            signatures: judged.map(|judged| ShownSignatures {
                seen: &judged.seen,
                signed: &judged.signatures,
                awaited: &judged.awaited,
            }),
        }
    }
}

impl Verdict {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        if self.sign {
            return self.sign(desk).await;
        }
        let (house, actor) = desk.open(&self.place).await?;
        let promise = promise::named(&actor, &house, &self.promise).await?;
        let verdict = match &self.seen {
            Some(seen) if self.record => followup::judge(&actor, &house, promise.id, seen).await?,
            _ => followup::verdict(&actor, &house, promise.id).await?,
        };
        let seen = Fingerprint::of(&verdict).map_err(AppError::from)?;
        let judged = signing::judged(&actor, &house, promise.id).await?;
        if desk.format == Format::Json {
            desk.out.json(&Shown::of(&verdict, &seen, judged.as_ref()))?;
            return Ok(Ending::Done);
        }
        show(desk, &promise, &verdict)?;
        if let Some(judged) = &judged {
            signatures(desk, &Sides::gather(&actor, &house, &promise).await?, judged)?;
        }
        if self.record {
            desk.say("cli-verdict-recorded", &[])?;
        } else {
            desk.say("cli-verdict-seen", &[("fingerprint", seen.to_string())])?;
        }
        Ok(Ending::Done)
    }

    /// Signs the recorded verdict for the side of whoever holds the account.
    async fn sign(self, desk: &mut Desk) -> Outcome {
        let (house, actor) = desk.open_for_holder(&self.place, &self.proof).await?;
        let promise = promise::named(&actor, &house, &self.promise).await?;
        let (office, dissent) = (self.office.unwrap_or_default(), self.dissent.unwrap_or_default());
        let Some(seen) = self.seen else {
            return Err(AppError::refused(Message::plain("seen-changed")).into());
        };
        let said = (office.as_str(), dissent.as_str());
        let signed = signing::sign_verdict(&actor, &house, promise.id, said, &seen).await?;
        if desk.format == Format::Json {
            desk.out.json(&signed)?;
        } else {
            let sides = Sides::gather(&actor, &house, &promise).await?;
            desk.out.line(&sides.of_verdict(desk.words, &signed))?;
        }
        Ok(Ending::Done)
    }
}

/// Who has signed the recorded verdict, and who has not.
fn signatures(desk: &mut Desk, sides: &Sides, judged: &signing::Judged) -> Result<(), OutputError> {
    let words = desk.words;
    desk.out.heading(&words.say("cli-verdict-signatures"))?;
    for signed in &judged.signatures {
        desk.out.line(&format!("  - {}", sides.of_verdict(words, signed)))?;
    }
    for side in &judged.awaited {
        desk.out.line(&format!("  - {}", sides.verdict_awaited(words, *side)))?;
    }
    desk.say("cli-verdict-signed-seen", &[("fingerprint", judged.seen.to_string())])
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
            let evidence = place.and_then(|place| verdict.evidence.goals.get(place));
            for line in evidence.map(|one| lofte_words::goal::corrected(words, goal, one)).unwrap_or_default()
            {
                desk.out.line(&line)?;
            }
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
    if let Some(line) = lofte_words::verdict::corrected_wave(words, &verdict.evidence) {
        desk.out.line(&line)?;
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
