//! Duplicates, what rests on what, deliveries that get in each other's way, and walls between municipalities.

use crate::common::{Places, deliver, draft, facts, flen, incidents, oxelosund, push, reject, stage, total};
use jiff::civil::date;
use lofte_model::id::DeliveryId;
use lofte_model::period::Period;
use lofte_model::records::{Dimension, RecordKind, Selection};
use lofte_model::survey::WaveName;
use lofte_records::{DeliveryDraft, Pushed, RecordsError};

#[tokio::test]
async fn the_same_rows_again_store_nothing_again() {
    for records in Places::new().records() {
        let first = deliver(&records, draft("first"), &incidents(0..10)).await;
        assert_eq!((first.counts.stored(), first.counts.duplicate()), (10, 0));
        assert_eq!(first.period, Period::new(date(2023, 5, 1), date(2025, 5, 1)).ok());
        let second = deliver(&records, draft("second"), &incidents(5..20)).await;
        assert_eq!((second.counts.stored(), second.counts.duplicate()), (10, 5));
        assert_eq!(second.rests_on, [(first.id, 5)]);
        let third = deliver(&records, draft("third"), &incidents(0..20)).await;
        assert_eq!((third.counts.stored(), third.counts.duplicate()), (0, 20));
        let mut rests_on = third.rests_on.clone();
        rests_on.sort();
        let mut expected = [(first.id, 10), (second.id, 10)];
        expected.sort();
        assert_eq!(rests_on, expected);
        assert_eq!(third.period, None);
        assert_eq!(total(&records, flen()).await, 20);
        assert_eq!(records.deliveries(&flen()).await.unwrap().len(), 3);
    }
}

#[tokio::test]
async fn a_row_that_comes_twice_in_one_file_rests_on_no_other() {
    let [_, records] = Places::new().records();
    let twice = [incidents(0..4), incidents(2..4)].concat();
    let delivery = deliver(&records, draft("new"), &twice).await;
    assert_eq!((delivery.counts.stored(), delivery.counts.duplicate()), (4, 2));
    assert_eq!(delivery.rests_on, []);
}

#[tokio::test]
async fn other_sources_kinds_and_municipalities_are_other_rows() {
    for records in Places::new().records() {
        deliver(&records, draft("first"), &incidents(0..10)).await;
        let others = [
            DeliveryDraft { source: "bolaget".into(), ..draft("source") },
            DeliveryDraft { kind: RecordKind::Fault, ..draft("kind") },
            // The very same id and source.
            DeliveryDraft { municipality: oxelosund(), ..draft("first") },
        ];
        for other in others {
            let delivery = deliver(&records, other, &incidents(0..10)).await;
            assert_eq!((delivery.counts.stored(), delivery.rests_on), (10, vec![]));
        }
        assert_eq!(total(&records, flen()).await, 30);
        assert_eq!(total(&records, oxelosund()).await, 10);
        records.remove(&oxelosund(), DeliveryId::named("first")).await.unwrap();
        records.remove(&oxelosund(), DeliveryId::named("kind")).await.unwrap();
        assert_eq!(total(&records, oxelosund()).await, 0);
        assert_eq!(total(&records, flen()).await, 30);
        assert_eq!(records.points(&Selection::all(oxelosund())).await.unwrap(), []);
        assert_eq!(records.deliveries(&oxelosund()).await.unwrap(), []);
    }
}

#[tokio::test]
async fn an_id_is_taken_once() {
    for records in Places::new().records() {
        stage(&records, draft("new"), &incidents(0..3)).await.unwrap();
        assert!(matches!(records.begin(draft("new")).await, Err(RecordsError::Exists(_))));
        records.promote(&flen(), DeliveryId::named("new")).await.unwrap();
        assert!(matches!(records.begin(draft("new")).await, Err(RecordsError::Exists(_))));
    }
}

#[tokio::test]
async fn of_two_at_the_same_time_only_one_is_staged() {
    for records in Places::new().records() {
        let mut one = records.begin(draft("one")).await.unwrap();
        let mut other = records.begin(draft("other")).await.unwrap();
        push(&mut one, &incidents(0..3)).unwrap();
        push(&mut other, &incidents(0..3)).unwrap();
        let staged = one.finish(facts(3, 0, 0)).await.unwrap();
        let error = other.finish(facts(3, 0, 0)).await.unwrap_err();
        assert!(matches!(error, RecordsError::Overtaken { .. }), "{error:?}");
        records.promote(&flen(), staged.id).await.unwrap();
        assert_eq!(total(&records, flen()).await, 3);
        assert_eq!(records.pending().await.unwrap(), []);
    }
}

#[tokio::test]
async fn what_a_delivery_rests_on_must_still_be_there_at_the_end() {
    for records in Places::new().records() {
        let first = deliver(&records, draft("first"), &incidents(0..3)).await;
        let mut second = records.begin(draft("second")).await.unwrap();
        push(&mut second, &incidents(0..6)).unwrap();
        records.remove(&flen(), first.id).await.unwrap();
        let error = second.finish(facts(3, 3, 0)).await.unwrap_err();
        assert!(matches!(error, RecordsError::Overtaken { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn rejects_are_kept_with_row_and_reason() {
    for records in Places::new().records() {
        let mut writer = records.begin(draft("new")).await.unwrap();
        writer.push_reject(&reject()).unwrap();
        assert_eq!(writer.push_incident(&incidents(0..1)[0]).unwrap(), Pushed::Stored);
        let delivery = writer.finish(facts(1, 0, 1)).await.unwrap();
        assert_eq!(records.rejects(&flen(), delivery.id).await.unwrap(), [reject()]);
        records.promote(&flen(), delivery.id).await.unwrap();
        assert_eq!(records.rejects(&flen(), delivery.id).await.unwrap(), [reject()]);
        assert_eq!(records.rejects(&oxelosund(), delivery.id).await.unwrap(), []);
        records.remove(&flen(), delivery.id).await.unwrap();
        assert_eq!(records.rejects(&flen(), delivery.id).await.unwrap(), []);
    }
}

#[tokio::test]
async fn sources_are_summed_up() {
    let [_, records] = Places::new().records();
    deliver(&records, draft("first"), &incidents(0..3)).await;
    deliver(&records, draft("second"), &incidents(3..7)).await;
    deliver(
        &records,
        DeliveryDraft { source: "bolaget".into(), synthetic: false, ..draft("third") },
        &incidents(0..1),
    )
    .await;
    let sources = records.sources(&flen()).await.unwrap();
    let told: Vec<_> = sources
        .iter()
        .map(|one| (one.source.as_str(), one.rows, one.deliveries.len(), one.synthetic, one.period))
        .collect();
    let days = |from, to| Period::new(date(from, 5, 1), date(to, 5, 1)).ok();
    assert_eq!(told, [("bolaget", 1, 1, false, days(2023, 2023)), ("polisen", 7, 2, true, days(2023, 2025))]);
}

/// A web server moves its work between threads; this fails to compile when some question cannot move.
#[tokio::test]
async fn everything_may_move_between_threads() {
    let [_, records] = Places::new().records();
    let all = async move {
        let mut writer = records.begin(draft("new")).await?;
        push(&mut writer, &incidents(0..3))?;
        let id = writer.finish(facts(3, 0, 0)).await?.id;
        let decided = |_| lofte_records::Decided::Kept;
        assert_eq!(records.recover(&flen(), decided).await?.promoted, [id]);
        let selection = Selection::all(flen());
        let counted = records.count(&selection, &[Dimension::Kind]).await?.total();
        let points = records.points(&selection).await?.len();
        let others = (records.statistics(&flen()).await?.len(), records.waves(&flen()).await?.len());
        let answers = records.answers(&flen(), &WaveName("2023".into())).await?;
        let rest = (records.sources(&flen()).await?.len(), records.rejects(&flen(), id).await?.len());
        records.remove(&flen(), id).await?;
        Ok::<_, RecordsError>((
            counted,
            points,
            others,
            answers,
            rest,
            records.deliveries(&flen()).await?.len(),
        ))
    };
    assert_eq!(tokio::spawn(all).await.unwrap().unwrap(), (3, 0, (0, 0), None, (1, 0), 0));
}
