//! What is kept of forms while the program runs: a text whose sender had been signed out, and which forms were taken.
//!
//! Nothing here is written anywhere: neither to the casework nor to a file or a log, and it is gone when the program
//! ends. A text is kept for the account that sent it and shown to no other, for an hour at most. Passwords never come
//! here: forms about signing in and accounts are left out by whoever calls. Several programs that serve one house each
//! remember their own.

use jiff::{SignedDuration, Timestamp};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::id::UserId;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// How long a text waits for its writer.
const TEXT_WAITS: SignedDuration = SignedDuration::from_hours(1);
/// How long a session is remembered after it was last used here.
const SESSION_REMEMBERED: SignedDuration = SignedDuration::from_hours(24);
/// How long a form that was taken is known.
const FORM_KNOWN: SignedDuration = SignedDuration::from_hours(1);
/// The largest form that is kept.
pub const LARGEST: usize = 256 * 1024;
/// How many texts, sessions and forms are remembered at most; the oldest go first.
const MOST: usize = 200;

/// A form that was sent by somebody who had been signed out meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Where it was sent.
    pub path: String,
    /// The fields as they were sent.
    pub fields: Vec<(String, String)>,
    at: Timestamp,
}

/// What became of a form: nothing yet, or where its answer leads.
type Answer = watch::Receiver<Option<String>>;

/// What is remembered. One for each house that is open.
#[derive(Debug, Default)]
pub struct Kept {
    texts: Mutex<HashMap<UserId, Text>>,
    sessions: Mutex<HashMap<Fingerprint, (UserId, Timestamp)>>,
    forms: Mutex<HashMap<(UserId, String), (Answer, Timestamp)>>,
}

/// A form that is being taken, or one that was taken before.
pub enum Taken {
    /// It comes for the first time: say what became of it.
    First(watch::Sender<Option<String>>),
    /// It came before: its answer comes, or has come.
    Before(Answer),
}

impl Kept {
    /// That a session is somebody's, for when it has ended.
    pub fn remember(&self, session: &str, user: UserId, now: Timestamp) {
        let mut sessions = lock(&self.sessions);
        sessions.insert(Fingerprint::of_bytes(session.as_bytes()), (user, now));
        trim(&mut sessions, |(_, at)| *at, now, SESSION_REMEMBERED);
    }

    /// Whose session it is or was.
    pub fn user_of(&self, session: &str, now: Timestamp) -> Option<UserId> {
        let sessions = lock(&self.sessions);
        let known = sessions.get(&Fingerprint::of_bytes(session.as_bytes()));
        known.filter(|(_, at)| is_fresh(*at, now, SESSION_REMEMBERED)).map(|(user, _)| *user)
    }

    /// Keeps a text for its writer. A later one takes the place of an earlier.
    pub fn keep(&self, user: UserId, path: String, fields: Vec<(String, String)>, now: Timestamp) {
        let mut texts = lock(&self.texts);
        texts.insert(user, Text { path, fields, at: now });
        trim(&mut texts, |text| text.at, now, TEXT_WAITS);
    }

    /// The text that waits for somebody.
    pub fn text(&self, user: UserId, now: Timestamp) -> Option<Text> {
        lock(&self.texts).get(&user).filter(|text| is_fresh(text.at, now, TEXT_WAITS)).cloned()
    }

    /// The text has been sent again, or is not wanted.
    pub fn forget(&self, user: UserId) {
        lock(&self.texts).remove(&user);
    }

    /// Takes a form with its number, unless it has been taken.
    pub fn take(&self, user: UserId, number: &str, now: Timestamp) -> Taken {
        let mut forms = lock(&self.forms);
        let key = (user, number.to_owned());
        if let Some((answer, _)) = forms.get(&key) {
            return Taken::Before(answer.clone());
        }
        let (sender, answer) = watch::channel(None);
        forms.insert(key, (answer, now));
        trim(&mut forms, |(_, at)| *at, now, FORM_KNOWN);
        Taken::First(sender)
    }

    /// The form was refused, so it may come again.
    pub fn give_back(&self, user: UserId, number: &str) {
        lock(&self.forms).remove(&(user, number.to_owned()));
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    // What is remembered is whole between any two statements.
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

fn is_fresh(at: Timestamp, now: Timestamp, lasts: SignedDuration) -> bool {
    now.duration_since(at) < lasts
}

/// Lets go of what is old, and of the oldest where there is too much.
fn trim<K: Clone + Eq + std::hash::Hash, V>(
    of: &mut HashMap<K, V>,
    at: impl Fn(&V) -> Timestamp,
    now: Timestamp,
    lasts: SignedDuration,
) {
    of.retain(|_, value| is_fresh(at(value), now, lasts));
    while of.len() > MOST {
        let oldest = of.iter().min_by_key(|(_, value)| at(value)).map(|(key, _)| key.clone());
        if let Some(oldest) = oldest {
            of.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn later(minutes: i64) -> Timestamp {
        NOW + SignedDuration::from_mins(minutes)
    }

    #[test]
    fn a_text_waits_for_its_writer_alone_and_not_for_ever() {
        let (kept, anna, bo) = (Kept::default(), UserId::named("anna"), UserId::named("bo"));
        kept.remember("session", anna, NOW);
        assert_eq!(kept.user_of("session", later(60)), Some(anna));
        assert_eq!(kept.user_of("another", later(60)), None);
        kept.keep(anna, "/problem/nytt".into(), vec![("title".into(), "Mörkt".into())], NOW);
        assert_eq!(kept.text(anna, later(59)).unwrap().fields[0].1, "Mörkt");
        assert_eq!(kept.text(bo, later(1)), None);
        assert_eq!(kept.text(anna, later(60)), None);
        kept.forget(anna);
        assert_eq!(kept.text(anna, NOW), None);
    }

    #[test]
    fn no_more_is_remembered_than_there_is_room_for() {
        let kept = Kept::default();
        for number in 0..1000 {
            let user = UserId::named(&number.to_string());
            kept.keep(user, String::new(), Vec::new(), later(number) - SignedDuration::from_mins(number));
            kept.remember(&number.to_string(), user, NOW);
            let _ = kept.take(user, "form", NOW);
        }
        assert!(lock(&kept.texts).len() <= MOST && lock(&kept.sessions).len() <= MOST);
        assert!(lock(&kept.forms).len() <= MOST);
    }

    #[test]
    fn a_form_is_taken_once_unless_it_was_refused() {
        let (kept, anna) = (Kept::default(), UserId::named("anna"));
        let Taken::First(sender) = kept.take(anna, "1", NOW) else { panic!("new") };
        let Taken::Before(answer) = kept.take(anna, "1", NOW) else { panic!("taken") };
        sender.send(Some("/problem/1".into())).unwrap();
        assert_eq!(answer.borrow().as_deref(), Some("/problem/1"));
        assert!(matches!(kept.take(UserId::named("bo"), "1", NOW), Taken::First(_)), "another's");
        kept.give_back(anna, "1");
        assert!(matches!(kept.take(anna, "1", NOW), Taken::First(_)));
    }
}
