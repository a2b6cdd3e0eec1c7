//! `lofte promise`: what is promised, whether it can be measured, and signing it.

mod joint;
pub(super) mod signing;

use super::desk::{Desk, Place, Proof};
use super::failure::{Ending, Failure, Outcome};
use clap::{Args, Subcommand};
use lofte_analyse::output::Table;
use lofte_analyse::output::{Format, OutputError};
use lofte_app::error::{AppError, promise_gap};
use lofte_app::house::House;
use lofte_app::old::{self, Taken};
use lofte_app::promise::{self, Gate};
use lofte_app::publication;
use lofte_model::access::Actor;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::followup::WaveEvidence;
use lofte_model::id::PromiseId;
use lofte_model::place::AreaCode;
use lofte_model::policy::LARGE_MINIMUM_DETECTABLE;
use lofte_model::promise::{CitizenPromise, Goal, Lint, PromiseState};
use lofte_words::Words;
use lofte_words::lint::suggestion;
use lofte_words::promise::{quantity, rule, state};
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const EXAMPLE: &str = "Example:
  lofte promise list --dir flen
  lofte promise check 2 --dir flen
  lofte promise publish 2 --as polis --office lokalpolisområdeschef --seen FINGERPRINT --dir flen
  lofte promise import loften.csv --dir flen --dry-run";

/// List, show, check or sign citizen promises
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Promise {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// All promises, by number
    #[command(after_help = "Example:\n  lofte promise list --dir flen")]
    List,
    /// One promise with its commitments and its goal
    #[command(after_help = "Example:\n  lofte promise show 2 --dir flen")]
    Show {
        /// Number or id of the promise
        promise: String,
    },
    /// What is missing before it can be signed, and how small a change its follow-up could show; exit code 1 where
    /// something is missing
    #[command(after_help = "Example:\n  lofte promise check 2 --dir flen")]
    Check {
        /// Number or id of the promise
        promise: String,
    },
    /// Sign for the side of the account that --as names; asks for its password. The second side's signature freezes
    #[command(
        after_help = "Example:\n  lofte promise publish 2 --as polis --office lokalpolisområdeschef --seen FINGERPRINT --dir flen"
    )]
    Publish {
        /// Number or id of the promise
        promise: String,
        /// Fingerprint of the text that was read, as check tells it; another text is not signed
        #[arg(long, value_name = "FINGERPRINT")]
        seen: Fingerprint,
        /// The office that signs, for example kommunstyrelsens ordförande: never a name
        #[arg(long, value_name = "OFFICE")]
        office: String,
        #[command(flatten)]
        proof: Proof,
    },
    /// Note that a side has signed on paper; a side with an account of its own is noted by that account alone
    #[command(
        after_help = "Example:\n  lofte promise note 2 --side Bostadsbolaget --office vd --signed-on 2026-03-02 --registry-number 'KS 2026/7' --seen FINGERPRINT --as samordnare --dir flen"
    )]
    Note {
        /// Number or id of the promise
        promise: String,
        #[command(flatten)]
        paper: signing::PaperArgs,
        /// Fingerprint of the text that is on the paper, as check tells it
        #[arg(long, value_name = "FINGERPRINT")]
        seen: Fingerprint,
        #[command(flatten)]
        proof: Proof,
    },
    /// Write the file of a promise of several municipalities, for the others to take in
    #[command(after_help = "Example:\n  lofte promise export 2 --out gemensamt.json --dir stenungsund")]
    Export {
        /// Number or id of the promise
        promise: String,
        /// File to write; it may not exist
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Take in the file of a promise of several municipalities: the same text to the byte, and the signatures in it
    #[command(after_help = "Example:\n  lofte promise take gemensamt.json --as samordnare --dir orust")]
    Take {
        /// File that `lofte promise export` or the page of the promise wrote
        file: PathBuf,
        #[command(flatten)]
        proof: Proof,
    },
    /// Take a signature back while others are awaited: one's own side's, or one that one noted
    #[command(
        after_help = "Example:\n  lofte promise take-back 2 --side police --reason 'fel funktion' --as polis --dir flen"
    )]
    TakeBack {
        /// Number or id of the promise
        promise: String,
        /// Whose: municipality, police, or the name or id of another side
        #[arg(long, value_name = "SIDE")]
        side: String,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: String,
        #[command(flatten)]
        proof: Proof,
    },
    /// Take old promises from a file, with their sources and accounts: all of them or none
    #[command(after_help = "Example:\n  lofte promise import loften.csv --dir flen --dry-run")]
    Import {
        /// CSV or XLSX with a row for each commitment, or JSON
        file: PathBuf,
        /// Say what is in the file, and save nothing
        #[arg(long)]
        dry_run: bool,
    },
}

impl Promise {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        match self.what {
            What::List => {
                let (house, actor) = desk.open(&self.place).await?;
                let public = publication::promises(&actor, &house).await?;
                list(desk, &promise::list(&actor, &house).await?, &public)?;
            }
            What::Show { promise } => show_one(desk, &self.place, &promise).await?,
            What::Check { promise } => {
                let (house, actor) = desk.open(&self.place).await?;
                let promise = promise::named(&actor, &house, &promise).await?;
                let gate = promise::check(&actor, &house, promise.id).await?;
                return check(desk, &promise, &gate);
            }
            What::Import { file, dry_run } => import(desk, &self.place, &file, dry_run).await?,
            What::Publish { promise, seen, office, proof } => {
                let (house, actor) = desk.open_for_holder(&self.place, &proof).await?;
                let promise = promise::named(&actor, &house, &promise).await?;
                let promise = lofte_app::signing::sign(&actor, &house, promise.id, &office, &seen).await?;
                signed(desk, &promise)?;
            }
            What::Note { promise, paper, seen, proof } => {
                let (house, actor) = desk.open_for_holder(&self.place, &proof).await?;
                let promise = promise::named(&actor, &house, &promise).await?;
                let sides = signing::Sides::gather(&actor, &house, &promise).await?;
                let paper = paper.read(&sides)?;
                let promise = lofte_app::signing::note(&actor, &house, promise.id, paper, &seen).await?;
                signed(desk, &promise)?;
            }
            What::Export { promise, out } => {
                let (house, actor) = desk.open(&self.place).await?;
                let promise = promise::named(&actor, &house, &promise).await?;
                joint::write(desk, &lofte_app::joint::export(&actor, &house, promise.id).await?, &out)?;
            }
            What::Take { file, proof } => {
                let (house, actor) = desk.open_for_holder(&self.place, &proof).await?;
                let taken = lofte_app::joint::take_in(&actor, &house, &joint::read(&file)?).await?;
                let sides = signing::Sides::gather(&actor, &house, &taken.promise).await?;
                joint::taken(desk, &taken, &sides)?;
            }
            What::TakeBack { promise, side, reason, proof } => {
                let (house, actor) = desk.open_for_holder(&self.place, &proof).await?;
                let promise = promise::named(&actor, &house, &promise).await?;
                let side = signing::Sides::gather(&actor, &house, &promise).await?.named(&side)?;
                let promise =
                    lofte_app::signing::take_back(&actor, &house, promise.id, side, &reason).await?;
                taken_back(desk, &promise)?;
            }
        }
        Ok(Ending::Done)
    }
}

/// Takes old promises in, or says what would be.
async fn import(desk: &mut Desk, place: &Place, file: &Path, dry_run: bool) -> Result<(), Failure> {
    let (house, actor) = desk.open(place).await?;
    let promises = old::read(&actor, file).await?;
    let taken = if dry_run {
        let recalled = old::preview(&actor, &house, &promises).await?;
        let known = recalled.iter().filter(|one| one.known).count() as u64;
        Taken { stored: recalled.len() as u64 - known, known }
    } else {
        old::save(&actor, &house, &promises).await?
    };
    if desk.format == Format::Json {
        return Ok(desk.out.json(&taken)?);
    }
    let words = desk.words;
    let gaps = [("stored", words.count(taken.stored)), ("known", words.count(taken.known))];
    Ok(desk.say(if dry_run { "old-checked" } else { "old-taken" }, &gaps)?)
}

async fn show_one(desk: &mut Desk, place: &Place, name: &str) -> Result<(), Failure> {
    let (house, actor) = desk.open(place).await?;
    let promise = promise::named(&actor, &house, name).await?;
    let goal = promise.effect_goal.as_ref();
    let areas = names(&actor, &house, goal.map(|goal| goal.areas.as_slice())).await?;
    let is_public = publication::promises(&actor, &house).await?.contains(&promise.id);
    let sides = signing::Sides::gather(&actor, &house, &promise).await?;
    show(desk, &promise, &areas, is_public)?;
    if desk.format == Format::Table {
        sides.show(desk, &promise)?;
    }
    Ok(())
}

/// Number and title, as one heading.
pub(super) fn heading(promise: &CitizenPromise) -> String {
    format!("{}. {}", promise.number, promise.title)
}

fn list(
    desk: &mut Desk,
    promises: &[CitizenPromise],
    public: &BTreeSet<PromiseId>,
) -> Result<(), OutputError> {
    if desk.format == Format::Json {
        return desk.out.json(&promises);
    }
    if promises.is_empty() {
        return desk.say("cli-promise-none", &[]);
    }
    let words = desk.words;
    let mut table = Table::new()
        .numbers(words.say("cli-col-number"))
        .words(words.say("cli-col-title"))
        .words(words.say("cli-col-period"))
        .words(words.say("cli-col-state"));
    for promise in promises {
        table.row([
            promise.number.to_string(),
            promise.title.clone(),
            words.period(promise.period),
            state(words, &promise.state, public.contains(&promise.id)),
        ]);
    }
    desk.out.table(&table)
}

/// The names of areas.
async fn names(actor: &Actor, house: &House, codes: Option<&[AreaCode]>) -> Result<Vec<String>, AppError> {
    let known = lofte_app::place::areas(actor, house).await?;
    let name = |code: &AreaCode| {
        let area = known.iter().find(|area| area.code == *code);
        area.map_or_else(|| code.to_string(), |area| area.name.clone())
    };
    Ok(codes.unwrap_or_default().iter().map(name).collect())
}

fn show(
    desk: &mut Desk,
    promise: &CitizenPromise,
    areas: &[String],
    is_public: bool,
) -> Result<(), OutputError> {
    if desk.format == Format::Json {
        return desk.out.json(promise);
    }
    let words = desk.words;
    desk.out.line(&heading(promise))?;
    desk.out.line(&promise.text)?;
    let state = state(words, &promise.state, is_public);
    desk.say("cli-promise-period", &[("period", words.period(promise.period)), ("state", state)])?;
    if let Some(fingerprint) = promise.fingerprint() {
        desk.say("cli-promise-fingerprint", &[("fingerprint", fingerprint.to_string())])?;
    }
    if let PromiseState::Historical { source } = &promise.state {
        desk.say("cli-promise-source", &[("source", source.clone())])?;
    }
    if !promise.commitments.is_empty() {
        desk.out.heading(&words.say("cli-promise-commitments"))?;
        let mut table = Table::new()
            .numbers(words.say("cli-col-number"))
            .words(words.say("cli-col-commitment"))
            .words(words.say("cli-col-quantity"));
        for commitment in &promise.commitments {
            let quantity = quantity(words, &commitment.quantity);
            table.row([commitment.number.to_string(), commitment.text.clone(), quantity]);
        }
        desk.out.table(&table)?;
    }
    desk.out.heading(&words.say("cli-promise-goal"))?;
    match (&promise.effect_goal, &promise.state) {
        (Some(goal), _) => desk.out.line(&rule(words, goal, areas)),
        (None, _) if !promise.goals.is_empty() => Ok(()),
        (None, PromiseState::Historical { .. }) => desk.out.line(&words.say("cannot-tell-no_rule")),
        (None, _) => desk.out.line(&words.say("axis-activities-told")),
    }?;
    for goal in &promise.goals {
        let codes = |areas: &[AreaCode]| areas.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let areas: Vec<AreaCode> = goal.areas().cloned().collect();
        let compared = match goal {
            Goal::Incidents(incidents) => codes(&incidents.compared_with),
            _ => String::new(),
        };
        desk.out.line(&lofte_words::goal::rule(words, goal, &codes(&areas), &compared))?;
    }
    Ok(())
}

#[derive(Serialize)]
struct ShownGate<'a> {
    promise: u32,
    seen: &'a Fingerprint,
    gaps: Vec<ShownGap>,
    answer_known: bool,
    baseline: Option<&'a WaveEvidence>,
    minimum_detectable: Option<f64>,
    problems_without_causes: &'a [u32],
    suggestions: Vec<ShownLint<'a>>,
}

#[derive(Serialize)]
struct ShownLint<'a> {
    #[serde(flatten)]
    lint: &'a Lint,
    text: String,
}

#[derive(Serialize)]
struct ShownGap {
    code: String,
    text: String,
}

fn check(desk: &mut Desk, promise: &CitizenPromise, gate: &Gate) -> Outcome {
    let words = desk.words;
    let gaps: Vec<ShownGap> = gate
        .gaps
        .iter()
        .map(promise_gap)
        .map(|message| ShownGap { text: message.tell(words.0), code: message.key })
        .collect();
    let open = matches!(promise.state, PromiseState::Draft | PromiseState::Proposed { .. });
    let lints: &[Lint] = if open { &gate.lints } else { &[] };
    let ending = if gaps.is_empty() { Ending::Done } else { Ending::Refused };
    let seen = &gate.seen;
    if desk.format == Format::Json {
        desk.out.json(&ShownGate {
            promise: promise.number,
            seen,
            gaps,
            answer_known: gate.answer_known,
            baseline: gate.baseline.as_ref(),
            minimum_detectable: gate.minimum_detectable,
            problems_without_causes: &gate.problems_without_causes,
            suggestions: lints.iter().map(|lint| ShownLint { lint, text: suggestion(words, lint) }).collect(),
        })?;
        return Ok(ending);
    }
    desk.out.line(&heading(promise))?;
    if gaps.is_empty() {
        let signed = matches!(promise.state, PromiseState::Published { .. });
        desk.say(if signed { "cli-check-signed-already" } else { "cli-check-nothing-missing" }, &[])?;
    } else {
        desk.say("cli-check-missing", &[])?;
        for gap in &gaps {
            desk.out.line(&format!("  - {}", gap.text))?;
        }
    }
    if gate.answer_known {
        desk.say("promise-answer-known", &[])?;
    }
    if let Some(baseline) = &gate.baseline {
        desk.say("cli-check-baseline", &wave(words, baseline))?;
    }
    if let Some(smallest) = gate.minimum_detectable {
        desk.say("cli-check-detectable", &[("change", words.decimal(smallest * 100.0, 1))])?;
    }
    if gate.gaps.is_empty() && !matches!(promise.state, PromiseState::Published { .. }) {
        desk.say("cli-check-seen", &[("fingerprint", seen.to_string())])?;
    }
    for number in &gate.problems_without_causes {
        desk.say("cli-check-no-causes", &[("number", number.to_string())])?;
    }
    if let Some(smallest) = gate.minimum_detectable.filter(|smallest| *smallest > LARGE_MINIMUM_DETECTABLE) {
        desk.say("lint-survey", &[("points", words.decimal(smallest * 100.0, 1))])?;
    }
    suggested(desk, lints)?;
    Ok(ending)
}

/// What could be better, each undertaking by its number.
fn suggested(desk: &mut Desk, lints: &[Lint]) -> Result<(), OutputError> {
    if lints.is_empty() {
        return Ok(());
    }
    desk.say("cli-check-suggestions", &[])?;
    for lint in lints {
        let text = suggestion(desk.words, lint);
        let line = match lint.commitment {
            Some(number) => format!("  - {} {number}: {text}", desk.words.say("cli-col-commitment")),
            None => format!("  - {text}"),
        };
        desk.out.line(&line)?;
    }
    Ok(())
}

/// What a wave says, as gaps of a text.
pub(super) fn wave(words: Words, evidence: &WaveEvidence) -> [(&'static str, String); 6] {
    let estimate = &evidence.estimate;
    let interval = words.interval(estimate.interval.lower * 100.0, estimate.interval.upper * 100.0, 1);
    let rate = evidence.response_rate().map_or_else(|| "–".to_owned(), |rate| words.percent(rate, 0));
    [
        ("wave", evidence.wave.to_string()),
        ("share", words.percent(estimate.value, 1)),
        ("interval", interval),
        ("answers", words.count(estimate.n)),
        ("returned", words.count(evidence.returned)),
        ("rate", rate),
    ]
}

fn signed(desk: &mut Desk, promise: &CitizenPromise) -> Result<(), OutputError> {
    if desk.format == Format::Json {
        return desk.out.json(promise);
    }
    match (&promise.state, promise.fingerprint()) {
        (PromiseState::Published { .. }, Some(fingerprint)) => {
            let gaps = [("number", promise.number.to_string()), ("fingerprint", fingerprint.to_string())];
            desk.say("cli-signed-published", &gaps)
        }
        _ => desk.say("cli-signed-first", &[("number", promise.number.to_string())]),
    }
}

fn taken_back(desk: &mut Desk, promise: &CitizenPromise) -> Result<(), OutputError> {
    if desk.format == Format::Json {
        return desk.out.json(promise);
    }
    desk.say("cli-taken-back", &[])
}
