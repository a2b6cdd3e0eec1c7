//! What is adopted, published, undone or said stays as it is.

use crate::bench::{entry, now, on_both};
use crate::samples::{self, fill, flen_code};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::id::{DeliveryId, PromiseId, UserId};
use lofte_model::mask::Mask;
use lofte_model::promise::{CitizenPromise, PromiseState};
use lofte_model::records::{Delivery, Undone};
use lofte_store::{Noun, StoreError};

#[tokio::test]
async fn a_published_promise_cannot_change() {
    on_both(async |bench| {
        fill(&bench.store).await;
        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        let published = tx.promise(PromiseId::named("2")).await.unwrap();
        for changed in [
            CitizenPromise { text: "Något annat".into(), ..published.value.clone() },
            CitizenPromise { state: PromiseState::Draft, ..published.value.clone() },
            published.value.clone(),
        ] {
            let refused = tx.save_promise(&changed, Some(published.version)).await;
            assert!(matches!(refused, Err(StoreError::Frozen(Noun::Promise))), "{refused:?}");
        }
        let late = tx.save_promise(&published.value, Some(9)).await;
        assert!(matches!(late, Err(StoreError::Conflict(Noun::Promise))), "{late:?}");
        assert_eq!(tx.promise(PromiseId::named("2")).await.unwrap(), published);
    })
    .await;
}

#[tokio::test]
async fn a_promise_goes_its_road_until_it_is_published() {
    on_both(async |bench| {
        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        let draft = samples::promise(1);
        assert_eq!(tx.save_promise(&draft, None).await.unwrap(), 1);
        assert_eq!(tx.save_promise(&samples::proposed(draft.clone()), Some(1)).await.unwrap(), 2);
        assert_eq!(tx.save_promise(&draft, Some(2)).await.unwrap(), 3);
        assert_eq!(tx.save_promise(&samples::proposed(draft.clone()), Some(3)).await.unwrap(), 4);
        assert_eq!(tx.save_promise(&samples::published(draft.clone()), Some(4)).await.unwrap(), 5);
        assert!(matches!(tx.save_promise(&draft, Some(5)).await, Err(StoreError::Frozen(_))));
        let source = "arkivet".to_owned();
        let historical = CitizenPromise { state: PromiseState::Historical { source }, ..samples::promise(8) };
        tx.save_promise(&historical, None).await.unwrap();
        assert!(matches!(tx.save_promise(&historical, Some(1)).await, Err(StoreError::Frozen(_))));
    })
    .await;
}

#[tokio::test]
async fn editions_follow_each_other_and_stay() {
    on_both(async |bench| {
        fill(&bench.store).await;
        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        let again = tx.adopt_picture(&samples::edition(None)).await;
        assert!(matches!(again, Err(StoreError::Frozen(Noun::Picture))), "{again:?}");
        let gap = tx.adopt_picture(&samples::edition(Some(4))).await;
        assert!(matches!(gap, Err(StoreError::Conflict(Noun::Picture))), "{gap:?}");
        tx.adopt_picture(&samples::edition(Some(1))).await.unwrap();
        let numbers: Vec<u32> = tx.adopted_pictures().await.unwrap().iter().map(|e| e.number).collect();
        assert_eq!(numbers, [1, 2]);
        assert_eq!(tx.adopted_picture(1).await.unwrap(), samples::edition(None));
        tx.commit(entry()).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_publication_and_an_undone_delivery_stay() {
    on_both(async |bench| {
        fill(&bench.store).await;
        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        let again = tx.add_publication(&samples::publication(1), "{}", "{}").await;
        assert!(matches!(again, Err(StoreError::Frozen(Noun::Publication))), "{again:?}");
        assert_eq!(tx.snapshot(1).await.unwrap(), "{\"å\":1}");
        let undone = Delivery {
            undone: Some(Undone { at: now(), by: UserId::named("one") }),
            ..samples::delivery("first", 3)
        };
        assert_eq!(tx.save_delivery(&undone, Some(1)).await.unwrap(), 2);
        let back = tx.save_delivery(&samples::delivery("first", 3), Some(2)).await;
        assert!(matches!(back, Err(StoreError::Frozen(Noun::Delivery))), "{back:?}");
        assert_eq!(tx.delivery(DeliveryId::named("first")).await.unwrap().value, undone);
    })
    .await;
}

#[tokio::test]
async fn masking_takes_a_passage_out_and_nothing_else() {
    on_both(async |bench| {
        fill(&bench.store).await;
        let id = PromiseId::named("2");
        let before = bench.store.read(&flen_code()).await.unwrap().promise(id).await.unwrap().value;
        let passage = before.text.clone();
        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        assert_eq!(tx.mask(Noun::Promise, &id.to_string(), &passage).await.unwrap(), 1);
        assert_eq!(tx.mask(Noun::Promise, &id.to_string(), &passage).await.unwrap(), 0, "once");
        assert_eq!(tx.mask(Noun::Account, "anna", "anna").await.unwrap(), 0, "no account");
        let after = tx.promise(id).await.unwrap().value;
        assert_eq!(after, CitizenPromise { text: lofte_model::mask::MARK.into(), ..before });
        assert!(bench.store.check().await.unwrap().findings.is_empty(), "not committed yet");
        let mask = Mask {
            at: now(),
            by: UserId::named("one"),
            role: lofte_model::access::Role::Police,
            ground: "art. 17".into(),
            places: 1,
            after: Some(Fingerprint::of(&after.frozen()).unwrap()),
        };
        tx.add_mask(Noun::Promise, &id.to_string(), &mask).await.unwrap();
        tx.commit(entry()).await.unwrap();
        assert_eq!(bench.store.check().await.unwrap().findings, [], "masked is not altered");
        let mut view = bench.store.read(&flen_code()).await.unwrap();
        assert_eq!(view.masks(Noun::Promise, &id.to_string()).await.unwrap(), [mask]);
    })
    .await;
}

#[tokio::test]
async fn a_seal_that_changes_a_publication_is_refused() {
    on_both(async |bench| {
        fill(&bench.store).await;
        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        let body = r#"{"promises":[{"title":"Ring Anna"}],"number":2}"#;
        tx.add_publication(&samples::publication(2), body, "{}").await.unwrap();
        let bent = tx
            .mask_snapshots("Ring Anna", |mut value| {
                value["number"] = 3.into();
                Ok::<_, StoreError>(value)
            })
            .await;
        assert!(matches!(bent, Err(StoreError::Frozen(Noun::Publication))), "{bent:?}");
        let seal = |mut value: serde_json::Value| {
            value["masked"] = "yes".into();
            Ok::<_, StoreError>(value)
        };
        assert_eq!(tx.mask_snapshots("Ring Anna", seal).await.unwrap(), 1);
        let masked: serde_json::Value = serde_json::from_str(&tx.snapshot(2).await.unwrap()).unwrap();
        assert_eq!(masked["promises"][0]["title"], lofte_model::mask::MARK);
        assert_eq!(masked["masked"], "yes");
    })
    .await;
}

/// All that is ever changed of an entry: where somebody came from, which is outside what the chain holds.
const FORGETS: &str = "UPDATE audit SET address = NULL, browser = NULL WHERE ";

/// Whatever is added later: no statement may change or remove what is kept for good, except that the store itself masks,
/// and forgets where entries came from.
#[test]
fn no_statement_touches_what_is_kept_for_good() {
    let (mut masks, mut forgets) = (0, 0);
    for (name, sql) in crate::schema::statements() {
        for table in [
            "picture",
            "verdict",
            "verdict_signature",
            "feedback",
            "publication",
            "public_side",
            "mask",
            "audit",
        ] {
            let touches = ["UPDATE", "DELETE FROM"].map(|verb| sql.starts_with(&format!("{verb} {table} ")));
            match touches {
                [false, false] => {}
                [true, false] if table != "audit" && name.contains("src/mask.rs: MASK_") => masks += 1,
                [true, false] if sql.starts_with(FORGETS) => forgets += 1,
                _ => panic!("{name} changes {table}"),
            }
        }
    }
    assert_eq!((masks, forgets), (4, 1), "the exceptions are what they were");
}

#[tokio::test]
async fn versions_of_the_plan_follow_each_other_and_only_the_note_of_the_decision_changes() {
    on_both(async |bench| {
        fill(&bench.store).await;
        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        let again = tx.adopt_plan(&samples::plan_version(None)).await;
        assert!(matches!(again, Err(StoreError::Frozen(Noun::Plan))), "{again:?}");
        let gap = tx.adopt_plan(&samples::plan_version(Some(4))).await;
        assert!(matches!(gap, Err(StoreError::Conflict(Noun::Plan))), "{gap:?}");
        tx.adopt_plan(&samples::plan_version(Some(1))).await.unwrap();

        let change =
            || lofte_model::amendment::Change { at: now(), by: UserId::named("one"), reason: "fel".into() };
        let known = tx.plan_version(1).await.unwrap();
        let mut other = known.value.record.decision.clone();
        other.paragraph = "§ 46".into();
        let corrected = known.value.clone().correct(other, change()).unwrap();
        assert_eq!(tx.note_plan(&corrected, known.version).await.unwrap(), 2);
        let late = tx.note_plan(&corrected, known.version).await;
        assert!(matches!(late, Err(StoreError::Conflict(Noun::Plan))), "{late:?}");
        let mut bent = corrected.clone();
        bent.measures.clear();
        let refused = tx.note_plan(&bent, 2).await;
        assert!(matches!(refused, Err(StoreError::Frozen(Noun::Plan))), "{refused:?}");
        let gone = corrected.withdraw(change()).unwrap();
        assert_eq!(tx.note_plan(&gone, 2).await.unwrap(), 3);
        tx.commit(entry()).await.unwrap();
        let found = bench.store.check().await.unwrap().findings;
        assert!(found.is_empty(), "{found:?}");
    })
    .await;
}
