//! Backups: taking one, and reading one back.

use super::{crumbs, size};
use crate::face::part::{Cell, Column, Status, Table, Tone};
use crate::face::{Frame, NavItem};
use crate::jobs::backup as jobs;
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Redirect;
use lofte_app::backup as backups;
use lofte_app::backup_folder::{Known, Trial};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_words::SV;

#[derive(Template)]
#[template(path = "operation_backup.html")]
pub(super) struct BackupPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    title: String,
    answer: String,
    status: Status,
    facts: Vec<(String, String)>,
    name: String,
}

/// Ta en säkerhetskopia.
pub(super) async fn take(signed_in: SignedIn, State(house): State<House>) -> Result<Redirect, WebError> {
    let job = jobs::order(&signed_in.actor, &house).await?;
    Ok(Redirect::to(&format!("/jobb/{job}")))
}

/// Visa en säkerhetskopia.
pub(super) async fn show(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Page<BackupPage>, WebError> {
    let known = backups::list(&signed_in.actor, &house).await?;
    let known = known.into_iter().find(|known| known.name == name);
    let known = known.ok_or_else(|| AppError::not_found("backup", &name))?;
    let taken = SV.moment(known.taken_at);
    let fact = |term: &str, text: String| (term.to_owned(), text);
    Ok(Page(BackupPage {
        frame: signed_in.frame(),
        crumbs: crumbs(&taken),
        title: format!("Säkerhetskopia {taken}"),
        answer: answer(known.trial),
        status: status(known.trial),
        facts: vec![
            fact("Fil", known.name.clone()),
            fact("Storlek", format!("{} MB", size(known.bytes))),
            fact("Mapp på servern", backups::folder(&house).display().to_string()),
        ],
        name: known.name,
    }))
}

/// Läs tillbaka en säkerhetskopia på prov.
pub(super) async fn check(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Redirect, WebError> {
    let job = jobs::order_check(&signed_in.actor, &house, &name).await?;
    Ok(Redirect::to(&format!("/jobb/{job}")))
}

fn answer(trial: Trial) -> String {
    match trial {
        Trial::None => {
            "Det vet ingen. Den är inte kontrollerad, eller så är innehållet ett annat än det som kontrollerades."
                .to_owned()
        }
        Trial::Sound(at) => format!("Ja. Den lästes tillbaka på prov {}.", SV.moment(at)),
        Trial::OfDamagedHouse(at) => format!(
            "Ja, men när den lästes tillbaka på prov {} hade det som säkerhetskopierades redan fel. Gör det som står \
             under Kontroll och ta en ny.",
            SV.moment(at)
        ),
        Trial::Damaged(at) => {
            format!("Nej. När den lästes tillbaka på prov {} var den skadad. Ta en ny.", SV.moment(at))
        }
    }
}

fn status(trial: Trial) -> Status {
    let tone = match trial {
        Trial::None => Tone::Unsure,
        Trial::Sound(_) => Tone::Good,
        Trial::Damaged(_) | Trial::OfDamagedHouse(_) => Tone::Bad,
    };
    Status::new(tone, SV.known("backup-state", trial.word()))
}

/// The backups that there are; nothing where there is none.
pub(super) fn table(known: &[Known]) -> Option<Table> {
    let row = |known: &Known| {
        let href = format!("/drift/kopior/{}", known.name);
        vec![
            Cell::Link(NavItem::new(SV.moment(known.taken_at), href)),
            Cell::Status(status(known.trial)),
            Cell::text(size(known.bytes)),
            Cell::text(&known.name),
        ]
    };
    (!known.is_empty()).then(|| Table {
        caption: "Säkerhetskopior, den senaste först".into(),
        columns: vec![
            Column::words("Tagen"),
            Column::words("Läge"),
            Column::numbers("MB"),
            Column::words("Fil"),
        ],
        rows: known.iter().map(row).collect(),
    })
}
