//! The words of the statistics: groups of offences and municipalities.

use lofte_model::place::MunicipalityCode;
use lofte_model::records::Category;
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;

/// Labels as they stand in files, in lower case, by category. A label that is not here is rejected: groups that sound
/// alike are not the same count.
const GROUPS: [(&str, &[&str]); 6] = [
    ("total", &["total", "totalt", "totalt antal brott", "samtliga brott", "samtliga anmälda brott"]),
    (
        "person",
        &["person", "brott mot person", "brott mot person (3-7 kap. brb)", "3-7 kap. brott mot person"],
    ),
    (
        "theft",
        &[
            "theft",
            "stöld",
            "stöld- och tillgreppsbrott",
            "stöld, rån m.m.",
            "8 kap. stöld, rån m.m.",
            "8 kap. stöld, rån och andra tillgreppsbrott",
            "stöld, rån och andra tillgreppsbrott",
        ],
    ),
    ("burglary", &["burglary", "inbrott", "inbrottsstöld", "inbrottsstöld (ej av skjutvapen)"]),
    (
        "vandalism",
        &[
            "vandalism",
            "skadegörelse",
            "skadegörelsebrott",
            "12 kap. skadegörelsebrott",
            "12 kap. skadegörelse",
        ],
    ),
    (
        "drugs_weapons",
        &[
            "drugs_weapons",
            "narkotika- och vapenbrott",
            "narkotika och vapen",
            "narkotikabrott och vapenbrott",
        ],
    ),
];

/// The category that a label means.
pub(in crate::sources) fn group(label: &str) -> Option<Category> {
    let words: Vec<&str> = label.split_whitespace().collect();
    let label: String = words.join(" ").nfc().collect();
    let label = label.to_lowercase().replace(['\u{2013}', '\u{2212}'], "-");
    known(&label).or_else(|| {
        // The source's own files write the way down to a group: law, chapter, group. The last of it is the group.
        let mut rest = label.strip_prefix(LAW)?;
        loop {
            if let Some(category) = known(rest) {
                return Some(category);
            }
            (_, rest) = rest.split_once(", ")?;
        }
    })
}

/// What the way down to a group begins with.
const LAW: &str = "brott mot brottsbalken, ";

fn known(label: &str) -> Option<Category> {
    let found = GROUPS.iter().find(|(_, labels)| labels.contains(&label));
    found.map(|(slug, _)| Category::new(*slug))
}

/// Municipalities by code and name.
pub(in crate::sources) struct Regions {
    codes: HashMap<String, MunicipalityCode>,
}

impl Regions {
    /// All municipalities. Source of names and codes: Statistics Sweden (SCB).
    pub(in crate::sources) fn new() -> Self {
        let lines = include_str!("municipalities.csv").lines().filter_map(|line| line.split_once(','));
        let mut codes = HashMap::new();
        for (code, name) in lines {
            let Ok(parsed) = code.parse::<MunicipalityCode>() else {
                continue;
            };
            for text in [code, name] {
                codes.insert(text.to_lowercase(), parsed.clone());
            }
        }
        Self { codes }
    }

    /// `0482`, `482` (a program took the zero), `Flen`, `Flens kommun`, `0482 Flen`.
    pub(in crate::sources) fn named(&self, text: &str) -> Option<MunicipalityCode> {
        let text = text.trim().nfc().collect::<String>().to_lowercase();
        let first = text.split_whitespace().next().unwrap_or("");
        let digits = first.bytes().all(|byte| byte.is_ascii_digit());
        if digits && !first.is_empty() {
            return self.codes.get(&format!("{first:0>4}")).cloned();
        }
        let name = text.strip_suffix(" kommun").or_else(|| text.strip_suffix(" stad")).unwrap_or(&text);
        let bare = name.strip_suffix('s').unwrap_or(name);
        self.codes.get(name).or_else(|| self.codes.get(bare)).cloned()
    }
}

/// The name of a municipality. Source: Statistics Sweden (SCB).
pub fn municipality_name(code: &MunicipalityCode) -> Option<&'static str> {
    let lines = include_str!("municipalities.csv").lines();
    let mut named = lines.filter_map(|line| line.split_once(','));
    named.find(|(known, _)| *known == code.as_str()).map(|(_, name)| name.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_290_municipalities() {
        let codes: std::collections::BTreeSet<_> = Regions::new().codes.into_values().collect();
        assert_eq!(codes.len(), 290);
    }

    #[test]
    fn a_code_has_its_name() {
        assert_eq!(municipality_name(&"0482".parse().unwrap()), Some("Flen"));
        assert_eq!(municipality_name(&"9999".parse().unwrap()), None);
    }

    #[test]
    fn names_are_read_as_people_write_them() {
        let regions = Regions::new();
        let code = |text: &str| regions.named(text).map(|code| code.to_string());
        for text in ["0482", "482", "Flen", "Flens kommun", "0482 Flen", "FLEN "] {
            assert_eq!(code(text).as_deref(), Some("0482"), "{text}");
        }
        assert_eq!(code("Alingsås kommun").as_deref(), Some("1489"));
        assert_eq!(code("Malmö stad").as_deref(), Some("1280"));
        assert_eq!([code("Hela landet"), code("9999"), code("")], [None, None, None]);
    }

    #[test]
    fn labels_that_only_sound_alike_are_not_taken() {
        assert_eq!(group("Skadegörelsebrott ").unwrap().as_str(), "vandalism");
        assert_eq!(group("Brott mot person (3–7 kap. BrB)").unwrap().as_str(), "person");
        let way = "Brott mot brottsbalken, 8-12 kap. Brott mot förmögenhet, 12 kap. Skadegörelsebrott";
        assert_eq!(group(way).unwrap().as_str(), "vandalism");
        assert_eq!(group(&format!("{way}, Klotter")), None);
        assert_eq!(group("Skadego\u{308}relse").unwrap().as_str(), "vandalism");
        assert_eq!([group("Bostadsinbrott"), group("Skadegörelse, klotter"), group("")], [None, None, None]);
    }
}
