//! What the parties say in an account, as pages and documents tell it: the same words everywhere.
//!
//! What became of the undertakings is not here: it stands with each of them, whatever is said. A learning card is the
//! short form, for others: what was promised, what became of it by the rules, and what was learned.

use crate::promise::PublicPromise;
use crate::snapshot::Snapshot;
use crate::wording::{deeds_sentence, sentence};
use jiff::civil::Date;
use lofte_model::period::Period;
use lofte_model::promise::Goal;
use lofte_words::{Words, capital, promise as worded};
use serde::Serialize;

/// An account as it is read. Each text comes as its paragraphs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ToldAccount {
    /// What was done and what it led to.
    pub text: Vec<String>,
    /// Of single goals: what the goal is, and what is said of it.
    pub goals: Vec<(String, Vec<String>)>,
    /// What was learned.
    pub learned: Vec<String>,
    /// What happens next.
    pub next: Vec<String>,
    /// Day it was written.
    pub on: Date,
}

/// The account of a promise, where there is one.
pub fn account(words: Words, promise: &PublicPromise) -> Option<ToldAccount> {
    let feedback = promise.feedback.as_ref()?;
    let telling = &feedback.telling;
    let goal = |number: u16| goal_name(words, promise, number);
    Some(ToldAccount {
        text: paragraphs(&telling.text),
        goals: telling.goals.iter().map(|said| (goal(said.goal), paragraphs(&said.text))).collect(),
        learned: paragraphs(&telling.learned),
        next: paragraphs(&telling.next),
        on: feedback.on,
    })
}

/// What is said of an undertaking: each text with what it answers.
pub fn said(words: Words, promise: &PublicPromise, commitment: u16) -> Vec<(String, String)> {
    let Some(said) = promise.said(commitment) else {
        return Vec::new();
    };
    [("said-done", &said.done), ("said-why", &said.why), ("said-source", &said.source)]
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(key, text)| (words.say(key), text.clone()))
        .collect()
}

fn goal_name(words: Words, promise: &PublicPromise, number: u16) -> String {
    let frozen = &promise.frozen;
    match &frozen.effect_goal {
        Some(goal) if number == 1 => {
            words.tell("verdict-share", &[("indicator", goal.indicator.name.clone())])
        }
        first => {
            let place = usize::from(number).checked_sub(if first.is_some() { 2 } else { 1 });
            let goal = place.and_then(|place| frozen.goals.get(place));
            capital(goal.map(Goal::name).unwrap_or_default())
        }
    }
}

fn paragraphs(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// What became of undertakings: of the promise before in this one, and of this one in those after it.
pub fn carried(words: Words, snapshot: &Snapshot, promise: &PublicPromise) -> Vec<String> {
    let later = promise.continued_by.iter().filter_map(|link| snapshot.promise(link.number).ok());
    let told = |new: &PublicPromise| -> Vec<String> {
        let earlier = new.history.first().and_then(|link| snapshot.promise(link.number).ok());
        let Some(earlier) = earlier else { return Vec::new() };
        let one = |one| worded::carried(words, earlier.number(), &earlier.frozen.commitments, one);
        new.frozen.carried.iter().map(one).collect()
    };
    std::iter::once(promise).chain(later).flat_map(told).collect()
}

/// What others can learn from a promise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LearningCard {
    /// Number of the promise.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// Its period.
    pub period: Period,
    /// What was promised.
    pub promised: String,
    /// What became of it, by arithmetic and by the rule.
    pub happened: String,
    /// What was learned.
    pub learned: Vec<String>,
}

/// The card of a promise, where its account says what was learned.
pub fn learning_card(words: Words, promise: &PublicPromise) -> Option<LearningCard> {
    let learned = account(words, promise)?.learned;
    let happened = format!("{} {}", deeds_sentence(words, promise), sentence(words, promise));
    (!learned.is_empty()).then(|| LearningCard {
        number: promise.number(),
        title: promise.frozen.title.clone(),
        period: promise.frozen.period,
        promised: promise.frozen.text.clone(),
        happened: happened.trim().to_owned(),
        learned,
    })
}

/// Every card of a publication, the newest promise first.
pub fn learning_cards(words: Words, snapshot: &Snapshot) -> Vec<LearningCard> {
    let mut cards: Vec<LearningCard> =
        snapshot.promises.iter().filter_map(|promise| learning_card(words, promise)).collect();
    cards.sort_by_key(|card| std::cmp::Reverse(card.number));
    cards
}
