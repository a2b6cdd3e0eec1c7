//! One frozen promise on four faces: the page of those who work with it, the public page, the terminal and the document say
//! its outcome, its rule and its undertakings in the same sentences.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use crate::cli::support::lofte;
use crate::pages_promise::Desk;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use lofte_app::{followup, place, promise, publication};
use lofte_model::followup::Verdict;
use lofte_model::place::{Area, AreaCode};
use lofte_model::promise::CitizenPromise;
use lofte_publish::Fonts;
use lofte_words::{SV, promise as worded, verdict};
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

async fn public_page(snapshot: &Arc<lofte_publish::Snapshot>, number: &str) -> String {
    let (_sender, showing) = tokio::sync::watch::channel(Some(Arc::clone(snapshot)).into());
    let router = axum::Router::new().nest("/offentligt", lofte::public::router(showing));
    let request = Request::get(format!("/offentligt/loften/{number}")).body(Body::empty()).unwrap();
    let body = router.oneshot(request).await.unwrap().into_body();
    String::from_utf8(to_bytes(body, 4_000_000).await.unwrap().to_vec()).unwrap()
}
