//! Accounts, sessions and failed sign-ins.

use crate::bench::{Bench, entry, now, on_both};
use crate::samples::{self, fill, flen_code, gnesta_code};
use jiff::SignedDuration;
use lofte_model::access::{Action, Actor, Role};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::id::{PartyId, UserId};
use lofte_store::{Account, AuditEntry, AuditVerb, Noun, StoreError};

fn token() -> Fingerprint {
    Fingerprint::of_bytes(b"token")
}

async fn actor(bench: &Bench) -> Option<Actor> {
    bench.store.actor(&token(), now()).await.unwrap()
}

async fn save(bench: &Bench, account: &Account, expected: i64) {
    let mut tx = bench.store.begin(&flen_code()).await.unwrap();
    tx.save_account(account, Some(expected)).await.unwrap();
    tx.commit(entry()).await.unwrap();
}

#[tokio::test]
async fn a_login_is_one_account_whatever_its_capitals() {
    on_both(async |bench| {
        fill(&bench.store).await;
        for login in ["anna@flen", "ANNA@FLEN", " Anna@Flen "] {
            let (municipality, found) = bench.store.account_by_login(login).await.unwrap().unwrap();
            assert_eq!((municipality, found.value), (flen_code(), samples::account("Anna@Flen")));
        }
        assert!(bench.store.account_by_login("bo").await.unwrap().is_none());
        let mut tx = bench.store.begin(&gnesta_code()).await.unwrap();
        let twin = Account { user: UserId::named("twin"), party: None, ..samples::account("ANNA@flen") };
        let taken = tx.save_account(&twin, None).await;
        assert!(matches!(taken, Err(StoreError::Taken(Noun::Account))), "{taken:?}");
    })
    .await;
}

#[tokio::test]
async fn a_token_leads_to_the_account_as_it_is_now() {
    on_both(async |bench| {
        fill(&bench.store).await;
        let expected = Actor {
            user: UserId::named("anna@flen"),
            login: "Anna@Flen".into(),
            role: Role::Partner,
            municipality: flen_code(),
            party: Some(PartyId::named("housing")),
        };
        assert_eq!(actor(bench).await, Some(expected.clone()));
        let promoted = Account { role: Role::Coordinator, party: None, ..samples::account("Anna@Flen") };
        save(bench, &promoted, 1).await;
        assert_eq!(actor(bench).await, Some(Actor { role: Role::Coordinator, party: None, ..expected }));
        let stranger = Fingerprint::of_bytes(b"guess");
        assert_eq!(bench.store.actor(&stranger, now()).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn sessions_end() {
    on_both(async |bench| {
        fill(&bench.store).await;
        let end = samples::session("token", "x").expires_at;
        assert!(bench.store.actor(&token(), end - SignedDuration::from_secs(1)).await.unwrap().is_some());
        assert!(bench.store.actor(&token(), end).await.unwrap().is_none());
        assert_eq!(bench.store.expire_sessions(now()).await.unwrap(), 0);
        assert_eq!(bench.store.expire_sessions(end).await.unwrap(), 1);
        assert!(actor(bench).await.is_none());

        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        tx.open_session(&samples::session("token", "anna@flen")).await.unwrap();
        tx.commit(entry()).await.unwrap();
        assert!(actor(bench).await.is_some());
        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        tx.close_session(&token()).await.unwrap();
        tx.close_session(&token()).await.unwrap();
        tx.commit(entry()).await.unwrap();
        assert!(actor(bench).await.is_none());
    })
    .await;
}

#[tokio::test]
async fn a_new_password_or_a_closed_account_signs_out() {
    on_both(async |bench| {
        fill(&bench.store).await;
        let before = samples::account("Anna@Flen");
        let renewed = Account { password_hash: "$argon2id$two".into(), ..before.clone() };
        save(bench, &renewed, 1).await;
        assert!(actor(bench).await.is_none());

        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        tx.open_session(&samples::session("token", "anna@flen")).await.unwrap();
        tx.commit(entry()).await.unwrap();
        let closed = Account { closed_at: Some(now()), ..renewed };
        save(bench, &closed, 2).await;
        assert!(actor(bench).await.is_none());
        let mut view = bench.store.read(&flen_code()).await.unwrap();
        assert_eq!(view.account(before.user).await.unwrap().value, closed);
    })
    .await;
}

#[tokio::test]
async fn an_erased_account_leaves_its_id_in_the_audit_alone() {
    on_both(async |bench| {
        fill(&bench.store).await;
        let user = UserId::named("anna@flen");
        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        tx.save_problem(&samples::problem(), Some(1)).await.unwrap();
        tx.commit(AuditEntry::new(now(), Some(user), Action::EditProblem, Noun::Problem, "3")).await.unwrap();
        bench.store.note_failed_sign_in("anna@flen", now()).await.unwrap();

        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        tx.erase_account(user).await.unwrap();
        tx.commit(AuditEntry::new(now(), None, Action::ManageUsers, Noun::Account, &user)).await.unwrap();
        assert!(actor(bench).await.is_none());
        assert!(bench.store.account_by_login("anna@flen").await.unwrap().is_none());
        assert_eq!(bench.store.failed_sign_ins("anna@flen", now()).await.unwrap(), 0);
        let backup = bench.path().join("after.jsonl");
        bench.store.backup(&backup).await.unwrap();
        let everything = std::fs::read_to_string(backup).unwrap().to_lowercase();
        assert!(!everything.contains("anna"), "the login is still somewhere");
        let mut view = bench.store.read(&flen_code()).await.unwrap();
        assert_eq!(view.audit(2, None).await.unwrap()[1].entry.user, Some(user));
        assert!(matches!(view.account(user).await, Err(StoreError::NotFound { .. })));
    })
    .await;
}

#[tokio::test]
async fn failures_are_counted_by_hour() {
    on_both(async |bench| {
        let store = &bench.store;
        let hours = |count| now() + SignedDuration::from_hours(count);
        for login in ["anna", "ANNA", "bo"] {
            store.note_failed_sign_in(login, now()).await.unwrap();
        }
        store.note_failed_sign_in("anna", hours(1)).await.unwrap();
        assert_eq!(store.failed_sign_ins("anna", now()).await.unwrap(), 3);
        assert_eq!(store.failed_sign_ins("anna", hours(1)).await.unwrap(), 1);
        assert_eq!(store.failed_sign_ins("anna", hours(2)).await.unwrap(), 0);
        store.forget_failed_sign_ins("Anna").await.unwrap();
        assert_eq!(store.failed_sign_ins("anna", now()).await.unwrap(), 0);
        assert_eq!(store.failed_sign_ins("bo", now()).await.unwrap(), 1);
        store.note_failed_sign_in("cia", hours(49)).await.unwrap();
        assert_eq!(store.failed_sign_ins("bo", now()).await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn sign_ins_are_audited_like_everything_else() {
    on_both(async |bench| {
        fill(&bench.store).await;
        let user = UserId::named("anna@flen");
        for verb in [AuditVerb::SignInFailed, AuditVerb::SignIn, AuditVerb::SignOut] {
            let tx = bench.store.begin(&flen_code()).await.unwrap();
            tx.commit(AuditEntry::new(now(), Some(user), verb, Noun::Session, &user)).await.unwrap();
        }
        let mut view = bench.store.read(&flen_code()).await.unwrap();
        let verbs: Vec<_> = view.audit(3, None).await.unwrap().into_iter().map(|n| n.entry.verb).collect();
        assert_eq!(verbs, [AuditVerb::SignOut, AuditVerb::SignIn, AuditVerb::SignInFailed]);
    })
    .await;
}

#[test]
fn an_account_in_a_log_has_no_hash() {
    assert!(!format!("{:?}", samples::account("a")).contains("argon2"));
}
