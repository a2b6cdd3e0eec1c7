//! Documents are made for whatever people write, and their tags are read back from the file.

use super::*;
use crate::tests::fixture::{Town, sign, station, town, verdict};
use flate2::read::ZlibDecoder;
use lofte_model::id::PartyId;
use lofte_model::promise::{Commitment, Details, Pace, Quantity};
use proptest::prelude::*;
use std::io::Read;

/// The words on the pages of a promise, in the order they are set, one run of text on each line.
pub(crate) fn words(snapshot: &Snapshot, promise: &PublicPromise, fonts: &Fonts) -> String {
    snapshot.document_text(promise.frozen.number, fonts).unwrap()
}

/// The file with its compressed streams unpacked, for looking after names.
fn unpacked(pdf: &[u8]) -> String {
    let mut all = String::from_utf8_lossy(pdf).into_owned();
    let mark = b"stream\n";
    let starts = pdf.windows(mark.len()).enumerate().filter(|(_, window)| *window == mark);
    for (start, _) in starts {
        let mut stream = Vec::new();
        // Streams that are not compressed fail at once and are in the text already.
        if ZlibDecoder::new(&pdf[start + mark.len()..]).read_to_end(&mut stream).is_ok() {
            all.push_str(&String::from_utf8_lossy(&stream));
        }
    }
    all
}

fn made(town: &Town, number: u32) -> Vec<u8> {
    town.snapshot().pdf(number, &Fonts::default()).unwrap()
}

#[test]
fn what_stands_on_the_pages() {
    let snapshot = town().snapshot();
    let fonts = Fonts::default();
    let print = snapshot.fingerprint.as_str();
    let groups: Vec<&str> = (0..8).map(|group| &print[group * 8..group * 8 + 8]).collect();
    for number in [1, 2] {
        let text = words(&snapshot, snapshot.promise(number).unwrap(), &fonts);
        assert!(text.contains(&groups.join(" ")));
        insta::assert_snapshot!(
            format!("promise_{number}"),
            text.replace(&groups.join(" "), "<of the publication>")
        );
    }
}

#[test]
fn a_document_is_tagged_and_says_what_it_is() {
    let file = unpacked(&made(&town(), 2));
    for name in
        ["/StructTreeRoot", "/Lang", "sv-SE", "/DisplayDocTitle true", "/MarkInfo", "/H1", "/TH", "/Alt"]
    {
        assert!(file.contains(name), "{name}");
    }
    let compact: String = file.split_whitespace().collect();
    for mark in ["pdfuaid:part", "pdfaid:part", "pdfaid:conformance", "Tryggarestationsområde"] {
        assert!(compact.contains(mark), "{mark}");
    }
}

#[test]
fn the_same_snapshot_gives_the_same_bytes() {
    assert_eq!(made(&town(), 2), made(&town(), 2));
}

#[test]
fn synthetic_is_said_on_every_page_and_only_then() {
    let mut long = town();
    long.promises[1] = sign_with(|promise| promise.text = "Vi lovar mycket. ".repeat(700));
    long.verdicts.clear();
    let snapshot = long.snapshot();
    let text = words(&snapshot, snapshot.promise(2).unwrap(), &Fonts::default());
    let pages: Vec<&str> = text.split("---\n").filter(|page| !page.is_empty()).collect();
    assert!(pages.len() > 2);
    assert!(pages.iter().all(|page| page.contains("Syntetiska uppgifter")));
    long.municipality.synthetic = false;
    long.edition = None;
    let snapshot = long.snapshot();
    assert!(!words(&snapshot, snapshot.promise(2).unwrap(), &Fonts::default()).contains("yntetisk"));
}

/// The promise with other contents, signed again.
fn sign_with(
    change: impl FnOnce(&mut lofte_model::promise::CitizenPromise),
) -> lofte_model::promise::CitizenPromise {
    let mut promise = station();
    promise.state = lofte_model::promise::PromiseState::Draft;
    change(&mut promise);
    sign(promise)
}

#[test]
fn each_answer_and_each_hidden_figure_has_its_words() {
    let fonts = Fonts::default();
    let check = |before, after, expected: &str| {
        let mut town = town();
        town.edition = None;
        town.judge(before, after);
        let snapshot = town.snapshot();
        let text = words(&snapshot, snapshot.promise(2).unwrap(), &fonts).replace('\n', " ");
        assert!(text.contains(expected), "{expected}: {text}");
        snapshot.pdf(2, &fonts).unwrap();
    };
    check((126, 264), (165, 270), "Målet nått Ja. Andelen");
    check((165, 264), (120, 270), "Målet inte nått Nej. Andelen");
    check((130, 264), (140, 270), "så stor skillnad kan slumpen ensam ge");
    check((10, 264), (267, 270), "dold");
    check((3, 264), (267, 270), "Siffrorna visas inte");
}

#[test]
fn letters_that_no_font_has_are_replaced() {
    let fonts = Fonts::default();
    assert_eq!(fonts.legible("Å 🚆 \u{200b}ok\u{7}\n汉"), "Å ? ok\n?");
}

#[test]
fn the_face_of_the_pages_is_used_when_it_is_there() {
    assert_eq!(Fonts::default().families(), [FALLBACK]);
    assert_eq!(Fonts::new(vec![vec![1, 2, 3]]).families(), [FALLBACK], "not a font");
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zåäö ]{1,60}",
        "[#*_$<>@=`\\\\/\\[\\]{}\"'~\n-]{1,40}",
        "\\PC{1,80}",
        "[a-z]{200}",
        Just("ﬁ Ω ﷽ 👩‍🚒 e\u{301} \u{0}\u{ad}".to_owned()),
    ]
    .prop_filter("a promise has text", |text| !text.trim().is_empty())
}

fn any_commitment() -> impl Strategy<Value = Commitment> {
    let quantity = prop_oneof![
        Just(Quantity::OnRequest),
        Just(Quantity::DoneOrNot),
        (any::<u32>(), any_text()).prop_map(|(count, unit)| Quantity::AtLeast {
            count,
            unit,
            per: Pace::WholePeriod
        }),
    ];
    (any::<u16>(), any_text(), quantity).prop_map(|(number, text, quantity)| Commitment {
        number,
        text,
        parties: vec![PartyId::named("kommun"), PartyId::named("polis")],
        quantity,
        details: Details::default(),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn whatever_people_write_becomes_a_document(
        (title, text, name) in (any_text(), any_text(), any_text()),
        commitments in prop::collection::vec(any_commitment(), 1..5),
        (before, after) in ((0_usize..=200), (0_usize..=200)),
        threshold in 0.0_f64..0.9,
    ) {
        let mut town = town();
        town.municipality.name = name;
        town.promises[1] = sign_with(|promise| {
            promise.title = title;
            promise.text = text;
            promise.commitments = commitments;
            promise.effect_goal.as_mut().unwrap().threshold = threshold;
        });
        for measure in &mut town.measures {
            measure.title.push_str(&town.promises[1].title);
        }
        town.judge((before, 200), (after, 200));
        town.verdicts = vec![verdict(&town.promises[1], (before, 200), (after, 200))];
        let snapshot = town.snapshot();
        let pdf = snapshot.pdf(2, &Fonts::default()).unwrap();
        prop_assert!(pdf.starts_with(b"%PDF-1."));
    }
}
