//! Problems: which ones are worked on and why, whether the chain holds around them, and their causes.
//!
//! The list says out loud where the chain is broken: a problem that no promise answers, a promise that answers no
//! problem. Nothing is hidden because it is unfinished.

mod cause;
mod form;
mod show;

use super::promise::around::Around;
use super::{Page, SignedIn, WebError, thread};
use crate::face::part::{Cell, Column, Status, Table, Tone};
use crate::face::{Frame, NavItem};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::problem;
use lofte_model::access::{Action, Actor};
use lofte_model::plan::Measure;
use lofte_model::problem::{Priority, Problem};
use lofte_model::promise::CitizenPromise;
use lofte_words::SV;
use lofte_words::number;

#[derive(Template)]
#[template(path = "problems.html")]
struct ProblemsPage {
    frame: Frame,
    answer: String,
    warnings: Vec<NavItem>,
    prioritised: Option<Table>,
    deprioritised: Option<Table>,
    may_edit: bool,
}

/// Routes of this file and its parts.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/problem", get(list))
        .route("/problem/nytt", get(form::blank).post(form::create))
        .route("/problem/{id}", get(show::show))
        .route("/problem/{id}/andra", get(form::filled).post(form::amend))
        .route("/problem/{id}/orsak", post(show::add_cause))
        .route("/problem/{id}/orsak/{cause}", get(cause::form).post(cause::amend))
        .route("/problem/{id}/orsak/{cause}/ta-bort", post(cause::remove))
}

/// Visa problemen och var kedjan brister.
async fn list(signed_in: SignedIn, State(house): State<House>) -> Result<Page<ProblemsPage>, WebError> {
    let around = Around::gather(&signed_in.actor, &house).await?;
    let warnings = thread::on_problems(&signed_in.actor, &house).await?;
    Ok(Page(ProblemsPage {
        frame: signed_in.frame(),
        answer: around.answer(),
        warnings,
        prioritised: around.prioritised(),
        deprioritised: around.deprioritised(),
        may_edit: signed_in.actor.may(Action::EditProblem),
    }))
}

/// The problem that an id in an address names.
async fn named(actor: &Actor, house: &House, id: &str) -> Result<Problem, AppError> {
    let problems = problem::list(actor, house).await?;
    problems
        .into_iter()
        .find(|problem| problem.id.to_string() == id)
        .ok_or_else(|| AppError::not_found("problem", id))
}

impl Around {
    fn worked_on(&self) -> Vec<&Problem> {
        self.problems.iter().filter(|problem| problem.is_prioritised()).collect()
    }

    fn promises_for(&self, problem: &Problem) -> Vec<&CitizenPromise> {
        self.promises.iter().filter(|promise| promise.problems.contains(&problem.id)).collect()
    }

    fn measures_for(&self, problem: &Problem) -> usize {
        let hits = |measure: &&Measure| measure.causes.iter().any(|cause| cause.problem == problem.id);
        self.measures.iter().filter(hits).count()
    }

    fn answer(&self) -> String {
        let worked_on = self.worked_on();
        if worked_on.is_empty() {
            return "Inget problem är prioriterat än. Börja med det som lägesbilden visar tydligast."
                .to_owned();
        }
        let without = |lacks: &dyn Fn(&Problem) -> bool| worked_on.iter().filter(|one| lacks(one)).count();
        let lacking = [
            (without(&|one| one.causes.is_empty()), "orsaksanalys"),
            (without(&|one| self.promises_for(one).is_empty()), "löfte"),
            (without(&|one| self.measures_for(one) == 0), "åtgärder"),
        ];
        let lacking: Vec<String> = lacking
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} saknar {what}"))
            .collect();
        let whole = match worked_on.len() {
            1 => "Vi arbetar med 1 problem".to_owned(),
            many => format!("Vi arbetar med {many} problem"),
        };
        if lacking.is_empty() {
            return format!("{whole}. Kedjan håller: för varje problem finns orsaker, löfte och åtgärder.");
        }
        format!("{whole}. {}.", SV.list(&lacking))
    }

    fn prioritised(&self) -> Option<Table> {
        let rows = self.worked_on().into_iter().map(|problem| {
            vec![
                link(problem),
                Cell::text(self.names.areas(&problem.areas)),
                count_or(problem.causes.len(), "Ingen orsaksanalys"),
                self.promises_cell(problem),
                count_or(self.measures_for(problem), "Ingen åtgärd"),
                Cell::text(reason(problem)),
            ]
        });
        let columns = ["Problem", "Var", "Orsaker", "Löften", "Åtgärder", "Varför"].map(Column::words);
        table("Problem som vi arbetar med", columns.into(), rows.collect())
    }

    fn promises_cell(&self, problem: &Problem) -> Cell {
        match self.promises_for(problem).as_slice() {
            [] => Cell::Status(Status::new(Tone::Warn, "Inget löfte")),
            [one] => {
                Cell::Link(NavItem::new(format!("Löfte\u{a0}{}", one.number), format!("/loften/{}", one.id)))
            }
            many => {
                let numbers: Vec<String> = many.iter().map(|one| one.number.to_string()).collect();
                Cell::text(format!("Löfte {}", SV.list(&numbers)))
            }
        }
    }

    fn deprioritised(&self) -> Option<Table> {
        let left = self.problems.iter().filter(|problem| !problem.is_prioritised());
        let rows = left.map(|problem| {
            vec![link(problem), Cell::text(self.names.areas(&problem.areas)), Cell::text(reason(problem))]
        });
        let columns = ["Problem", "Var", "Varför inte nu"].map(Column::words);
        table("Problem som vi har valt bort", columns.into(), rows.collect())
    }
}

fn table(caption: &str, columns: Vec<Column>, rows: Vec<Vec<Cell>>) -> Option<Table> {
    (!rows.is_empty()).then(|| Table { caption: caption.to_owned(), columns, rows })
}

fn count_or(count: usize, none: &str) -> Cell {
    if count == 0 {
        Cell::Status(Status::new(Tone::Warn, none))
    } else {
        Cell::text(number::count(count as u64))
    }
}

fn href(problem: &Problem) -> String {
    format!("/problem/{}", problem.id)
}

fn link(problem: &Problem) -> Cell {
    Cell::Link(NavItem::new(format!("{}. {}", problem.number, problem.title), href(problem)))
}

fn reason(problem: &Problem) -> String {
    let (Priority::Prioritised { reason } | Priority::Deprioritised { reason }) = &problem.priority;
    reason.clone()
}
