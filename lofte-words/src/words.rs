//! Words and numbers in the language of the messages. JSON never goes through here: it keeps every digit.

use crate::language::Language;
use crate::message::Message;
use crate::moment::swedish;
use crate::number;
use jiff::Timestamp;
use jiff::civil::Date;
use lofte_model::message::Told;
use lofte_model::period::Period;
use lofte_model::picture::WithInterval;
use lofte_model::place::{Area, AreaKind};
use lofte_model::scheme::{Labels, Reason, scheme};
use serde::Serialize;

/// A language to say things in.
#[derive(Clone, Copy, Debug)]
pub struct Words(pub Language);

/// The words of pages and documents, which are Swedish.
pub const SV: Words = Words(Language::Swedish);

/// Easy Swedish.
pub const EASY: Words = Words(Language::EasySwedish);

impl Words {
    /// The text of a key.
    pub fn say(self, key: &str) -> String {
        self.0.say(key)
    }

    /// The text of a key with what goes into its gaps.
    pub fn tell(self, key: &str, arguments: &[(&'static str, String)]) -> String {
        self.0.tell(key, arguments)
    }

    /// The word of a fieldless enum: its family, a hyphen and its name in files.
    pub fn word(self, family: &str, value: &impl Serialize) -> String {
        match serde_json::to_value(value) {
            Ok(serde_json::Value::String(name)) => self.known(family, &name),
            _ => String::new(),
        }
    }

    /// The word of a name, or the name itself where there is none.
    pub fn known(self, family: &str, name: &str) -> String {
        let key = format!("{family}-{name}");
        if self.0.can_say(&key) { self.0.say(&key) } else { name.to_owned() }
    }

    /// How a category is written: the label that the municipality chose, or the shared scheme's.
    pub fn category(self, labels: &Labels, slug: &str) -> String {
        match self.0 {
            Language::Swedish | Language::EasySwedish => labels.swedish(slug),
            Language::English => labels.english(slug),
        }
    }

    /// The name of an area. Of a local police area it is said that it is one: a figure for it must not be read as the
    /// municipality's.
    pub fn area(self, area: &Area) -> String {
        match area.kind {
            AreaKind::LocalPolice => self.tell("place-police-whole", &[("name", area.name.clone())]),
            AreaKind::Statistical | AreaKind::Own => area.name.clone(),
        }
    }

    /// How a category of the official statistics is written: those are the shared scheme's.
    pub fn official(self, slug: &str) -> String {
        self.category(&Labels::default(), slug)
    }

    /// What whoever compares the figures of these categories must know, each note once.
    pub fn category_notes<'a>(self, slugs: impl IntoIterator<Item = &'a str>) -> Vec<String> {
        let mut notes: Vec<String> = Vec::new();
        for note in slugs.into_iter().filter_map(|slug| scheme().entry(slug)?.note.as_ref()) {
            let said = match self.0 {
                Language::Swedish | Language::EasySwedish => &note.sv,
                Language::English => &note.en,
            };
            if !notes.contains(said) {
                notes.push(said.clone());
            }
        }
        notes
    }

    /// Why a category is suggested for a word; a wider one names the narrower as people write it.
    pub fn suggestion(self, labels: &Labels, reason: &Reason) -> String {
        let evidence = match reason {
            Reason::Wider(narrower) => self.category(labels, narrower.as_str()),
            _ => reason.evidence().to_owned(),
        };
        self.tell(&format!("suggest-{}", reason.word()), &[("evidence", evidence)])
    }

    /// What an entry of the log says was done, by its word there.
    pub fn did(self, verb: &str) -> String {
        let family = if self.0.can_say(&format!("did-{verb}")) { "did" } else { "audit" };
        self.known(family, verb)
    }

    /// What it says that it was done to. Whoever was refused something has the right in the place of a thing.
    pub fn thing(self, noun: &str, id: &str) -> String {
        let id = if noun == "action" { self.known("action", id) } else { id.to_owned() };
        format!("{} {id}", self.known("noun", noun))
    }

    /// A reject or a note of a delivery.
    pub fn told(self, family: &str, told: &impl Told) -> String {
        self.tell(&format!("{family}-{}", told.code()), &self.arguments(told))
    }

    /// What goes into the gaps of a reject or a note, with its counts written out.
    pub fn arguments(self, told: &impl Told) -> Vec<(&'static str, String)> {
        let numbers = ["rows", "of", "cells", "answers", "mailed"];
        told.args()
            .into_iter()
            .map(|(name, text)| match text.parse() {
                Ok(count) if numbers.contains(&name) => (name, self.count(count)),
                _ => (name, text),
            })
            .collect()
    }

    /// A message of the application whose counts are plain numbers and whose nouns are names: written as people do.
    pub fn message(self, message: &Message) -> String {
        let written = |(name, text): &(&'static str, String)| {
            let text = match *name {
                "count" | "deliveries" | "rows" | "files" => text.parse().map(|count| self.count(count)).ok(),
                "gigabytes" | "megabytes" => text.parse().map(|size| self.decimal(size, 1)).ok(),
                "noun" => Some(self.known("noun", text)),
                _ => None,
            }
            .unwrap_or_else(|| text.clone());
            (*name, text)
        };
        self.tell(&message.key, &message.arguments.iter().map(written).collect::<Vec<_>>())
    }

    /// A count: `10 000`, `10,000`.
    pub fn count(self, count: u64) -> String {
        self.number(number::count(count))
    }

    /// A number with so many decimals.
    pub fn decimal(self, value: f64, decimals: usize) -> String {
        self.number(number::decimal(value, decimals))
    }

    /// A share: `61 %`, `61%`.
    pub fn percent(self, share: f64, decimals: usize) -> String {
        match self.0 {
            Language::Swedish | Language::EasySwedish => number::percent(share, decimals),
            Language::English => format!("{}%", self.decimal(share * 100.0, decimals)),
        }
    }

    /// A difference of shares: `+5,2 procentenheter`, `+5.2 points`.
    pub fn points(self, difference: f64) -> String {
        match self.0 {
            Language::Swedish | Language::EasySwedish => number::percentage_points(difference, 1),
            Language::English => format!("{} points", self.number(number::signed(difference * 100.0, 1))),
        }
    }

    /// An interval: `1,2–3,4`.
    pub fn interval(self, lower: f64, upper: f64, decimals: usize) -> String {
        let text = number::interval(lower, upper, decimals);
        self.number(match self.0 {
            Language::Swedish | Language::EasySwedish => text,
            Language::English => text.replace(" till ", " to "),
        })
    }

    /// A number with its interval: `5,9 (4,1–8,2)`; a dash where there is none.
    pub fn with_interval(self, value: Option<WithInterval>, scale: f64) -> String {
        value.map_or_else(
            || number::MISSING.to_owned(),
            |value| {
                let interval = self.interval(value.lower * scale, value.upper * scale, 1);
                format!("{} ({interval})", self.decimal(value.value * scale, 1))
            },
        )
    }

    /// A day.
    pub fn date(self, date: Date) -> String {
        match self.0 {
            Language::Swedish | Language::EasySwedish => number::date(date),
            Language::English => number::short_date(date),
        }
    }

    /// The day of a moment, as Swedish clocks have it.
    pub fn day(self, time: Timestamp) -> String {
        self.date(swedish(time).date())
    }

    /// From the first day to the last.
    pub fn period(self, period: Period) -> String {
        match self.0 {
            Language::Swedish | Language::EasySwedish => number::period(period.from(), period.to()),
            Language::English => format!("{} to {}", period.from(), period.to()),
        }
    }

    /// A moment as Swedish clocks show it: `2025-03-03 10:00`.
    pub fn moment(self, time: Timestamp) -> String {
        let time = swedish(time);
        format!("{} {:02}:{:02}", time.date(), time.hour(), time.minute())
    }

    /// Names as they stand in a sentence: `a, b och c`.
    pub fn list(self, names: &[impl AsRef<str>]) -> String {
        match names {
            [] => String::new(),
            [one] => one.as_ref().to_owned(),
            [most @ .., last] => {
                let most: Vec<&str> = most.iter().map(AsRef::as_ref).collect();
                format!("{} {} {}", most.join(", "), self.say("list-and"), last.as_ref())
            }
        }
    }

    /// Yes or no.
    pub fn yes_or_no(self, answer: bool) -> String {
        self.say(if answer { "cli-yes" } else { "cli-no" })
    }

    /// A Swedish number in the conventions of the language.
    fn number(self, swedish: String) -> String {
        match self.0 {
            Language::Swedish | Language::EasySwedish => swedish,
            Language::English => swedish
                .chars()
                .map(|sign| match sign {
                    ',' => '.',
                    number::SPACE => ',',
                    sign => sign,
                })
                .collect(),
        }
    }
}

/// With a capital first letter, as in a heading or a label.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use lofte_model::records::Category;

    #[test]
    fn numbers_follow_the_language() {
        let (sv, en) = (Words(Language::Swedish), Words(Language::English));
        assert_eq!((sv.count(10_000), en.count(10_000)), ("10\u{a0}000".to_owned(), "10,000".to_owned()));
        assert_eq!(
            (sv.percent(0.615, 1), en.percent(0.615, 1)),
            ("61,5\u{a0}%".to_owned(), "61.5%".to_owned())
        );
        assert_eq!(en.points(0.052), "+5.2 points");
        assert_eq!(
            (sv.interval(-1.0, 2.5, 1), en.interval(-1.0, 2.5, 1)),
            ("−1,0 till 2,5".into(), "−1.0 to 2.5".into())
        );
    }

    #[test]
    fn easy_swedish_says_as_swedish_does_what_it_has_no_other_word_for() {
        assert_eq!(EASY.known("fulfilment", "partly"), SV.known("fulfilment", "partly"));
        assert_ne!(EASY.known("fulfilment", "partly"), "partly");
        assert_ne!(EASY.known("answer", "kept"), SV.known("answer", "kept"));
    }

    #[test]
    fn names_are_joined_as_in_a_sentence() {
        let (sv, en) = (Words(Language::Swedish), Words(Language::English));
        let nobody: [&str; 0] = [];
        assert_eq!((sv.list(&["a"]), sv.list(&nobody)), ("a".to_owned(), String::new()));
        assert_eq!(
            (sv.list(&["a", "b", "c"]), en.list(&["a", "b"])),
            ("a, b och c".into(), "a and b".into())
        );
    }

    #[test]
    fn a_category_is_written_by_its_label_in_every_language() {
        let boats = Category::new("batstold");
        let labels = Labels::new([(boats.clone(), "båtstöld".to_owned())]);
        for (slug, sv, en) in [("burglary", "inbrott", "burglary"), ("batstold", "båtstöld", "båtstöld")]
        {
            assert_eq!((SV.category(&labels, slug), EASY.category(&labels, slug)), (sv.into(), sv.into()));
            assert_eq!(Words(Language::English).category(&labels, slug), en);
        }
        assert_eq!(SV.official("batstold"), "batstold", "of nobody's list any more");
        let wider = SV.suggestion(&labels, &Reason::Wider(boats));
        assert_eq!(wider, "vidare kategori för båtstöld");
    }
}
