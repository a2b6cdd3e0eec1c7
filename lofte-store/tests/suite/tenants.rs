//! One municipality never sees or touches another's.

use crate::bench::{entry, long_ago, now, on_both};
use crate::samples::{self, fill, flen_code, gnesta_code, later};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::id::{
    ActivityId, AgreementId, DeliveryId, JobId, MeasureId, PartyId, ProblemId, PromiseId, UserId,
};
use lofte_model::place::Municipality;
use lofte_model::records::RecordKind;
use lofte_model::screening::Answer;
use lofte_store::{Noun, StoreError, View};

/// Every function that reads in a municipality, and how many things it finds there.
async fn read_everything(view: &mut View) -> Vec<(&'static str, usize)> {
    let mut read = read_what_is_kept(view).await;
    read.extend(read_what_is_planned(view).await);
    read.extend(read_what_became_of_it(view).await);
    read
}

async fn read_what_became_of_it(view: &mut View) -> Vec<(&'static str, usize)> {
    let promise = PromiseId::named("2").to_string();
    let count = |rows: u64| usize::try_from(rows).unwrap();
    let afterwards = now() + jiff::SignedDuration::from_secs(1);
    vec![
        ("addresses_before", count(view.addresses_before(afterwards).await.unwrap())),
        ("all_masks", view.all_masks().await.unwrap().len()),
        ("scans_before", count(view.scans_before(afterwards).await.unwrap())),
        ("jobs_ended_before", count(view.jobs_ended_before(afterwards).await.unwrap())),
        ("limits", view.limits().await.unwrap().iter().count()),
        ("mask_count", count(view.mask_count().await.unwrap())),
        ("maskable", view.maskable(Noun::Promise, &promise).await.unwrap().len()),
        ("masks", view.masks(Noun::Promise, &promise).await.unwrap().len()),
        ("public_sides", view.public_sides().await.unwrap().len()),
    ]
}

async fn read_what_is_kept(view: &mut View) -> Vec<(&'static str, usize)> {
    let promise = PromiseId::named("2");
    let file = Fingerprint::of_bytes(b"the file");
    let link = Fingerprint::of_bytes(b"link");
    let by_file = view.delivery_by_fingerprint(RecordKind::Offence, "polisen", &file).await.unwrap();
    vec![
        ("account_by_login", view.account_by_login("anna@flen").await.unwrap().iter().count()),
        ("account_link", view.account_link(&link, now()).await.unwrap().iter().count()),
        ("account_links", view.account_links(now()).await.unwrap().len()),
        ("accounts", view.accounts().await.unwrap().len()),
        ("account", found(view.account(UserId::named("anna@flen")).await)),
        ("adopted_picture", found(view.adopted_picture(1).await)),
        ("adopted_pictures", view.adopted_pictures().await.unwrap().len()),
        ("agreement", found(view.agreement(AgreementId::named("one")).await)),
        ("agreements", view.agreements().await.unwrap().len()),
        ("all_shown", view.all_shown().await.unwrap().len()),
        ("areas", view.areas().await.unwrap().len()),
        ("deliveries", view.deliveries().await.unwrap().len()),
        ("delivery", found(view.delivery(DeliveryId::named("first")).await)),
        ("delivery_by_fingerprint", by_file.iter().count()),
        ("draft_picture", view.draft_picture().await.unwrap().iter().count()),
        ("factors", view.factors(UserId::named("anna@flen")).await.unwrap().len()),
        ("feed", view.feed(UserId::named("anna@flen")).await.unwrap().iter().count()),
        ("feedback", view.feedback(promise).await.unwrap().len()),
        ("history", view.history(Noun::Measure, "1", 10).await.unwrap().len()),
        ("history_since", view.history_since(Noun::Measure, long_ago()).await.unwrap().len()),
        ("job", found(view.job(JobId::named("first")).await)),
        ("jobs", view.jobs(10).await.unwrap().len()),
        ("known_browsers", view.known_browsers(UserId::named("anna@flen")).await.unwrap().len()),
        ("latest_picture", view.latest_picture().await.unwrap().iter().count()),
        ("latest_verdicts", view.latest_verdicts().await.unwrap().len()),
        ("measure", found(view.measure(MeasureId::named("14")).await)),
        ("measures", view.measures().await.unwrap().len()),
        ("measures_of_owner", view.measures_of_owner(PartyId::named("housing")).await.unwrap().len()),
        ("measures_of_promise", view.measures_of_promise(promise).await.unwrap().len()),
        ("parties", view.parties().await.unwrap().len()),
        ("party", found(view.party(PartyId::named("housing")).await)),
        ("all_revisions", view.all_revisions().await.unwrap().len()),
        (
            "revisions",
            view.revisions(Noun::Measure, &MeasureId::named("14").to_string()).await.unwrap().len(),
        ),
        ("problem", found(view.problem(ProblemId::named("station")).await)),
        ("problems", view.problems().await.unwrap().len()),
        ("promise", found(view.promise(promise).await)),
        ("promises", view.promises().await.unwrap().len()),
        ("publications", view.publications().await.unwrap().len()),
        ("recovery_codes", view.recovery_codes(UserId::named("anna@flen")).await.unwrap()),
        ("sessions", view.sessions(UserId::named("anna@flen")).await.unwrap().len()),
        ("snapshot", found(view.snapshot(1).await)),
        ("verdict_signatures", view.verdict_signatures(promise).await.unwrap().len()),
        ("scans", view.scans(promise).await.unwrap().len()),
        ("verdicts", view.verdicts(promise).await.unwrap().len()),
    ]
}

async fn read_what_is_planned(view: &mut View) -> Vec<(&'static str, usize)> {
    let promise = PromiseId::named("2");
    vec![
        ("plan_text", view.plan_text().await.unwrap().iter().count()),
        ("plan_version", found(view.plan_version(1).await)),
        ("plan_versions", view.plan_versions().await.unwrap().len()),
        ("library_entries", view.library_entries().await.unwrap().len()),
        ("library_entry", found(view.library_entry(samples::library_entry().id).await)),
        ("own_categories", view.own_categories().await.unwrap().len()),
        ("own_category", found(view.own_category(&samples::own_category().slug).await)),
        ("loaded_tables", view.loaded_tables().await.unwrap().len()),
        ("loaded_table", found(view.loaded_table("harm_weights-1").await)),
        ("loaded_content", found(view.loaded_content("harm_weights-1").await)),
        ("term", found(view.term(samples::term().id).await)),
        ("terms", view.terms().await.unwrap().len()),
        ("activities", view.activities().await.unwrap().len()),
        ("activities_of", view.activities_of(promise).await.unwrap().len()),
        ("activity", found(view.activity(ActivityId::named("walk")).await)),
        ("checkpoint", view.checkpoint(samples::checkpoint().id()).await.unwrap().iter().count()),
        ("checkpoints", view.checkpoints().await.unwrap().len()),
        ("checkpoints_of", view.checkpoints_of(promise).await.unwrap().len()),
        ("rhythm", view.rhythm(promise).await.unwrap().iter().count()),
        ("rhythms", view.rhythms().await.unwrap().len()),
        ("coordination", view.coordination().await.unwrap().iter().count()),
        ("mapping", found(view.mapping("polisen").await)),
        ("mappings", view.mappings().await.unwrap().len()),
        ("link", found(view.link(1).await)),
        ("links", view.links().await.unwrap().len()),
    ]
}

fn found<T>(result: Result<T, StoreError>) -> usize {
    match result {
        Ok(_) => 1,
        Err(StoreError::NotFound { .. }) => 0,
        Err(error) => panic!("{error}"),
    }
}

/// Reads that every municipality answers about itself; tested below.
const OF_ITSELF: [&str; 3] = ["audit", "audit_head", "municipality"];

#[tokio::test]
async fn nothing_is_read_across() {
    on_both(async |bench| {
        fill(&bench.store).await;
        later(&bench.store).await;
        let mut own = bench.store.read(&flen_code()).await.unwrap();
        let mut covered: Vec<&str> = OF_ITSELF.to_vec();
        for (name, count) in read_everything(&mut own).await {
            assert!(count > 0, "{name} finds nothing at home, so the test would prove nothing");
            covered.push(name);
        }
        let mut other = bench.store.read(&gnesta_code()).await.unwrap();
        for (name, count) in read_everything(&mut other).await {
            assert_eq!(count, 0, "{name} reads across");
        }
        assert_eq!(other.municipality().await.unwrap().value, samples::gnesta());
        assert_eq!(other.audit(10, None).await.unwrap().len(), 1);
        assert_eq!(own.audit(10, None).await.unwrap().len(), 3);
        assert_ne!(own.audit_head().await.unwrap(), other.audit_head().await.unwrap());
        covered.sort_unstable();
        assert_eq!(covered, reading_functions(), "a new reading function must be tried here");
    })
    .await;
}

/// The names of the public functions of `View`, from the source.
fn reading_functions() -> Vec<String> {
    let mut names = Vec::new();
    for (_, text) in crate::schema::sources() {
        for block in text.split("\nimpl View {").skip(1) {
            let block = block.split("\n}\n").next().unwrap();
            for function in block.split("pub async fn ").skip(1) {
                names.push(function.split(['(', '<']).next().unwrap().to_owned());
            }
        }
    }
    names.sort_unstable();
    names
}

#[tokio::test]
async fn nothing_is_written_across() {
    on_both(async |bench| {
        fill(&bench.store).await;
        let mut tx = bench.store.begin(&gnesta_code()).await.unwrap();
        let promise = tx.save_promise(&samples::promise(2), Some(1)).await;
        assert!(matches!(promise, Err(StoreError::NotFound { .. })), "{promise:?}");
        for foreign in [
            tx.save_delivery(&samples::delivery("x", 3), None).await.map(|_| ()),
            tx.save_draft_picture(&samples::draft(), None).await.map(|_| ()),
            tx.adopt_picture(&samples::edition(None)).await,
            tx.save_municipality(&samples::flen(), 1).await.map(|_| ()),
        ] {
            assert!(matches!(foreign, Err(StoreError::OtherMunicipality { .. })), "{foreign:?}");
        }
        let erased = tx.erase_account(UserId::named("anna@flen")).await;
        assert!(matches!(erased, Err(StoreError::NotFound { .. })), "{erased:?}");
        tx.close_session(&Fingerprint::of_bytes(b"token")).await.unwrap();
        assert_eq!(tx.next_number(Noun::Promise).await.unwrap(), 1);
        tx.commit(entry()).await.unwrap();
        let token = Fingerprint::of_bytes(b"token");
        assert!(
            bench.store.actor(&token, now(), long_ago()).await.unwrap().is_some(),
            "signed out from outside"
        );

        let mut tx = bench.store.begin(&gnesta_code()).await.unwrap();
        let verdict = tx.add_verdict(&samples::verdict(), None, now()).await;
        assert!(matches!(verdict, Err(StoreError::Dangling)), "{verdict:?}");
        drop(tx);
        let mut tx = bench.store.begin(&gnesta_code()).await.unwrap();
        let session = tx.open_session(&samples::session("mine", "anna@flen")).await;
        assert!(matches!(session, Err(StoreError::Dangling)), "{session:?}");
    })
    .await;
}

#[tokio::test]
async fn two_municipalities_may_use_the_same_ids_and_numbers() {
    on_both(async |bench| {
        fill(&bench.store).await;
        let mut tx = bench.store.begin(&gnesta_code()).await.unwrap();
        tx.save_promise(&samples::promise(2), None).await.unwrap();
        tx.commit(entry()).await.unwrap();
        let mut own = bench.store.read(&flen_code()).await.unwrap();
        assert_eq!(own.promise(PromiseId::named("2")).await.unwrap().value.state.word(), "published");
    })
    .await;
}

#[tokio::test]
async fn an_unknown_municipality_is_not_worked_in() {
    on_both(async |bench| {
        let unknown = "9999".parse().unwrap();
        let begun = bench.store.begin(&unknown).await.map(|_| ());
        assert!(matches!(begun, Err(StoreError::NotFound { noun: Noun::Municipality, .. })), "{begun:?}");
        let read = bench.store.read(&unknown).await.map(|_| ());
        assert!(matches!(read, Err(StoreError::NotFound { noun: Noun::Municipality, .. })), "{read:?}");
        let again = Municipality { name: "Flen igen".into(), ..samples::flen() };
        let taken = bench.store.add_municipality(&again, Answer::NotAsked, entry()).await;
        assert!(matches!(taken, Err(StoreError::Taken(Noun::Municipality))), "{taken:?}");
    })
    .await;
}
