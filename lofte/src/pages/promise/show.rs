//! One promise: its text, undertakings with what is done about them, the rule in plain words, whether it can be
//! measured, who has signed, and the promises before and after it.

use super::around::Around;
use super::goal::rule_facts;
use super::goal_view::{GoalView, frozen_baseline, goals};
use super::names::Names;
use super::{href, signatures, state};
use crate::face::part::{Choice, Event, Field, KeyFigure, Source, Status, Table};
use crate::face::{Frame, NavItem};
use crate::pages::meanwhile::Logins;
use crate::pages::operation::erase_href;
use crate::pages::publication::mask;
use crate::pages::wording::used_in;
use crate::pages::{Page, SignedIn, WebError, thread, verdict};
use askama::Template;
use axum::extract::{Path, State};
use lofte_app::error::promise_gap;
use lofte_app::fulfilment;
use lofte_app::history::{self, FallenSignature};
use lofte_app::house::House;
use lofte_app::promise::{self, Gate};
use lofte_model::access::{Action, Actor, Role};
use lofte_model::followup::{Fulfilment, WaveEvidence};
use lofte_model::plan::{CommitmentRef, Measure};
use lofte_model::policy;
use lofte_model::promise::{CitizenPromise, Commitment, PromiseGap, PromiseState, Side};
use lofte_model::survey::Wave;
use lofte_store::Noun;
use lofte_words::SV;
use lofte_words::fulfilment::sum;
use lofte_words::lint::suggestion;
use lofte_words::plan::statuses;
use lofte_words::promise::{details, quantity};
use lofte_words::{Language, capital, number};

/// The page of a promise.
#[derive(Template)]
#[template(path = "promise.html")]
pub(super) struct PromisePage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    promise: CitizenPromise,
    status: Status,
    answer: String,
    words: Vec<(String, String)>,
    gaps: Vec<GapLine>,
    warnings: Vec<NavItem>,
    answer_known: String,
    facts: Vec<(String, String)>,
    problems: Vec<NavItem>,
    suggestions: Vec<String>,
    commitments: Vec<CommitmentView>,
    rule: String,
    rule_facts: Vec<(String, String)>,
    goals: Vec<GoalView>,
    version: String,
    add_goal: Option<String>,
    measure: Option<Measurability>,
    /// What the goal starts from, as a signature freezes it.
    baseline: Vec<(String, String)>,
    /// That it is of several municipalities, and where its file is.
    joint: Option<(String, String)>,
    signatures: Vec<Event>,
    /// The signatures that may be taken back, and the fields of that.
    takeable: Vec<Choice>,
    scans: Option<String>,
    taken_back: Vec<String>,
    take_back: [Field; 2],
    fingerprint: String,
    chain: Vec<NavItem>,
    carried: Vec<String>,
    actions: Vec<NavItem>,
    follow_up: Option<String>,
    thread: String,
    mask: Option<String>,
    erase: Option<String>,
    masked: Vec<String>,
    fallen: String,
}

/// Something that is missing, with where it is mended by those who may.
pub(super) struct GapLine {
    pub(super) text: String,
    pub(super) href: Option<String>,
}

/// An undertaking with the measures that fulfil it.
pub(super) struct CommitmentView {
    pub(super) number: u16,
    pub(super) text: String,
    pub(super) who: String,
    pub(super) quantity: String,
    pub(super) facts: Vec<(String, String)>,
    pub(super) suggestions: Vec<String>,
    pub(super) outcome: Option<Status>,
    pub(super) done: String,
    pub(super) measures: Vec<(NavItem, [Status; 3])>,
    pub(super) plan_href: Option<String>,
}

/// What the baseline says, and what a follow-up could show.
struct Measurability {
    figures: Vec<KeyFigure>,
    sentence: String,
    warning: String,
    table: Option<Table>,
    source: Option<Source>,
}

/// Visa ett löfte.
pub(super) async fn show(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Page<PromisePage>, WebError> {
    let actor = &signed_in.actor;
    let around = Around::gather(actor, &house).await?;
    let promise = promise::named(actor, &house, &name).await?;
    let gate = promise::check(actor, &house, promise.id).await?;
    let waves = promise::waves(actor, &house).await?;
    let masks = lofte_app::mask::of(actor, &house, Noun::Promise, &promise.id.to_string()).await?;
    let fulfilments =
        if is_open(&promise) { Vec::new() } else { fulfilment::of(actor, &house, promise.id).await? };
    let version = if is_open(&promise) && actor.may(Action::DraftPromise) {
        promise::to_edit(actor, &house, promise.id).await?.version.to_string()
    } else {
        String::new()
    };
    let page = PromisePage { version, ..page(&signed_in, &around, promise, (&gate, &fulfilments), &waves) };
    let fallen = history::fallen_signature(actor, &house, &page.promise).await?;
    let logins = Logins::gather(actor, &house).await?;
    let fallen = fallen.map(|fallen| fell(&fallen, &page.promise, &around.names, &logins));
    let signatures = signatures::events(&page.promise, &around.names, &logins);
    let taken_back = signatures::taken_back(actor, &house, &page.promise, &around.names).await?;
    let (masked, fallen) = (mask::told(&masks), fallen.unwrap_or_default());
    let undertakings = page.promise.commitments.iter().map(|commitment| commitment.text.as_str());
    let texts: Vec<&str> =
        [page.promise.title.as_str(), &page.promise.text].into_iter().chain(undertakings).collect();
    let words = used_in(actor, &house, texts).await?;
    Ok(Page(PromisePage { words, signatures, taken_back, masked, fallen, ..page }))
}

/// Whose signature fell, and why.
fn fell(fallen: &FallenSignature, promise: &CitizenPromise, names: &Names, logins: &Logins) -> String {
    let from = fallen.side.map_or(String::new(), |side| format!(" från {}", names.side(promise, side)));
    format!(
        "Underskriften{from} föll bort {} när {} ändrade löftet. Läs texten som den är nu och underteckna igen.",
        SV.moment(fallen.at),
        logins.name(fallen.changed_by)
    )
}

fn page(
    signed_in: &SignedIn,
    around: &Around,
    promise: CitizenPromise,
    (gate, fulfilments): (&Gate, &[Fulfilment]),
    waves: &[Wave],
) -> PromisePage {
    let actor = &signed_in.actor;
    let here = href(&promise);
    let synthetic = signed_in.municipality.synthetic;
    PromisePage {
        frame: signed_in.frame(),
        crumbs: vec![
            NavItem::new("Löften", "/loften"),
            NavItem::new(format!("Löfte {}", promise.number), here.clone()).at(&here),
        ],
        status: state(&promise, &around.public),
        answer: answer(&promise, &around.names, gate),
        words: Vec::new(),
        gaps: if is_open(&promise) { gaps(actor, &promise, &gate.gaps) } else { Vec::new() },
        warnings: warnings(around, gate),
        answer_known: if gate.answer_known { SV.say("promise-answer-known") } else { String::new() },
        facts: facts(around, &promise),
        problems: problems(around, &promise),
        suggestions: suggestions(&promise, gate, None),
        commitments: promise
            .commitments
            .iter()
            .map(|commitment| with_measures(actor, around, (&promise, fulfilments), commitment))
            .map(|view| CommitmentView {
                suggestions: suggestions(&promise, gate, Some(view.number)),
                ..view
            })
            .collect(),
        rule: promise.effect_goal.as_ref().map(|goal| around.names.rule(goal)).unwrap_or_default(),
        rule_facts: promise
            .effect_goal
            .as_ref()
            .map(|goal| rule_facts(goal, &around.names, waves))
            .unwrap_or_default(),
        goals: goals(around, &promise, gate),
        version: String::new(),
        add_goal: (is_open(&promise) && actor.may(Action::DraftPromise)).then(|| format!("{here}/mal")),
        measure: gate.baseline.as_ref().map(|baseline| measurability(&promise, baseline, gate, synthetic)),
        baseline: frozen_baseline(gate.sealed.as_ref()),
        joint: signatures::joint(actor, &promise, &around.names),
        signatures: Vec::new(),
        scans: signatures::scans(actor, &promise),
        taken_back: Vec::new(),
        takeable: signatures::takeable(actor, &promise, &around.names),
        take_back: [
            Field::new("side", "Vems underskrift?"),
            Field::new("reason", "Varför tas den tillbaka?"),
        ],
        fingerprint: promise.fingerprint().map(ToString::to_string).unwrap_or_default(),
        chain: chain(around, &promise),
        carried: carried(around, &promise),
        actions: actions(actor, &promise, gate),
        follow_up: (!is_open(&promise)).then(|| format!("/uppfoljning/{}", promise.id)),
        thread: thread::address("lofte", promise.number),
        mask: mask::href(actor, Noun::Promise, promise.id),
        erase: erase_href(actor, Noun::Promise, promise.number).filter(|_| is_open(&promise)),
        masked: Vec::new(),
        fallen: String::new(),
        promise,
    }
}

/// What could be better in an undertaking, or in the promise itself, while it can be changed.
fn suggestions(promise: &CitizenPromise, gate: &Gate, commitment: Option<u16>) -> Vec<String> {
    let about = gate.lints.iter().filter(|lint| is_open(promise) && lint.commitment == commitment);
    about.map(|lint| suggestion(SV, lint)).collect()
}

/// Whether it can still be changed.
fn is_open(promise: &CitizenPromise) -> bool {
    matches!(promise.state, PromiseState::Draft | PromiseState::Proposed { .. })
}

fn answer(promise: &CitizenPromise, names: &Names, gate: &Gate) -> String {
    match &promise.state {
        PromiseState::Draft | PromiseState::Proposed { .. } if !gate.gaps.is_empty() => match gate.gaps.len()
        {
            1 => "En sak saknas innan löftet kan undertecknas.".to_owned(),
            many => format!("{many} saker saknas innan löftet kan undertecknas."),
        },
        PromiseState::Draft => "Inget saknas: löftet kan undertecknas.".to_owned(),
        PromiseState::Proposed { .. } => {
            let signed: Vec<Side> =
                promise.state.signatures().iter().map(|signature| signature.side).collect();
            let (signed, awaited) =
                (names.sides(promise, &signed), names.sides(promise, &promise.awaited()));
            format!("{} har undertecknat. Nu väntar underskrift från {awaited}.", capital(&signed))
        }
        PromiseState::Published { .. } => {
            "Alla sidor har undertecknat, och text och regel är frysta. Uppföljningen visar vad som blev gjort, och vad \
             det ledde till."
                .to_owned()
        }
        PromiseState::Historical { .. } => {
            "Löftet gavs innan det fanns regler, utan mätbart mål. Det går inte att säga om det hölls.".to_owned()
        }
    }
}

/// What is missing, each with where it is mended.
pub(super) fn gaps(actor: &Actor, promise: &CitizenPromise, gaps: &[PromiseGap]) -> Vec<GapLine> {
    let line = |gap: &PromiseGap| {
        let (action, href) = mend(promise, gap);
        GapLine { text: promise_gap(gap).tell(Language::Swedish), href: actor.may(action).then_some(href) }
    };
    gaps.iter().map(line).collect()
}

fn mend(promise: &CitizenPromise, gap: &PromiseGap) -> (Action, String) {
    let field = match gap {
        PromiseGap::NoBaseline(_) => return (Action::Import, "/leveranser/ny".to_owned()),
        PromiseGap::Goal(_) => return (Action::DraftPromise, format!("{}/mal", href(promise))),
        PromiseGap::NoText => "text".to_owned(),
        PromiseGap::NoCommitment => "commitment_1_text".to_owned(),
        PromiseGap::HollowCommitment(number) => format!("commitment_{number}_text"),
        PromiseGap::NoProblem => "problems".to_owned(),
        PromiseGap::BadIndicator | PromiseGap::NoSuchItem(_) => "indicator".to_owned(),
        PromiseGap::NoSuchAreas(_) | PromiseGap::TooFewAnswers(_) => "goal_areas".to_owned(),
        PromiseGap::FollowUpNotAfter => "follow_up".to_owned(),
        PromiseGap::BadRule | PromiseGap::ThresholdSign => "threshold".to_owned(),
        PromiseGap::UnchangedTooWide => "unchanged".to_owned(),
        PromiseGap::ImplausiblePeriod => "from".to_owned(),
        PromiseGap::EmptyQuantity(number) => format!("commitment_{number}_count"),
    };
    (Action::DraftPromise, format!("{}/andra#{field}", href(promise)))
}

fn warnings(around: &Around, gate: &Gate) -> Vec<NavItem> {
    let unexplained =
        around.problems.iter().filter(|problem| gate.problems_without_causes.contains(&problem.number));
    unexplained
        .map(|problem| {
            let text = format!("Problem {} har ingen orsaksanalys än", problem.number);
            NavItem::new(text, format!("/problem/{}", problem.id))
        })
        .collect()
}

fn facts(around: &Around, promise: &CitizenPromise) -> Vec<(String, String)> {
    let mut facts = vec![
        ("Gäller".to_owned(), SV.period(promise.period)),
        ("Var".to_owned(), around.names.areas(&promise.areas)),
    ];
    if let PromiseState::Historical { source } = &promise.state {
        facts.push(("Källa".to_owned(), source.clone()));
    } else {
        facts.push(("Sidor".to_owned(), around.names.sides(promise, &promise.sides())));
    }
    if promise.sides.second_reader && is_open(promise) {
        let told = "Ja: den som har skrivit i löftet undertecknar det inte";
        facts.push(("Två par ögon".to_owned(), told.to_owned()));
    }
    facts
}

fn problems(around: &Around, promise: &CitizenPromise) -> Vec<NavItem> {
    let answered = around.problems.iter().filter(|problem| promise.problems.contains(&problem.id));
    answered
        .map(|problem| {
            let text = format!("Problem {}: {}", problem.number, problem.title);
            NavItem::new(text, format!("/problem/{}", problem.id))
        })
        .collect()
}

/// An undertaking in words, without measures.
pub(super) fn commitment_view(names: &Names, commitment: &Commitment) -> CommitmentView {
    CommitmentView {
        number: commitment.number,
        text: commitment.text.clone(),
        who: names.parties(&commitment.parties),
        quantity: quantity(SV, &commitment.quantity),
        facts: details(SV, &commitment.details, &names.each_area(&commitment.details.areas)),
        suggestions: Vec::new(),
        outcome: None,
        done: String::new(),
        measures: Vec::new(),
        plan_href: None,
    }
}

fn with_measures(
    actor: &Actor,
    around: &Around,
    (promise, fulfilments): (&CitizenPromise, &[Fulfilment]),
    commitment: &Commitment,
) -> CommitmentView {
    let this = CommitmentRef { promise: promise.id, commitment: commitment.number };
    let fulfilling: Vec<&Measure> =
        around.measures.iter().filter(|measure| measure.commitment.as_ref() == Some(&this)).collect();
    let link = |measure: &&Measure| {
        let text = format!("Åtgärd {}: {}", measure.number, measure.title);
        (NavItem::new(text, format!("/plan/{}", measure.id)), statuses(SV, measure.status))
    };
    let stands = fulfilments.iter().find(|known| known.commitment == commitment.number);
    CommitmentView {
        outcome: stands.map(|stands| lofte_words::fulfilment::outcome(SV, stands.outcome)),
        done: stands.map(|stands| sum(SV, &commitment.quantity, stands)).unwrap_or_default(),
        measures: fulfilling.iter().map(link).collect(),
        plan_href: (actor.may(Action::EditPlan))
            .then(|| format!("/plan/ny?atagande={}/{}", promise.id, commitment.number)),
        ..explained(around, commitment)
    }
}

/// An undertaking in words, with the cause that it should remove.
fn explained(around: &Around, commitment: &Commitment) -> CommitmentView {
    let mut view = commitment_view(&around.names, commitment);
    if let Some(cause) = commitment.details.cause.as_ref().and_then(|reference| around.cause(reference)) {
        view.facts.push((SV.say("commitment-detail-cause"), cause));
    }
    view
}

fn measurability(
    promise: &CitizenPromise,
    baseline: &WaveEvidence,
    gate: &Gate,
    synthetic: bool,
) -> Measurability {
    let interval = baseline.estimate.interval;
    let mut figures = vec![KeyFigure {
        label: format!("Utgångsläget, mätomgång {}", baseline.wave),
        value: number::percent(baseline.estimate.value, 1),
        between: format!("{} (95 % säkerhet)", number::percent_interval(interval.lower, interval.upper, 1)),
        note: format!("{} svar på frågan", number::count(baseline.estimate.n)),
    }];
    let points = |share: f64| format!("{} procentenheter", number::decimal(share * 100.0, 1));
    figures.extend(gate.minimum_detectable.map(|smallest| KeyFigure {
        label: "Minsta förändring som går att se".into(),
        value: points(smallest),
        between: String::new(),
        note: "Om uppföljningen får lika många svar".into(),
    }));
    let smallest = gate.minimum_detectable.map(points).unwrap_or_default();
    let sentence = if smallest.is_empty() {
        String::new()
    } else {
        format!("Mätningen kan i fyra fall av fem visa en verklig förändring på minst {smallest}.")
    };
    let warning = if gate
        .minimum_detectable
        .is_some_and(|smallest| smallest > policy::LARGE_MINIMUM_DETECTABLE)
    {
        let advice = if is_open(promise) {
            " Välj fler områden eller hela kommunen, eller beställ en större mätning."
        } else {
            ""
        };
        format!(
            "Mindre förändringar än {smallest} syns för det mesta inte, och så stora är ovanliga. Troligen blir svaret \
             att det inte går att säga.{advice}"
        )
    } else {
        String::new()
    };
    let figure =
        promise.effect_goal.as_ref().and_then(|goal| verdict::figure(goal, Some(baseline), None, synthetic));
    let (table, source) = figure.map(|figure| (figure.table, figure.source)).unzip();
    Measurability { figures, sentence, warning, table, source }
}

/// The promises that this one continues, itself, and those that continue it, oldest first.
fn chain(around: &Around, promise: &CitizenPromise) -> Vec<NavItem> {
    let mut earlier = Vec::new();
    let mut before = promise.continues;
    while let Some(known) = around.promises.iter().find(|known| Some(known.id) == before) {
        if earlier.iter().any(|seen: &&CitizenPromise| seen.id == known.id) {
            break;
        }
        earlier.push(known);
        before = known.continues;
    }
    let later = around.promises.iter().filter(|known| known.continues == Some(promise.id));
    let link = |known: &CitizenPromise| {
        let text = format!("Löfte {}: {} ({})", known.number, known.title, SV.period(known.period));
        NavItem::new(text, href(known)).at(&href(promise))
    };
    let links: Vec<NavItem> =
        earlier.into_iter().rev().chain(std::iter::once(promise)).chain(later).map(link).collect();
    if links.len() > 1 { links } else { Vec::new() }
}

/// What became of undertakings: of the promise before in this one, and of this one in those after.
pub(super) fn carried(around: &Around, promise: &CitizenPromise) -> Vec<String> {
    let later = around.promises.iter().filter(|known| known.continues == Some(promise.id));
    let told = |new: &CitizenPromise| -> Vec<String> {
        let earlier = around.promises.iter().find(|known| Some(known.id) == new.continues);
        let Some(earlier) = earlier else { return Vec::new() };
        let one = |one| lofte_words::promise::carried(SV, earlier.number, &earlier.commitments, one);
        new.carried.iter().map(one).collect()
    };
    std::iter::once(promise).chain(later).flat_map(told).collect()
}

fn actions(actor: &Actor, promise: &CitizenPromise, gate: &Gate) -> Vec<NavItem> {
    let mut actions = Vec::new();
    let signs = is_open(promise) && gate.gaps.is_empty() && actor.may(Action::SignPromise);
    let mine = promise.side_of(actor).is_some_and(|side| promise.signature_of(side).is_none());
    if signs && mine {
        actions.push(NavItem::new("Läs igenom och underteckna", format!("{}/underteckna", href(promise))));
    }
    if signs && (mine || actor.role == Role::Coordinator) {
        actions.push(NavItem::new("Notera en underskrift på papper", format!("{}/papper", href(promise))));
    }
    if is_open(promise) && actor.may(Action::DraftPromise) {
        actions.push(NavItem::new("Ändra löftet", format!("{}/andra", href(promise))));
    }
    if !is_open(promise) && actor.may(Action::DraftPromise) {
        actions.push(NavItem::new("Börja nästa löfte från det här", format!("{}/nasta", href(promise))));
    }
    actions
}
