//! The checks of the installation, one line each: how it came out, what is wrong, and what to do.

use super::{crumbs, status};
use crate::face::part::Status;
use crate::face::{Frame, NavItem};
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::State;
use lofte_app::doctor::report;
use lofte_app::house::House;
use lofte_app::report::{Line, Report, State as Condition};
use lofte_words::SV;
use lofte_words::{capital, number};

#[derive(Template)]
#[template(path = "operation_doctor.html")]
pub(super) struct DoctorPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    answer: String,
    status: Status,
    checks: Vec<Checked>,
}

/// A line of the report, as the page shows it.
struct Checked {
    what: String,
    status: Status,
    told: Vec<String>,
}

/// Gå igenom hela installationen.
pub(super) async fn show(
    signed_in: SignedIn,
    State(house): State<House>,
) -> Result<Page<DoctorPage>, WebError> {
    let report = report(&signed_in.actor, &house).await?;
    Ok(Page(DoctorPage {
        frame: signed_in.frame(),
        crumbs: crumbs("Kontroll"),
        answer: answer(&report),
        status: status(report.worst()),
        checks: checks(&report),
    }))
}

fn answer(report: &Report) -> String {
    let (faults, warnings) = (report.count(Condition::Error), report.count(Condition::Warn));
    let warned = match warnings {
        0 => String::new(),
        1 => " En sak bör någon titta på.".to_owned(),
        more => format!(" {} saker bör någon titta på.", number::count(more as u64)),
    };
    match faults {
        0 if warnings == 0 => "Ja, allt är som det ska.".to_owned(),
        0 => format!("Ja, inget är fel.{warned}"),
        1 => format!("Nej, ett fel finns. Gör det som står på dess rad.{warned}"),
        more => {
            format!("Nej, {} fel finns. Gör det som står på deras rader.{warned}", number::count(more as u64))
        }
    }
}

fn checks(report: &Report) -> Vec<Checked> {
    // What has to be done stands first; otherwise in the order that it was looked for.
    let mut lines: Vec<&Line> = report.lines.iter().collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.state));
    let checked = |line: &&Line| Checked {
        what: capital(&SV.say(&line.check.text())),
        status: status(line.state),
        told: line.messages.iter().map(|message| SV.message(message)).collect(),
    };
    lines.iter().map(checked).collect()
}
