//! A house that asks through the gateway over HTTP: the same answers, and nobody gets what is not theirs.

use crate::common::{flen, oxelosund};
use crate::drawn::{
    DIMENSIONS, corrected, deliver_all, deliver_corrected, leave_out, placed, selection,
};
use crate::equal::{Both, country};
use lofte_cluster::gateway::routes;
use lofte_model::records::{NationalSelection, RecordKind, Selection};
use lofte_records::{Gateway, Records, RecordsError};
use proptest::prelude::*;
use std::path::PathBuf;
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpListener;

pub const FLEN: &str = "flen-made-up-secret-flen-made-up-secret";
pub const BOTH: &str = "both-made-up-secret-both-made-up-secret";
pub const COUNTRY: &str = "country-made-up-secret-country-made-up";

/// Longer than any answer here takes.
pub const PATIENCE: Duration = Duration::from_mins(5);

/// What a gateway knows.
pub fn secrets() -> String {
    format!("0482 {FLEN}\n0481,0482 {BOTH}\nnational {COUNTRY}\n")
}

/// A client with a secret.
pub fn client(address: &str, secret: &str) -> (Gateway, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let file: PathBuf = folder.path().join("secret");
    std::fs::write(&file, secret).unwrap();
    (Gateway::open(address, &file, PATIENCE).unwrap(), folder)
}

async fn served(both: &Both) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let routes = routes(both.engine.clone(), secrets().parse().unwrap());
    tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
    address
}

fn asking(both: &Both, address: &str, secret: &str) -> Records {
    both.records.clone().asked_through(client(address, secret).0)
}

/// Whether both give the same counts, points and incidents.
pub async fn same(here: &Records, there: &Records, selection: &Selection) {
    let expected = here.count(selection, &DIMENSIONS).await.unwrap();
    assert_eq!(there.count(selection, &DIMENSIONS).await.unwrap(), expected);
    assert_eq!(there.points(selection).await.unwrap(), here.points(selection).await.unwrap());
    let expected = here.fold_incidents(selection, Vec::new, Vec::push).await.unwrap();
    assert_eq!(there.fold_incidents(selection, Vec::new, Vec::push).await.unwrap(), expected);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_house_that_asks_through_the_gateway_is_answered_alike(
        rows in placed(),
        selections in prop::collection::vec(selection(), 4),
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let both = Both::new();
            deliver_all(&both.records, &rows).await;
            deliver_corrected(&both.records, &corrected(&rows)).await;
            leave_out(&both.records, &rows).await;
            let address = served(&both).await;
            let there = asking(&both, &address, FLEN);
            there.gateway().unwrap().greet().await.unwrap();
            same(&both.records, &there, &Selection::all(flen())).await;
            for selection in &selections {
                same(&both.records, &there, selection).await;
            }
        });
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_opens_its_own_municipality_and_a_national_one_only_the_suppressed_table() {
    let both = Both::new();
    let address = served(&both).await;
    let refused = |error| matches!(error, RecordsError::EngineRefused(_));
    let total = async |secret: &str, municipality| {
        let asked = Selection::all(municipality);
        asking(&both, &address, secret).count(&asked, &[]).await.map(|table| table.total())
    };
    assert_eq!(total(FLEN, flen()).await.unwrap(), 0);
    assert_eq!(total(BOTH, oxelosund()).await.unwrap(), 0);
    for (secret, municipality) in
        [(FLEN, oxelosund()), (COUNTRY, flen()), ("a-secret-that-nobody-knows-a-secret-that", flen())]
    {
        assert!(refused(total(secret, municipality).await.unwrap_err()), "{secret}");
    }
    let asked = NationalSelection { kind: RecordKind::Offence, year: 2024 };
    for secret in [FLEN, BOTH] {
        assert!(refused(client(&address, secret).0.national(asked).await.unwrap_err()), "{secret}");
    }
    let table = client(&address, COUNTRY).0.national(asked).await.unwrap();
    assert_eq!(table, country(&both.records, asked).await);
    assert_eq!(table.table, None, "nobody has delivered anything");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_gone_or_cut_is_told_as_such_through_the_gateway() {
    let both = Both::new();
    crate::common::deliver(&both.records, crate::common::draft("new"), &crate::common::incidents(0..300))
        .await;
    let there = asking(&both, &served(&both).await, FLEN);
    let lofte_records::Home::Folder(folder) = both.records.home() else { unreachable!("it is a folder") };
    let years = folder.join("0482/offence/2024");
    let file = std::fs::read_dir(years).unwrap().next().unwrap().unwrap().path();
    let whole = std::fs::read(&file).unwrap();
    let all = Selection::all(flen());
    let count = async || there.count(&all, &[lofte_model::records::Dimension::Category]).await;
    assert_eq!(count().await.unwrap().total(), 300);
    std::fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    let error = count().await.unwrap_err();
    assert!(matches!(&error, RecordsError::Damaged { path, .. } if path.contains("/2024/")), "{error:?}");
    std::fs::remove_file(&file).unwrap();
    let error = count().await.unwrap_err();
    assert!(matches!(&error, RecordsError::Missing { path } if path.contains("/2024/")), "{error:?}");
}
