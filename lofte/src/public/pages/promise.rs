//! One promise: the answer first, then what was promised, what was done, and how anybody can check it.

use super::easy::{self, Asked};
use super::{day, frame, no_such_promise};
use crate::face::part::{Event, Figure, KeyFigure, Status};
use crate::face::verdict::{key_figures, shown_figure};
use crate::face::{Frame, NavItem};
use crate::public::{Showing, Shown};
use crate::web::Page;
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use jiff::civil::Date;
use lofte_publish::promise::{
    CorrectedCount, PromiseLink, PublicCommitment, PublicMeasure, PublicPromise, PublicVerdict, PublicWave,
    Standing,
};
use lofte_publish::telling::{self, ToldAccount};
use lofte_publish::{Snapshot, wording};
use lofte_words::{SV, Words, capital, number};
use lofte_words::{fulfilment, plan, promise as worded};

#[derive(Template)]
#[template(path = "public/promise.html")]
struct PromisePage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    number: u32,
    title: String,
    kicker: String,
    lead: String,
    deeds: Option<Status>,
    deeds_told: String,
    effect: Status,
    effect_told: String,
    grade: String,
    reasons: Vec<String>,
    key_figures: Vec<KeyFigure>,
    hidden: bool,
    figure: Option<Figure>,
    rule: String,
    rule_settled: String,
    goals: Vec<wording::ToldGoal>,
    corrected: String,
    facts: Vec<(String, String)>,
    commitments: Vec<Committed>,
    account: Option<ToldAccount>,
    account_on: String,
    closed: String,
    history: Vec<Event>,
    earlier: Vec<NavItem>,
    later: Vec<NavItem>,
    carried: Vec<String>,
    signatures: Vec<String>,
    verdict_signatures: Vec<String>,
    fingerprint: String,
    source: String,
    masked: Vec<String>,
    published: String,
}

/// An undertaking as it is read.
struct Committed {
    number: u16,
    text: String,
    outcome: Option<Status>,
    facts: Vec<(String, String)>,
    said: Vec<(String, String)>,
    measures: Vec<Measured>,
}

/// A measure as it is read: the question of each status, and its answer.
struct Measured {
    title: String,
    facts: Vec<(String, String)>,
    statuses: Vec<(&'static str, Status)>,
}

/// Routes of this file.
pub(super) fn routes() -> Router<Showing> {
    Router::new().route("/loften/{number}", get(show))
}

/// Visa ett löfte: svaret, åtagandena, regeln och vägen dit.
async fn show(Shown(snapshot): Shown, Path(number): Path<String>, Query(asked): Query<Asked>) -> Response {
    match number.parse().ok().and_then(|number| snapshot.promise(number).ok()) {
        Some(promise) if asked.is_easy() => Page(easy::promise(&snapshot, promise)).into_response(),
        Some(promise) => Page(page(&snapshot, promise)).into_response(),
        None => no_such_promise(&snapshot, &number),
    }
}

fn page(snapshot: &Snapshot, promise: &PublicPromise) -> PromisePage {
    let frozen = &promise.frozen;
    let here = format!("/offentligt/loften/{}", promise.number());
    let judged = promise.verdict.as_ref();
    let change = judged.and_then(|judged| judged.change.as_ref());
    let goal = frozen.effect_goal.as_ref();
    let (signatures, source) = standing(&promise.standing);
    PromisePage {
        frame: frame(snapshot, &here),
        crumbs: vec![
            NavItem::new("Löften", "/offentligt"),
            NavItem::new(format!("Löfte {}", promise.number()), here.clone()).at(&here),
        ],
        number: promise.number(),
        title: frozen.title.clone(),
        kicker: format!("Löfte {}", promise.number()),
        lead: frozen.text.clone(),
        deeds: wording::deeds_status(SV, promise),
        deeds_told: wording::deeds_sentence(SV, promise),
        effect: wording::effect_status(SV, promise),
        effect_told: wording::sentence(SV, promise),
        grade: wording::grade(SV, promise).unwrap_or_default(),
        reasons: wording::more_reasons(SV, promise),
        key_figures: change
            .and_then(|change| change.get().shown())
            .map(|change| key_figures(*change))
            .unwrap_or_default(),
        hidden: judged.is_some_and(hides),
        figure: goal
            .zip(judged)
            .and_then(|(goal, judged)| shown_figure(goal, &wording::waves(judged), snapshot.synthetic)),
        rule: wording::rule(SV, snapshot, promise).unwrap_or_default(),
        rule_settled: wording::rule_settled(SV, promise),
        goals: wording::goals(SV, snapshot, promise),
        corrected: wording::corrected(SV, promise).unwrap_or_default(),
        facts: facts(snapshot, promise),
        commitments: promise.commitments.iter().map(|public| committed(snapshot, promise, public)).collect(),
        account_on: promise.feedback.as_ref().map(|feedback| SV.date(feedback.on)).unwrap_or_default(),
        account: telling::account(SV, promise),
        closed: closed(SV, promise),
        history: history(promise),
        earlier: promise.history.iter().map(linked).collect(),
        carried: telling::carried(SV, snapshot, promise),
        later: promise.continued_by.iter().map(linked).collect(),
        signatures,
        verdict_signatures: judged.map(|judged| wording::verdict_signatures(SV, judged)).unwrap_or_default(),
        fingerprint: promise.fingerprint().map(ToString::to_string).unwrap_or_default(),
        source,
        masked: masked(promise, snapshot),
        published: format!("Publicering {}, {}", snapshot.number, day(snapshot.published_at)),
    }
}

/// What was masked of the promise since it was signed, and of the publication since it was made.
fn masked(promise: &PublicPromise, snapshot: &Snapshot) -> Vec<String> {
    let said = |on, side, ground: &str| {
        let gaps = [("when", SV.date(on)), ("side", SV.word("side", side)), ("ground", ground.to_owned())];
        SV.tell("masked-told", &gaps)
    };
    let of_promise = promise.masked.iter().map(|mask| said(mask.on, &mask.side, &mask.ground));
    let since = snapshot.masked.iter().map(|mask| said(mask.on, &mask.side, &mask.ground));
    of_promise.chain(since).collect()
}

/// That a promise is closed, in a sentence; empty while it is open.
pub(super) fn closed(words: Words, promise: &PublicPromise) -> String {
    promise.closed.map(|on| words.tell("promise-closed-on", &[("when", words.date(on))])).unwrap_or_default()
}

fn of_verdict(verdict: &PublicVerdict) -> impl Iterator<Item = &PublicWave> {
    verdict.before.iter().chain(&verdict.after)
}

pub(super) fn hides(verdict: &PublicVerdict) -> bool {
    of_verdict(verdict).any(|wave| wave.evidence.get().shown().is_none())
}

/// The signatures in words, and where a historical promise was found.
fn standing(standing: &Standing) -> (Vec<String>, String) {
    match standing {
        Standing::Published { signatures, .. } => {
            (signatures.iter().map(|signature| wording::signature(SV, signature)).collect(), String::new())
        }
        Standing::Historical { source } => (Vec::new(), source.clone()),
    }
}

fn facts(snapshot: &Snapshot, promise: &PublicPromise) -> Vec<(String, String)> {
    let frozen = &promise.frozen;
    let areas: Vec<&str> = frozen.areas.iter().map(|area| snapshot.area_name(area)).collect();
    let place = if areas.is_empty() { "Hela kommunen".to_owned() } else { areas.join(", ") };
    let mut facts = vec![
        ("Gäller".to_owned(), number::period(frozen.period.from(), frozen.period.to())),
        ("Var".to_owned(), place),
    ];
    if !promise.problems.is_empty() {
        let problems: Vec<&str> = promise.problems.iter().map(|problem| problem.title.as_str()).collect();
        facts.push(("Problem som löftet svarar på".to_owned(), problems.join(", ")));
    }
    let joint = wording::joint(SV, promise);
    facts.extend((!joint.is_empty()).then(|| ("Gemensamt".to_owned(), joint)));
    if let Some(goal) = &frozen.effect_goal {
        let way = SV.word("direction", &goal.direction);
        facts.push(("Mål".to_owned(), format!("Andelen som {} {way}", goal.indicator.name)));
    }
    facts
}

fn committed(snapshot: &Snapshot, promise: &PublicPromise, public: &PublicCommitment) -> Committed {
    let commitment = &public.commitment;
    let mut facts = vec![
        ("Vem".to_owned(), public.parties.join(", ")),
        ("Hur mycket".to_owned(), worded::quantity(SV, &commitment.quantity)),
    ];
    let areas = commitment.details.areas.iter().map(|area| snapshot.area_name(area).to_owned());
    facts.extend(worded::details(SV, &commitment.details, &areas.collect::<Vec<_>>()));
    let done = match (&public.outcome, commitment.quantity.unit()) {
        (Some(outcome), _) => fulfilment::sum(SV, &commitment.quantity, outcome),
        (None, Some(unit)) => {
            let done: u64 = public.measures.iter().map(|measure| measure.done).sum();
            format!("{} {unit}", number::count(done))
        }
        (None, None) => String::new(),
    };
    facts.extend((!done.is_empty()).then(|| ("Gjort hittills".to_owned(), done)));
    Committed {
        number: commitment.number,
        text: commitment.text.clone(),
        outcome: public.outcome.as_ref().map(|outcome| fulfilment::outcome(SV, outcome.outcome)),
        facts,
        said: telling::said(SV, promise, commitment.number),
        measures: public.measures.iter().map(measured).collect(),
    }
}

fn measured(measure: &PublicMeasure) -> Measured {
    let [execution, fidelity, effect] = plan::statuses(SV, measure.status);
    let reported = measure.reported.map_or_else(|| "Inte än".to_owned(), |on| SV.date(on));
    let mut facts = vec![
        ("Ansvarar".to_owned(), measure.owner.clone()),
        ("Ska vara klar".to_owned(), number::date(measure.deadline)),
        ("Senast rapporterat".to_owned(), reported),
    ];
    facts.extend(measure.corrections.iter().map(|correction| {
        let CorrectedCount { on, was, now } = *correction;
        let (was, now) = (number::count(was.into()), number::count(now.into()));
        ("Rättat".to_owned(), format!("{}: {was} skulle vara {now}", SV.date(on)))
    }));
    Measured {
        title: measure.title.clone(),
        facts,
        statuses: vec![
            ("Är den gjord?", execution),
            ("Som det var tänkt?", fidelity),
            ("Vad parterna ser", effect),
        ],
    }
}

fn linked(link: &PromiseLink) -> NavItem {
    NavItem::new(
        format!("Löfte {}: {}", link.number, link.title),
        format!("/offentligt/loften/{}", link.number),
    )
}

/// The road of the promise, oldest first: the promises before it, then signatures and the measurement that tells, as they
/// came.
fn history(promise: &PublicPromise) -> Vec<Event> {
    let mut events: Vec<Event> = promise
        .history
        .iter()
        .rev()
        .map(|link| Event {
            when: number::period(link.period.from(), link.period.to()),
            title: format!("Löfte {}: {}", link.number, link.title),
            text: if link.historical {
                "Ett tidigare löfte utan regel att döma efter.".into()
            } else {
                String::new()
            },
            expected: false,
        })
        .collect();
    let mut dated: Vec<(Date, Event)> = Vec::new();
    if let Standing::Published { signatures, .. } = &promise.standing {
        dated.extend(signatures.iter().map(|signature| {
            let event = Event {
                when: SV.date(signature.on),
                title: format!("{} skrev under", capital(&wording::signatory(SV, signature))),
                text: capital(&signature.office),
                expected: false,
            };
            (signature.on, event)
        }));
    }
    let told = |wave: &PublicWave| Event {
        when: number::period(wave.fieldwork.from(), wave.fieldwork.to()),
        title: format!("Trygghetsmätningen {}", wave.wave),
        text: String::new(),
        expected: false,
    };
    if let Some(verdict) = &promise.verdict {
        dated.extend(verdict.after.iter().map(|wave| (wave.fieldwork.from(), told(wave))));
    }
    dated.sort_by_key(|(on, _)| *on);
    events.extend(dated.into_iter().map(|(_, event)| event));
    let after = promise.verdict.as_ref().is_some_and(|verdict| verdict.after.is_some());
    if let Some(goal) = promise.frozen.effect_goal.as_ref().filter(|_| !after) {
        events.push(Event {
            when: goal.follow_up_year.to_string(),
            title: "Mätningen som ska ge svaret".into(),
            text: String::new(),
            expected: true,
        });
    }
    events
}
