//! What the words of an operation say: its kind, whether a fire was set, whether it was in somebody's home, and whether it is of
//! one person's health.
//!
//! The first rule that fits counts. The words are those of the national reports and of the systems that services use; what says
//! nothing known is `other`.

use crate::same::{is_unknown, same_form};
use lofte_model::records::Category;

/// Categories by parts of words, the narrower first: an alarm without fire names the fire too.
const RULES: [(&str, &[&str]); 7] = [
    (
        "false_alarm",
        &[
            "automatlarm",
            "automatiskt brandlarm",
            "ej brand",
            "inte brand",
            "falsk",
            "falskt",
            "obefogat",
            "onödig",
            "förmodad",
        ],
    ),
    (
        "fire_outdoors",
        &[
            "ej i byggnad",
            "annat än byggnad",
            "inte i byggnad",
            "utanför byggnad",
            "utomhus",
            "i det fria",
            "skog",
            "gräs",
            "mark",
            "terräng",
            "fordonsbrand",
            "bilbrand",
            "brand i fordon",
            "brand i bil",
            "container",
            "papperskorg",
        ],
    ),
    (
        "fire_building",
        &["brand i byggnad", "byggnad", "lägenhetsbrand", "villabrand", "skorstensbrand", "soteld"],
    ),
    ("fire", &["brand", "eld", "explosion"]),
    ("traffic_accident", &["trafik", "järnväg", "flygolycka", "singelolycka"]),
    (
        "rescue",
        &[
            "drunkning",
            "nödställ",
            "farligt ämne",
            "utsläpp",
            "storm",
            "ras",
            "skred",
            "översvämning",
            "vatten",
            "räddning",
            "losstagning",
            "olycka",
            "hiss",
        ],
    ),
    ("other", &[""]),
];

/// Operations for one person's health.
const CARE: [&str; 14] = [
    "ivpa",
    "ambulans",
    "sjukvård",
    "sjuktransport",
    "hjärtstopp",
    "hjärtstillestånd",
    "hlr",
    "trygghetslarm",
    "överfallslarm i bostad",
    "suicid",
    "självmord",
    "lyfthjälp",
    "bärhjälp",
    "dödsfall",
];

/// Parts of the names of objects where people live.
const HOMES: [&str; 20] = [
    "villa",
    "radhus",
    "parhus",
    "kedjehus",
    "småhus",
    "bostad",
    "bostäder",
    "lägenhet",
    "fritidshus",
    "stuga",
    "koloni",
    "familjshus",
    "familjehus",
    "boende",
    "vårdhem",
    "sjukhem",
    "åldringsvård",
    "äldrevård",
    "husvagn",
    "husbil",
];

/// What says that the object is known, and not which it is.
const NO_OBJECT: [&str; 6] = ["annan", "annat", "övrig", "okänd", "okänt", "ej angiv"];

fn has(text: &str, parts: &[&str]) -> bool {
    parts.iter().any(|part| text.contains(part))
}

/// The category of an operation by the words of its type.
pub(super) fn category(label: &str) -> Category {
    let text = same_form(label);
    let fits = |(_, parts): &&(&str, &[&str])| has(&text, parts);
    // What has to do with fire and with no building or alarm is told by the word for fire alone.
    let fire = has(&text, &["brand", "eld", "explosion"]);
    let fits = |rule: &&(&str, &[&str])| fits(rule) && (fire || !rule.0.starts_with("fire"));
    Category::new(RULES.iter().find(fits).map_or("other", |(slug, _)| slug))
}

/// Whether a category is one of fires.
pub(super) fn is_fire(category: &Category) -> bool {
    ["fire", "fire_building", "fire_outdoors"].contains(&category.as_str())
}

/// Whether a cause says that somebody set the fire on purpose.
pub(super) fn is_set(cause: &str) -> bool {
    let text = same_form(cause);
    let denied = ["ej ", "inte ", "icke", "utan uppsåt", "oavsiktlig", "ouppsåtlig"];
    has(&text, &["anlagd", "uppsåt", "avsiktlig", "mordbrand"]) && !has(&text, &denied)
}

/// Whether an operation is for one person's health.
pub(super) fn is_care(label: &str) -> bool {
    has(&same_form(label), &CARE)
}

/// Whether an object is somebody's home; nothing where the text does not tell.
pub(super) fn is_home(object: &str) -> Option<bool> {
    let text = same_form(object);
    if has(&text, &HOMES) {
        return Some(true);
    }
    let unsaid = text.is_empty() || is_unknown(&text) || NO_OBJECT.iter().any(|word| text.starts_with(word));
    (!unsaid).then_some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_says_what_it_is() {
        for (text, slug) in [
            ("Brand i byggnad", "fire_building"),
            ("Brand eller brandtillbud i byggnad", "fire_building"),
            ("Brand ej i byggnad", "fire_outdoors"),
            ("Brand eller brandtillbud i annat än byggnad", "fire_outdoors"),
            ("Brand i skog eller mark", "fire_outdoors"),
            ("Brand", "fire"),
            ("Automatlarm, ej brand", "false_alarm"),
            ("Automatlarm ej brand/gas", "false_alarm"),
            ("Förmodad brand", "false_alarm"),
            ("Trafikolycka", "traffic_accident"),
            ("Nödställt djur", "rescue"),
            ("Utsläpp av farligt ämne", "rescue"),
            ("Annan vattenskada", "rescue"),
            ("Hjälp till polis", "other"),
            ("Skogsmaskin i dike", "other"),
        ] {
            assert_eq!(category(text).as_str(), slug, "{text}");
        }
    }

    #[test]
    fn a_cause_says_whether_a_fire_was_set() {
        for (text, set) in [
            ("Anlagd brand", true),
            ("Anlagd med uppsåt", true),
            ("Avsiktligt anlagd", true),
            ("Ej anlagd", false),
            ("Oavsiktlig", false),
            ("Anlagd utan uppsåt", false),
            ("Barns lek med eld", false),
            ("", false),
        ] {
            assert_eq!(is_set(text), set, "{text}");
        }
    }

    #[test]
    fn homes_and_health_are_known_by_their_words() {
        for home in ["Flerbostadshus", "Villa", "Radhus, parhus, kedjehus", "Äldreboende", "Fritidshus"] {
            assert_eq!(is_home(home), Some(true), "{home}");
        }
        for other in ["Skola", "Container", "Industri", "Personbil"] {
            assert_eq!(is_home(other), Some(false), "{other}");
        }
        for unsaid in ["", "Okänt", "Annan byggnad", "-"] {
            assert_eq!(is_home(unsaid), None, "{unsaid}");
        }
        for care in ["Sjukvårdslarm (IVPA)", "Hot om suicid", "Trygghetslarm", "Hjälp till ambulans"] {
            assert!(is_care(care), "{care}");
        }
        assert!(!is_care("Brand i byggnad") && !is_care("Nödställd person"));
    }
}
