//! What is too old goes, what is younger stays, and nothing of another municipality.

use crate::bench::{entry, now, on_both};
use crate::samples::{self, fill, flen_code};
use jiff::ToSpan;
use lofte_store::{JobEnd, Noun, StoreError};

#[tokio::test]
async fn jobs_that_ended_long_ago_go() {
    on_both(async |bench| {
        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        tx.queue_job(&samples::job("old")).await.unwrap();
        tx.queue_job(&samples::job("waiting")).await.unwrap();
        tx.commit(entry()).await.unwrap();
        let mut job = bench.store.claim_next(&flen_code(), now()).await.unwrap().unwrap();
        job.payload = serde_json::json!({"kept": 1});
        bench.store.finish(&job, JobEnd::Done, None, now()).await.unwrap();
        let later = now().checked_add(1.hour()).unwrap();
        let mut view = bench.store.read(&flen_code()).await.unwrap();
        assert_eq!(view.jobs_ended_before(now()).await.unwrap(), 0);
        assert_eq!(view.jobs_ended_before(later).await.unwrap(), 1);
        // What it keeps of its order is what it was given at its end.
        assert_eq!(view.job(job.id).await.unwrap().payload, job.payload);
        drop(view);
        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        assert_eq!(tx.forget_jobs(later).await.unwrap(), 1);
        tx.commit(entry()).await.unwrap();
        assert_eq!(bench.store.read(&flen_code()).await.unwrap().jobs(9).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_stands_or_is_frozen_is_not_erased() {
    on_both(async |bench| {
        fill(&bench.store).await;
        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        let standing = tx.deliveries().await.unwrap().into_iter().find(|known| known.value.undone.is_none());
        let standing = standing.unwrap().value.id;
        assert!(matches!(tx.forget_delivery(standing).await, Err(StoreError::Frozen(Noun::Delivery))));
        let problem = tx.problems().await.unwrap().remove(0).value.id;
        tx.erase(Noun::Problem, &problem).await.unwrap();
        assert!(tx.problem(problem).await.is_err());
        assert!(matches!(tx.erase(Noun::Publication, &1).await, Err(StoreError::NotFound { .. })));
    })
    .await;
}
