//! The checks of the installation, one line each: how it came out, what is wrong, and what to do.

use super::{SV, crumbs, status};
use crate::app::doctor::{Line, Report, State as Condition, report};
use crate::face::part::{Cell, Column, Status, Table};
use crate::face::{Frame, NavItem, number};
use crate::house::House;
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::State;

#[derive(Template)]
#[template(path = "operation_doctor.html")]
pub(super) struct DoctorPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    answer: String,
    status: Status,
    table: Table,
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
        table: table(&report),
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

fn table(report: &Report) -> Table {
    // What has to be done stands first; otherwise in the order that it was looked for.
    let mut lines: Vec<&Line> = report.lines.iter().collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.state));
    let row = |line: &&Line| {
        let messages: Vec<String> = line.messages.iter().map(|message| SV.message(message)).collect();
        vec![
            Cell::text(SV.known("doctor-check", &line.check.replace(' ', "-"))),
            Cell::Status(status(line.state)),
            Cell::text(messages.join(" ")),
        ]
    };
    Table {
        caption: "Det som kontrollerades".into(),
        columns: ["Vad", "Läge", "Besked"].map(Column::words).to_vec(),
        rows: lines.iter().map(row).collect(),
    }
}
