//! One frozen promise on four faces: the page of those who work with it, the public page, the terminal and the document say
//! its outcome, its rule and its undertakings in the same sentences.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use crate::cli::support::lofte;
use crate::pages_promise::Desk;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use lofte_app::{followup, place, promise, publication};
use lofte_model::place::AreaCode;
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

#[tokio::test(flavor = "multi_thread")]
async fn page_public_page_terminal_and_document_say_the_same() {
    let desk = Desk::new().await;
    let person = desk.person("samordnare").await;
    let (actor, house) = (&person.actor, &desk.house);
    let snapshot = Arc::new(publication::newer_than(house, 0).await.unwrap().unwrap());
    let areas = place::areas(actor, house).await.unwrap();
    let mut compared = 0;
    for public in snapshot.promises.iter().filter(|public| public.verdict.is_some()) {
        let number = public.frozen.number;
        let found = promise::named(actor, house, &number.to_string()).await.unwrap();
        let judged = followup::verdict(actor, house, found.id).await.unwrap();
        let goal = found.effect_goal.as_ref();
        let named = |goal: &lofte_model::promise::EffectGoal| -> Vec<String> {
            let name =
                |code: &AreaCode| areas.iter().find(|area| area.code == *code).map(|area| area.name.clone());
            goal.areas.iter().filter_map(name).collect()
        };
        let outcome = verdict::sentence(SV, goal, &judged.answer, judged.change.as_ref());
        let label = verdict::status(SV, &judged.answer).word;
        let rule = goal.map(|goal| worded::rule(SV, goal, &named(goal)));
        let undertaken: Vec<String> =
            found.commitments.iter().map(|one| worded::quantity(SV, &one.quantity)).collect();

        let dir = house.dir().to_string_lossy().into_owned();
        let shown = lofte(&["promise", "show", &number.to_string(), "--dir", &dir]).done().out;
        let told = lofte(&["verdict", &number.to_string(), "--dir", &dir]).done().out;
        let faces = [
            (
                "page of the promise",
                person.get(&format!("/loften/{}", found.id)).await.html,
                false,
                true,
                true,
            ),
            (
                "page of the outcome",
                person.get(&format!("/uppfoljning/{}", found.id)).await.html,
                true,
                true,
                false,
            ),
            ("public page", public_page(&snapshot, number).await, true, true, true),
            ("terminal, promise", shown, false, true, true),
            ("terminal, outcome", told, true, false, false),
            ("document", snapshot.document_text(number, &Fonts::default()).unwrap(), true, true, true),
        ];
        for (face, text, says_outcome, says_rule, says_undertakings) in faces {
            let text = plain(&text);
            let mut expected: Vec<&str> = Vec::new();
            if says_outcome {
                expected.extend([outcome.as_str(), label.as_str()]);
            }
            if says_rule {
                expected.extend(rule.as_deref());
            }
            if says_undertakings {
                expected.extend(undertaken.iter().map(String::as_str));
            }
            for sentence in expected {
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

async fn public_page(snapshot: &Arc<lofte_publish::Snapshot>, number: u32) -> String {
    let (_sender, showing) = tokio::sync::watch::channel(Some(Arc::clone(snapshot)).into());
    let router = axum::Router::new().nest("/offentligt", lofte::public::router(showing));
    let request = Request::get(format!("/offentligt/loften/{number}")).body(Body::empty()).unwrap();
    let body = router.oneshot(request).await.unwrap().into_body();
    String::from_utf8(to_bytes(body, 4_000_000).await.unwrap().to_vec()).unwrap()
}
