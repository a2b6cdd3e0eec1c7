//! Signing: the text that will be frozen is shown first, and only what was shown can be signed, or noted as signed on
//! paper.

use super::around::Around;
use super::goal::rule_facts;
use super::goal_view::{frozen_baseline, stated_baseline};
use super::href;
use super::names::Names;
use super::show::{CommitmentView, GapLine, carried, commitment_view, gaps};
use super::signatures::{name as side_name, side_named};
use crate::face::part::{Choice, Field};
use crate::face::{Frame, NavItem};
use crate::pages::account::signatories;
use crate::pages::{Page, SignedIn, WebError};
use crate::web::seen;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use jiff::civil::Date;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::promise::Gate;
use lofte_app::signing::{self, Paper};
use lofte_app::{account, promise};
use lofte_model::access::{Action, Actor, Role};
use lofte_model::promise::{CitizenPromise, Given, Goal, OnPaper, PromiseState, Side};
use lofte_words::Message;
use lofte_words::SV;
use serde::Deserialize;

/// The page that asks.
#[derive(Template)]
#[template(path = "promise_sign.html")]
pub(super) struct SignPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    promise: CitizenPromise,
    heading: &'static str,
    answer: String,
    errors: Vec<(String, String)>,
    gaps: Vec<GapLine>,
    facts: Vec<(String, String)>,
    commitments: Vec<CommitmentView>,
    rule: String,
    rule_facts: Vec<(String, String)>,
    goals: Vec<String>,
    /// What becomes of the undertakings of the promise before.
    carried: Vec<String>,
    baseline: Vec<(String, String)>,
    answer_known: String,
    /// Who can sign for the other sides, and since when.
    signatories: Vec<(String, String)>,
    fingerprint: String,
    last: bool,
    office: Field,
    /// What is said of a paper; none where the account itself signs.
    paper: Option<PaperFields>,
    /// Whether there is no paper that the reader may note.
    nothing_to_note: bool,
    href: String,
    action: String,
}

/// The fields of a signature on paper.
struct PaperFields {
    side: Field,
    sides: Vec<Choice>,
    signed_on: Field,
    registry_number: Field,
}

/// A signature: of what was shown.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct SignForm {
    #[serde(default)]
    fingerprint: String,
    #[serde(default)]
    office: String,
    #[serde(default)]
    side: String,
    #[serde(default)]
    signed_on: String,
    #[serde(default)]
    registry_number: String,
}

/// Whether an account signs, or notes what was signed on paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Here,
    OnPaper,
}

impl How {
    fn verb(self) -> &'static str {
        match self {
            Self::Here => "underteckna",
            Self::OnPaper => "papper",
        }
    }
}

/// Visa det som fryses och fråga.
pub(super) async fn ask(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Response, WebError> {
    let actor = &signed_in.actor;
    actor.require(Action::SignPromise)?;
    let promise = promise::named(actor, &house, &name).await?;
    may_be_signed(actor, &promise)?;
    let form = SignForm { office: usual_office(actor, &house).await?, ..SignForm::default() };
    Ok(Page(page(&signed_in, &house, promise, How::Here, &form, &[]).await?).into_response())
}

/// Visa det som är undertecknat på papper och fråga vem, när och var.
pub(super) async fn ask_paper(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Response, WebError> {
    let actor = &signed_in.actor;
    actor.require(Action::SignPromise)?;
    let promise = promise::named(actor, &house, &name).await?;
    if promise.awaited().is_empty() {
        return Err(AppError::refused(Message::plain("promise-frozen")).into());
    }
    let form = SignForm { signed_on: house.today().to_string(), ..SignForm::default() };
    Ok(Page(page(&signed_in, &house, promise, How::OnPaper, &form, &[]).await?).into_response())
}

/// Refuses what the model would refuse, before anybody reads a text that cannot be signed.
fn may_be_signed(actor: &Actor, promise: &CitizenPromise) -> Result<(), AppError> {
    let refused = |key: &str| Err(AppError::refused(Message::plain(key)));
    match (&promise.state, promise.side_of(actor)) {
        (PromiseState::Published { .. } | PromiseState::Historical { .. }, _) => refused("promise-frozen"),
        (_, None) => refused("promise-no-side"),
        (_, Some(side)) if promise.signature_of(side).is_some() => refused("promise-same-side"),
        (_, Some(_)) => Ok(()),
    }
}

/// The office that somebody signed by last.
async fn usual_office(actor: &Actor, house: &House) -> Result<String, AppError> {
    let promises = promise::list(actor, house).await?;
    let signed = promises.iter().flat_map(|promise| promise.state.signatures());
    let own = signed.filter(|signature| signature.by == actor.user && signature.given == Given::Here);
    Ok(own.max_by_key(|signature| signature.at).map(|last| last.office.clone()).unwrap_or_default())
}

async fn page(
    signed_in: &SignedIn,
    house: &House,
    promise: CitizenPromise,
    how: How,
    form: &SignForm,
    wrong: &[Message],
) -> Result<SignPage, AppError> {
    let actor = &signed_in.actor;
    let gate = promise::check(actor, house, promise.id).await?;
    let names = Names::gather(actor, house).await?;
    let waves = promise::waves(actor, house).await?;
    let errors: Vec<(String, String)> = wrong.iter().map(told).collect();
    let mark = |field: Field| match errors.iter().find(|(name, _)| *name == field.name) {
        Some((_, text)) => field.error(text.clone()),
        None => field,
    };
    let office =
        mark(Field::new("office", "Genom vilken funktion?").value(&form.office).hint(
            "Till exempel ”kommunstyrelsens ordförande” eller ”lokalpolisområdeschef”. Skriv inget namn.",
        ));
    let paper = match how {
        How::Here => None,
        How::OnPaper => {
            let notable = signing::notable(actor, house, &promise).await?;
            Some(paper_fields(&promise, &names, &notable, form, mark))
        }
    };
    let here = format!("{}/{}", href(&promise), how.verb());
    let last = promise.awaited().len() == 1;
    let goal = promise.effect_goal.as_ref();
    Ok(SignPage {
        frame: signed_in.frame(),
        crumbs: vec![
            NavItem::new("Löften", "/loften"),
            NavItem::new(format!("Löfte {}", promise.number), href(&promise)),
            NavItem::new(heading(how), here.clone()).at(&here),
        ],
        heading: heading(how),
        answer: answer(how, last, &gate),
        errors,
        gaps: gaps(actor, &promise, &gate.gaps),
        facts: facts(&names, &promise),
        commitments: promise.commitments.iter().map(|one| commitment_view(&names, one)).collect(),
        rule: goal.map(|goal| names.rule(goal)).unwrap_or_default(),
        rule_facts: goal.map(|goal| rule_facts(goal, &names, &waves)).unwrap_or_default(),
        carried: carried(&Around::gather(actor, house).await?, &promise),
        signatories: others(actor, house, &promise).await?,
        goals: promise.goals.iter().map(|goal| with_baseline(&names, goal)).collect(),
        baseline: frozen_baseline(gate.sealed.as_ref()),
        answer_known: if gate.answer_known { SV.say("promise-answer-known") } else { String::new() },
        fingerprint: gate.seen.to_string(),
        last,
        office,
        nothing_to_note: paper.as_ref().is_some_and(|paper| paper.sides.is_empty()),
        paper,
        href: href(&promise),
        action: here,
        promise,
    })
}

fn heading(how: How) -> &'static str {
    match how {
        How::Here => "Underteckna löftet",
        How::OnPaper => "Notera en underskrift på papper",
    }
}

fn facts(names: &Names, promise: &CitizenPromise) -> Vec<(String, String)> {
    let mut facts = vec![
        ("Gäller".to_owned(), SV.period(promise.period)),
        ("Var".to_owned(), names.areas(&promise.areas)),
        ("Sidor".to_owned(), names.sides(promise, &promise.sides())),
    ];
    if let Some(joint) = &promise.sides.joint {
        facts.push(("Skrivet av".to_owned(), format!("{}, där det är löfte {}", joint.name, joint.number)));
    }
    facts
}

/// The fields of a paper, for the sides that have not signed and whose paper the asker may note.
fn paper_fields(
    promise: &CitizenPromise,
    names: &Names,
    notable: &[Side],
    form: &SignForm,
    mark: impl Fn(Field) -> Field,
) -> PaperFields {
    let awaited = promise.awaited();
    let choice =
        |side: &Side| Choice::new(side.word(), side_name(promise, names, *side)).chosen_if(&form.side);
    PaperFields {
        side: mark(Field::new("side", "Vem skrev under?").hint(
            "Din egen sida, och för samordnaren de sidor som inte har något konto. Den som har ett konto undertecknar själv.",
        )),
        sides: notable.iter().filter(|side| awaited.contains(side)).map(choice).collect(),
        signed_on: mark(Field::new("signed_on", "Vilken dag?").value(&form.signed_on)),
        registry_number: mark(
            Field::new("registry_number", "Diarienummer")
                .value(&form.registry_number)
                .hint("Där papperet ligger, så att den som frågar kan få se det."),
        ),
    }
}

/// The accounts that can sign for the other sides.
async fn others(
    actor: &Actor,
    house: &House,
    promise: &CitizenPromise,
) -> Result<Vec<(String, String)>, AppError> {
    let own = promise.side_of(actor);
    let mut known = Vec::new();
    for (side, role) in [(promise.our_side(), Role::Coordinator), (Side::Police, Role::Police)] {
        if own != Some(side) {
            known.extend(account::signatories(actor, house, role).await?);
        }
    }
    let partners = account::signatories(actor, house, Role::Partner).await?;
    known.extend(partners.into_iter().filter(|one| {
        let side = one.account.party.map(Side::Party);
        side.is_some_and(|side| own != Some(side) && promise.sides().contains(&side))
    }));
    Ok(signatories(&known))
}

/// The rule of a goal, and the figure of a table that it starts from.
fn with_baseline(names: &Names, goal: &Goal) -> String {
    format!("{} {}", names.goal_rule(goal), stated_baseline(goal)).trim().to_owned()
}

fn answer(how: How, last: bool, gate: &Gate) -> String {
    match (gate.gaps.is_empty(), how, last) {
        (false, ..) => "Löftet kan inte undertecknas än, för något saknas.",
        (_, How::Here, false) => {
            "Din sida lovar det som står här. När alla sidor har undertecknat fryses text och regel, och löftet kommer med i nästa publicering."
        }
        (_, How::Here, true) => {
            "Din sida lovar det som står här. De andra sidorna har redan undertecknat, så text och regel fryses nu, och löftet kommer med i nästa publicering."
        }
        (_, How::OnPaper, false) => {
            "Det noteras att texten här under är undertecknad på papper. Alla ser att den är noterad, av vem och när."
        }
        (_, How::OnPaper, true) => {
            "Det noteras att texten här under är undertecknad på papper. Det är den sista underskriften, så text och regel fryses nu."
        }
    }
    .to_owned()
}

/// A refusal at the field that it is about.
fn told(message: &Message) -> (String, String) {
    let field = match message.key.as_str() {
        "note-not-yet" | "form-bad-date" => "signed_on",
        "note-no-registry-number" => "registry_number",
        "note-has-account" | "note-other-side" | "promise-no-side" | "form-choose-one" => "side",
        _ => "office",
    };
    (field.to_owned(), SV.tell(&message.key, &message.arguments))
}

/// Underteckna för sin sida.
pub(super) async fn sign(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
    Form(form): Form<SignForm>,
) -> Result<Response, WebError> {
    let actor = &signed_in.actor;
    actor.require(Action::SignPromise)?;
    let promise = promise::named(actor, &house, &name).await?;
    let signed =
        async { signing::sign(actor, &house, promise.id, &form.office, &seen(&form.fingerprint)?).await };
    let signed = signed.await;
    done(&signed_in, &house, promise, How::Here, &form, signed).await
}

/// Notera en underskrift på papper.
pub(super) async fn note(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
    Form(form): Form<SignForm>,
) -> Result<Response, WebError> {
    let actor = &signed_in.actor;
    actor.require(Action::SignPromise)?;
    let promise = promise::named(actor, &house, &name).await?;
    let noted = async {
        let paper = read_paper(&promise, &form)?;
        signing::note(actor, &house, promise.id, paper, &seen(&form.fingerprint)?).await
    };
    let noted = noted.await;
    done(&signed_in, &house, promise, How::OnPaper, &form, noted).await
}

/// What a form says of a paper.
fn read_paper(promise: &CitizenPromise, form: &SignForm) -> Result<Paper, AppError> {
    let bad = |key: &str| AppError::refused(Message::plain(key));
    let side = side_named(promise, &form.side).map_err(|_| bad("form-choose-one"))?;
    let signed_on = form.signed_on.trim().parse::<Date>().map_err(|_| bad("form-bad-date"))?;
    let paper = OnPaper { signed_on, registry_number: form.registry_number.clone() };
    Ok(Paper { side, office: form.office.clone(), paper })
}

/// On to the promise, or the page again with what is wrong.
async fn done(
    signed_in: &SignedIn,
    house: &House,
    promise: CitizenPromise,
    how: How,
    form: &SignForm,
    signed: Result<CitizenPromise, AppError>,
) -> Result<Response, WebError> {
    match signed {
        Ok(promise) => Ok(Redirect::to(&href(&promise)).into_response()),
        Err(AppError::Refused(wrong)) => {
            let page = page(signed_in, house, promise, how, form, &wrong).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
