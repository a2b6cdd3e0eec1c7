//! What is adopted, published, undone or said stays as it is.

use crate::bench::{entry, now, on_both};
use crate::samples::{self, fill, flen_code};
use lofte_model::id::{DeliveryId, PromiseId, UserId};
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

/// Whatever is added later: no statement may change or remove what is kept for good.
#[test]
fn no_statement_touches_what_is_kept_for_good() {
    for (name, sql) in crate::schema::statements() {
        for table in ["picture", "verdict", "feedback", "publication", "audit"] {
            for verb in ["UPDATE", "DELETE FROM"] {
                assert!(!sql.starts_with(&format!("{verb} {table} ")), "{name} changes {table}");
            }
        }
    }
}
