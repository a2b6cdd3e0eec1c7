//! Who did what, by login; and what a form says when somebody else saved first.
//!
//! Nothing that was written is thrown away: the form comes back as it was sent, with what stands now beside each field
//! that differs. Saving again is then a choice.

use super::SignedIn;
use jiff::Timestamp;
use lofte_app::error::AppError;
use lofte_app::history;
use lofte_app::house::House;
use lofte_model::access::Actor;
use lofte_model::id::UserId;
use lofte_store::Noun;
use lofte_words::SV;
use lofte_words::{Language, Message};
use std::collections::BTreeMap;

/// The logins of the house, for pages that say who did something.
pub(super) struct Logins(BTreeMap<UserId, String>);

impl Logins {
    /// Of every account, open or closed.
    pub(super) async fn gather(actor: &Actor, house: &House) -> Result<Self, AppError> {
        Ok(Self(history::logins(actor, house).await?))
    }

    /// The login; erased accounts have none.
    pub(super) fn name(&self, user: UserId) -> &str {
        self.0.get(&user).map_or("ett raderat konto", String::as_str)
    }
}

/// Who changed a thing last.
pub(super) struct Meanwhile {
    who: String,
    at: Option<Timestamp>,
}

impl Meanwhile {
    pub(super) async fn of(
        signed_in: &SignedIn,
        house: &House,
        noun: Noun,
        id: impl ToString,
    ) -> Result<Self, AppError> {
        let last = history::last_change(&signed_in.actor, house, noun, &id.to_string()).await?;
        let logins = Logins::gather(&signed_in.actor, house).await?;
        let who = last.as_ref().and_then(|last| last.user).map_or("någon annan", |user| logins.name(user));
        Ok(Self { who: who.to_owned(), at: last.map(|last| last.at) })
    }

    /// What the form says first.
    pub(super) fn message(&self) -> Message {
        let when = self.at.map(|at| SV.moment(at)).unwrap_or_default();
        Message::with("form-changed-meanwhile", "who", &self.who).and("when", when)
    }

    /// The same as a sentence.
    pub(super) fn sentence(&self) -> String {
        self.message().tell(Language::Swedish)
    }
}

/// What stands now in a field that differs.
pub(super) fn now_says_message(text: &str) -> Message {
    if text.trim().is_empty() {
        Message::plain("form-now-empty")
    } else {
        Message::with("form-now-says", "text", text.trim())
    }
}

/// The same as a sentence.
pub(super) fn now_says(text: &str) -> String {
    now_says_message(text).tell(Language::Swedish)
}
