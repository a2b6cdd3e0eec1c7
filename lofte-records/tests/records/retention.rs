//! Old rows go from the disk by year, old reject lists go, and those of earlier versions lose what stood in cells.

use crate::common::{Places, draft, facts, flen, incidents, reject};
use lofte_model::records::{Delivery, Reject, RejectReason, Selection};
use lofte_records::{PrunedYear, Records};

async fn delivered(records: &Records) {
    let mut writer = records.begin(draft("new")).await.unwrap();
    writer.push_reject(&reject()).unwrap();
    for row in incidents(0..9) {
        writer.push_incident(&row).unwrap();
    }
    let delivery = writer.finish(facts(9, 0, 1)).await.unwrap();
    records.promote(&flen(), delivery.id).await.unwrap();
}

#[tokio::test]
async fn a_year_that_is_too_old_goes_and_the_rest_adds_up() {
    for records in Places::new().records() {
        delivered(&records).await;
        let (kind, source) = (draft("new").kind, draft("new").source);
        let other = |delivery: &Delivery| (delivery.source != source).then_some(2024);
        assert_eq!(records.prune(&flen(), other, false).await.unwrap(), [], "another source's rule");
        let oldest = |delivery: &Delivery| (delivery.source == source).then_some(2024);
        let gone = PrunedYear { kind, source: source.clone(), year: 2023, rows: 3 };
        assert_eq!(records.prune(&flen(), oldest, true).await.unwrap(), std::slice::from_ref(&gone));
        assert_eq!(records.check(&flen()).await.unwrap(), 9);
        assert_eq!(records.prune(&flen(), oldest, false).await.unwrap(), [gone]);
        assert_eq!(records.prune(&flen(), oldest, false).await.unwrap(), []);
        assert_eq!(
            (records.check(&flen()).await.unwrap(), records.pruned_rows(&flen()).await.unwrap()),
            (6, 3)
        );
        let count = records.count(&Selection::all(flen()), &[]).await.unwrap();
        assert_eq!(count.total(), 6);
        // Nothing of the year is left for a sweep to find, and nothing else is taken.
        assert_eq!(records.sweep(&[]).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn older_reject_lists_lose_the_contents_of_cells_once() {
    for records in Places::new().records() {
        delivered(&records).await;
        let id = draft("new").id;
        assert_eq!(records.withhold_old_rejects(&flen()).await.unwrap(), 1);
        let kept = Reject { value: Some("99/9".into()), ..reject() };
        assert_eq!(kept.reason, RejectReason::ImpossibleTime);
        assert_eq!(records.rejects(&flen(), id).await.unwrap(), [kept]);
        // The sweep leaves the mark alone, so that codes of later lists are kept.
        records.sweep(&[]).await.unwrap();
        assert_eq!(records.withhold_old_rejects(&flen()).await.unwrap(), 0);
        assert!(records.forget_rejects(&flen(), id).await.unwrap());
        assert!(!records.forget_rejects(&flen(), id).await.unwrap());
        assert_eq!(records.rejects(&flen(), id).await.unwrap(), []);
    }
}
