//! The queue of long work.

use crate::bench::{entry, now, on_both};
use crate::samples::{self, fill, flen_code, gnesta_code};
use jiff::SignedDuration;
use lofte_model::id::JobId;
use lofte_store::{JobEnd, JobMessage, JobState, NewJob, StoreError};

#[tokio::test]
async fn a_job_from_queue_to_end() {
    on_both(async |bench| {
        fill(&bench.store).await;
        let store = &bench.store;
        let begun = now() + SignedDuration::from_secs(1);
        let job = store.claim_next(&flen_code(), begun).await.unwrap().unwrap();
        assert_eq!(
            (job.id, job.state, job.started_at),
            (JobId::named("first"), JobState::Running, Some(begun))
        );
        assert_eq!(job.municipality, flen_code());
        assert_eq!(store.claim_next(&flen_code(), begun).await.unwrap(), None);

        let message = JobMessage::new("rows-read").with("rows", &12);
        store.progress(&job, 250, Some(&message)).await.unwrap();
        let mut view = store.read(&flen_code()).await.unwrap();
        let seen = view.job(job.id).await.unwrap();
        assert_eq!((seen.progress, seen.message), (250, Some(message.clone())));
        drop(view);

        store.progress(&job, 9999, None).await.unwrap();
        store.finish(&job, JobEnd::Done, None, begun).await.unwrap();
        let mut view = store.read(&flen_code()).await.unwrap();
        let done = view.job(job.id).await.unwrap();
        assert_eq!((done.state, done.progress, done.finished_at), (JobState::Done, 1000, Some(begun)));
        drop(view);
        let late = store.finish(&job, JobEnd::Failed, Some(&message), begun).await;
        assert!(matches!(late, Err(StoreError::Conflict(_))), "{late:?}");
        assert!(matches!(store.progress(&job, 1, None).await, Err(StoreError::Conflict(_))));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_two_workers_take_the_same_job() {
    on_both(async |bench| {
        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        let mut queued = Vec::new();
        for number in 0..12 {
            let job = samples::job(&number.to_string());
            queued.push(job.id);
            tx.queue_job(&job).await.unwrap();
        }
        tx.commit(entry()).await.unwrap();
        let tasks: Vec<_> = (0..12)
            .map(|_| {
                let store = bench.store.clone();
                tokio::spawn(async move { store.claim_next(&flen_code(), now()).await })
            })
            .collect();
        let mut taken = Vec::new();
        for task in tasks {
            taken.extend(task.await.unwrap().unwrap().map(|job| job.id));
        }
        queued.sort_unstable();
        taken.sort_unstable();
        assert_eq!(taken, queued);
    })
    .await;
}

#[tokio::test]
async fn the_oldest_job_comes_first() {
    on_both(async |bench| {
        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        let later = now() + SignedDuration::from_secs(5);
        tx.queue_job(&NewJob { created_at: later, ..samples::job("later") }).await.unwrap();
        tx.queue_job(&samples::job("earlier")).await.unwrap();
        tx.commit(entry()).await.unwrap();
        let order = [JobId::named("earlier"), JobId::named("later")];
        for expected in order {
            assert_eq!(bench.store.claim_next(&flen_code(), later).await.unwrap().unwrap().id, expected);
        }
        let mut view = bench.store.read(&flen_code()).await.unwrap();
        let listed: Vec<JobId> = view.jobs(10).await.unwrap().into_iter().map(|job| job.id).collect();
        assert_eq!(listed, [order[1], order[0]]);
    })
    .await;
}

#[tokio::test]
async fn a_stopped_program_leaves_no_job_running() {
    on_both(async |bench| {
        fill(&bench.store).await;
        let elsewhere = bench.store.claim_next(&gnesta_code(), now()).await.unwrap();
        assert_eq!(elsewhere, None, "each municipality has a queue of its own");
        let job = bench.store.claim_next(&flen_code(), now()).await.unwrap().unwrap();
        assert_eq!(bench.store.abandon_running_jobs(&gnesta_code(), now()).await.unwrap(), 0);
        assert_eq!(bench.store.abandon_running_jobs(&flen_code(), now()).await.unwrap(), 1);
        assert_eq!(bench.store.abandon_running_jobs(&flen_code(), now()).await.unwrap(), 0);
        let mut view = bench.store.read(&flen_code()).await.unwrap();
        let left = view.job(job.id).await.unwrap();
        assert_eq!(left.state, JobState::Failed);
        assert_eq!(left.message, Some(JobMessage::new(JobMessage::INTERRUPTED)));
    })
    .await;
}
