//! What was found when a house was examined: one line for each check, and how it came out.
//!
//! Left out: the checks ([`crate::doctor`]).

use crate::error::AppError;
use lofte_words::Message;
use serde::Serialize;

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// As it should be.
    Ok,
    /// Works, but somebody should look at it.
    Warn,
    /// A fault.
    Error,
}

/// One line of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What was looked at.
    pub check: &'static str,
    /// How it came out.
    pub state: State,
    /// What was found, and what to do. Counts are plain numbers; whoever tells them writes them as people do.
    pub messages: Vec<Message>,
}

/// What was found, in the order that it was looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The lines.
    pub lines: Vec<Line>,
}

impl Report {
    /// Whether there is no fault. Warnings are none.
    pub fn is_sound(&self) -> bool {
        self.worst() < State::Error
    }

    /// The gravest that was found.
    pub fn worst(&self) -> State {
        self.lines.iter().map(|line| line.state).max().unwrap_or(State::Ok)
    }

    /// How many lines came out so.
    pub fn count(&self, state: State) -> usize {
        self.lines.iter().filter(|line| line.state == state).count()
    }

    /// Adds a line.
    pub(crate) fn add(&mut self, check: &'static str, state: State, message: Message) {
        self.lines.push(Line { check, state, messages: vec![message] });
    }

    /// Adds what could not be looked at.
    pub(crate) fn failed(&mut self, check: &'static str, error: impl Into<AppError>) {
        let messages = error.into().messages();
        self.lines.push(Line { check, state: State::Error, messages });
    }
}

impl Report {
    /// Adds what belongs to the program that examines: whether the files of its pages are in it, and the clocks of the world.
    #[must_use]
    pub fn with_program(mut self, assets_bundled: bool) -> Self {
        if assets_bundled {
            self.add("assets", State::Ok, Message::plain("doctor-assets-ok"));
        } else {
            self.add("assets", State::Warn, Message::plain("doctor-assets-missing"));
        }
        if jiff::tz::TimeZone::get("Europe/Stockholm").is_ok() {
            self.add("time zone", State::Ok, Message::plain("doctor-time-zone-ok"));
        } else {
            self.add("time zone", State::Error, Message::plain("doctor-time-zone-missing"));
        }
        self
    }
}
