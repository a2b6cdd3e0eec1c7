//! One problem: what, where and why, as a tree of numbered causes with the measures that hit each.

use super::{href, named, reason};
use crate::face::part::{Choice, Event, Field, Status, Tone};
use crate::face::{Frame, NavItem};
use crate::pages::former;
use crate::pages::operation::erase_href;
use crate::pages::promise::around::Around;
use crate::pages::promise::errors::{Errors, wrong};
use crate::pages::promise::names::choices;
use crate::pages::promise::{read_word, word_choices, write_word};
use crate::pages::publication::mask;
use crate::pages::wording::used_in;
use crate::pages::{Page, SignedIn, WebError, thread};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::problem;
use lofte_model::access::{Action, Actor};
use lofte_model::plan::{CauseRef, Measure};
use lofte_model::problem::{Cause, CauseNumber, MOST_LEVELS, NewCause, Perspective, Problem, Support};
use lofte_store::Noun;
use lofte_words::SV;
use lofte_words::{Message, capital};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    frame: Frame,
    words: Vec<(String, String)>,
    crumbs: Vec<NavItem>,
    problem: Problem,
    answer: String,
    status: Status,
    reason: String,
    facts: Vec<(String, String)>,
    promises: Vec<NavItem>,
    causes: CauseTree,
    form: Option<CauseFields>,
    edit: Option<String>,
    former: Vec<Event>,
    thread: String,
    mask: Option<String>,
    erase: Option<String>,
}

/// The tree of causes as a list in its order. Each item says what lists begin and end around it, so that nothing calls
/// itself, however deep the tree is.
#[derive(Template)]
#[template(path = "problem_causes.html")]
struct CauseTree {
    causes: Vec<CauseNode>,
    may_edit: bool,
    here: String,
}

struct CauseNode {
    cause: Cause,
    perspective: String,
    support: Status,
    measures: Vec<NavItem>,
    /// A list begins before it.
    opens: bool,
    /// So many lists end after it.
    closes: usize,
    /// Another item of the list that it stands in, or of one around it, follows.
    is_followed: bool,
}

/// The fields for a new cause.
pub(super) struct CauseFields {
    pub(super) action: String,
    pub(super) errors: Vec<(String, String)>,
    pub(super) statement: Field,
    /// Where it stands in the tree; one that stands there already stays.
    pub(super) parent: Option<(Field, Vec<Choice>)>,
    pub(super) perspective: (Field, Vec<Choice>),
    pub(super) support: (Field, Vec<Choice>),
    pub(super) evidence_for: Field,
    pub(super) evidence_against: Field,
    pub(super) influenceable: (Field, Vec<Choice>),
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
    pub(super) why: String,
    #[serde(skip)]
    stands: bool,
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
    /// As a cause stands.
    pub(super) fn of(cause: &Cause) -> Self {
        Self {
            statement: cause.statement.clone(),
            parent: String::new(),
            perspective: write_word(&cause.perspective),
            support: write_word(&cause.support),
            evidence_for: cause.evidence_for.clone(),
            evidence_against: cause.evidence_against.clone(),
            influenceable: if cause.influenceable { "ja" } else { "nej" }.to_owned(),
            why: String::new(),
            stands: true,
        }
    }

    /// Of a cause that stands in the tree already.
    pub(super) fn standing(self) -> Self {
        Self { stands: true, ..self }
    }

    pub(super) fn read(&self) -> Result<NewCause, AppError> {
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

    pub(super) fn fields(&self, problem: &Problem, errors: &Errors) -> CauseFields {
        let field = |name: &str, label: &str, value: &str| errors.mark(Field::new(name, label).value(value));
        let behind =
            problem.causes.iter().filter(|cause| cause.number.depth() < MOST_LEVELS).map(|cause| {
                (cause.number.to_string(), format!("Bakom {}: {}", cause.number, cause.statement))
            });
        let parents =
            std::iter::once((String::new(), "Direkt orsak till problemet".to_owned())).chain(behind);
        let can = [("ja", "Ja"), ("nej", "Nej")].map(|(value, label)| (value.to_owned(), label.to_owned()));
        CauseFields {
            action: format!("{}/orsak", href(problem)),
            errors: errors.list(),
            statement: field("statement", "Orsaken i en mening", &self.statement)
                .hint("Skriv om platser, situationer och företeelser. Namnge ingen person."),
            parent: (!self.stands).then(|| {
                let field = field("parent", "Var i orsaksträdet?", "").optional();
                (field, choices(parents, std::slice::from_ref(&self.parent)))
            }),
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
    let of = (Action::EditProblem, Noun::Problem);
    let former = former::told(signed_in, house, of, &problem.id, &problem).await?;
    let promise_link = |promise: &&lofte_model::promise::CitizenPromise| {
        let text = format!("Löfte {}: {}", promise.number, promise.title);
        NavItem::new(text, format!("/loften/{}", promise.id))
    };
    let causes = problem.causes.iter().map(|cause| cause.statement.as_str());
    let texts: Vec<&str> = [problem.title.as_str(), &problem.description].into_iter().chain(causes).collect();
    let words = used_in(&signed_in.actor, house, texts).await?;
    Ok(Page(ProblemPage {
        frame: signed_in.frame(),
        words,
        crumbs: vec![
            NavItem::new("Problem", "/problem"),
            NavItem::new(format!("Problem {}", problem.number), here.clone()).at(&here),
        ],
        answer: answer(&problem),
        status: priority(&problem),
        reason: reason(&problem),
        facts: facts(&around, &problem),
        promises: around.promises_for(&problem).iter().map(promise_link).collect(),
        causes: tree(&problem, &around.measures, signed_in.actor.may(Action::EditProblem)),
        form: signed_in.actor.may(Action::EditProblem).then(|| form.fields(&problem, errors)),
        edit: signed_in.actor.may(Action::EditProblem).then(|| format!("{here}/andra")),
        former,
        thread: thread::address("problem", problem.number),
        mask: mask::href(&signed_in.actor, Noun::Problem, problem.id),
        erase: erase_href(&signed_in.actor, Noun::Problem, problem.number),
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
    let tone = if problem.is_prioritised() { Tone::Active } else { Tone::Idle };
    let word = if problem.is_prioritised() { "Prioriterat" } else { "Bortprioriterat" };
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
        let words: Vec<String> = problem
            .categories
            .iter()
            .map(|category| SV.category(&around.labels, category.as_str()))
            .collect();
        facts.push(("Syns i rader om".to_owned(), words.join(", ")));
    }
    facts
}

fn tree(problem: &Problem, measures: &[Measure], may_edit: bool) -> CauseTree {
    let levels = levels(&problem.causes);
    let node = |(place, cause): (usize, &Cause)| {
        let before = place.checked_sub(1).map_or(0, |before| levels[before]);
        let (level, after) = (levels[place], levels.get(place + 1).copied().unwrap_or(0));
        CauseNode {
            perspective: SV.word("perspective", &cause.perspective),
            support: support(cause.support),
            measures: hitting(problem, cause, measures),
            cause: cause.clone(),
            opens: level > before,
            closes: level.saturating_sub(after),
            is_followed: (1..=level).contains(&after),
        }
    };
    CauseTree { causes: problem.causes.iter().enumerate().map(node).collect(), may_edit, here: href(problem) }
}

/// How deep each cause stands on the page: one deeper than the one before at most, and no deeper than causes may lie.
/// What was written before there was a bound stays readable.
fn levels(causes: &[Cause]) -> Vec<usize> {
    let mut before = 0;
    let level = |cause: &Cause| {
        before = cause.number.depth().min(MOST_LEVELS).min(before + 1);
        before
    };
    causes.iter().map(level).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use lofte_model::id::ProblemId;
    use lofte_model::problem::{MOST_CAUSES, Priority};

    fn problem(numbers: impl Iterator<Item = CauseNumber>) -> Problem {
        let cause = |number| Cause {
            number,
            statement: "mörkt".into(),
            perspective: Perspective::Place,
            evidence_for: String::new(),
            evidence_against: String::new(),
            support: Support::Hypothesis,
            influenceable: true,
            on: None,
        };
        Problem {
            id: ProblemId::named("one"),
            number: 1,
            title: "x".into(),
            description: String::new(),
            areas: Vec::new(),
            categories: Vec::new(),
            edition: None,
            priority: Priority::Prioritised { reason: "x".into() },
            causes: numbers.map(cause).collect(),
        }
    }

    /// Every list and item that begins ends, in order; gives how deep they go.
    fn depth(html: &str) -> usize {
        let (mut open, mut deepest) = (Vec::new(), 0);
        for tag in html.split('<').filter_map(|part| part.split('>').next()) {
            match tag {
                "ol" | "li" => open.push(tag),
                "/ol" | "/li" => assert_eq!(open.pop(), Some(&tag[1..]), "{html}"),
                _ => {}
            }
            deepest = deepest.max(open.len());
        }
        assert!(open.is_empty(), "{open:?}");
        deepest / 2
    }

    #[test]
    fn lists_lie_in_each_other_as_the_causes_do() {
        let numbers = ["1", "1.1", "1.1.1", "1.2", "2", "3", "3.1"].map(|text| text.parse().unwrap());
        let html = tree(&problem(numbers.into_iter()), &[], false).render().unwrap();
        assert_eq!(depth(&html), 3);
        let shape: String = html
            .split('<')
            .filter_map(|part| part.split('>').next())
            .filter_map(|tag| match tag {
                "ol" => Some('('),
                "/ol" => Some(')'),
                "li" => Some('.'),
                _ => None,
            })
            .collect();
        assert_eq!(shape, "(.(.(.).)..(.))");
    }

    #[test]
    fn the_largest_tree_is_shown_and_so_is_one_from_before_there_were_bounds() {
        let chain = |length: usize| {
            std::iter::successors(Some(CauseNumber::direct(1)), |cause| Some(cause.child(1))).take(length)
        };
        let beside = (2..).map(CauseNumber::direct);
        let largest = problem(chain(MOST_LEVELS).chain(beside).take(MOST_CAUSES));
        let html = tree(&largest, &[], false).render().unwrap();
        assert_eq!((depth(&html), html.matches("<li>").count()), (MOST_LEVELS, MOST_CAUSES));
        let html = tree(&problem(chain(2_000)), &[], false).render().unwrap();
        assert_eq!((depth(&html), html.matches("<li>").count()), (MOST_LEVELS, 2_000));
    }
}
