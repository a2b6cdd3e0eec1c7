//! Who may make a house in the browser: whoever can read what the program printed where it was started.
//!
//! Nobody has an account yet. A code of a hundred bits opens the door once; whoever opened it is known by a token from then
//! on, and the code opens nothing any more. Both are kept as hashes and compared whole, so that the time taken tells
//! nothing; tries are slowed like those of passwords. A new start of the program makes a new code.

use crate::error::AppError;
use crate::recovery::{plain, recovery_code};
use crate::secret::{random_token, token_hash};
use crate::throttle::{Throttle, Try, Wait};
use jiff::Timestamp;
use lofte_model::fingerprint::Fingerprint;
use lofte_words::Message;
use std::sync::{Mutex, PoisonError};

/// The door of a house that is not there yet.
pub struct Door {
    state: Mutex<State>,
    throttle: Throttle,
}

struct State {
    code: Option<Fingerprint>,
    token: Option<Fingerprint>,
}

impl Door {
    /// A closed door, and the code that opens it.
    pub fn closed() -> (Self, String) {
        let code = recovery_code();
        let state = State { code: Some(token_hash(&plain(&code))), token: None };
        (Self { state: Mutex::new(state), throttle: Throttle::default() }, code)
    }

    /// Opens it with the code, and gives the token of whoever did.
    pub fn open(&self, code: &str, now: Timestamp) -> Result<String, AppError> {
        let who = Try { login: String::new(), block: None, known_browser: None };
        self.throttle.reserve(&who, now).map_err(|Wait(seconds)| AppError::Throttled { seconds })?;
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let tried = token_hash(&plain(code));
        if !state.code.as_ref().is_some_and(|code| same(code, &tried)) {
            let key = if state.code.is_none() { "setup-code-used" } else { "setup-code-wrong" };
            return Err(AppError::refused(Message::plain(key)));
        }
        let token = random_token();
        *state = State { code: None, token: Some(token_hash(&token)) };
        Ok(token)
    }

    /// Whether a token is that of whoever opened the door.
    pub fn is_open_to(&self, token: &str) -> bool {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.token.as_ref().is_some_and(|known| same(known, &token_hash(token)))
    }
}

/// Compares every byte, whatever the first ones say.
fn same(one: &Fingerprint, other: &Fingerprint) -> bool {
    let (one, other) = (one.as_str().as_bytes(), other.as_str().as_bytes());
    one.len() == other.len()
        && one.iter().zip(other).fold(0, |differs, (one, other)| differs | (one ^ other)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_opens_once_and_its_token_from_then_on() {
        let (door, code) = Door::closed();
        let now = Timestamp::UNIX_EPOCH;
        assert!(door.open("aaaaa-aaaaa-aaaaa-aaaaa", now).is_err() && !door.is_open_to(""));
        let token = door.open(&format!(" {} ", code.to_uppercase().replace('-', " ")), now).unwrap();
        assert!(door.is_open_to(&token) && !door.is_open_to(&code) && !door.is_open_to(""));
        let used = door.open(&code, now).unwrap_err();
        assert!(matches!(used, AppError::Refused(messages) if messages[0].key == "setup-code-used"));
        assert!(door.is_open_to(&token), "whoever tries again shuts nobody out");
    }

    #[test]
    fn guesses_have_to_wait() {
        let (door, code) = Door::closed();
        let guess = || door.open("aaaaa-aaaaa-aaaaa-aaaaa", Timestamp::UNIX_EPOCH).unwrap_err();
        let waits = (0..100).find(|_| matches!(guess(), AppError::Throttled { .. }));
        assert!(waits.is_some());
        assert!(matches!(door.open(&code, Timestamp::UNIX_EPOCH), Err(AppError::Throttled { .. })));
    }
}
