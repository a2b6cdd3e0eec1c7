//! A bit that a disk lost is seen, in whichever file of a delivery; files from before digests were kept are not judged.

use crate::common::{Places, draft, facts, flen, incidents, reject};
use lofte_model::records::{Category, Incident, Said};
use lofte_records::{Integrity, Pushed, Records};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use std::num::NonZeroU64;
use std::sync::Arc;

fn saying(row: Incident, contents: u64) -> Incident {
    let said = Said {
        contents: NonZeroU64::new(contents).unwrap(),
        contents_before: None,
        key_before: None,
        keys_but_for_zeros: Vec::new(),
        position_declared: false,
    };
    Incident { said: Some(said), ..row }
}

/// Two deliveries, the second with a reject list and a correction.
async fn delivered(records: &Records) {
    let mut first = records.begin(draft("first")).await.unwrap();
    for row in incidents(0..9) {
        first.push_incident(&saying(row, 1)).unwrap();
    }
    let first = first.finish(facts(9, 0, 0)).await.unwrap();
    records.promote(&flen(), first.id).await.unwrap();
    let mut second = records.begin(draft("second")).await.unwrap();
    second.push_reject(&reject()).unwrap();
    let corrected = Incident { category: Category::new("robbery"), ..incidents(0..1).remove(0) };
    assert_eq!(second.push_incident(&saying(corrected, 2)).unwrap(), Pushed::Corrected);
    let mut told = facts(0, 0, 1);
    told.counts = told.counts.and_corrected(1);
    let second = second.finish(told).await.unwrap();
    records.promote(&flen(), second.id).await.unwrap();
}

async fn bytes(store: &Arc<dyn ObjectStore>, path: &str) -> Vec<u8> {
    store.get(&Path::from(path)).await.unwrap().bytes().await.unwrap().to_vec()
}

async fn put(store: &Arc<dyn ObjectStore>, path: &str, bytes: Vec<u8>) {
    store.put(&Path::from(path), PutPayload::from(bytes)).await.unwrap();
}

#[tokio::test]
async fn a_flipped_bit_is_seen_in_every_file() {
    let places = Places::new();
    for (records, store) in places.records().into_iter().zip(places.stores()) {
        delivered(&records).await;
        let whole = Integrity { verified: 6, ..Integrity::default() };
        assert_eq!(records.verify(&flen()).await.unwrap(), whole);
        let files = crate::common::files(store.as_ref()).await;
        let files: Vec<&String> = files.iter().filter(|file| !file.contains("/deliveries/")).collect();
        assert_eq!(files.len(), 6);
        for file in files {
            let good = bytes(&store, file).await;
            // Also in the keys of the rows, which are not packed: they are read without a complaint.
            for place in [8, good.len() / 2] {
                let mut bad = good.clone();
                bad[place.min(good.len() - 1)] ^= 4;
                put(&store, file, bad).await;
                let found = records.verify(&flen()).await.unwrap();
                assert_eq!((found.verified, found.altered), (5, vec![file.clone()]), "{place}");
            }
            put(&store, file, good).await;
        }
        assert_eq!(records.verify(&flen()).await.unwrap(), whole);
    }
}

#[tokio::test]
async fn what_is_gone_by_rule_is_no_fault_and_what_was_kept_without_digest_is_not_judged() {
    let places = Places::new();
    for (records, store) in places.records().into_iter().zip(places.stores()) {
        delivered(&records).await;
        assert!(records.forget_rejects(&flen(), draft("second").id).await.unwrap());
        assert_eq!(records.verify(&flen()).await.unwrap(), Integrity { verified: 5, ..Integrity::default() });
        let manifest = format!("0482/deliveries/{}.json", draft("first").id);
        let text = String::from_utf8(bytes(&store, &manifest).await).unwrap();
        let mut old: serde_json::Value = serde_json::from_str(&text).unwrap();
        for file in old["files"].as_array_mut().unwrap() {
            assert!(file.as_object_mut().unwrap().remove("sha256").is_some());
        }
        put(&store, &manifest, serde_json::to_vec_pretty(&old).unwrap()).await;
        let found = records.verify(&flen()).await.unwrap();
        assert_eq!((found.verified, found.unverified), (2, 3));
        assert_eq!(records.check(&flen()).await.unwrap(), 10);
    }
}
