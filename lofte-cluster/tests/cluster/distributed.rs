//! Scheduler, two executors and gateway as programs over a real S3-compatible server: the answers are those of one process,
//! also when an executor is killed in the middle of a question.

use crate::common::{flen, incident, oxelosund};
use crate::drawn::{Placed, corrected, deliver_all, deliver_corrected};
use crate::equal::country;
use crate::house::{BOTH, COUNTRY, client, same};
use crate::objects::{BUCKET, EXECUTORS, HOUSE, Objects, SECRET};
use crate::programs::{Program, secrets_file};
use jiff::ToSpan;
use jiff::civil::date;
use lofte_model::records::{Dimension, NationalSelection, Position, RecordKind, Selection};
use lofte_records::Records;
use object_store::aws::AmazonS3Builder;
use object_store::prefix::PrefixStore;
use std::sync::Arc;
use tempfile::TempDir;

/// A whole cluster.
struct Cluster {
    executors: Vec<(&'static str, Program)>,
    gateway: Program,
    _scheduler: Program,
    _work: TempDir,
}

impl Cluster {
    async fn start(objects: &Objects) -> Self {
        let work = tempfile::tempdir().unwrap();
        let any = ["--listen", "127.0.0.1:0"];
        let scheduler =
            Program::start(objects, HOUSE, &[&["scheduler", "--patience", "6"], &any[..]].concat()).await;
        let mut executors = Vec::new();
        for key in EXECUTORS {
            let folder = work.path().join(key);
            let told =
                ["--scheduler", &scheduler.address, "--cores", "1", "--work-dir", folder.to_str().unwrap()];
            executors.push((
                key,
                Program::start(objects, key, &[&["executor"], &any[..], &told[..]].concat()).await,
            ));
        }
        let secrets = secrets_file(work.path());
        let told = ["--scheduler", &scheduler.address, "--secrets", &secrets];
        let gateway = Program::start(objects, HOUSE, &[&["gateway"], &any[..], &told[..]].concat()).await;
        Self { executors, gateway, _scheduler: scheduler, _work: work }
    }

    /// Kills an executor as `kill -9` does.
    async fn kill(&mut self, key: &str) {
        let at = self.executors.iter().position(|(known, _)| *known == key).unwrap();
        self.executors.remove(at).1.kill().await;
    }
}

fn records(objects: &Objects) -> Records {
    let store = AmazonS3Builder::new()
        .with_endpoint(&objects.address)
        .with_allow_http(true)
        .with_region("eu-north-1")
        .with_bucket_name(BUCKET)
        .with_access_key_id(HOUSE)
        .with_secret_access_key(SECRET)
        .build()
        .unwrap();
    Records::over(Arc::new(PrefixStore::new(store, "land")))
}

/// Rows of two municipalities over three years, made up for this test.
fn rows() -> Vec<Placed> {
    let row = |number: u64| {
        let start = date(2023, 1, 1).at(0, 0, 0, 0) + (i64::try_from(number).unwrap() * 131).minutes();
        let position =
            (!number.is_multiple_of(4)).then(|| Position { lon: 16.0 + number as f64 / 7e5, lat: 58.9 });
        let row = lofte_model::records::Incident { position, ..incident(number, start) };
        let municipality = if number.is_multiple_of(3) { oxelosund() } else { flen() };
        let kind = RecordKind::INCIDENTS[usize::try_from(number % 2).unwrap()];
        Placed {
            municipality,
            kind,
            source: ["polisen", "bolaget"][usize::try_from(number / 2 % 2).unwrap()],
            row,
        }
    };
    (0..9000).map(row).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_executor_is_killed_in_the_middle_of_a_question_and_the_answer_is_right() {
    let objects = Objects::start().await;
    let here = records(&objects);
    deliver_all(&here, &rows()).await;
    deliver_corrected(&here, &corrected(&rows()[..300])).await;
    let mut cluster = Cluster::start(&objects).await;
    let there = here.clone().asked_through(client(&cluster.gateway.address, BOTH).0);
    let all = Selection::all(flen());
    for selection in [all.clone(), all.clone().kinds(&[RecordKind::Offence]), Selection::all(oxelosund())] {
        same(&here, &there, &selection).await;
    }
    let asked = NationalSelection { kind: RecordKind::Offence, year: 2024 };
    let table = client(&cluster.gateway.address, COUNTRY).0.national(asked).await.unwrap();
    assert_eq!((table.municipalities.len(), table), (2, country(&here, asked).await));

    let by = [Dimension::Category, Dimension::Month, Dimension::Weekday, Dimension::Hour];
    let expected = here.count(&all, &by).await.unwrap();
    assert!(cluster.executors.iter_mut().all(|(_, program)| program.lives()), "both executors work");
    objects.close();
    let (asking, question) = (there.clone(), all.clone());
    let answer = tokio::spawn(async move { asking.count(&question, &by).await });
    let reads = objects.reads().await;
    cluster.kill(reads).await;
    assert!(!answer.is_finished(), "the question was not answered before");
    objects.open();
    assert_eq!(answer.await.unwrap().unwrap(), expected);
    assert_eq!(cluster.executors.len(), 1);
    same(&here, &there, &all).await;
}
