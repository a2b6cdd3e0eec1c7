//! Who reads what on the working side: drafts, small counts and rejected rows, and what the log says of it.

use crate::fixture::copy_demo;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::{access, delivery, followup, picture, plan, problem, promise, publication};
use lofte_model::access::{Action, Actor};
use lofte_model::id::PromiseId;
use lofte_model::promise::{CitizenPromise, PromiseState};
use lofte_store::{AuditVerb, Noun};
use tempfile::TempDir;

struct Flen {
    _dir: TempDir,
    house: House,
    coordinator: Actor,
    police: Actor,
    partner: Actor,
    reader: Actor,
}

async fn flen() -> Flen {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("demo");
    copy_demo(&home).await;
    let house = House::open(&home).await.unwrap();
    let as_ = async |login: &str| access::acting_for(&house, Some(login)).await.unwrap();
    let (coordinator, police) = (as_("samordnare").await, as_("polis").await);
    let (partner, reader) = (as_("bostadsbolag").await, as_("lasare").await);
    Flen { _dir: dir, house, coordinator, police, partner, reader }
}

#[expect(clippy::needless_pass_by_value, reason = "an outcome is looked at once")]
fn refused<T: std::fmt::Debug>(outcome: Result<T, AppError>, action: Action) {
    let Err(AppError::NotAllowed(refusal)) = outcome else { panic!("{action:?}: {outcome:?}") };
    assert_eq!(refusal.action, action);
}

#[tokio::test]
async fn partners_and_readers_get_no_figure_that_disclosure_control_has_not_seen() {
    let flen = flen().await;
    let house = &flen.house;
    let id = delivery::list(&flen.coordinator, house).await.unwrap()[0].id;
    for actor in [&flen.partner, &flen.reader] {
        refused(picture::draft(actor, house).await, Action::ReadSmallCounts);
        refused(picture::edition(actor, house, 1).await, Action::ReadSmallCounts);
        refused(delivery::show(actor, house, id).await, Action::ReadRejects);
        refused(publication::preview(actor, house).await, Action::PreviewPublication);
        let promise = promise::named(actor, house, "2").await.unwrap();
        assert!(promise::check(actor, house, promise.id).await.unwrap().baseline.is_none());
        let verdict = followup::verdict(actor, house, promise.id).await.unwrap();
        assert_eq!(verdict.answer.word(), "kept", "the answer is everybody's");
        assert!(verdict.evidence.before.is_none() && verdict.change.is_none(), "its figures are not");
        for recorded in followup::recorded(actor, house).await.unwrap() {
            assert!(recorded.evidence.after.is_none() && recorded.change.is_none());
        }
        assert_eq!(picture::editions(actor, house).await.unwrap().len(), 2);
        delivery::find(actor, house, id).await.unwrap();
        publication::find(actor, house, 1).await.unwrap();
    }
}

#[tokio::test]
async fn a_partner_sees_what_names_it_and_a_reader_sees_no_draft() {
    let flen = flen().await;
    let house = &flen.house;
    let model = promise::named(&flen.coordinator, house, "3").await.unwrap();
    assert!(model.commitments.iter().any(|one| Some(one.parties[0]) == flen.partner.party));
    let draft = |name: &str, commitments| CitizenPromise {
        id: PromiseId::named(name),
        title: name.into(),
        commitments,
        state: PromiseState::Draft,
        ..model.clone()
    };
    let theirs = draft("med bolaget", model.commitments.clone());
    let without = draft("utan bolaget", model.commitments[1..].to_vec());
    assert!(!without.commitments[0].parties.contains(&flen.partner.party.unwrap()));
    for draft in [&theirs, &without] {
        promise::create(&flen.coordinator, house, draft.clone()).await.unwrap();
    }
    let seen = async |actor: &Actor| -> Vec<String> {
        let all = promise::list(actor, house).await.unwrap();
        let drafts = all.into_iter().filter(|promise| promise.state == PromiseState::Draft);
        drafts.map(|promise| promise.title).collect()
    };
    assert_eq!(seen(&flen.police).await, ["med bolaget", "utan bolaget"]);
    assert_eq!(seen(&flen.partner).await, ["med bolaget"]);
    assert_eq!(seen(&flen.reader).await, Vec::<String>::new());
    for id in [theirs.id, without.id] {
        assert_eq!(promise::find(&flen.reader, house, id).await.unwrap_err().status(), 404);
        assert_eq!(promise::check(&flen.reader, house, id).await.unwrap_err().status(), 404);
    }
    let measures = plan::list(&flen.partner, house).await.unwrap();
    assert!(!measures.is_empty() && measures.iter().all(|one| Some(one.owner) == flen.partner.party));
    let all = plan::list(&flen.coordinator, house).await.unwrap();
    let other = all.iter().find(|one| Some(one.owner) != flen.partner.party).unwrap();
    assert_eq!(plan::find(&flen.partner, house, other.id).await.unwrap_err().status(), 404);
    let problems = problem::list(&flen.partner, house).await.unwrap();
    let titles: Vec<&str> = problems.iter().map(|problem| problem.title.as_str()).collect();
    assert_eq!(titles, ["Otryggt stationsområde på kvällen", "Otrygghet i tätortens bostadsområden"]);
    let all = problem::list(&flen.coordinator, house).await.unwrap();
    assert_eq!(all.len(), 3);
    let hidden = all.iter().find(|problem| !problems.iter().any(|seen| seen.id == problem.id)).unwrap();
    assert_eq!(problem::find(&flen.partner, house, hidden.id).await.unwrap_err().status(), 404);
}

#[tokio::test]
async fn the_log_says_who_read_small_counts_and_rejected_rows() {
    let flen = flen().await;
    let house = &flen.house;
    let readings = async || -> Vec<(String, AuditVerb, Noun, String)> {
        let log = access::audit_log(&flen.coordinator, house, 1000, None).await.unwrap();
        let of = [Action::ReadSmallCounts, Action::ReadRejects].map(AuditVerb::Did);
        let read = log.into_iter().map(|entry| entry.entry).filter(|entry| of.contains(&entry.verb));
        let login = |user| if user == Some(flen.police.user) { "polis" } else { "samordnare" };
        read.map(|entry| (login(entry.user).to_owned(), entry.verb, entry.noun, entry.id)).collect()
    };
    let before = readings().await.len();
    picture::edition(&flen.police, house, 2).await.unwrap();
    picture::edition(&flen.police, house, 2).await.unwrap();
    let newest = readings().await;
    assert_eq!(newest.len(), before + 1, "one reading is one entry");
    let read = ("polis".to_owned(), AuditVerb::Did(Action::ReadSmallCounts), Noun::Picture, "2".to_owned());
    assert_eq!(newest[0], read);
    picture::edition(&flen.coordinator, house, 2).await.unwrap();
    assert_eq!(readings().await.len(), before + 2, "another reader is another reading");
    let delivered = delivery::list(&flen.police, house).await.unwrap();
    delivery::show(&flen.police, house, delivered[0].id).await.unwrap();
    let id = delivered[0].id.to_string();
    let read = ("polis".to_owned(), AuditVerb::Did(Action::ReadRejects), Noun::Delivery, id);
    assert!(readings().await.contains(&read));
}
