//! What a reader has chosen to look at: the query of the address, so that a view can be linked to and needs no script.

use crate::face::part::{Choice, Field, Pages};
use crate::web::onward::encoded;
use serde::Deserialize;
use std::ops::Range;

/// The choices. Anything that is not understood is as if nothing had been chosen.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct View {
    /// Kind of rows, or kind and category: `offence`, `offence.burglary`.
    #[serde(default)]
    pub(super) slag: String,
    /// Year.
    #[serde(default)]
    pub(super) ar: String,
    /// Group of offences in the official statistics.
    #[serde(default)]
    pub(super) brott: String,
    /// Kind of rows in the week.
    #[serde(default)]
    pub(super) vecka: String,
    /// Indicator of the survey.
    #[serde(default)]
    pub(super) fraga: String,
    /// Wave of the survey.
    #[serde(default)]
    pub(super) matning: String,
    /// Table of counts: source, what was counted and length of period.
    #[serde(default)]
    pub(super) tabell: String,
    /// Category of that table.
    #[serde(default)]
    pub(super) antal: String,
    /// Indicator of published results.
    #[serde(default)]
    pub(super) resultat: String,
    /// Page of the areas with rates, from 1.
    #[serde(default)]
    pub(super) sida: String,
    /// Page of the areas with survey shares, from 1.
    #[serde(default)]
    pub(super) svarsida: String,
    /// [`MAP`] to see the map of a municipality with many areas, which fills a page of its own.
    #[serde(default)]
    pub(super) visa: String,
}

/// The value of `visa` that asks for the map.
pub(super) const MAP: &str = "karta";

/// Areas that are shown at a time.
pub(super) const AREAS: usize = 40;

/// A part of many rows, and the way to the others.
pub(super) struct Part {
    /// The rows that are shown.
    pub(super) rows: Range<usize>,
    /// How many there are in all.
    all: usize,
    /// The way to the others.
    pub(super) pages: Pages,
}

impl Part {
    /// Which rows these are, in words; nothing where they are all.
    pub(super) fn told(&self) -> Option<String> {
        let (from, to) = (self.rows.start + 1, self.rows.end);
        (self.pages.last > 1).then(|| format!("Visar {from}–{to} av {} områden.", self.all))
    }
}

/// A form of selects that changes the view of one section and leaves the others as they are.
pub(super) struct Chooser {
    /// The section to come back to.
    pub(super) anchor: &'static str,
    /// The selects.
    pub(super) fields: Vec<(Field, Vec<Choice>)>,
    /// The other choices.
    pub(super) kept: Vec<(&'static str, String)>,
}

impl View {
    fn pairs(&self) -> [(&'static str, &str); 12] {
        [
            ("slag", &self.slag),
            ("ar", &self.ar),
            ("brott", &self.brott),
            ("vecka", &self.vecka),
            ("fraga", &self.fraga),
            ("matning", &self.matning),
            ("tabell", &self.tabell),
            ("antal", &self.antal),
            ("resultat", &self.resultat),
            ("sida", &self.sida),
            ("svarsida", &self.svarsida),
            ("visa", &self.visa),
        ]
    }

    /// Whether the map is asked for.
    pub(super) fn is_map(&self) -> bool {
        self.visa == MAP
    }

    /// The part of so many rows that the page in this field asks for; the nearest there is where it asks for another.
    pub(super) fn part(&self, field: &'static str, all: usize, anchor: &str) -> Part {
        let asked = self.pairs().into_iter().find(|(name, _)| *name == field);
        let asked = asked.and_then(|(_, value)| value.parse::<usize>().ok()).unwrap_or(1);
        let last = all.div_ceil(AREAS).max(1);
        let current = asked.clamp(1, last);
        let from = (current - 1) * AREAS;
        let base = format!("{}{field}=", self.address(field));
        let pages = Pages { current, last, base, anchor: format!("#{anchor}") };
        Part { rows: from..all.min(from + AREAS), all, pages }
    }

    /// The same view up to where one field is written: `?slag=offence&`.
    pub(super) fn address(&self, without: &str) -> String {
        let kept = self.pairs().into_iter().filter(|(name, value)| !value.is_empty() && *name != without);
        let pairs = kept.map(|(name, value)| format!("{name}={}&", encoded(value)));
        format!("?{}", pairs.collect::<String>())
    }

    /// A chooser of these fields. What is chosen begins at the first page.
    pub(super) fn chooser(&self, anchor: &'static str, fields: Vec<(Field, Vec<Choice>)>) -> Chooser {
        let page = if fields.iter().any(|(field, _)| field.name == "slag") { "sida" } else { "svarsida" };
        let others = |name: &str| name != page;
        let own = |name: &str| fields.iter().any(|(field, _)| field.name == name);
        let kept =
            self.pairs().into_iter().filter(|(name, value)| !value.is_empty() && !own(name) && others(name));
        let kept = kept.map(|(name, value)| (name, value.to_owned())).collect();
        Chooser { anchor, fields, kept }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_there_whatever_is_asked_for() {
        let view = |sida: &str| View { sida: sida.into(), slag: "a&b".into(), ..View::default() };
        let rows = |sida: &str, all| view(sida).part("sida", all, "platser").rows;
        assert_eq!(rows("", 3), 0..3);
        assert_eq!((rows("2", 90), rows("3", 90)), (40..80, 80..90));
        assert_eq!((rows("0", 90), rows("99", 90), rows("x", 0)), (0..40, 80..90, 0..0));
        let part = view("2").part("sida", 90, "platser");
        assert_eq!(part.pages.base, "?slag=a%26b&sida=");
        assert_eq!(part.told().unwrap(), "Visar 41–80 av 90 områden.");
        assert_eq!(view("").part("sida", 3, "platser").told(), None);
    }

    #[test]
    fn another_choice_begins_at_the_first_page() {
        let view = View { sida: "2".into(), svarsida: "3".into(), ar: "2024".into(), ..View::default() };
        let kept = view.chooser("platser", vec![(Field::new("slag", "Vad"), Vec::new())]).kept;
        assert_eq!(kept, [("ar", "2024".to_owned()), ("svarsida", "3".to_owned())]);
    }
}
