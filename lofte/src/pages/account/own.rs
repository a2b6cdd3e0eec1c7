//! One's own account: who one is here, and what one may do.

use super::SV;
use crate::app::agreement;
use crate::face::Frame;
use crate::face::number;
use crate::house::House;
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::State;
use lofte_model::access::{Action, Role};

#[derive(Template)]
#[template(path = "account_own.html")]
pub(super) struct OwnPage {
    frame: Frame,
    answer: String,
    facts: Vec<(String, String)>,
    allowed: Vec<String>,
    refused: Vec<(String, String)>,
    may_read_log: bool,
}

/// Visa det egna kontot.
pub(super) async fn show(signed_in: SignedIn, State(house): State<House>) -> Result<Page<OwnPage>, WebError> {
    let actor = &signed_in.actor;
    let parties = agreement::parties(actor, &house).await?;
    let party = parties.into_iter().find(|party| Some(party.id) == actor.party).map(|party| party.name);
    let role = SV.known("role", actor.role.word());
    let (allowed, refused): (Vec<Action>, Vec<Action>) =
        Action::ALL.into_iter().partition(|action| actor.may(*action));
    let fact = |term: &str, text: String| (term.to_owned(), text);
    Ok(Page(OwnPage {
        frame: signed_in.frame(),
        answer: format!("Du är inloggad som {} med rollen {role}.", actor.login),
        facts: vec![
            fact("Användarnamn", actor.login.clone()),
            fact("Roll", role),
            fact("Organisation", party.unwrap_or_else(|| number::MISSING.to_owned())),
            fact("Kommun", signed_in.municipality.name.clone()),
        ],
        allowed: allowed.iter().map(|action| SV.word("action", action)).collect(),
        refused: refused.iter().map(|action| (SV.word("action", action), who(*action))).collect(),
        may_read_log: actor.may(Action::ReadAudit),
    }))
}

/// The roles that may, in words.
fn who(action: Action) -> String {
    let roles: Vec<String> = action.roles().iter().map(|role: &Role| SV.known("role", role.word())).collect();
    roles.join(" och ")
}
