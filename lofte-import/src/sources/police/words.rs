//! What the words of an offence code say of its kind.
//!
//! The first rule that fits counts, so that the narrower stands first: graffiti is vandalism too. Words, not numbers, since
//! codes are split and renumbered over the years while their texts stay readable.

use crate::same::same_form;
use lofte_model::records::Category;

/// Categories by parts of words; what begins with a space begins a word.
const RULES: [(&str, &[&str]); 15] = [
    ("graffiti", &["klotter"]),
    ("arson", &["mordbrand", "anlagd brand", "skadegörelse genom brand", "genom eldsvåda"]),
    ("vandalism", &["skadegörelse", "åverkan"]),
    ("burglary", &["inbrott"]),
    ("robbery", &[" rån", "rånförsök", "personrån", "butiksrån", "väskrån", "taxirån", "bankrån"]),
    ("sexual", &["våldtäkt", "sexuell", "sexköp", "blottning"]),
    ("assault", &["misshandel", "våld mot tjänsteman", "vållande till kroppsskada"]),
    ("threat", &["olaga hot", " hot mot", "utpressning"]),
    ("harassment", &["ofredande", "olaga förföljelse", "hets mot"]),
    ("drugs_weapons", &["narkotika", "vapen", "kniv", "knivlag"]),
    ("theft", &["stöld", "snatteri", "tillgrepp", "häleri"]),
    ("fraud", &["bedrägeri", "bedrägligt"]),
    ("traffic", &["rattfylleri", "trafikbrott", "olovlig körning", "vårdslöshet i trafik", "smitning"]),
    ("disorder", &["förargelseväckande", "ordningslag", "ohörsamhet", "upplopp"]),
    ("other", &[""]),
];

/// The category of an offence by the words of its code.
pub(super) fn category(label: &str) -> Category {
    let text = format!(" {}", same_form(label).replace([',', '(', '/'], " "));
    let fits = |(_, parts): &&(&str, &[&str])| parts.iter().any(|part| text.contains(part));
    Category::new(RULES.iter().find(fits).map_or("other", |(slug, _)| slug))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_code_say_what_it_is_of() {
        for (text, slug) in [
            ("Skadegörelse, klotter", "graffiti"),
            ("Skadegörelse på motorfordon (ej genom brand)", "vandalism"),
            ("Mordbrand, anlagd brand i skola", "arson"),
            ("Inbrottsstöld i bostad, villa", "burglary"),
            ("Misshandel utomhus mot man 18 år eller äldre, obekant", "assault"),
            ("Rån mot person under 18 år utan skjutvapen", "robbery"),
            ("Personrån", "robbery"),
            ("Stöld ur och från motorfordon", "theft"),
            ("Olaga hot mot kvinna", "threat"),
            ("Narkotikastrafflagen, eget bruk", "drugs_weapons"),
            ("Brott mot djurskyddslagen", "other"),
            ("Grannsämja", "other"),
        ] {
            assert_eq!(category(text).as_str(), slug, "{text}");
        }
    }
}
