//! The parts pages are built of, as plain data for the macros in `templates/components`.
//!
//! A part says what is to be shown, never how: colours, shapes and order on the screen belong to the templates
//! and the style sheet. Texts arrive ready to read, numbers already formatted with [`lofte_words::number`].

use super::NavItem;

pub use lofte_words::{Status, Tone};

/// A table: caption, columns and rows. The first cell of a row is its heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What the table shows; also the name of its scroll box.
    pub caption: String,
    /// The columns from left to right.
    pub columns: Vec<Column>,
    /// The rows, each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// Whether a phone shows it better as a list of cards: more columns than fit beside each other there.
    pub fn is_wide(&self) -> bool {
        self.columns.len() > NARROW
    }
}

/// Most columns that a phone has room for.
const NARROW: usize = 3;

/// A column of a [`Table`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The heading.
    pub label: String,
    /// Whether it holds numbers, which align to the right.
    pub numeric: bool,
}

impl Column {
    /// A column of words.
    pub fn words(label: impl Into<String>) -> Self {
        Self { label: label.into(), numeric: false }
    }

    /// A column of numbers.
    pub fn numbers(label: impl Into<String>) -> Self {
        Self { label: label.into(), numeric: true }
    }
}

/// What stands in a table cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Text or a formatted number.
    Text(String),
    /// A text that leads somewhere.
    Link(NavItem),
    /// A state.
    Status(Status),
    /// Why there is no number: hidden, below the floor, cannot tell.
    Withheld(String),
}

impl Cell {
    /// A cell with a text or a formatted number.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

/// Where a number comes from. Every figure carries one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The source or sources.
    pub source: String,
    /// The period it covers.
    pub period: String,
    /// How it was computed and what it rests on: geography, number of answers, method.
    pub how: String,
}

/// A drawing with its table: the table is the same content in words, for everyone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// What the figure shows, as a statement where the data allow one.
    pub title: String,
    /// Unit, definition or how to read it.
    pub subtitle: String,
    /// The drawing from [`lofte_words::chart`].
    pub svg: String,
    /// The same figures.
    pub table: Table,
    /// Where they come from.
    pub source: Source,
}

/// A key figure with its uncertainty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFigure {
    /// What is measured.
    pub label: String,
    /// The value, formatted.
    pub value: String,
    /// The interval in words, `"95 % säkerhet: 54–66 %"`; empty when there is none.
    pub between: String,
    /// Number of answers, period or comparison; may be empty.
    pub note: String,
}

/// How far a link in the chain has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// The link is there.
    Done,
    /// Being worked on.
    Ongoing,
    /// Not begun; nothing wrong with that yet.
    Waiting,
    /// Should be there and is not: the chain is broken here.
    Missing,
}

impl StepState {
    /// The name in class names.
    pub fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Ongoing => "ongoing",
            Self::Waiting => "waiting",
            Self::Missing => "missing",
        }
    }
}

/// One link in the chain of the cycle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The step, `"Orsaksanalys"`.
    pub label: String,
    /// Where it leads; a link only when it is somewhere to go.
    pub href: Option<String>,
    /// How far it has come.
    pub state: StepState,
    /// The state in words, `"klar 3 mars 2025"`.
    pub note: String,
    /// Whether this is the step of the page being read.
    pub current: bool,
}

/// Something that happened or is expected, on a timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When, in words.
    pub when: String,
    /// What, in a few words.
    pub title: String,
    /// More about it; may be empty.
    pub text: String,
    /// Whether it has not happened yet.
    pub expected: bool,
}

/// One page of many. Addresses are `base` with the page number after it, `"/rapporter?sida="`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pages {
    /// The page being read, from 1.
    pub current: usize,
    /// How many there are.
    pub last: usize,
    /// The address up to the page number.
    pub base: String,
    /// What follows the page number: the place on the page, or nothing.
    pub anchor: String,
}

impl Pages {
    /// The numbers to show: first, last and the neighbours; `None` is a gap.
    pub fn shown(&self) -> Vec<Option<usize>> {
        let mut shown = Vec::new();
        let mut before = 0;
        for page in 1..=self.last {
            if page == 1 || page == self.last || page.abs_diff(self.current) <= 1 {
                match page - before {
                    1 => {}
                    2 => shown.push(Some(page - 1)),
                    _ => shown.push(None),
                }
                shown.push(Some(page));
                before = page;
            }
        }
        shown
    }
}

/// Work that takes a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub label: String,
    /// How far it has come, in words: `"1 200 av 5 000 rader"`.
    pub said: String,
    /// Done and total, when both are known.
    pub part: Option<(u64, u64)>,
    /// The address of the page that shows it; it is fetched again until it no longer shows a progress.
    pub href: String,
    /// Seconds between looks.
    pub seconds: u32,
}

/// Something that cannot be taken back, before it is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmation {
    /// The question.
    pub question: String,
    /// What will follow, each in a sentence.
    pub consequences: Vec<String>,
    /// Where the answer yes is posted.
    pub action: String,
    /// Of what is shown, so that nothing else is decided on; empty where nothing is.
    pub seen: String,
    /// Why an earlier yes was not followed; empty the first time.
    pub refusal: String,
    /// The verb on the button.
    pub verb: String,
    /// The way back.
    pub cancel: NavItem,
}

/// A form field: what it is called, how to fill it in and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    /// The name in the form, also its id.
    pub name: String,
    /// The label.
    pub label: String,
    /// What it is of, where several fields of a page have the same label; heard, and not seen.
    pub of: String,
    /// What has been filled in.
    pub value: String,
    /// How to fill it in; may be empty.
    pub hint: String,
    /// What is wrong; empty when nothing is.
    pub error: String,
    /// Whether it may be left empty.
    pub optional: bool,
    /// Whether it is needed in the end, but may be left empty for now: a draft may lack it.
    pub later: bool,
}

impl Field {
    /// An empty, required field.
    pub fn new(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self { name: name.into(), label: label.into(), ..Self::default() }
    }

    /// The same field, of one thing among several that have it.
    #[must_use]
    pub fn of(mut self, thing: impl Into<String>) -> Self {
        self.of = thing.into();
        self
    }

    /// The same field, which a draft may lack.
    #[must_use]
    pub fn later(mut self) -> Self {
        self.later = true;
        self
    }

    /// The same field with this value.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// The same field with this hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// The same field with this error.
    #[must_use]
    pub fn error(mut self, error: impl Into<String>) -> Self {
        self.error = error.into();
        self
    }

    /// The same field, allowed to be empty.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// The ids of hint and error, for `aria-describedby`; empty when there is neither.
    pub fn described_by(&self) -> String {
        let part = |text: &str, suffix: &str| {
            if text.is_empty() { String::new() } else { format!("{}-{suffix}", self.name) }
        };
        format!("{} {}", part(&self.hint, "hint"), part(&self.error, "error")).trim().to_owned()
    }
}

/// One choice in a list or a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

impl Choice {
    /// A choice that is not chosen.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), chosen: false }
    }

    /// The same choice, chosen when its value is this.
    #[must_use]
    pub fn chosen_if(mut self, value: &str) -> Self {
        self.chosen = self.value == value;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::{Field, Pages};

    #[test]
    fn pages_show_the_ends_and_the_neighbours_and_fill_a_gap_of_one() {
        let shown = |current, last| {
            Pages { current, last, base: String::new(), anchor: String::new() }
                .shown()
                .into_iter()
                .map(|page| page.map_or_else(|| "…".to_owned(), |page| page.to_string()))
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(shown(1, 1), "1");
        assert_eq!(shown(1, 3), "1 2 3");
        assert_eq!(shown(6, 12), "1 … 5 6 7 … 12");
        assert_eq!(shown(4, 12), "1 2 3 4 5 … 12");
        assert_eq!(shown(12, 12), "1 … 11 12");
    }

    #[test]
    fn a_field_is_described_by_what_it_has() {
        let field = Field::new("title", "Rubrik");
        assert_eq!(field.described_by(), "");
        assert_eq!(field.clone().hint("Kort.").described_by(), "title-hint");
        assert_eq!(field.hint("Kort.").error("Skriv en rubrik.").described_by(), "title-hint title-error");
    }
}
