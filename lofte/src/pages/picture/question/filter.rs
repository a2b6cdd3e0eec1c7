//! What a question is asked about: kind, category, place, period, weekday and hour, as the address has them, as the method is
//! asked, and as a reader is told.
//!
//! Anything that is not understood is as if nothing had been chosen, and the page says what was chosen.

use crate::face::part::{Choice, Field};
use crate::hand_over::Names;
use crate::web::onward::encoded;
use jiff::civil::Date;
use lofte_model::period::Period;
use lofte_model::place::{Area, AreaKind};
use lofte_model::records::{Category, RecordKind};
use lofte_words::{SV, capital};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The choices of the address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Filter {
    /// The way in which the question is answered.
    pub(super) satt: String,
    rader: String,
    kategori: String,
    plats: String,
    fran: String,
    till: String,
    dag: String,
    fran_timme: String,
    till_timme: String,
}

/// What can be chosen.
pub(super) struct Choices<'a> {
    pub(super) held: &'a BTreeMap<RecordKind, BTreeMap<Category, u64>>,
    pub(super) areas: &'a [Area],
    pub(super) names: &'a Names,
}

/// Days of the week that are chosen together: in the address, in words, and the days.
const DAYS: [(&str, &str, &[u8]); 11] = [
    ("vardag", "måndag–fredag", &[1, 2, 3, 4, 5]),
    ("helgkvall", "fredag och lördag", &[5, 6]),
    ("helg", "lördag och söndag", &[6, 7]),
    ("1", "måndag", &[1]),
    ("2", "tisdag", &[2]),
    ("3", "onsdag", &[3]),
    ("4", "torsdag", &[4]),
    ("5", "fredag", &[5]),
    ("6", "lördag", &[6]),
    ("7", "söndag", &[7]),
    ("", "alla dagar", &[]),
];

impl Filter {
    /// Only what there is to be chosen.
    pub(super) fn known(self, choices: &Choices<'_>) -> Self {
        let keep = |text: String, known: bool| if known { text } else { String::new() };
        let kind = self.kind().filter(|kind| choices.held.contains_key(kind));
        let held = choices.held.iter().filter(|(known, _)| kind.is_none_or(|kind| kind == **known));
        let category =
            held.flat_map(|(_, categories)| categories.keys()).any(|slug| slug.as_str() == self.kategori);
        let area = choices.areas.iter().any(|area| area.code.as_str() == self.plats);
        let (from, until) = (day(&self.fran), day(&self.till));
        let ordered = from.zip(until).is_none_or(|(from, until)| from <= until);
        let hours = self.hours().is_some();
        Self {
            rader: keep(self.rader, kind.is_some()),
            kategori: keep(self.kategori, category),
            plats: keep(self.plats, area),
            fran: keep(self.fran, from.is_some() && ordered),
            till: keep(self.till, until.is_some() && ordered),
            dag: keep(self.dag.clone(), DAYS.iter().any(|(slug, ..)| *slug == self.dag)),
            fran_timme: keep(self.fran_timme, hours),
            till_timme: keep(self.till_timme, hours),
            satt: self.satt,
        }
    }

    /// Whether nothing is chosen.
    pub(super) fn is_all(&self) -> bool {
        self.pairs().iter().all(|(_, value)| value.is_empty())
    }

    /// Whether rows of a kind are meant.
    pub(super) fn is_of(&self, kind: RecordKind) -> bool {
        self.kind().is_none_or(|chosen| chosen == kind)
    }

    fn kind(&self) -> Option<RecordKind> {
        RecordKind::from_word(&self.rader).filter(|kind| RecordKind::INCIDENTS.contains(kind))
    }

    fn days(&self) -> &'static [u8] {
        DAYS.iter().find(|(slug, ..)| *slug == self.dag).map_or(&[], |(_, _, days)| days)
    }

    fn hours(&self) -> Option<(u8, u8)> {
        let hour = |text: &str| text.parse::<u8>().ok().filter(|hour| *hour < 24);
        // Until an hour means until it begins.
        hour(&self.fran_timme).zip(hour(&self.till_timme)).map(|(from, until)| (from, (until + 23) % 24))
    }

    /// The days that are chosen; of one day alone the other end is that of the rows.
    pub(super) fn period(&self, rows: Option<Period>) -> Option<Period> {
        let (from, until) = (day(&self.fran), day(&self.till));
        if from.is_none() && until.is_none() {
            return None;
        }
        let from = from.or_else(|| rows.map(Period::from))?;
        let until = until.or_else(|| rows.map(Period::to))?;
        Period::new(from, until).ok()
    }

    /// The rows of these days that are meant, as `--from-records` takes them.
    pub(super) fn selection(&self, days: Option<Period>) -> String {
        let mut parts = Vec::new();
        if let Some(kind) = self.kind() {
            parts.push(format!("kind={kind}"));
        }
        if !self.kategori.is_empty() {
            parts.push(format!("category={}", self.kategori));
        }
        if !self.plats.is_empty() {
            parts.push(format!("area={}", self.plats));
        }
        if let Some(period) = days {
            parts.push(format!("period={}..{}", period.from(), period.to()));
        }
        if !self.days().is_empty() {
            let days: Vec<String> = self.days().iter().map(u8::to_string).collect();
            parts.push(format!("weekday={}", days.join(",")));
        }
        if let Some((from, last)) = self.hours() {
            parts.push(format!("hours={from}-{last}"));
        }
        if parts.is_empty() { "all".to_owned() } else { parts.join(" ") }
    }

    /// The rows that are meant, in words: `anmälda brott; skadegörelse; Stationen; fredag kl. 18–22`.
    pub(super) fn told(&self, names: &Names, period: Option<Period>) -> String {
        let mut parts =
            vec![self.kind().map_or_else(|| "alla händelser".to_owned(), |kind| SV.word("kind", &kind))];
        if !self.kategori.is_empty() {
            parts.push(names.category(&self.kategori));
        }
        if !self.plats.is_empty() {
            parts.push(names.area(&self.plats));
        }
        parts.extend(period.map(|period| SV.period(period)));
        let days = DAYS.iter().find(|(slug, ..)| *slug == self.dag && !slug.is_empty());
        let hours = self.hours().map(|(from, last)| format!("kl. {from:02}–{:02}", (last + 1) % 24));
        let when: Vec<String> =
            days.map(|(_, label, _)| (*label).to_owned()).into_iter().chain(hours).collect();
        if !when.is_empty() {
            parts.push(when.join(" "));
        }
        capital(&parts.join("; "))
    }

    fn pairs(&self) -> [(&'static str, &str); 8] {
        [
            ("rader", &self.rader),
            ("kategori", &self.kategori),
            ("plats", &self.plats),
            ("fran", &self.fran),
            ("till", &self.till),
            ("dag", &self.dag),
            ("fran_timme", &self.fran_timme),
            ("till_timme", &self.till_timme),
        ]
    }

    /// The address of the same rows, answered in this way.
    pub(super) fn address(&self, way: &str) -> String {
        let chosen = [("satt", way)].into_iter().chain(self.pairs());
        let pairs: Vec<String> = chosen
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect();
        if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
    }

    /// The fields of the form, each with what can be chosen.
    pub(super) fn selects(&self, choices: &Choices<'_>) -> Vec<(Field, Vec<Choice>)> {
        let all = |label: &str, chosen: &str| Choice::new("", label).chosen_if(chosen);
        let kinds = choices.held.keys().map(|kind| (kind.word().to_owned(), SV.word("kind", kind)));
        let mut categories: BTreeMap<String, String> = BTreeMap::new();
        for (kind, known) in choices.held {
            if self.kind().is_none_or(|chosen| chosen == *kind) {
                categories.extend(
                    known.keys().map(|slug| (choices.names.category(slug.as_str()), slug.to_string())),
                );
            }
        }
        let mut areas: Vec<&Area> =
            choices.areas.iter().filter(|area| area.kind != AreaKind::LocalPolice).collect();
        areas.sort_by_key(|area| (area.kind != AreaKind::Own, SV.area(area)));
        let areas =
            areas.into_iter().map(|area| (area.code.to_string(), choices.names.area(area.code.as_str())));
        let days = DAYS.iter().filter(|(slug, ..)| !slug.is_empty());
        let days = days.map(|(slug, label, _)| ((*slug).to_owned(), (*label).to_owned()));
        let hours = || (0..24).map(|hour| (hour.to_string(), format!("{hour:02}")));
        let field = |name: &'static str, label: &str| Field::new(name, label).later();
        let of = |first: Choice, rest: &mut dyn Iterator<Item = (String, String)>, chosen: &str| {
            let rest = rest.map(|(value, label)| Choice::new(value, capital(&label)).chosen_if(chosen));
            std::iter::once(first).chain(rest).collect::<Vec<_>>()
        };
        let mut by_label = categories.into_iter().map(|(label, slug)| (slug, label));
        vec![
            (
                field("rader", "Slag"),
                of(all("Alla händelser", &self.rader), &mut kinds.into_iter(), &self.rader),
            ),
            (field("kategori", "Kategori"), of(all("Alla", &self.kategori), &mut by_label, &self.kategori)),
            (
                field("plats", "Plats"),
                of(all("Hela kommunen", &self.plats), &mut areas.into_iter(), &self.plats),
            ),
            (field("dag", "Dag"), of(all("Alla dagar", &self.dag), &mut days.into_iter(), &self.dag)),
            (
                field("fran_timme", "Från kl."),
                of(all("Hela dygnet", &self.fran_timme), &mut hours(), &self.fran_timme),
            ),
            (
                field("till_timme", "Till kl."),
                of(all("Hela dygnet", &self.till_timme), &mut hours(), &self.till_timme),
            ),
        ]
    }

    /// The fields of the first and the last day.
    pub(super) fn dates(&self) -> [Field; 2] {
        let field =
            |name: &'static str, label: &str, value: &str| Field::new(name, label).value(value).later();
        [field("fran", "Från och med", &self.fran), field("till", "Till och med", &self.till)]
    }
}

fn day(text: &str) -> Option<Date> {
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held() -> BTreeMap<RecordKind, BTreeMap<Category, u64>> {
        let of = |slugs: &[&str]| slugs.iter().map(|slug| (Category::new(*slug), 1)).collect();
        BTreeMap::from([
            (RecordKind::Offence, of(&["burglary", "theft"])),
            (RecordKind::Fault, of(&["litter"])),
        ])
    }

    fn known(filter: Filter) -> Filter {
        filter.known(&Choices { held: &held(), areas: &[], names: &Names::default() })
    }

    #[test]
    fn what_is_chosen_is_asked_and_told() {
        let filter = known(Filter {
            rader: "offence".into(),
            kategori: "theft".into(),
            fran: "2024-01-01".into(),
            till: "2024-12-31".into(),
            dag: "helgkvall".into(),
            fran_timme: "22".into(),
            till_timme: "3".into(),
            ..Filter::default()
        });
        let asked = "kind=offence category=theft period=2024-01-01..2024-12-31 weekday=5,6 hours=22-2";
        let days = filter.period(None);
        assert_eq!(filter.selection(days), asked);
        let told = filter.told(&Names::default(), days);
        assert!(
            told.ends_with("; fredag och lördag kl. 22–03") && told.starts_with("Anmälda brott; "),
            "{told}"
        );
        assert!(filter.address("antal").starts_with("?satt=antal&rader=offence&kategori=theft&"));
    }

    #[test]
    fn what_is_not_there_is_not_asked() {
        let odd = known(Filter {
            rader: "survey".into(),
            kategori: "x category=theft".into(),
            plats: "nowhere".into(),
            fran: "2024-12-31".into(),
            till: "2024-01-01".into(),
            dag: "9".into(),
            fran_timme: "25".into(),
            till_timme: "3".into(),
            ..Filter::default()
        });
        assert!(odd.is_all());
        assert_eq!((odd.selection(None).as_str(), odd.address("")), ("all", String::new()));
        let of_other = known(Filter { rader: "fault".into(), kategori: "theft".into(), ..Filter::default() });
        assert_eq!(of_other.selection(None), "kind=fault", "a category of another kind");
    }

    #[test]
    fn one_day_alone_ends_with_the_rows() {
        let rows = Period::new(Date::new(2023, 1, 1).unwrap(), Date::new(2025, 6, 30).unwrap()).ok();
        let since = known(Filter { fran: "2024-01-01".into(), ..Filter::default() });
        assert_eq!(since.selection(since.period(rows)), "period=2024-01-01..2025-06-30");
        assert_eq!(since.period(None), None, "nobody knows where it ends");
    }
}
