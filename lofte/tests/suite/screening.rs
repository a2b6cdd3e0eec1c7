//! What people send is screened on every path, and what may be a person is asked about with the text kept.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

use crate::fixture::copy_demo;
use crate::pages::desk::{Desk, between};
use axum::http::StatusCode;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::{access, agreement, delivery, problem, promise};
use lofte_model::id::{PartyId, PromiseId};
use lofte_model::party::{Party, PartyKind};
use lofte_model::place::AreaCode;
use lofte_model::records::Category;

const PROBLEM: [(&str, &str); 2] = [("decision", "prioritised"), ("reason", "Det syns i lägesbilden.")];

#[tokio::test]
async fn what_may_be_a_person_is_asked_about_and_the_text_is_kept() {
    let desk = Desk::new().await;
    let person = desk.person("samordnare").await;
    let before = problem::list(&person.actor, &desk.house).await.unwrap().len();
    let mut form =
        vec![("title", "Buskörning"), ("description", "Ring Eva, 070\u{2011}174 06 05, om kvällen.")];
    form.extend(PROBLEM);
    let asked = person.post("/problem/nytt", &form).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(asked.html.contains("ser ut som ett telefonnummer. Är det en person?"), "{}", asked.html);
    assert!(asked.html.contains("om kvällen.</textarea>") && asked.html.contains("value=\"Buskörning\""));
    assert_eq!(problem::list(&person.actor, &desk.house).await.unwrap().len(), before);
    let token = between(&asked.html, "name=\"ingen-person\" value=\"", "\"").to_owned();

    // The tick is for what was asked about, and for nothing else.
    let mut other = form.clone();
    other[1].1 = "Ring Eva, 070-174 06 06.";
    other.push(("ingen-person", &token));
    assert_eq!(person.post("/problem/nytt", &other).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    form.push(("ingen-person", &token));
    assert_eq!(person.post("/problem/nytt", &form).await.status, StatusCode::SEE_OTHER);
    assert_eq!(problem::list(&person.actor, &desk.house).await.unwrap().len(), before + 1);
}

#[tokio::test]
async fn an_identity_number_is_refused_in_the_form_that_keeps_the_text() {
    let desk = Desk::new().await;
    let person = desk.person("samordnare").await;
    let mut form = vec![("title", "Buskörning"), ("description", "Den 19121212\u{2212}1212 sågs")];
    form.extend(PROBLEM);
    let refused = person.post("/problem/nytt", &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.html.contains("personnummer") && refused.html.contains("sågs</textarea>"),
        "{}",
        refused.html
    );
    form[1].1 = "En text";
    form.push(("areas", "640823 3234"));
    let refused = person.post("/problem/nytt", &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn what_looks_the_same_is_saved_the_same() {
    let desk = Desk::new().await;
    let person = desk.person("samordnare").await;
    let mut form = vec![("title", "Gra\u{30a}tt"), ("description", "A\u{308}nnu en text")];
    form.extend(PROBLEM);
    assert_eq!(person.post("/problem/nytt", &form).await.status, StatusCode::SEE_OTHER);
    let saved = problem::list(&person.actor, &desk.house).await.unwrap().pop().unwrap();
    assert_eq!((saved.title.as_str(), saved.description.as_str()), ("Gr\u{e5}tt", "\u{c4}nnu en text"));
}

async fn demo() -> (tempfile::TempDir, House, lofte_model::access::Actor) {
    let dir = tempfile::tempdir().unwrap();
    copy_demo(&dir.path().join("house")).await;
    let house = House::open(&dir.path().join("house")).await.unwrap();
    let actor = access::acting_for(&house, None).await.unwrap();
    (dir, house, actor)
}

#[track_caller]
fn refused(outcome: Result<(), AppError>, key: &str) {
    let Err(AppError::Refused(messages)) = outcome else { panic!("{outcome:?}") };
    assert_eq!(messages[0].key, key);
}

/// The fields that reached the open pages once.
#[tokio::test]
async fn no_field_is_left_out() {
    let (_dir, house, actor) = demo().await;
    let number = "640823\u{2013}3234";
    let template = promise::list(&actor, &house).await.unwrap().remove(2);
    let draft = |change: &dyn Fn(&mut lofte_model::promise::CitizenPromise)| {
        let mut draft = template.clone();
        draft.id = PromiseId::named("new");
        change(&mut draft);
        draft
    };
    let personal = "text-personal-number";
    let texts = draft(&|draft| draft.text = format!("Ring {number}"));
    refused(promise::create(&actor, &house, texts).await.map(|_| ()), personal);
    let areas = draft(&|draft| draft.areas = vec![AreaCode::new(number)]);
    refused(promise::create(&actor, &house, areas).await.map(|_| ()), "text-unknown-area");
    let goal = draft(&|draft| {
        let goal = draft.effect_goal.as_mut().unwrap();
        goal.areas = vec![AreaCode::new("0000X0000")];
    });
    refused(promise::create(&actor, &house, goal).await.map(|_| ()), "text-unknown-area");
    let wave = draft(&|draft| draft.effect_goal.as_mut().unwrap().follow_up.0 = number.into());
    refused(promise::create(&actor, &house, wave).await.map(|_| ()), personal);
    let mut signed = agreement::list(&actor, &house).await.unwrap().remove(0);
    signed.registry_number = Some(number.into());
    refused(agreement::save(&actor, &house, &signed, Some(1)).await.map(|_| ()), personal);
    let party = Party::new(PartyId::named("new"), number, PartyKind::Business);
    refused(agreement::save_party(&actor, &house, &party).await, personal);
    let categories = vec![Category::new("påhittad")];
    let known = lofte_app::screening::answered(lofte_model::screening::Answer::NobodyAtAll, async {
        let problem = problem::list(&actor, &house).await.unwrap().remove(0);
        let new = problem::NewProblem {
            id: lofte_model::id::ProblemId::named("new"),
            title: problem.title,
            description: String::new(),
            areas: Vec::new(),
            categories,
            edition: None,
            priority: problem.priority,
        };
        problem::create(&actor, &house, new).await
    });
    refused(known.await.map(|_| ()), "text-unknown-category");
}

#[test]
fn the_settings_of_a_file_are_screened() {
    let wave = include_str!("../../../lofte-import/src/sources/survey/wave.toml");
    delivery::Source::new("survey", Some(wave)).unwrap();
    // Written so that the text of the file itself does not show it.
    let named = wave.replacen("name = \"", "name = \"640823\\u20133234 ", 1);
    let refusal = delivery::Source::new("survey", Some(&named)).map(|_| ());
    refused(refusal, "text-personal-number");
}
