//! The appendix to an application for a grant (2023:442, section 7): the picture, the problems with their causes, the plan, and the goals as
//! they can be followed up.
//!
//! Producing picture and plan is not granted; they are attached, and this says which ones they are.

use super::content::{execution, owner, part, planned, promises, section, table, text, texts};
use super::{Block, ReportInput};
use crate::promise::PublicPromise;
use crate::wording;
use lofte_model::plan::{CauseRef, Measure};
use lofte_model::problem::{Priority, Problem};
use lofte_words::{SV, capital};

pub(super) fn blocks(input: &ReportInput<'_>) -> Vec<Block> {
    let mut blocks = vec![text(SV.say("report-grant-lead")), section("report-section-picture")];
    blocks.push(text(match input.edition {
        Some((number, on)) => {
            SV.tell("report-grant-picture", &[("number", number.to_string()), ("on", SV.date(on))])
        }
        None => SV.say("report-grant-no-picture"),
    }));
    blocks.push(section("report-section-problems"));
    let worked_on: Vec<&Problem> = input.problems.iter().filter(|problem| problem.is_prioritised()).collect();
    if worked_on.is_empty() {
        blocks.push(text(SV.say("report-no-problems")));
    }
    for problem in worked_on {
        blocks.extend(of_problem(problem));
    }
    blocks.push(section("report-section-plan"));
    let row = |measure: &&Measure| {
        vec![
            causes(input, measure),
            format!("{}. {}", measure.number, measure.title),
            measure.operative_goal.clone(),
            SV.date(measure.deadline),
            owner(input, measure),
            execution(measure),
        ]
    };
    let columns = [
        "cli-col-cause",
        "cli-col-measure",
        "report-col-goal",
        "cli-col-deadline",
        "cli-col-owner",
        "cli-col-execution",
    ];
    let rows = planned(input).iter().map(row).collect();
    blocks.push(table("report-table-plan", &columns, rows, "report-no-measures"));
    blocks.push(section("report-section-goals"));
    let told = promises(input);
    if told.is_empty() {
        blocks.push(text(SV.say("report-no-promises")));
    }
    for promise in told {
        blocks.extend(goals(input, promise));
    }
    blocks.push(text(SV.say("report-grant-public")));
    blocks
}

fn of_problem(problem: &Problem) -> Vec<Block> {
    let gaps = [("number", problem.number.to_string()), ("title", problem.title.clone())];
    let mut blocks = vec![part(SV.tell("thread-thing-problem", &gaps))];
    blocks.extend(texts(&problem.description));
    let (Priority::Prioritised { reason } | Priority::Deprioritised { reason }) = &problem.priority;
    blocks.push(text(SV.tell("report-why-chosen", &[("reason", reason.clone())])));
    let row = |cause: &lofte_model::problem::Cause| {
        vec![
            cause.number.to_string(),
            cause.statement.clone(),
            capital(&SV.word("support", &cause.support)),
            cause.evidence_for.clone(),
        ]
    };
    let columns = ["cli-col-number", "cli-col-cause", "cli-col-support", "report-col-evidence"];
    let rows = problem.causes.iter().map(row).collect();
    blocks.push(table("report-table-causes", &columns, rows, "report-no-causes"));
    blocks
}

/// The causes that a measure is meant to remove, in words where they are known.
fn causes(input: &ReportInput<'_>, measure: &Measure) -> String {
    let told = |reference: &CauseRef| {
        let problem = input.problems.iter().find(|problem| problem.id == reference.problem)?;
        let cause = problem.causes.iter().find(|cause| cause.number == reference.cause)?;
        Some(format!("{}-{} {}", problem.number, cause.number, cause.statement))
    };
    measure.causes.iter().filter_map(told).collect::<Vec<_>>().join("; ")
}

/// What a promise wants to reach, as it can be followed up.
fn goals(input: &ReportInput<'_>, promise: &PublicPromise) -> Vec<Block> {
    let frozen = &promise.frozen;
    let gaps = [("number", frozen.number.to_string()), ("title", frozen.title.clone())];
    let mut blocks = vec![part(SV.tell("thread-thing-promise", &gaps))];
    let Some(shown) = input.published else { return blocks };
    let amounts = promise.commitments.iter().map(|public| {
        let commitment = &public.commitment;
        format!("{}. {}. {}.", commitment.number, commitment.text, wording::amount(shown, commitment))
    });
    let amounts: Vec<String> = amounts.collect();
    if !amounts.is_empty() {
        blocks.push(Block::List { items: amounts });
    }
    blocks.extend(wording::rule(SV, shown, promise).map(text));
    blocks.extend(wording::goals(SV, shown, promise).into_iter().map(|goal| text(goal.rule)));
    let months = [("from", SV.date(frozen.period.from())), ("to", SV.date(frozen.period.to()))];
    blocks.push(text(SV.tell("report-runs", &months)));
    blocks
}
