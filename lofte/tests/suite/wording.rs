//! One frozen promise on four faces: the page of those who work with it, the public page, the terminal and the document say
//! its outcome, its rule and its undertakings in the same sentences.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use crate::cli::support::lofte;
use crate::pages::desk::Desk;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use lofte_app::{followup, place, promise, publication};
use lofte_model::followup::{Answer, CannotTell, MeasuredChange, Verdict};
use lofte_model::place::{Area, AreaCode};
use lofte_model::promise::CitizenPromise;
use lofte_publish::{Fonts, wording};
use lofte_words::{EASY, Language, SV, Words, promise as worded, verdict};
use std::collections::BTreeSet;
use std::sync::Arc;
use tower::ServiceExt;

/// Text without markup and without the spaces and breaks that setting adds.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for sign in text.chars() {
        match sign {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                out.push(' ');
            }
            sign if !inside => out.push(sign),
            _ => {}
        }
    }
    let out = out.replace("&#34;", "\"").replace("&#39;", "'").replace("&#38;", "&");
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The sentences of a promise.
struct Said {
    outcome: Vec<String>,
    rule: Vec<String>,
    undertakings: Vec<String>,
}

impl Said {
    /// What the words of the house make of a promise and its verdict.
    fn of(promise: &CitizenPromise, judged: &Verdict, areas: &[Area]) -> Self {
        let goal = promise.effect_goal.as_ref();
        let name =
            |code: &AreaCode| areas.iter().find(|area| area.code == *code).map(|area| area.name.clone());
        let rule = goal.map(|goal| {
            let named: Vec<String> = goal.areas.iter().filter_map(name).collect();
            worded::rule(SV, goal, &named)
        });
        Self {
            outcome: vec![
                verdict::sentence(SV, goal, &judged.answer, judged.change.as_ref()),
                verdict::status(SV, &judged.answer).word,
            ],
            rule: rule.into_iter().collect(),
            undertakings: promise.commitments.iter().map(|one| worded::quantity(SV, &one.quantity)).collect(),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn page_public_page_terminal_and_document_say_the_same() {
    let desk = Desk::new().await;
    let person = desk.person("samordnare").await;
    let (actor, house) = (&person.actor, &desk.house);
    let snapshot = Arc::new(publication::newer_than(house, 0).await.unwrap().unwrap());
    let areas = place::areas(actor, house).await.unwrap();
    let dir = house.dir().to_string_lossy().into_owned();
    let mut compared = 0;
    for public in snapshot.promises.iter().filter(|public| public.verdict.is_some()) {
        let number = public.frozen.number.to_string();
        let found = promise::named(actor, house, &number).await.unwrap();
        let judged = followup::verdict(actor, house, found.id).await.unwrap();
        let Said { outcome, rule, undertakings } = &Said::of(&found, &judged, &areas);
        let page = |path: &str| format!("/{path}/{}", found.id);
        let terminal = |verb: &[&str]| lofte(&[verb, &[&number, "--dir", &dir]].concat()).done().out;
        let document = snapshot.document_text(public.frozen.number, &Fonts::default()).unwrap();
        let faces: [(&str, String, &[&Vec<String>]); 6] = [
            ("page of the promise", person.get(&page("loften")).await.html, &[rule, undertakings]),
            ("page of the outcome", person.get(&page("uppfoljning")).await.html, &[outcome, rule]),
            ("public page", public_page(&snapshot, &number).await, &[outcome, rule, undertakings]),
            ("promise in the terminal", terminal(&["promise", "show"]), &[rule, undertakings]),
            ("outcome in the terminal", terminal(&["verdict"]), &[outcome]),
            ("document", document, &[outcome, rule, undertakings]),
        ];
        for (face, text, expected) in faces {
            let text = plain(&text);
            for sentence in expected.iter().copied().flatten() {
                assert!(
                    text.contains(&plain(sentence)),
                    "{face} of promise {number} does not say “{sentence}”: {text}"
                );
                compared += 1;
            }
        }
    }
    assert!(compared > 20, "only {compared} sentences were compared");
}

/// The numbers of a text as they are written, however often.
fn numbers(text: &str) -> BTreeSet<String> {
    let text = text.replace(lofte_words::number::SPACE, "");
    let parts = text.split(|sign: char| !sign.is_ascii_digit() && sign != ',');
    let parts = parts.map(|part| part.trim_matches(','));
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn easy_swedish_says_the_same_answer_and_the_same_numbers() {
    let desk = Desk::new().await;
    let snapshot = Arc::new(publication::newer_than(&desk.house, 0).await.unwrap().unwrap());
    let mut judged = 0;
    for public in &snapshot.promises {
        let number = public.frozen.number.to_string();
        let usual = public_page(&snapshot, &number).await;
        let easy_page = public_page(&snapshot, &format!("{number}?sprak=latt")).await;
        assert!(usual.contains(&format!("href=\"/offentligt/loften/{number}?sprak=latt\"")), "{usual}");
        assert!(easy_page.contains("<html lang=\"sv-simple\">"), "{easy_page}");
        assert!(easy_page.contains(&format!("href=\"/offentligt/loften/{number}\"")), "{easy_page}");
        let main = |html: &str| plain(html.split_once("<main").unwrap().1.split_once("</main>").unwrap().0);
        let (usual, easy) = (main(&usual), main(&easy_page));
        // The explanation of percentage points has numbers of its own.
        let own = "Från 50 procent till 60 procent är 10 procentenheter.";
        let found = numbers(&easy.replace(own, ""));
        let known = numbers(&usual);
        let made_up: Vec<_> = found.difference(&known).collect();
        assert!(made_up.is_empty(), "{made_up:?} stands only on the easy page of promise {number}: {easy}");
        // What has no easier word is said in Swedish, and never by its name in files.
        let in_files = ["fulfilled", "partly", "asked", "month", "count", "impression", "null"];
        let raw = in_files.iter().find(|name| easy.contains(**name));
        assert!(raw.is_none(), "{raw:?} stands on the easy page of promise {number}: {easy}");
        let deeds = |words| wording::deeds_status(words, public).map(|status| status.tone);
        assert_eq!(deeds(EASY), deeds(SV));
        let (status, sentence) = (wording::effect_status(EASY, public), wording::sentence(EASY, public));
        assert_eq!(status.tone, wording::effect_status(SV, public).tone);
        let done = deeds(EASY).map(|_| wording::deeds_sentence(EASY, public));
        for said in [status.word, sentence].into_iter().chain(done) {
            assert!(easy.contains(&plain(&said)), "“{said}” is not in {easy}");
        }
        assert!(
            easy.contains(&plain(&public.frozen.text)),
            "the text that was signed stands as it is: {easy}"
        );
        let Some(verdict) = &public.verdict else { continue };
        for words in [SV, EASY, Words(Language::English)] {
            let said = wording::sentence(words, public).replace('.', ",");
            let expected = numbers(&wording::sentence(SV, public));
            assert_eq!(numbers(&said), expected, "{said}");
        }
        for figures in wording::waves(verdict).into_iter().filter_map(|wave| wave.figures) {
            for told in [figures.share_in_words(), figures.interval_in_words()] {
                assert!(easy.contains(&plain(&told)), "{told} is not in {easy}");
            }
            judged += 1;
        }
    }
    assert!(judged >= 2, "no promise of the demo is judged");
    let list = plain(&public_page(&snapshot, "?sprak=latt").await);
    for public in &snapshot.promises {
        assert!(list.contains(&plain(&wording::sentence(EASY, public))), "{list}");
    }
}

/// The answer of every kind of outcome has one tone in all languages, and the same numbers.
#[test]
fn every_outcome_has_the_same_numbers_in_every_language() {
    let change = |delta| MeasuredChange {
        delta,
        lower: 0.01,
        upper: 0.2,
        level: 0.95,
        minimum_detectable: Some(0.04),
        practically_unchanged: false,
        se: 0.02,
    };
    let answers = [Answer::Kept, Answer::NotKept, Answer::CannotTell(CannotTell::WithinChance)];
    for answer in answers {
        for delta in [0.123, -0.045] {
            let said =
                |words| verdict::sentence(words, None, &answer, Some(&change(delta))).replace('.', ",");
            let swedish = said(SV);
            assert!(!numbers(&swedish).is_empty());
            for words in [EASY, Words(Language::English)] {
                assert_eq!(numbers(&said(words)), numbers(&swedish), "{}", said(words));
                assert_eq!(verdict::status(words, &answer).tone, verdict::status(SV, &answer).tone);
                assert_ne!(verdict::status(words, &answer).word, verdict::status(SV, &answer).word);
            }
        }
    }
}

/// A page of the open side, asked for as a resident does.
pub async fn public_page(snapshot: &Arc<lofte_publish::Snapshot>, number: &str) -> String {
    let (_sender, showing) = tokio::sync::watch::channel(Some(Arc::clone(snapshot)).into());
    let router = axum::Router::new().nest("/offentligt", lofte::public::router(showing));
    let path = if number.starts_with('?') { number.to_owned() } else { format!("/loften/{number}") };
    let request = Request::get(format!("/offentligt{path}")).body(Body::empty()).unwrap();
    let body = router.oneshot(request).await.unwrap().into_body();
    String::from_utf8(to_bytes(body, 4_000_000).await.unwrap().to_vec()).unwrap()
}
