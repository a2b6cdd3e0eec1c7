//! The first page: the chain of the cycle for this municipality, and what waits to be done.
//!
//! Each link says whether it is there and leads to where it is mended; a missing link is shown as missing, never
//! skipped. Figures are left to the pages they belong to.

use super::promise::{Deeds, effect_of};
use super::{Page, SignedIn, WebError};
use crate::face::part::{Step, StepState};
use crate::face::verdict::tally;
use crate::face::{Frame, NavItem};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::{
    agreement, delivery, feedback, followup, history, party, picture, plan, problem, promise, publication,
    rhythm, signing,
};
use lofte_model::access::{Action, Actor};
use lofte_model::followup::Verdict;
use lofte_model::followup::waits::Waiting;
use lofte_model::plan::{Measure, late};
use lofte_model::promise::{CitizenPromise, PromiseState};
use lofte_words::verdict::together;
use lofte_words::{SV, number};

#[derive(Template)]
#[template(path = "overview.html")]
struct OverviewPage {
    frame: Frame,
    answer: String,
    steps: Vec<Step>,
    todo: Vec<NavItem>,
    may_log: bool,
}

/// Routes of this file.
pub fn routes() -> Router<House> {
    Router::new().route("/", get(show))
}

/// Visa kedjan och det som väntar.
async fn show(signed_in: SignedIn, State(house): State<House>) -> Result<Page<OverviewPage>, WebError> {
    let chain = Chain::gather(&signed_in.actor, &house).await?;
    let mut todo = chain.todo(&signed_in.actor, house.today());
    todo.extend(on_promises(&signed_in.actor, &house).await?);
    todo.extend(super::law::waits(&signed_in.actor, &house).await?);
    todo.extend(super::thread::waits(&signed_in.actor, &house).await?);
    todo.extend(check_ins(&signed_in.actor, &house).await?);
    todo.extend(super::operation::waits(&signed_in, &house).await?);
    let may_log = super::activity::is_for(&signed_in.actor, &house).await?;
    let (answer, steps) = (chain.answer(), chain.steps());
    Ok(Page(OverviewPage { frame: signed_in.frame(), answer, steps, todo, may_log }))
}

/// How far each link has come.
struct Chain {
    agreements: usize,
    deliveries: usize,
    editions: usize,
    problems: usize,
    problems_without_causes: usize,
    promises: Vec<CitizenPromise>,
    measures: Vec<Measure>,
    verdicts: Vec<Verdict>,
    deeds: Deeds,
    feedback: usize,
    publications: usize,
    fallen: Vec<NavItem>,
    kept: bool,
}

impl Chain {
    async fn gather(actor: &Actor, house: &House) -> Result<Self, AppError> {
        let problems = problem::list(actor, house).await?;
        let deliveries = delivery::list(actor, house).await?;
        Ok(Self {
            agreements: agreement::list(actor, house).await?.len(),
            deliveries: deliveries.iter().filter(|delivery| delivery.undone.is_none()).count(),
            editions: picture::editions(actor, house).await?.len(),
            problems: problems.len(),
            problems_without_causes: problems
                .iter()
                .filter(|problem| problem.is_prioritised() && problem.causes.is_empty())
                .count(),
            promises: promise::list(actor, house).await?,
            measures: plan::list(actor, house).await?,
            verdicts: followup::recorded(actor, house).await?,
            deeds: followup::fulfilments(actor, house).await?,
            feedback: feedback::list(actor, house).await?.len(),
            publications: publication::list(actor, house).await?.len(),
            fallen: fallen(actor, house).await?,
            kept: house.kept().text(actor.user, jiff::Timestamp::now()).is_some(),
        })
    }

    fn signed(&self) -> impl Iterator<Item = &CitizenPromise> {
        self.promises.iter().filter(|promise| matches!(promise.state, PromiseState::Published { .. }))
    }

    fn published(&self) -> usize {
        self.signed().count()
    }

    fn answer(&self) -> String {
        let axes = |promise: &CitizenPromise| {
            let recorded = self.verdicts.iter().find(|verdict| verdict.promise == promise.id);
            (self.deeds.get(&promise.id).and_then(|deeds| together(deeds)), recorded)
        };
        tally(self.signed().map(|promise| {
            let (deeds, recorded) = axes(promise);
            (deeds, effect_of(promise, recorded))
        }))
    }

    fn steps(&self) -> Vec<Step> {
        let counted = |n: usize, one: &str, many: &str| {
            format!("{} {}", number::count(n as u64), if n == 1 { one } else { many })
        };
        let step = |label: &str, href: &str, n: usize, note: String| Step {
            label: label.to_owned(),
            href: Some(href.to_owned()),
            state: if n > 0 { StepState::Done } else { StepState::Missing },
            note: if n > 0 { note } else { "saknas".to_owned() },
            current: false,
        };
        let mut problems = step(
            "Problem och orsaker",
            "/problem",
            self.problems,
            counted(self.problems, "problem", "problem"),
        );
        if self.problems > 0 && self.problems_without_causes > 0 {
            problems.state = StepState::Ongoing;
            problems.note = format!("{} utan orsaksanalys", self.problems_without_causes);
        }
        let done =
            self.measures.iter().filter(|m| m.status.execution == lofte_model::plan::Execution::Done).count();
        let measures = self.measures.len();
        vec![
            step(
                "Överenskommelse",
                "/overenskommelser",
                self.agreements,
                counted(self.agreements, "överenskommelse", "överenskommelser"),
            ),
            step(
                "Underlag",
                "/leveranser",
                self.deliveries,
                counted(self.deliveries, "leverans", "leveranser"),
            ),
            step(
                "Lägesbild",
                "/lagesbild",
                self.editions,
                counted(self.editions, "antagen utgåva", "antagna utgåvor"),
            ),
            problems,
            step("Löften", "/loften", self.published(), format!("{} undertecknade", self.published())),
            step("Åtgärdsplan", "/plan", measures, format!("{done} av {measures} åtgärder genomförda")),
            step(
                "Uppföljning",
                "/uppfoljning",
                self.verdicts.len(),
                counted(self.verdicts.len(), "utfall", "utfall"),
            ),
            step(
                "Återkoppling",
                "/publicering",
                self.feedback.min(self.publications),
                counted(self.publications, "publicering", "publiceringar"),
            ),
        ]
    }

    fn todo(&self, actor: &Actor, today: jiff::civil::Date) -> Vec<NavItem> {
        let mut todo = Vec::new();
        if self.kept {
            todo.push(NavItem::new("Det du skrev när inloggningen gick ut finns kvar", "/fortsatt"));
        }
        todo.extend(self.fallen.iter().cloned());
        for promise in &self.promises {
            if promise.waits_for(actor) {
                let text = format!("Löfte {} väntar på din sidas underskrift", promise.number);
                todo.push(NavItem::new(text, format!("/loften/{}", promise.id)));
            }
        }
        // What has waited longest comes first.
        let late =
            late(&self.measures, today).into_iter().filter(|late| actor.may_report_on(late.measure.owner));
        todo.extend(late.map(|late| {
            let measure = late.measure;
            let text = match late.moment {
                Some(moment) => format!("Moment i åtgärd {} är försenat: {}", measure.number, moment.title),
                None => format!("Åtgärd {} är försenad: {}", measure.number, measure.title),
            };
            NavItem::new(text, format!("/plan/{}", measure.id))
        }));
        if self.deliveries == 0 && actor.may(Action::Import) {
            todo.push(NavItem::new("Leverera det första underlaget", "/leveranser/ny"));
        }
        todo
    }
}

/// What waits with agreements and promises, for those who can do something about it.
async fn on_promises(actor: &Actor, house: &House) -> Result<Vec<NavItem>, AppError> {
    let mut todo = Vec::new();
    if actor.may(Action::EditPlan) {
        for (measure, owner) in party::orphans(actor, house).await? {
            let gaps = [("number", measure.number.to_string()), ("owner", owner)];
            todo.push(NavItem::new(SV.tell("overview-orphan", &gaps), format!("/plan/{}", measure.id)));
        }
    }
    for promise in promise::list(actor, house).await? {
        let Some(side) = promise.side_of(actor).filter(|_| actor.may(Action::SignPromise)) else { continue };
        let judged = signing::judged(actor, house, promise.id).await?;
        if judged.is_some_and(|judged| judged.awaited.contains(&side)) {
            let text = format!("Löfte {}: utfallet väntar på din sidas underskrift", promise.number);
            todo.push(NavItem::new(text, format!("/uppfoljning/{}#underskrifter", promise.id)));
        }
    }
    if actor.may(Action::EditAgreement) {
        let agreements = agreement::list(actor, house).await?;
        todo.extend(agreements.iter().filter(|agreement| !agreement.is_signed()).map(|agreement| {
            let text = format!("Underskrift saknas på överenskommelsen {}", agreement.title);
            NavItem::new(text, format!("/overenskommelser/{}", agreement.id))
        }));
    }
    for (promise, waiting) in followup::waiting(actor, house).await? {
        let (number, follow_up) = (promise.number, format!("/uppfoljning/{}", promise.id));
        for one in waiting {
            let (action, text, href) = match one {
                Waiting::Publication => {
                    let text = format!("Löfte {number} är undertecknat men inte publicerat");
                    (Action::Publish, text, "/publicering/ny".to_owned())
                }
                Waiting::Verdict => (
                    Action::Judge,
                    format!("Löfte {number} ska följas upp: skriv in utfallet"),
                    follow_up.clone(),
                ),
                Waiting::Account => (
                    Action::Judge,
                    format!("Löfte {number}: skriv återkoppling till invånarna"),
                    follow_up.clone(),
                ),
                Waiting::AccountPublication => (
                    Action::Publish,
                    format!("Löfte {number}: återkopplingen är skriven men inte publicerad"),
                    "/publicering/ny".to_owned(),
                ),
                Waiting::End => {
                    let text = format!("Löfte {number} går ut {}", number::date(promise.period.to()));
                    (Action::Judge, text, format!("/loften/{}", promise.id))
                }
                Waiting::Closing => {
                    (Action::Judge, format!("Löfte {number} kan avslutas"), follow_up.clone())
                }
            };
            todo.extend(actor.may(action).then(|| NavItem::new(text, href)));
        }
    }
    Ok(todo)
}

/// Drafts from which the reader's own side's signature fell when they were changed.
async fn fallen(actor: &Actor, house: &House) -> Result<Vec<NavItem>, AppError> {
    let mut items = Vec::new();
    for promise in promise::list(actor, house).await? {
        let own = promise.side_of(actor);
        let fallen = history::fallen_signature(actor, house, &promise).await?;
        if own.is_some() && fallen.is_some_and(|fallen| fallen.side == own) {
            let text =
                format!("Löfte {}: din sidas underskrift föll bort när texten ändrades", promise.number);
            items.push(NavItem::new(text, format!("/loften/{}", promise.id)));
        }
    }
    Ok(items)
}

/// Follow-ups on the way that wait for the asker's side.
async fn check_ins(actor: &Actor, house: &House) -> Result<Vec<NavItem>, AppError> {
    let waits = rhythm::waiting(actor, house).await?;
    let item = |(promise, day): (CitizenPromise, jiff::civil::Date)| {
        let text = format!("Löfte {}: avstämningen {} väntar på din sida", promise.number, number::date(day));
        NavItem::new(text, format!("{}/{day}", super::rhythm::href(&promise)))
    };
    Ok(waits.into_iter().map(item).collect())
}
