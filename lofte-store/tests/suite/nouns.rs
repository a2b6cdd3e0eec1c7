//! What is saved comes back, in order, with its version; and numbers are given once.

use crate::bench::{entry, now, on_both};
use crate::samples::{self, fill, flen_code};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::id::{
    ActivityId, AgreementId, DeliveryId, JobId, MeasureId, PartyId, ProblemId, PromiseId, UserId,
};
use lofte_model::place::{Area, Municipality};
use lofte_model::records::{RecordKind, Undone};
use lofte_store::{Noun, StoreError, Versioned};

fn first<T>(value: T) -> Versioned<T> {
    Versioned { value, version: 1 }
}

#[tokio::test]
async fn everything_comes_back_as_it_was() {
    on_both(async |bench| {
        fill(&bench.store).await;
        let mut view = bench.store.read(&flen_code()).await.unwrap();
        assert_eq!(view.municipality().await.unwrap(), first(samples::flen()));
        assert_eq!(view.areas().await.unwrap(), [samples::area("centrum"), samples::area("station")]);
        let housing = first(samples::party("housing"));
        assert_eq!(view.parties().await.unwrap(), [housing.clone(), first(samples::party("police"))]);
        assert_eq!(view.party(PartyId::named("housing")).await.unwrap(), housing);
        assert_eq!(view.agreements().await.unwrap(), [first(samples::agreement())]);
        assert_eq!(view.agreement(AgreementId::named("one")).await.unwrap().value, samples::agreement());
        assert_eq!(view.deliveries().await.unwrap(), [first(samples::delivery("first", 3))]);
        assert_eq!(view.delivery(DeliveryId::named("first")).await.unwrap().version, 1);
        assert_eq!(view.coordination().await.unwrap(), Some(first(samples::coordination())));
        assert_eq!(view.mappings().await.unwrap(), [first(samples::mapping())]);
        assert_eq!(view.mapping("polisen").await.unwrap(), first(samples::mapping()));
        assert_eq!(view.links().await.unwrap(), [first(samples::linked())]);
        assert_eq!(view.link(1).await.unwrap(), first(samples::linked()));
        assert_eq!(view.loaded_tables().await.unwrap(), [first(samples::loaded_table())]);
        assert_eq!(view.loaded_content("harm_weights-1").await.unwrap(), samples::WEIGHTS);
        assert_eq!(view.draft_picture().await.unwrap(), Some(first(samples::draft())));
        assert_eq!(view.adopted_pictures().await.unwrap(), [samples::edition(None)]);
        assert!(view.adopted_picture(1).await.unwrap().is_intact().unwrap());
        assert_eq!(view.latest_picture().await.unwrap(), Some(samples::edition(None)));
        assert_eq!(view.problems().await.unwrap(), [first(samples::problem())]);
        assert_eq!(view.problem(ProblemId::named("station")).await.unwrap().value, samples::problem());
    })
    .await;
}

#[tokio::test]
async fn everything_from_the_promise_on_comes_back_too() {
    on_both(async |bench| {
        fill(&bench.store).await;
        let promise = PromiseId::named("2");
        let mut view = bench.store.read(&flen_code()).await.unwrap();
        assert_eq!(view.promises().await.unwrap(), [first(samples::published(samples::promise(2)))]);
        assert_eq!(view.promise(promise).await.unwrap().value.number, 2);
        let measure = [first(samples::measure(14))];
        assert_eq!(view.measures().await.unwrap(), measure);
        assert_eq!(view.measure(MeasureId::named("14")).await.unwrap(), measure[0]);
        assert_eq!(view.measures_of_promise(promise).await.unwrap(), measure);
        assert_eq!(view.measures_of_owner(PartyId::named("housing")).await.unwrap(), measure);
        assert_eq!(view.measures_of_owner(PartyId::named("police")).await.unwrap(), []);
        assert_eq!(view.plan_text().await.unwrap(), Some(first(samples::plan_text())));
        assert_eq!(view.plan_versions().await.unwrap(), [first(samples::plan_version(None))]);
        assert_eq!(view.plan_version(1).await.unwrap().value, samples::plan_version(None));
        assert_eq!(view.library_entries().await.unwrap(), [first(samples::library_entry())]);
        assert_eq!(view.library_entry(samples::library_entry().id).await.unwrap().version, 1);
        assert_eq!(view.own_categories().await.unwrap(), [first(samples::own_category())]);
        let boats = view.own_category(&samples::own_category().slug).await.unwrap();
        assert_eq!(boats, first(samples::own_category()));
        assert_eq!(view.terms().await.unwrap(), [first(samples::term())]);
        assert_eq!(view.term(samples::term().id).await.unwrap().version, 1);
        let walk = [Versioned { value: samples::activity("walk"), version: 1 }];
        assert_eq!(view.activities().await.unwrap(), walk);
        assert_eq!(view.activities_of(promise).await.unwrap(), walk);
        assert_eq!(view.activity(ActivityId::named("walk")).await.unwrap(), walk[0]);
        let rhythm = Versioned { value: samples::rhythm(), version: 1 };
        assert_eq!(view.rhythm(promise).await.unwrap(), Some(rhythm.clone()));
        assert_eq!(view.rhythms().await.unwrap(), [rhythm]);
        let made = Versioned { value: samples::checkpoint(), version: 1 };
        assert_eq!(view.checkpoint(made.value.id()).await.unwrap(), Some(made.clone()));
        assert_eq!(view.checkpoints_of(promise).await.unwrap(), [made]);
        let verdicts = view.verdicts(promise).await.unwrap();
        assert_eq!(
            (verdicts[0].number, verdicts[0].at, verdicts[0].by),
            (1, now(), Some(UserId::named("one")))
        );
        assert_eq!(verdicts[0].verdict, samples::verdict());
        assert_eq!(view.latest_verdicts().await.unwrap(), verdicts);
        assert_eq!(view.feedback(promise).await.unwrap(), [samples::feedback("gjort")]);
        assert_eq!(view.scans(promise).await.unwrap(), [samples::scan()]);
        let signed = [samples::verdict_signature("vi såg färre")];
        assert_eq!(view.verdict_signatures(promise).await.unwrap(), signed);
        assert_eq!(view.publications().await.unwrap(), [samples::publication(1)]);
        let shown = view.all_shown().await.unwrap();
        assert_eq!(shown[0].ledger.as_deref(), Some("{\"ä\":2}"));
        assert_eq!(view.snapshot(1).await.unwrap(), "{\"å\":1}");
        assert_eq!(view.jobs(10).await.unwrap()[0].payload, samples::job("first").payload);
        assert_eq!(view.job(JobId::named("first")).await.unwrap().verb, "refresh_picture");
    })
    .await;
}

#[tokio::test]
async fn the_first_to_save_wins() {
    on_both(async |bench| {
        fill(&bench.store).await;
        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        let mut problem = tx.problem(ProblemId::named("station")).await.unwrap();
        problem.value.title = "Otryggt om kvällen".into();
        assert_eq!(tx.save_problem(&problem.value, Some(problem.version)).await.unwrap(), 2);
        tx.commit(entry()).await.unwrap();

        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        let late = tx.save_problem(&samples::problem(), Some(problem.version)).await;
        assert!(matches!(late, Err(StoreError::Conflict(Noun::Problem))), "{late:?}");
        let twice = tx.save_problem(&samples::problem(), None).await;
        assert!(matches!(twice, Err(StoreError::Conflict(Noun::Problem))), "{twice:?}");
        assert_eq!(tx.problem(ProblemId::named("station")).await.unwrap().value, problem.value);
        let draft = tx.save_draft_picture(&samples::draft(), Some(7)).await;
        assert!(matches!(draft, Err(StoreError::Conflict(Noun::Picture))), "{draft:?}");
        let missing = samples::measure(99);
        let missing = tx.save_measure(&missing, Some(1)).await;
        assert!(matches!(missing, Err(StoreError::NotFound { noun: Noun::Measure, .. })), "{missing:?}");
    })
    .await;
}

#[tokio::test]
async fn a_municipality_and_its_areas_can_change() {
    on_both(async |bench| {
        fill(&bench.store).await;
        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        let new = Municipality { contact: "08-1".into(), ..samples::flen() };
        assert_eq!(tx.save_municipality(&new, 1).await.unwrap(), 2);
        assert!(matches!(tx.save_municipality(&new, 1).await, Err(StoreError::Conflict(_))));
        assert_eq!(tx.municipality().await.unwrap().value, new);
        let renamed = Area { name: "Stationen".into(), ..samples::area("station") };
        tx.save_areas(std::slice::from_ref(&renamed)).await.unwrap();
        assert_eq!(tx.areas().await.unwrap(), [samples::area("centrum"), renamed]);
        let codes: Vec<_> = bench.store.municipalities().await.unwrap().into_iter().map(|m| m.name).collect();
        assert_eq!(codes, ["Gnesta", "Flen"]);
        tx.commit(entry()).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn numbers_are_given_once() {
    on_both(async |bench| {
        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        assert_eq!(tx.next_number(Noun::Promise).await.unwrap(), 1);
        assert_eq!(tx.next_number(Noun::Promise).await.unwrap(), 2);
        assert_eq!(tx.next_number(Noun::Problem).await.unwrap(), 1);
        tx.save_promise(&samples::promise(7), None).await.unwrap();
        tx.save_promise(&samples::promise(5), None).await.unwrap();
        assert_eq!(tx.next_number(Noun::Promise).await.unwrap(), 8);
        tx.commit(entry()).await.unwrap();

        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        let mut same_number = samples::promise(7);
        same_number.id = PromiseId::named("another");
        let taken = tx.save_promise(&same_number, None).await;
        assert!(matches!(taken, Err(StoreError::Taken(Noun::Promise))), "{taken:?}");
    })
    .await;
}

#[tokio::test]
async fn verdicts_and_feedback_stand_beside_the_earlier_ones() {
    on_both(async |bench| {
        fill(&bench.store).await;
        let promise = PromiseId::named("2");
        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        assert_eq!(tx.add_verdict(&samples::verdict(), None, now()).await.unwrap(), 2);
        tx.add_feedback(&samples::feedback("mer")).await.unwrap();
        let numbers: Vec<i64> = tx.verdicts(promise).await.unwrap().iter().map(|v| v.number).collect();
        assert_eq!(numbers, [1, 2]);
        assert_eq!(tx.latest_verdicts().await.unwrap()[0].number, 2);
        let said = tx.feedback(promise).await.unwrap();
        assert_eq!(said, [samples::feedback("gjort"), samples::feedback("mer")]);
    })
    .await;
}

#[tokio::test]
async fn the_rows_of_a_file_count_once() {
    on_both(async |bench| {
        fill(&bench.store).await;
        let file = Fingerprint::of_bytes(b"the file");
        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        let standing = tx.delivery_by_fingerprint(RecordKind::Offence, "polisen", &file).await.unwrap();
        assert_eq!(standing.unwrap().value.id, DeliveryId::named("first"));
        assert_eq!(tx.delivery_by_fingerprint(RecordKind::Fault, "polisen", &file).await.unwrap(), None);
        assert_eq!(tx.delivery_by_fingerprint(RecordKind::Offence, "est", &file).await.unwrap(), None);
        tx.save_delivery(&samples::delivery("all duplicates", 0), None).await.unwrap();
        let undone = lofte_model::records::Delivery {
            undone: Some(Undone { at: now(), by: UserId::named("one") }),
            ..samples::delivery("first", 3)
        };
        tx.save_delivery(&undone, Some(1)).await.unwrap();
        tx.save_delivery(&samples::delivery("again", 3), None).await.unwrap();
        let standing = tx.delivery_by_fingerprint(RecordKind::Offence, "polisen", &file).await.unwrap();
        assert_eq!(standing.unwrap().value.id, DeliveryId::named("again"));
        let double = tx.save_delivery(&samples::delivery("double", 3), None).await;
        assert!(matches!(double, Err(StoreError::Taken(Noun::Delivery))), "{double:?}");
    })
    .await;
}
