//! Free text: cases that stand for a kind, one by one.

use super::*;
use proptest::prelude::*;

fn found(text: &str) -> Vec<(SpanKind, String)> {
    let composed: Vec<char> = text.nfc().collect();
    screen(text).iter().map(|span| (span.kind, composed[span.start..span.end].iter().collect())).collect()
}

fn only(text: &str, kind: SpanKind, piece: &str) {
    assert_eq!(found(text), [(kind, piece.to_owned())], "{text}");
}

#[test]
fn places_firms_and_things_called_after_people_are_nobody() {
    for text in [
        "Det är mörkt på Olof Palmes plats.",
        "Vi ses på Hans Ahlgrens gata.",
        "Mariagården är öppen.",
        "Svenssons Bageri har stängt.",
        "Frågan om S:t Olofs park återremitteras.",
        "Bråk utanför Karin Boyes skola.",
        "Kvarteret Björn byggs om.",
        "Stormen Hans fällde träd.",
        "Hunden Bella sprang bort.",
        "Lindqvist & Söner lagar taket.",
        "Björnen på skylten är nedklottrad.",
        "Våren är fin men bänkarna är trasiga.",
        "Sten och grus ligger kvar.",
        "Polisen och Kommunen möts i Flen.",
        "PARKERING FÖRBJUDEN PÅ OLOF PALMES PLATS",
        "Jan 2024 var kall.",
        "Tåget mot Falkenberg och Sundsvall stod still, och så även i Lund.",
        "En karl gick på en stig.",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
}

#[test]
fn names_are_found_by_lists_and_by_what_stands_beside_them() {
    use SpanKind::PersonName;
    for (text, name) in [
        ("Idag ringde R. Bohlin igen.", "R. Bohlin"),
        ("Han kallas Ringo av de andra.", "Ringo"),
        ("tack för hjälpen, mvh wiktor", "wiktor"),
        ("Lampan är trasig. /Ahlam", "Ahlam"),
        ("Thun berättade om läget.", "Thun"),
        ("Det var Stigs fel.", "Stigs"),
        ("BJÖRN SALÉN NEKAR", "BJÖRN SALÉN"),
        ("Grannen heter Xhafer.", "Xhafer"),
        ("Jag träffade Anna-Karin Åkerblom-Diallo där.", "Anna-Karin Åkerblom-Diallo"),
    ] {
        only(text, PersonName, name);
    }
    let both = [(PersonName, "Leif".to_owned()), (PersonName, "Tsehaynesh".to_owned())];
    assert_eq!(found("Det var Leif och Tsehaynesh som kom."), both);
}

#[test]
fn numbers_are_somebodys_or_a_things_by_the_words_around() {
    only("Legitimation visade 19790523-9800.", SpanKind::PersonalNumber, "19790523-9800");
    only("Körkort 831305-9801 kontrollerat.", SpanKind::PersonalNumber, "831305-9801");
    only("Pnr 19 810704-98 07 enligt kortet.", SpanKind::PersonalNumber, "19 810704-98 07");
    only("Hon uppgav 840683-9806.", SpanKind::CoordinationNumber, "840683-9806");
    only("ring 0701740699 snarast", SpanKind::Phone, "0701740699");
    only("Växel 08-465 00 417? Nej, ring 070.174.06.05", SpanKind::Phone, "070.174.06.05");
    for text in [
        "Ärende 830512-0077 bordlades.",
        "Serienummer 7905239807 på cykeln.",
        "Organisationsnummer 212000-0332.",
        "Bussen 20230512 kl 14.20 kom inte.",
        "2023-05-12 14:20 stod den där, 2024-01-01 – 2024-12-31.",
        "Öppet 08.00-16.30, 112 eller 114 14.",
        "§ 41, dnr KS 2024/00123, 150 000 kr.",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
}

#[test]
fn ends_count_code_points_of_the_composed_text() {
    let text = "A\u{30a}sa bor i lgh 1401";
    let spans = screen(text);
    assert_eq!((spans[0].start, spans[0].end), (0, 3), "{spans:?}");
    assert_eq!(mask_free(text).0, "[namn] bor i [lägenhet]");
    let counts = mask_free("Anna, Eva och 070-174 06 05").1;
    assert_eq!((counts[&SpanKind::PersonName], counts[&SpanKind::Phone]), (2, 1));
}

proptest! {
    #[test]
    fn any_text_is_screened_within_its_ends(text in "(\\PC|[A-ZÅÄÖa-zåäö0-9@ ./+-]){0,80}") {
        let length = text.nfc().count();
        let spans = screen(&text);
        for pair in spans.windows(2) {
            prop_assert!(pair[0].end <= pair[1].start);
        }
        for span in &spans {
            prop_assert!(span.start < span.end && span.end <= length, "{span:?} of {length}");
        }
        prop_assert!(mask_free(&text).1.values().sum::<u64>() == spans.len() as u64);
    }
}
