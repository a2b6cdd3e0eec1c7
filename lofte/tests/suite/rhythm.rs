//! Follow-ups on the way: they fill themselves, keep what they showed, and wait for the side that has not spoken.

use crate::axes::signed_walks;
use crate::pages::desk::{Desk, between};
use axum::http::StatusCode;
use jiff::civil::date;
use lofte_app::{activity, mask, rhythm};
use lofte_model::activity::{Entry, Logged};
use lofte_model::followup::rhythm::Every;
use lofte_model::plan::{CommitmentRef, Fidelity};
use lofte_model::promise::Side;
use lofte_store::Noun;

fn walk(day: jiff::civil::Date) -> Entry {
    Entry {
        what: Logged::Done,
        count: 1,
        unit: String::new(),
        day,
        fidelity: Fidelity::Unknown,
        area: None,
        place: String::new(),
        note: String::new(),
    }
}

fn version(page: &str) -> String {
    between(page, "name=\"version\" value=\"", "\"").to_owned()
}

#[tokio::test]
async fn a_checkpoint_fills_itself_and_keeps_what_it_showed_when_the_first_side_spoke() {
    let desk = Desk::new().await;
    let promise = signed_walks(&desk).await;
    let desk = desk.at("2027-01-05T10:00:00Z");
    let coordinator = desk.person("samordnare").await;
    let here = format!("/uppfoljning/{}/avstamningar", promise.id);
    let page = coordinator.get(&here).await.html;
    assert!(page.contains("Ingen rytm är vald"), "{page}");
    let wrong = coordinator.post(&here, &[("every", "months"), ("months", "0"), ("version", "0")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("1–12"), "{}", wrong.html);
    let chosen = coordinator.post(&here, &[("every", "tertial"), ("version", "0")]).await;
    assert_eq!(chosen.status, StatusCode::SEE_OTHER, "{}", chosen.html);
    let stale = coordinator.post(&here, &[("every", "quarter"), ("version", "0")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let planned = rhythm::of(&coordinator.actor, &desk.house, promise.id).await.unwrap();
    assert_eq!(planned.days, [date(2027, 4, 30), date(2027, 8, 31), date(2027, 12, 31)]);

    // Before the day it can be read and not be spoken at.
    let first = format!("{here}/2027-04-30");
    let early = coordinator.get(&first).await.html;
    assert!(early.contains("Avstämningen är inte förrän") && !early.contains("Klar för vår sida"), "{early}");
    assert_eq!(coordinator.get(&format!("{here}/2027-05-01")).await.status, StatusCode::NOT_FOUND);

    let commitment = CommitmentRef { promise: promise.id, commitment: 1 };
    let desk = desk.at("2027-05-02T10:00:00Z");
    let (coordinator, police) = (desk.person("samordnare").await, desk.person("polis").await);
    let house = &desk.house;
    for day in [date(2027, 3, 1), date(2027, 5, 1)] {
        activity::log(&coordinator.actor, house, commitment.clone(), None, walk(day)).await.unwrap();
    }
    let waits = |page: &str| page.contains("avstämningen 30\u{a0}april 2027 väntar på din sida");
    assert!(waits(&coordinator.get("/").await.html) && waits(&police.get("/").await.html));
    let page = coordinator.get(&first).await.html;
    assert!(page.contains("1 av minst 4 vandringar"), "what came after the day is not of it: {page}");
    let said = [("text", "Första vandringen gick."), ("version", "0")];
    let saved = coordinator.post(&first, &said).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.html);
    assert!(!waits(&coordinator.get("/").await.html) && waits(&police.get("/").await.html));

    // What is logged later for the days before does not change what it showed; what a side said can be corrected.
    activity::log(&coordinator.actor, house, commitment, None, walk(date(2027, 4, 1))).await.unwrap();
    let page = coordinator.get(&first).await.html;
    assert!(page.contains("1 av minst 4 vandringar") && page.contains("Så stod det"), "{page}");
    let silent = [("text", "Två gick."), ("version", &*version(&page))];
    assert_eq!(coordinator.post(&first, &silent).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let told = [&silent[..], &[("reason", "räknade fel")]].concat();
    assert_eq!(coordinator.post(&first, &told).await.status, StatusCode::SEE_OTHER);
    assert_eq!(coordinator.post(&first, &told).await.status, StatusCode::CONFLICT);
    let page = police.get(&first).await.html;
    assert!(page.contains("Två gick.") && page.contains("Förut stod: Första vandringen gick."), "{page}");
    let done = police.post(&first, &[("text", ""), ("version", &*version(&page))]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    let at = rhythm::at(&police.actor, house, promise.id, date(2027, 4, 30)).await.unwrap();
    assert!(at.checkpoint.is_done() && at.checkpoint.remark(Side::Police).unwrap().text.is_empty());
    let left = rhythm::waiting(&police.actor, house).await.unwrap();
    assert!(left.iter().all(|(known, _)| known.id != promise.id), "{left:?}");

    // Masking reaches it, with what it said before.
    let id = at.checkpoint.id().to_string();
    let masked =
        mask::mask(&police.actor, house, (Noun::Checkpoint, &id), "Första vandringen", "art. 17").await;
    assert_eq!(masked.unwrap().places, 1);
    let reader = desk.person("lasare").await;
    let read = reader.get(&first).await;
    assert!(read.status == StatusCode::OK && !read.html.contains("Klar för vår sida"));
    assert_eq!(reader.post(&first, &told).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn only_a_promise_that_runs_gets_a_rhythm() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let promises = lofte_app::promise::list(&coordinator.actor, &desk.house).await.unwrap();
    let old = promises.iter().find(|promise| promise.state.word() == "historical").unwrap();
    let refused =
        rhythm::choose(&coordinator.actor, &desk.house, old.id, Every::Tertial, 0).await.unwrap_err();
    assert_eq!(refused.messages()[0].key, "rhythm-not-running");
}
