//! The methods of this crate: which question each answers, how much data it needs, and the paper it comes from.
//!
//! One list, so that the front page, a command line's help and a reader of the code see the same. The smallest samples
//! are the constants of the methods themselves. Left out on purpose: how a program asks for a method.

mod disclosure;
mod effect;
mod incidents;
mod survey;

use serde::Serialize;

use crate::sample_size::SampleUnit;

/// The part of the crate that a method belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    /// [`survey`](crate::survey), with [`multiple_testing`](crate::multiple_testing).
    Survey,
    /// [`incidents`](crate::incidents).
    Incidents,
    /// [`effect`](crate::effect).
    Effect,
    /// [`disclosure`](crate::disclosure).
    Disclosure,
}

/// The smallest sample that a method is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Minimum {
    /// How many.
    pub number: u64,
    /// Of what.
    pub unit: SampleUnit,
}

/// A method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Method {
    /// What the field calls it.
    pub name: &'static str,
    /// The question that it answers.
    pub question: &'static str,
    /// The part of the crate.
    pub area: Area,
    /// The function or type that begins it, as a path within this crate.
    pub function: &'static str,
    /// The usual smallest samples, all of which are needed; below them the method gives
    /// [`InsufficientData`](crate::InsufficientData), or, for a survey, a change in doubt. Empty where it has none.
    pub minimum: &'static [Minimum],
    /// Author and year; the whole reference stands with the function.
    pub reference: &'static str,
}

const fn of(number: u64, unit: SampleUnit) -> Minimum {
    Minimum { number, unit }
}

const fn events(number: u64) -> Minimum {
    of(number, SampleUnit::Events)
}

impl Method {
    const fn needs(self, minimum: &'static [Minimum]) -> Self {
        Self { minimum, ..self }
    }

    /// The smallest samples in words, for example `12 periods, 20 events`; empty where there is none.
    ///
    /// # Examples
    /// ```
    /// use lofte_analysis::methods::METHODS;
    /// let knox = METHODS.iter().find(|method| method.reference.starts_with("Knox")).unwrap();
    /// assert_eq!(knox.minimum_in_words(), "50 events");
    /// ```
    pub fn minimum_in_words(&self) -> String {
        let words = self.minimum.iter().map(|minimum| format!("{} {}", minimum.number, minimum.unit));
        words.collect::<Vec<_>>().join(", ")
    }
}

/// All methods, by part of the crate.
pub const METHODS: &[Method] =
    &joined::<COUNT>(&[survey::METHODS, incidents::METHODS, effect::METHODS, disclosure::METHODS]);

const COUNT: usize =
    survey::METHODS.len() + incidents::METHODS.len() + effect::METHODS.len() + disclosure::METHODS.len();

/// One list from several, when the program is compiled.
const fn joined<const N: usize>(lists: &[&[Method]]) -> [Method; N] {
    let mut all = [lists[0][0]; N];
    let (mut list, mut to) = (0, 0);
    while list < lists.len() {
        let mut from = 0;
        while from < lists[list].len() {
            all[to] = lists[list][from];
            (from, to) = (from + 1, to + 1);
        }
        list += 1;
    }
    all
}
