//! The scheme as it is shipped, and what is suggested for words of real lists.

use super::*;
use crate::records::RecordKind::{Disturbance, Fault, Offence, Statistic};
use std::collections::BTreeSet;

fn first(text: &str, kind: RecordKind) -> Option<(String, &'static str)> {
    let suggestion = suggest(text, kind, &[]).into_iter().next()?;
    Some((suggestion.category.0, suggestion.reason.word()))
}

#[test]
fn the_scheme_is_whole() {
    let shipped: Scheme = toml::from_str(DATA).unwrap();
    assert!(!shipped.version.is_empty() && !shipped.sources.is_empty());
    let slugs: BTreeSet<&str> = shipped.categories.iter().map(|entry| entry.slug.as_str()).collect();
    assert_eq!(slugs.len(), shipped.categories.len(), "every slug is one category's");
    let mut labels = BTreeSet::new();
    for entry in &shipped.categories {
        assert!(labels.insert(&entry.label.sv) && labels.insert(&entry.label.en), "{}", entry.slug);
        let within = entry.within.as_ref();
        assert!(within.is_none_or(|wider| slugs.contains(wider.as_str())), "{}", entry.slug);
        assert!(!entry.kinds.is_empty() && entry.slug.as_str().len() <= 64, "{}", entry.slug);
        for term in &entry.terms {
            assert_eq!(term.trim_end_matches('.'), similar::normal(term), "a term stands in one form");
        }
    }
}

#[test]
fn no_word_means_two_categories() {
    let mut seen = std::collections::BTreeMap::new();
    for entry in &scheme().categories {
        let terms = entry.terms.iter().chain([&entry.label.sv, &entry.label.en]);
        for term in terms.map(String::as_str).chain([entry.slug.as_str()]).collect::<BTreeSet<_>>() {
            assert_eq!(seen.insert(term.to_owned(), &entry.slug), None, "{term} in {}", entry.slug);
        }
    }
}

#[test]
fn what_the_files_of_the_statistics_say_is_known() {
    // Labels of Brå's indicators and of its monthly tables, as they stand there.
    for (label, slug) in [
        ("Bilbrott", "vehicle"),
        ("Bostadsinbrott", "burglary_home"),
        ("Narkotikabrott", "drugs"),
        ("Rån mot privatperson, unga", "robbery_youth"),
        ("Skadegörelsebrott", "vandalism"),
        ("Stöld och tillgreppsbrott, totalt", "theft"),
        ("Totalt antal anmälda brott", "total"),
        ("Trafikbrott, totalt", "traffic"),
        ("Våld i inomhusmiljö mot barn och unga, flickor", "violence_youth"),
        ("Våld i nära relationer, mot kvinnor", "violence_partner"),
        ("Våld i offentlig miljö mot vuxna", "violence"),
        ("Våldsbrott ", "violence"),
        ("Hot-, kränknings- och frihetsbrott", "threat_violation_liberty"),
        ("Vårdslöshet- och vållandebrott", "negligence"),
        ("Stöldbrott", "theft"),
        ("Skadegörelsebrott (inkl. mordbrand)", "vandalism_incl_arson"),
        ("Vissa trafikbrott", "traffic"),
        ("Alkohol- och narkotikabrott", "alcohol_drugs"),
        ("Vapenbrott", "weapons"),
    ] {
        let (category, reason) = first(label, Statistic).unwrap();
        assert_eq!(category, slug, "{label}");
        assert!(matches!(reason, "label" | "term"), "{label}: {reason}");
    }
}

#[test]
fn words_of_local_lists_are_suggested_with_their_reason() {
    for (text, kind, slug, reason) in [
        ("Misshandel", Offence, "assault", "label"),
        ("MISSHANDEL ", Offence, "assault", "label"),
        ("burglary", Offence, "burglary", "label"),
        ("Misshandel mot vuxen man, utomhus", Offence, "assault", "stem"),
        ("Stöld ur och från motorfordon", Offence, "vehicle", "term"),
        ("Stöld ur bil, nattetid", Offence, "vehicle", "stem"),
        ("Skadegörelse på motorfordon (ej genom brand)", Offence, "vandalism", "stem"),
        ("Inbrottsstöld (ej av skjutvapen)", Offence, "burglary", "term"),
        ("1203", Offence, "vandalism", "code"),
        ("0375 Misshandel, man", Offence, "assault", "stem"),
        ("5011 Narkotikastrafflagen", Offence, "drugs", "term"),
        ("8 kap. Stöld, rån m.m.", Offence, "theft", "term"),
        ("6 kap. sexualbrott", Offence, "sexual", "label"),
        ("Olaga hot", Offence, "threat", "term"),
        ("Klotter", Offence, "graffiti", "label"),
        ("Kloter", Fault, "graffiti", "slip"),
        ("Gatubelysning", Fault, "lighting", "term"),
        ("Belysningsstolpe trasig", Fault, "lighting", "stem"),
        ("Nedskräpning/dumpning", Fault, "littering", "stem"),
        ("Bostadsinbrottet", Offence, "burglary_home", "stem"),
        ("Ungdomsgäng", Disturbance, "gathering", "term"),
        ("Ungdomsgäng vid skolan", Disturbance, "gathering", "stem"),
        ("Misstänkt narkotikahantering", Disturbance, "drug_handling", "label"),
        ("Otrygga platser", Disturbance, "unsafe_place", "stem"),
        ("Mordbrand", Offence, "arson", "term"),
        ("Övrigt", Offence, "other", "label"),
    ] {
        assert_eq!(first(text, kind), Some((slug.to_owned(), reason)), "{text}");
    }
}

#[test]
fn what_says_nothing_gets_no_suggestion() {
    for text in ["", " ", "—", "7", "9999", "Kategori A", "x"] {
        assert_eq!(suggest(text, Offence, &[]), [], "{text:?}");
    }
}

#[test]
fn the_wider_category_is_offered_too_and_no_category_twice() {
    let found: Vec<String> = suggest("Klotter", Offence, &[]).into_iter().map(|one| one.category.0).collect();
    assert_eq!(found, ["graffiti", "vandalism"]);
    for entry in &scheme().categories {
        for term in &entry.terms {
            let found = suggest(term, entry.kinds[0], &[]);
            let slugs: BTreeSet<&str> = found.iter().map(|one| one.category.as_str()).collect();
            assert_eq!(slugs.len(), found.len(), "{term}");
            assert_eq!(found[0].category, entry.slug, "{term}");
        }
    }
}

#[test]
fn a_category_of_ones_own_is_suggested_by_its_label() {
    let boats = OwnCategory { slug: Category::new("batstold"), title: "Båtstöld".into(), withdrawn: None };
    let found = suggest("båtstöld", Offence, std::slice::from_ref(&boats));
    assert_eq!((found[0].category.as_str(), &found[0].reason), ("batstold", &Reason::Label));
    assert_eq!(boats.gap(std::slice::from_ref(&boats)), None, "it is itself");
    let other = OwnCategory { slug: Category::new("b"), title: " båtstöld".into(), withdrawn: None };
    assert_eq!(other.gap(&[boats]), Some(LabelGap::Twice));
    let label = |title: &str| OwnCategory { title: title.into(), ..other.clone() }.gap(&[]);
    assert_eq!(
        [label("Misshandel"), label(" - "), label("Rökning")],
        [Some(LabelGap::Shared), Some(LabelGap::Empty), None]
    );
}

#[test]
fn a_table_without_its_source_or_with_an_unknown_category_is_refused() {
    let file = |source: &str, slug: &str| {
        let text = format!(
            "name = \"n\"\nversion = \"1\"\nsource = \"{source}\"\nunit = \"day\"\n[weights]\n{slug} = 3\n"
        );
        CategoryTable::read(&text, &[Category::new("batstold")]).map(drop).map_err(|error| error.to_string())
    };
    assert_eq!([file("us", "theft"), file("us", "batstold")], [Ok(()), Ok(())]);
    assert!(file(" ", "theft").unwrap_err().contains("source"));
    assert!(file("us", "thefts").unwrap_err().contains("thefts"));
}
