//! Nothing that names a person is saved, whatever it stands in, and what may name one must be answered for.

use crate::bench::{entry, on_both};
use crate::samples::{self, flen_code};
use lofte_model::party::Party;
use lofte_model::screening::{Answer, Kind};
use lofte_store::{Store, StoreError};

/// The example number of the tax agency, with a dash as word processors make it.
const NUMBER: &str = "640823\u{2013}3234";

async fn save(store: &Store, party: &Party, expected: Option<i64>, answer: Answer) -> Result<(), StoreError> {
    let mut tx = store.begin(&flen_code()).await?.answered(answer);
    tx.save_party(party, expected).await?;
    tx.commit(entry()).await
}

#[tokio::test]
async fn an_identity_number_is_refused_in_every_noun() {
    on_both(async |bench| {
        samples::fill(&bench.store).await;
        let mut tx = bench.store.begin(&flen_code()).await.unwrap().answered(Answer::NobodyAtAll);
        let mut agreement = tx.agreements().await.unwrap().remove(0).value;
        agreement.registry_number = Some(NUMBER.into());
        let refused = tx.save_agreement(&agreement, Some(1)).await;
        assert!(
            matches!(&refused, Err(StoreError::IdentityNumber { field, .. }) if field == "registry_number"),
            "{refused:?}"
        );
        drop(tx);
        let mut tx = bench.store.begin(&flen_code()).await.unwrap().answered(Answer::NobodyAtAll);
        let mut promise = tx.promises().await.unwrap().remove(0).value;
        promise.id = lofte_model::id::PromiseId::named("another");
        promise.text = format!("Ring {NUMBER}.");
        let refused = tx.save_promise(&promise, None).await;
        assert!(
            matches!(&refused, Err(StoreError::IdentityNumber { field, .. }) if field == "text"),
            "{refused:?}"
        );
        drop(tx);
        let mut tx = bench.store.begin(&flen_code()).await.unwrap().answered(Answer::NobodyAtAll);
        let mut area = samples::area("0482A0010");
        area.name = NUMBER.into();
        assert!(matches!(tx.save_areas(&[area]).await, Err(StoreError::IdentityNumber { .. })));
    })
    .await;
}

#[tokio::test]
async fn what_may_be_a_person_is_asked_about_once() {
    on_both(async |bench| {
        let party = Party { name: "Väktarna, 070-174 06 05".into(), ..samples::party("a") };
        let asked = save(&bench.store, &party, None, Answer::NotAsked).await;
        let Err(StoreError::MayNamePerson(found)) = asked else { panic!("{asked:?}") };
        assert_eq!((found[0].place.as_str(), found[0].kind), ("name", Kind::Phone));
        assert!(bench.store.read(&flen_code()).await.unwrap().parties().await.unwrap().is_empty());
        save(&bench.store, &party, None, Answer::Nobody(Answer::token(&found))).await.unwrap();
        // It stands, so it is not asked about again; something new is.
        save(&bench.store, &party, Some(1), Answer::NotAsked).await.unwrap();
        let other = Party { name: format!("{}, eva@exempel.se", party.name), ..party };
        let asked = save(&bench.store, &other, Some(2), Answer::Nobody(Answer::token(&found))).await;
        assert!(matches!(&asked, Err(StoreError::MayNamePerson(found)) if found.len() == 1), "{asked:?}");
    })
    .await;
}

#[tokio::test]
async fn a_text_has_a_limit_that_is_told() {
    on_both(async |bench| {
        let party = Party { name: "å".repeat(201), ..samples::party("a") };
        let refused = save(&bench.store, &party, None, Answer::NotAsked).await;
        assert!(matches!(&refused, Err(StoreError::TooLong(long)) if long.limit == 200), "{refused:?}");
    })
    .await;
}
