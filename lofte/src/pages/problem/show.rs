//! One problem: what, where and why, as a tree of numbered causes with the measures that hit each.

use super::{href, is_prioritised, named, reason};
use crate::app::problem;
use crate::error::{AppError, Message};
use crate::face::part::{Choice, Field, Status, Tone};
use crate::face::{Frame, NavItem};
use crate::house::House;
use crate::pages::promise::around::Around;
use crate::pages::promise::errors::{Errors, wrong};
use crate::pages::promise::names::choices;
use crate::pages::promise::{SV, capital, read_word, word_choices};
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use lofte_model::access::{Action, Actor};
use lofte_model::plan::{CauseRef, Measure};
use lofte_model::problem::{Cause, CauseNumber, NewCause, Perspective, Problem, Support};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    problem: Problem,
    answer: String,
    status: Status,
    reason: String,
    facts: Vec<(String, String)>,
    promises: Vec<NavItem>,
    causes: CauseTree,
    form: Option<CauseFields>,
}

/// A level of the tree of causes; renders itself, and the levels below it in it.
#[derive(Template)]
#[template(path = "problem_causes.html")]
struct CauseTree {
    causes: Vec<CauseNode>,
}

struct CauseNode {
    cause: Cause,
    perspective: String,
    support: Status,
    measures: Vec<NavItem>,
    behind: CauseTree,
}

/// The fields for a new cause.
struct CauseFields {
    action: String,
    errors: Vec<(String, String)>,
    statement: Field,
    parent: (Field, Vec<Choice>),
    perspective: (Field, Vec<Choice>),
    support: (Field, Vec<Choice>),
    evidence_for: Field,
    evidence_against: Field,
    influenceable: (Field, Vec<Choice>),
}

/// A cause as it was sent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct CauseForm {
    statement: String,
    parent: String,
    perspective: String,
    support: String,
    evidence_for: String,
    evidence_against: String,
    influenceable: String,
}

/// Visa ett problem.
pub(super) async fn show(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let form = CauseForm { influenceable: "ja".into(), ..CauseForm::default() };
    Ok(page(&signed_in, &house, &id, &form, &Errors::default()).await?.into_response())
}

/// Lägg till en orsak.
pub(super) async fn add_cause(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(id): Path<String>,
    Form(form): Form<CauseForm>,
) -> Result<Response, WebError> {
    match save(&signed_in.actor, &house, &id, &form).await {
        Ok(problem) => Ok(Redirect::to(&format!("{}#orsaker", href(&problem))).into_response()),
        Err(AppError::Refused(messages)) => {
            let page = page(&signed_in, &house, &id, &form, &Errors::of(&messages)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn save(actor: &Actor, house: &House, id: &str, form: &CauseForm) -> Result<Problem, AppError> {
    actor.require(Action::EditProblem)?;
    let known = named(actor, house, id).await?;
    let parent = form.parent.parse::<CauseNumber>().ok();
    problem::add_cause(actor, house, known.id, parent.as_ref(), form.read()?).await
}

impl CauseForm {
    fn read(&self) -> Result<NewCause, AppError> {
        let choose = |field: &str| AppError::refused(wrong(field, Message::plain("form-choose-one")));
        Ok(NewCause {
            statement: self.statement.trim().to_owned(),
            perspective: read_word(&self.perspective).ok_or_else(|| choose("perspective"))?,
            evidence_for: self.evidence_for.trim().to_owned(),
            evidence_against: self.evidence_against.trim().to_owned(),
            support: read_word(&self.support).ok_or_else(|| choose("support"))?,
            influenceable: self.influenceable != "nej",
        })
    }

    fn fields(&self, problem: &Problem, errors: &Errors) -> CauseFields {
        let field = |name: &str, label: &str, value: &str| errors.mark(Field::new(name, label).value(value));
        let behind = problem
            .causes
            .iter()
            .map(|cause| (cause.number.to_string(), format!("Bakom {}: {}", cause.number, cause.statement)));
        let parents =
            std::iter::once((String::new(), "Direkt orsak till problemet".to_owned())).chain(behind);
        let can = [("ja", "Ja"), ("nej", "Nej")].map(|(value, label)| (value.to_owned(), label.to_owned()));
        CauseFields {
            action: format!("{}/orsak", href(problem)),
            errors: errors.list(),
            statement: field("statement", "Orsaken i en mening", &self.statement)
                .hint("Skriv om platser, situationer och företeelser. Namnge ingen person."),
            parent: (
                field("parent", "Var i orsaksträdet?", "").optional(),
                choices(parents, std::slice::from_ref(&self.parent)),
            ),
            perspective: (
                field("perspective", "Var ligger orsaken?", ""),
                word_choices(
                    "perspective",
                    &[Perspective::Place, Perspective::Exposed, Perspective::Offending],
                    &self.perspective,
                ),
            ),
            support: (
                field("support", "Hur väl underbyggd är den?", ""),
                word_choices(
                    "support",
                    &[Support::Hypothesis, Support::Some, Support::Strong],
                    &self.support,
                ),
            ),
            evidence_for: field("evidence_for", "Vad talar för?", &self.evidence_for)
                .hint("Ange källan.")
                .optional(),
            evidence_against: field("evidence_against", "Vad talar emot?", &self.evidence_against).optional(),
            influenceable: (
                field("influenceable", "Kan vi påverka den?", ""),
                choices(can, std::slice::from_ref(&self.influenceable)),
            ),
        }
    }
}

async fn page(
    signed_in: &SignedIn,
    house: &House,
    id: &str,
    form: &CauseForm,
    errors: &Errors,
) -> Result<Page<ProblemPage>, AppError> {
    let problem = named(&signed_in.actor, house, id).await?;
    let around = Around::gather(&signed_in.actor, house).await?;
    let here = href(&problem);
    let promise_link = |promise: &&lofte_model::promise::CitizenPromise| {
        let text = format!("Löfte {}: {}", promise.number, promise.title);
        NavItem::new(text, format!("/loften/{}", promise.id))
    };
    Ok(Page(ProblemPage {
        frame: signed_in.frame(),
        crumbs: vec![
            NavItem::new("Problem", "/problem"),
            NavItem::new(format!("Problem {}", problem.number), here.clone()).at(&here),
        ],
        answer: answer(&problem),
        status: priority(&problem),
        reason: reason(&problem),
        facts: facts(&around, &problem),
        promises: around.promises_for(&problem).iter().map(promise_link).collect(),
        causes: tree(&problem, &around.measures, None),
        form: signed_in.actor.may(Action::EditProblem).then(|| form.fields(&problem, errors)),
        problem,
    }))
}

fn answer(problem: &Problem) -> String {
    let direct = problem.causes.iter().filter(|cause| cause.number.depth() == 1).count();
    let behind = problem.causes.len() - direct;
    let untested = problem.causes.iter().filter(|cause| cause.support == Support::Hypothesis).count();
    if direct == 0 {
        return "Det vet vi inte än. Utan orsaker går det inte att säga vilka åtgärder som kan hjälpa."
            .to_owned();
    }
    let noun = if direct == 1 { "direkt orsak" } else { "direkta orsaker" };
    let deeper = match behind {
        0 => String::new(),
        1 => " och 1 orsak bakom dem".to_owned(),
        many => format!(" och {many} orsaker bakom dem"),
    };
    let doubt = match untested {
        0 => "Alla har stöd i någon källa.".to_owned(),
        1 => "En är ett antagande som ingen har prövat.".to_owned(),
        many => format!("{many} är antaganden som ingen har prövat."),
    };
    format!("Vi har funnit {direct} {noun}{deeper}. {doubt}")
}

fn priority(problem: &Problem) -> Status {
    let tone = if is_prioritised(problem) { Tone::Active } else { Tone::Idle };
    let word = if is_prioritised(problem) { "Prioriterat" } else { "Bortprioriterat" };
    Status::new(tone, word)
}

fn facts(around: &Around, problem: &Problem) -> Vec<(String, String)> {
    let edition = problem.edition.map_or_else(
        || "Ingen antagen utgåva av lägesbilden".to_owned(),
        |edition| format!("Lägesbilden, utgåva {edition}"),
    );
    let mut facts =
        vec![("Var".to_owned(), around.names.areas(&problem.areas)), ("Vilar på".to_owned(), edition)];
    if !problem.categories.is_empty() {
        let words: Vec<String> =
            problem.categories.iter().map(|category| SV.known("category", category.as_str())).collect();
        facts.push(("Syns i rader om".to_owned(), words.join(", ")));
    }
    facts
}

/// The causes right behind `parent`, each with those behind it.
fn tree(problem: &Problem, measures: &[Measure], parent: Option<&CauseNumber>) -> CauseTree {
    let behind = problem.causes.iter().filter(|cause| cause.number.parent().as_ref() == parent);
    let node = |cause: &Cause| CauseNode {
        perspective: SV.word("perspective", &cause.perspective),
        support: support(cause.support),
        measures: hitting(problem, cause, measures),
        behind: tree(problem, measures, Some(&cause.number)),
        cause: cause.clone(),
    };
    CauseTree { causes: behind.map(node).collect() }
}

fn hitting(problem: &Problem, cause: &Cause, measures: &[Measure]) -> Vec<NavItem> {
    let this = CauseRef { problem: problem.id, cause: cause.number.clone() };
    let hits = measures.iter().filter(|measure| measure.causes.contains(&this));
    hits.map(|measure| {
        let text = format!("{}. {}", measure.number, measure.title);
        NavItem::new(text, format!("/plan/{}", measure.id))
    })
    .collect()
}

fn support(support: Support) -> Status {
    let tone = match support {
        Support::Hypothesis => Tone::Unsure,
        Support::Some => Tone::Active,
        Support::Strong => Tone::Good,
    };
    Status::new(tone, capital(&SV.word("support", &support)))
}
