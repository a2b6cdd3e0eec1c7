//! What a thing said before it was changed: when, by whom, why, and the texts that are no longer there.

use super::SignedIn;
use super::meanwhile::Logins;
use super::promise::names::Names;
use crate::face::part::Event;
use lofte_app::error::AppError;
use lofte_app::history;
use lofte_app::house::House;
use lofte_model::access::Action;
use lofte_model::amendment::Former;
use lofte_model::mask::written;
use lofte_store::Noun;
use lofte_words::SV;
use serde::Serialize;
use serde_json::Value;

/// The changes of a thing, the newest first, for those who may change it. `now` is what it says now.
pub(super) async fn told(
    signed_in: &SignedIn,
    house: &House,
    (action, noun): (Action, Noun),
    id: &impl ToString,
    now: &impl Serialize,
) -> Result<Vec<Event>, AppError> {
    let actor = &signed_in.actor;
    if !actor.may(action) {
        return Ok(Vec::new());
    }
    let former = history::former(actor, house, action, noun, &id.to_string()).await?;
    let logins = Logins::gather(actor, house).await?;
    let names = Names::gather(actor, house).await?;
    let now = serde_json::to_value(now).unwrap_or_default();
    let next = former.iter().skip(1).map(|former| &former.was).chain([&now]);
    let mut events: Vec<Event> =
        former.iter().zip(next).map(|(former, next)| event(former, next, (&logins, &names))).collect();
    events.reverse();
    Ok(events)
}

fn event(former: &Former<Value>, next: &Value, (logins, names): (&Logins, &Names)) -> Event {
    let stands = texts(next, names);
    let gone: Vec<String> =
        texts(&former.was, names).into_iter().filter(|text| !stands.contains(text)).collect();
    Event {
        when: SV.moment(former.at),
        title: format!("{} ändrade: {}", logins.name(former.by), former.reason),
        text: if gone.is_empty() { String::new() } else { format!("Förut stod: {}", gone.join(" · ")) },
        expected: false,
    }
}

/// What people wrote, and the organisations that were named, by their names.
fn texts(value: &Value, names: &Names) -> Vec<String> {
    let mut texts = Vec::new();
    written(value, &mut |text| {
        texts.push(text.parse().map_or_else(|_| text.to_owned(), |party| names.party(party)));
    });
    texts
}
