//! What is recognised and what is not. 19640823-3234 is the example number of the tax agency, 701063-2391 its example
//! coordination number; no other number is anybody's.

use super::*;
use proptest::prelude::*;
use serde_json::json;

fn kinds(text: &str) -> Vec<Kind> {
    find(text).iter().map(|piece| piece.kind).collect()
}

#[test]
fn identity_numbers_are_seen_however_they_are_written() {
    for text in [
        "640823-3234",
        "19640823-3234",
        "6408233234",
        "196408233234",
        "640823+3234",
        "701063-2391",
        "19701063-2391",
        "pnr:640823-3234.",
        "nr.6408233234",
        "å640823-3234ö",
        "640823 3234",
        "640823\u{a0}3234",
        "640823\u{202f}3234",
        "640823 - 3234",
        "640823\u{2013}3234",
        "640823\u{2014}3234",
        "640823\u{2011}3234",
        "640823\u{2212}3234",
        "640823\u{ad}3234",
        "640823-\u{ad}3234",
        "6408\u{200b}233234",
        "640823\u{2060}-\u{feff}3234",
        "640823/3234",
        "640823.3234",
        "640823\n3234",
        "640823\r\n3234",
        "640823\t3234",
        "640823_3234",
        "640823 (3234)",
        "1964-08-23-3234",
        "1964-08-23 - 3234",
        "1964-08-23 3234",
        "1964.08.23-3234",
        "64-08-23-3234",
        "19640823 3234",
        "s.5.6408233234",
        "s.15.6408233234",
        "1,6408233234",
        "1640823-3234",
        "６４０８２３－３２３４",
        "٦٤٠٨٢٣-٣٢٣٤",
        "६४०८२३३२३४",
        "𝟔𝟒𝟎𝟖𝟐𝟑-𝟑𝟐𝟑𝟒",
        "6\u{fe0f}\u{20e3}4\u{fe0f}\u{20e3}0823-3234",
        "6\u{336}4\u{336}0823-3234",
        "6 4 0 8 2 3 - 3 2 3 4",
        "640823\u{3164}3234",
    ] {
        assert!(holds_identity_number(text), "{text:?}: {:?}", kinds(text));
        let masked = mask(text);
        assert!(!holds_identity_number(&masked), "{text:?} masked as {masked:?}");
    }
}

#[test]
fn what_is_not_certain_is_asked_about() {
    for (text, kind) in [
        ("640823-3235", Kind::LikeIdentityNumber),
        ("6408233235", Kind::LikeIdentityNumber),
        ("640823-32341", Kind::LikeIdentityNumber),
        ("16.6408233234", Kind::LikeIdentityNumber),
        ("640823-TF12", Kind::ReserveNumber),
        ("19640823-A123", Kind::ReserveNumber),
        ("070-1740605", Kind::Phone),
        ("070-174 06 05", Kind::Phone),
        ("0701740605", Kind::Phone),
        ("+46 70 174 06 05", Kind::Phone),
        ("+46 (0)70-174 06 05", Kind::Phone),
        ("0046701740605", Kind::Phone),
        ("08-465 004 00", Kind::Phone),
        ("0157\u{2013}43 10 00", Kind::Phone),
        ("eva.ek@exempel.se", Kind::Email),
        ("skriv till eva＠exempel.se.", Kind::Email),
        ("ABC123", Kind::NumberPlate),
        ("en bil, abc123, stod där", Kind::NumberPlate),
        ("ABC 12D", Kind::NumberPlate),
        ("ABC\u{a0}123", Kind::NumberPlate),
    ] {
        assert_eq!(kinds(text), [kind], "{text:?}");
        assert_eq!(kind.certainty(), Certainty::Possible);
    }
}

#[test]
fn ordinary_texts_are_left_alone() {
    for text in [
        "",
        "640823-",
        "641323-3234",
        "2023-05-01 13:45",
        "2023-05-01 1345",
        "2024-01-01 – 2024-12-31",
        "2024-01-01--2024-12-31",
        "20240101-20241231",
        "5000-K123456-23",
        "6561234.123456",
        "59.0625, 16.5877",
        "16.587712345",
        "1 234 567 kr",
        "112, 114 14 och 1177",
        "020-12 34 56, 0771-567 567",
        "212000-0332",
        "SFS 2023:196, 9 § och prop. 2022/23:43",
        "0482A0010 och 0482C1040",
        "0482 2024-01-01",
        "export_20240115_0930.csv",
        "brott 2021-2024.xlsx",
        "NTU 2024, andel 51,3 %",
        "kl. 22–03, 15 juni",
        "150 000 kronor till belysning 2025–2026",
        "@kommun",
        "DESO2025",
    ] {
        assert_eq!(kinds(text), [], "{text:?}");
        assert_eq!(mask(text), text);
    }
}

#[test]
fn all_of_several_are_masked() {
    assert_eq!(mask("a 640823-3234 b 701063–2391 c eva@exempel.se"), "a … b … c …");
}

#[test]
fn every_field_of_an_object_is_seen_and_its_own_marks_are_not() {
    let seen = of_value(&json!({
        "id": "01996408-2332-7340-8000-640823323412",
        "fingerprint": "6408233234".repeat(6) + "6408",
        "at": "2026-11-29T19:55:00.640823323Z",
        "parts": [{"unit": "640823-3234"}],
        "words": {"701063-2391": "ja"},
        "areas": ["ABC123"],
        "strata": ["ABC123", "640823 3234"],
    }))
    .unwrap();
    let places: Vec<(&str, &str)> =
        seen.iter().map(|found| (found.place.as_str(), found.text.as_str())).collect();
    let expected =
        [("areas", "ABC123"), ("code", "701063-2391"), ("strata", "640823 3234"), ("unit", "640823-3234")];
    assert_eq!(places, expected, "a plate among words, none among codes");
}

#[test]
fn a_text_that_is_too_long_names_its_limit() {
    assert_eq!(of_value(&json!({"title": "å".repeat(200)})), Ok(vec![]));
    let refused = of_value(&json!({"title": "å".repeat(201)})).unwrap_err();
    assert_eq!(refused, TooLong { field: "title".into(), characters: 201, limit: 200 });
    assert!(of_value(&json!({"description": "a".repeat(20_001)})).is_err());
}

#[test]
fn an_answer_is_for_what_was_asked() {
    let found = |text: &str| vec![Found { place: "title".into(), kind: Kind::Phone, text: text.into() }];
    let answer = Answer::Nobody(Answer::token(&found("070-174 06 05")));
    assert!(answer.covers(&found("070-174 06 05")));
    assert!(answer.covers(&[]));
    assert!(!answer.covers(&found("070-174 06 06")));
    assert!(!Answer::NotAsked.covers(&found("070-174 06 05")));
    assert!(Answer::NobodyAtAll.covers(&found("070-174 06 05")));
}

/// A day, and a number made of it with the right check digit.
fn number() -> impl Strategy<Value = (String, String)> {
    (1880_i16..2020, 1_u32..=12, 1_u32..=28, any::<bool>(), 0_u32..1000, any::<bool>()).prop_map(
        |(year, month, day, coordination, serial, whole)| {
            let day = day + if coordination { 60 } else { 0 };
            let short = format!("{:02}{month:02}{day:02}", year % 100);
            let digits = format!("{short}{serial:03}");
            let sum: u32 = digits
                .bytes()
                .enumerate()
                .map(|(place, digit)| {
                    let value = u32::from(digit - b'0') * if place % 2 == 0 { 2 } else { 1 };
                    value / 10 + value % 10
                })
                .sum();
            let date = if whole { format!("{}{short}", year / 100) } else { short };
            (date, format!("{serial:03}{}", (10 - sum % 10) % 10))
        },
    )
}

proptest! {
    #[test]
    fn any_number_is_seen_behind_any_dash_or_space(
        (date, serial) in number(),
        between in prop::sample::select(vec![
            "-", "", "+", "\u{2010}", "\u{2011}", "\u{2012}", "\u{2013}", "\u{2014}", "\u{2212}", "\u{fe63}",
            "\u{ff0d}", "\u{ad}", "\u{ad}-", " \u{2013} ", "-\u{200b}", "\u{2060}-",
        ]),
        before in "[a-zåäö ,:(]{0,12}",
        after in "[a-zåäö ,.)]{0,12}",
    ) {
        // A whole date of this century and a serial that can be a clock time is asked about.
        let text = format!("{before}{date}{between}{serial}{after}");
        let found = find(&text);
        prop_assert!(!found.is_empty(), "{text:?}");
        if !date.starts_with("20") || date.len() == 6 {
            prop_assert!(holds_identity_number(&text), "{text:?}: {found:?}");
        }
        prop_assert!(find(&mask(&text)).iter().all(|piece| piece.kind != Kind::IdentityNumber));
    }

    #[test]
    fn coordinates_and_short_numbers_are_not(
        lon in 10.0_f64..25.0, lat in 55.0_f64..70.0,
        north in 6_100_000_u32..7_700_000, east in 200_000_u32..950_000,
        amount in 0_u32..1_000_000, year in 1900_u32..2100, case in 1_u32..999_999,
    ) {
        for text in [
            format!("{lat:.6}, {lon:.6}"),
            format!("N {north} E {east}"),
            format!("{amount} kr år {year}"),
            format!("Dnr KS {year}/{:05}", case % 100_000),
            format!("5000-K{case}-{:02}", year % 100),
        ] {
            prop_assert_eq!(find(&text), vec![], "{}", text);
        }
    }

    #[test]
    fn few_digits_are_no_number_and_many_are_looked_at(
        text in "([0-9\u{ff10}-\u{ff19}\u{660}-\u{669}a-zåäö²⑩㏩ -]|[0-9]{2}){0,24}",
    ) {
        let certain = find(&text).iter().any(|piece| piece.kind.certainty() == Certainty::Certain);
        prop_assert_eq!(holds_identity_number(&text), certain, "{:?}", text);
    }

    #[test]
    fn any_text_is_masked_between_its_characters(text in "\\PC{0,60}") {
        let masked = mask(&text);
        prop_assert!(!holds_identity_number(&masked));
    }
}
