//! How fast passwords may be guessed: growing delays, two checks at a time, and nobody locked out by a stranger.
//!
//! A try is counted *before* the password is looked at, in one step, so that guesses sent at once are not free. After
//! some failures each further try has to wait, longer every time, but never longer than a minute, so that whoever
//! guesses at somebody's name cannot keep that somebody out. Delays are kept for a name from one block of addresses,
//! for a block, and for a name from everywhere; the last does not hold up a block that has not failed yet. A browser
//! that somebody has signed in with before has a count and a line of its own: strangers are not in its way.
//!
//! A check of a password takes memory and time on purpose, so only two run at once, one for known browsers and one for
//! everybody else, with a short line before each. All of it is in memory, of bounded size, and forgotten at a restart.
//! What goes into the log is gathered here and written in batches. Left out: several programs that serve one
//! municipality at once; each counts for itself.

use jiff::{SignedDuration, Timestamp};
use lofte_model::access::Channel;
use lofte_model::id::UserId;
use lofte_store::AuditVerb;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Counts kept at most; when there are more, those with the fewest failures are forgotten.
const MOST_COUNTS: usize = 20_000;
/// A count is forgotten when nothing failed for so long.
const FORGOTTEN_AFTER: SignedDuration = SignedDuration::from_hours(1);
/// Tries that may wait for their turn in one line.
const LONGEST_LINE: usize = 8;
/// Different things to be written into the log that are kept apart until they are.
const MOST_NOTES: usize = 200;
/// How long whoever finds the line full should wait.
pub const LINE_FULL_SECONDS: i64 = 2;

/// How delays grow: so many failures are free, then a second, and twice as much after every so many more.
struct Growth {
    free: u32,
    doubles_every: u32,
    at_most: i64,
}

const OF_NAME_FROM_BLOCK: Growth = Growth { free: 5, doubles_every: 1, at_most: 60 };
const OF_KNOWN_BROWSER: Growth = Growth { free: 5, doubles_every: 1, at_most: 60 };
const OF_BLOCK: Growth = Growth { free: 30, doubles_every: 10, at_most: 15 };
const OF_NAME: Growth = Growth { free: 20, doubles_every: 5, at_most: 30 };
/// A block with fewer failures than this is not held up by what others did to the name.
const FRESH: u32 = 3;

impl Growth {
    fn delay(&self, failures: u32) -> i64 {
        let Some(beyond) = failures.checked_sub(self.free) else { return 0 };
        1_i64
            .checked_shl(beyond / self.doubles_every)
            .filter(|wait| *wait > 0)
            .map_or(self.at_most, |wait| wait.min(self.at_most))
    }
}

/// Somebody who tries to sign in.
#[derive(Clone, Debug)]
pub struct Try {
    /// The login in its one form.
    pub login: String,
    /// Block of addresses, where it is known.
    pub block: Option<String>,
    /// What a browser holds that somebody has signed in to this account with before.
    pub known_browser: Option<String>,
}

/// The try has to wait so many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait(pub i64);

/// Too many wait for their turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineFull;

#[derive(Clone, Copy, Default)]
struct Count {
    failures: u32,
    last: Timestamp,
    next: Timestamp,
}

#[derive(Default)]
struct Counts {
    counts: HashMap<u64, Count>,
    notes: BTreeMap<NoteKey, i64>,
}

/// What a note is about: verb, whose account, channel word, address and browser.
type NoteKey = (AuditVerb, Option<UserId>, Option<String>, Option<String>);

/// Something for the log that happened so many times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What.
    pub verb: AuditVerb,
    /// To whose account; nobody's where the name is unknown.
    pub user: Option<UserId>,
    /// By which way.
    pub channel: Channel,
    /// How often.
    pub times: i64,
}

/// Counts of failures, and the two lines.
pub struct Throttle {
    hasher: RandomState,
    counts: Mutex<Counts>,
    known: Line,
    strangers: Line,
}

struct Line {
    places: Arc<Semaphore>,
    turn: Arc<Semaphore>,
}

/// A turn to check a password; the next begins when it is dropped.
pub struct Turn {
    _place: OwnedSemaphorePermit,
    _turn: OwnedSemaphorePermit,
}

impl Line {
    fn new() -> Self {
        Self { places: Arc::new(Semaphore::new(LONGEST_LINE + 1)), turn: Arc::new(Semaphore::new(1)) }
    }

    async fn turn(&self) -> Result<Turn, LineFull> {
        let place = self.places.clone().try_acquire_owned().map_err(|_| LineFull)?;
        let turn = self.turn.clone().acquire_owned().await.map_err(|_| LineFull)?;
        Ok(Turn { _place: place, _turn: turn })
    }
}

impl Default for Throttle {
    fn default() -> Self {
        Self {
            hasher: RandomState::new(),
            counts: Mutex::default(),
            known: Line::new(),
            strangers: Line::new(),
        }
    }
}

impl Throttle {
    /// Counts a try as failed before it is made, or says how long it has to wait; then nothing is counted.
    pub fn reserve(&self, who: &Try, now: Timestamp) -> Result<(), Wait> {
        let mut kept = self.lock();
        let counts = self.counted(who);
        let block = counts.iter().find(|(kind, _, _)| *kind == Kind::Block).map(|(_, key, _)| *key);
        let fresh = block.is_some_and(|key| kept.failures(key, now) < FRESH);
        let wait = counts
            .iter()
            .filter(|(kind, _, _)| !(fresh && *kind == Kind::Name))
            .map(|(_, key, _)| kept.wait(*key, now))
            .max()
            .unwrap_or(0);
        if wait > 0 {
            return Err(Wait(wait));
        }
        for (_, key, growth) in counts {
            kept.fail(key, growth, now);
        }
        kept.stay_small(now);
        Ok(())
    }

    /// Takes a reserved try back: it was not made, because there was no turn for it.
    pub fn release(&self, who: &Try) {
        let mut kept = self.lock();
        for (_, key, growth) in self.counted(who) {
            kept.unfail(key, growth);
        }
    }

    /// The try was right: the name is forgiven from where it came, and the try is not held against others.
    pub fn succeeded(&self, who: &Try) {
        let mut kept = self.lock();
        for (kind, key, growth) in self.counted(who) {
            match kind {
                Kind::NameFromBlock | Kind::Browser => {
                    kept.counts.remove(&key);
                }
                Kind::Block | Kind::Name => kept.unfail(key, growth),
            }
        }
    }

    /// Forgets what failed with a name: a coordinator has let it go again.
    pub fn forgive(&self, login: &str) {
        let key = self.key(Kind::Name, login, "");
        self.lock().counts.remove(&key);
    }

    /// Whether further tries with this name from there have to wait now.
    pub fn holds_up(&self, who: &Try, now: Timestamp) -> bool {
        let kept = self.lock();
        self.counted(who).iter().any(|(_, key, _)| kept.wait(*key, now) > 0)
    }

    /// Waits for a turn to check a password, unless too many wait already.
    pub async fn turn(&self, who: &Try) -> Result<Turn, LineFull> {
        let line = if who.known_browser.is_some() { &self.known } else { &self.strangers };
        line.turn().await
    }

    /// Keeps something for the log.
    pub fn note(&self, verb: AuditVerb, user: Option<UserId>, channel: &Channel) {
        let (address, browser) = match channel {
            Channel::Page { address, browser } => (address.clone(), browser.clone()),
            _ => (None, None),
        };
        let mut kept = self.lock();
        let key = (verb, user, address, browser);
        // Beyond the bound it is only kept how often it happened.
        let key = if kept.notes.contains_key(&key) || kept.notes.len() < MOST_NOTES {
            key
        } else {
            (verb, None, None, None)
        };
        *kept.notes.entry(key).or_default() += 1;
    }

    /// Hands over what is to be written into the log.
    pub fn take_notes(&self) -> Vec<Note> {
        let notes = std::mem::take(&mut self.lock().notes);
        let note = |((verb, user, address, browser), times)| {
            let channel = Channel::Page { address, browser };
            Note { verb, user, channel, times }
        };
        notes.into_iter().map(note).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        // Counts are whole after every statement, so a panic elsewhere has not spoilt them.
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The counts that a try is held against.
    fn counted(&self, who: &Try) -> Vec<(Kind, u64, &'static Growth)> {
        if let Some(browser) = &who.known_browser {
            return vec![(Kind::Browser, self.key(Kind::Browser, browser, ""), &OF_KNOWN_BROWSER)];
        }
        let block = who.block.as_deref();
        let mut counts = vec![
            (
                Kind::NameFromBlock,
                self.key(Kind::NameFromBlock, &who.login, block.unwrap_or_default()),
                &OF_NAME_FROM_BLOCK,
            ),
            (Kind::Name, self.key(Kind::Name, &who.login, ""), &OF_NAME),
        ];
        counts.extend(block.map(|block| (Kind::Block, self.key(Kind::Block, "", block), &OF_BLOCK)));
        counts
    }

    /// Keys are hashed with a secret of this process, so that nobody can aim at somebody else's.
    fn key(&self, kind: Kind, name: &str, block: &str) -> u64 {
        self.hasher.hash_one((kind, name, block))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    NameFromBlock,
    Block,
    Name,
    Browser,
}

impl Counts {
    fn live(&self, key: u64, now: Timestamp) -> Option<&Count> {
        self.counts.get(&key).filter(|count| now.duration_since(count.last) < FORGOTTEN_AFTER)
    }

    fn failures(&self, key: u64, now: Timestamp) -> u32 {
        self.live(key, now).map_or(0, |count| count.failures)
    }

    fn wait(&self, key: u64, now: Timestamp) -> i64 {
        let left = self.live(key, now).map_or(SignedDuration::ZERO, |count| count.next.duration_since(now));
        left.as_secs() + i64::from(left.subsec_nanos() > 0)
    }

    fn fail(&mut self, key: u64, growth: &Growth, now: Timestamp) {
        let failures = self.failures(key, now).saturating_add(1);
        let next = now.checked_add(SignedDuration::from_secs(growth.delay(failures))).unwrap_or(now);
        self.counts.insert(key, Count { failures, last: now, next });
    }

    fn unfail(&mut self, key: u64, growth: &Growth) {
        if let Some(count) = self.counts.get_mut(&key) {
            count.failures = count.failures.saturating_sub(1);
            let delay = SignedDuration::from_secs(growth.delay(count.failures));
            count.next = count.last.checked_add(delay).unwrap_or(count.last);
        }
    }

    /// Forgets what is old, and if that is not enough, the half with the fewest failures.
    fn stay_small(&mut self, now: Timestamp) {
        if self.counts.len() <= MOST_COUNTS {
            return;
        }
        self.counts.retain(|_, count| now.duration_since(count.last) < FORGOTTEN_AFTER);
        if self.counts.len() <= MOST_COUNTS {
            return;
        }
        let mut by_failures: Vec<(u32, Timestamp, u64)> =
            self.counts.iter().map(|(key, count)| (count.failures, count.last, *key)).collect();
        by_failures.sort_unstable();
        for (_, _, key) in &by_failures[..by_failures.len() / 2] {
            self.counts.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_760_000_000 + second).unwrap()
    }

    fn from(login: &str, block: &str) -> Try {
        Try { login: login.into(), block: Some(block.into()), known_browser: None }
    }

    /// How many of so many tries at one moment are let through.
    fn let_through(throttle: &Throttle, who: &Try, tries: u32, second: i64) -> usize {
        (0..tries).filter(|_| throttle.reserve(who, at(second)).is_ok()).count()
    }

    #[test]
    fn tries_at_once_are_counted_before_they_are_made() {
        let throttle = Throttle::default();
        assert_eq!(let_through(&throttle, &from("anna", "a"), 80, 0), 5);
        assert_eq!(throttle.reserve(&from("anna", "a"), at(0)), Err(Wait(1)));
    }

    #[test]
    fn delays_grow_and_never_pass_a_minute() {
        let throttle = Throttle::default();
        let anna = from("anna", "a");
        let_through(&throttle, &anna, 5, 0);
        let mut second = 0;
        let waits: Vec<i64> = (0..9)
            .map(|_| {
                let Err(Wait(wait)) = throttle.reserve(&anna, at(second)) else { return 0 };
                second += wait;
                throttle.reserve(&anna, at(second)).unwrap();
                wait
            })
            .collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(throttle.reserve(&anna, at(second + 3600)), Ok(()), "after an hour all is forgotten");
    }

    #[test]
    fn a_stranger_holds_nobody_up_elsewhere() {
        let throttle = Throttle::default();
        for guess in 0..200 {
            let _ = throttle.reserve(&from("anna", &format!("block {}", guess % 4)), at(guess / 20));
        }
        assert!(throttle.reserve(&from("anna", "block 1"), at(10)).is_err());
        assert_eq!(throttle.reserve(&from("anna", "at home"), at(10)), Ok(()), "a block that never failed");
        let known = Try { known_browser: Some("token".into()), ..from("anna", "block 1") };
        assert_eq!(throttle.reserve(&known, at(10)), Ok(()), "a browser that was here before");
        assert_eq!(throttle.reserve(&from("bo", "block 1"), at(3600)), Ok(()));
    }

    #[test]
    fn one_password_against_many_names_is_slowed() {
        let throttle = Throttle::default();
        let through =
            (0..500).filter(|name| throttle.reserve(&from(&format!("name {name}"), "a"), at(0)).is_ok());
        assert_eq!(through.count(), 30);
    }

    #[test]
    fn a_right_password_is_forgiven_and_a_missing_turn_is_not_held_against_anybody() {
        let throttle = Throttle::default();
        let anna = from("anna", "a");
        for _ in 0..100 {
            throttle.reserve(&anna, at(0)).unwrap();
            throttle.succeeded(&anna);
        }
        for _ in 0..100 {
            throttle.reserve(&anna, at(0)).unwrap();
            throttle.release(&anna);
        }
    }

    #[test]
    fn memory_stays_flat_and_keeps_those_who_fail_most() {
        let throttle = Throttle::default();
        let anna = from("anna", "a");
        let_through(&throttle, &anna, 5, 0);
        for name in 0..60_000 {
            let stranger = Try { login: format!("name {name}"), block: None, known_browser: None };
            let _ = throttle.reserve(&stranger, at(1));
        }
        assert!(throttle.lock().counts.len() <= MOST_COUNTS);
        assert_eq!(throttle.lock().failures(throttle.key(Kind::NameFromBlock, "anna", "a"), at(1)), 5);
        for address in 0..1000 {
            let channel = Channel::Page { address: Some(address.to_string()), browser: None };
            throttle.note(AuditVerb::SignInFailed, None, &channel);
        }
        let notes = throttle.take_notes();
        assert!(notes.len() <= MOST_NOTES + 1);
        assert_eq!(notes.iter().map(|note| note.times).sum::<i64>(), 1000, "all are counted");
        assert_eq!(throttle.take_notes(), []);
    }

    #[tokio::test]
    async fn a_line_is_short_and_known_browsers_have_their_own() {
        let throttle = Throttle::default();
        let stranger = from("anna", "a");
        let known = Try { known_browser: Some("token".into()), ..stranger.clone() };
        let first = throttle.turn(&stranger).await.unwrap();
        let waiting: Vec<_> = (0..LONGEST_LINE).map(|_| Box::pin(throttle.turn(&stranger))).collect();
        let mut waiting = waiting.into_iter().map(polled).collect::<Vec<_>>();
        assert!(throttle.turn(&stranger).await.is_err(), "the line is full");
        let own = throttle.turn(&known).await.unwrap();
        drop((first, own));
        let (pending, next) = waiting.remove(0);
        assert!(pending);
        next.await.unwrap();
    }

    /// Polls once, which takes a place in the line, and says whether it has to wait.
    fn polled<F: Future + Unpin>(mut future: F) -> (bool, F) {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        let pending = std::pin::Pin::new(&mut future).poll(&mut context).is_pending();
        (pending, future)
    }
}
