//! The demo municipality, made through the use cases and looked at through them.

#![expect(clippy::unwrap_used, reason = "a test stops where its preparation fails")]

use crate::fixture::{copy_demo, give_feedback};
use lofte_app::house::House;
use lofte_app::{access, delivery, followup, picture, promise};
use lofte_model::followup::Answer;
use lofte_model::records::RecordKind;

async fn demo() -> (tempfile::TempDir, House, lofte_model::access::Actor) {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("demo");
    copy_demo(&home).await;
    let house = House::open(&home).await.unwrap();
    let actor = access::acting_for(&house, None).await.unwrap();
    (dir, house, actor)
}

#[tokio::test]
async fn the_whole_chain_stands() {
    let (_dir, house, actor) = demo().await;
    let deliveries = delivery::list(&actor, &house).await.unwrap();
    assert_eq!(deliveries.len(), 1 + 7 + 4 + 4 + 2);
    let offences: u64 = deliveries
        .iter()
        .filter(|delivery| delivery.kind == RecordKind::Offence)
        .map(|delivery| delivery.counts.stored())
        .sum();
    // Brå's totals for Flen 2019–2025.
    assert_eq!(offences, 1774 + 1944 + 1650 + 1826 + 2121 + 1980 + 1965);
    assert!(deliveries.iter().all(|delivery| delivery.counts.rejected() == 0));
    assert!(deliveries.iter().all(|delivery| delivery.synthetic == (delivery.kind != RecordKind::Statistic)));

    let promises = promise::list(&actor, &house).await.unwrap();
    let states: Vec<&str> = promises.iter().map(|promise| promise.state.word()).collect();
    assert_eq!(states, ["historical", "published", "published", "published"]);
    let verdicts = followup::recorded(&actor, &house).await.unwrap();
    assert_eq!(verdicts.len(), 3);
    // The promise that still runs is not judged yet.
    for promise in &promises[..3] {
        // Computed again from the frozen rule, the verdict is the recorded one.
        let again = followup::verdict(&actor, &house, promise.id).await.unwrap();
        assert!(followup::is_recorded(&actor, &house, &again).await.unwrap(), "{again:?}");
    }
    let answer = |number: u32| {
        let id = promises.iter().find(|promise| promise.number == number).unwrap().id;
        verdicts.iter().find(|verdict| verdict.promise == id).unwrap().answer.clone()
    };
    assert!(matches!(answer(1), Answer::CannotTell(lofte_model::followup::CannotTell::NoRule)));
    // The model's true change at the station is nine points on about 1 300 answers a wave: far above what can be seen.
    assert_eq!(answer(2), Answer::Kept);

    let editions = picture::editions(&actor, &house).await.unwrap();
    assert_eq!(editions.len(), 2);
    for head in editions {
        let edition = picture::edition(&actor, &house, head.number).await.unwrap();
        assert!(edition.is_intact().unwrap() && edition.fingerprint == head.fingerprint);
    }
}

/// Whatever people write is screened on the way in, before it is saved anywhere.
#[tokio::test]
async fn a_personal_number_in_any_text_is_refused() {
    let (_dir, house, actor) = demo().await;
    let number = "701063-2391";
    let promise = promise::list(&actor, &house).await.unwrap().remove(2);
    let draft = lofte_model::promise::CitizenPromise {
        id: lofte_model::id::PromiseId::named("new"),
        text: format!("Ring {number}"),
        ..promise.clone()
    };
    let report = picture::draft(&actor, &house).await.unwrap().unwrap();
    let seen = lofte_model::fingerprint::Fingerprint::of(&report).unwrap();
    let refusals = [
        promise::create(&actor, &house, draft).await.map(|_| ()),
        give_feedback(&actor, &house, promise.id, &format!("Om {number}")).await.map(|_| ()),
        picture::adopt(
            &actor,
            &house,
            lofte_model::picture::Assessment {
                extent: "Ungefär som förut.".into(),
                consequences: "Färre går ut på kvällen.".into(),
                analysis: "Se problemen.".into(),
                limits: number.into(),
            },
            &seen,
        )
        .await
        .map(|_| ()),
    ];
    for refusal in refusals {
        let lofte_app::error::AppError::Refused(messages) = refusal.unwrap_err() else {
            panic!("not refused")
        };
        assert_eq!(messages[0].key, "text-personal-number");
    }
}
