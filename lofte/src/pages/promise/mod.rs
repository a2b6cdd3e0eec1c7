//! Promises: the list with states and verdicts, and the words and names that the pages around promises share.
//!
//! One promise, its form and its signing are files of their own. What a promise lacks, what it may become and what
//! was frozen is decided by the model; the pages show it.

pub(super) mod around;
mod commitment;
pub(super) mod errors;
mod form;
mod goal;
mod goal_form;
mod goal_read;
mod goal_view;
mod joint;
pub(super) mod names;
mod next;
mod old;
mod old_file;
mod posted;
mod scan;
mod show;
mod sign;
pub(super) mod signatures;

use super::{Page, SignedIn, WebError};
use crate::face::part::{Cell, Choice, Column, Status, Table, Tone};
use crate::face::{Frame, NavItem};
use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::routing::{get, post};
pub(super) use goal_read::read_figure;
use lofte_app::house::House;
use lofte_app::{followup, promise, publication};
use lofte_model::access::{Action, Actor};
use lofte_model::attachment::LARGEST_SCAN;
use lofte_model::followup::{Fulfilment, Verdict};
use lofte_model::id::PromiseId;
use lofte_model::promise::{CitizenPromise, LARGEST_JOINT, PromiseState};
use lofte_words::verdict::Effect;
use lofte_words::{SV, capital, verdict};
use names::{Names, choices};
pub(super) use posted::Posted;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Template)]
#[template(path = "promises.html")]
struct PromisesPage {
    frame: Frame,
    answer: String,
    table: Option<Table>,
    waiting: Vec<NavItem>,
    may_write: bool,
}

/// Routes of this file and its parts.
pub fn routes() -> Router<House> {
    let scans = DefaultBodyLimit::max(LARGEST_SCAN + (1 << 16));
    let small = DefaultBodyLimit::max(LARGEST_JOINT + (1 << 16));
    let large = DefaultBodyLimit::max(old_file::LARGEST + (1 << 16));
    Router::new()
        .route("/loften/gemensamt", get(joint::form).post(joint::receive).layer(small))
        .route("/loften/{id}/gemensamt.json", get(joint::export))
        .route("/loften", get(list))
        .route("/loften/nytt", get(form::blank).post(form::create))
        .route("/loften/aldre", get(old::blank).post(old::create))
        .route("/loften/aldre/fil", get(old_file::form).post(old_file::receive).layer(large))
        .route("/loften/aldre/fil/spara", post(old_file::save))
        .route("/loften/{id}", get(show::show))
        .route("/loften/{id}/andra", get(form::filled).post(form::edit))
        .route("/loften/{id}/underteckna", get(sign::ask).post(sign::sign))
        .route("/loften/{id}/papper", get(sign::ask_paper).post(sign::note))
        .route("/loften/{id}/ta-tillbaka", post(signatures::take_back))
        .route("/loften/{id}/skanningar", get(scan::show).post(scan::receive).layer(scans))
        .route("/loften/{id}/skanningar/{digest}", get(scan::fetch))
        .route("/loften/{id}/skanningar/{digest}/radera", post(scan::erase))
        .route("/loften/{id}/nasta", get(next::form).post(next::begin))
        .route("/loften/{id}/mal", get(goal_form::choose))
        .route("/loften/{id}/mal/{kind}", get(goal_form::blank).post(goal_form::add))
        .route("/loften/{id}/ta-bort-mal", post(goal_form::remove))
}

/// Visa alla löften med läge och utfall.
async fn list(signed_in: SignedIn, State(house): State<House>) -> Result<Page<PromisesPage>, WebError> {
    let actor = &signed_in.actor;
    let promises = promise::list(actor, &house).await?;
    let verdicts = followup::recorded(actor, &house).await?;
    let deeds_of = followup::fulfilments(actor, &house).await?;
    let public = publication::promises(actor, &house).await?;
    let names = Names::gather(actor, &house).await?;
    Ok(Page(PromisesPage {
        frame: signed_in.frame(),
        answer: answer(&promises, &verdicts),
        table: table(&promises, &verdicts, &deeds_of, &public, &names),
        waiting: waiting(actor, &promises),
        may_write: actor.may(Action::DraftPromise),
    }))
}

fn answer(promises: &[CitizenPromise], verdicts: &[Verdict]) -> String {
    let count = |state: &str| promises.iter().filter(|promise| promise.state.word() == state).count();
    let (published, drafts) = (count("published"), count("draft") + count("proposed"));
    if published + drafts == 0 {
        return "Inget löfte är skrivet än. Ett löfte svarar på ett problem i lägesbilden.".to_owned();
    }
    let judged = promises
        .iter()
        .filter(|promise| matches!(promise.state, PromiseState::Published { .. }))
        .filter(|promise| verdicts.iter().any(|verdict| verdict.promise == promise.id))
        .count();
    let mut parts = vec![match published {
        0 => "Inget löfte är undertecknat av alla sidor än".to_owned(),
        1 => "Ett löfte är undertecknat av alla sidor".to_owned(),
        many => format!("{many} löften är undertecknade av alla sidor"),
    }];
    if published > 0 {
        parts.push(match judged {
            0 => "inget av dem har ett inskrivet utfall".to_owned(),
            all if all == published => "alla har ett utfall".to_owned(),
            some => format!("{some} har ett utfall"),
        });
    }
    if drafts > 0 {
        parts.push(format!("{drafts} skrivs eller väntar på underskrift"));
    }
    format!("{}.", SV.list(&parts))
}

/// What has become of the undertakings, by promise.
pub(super) type Deeds = BTreeMap<PromiseId, Vec<Fulfilment>>;

fn table(
    promises: &[CitizenPromise],
    verdicts: &[Verdict],
    deeds_of: &Deeds,
    public: &BTreeSet<PromiseId>,
    names: &Names,
) -> Option<Table> {
    let row = |promise: &CitizenPromise| {
        let title = format!("{}. {}", promise.number, promise.title);
        vec![
            Cell::Link(NavItem::new(title, href(promise))),
            Cell::text(SV.period(promise.period)),
            Cell::text(names.areas(&promise.areas)),
            Cell::Status(state(promise, public)),
            deeds(promise, deeds_of),
            effect(promise, verdicts),
            follow_up(promise),
        ]
    };
    let columns = ["Löfte", "Gäller", "Var", "Läge", "Gjort?", "Effekt?", "Uppföljning"].map(Column::words);
    (!promises.is_empty()).then(|| Table {
        caption: "Löften, nyast först".into(),
        columns: columns.into(),
        rows: promises.iter().rev().map(row).collect(),
    })
}

/// What became of the undertakings by now, as a cell.
pub(super) fn deeds(promise: &CitizenPromise, deeds: &Deeds) -> Cell {
    let status = deeds.get(&promise.id).and_then(|deeds| verdict::deeds_status(SV, deeds));
    match (&promise.state, status) {
        (PromiseState::Published { .. }, Some(status)) => Cell::Status(status),
        (PromiseState::Published { .. } | PromiseState::Historical { .. }, _) => {
            Cell::Withheld("Inga numrerade åtaganden".into())
        }
        _ => Cell::Withheld("Efter underskrift".into()),
    }
}

/// The effect of a promise, as a cell.
pub(super) fn effect(promise: &CitizenPromise, verdicts: &[Verdict]) -> Cell {
    let recorded = verdicts.iter().find(|verdict| verdict.promise == promise.id);
    let effect = effect_of(promise, recorded);
    match (recorded, effect) {
        (None, Effect::Waiting { .. }) => Cell::Withheld("Inget utfall än".into()),
        _ => Cell::Status(verdict::effect_status(SV, effect)),
    }
}

/// How it stands with the effect of a promise, by the verdict that is recorded.
pub(super) fn effect_of<'a>(promise: &CitizenPromise, recorded: Option<&'a Verdict>) -> Effect<'a> {
    let historical = matches!(promise.state, PromiseState::Historical { .. });
    Effect::of(promise.decided_in(), recorded.map(|verdict| &verdict.answer), historical)
}

fn follow_up(promise: &CitizenPromise) -> Cell {
    match promise.state {
        PromiseState::Published { .. } | PromiseState::Historical { .. } => {
            Cell::Link(NavItem::new("Uppföljning", format!("/uppfoljning/{}", promise.id)))
        }
        _ => Cell::Withheld("Efter underskrift".into()),
    }
}

/// Promises that wait for the reader's own signature.
fn waiting(actor: &Actor, promises: &[CitizenPromise]) -> Vec<NavItem> {
    let link = |promise: &CitizenPromise| {
        let text = format!("Löfte {} väntar på din sidas underskrift", promise.number);
        NavItem::new(text, format!("{}/underteckna", href(promise)))
    };
    promises.iter().filter(|promise| promise.waits_for(actor)).map(link).collect()
}

/// The address of a promise.
pub(super) fn href(promise: &CitizenPromise) -> String {
    format!("/loften/{}", promise.id)
}

/// The state as a label; `public` are the promises that the newest publication holds.
fn state(promise: &CitizenPromise, public: &BTreeSet<PromiseId>) -> Status {
    let is_public = public.contains(&promise.id);
    let tone = match promise.state {
        PromiseState::Draft | PromiseState::Historical { .. } => Tone::Idle,
        PromiseState::Published { .. } if is_public => Tone::Good,
        PromiseState::Proposed { .. } | PromiseState::Published { .. } => Tone::Active,
    };
    Status::new(tone, capital(&lofte_words::promise::state(SV, &promise.state, is_public)))
}

/// The values of a fieldless enum as choices; `chosen` is the word of the chosen one.
pub(super) fn word_choices<T: Serialize>(family: &str, values: &[T], chosen: &str) -> Vec<Choice> {
    let words = values.iter().filter_map(|value| match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Some((word, capital(&SV.word(family, value)))),
        _ => None,
    });
    choices(words, &[chosen.to_owned()])
}

/// The value of a fieldless enum that a form sent.
pub(super) fn read_word<T: DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}

/// The word that a form sends for a value of a fieldless enum.
pub(super) fn write_word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lofte_model::promise::Pace;

    #[test]
    fn what_a_form_sends_reads_back() {
        for pace in Pace::ALL {
            assert_eq!(read_word::<Pace>(&write_word(&pace)), Some(pace));
        }
        assert_eq!(read_word::<Pace>("sometimes"), None);
    }
}
