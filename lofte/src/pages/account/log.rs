//! The log: when, who, what, and to which thing. Never what it said.

use crate::face::part::{Cell, Column, Table};
use crate::face::{Frame, NavItem};
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::{Query, State};
use lofte_app::house::House;
use lofte_app::{access, account};
use lofte_model::access::{Action, Channel};
use lofte_model::id::DeliveryId;
use lofte_store::{Account, AuditEntry, AuditVerb, Noun, NumberedEntry};
use lofte_words::SV;
use lofte_words::number;
use serde::Deserialize;

/// How many entries a page shows.
const SHOWN: u32 = 100;

#[derive(Template)]
#[template(path = "audit.html")]
pub(super) struct LogPage {
    frame: Frame,
    answer: String,
    table: Table,
    older: Option<String>,
    newest: bool,
}

/// Where in the log to begin.
#[derive(Deserialize)]
pub(super) struct Place {
    fore: Option<String>,
}

/// Visa loggen.
pub(super) async fn show(
    signed_in: SignedIn,
    State(house): State<House>,
    Query(place): Query<Place>,
) -> Result<Page<LogPage>, WebError> {
    let before = place.fore.and_then(|number| number.parse().ok());
    let entries = access::audit_log(&signed_in.actor, &house, SHOWN, before).await?;
    let accounts = account::accounts(&signed_in.actor, &house).await?;
    let last = entries.last().map(|entry| entry.number).filter(|number| *number > 1);
    Ok(Page(LogPage {
        frame: signed_in.frame(),
        answer: answer(&entries, &accounts),
        table: Table {
            caption: "Händelser, den senaste först".into(),
            columns: vec![
                Column::numbers("Nr"),
                Column::words("När"),
                Column::words("Vem"),
                Column::words("Vad"),
                Column::words("Med vad"),
                Column::words("Hur"),
            ],
            rows: entries.iter().map(|entry| row(entry, &accounts)).collect(),
        },
        older: last.map(|number| format!("/logg?fore={number}")),
        newest: before.is_none(),
    }))
}

fn answer(entries: &[NumberedEntry], accounts: &[Account]) -> String {
    entries.first().map_or_else(
        || "Här finns inga fler händelser.".to_owned(),
        |NumberedEntry { entry, .. }| {
            let (who, what) = (who(entry, accounts), verb(entry.verb));
            format!("Det senaste på den här sidan: {who} {what}, {}.", SV.moment(entry.at))
        },
    )
}

fn row(NumberedEntry { number, entry }: &NumberedEntry, accounts: &[Account]) -> Vec<Cell> {
    vec![
        Cell::text(number.to_string()),
        Cell::text(SV.moment(entry.at)),
        Cell::text(who(entry, accounts)),
        Cell::text(often(verb(entry.verb), entry.times)),
        thing(entry, accounts),
        Cell::text(how(entry.channel.as_ref())),
    ]
}

fn who(entry: &AuditEntry, accounts: &[Account]) -> String {
    let Some(user) = entry.user else { return "programmet självt".to_owned() };
    let account = accounts.iter().find(|account| account.user == user);
    account.map_or_else(|| "ett raderat konto".to_owned(), |account| account.login.clone())
}

fn often(what: String, times: i64) -> String {
    if times == 1 { what } else { format!("{what}, {} gånger", number::count(times.unsigned_abs())) }
}

/// The way by which it came, with as much of where from as is kept.
pub(super) fn how(channel: Option<&Channel>) -> String {
    let Some(channel) = channel else { return number::MISSING.to_owned() };
    let way = SV.known("channel", channel.word());
    let details: Vec<&str> = match channel {
        Channel::Page { address, browser } => {
            [browser, address].into_iter().flatten().map(String::as_str).collect()
        }
        Channel::Command { system_user, .. } => vec![system_user],
        Channel::Program | Channel::Job => Vec::new(),
    };
    std::iter::once(way.as_str()).chain(details).collect::<Vec<_>>().join(", ")
}

fn verb(verb: AuditVerb) -> String {
    match verb {
        AuditVerb::Did(action) => SV.word("did", &action),
        other => SV.word("audit", &other),
    }
}

/// Things that are called by more than their noun and the end of their id.
fn by_its_own_name(noun: Noun, id: &str) -> Option<NavItem> {
    let numbered = id.parse::<u32>().is_ok();
    let known = SV.known("noun", noun.word());
    Some(match noun {
        Noun::Plan if numbered => {
            NavItem::new(format!("åtgärdsplanen, version {id}"), format!("/plan/version/{id}"))
        }
        Noun::Plan => NavItem::new("åtgärdsplanen", "/plan"),
        Noun::LoadedTable => NavItem::new(format!("{known} {id}"), crate::pages::loaded::href_of(id)),
        Noun::Mapping => NavItem::new(format!("{known} {id}"), format!("/leveranser/mappningar/{id}")),
        Noun::Coordination => NavItem::new(known, "/lagen/samordning"),
        Noun::Picture if numbered => NavItem::new(format!("utgåva {id}"), format!("/lagesbild/utgavor/{id}")),
        Noun::Picture => NavItem::new("lägesbildens utkast", "/lagesbild"),
        _ => return None,
    })
}

/// The thing, as a link where it has a page.
fn thing(entry: &AuditEntry, accounts: &[Account]) -> Cell {
    let noun = SV.known("noun", entry.noun.word());
    let id = &entry.id;
    // Ids made one after the other begin alike; their ends differ.
    let short = id.rsplit('-').next().unwrap_or(id);
    let named = format!("{noun} {short}");
    if let Some(link) = by_its_own_name(entry.noun, id) {
        return Cell::Link(link);
    }
    let href = match entry.noun {
        // A reading of rows names no delivery but what was read.
        Noun::Delivery if id.parse::<DeliveryId>().is_err() => return Cell::text(format!("{noun}: {id}")),
        Noun::Delivery => format!("/leveranser/{id}"),
        Noun::Problem => format!("/problem/{id}"),
        Noun::Promise => format!("/loften/{id}"),
        Noun::Measure => format!("/plan/{id}"),
        Noun::LibraryMeasure => format!("/plan/bibliotek/{id}"),
        Noun::Category => format!("/kategorier/{id}"),
        Noun::Term => format!("/plan/ord/{id}"),
        Noun::Rhythm => format!("/uppfoljning/{id}/avstamningar"),
        Noun::Agreement => format!("/overenskommelser/{id}"),
        Noun::Activity if id.len() == 36 => format!("/insatser/rad/{id}"),
        // A file of areas has their number.
        Noun::Area if id.parse::<u32>().is_err() => format!("/platser/{id}"),
        // Looking through a year names no decision.
        Noun::Link if entry.verb != AuditVerb::Did(Action::Import) => return Cell::text(named),
        Noun::Link => format!("/leveranser/dubbletter/beslut/{id}"),
        Noun::Job => format!("/jobb/{id}"),
        Noun::Account | Noun::Session => {
            let account = accounts.iter().find(|account| account.user.to_string() == *id);
            return Cell::text(account.map_or(named, |account| format!("{noun} {}", account.login)));
        }
        Noun::Action => return Cell::text(SV.thing(entry.noun.word(), id)),
        Noun::Activity
        | Noun::Municipality
        | Noun::Area
        | Noun::Party
        | Noun::Revision
        | Noun::Checkpoint
        | Noun::Verdict
        | Noun::VerdictSignature
        | Noun::Attachment
        | Noun::Feedback
        | Noun::Publication
        | Noun::Audit
        | Noun::Plan
        | Noun::LoadedTable
        | Noun::Mapping
        | Noun::Coordination
        | Noun::Picture
        | Noun::PublicSide
        | Noun::Protection
        | Noun::Mask
        | Noun::Backup => return Cell::text(named),
    };
    Cell::Link(NavItem::new(named, href))
}
