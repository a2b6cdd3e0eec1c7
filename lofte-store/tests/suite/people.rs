//! Accounts, sessions, and what lets people in.

use crate::bench::{Bench, entry, long_ago, now, on_both};
use crate::samples::{self, fill, flen_code, gnesta_code};
use jiff::SignedDuration;
use lofte_model::access::{Action, Actor, Channel, Role};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::id::{PartyId, UserId};
use lofte_store::{
    Account, AccountLink, AuditEntry, AuditVerb, Factor, LinkPurpose, Noun, Origin, StoreError,
};

fn token() -> Fingerprint {
    Fingerprint::of_bytes(b"token")
}

async fn actor(bench: &Bench) -> Option<Actor> {
    bench.store.actor(&token(), now(), long_ago()).await.unwrap().map(|held| held.actor)
}

async fn save(bench: &Bench, account: &Account, expected: i64) {
    let mut tx = bench.store.begin(&flen_code()).await.unwrap();
    tx.save_account(account, Some(expected)).await.unwrap();
    tx.commit(entry()).await.unwrap();
}

#[tokio::test]
async fn a_login_is_one_account_of_a_municipality_however_it_is_written() {
    on_both(async |bench| {
        fill(&bench.store).await;
        let mut view = bench.store.read(&flen_code()).await.unwrap();
        for login in ["anna@flen", "ANNA@FLEN", " Anna@Flen ", "Anna@\u{ff26}len"] {
            let found = view.account_by_login(login).await.unwrap().unwrap();
            assert_eq!(found.value, samples::account("Anna@Flen"));
        }
        assert!(view.account_by_login("bo").await.unwrap().is_none());
        drop(view);
        let twin = Account { user: UserId::named("twin"), party: None, ..samples::account("ANNA@flen") };
        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        let taken = tx.save_account(&twin, None).await;
        assert!(matches!(taken, Err(StoreError::Taken(Noun::Account))), "{taken:?}");
        drop(tx);
        let mut tx = bench.store.begin(&gnesta_code()).await.unwrap();
        tx.save_account(&twin, None).await.unwrap();
        tx.commit(entry()).await.unwrap();
        let mut view = bench.store.read(&gnesta_code()).await.unwrap();
        assert_eq!(view.account_by_login("anna@flen").await.unwrap().unwrap().value.user, twin.user);
    })
    .await;
}

#[tokio::test]
async fn a_closed_account_gives_its_login_free() {
    on_both(async |bench| {
        fill(&bench.store).await;
        let closed = Account { closed_at: Some(now()), ..samples::account("Anna@Flen") };
        save(bench, &closed, 1).await;
        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        assert!(tx.account_by_login("anna@flen").await.unwrap().is_none());
        let next = Account { user: UserId::named("next"), ..samples::account("anna@flen") };
        tx.save_account(&next, None).await.unwrap();
        tx.commit(entry()).await.unwrap();
        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        let reopened = Account { closed_at: None, ..closed.clone() };
        let taken = tx.save_account(&reopened, Some(2)).await;
        assert!(matches!(taken, Err(StoreError::Taken(Noun::Account))), "{taken:?}");
        drop(tx);
        save(bench, &Account { login: "anna-2".into(), ..reopened }, 2).await;
    })
    .await;
}

/// A name with a NUL is nobody's, and no engine is asked for it.
#[tokio::test]
async fn a_nul_is_refused_alike() {
    on_both(async |bench| {
        fill(&bench.store).await;
        let mut view = bench.store.read(&flen_code()).await.unwrap();
        let asked = view.account_by_login("an\0na").await.map(|_| ());
        assert!(matches!(asked, Err(StoreError::NulInText)), "{asked:?}");
        drop(view);
        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        let mut party = samples::party("housing");
        party.name.push('\0');
        let saved = tx.save_party(&party, Some(1)).await.map(|_| ());
        assert!(matches!(saved, Err(StoreError::NulInText)), "{saved:?}");
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
            channel: Channel::Page { address: None, browser: None },
        };
        assert_eq!(actor(bench).await, Some(expected.clone()));
        let promoted = Account { role: Role::Coordinator, party: None, ..samples::account("Anna@Flen") };
        save(bench, &promoted, 1).await;
        assert_eq!(actor(bench).await, Some(Actor { role: Role::Coordinator, party: None, ..expected }));
        let stranger = Fingerprint::of_bytes(b"guess");
        assert_eq!(bench.store.actor(&stranger, now(), long_ago()).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn sessions_end() {
    on_both(async |bench| {
        fill(&bench.store).await;
        let session = samples::session("token", "x");
        let second = SignedDuration::from_secs(1);
        let at =
            async |now, idle_since| bench.store.actor(&token(), now, idle_since).await.unwrap().is_some();
        assert!(at(session.expires_at - second, long_ago()).await);
        assert!(!at(session.expires_at, long_ago()).await, "in the end it ends");
        assert!(at(now(), session.seen_at - second).await);
        assert!(!at(now(), session.seen_at).await, "and when nothing was asked for a while");
        bench.store.session_seen(&token(), now() + second).await.unwrap();
        assert!(at(now(), session.seen_at).await);
        assert_eq!(bench.store.expire_sessions(now(), now()).await.unwrap(), 0);
        assert_eq!(bench.store.expire_sessions(session.expires_at, long_ago()).await.unwrap(), 1);
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
async fn sessions_are_listed_and_ended_one_by_one() {
    on_both(async |bench| {
        fill(&bench.store).await;
        let user = UserId::named("anna@flen");
        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        for name in ["second", "third"] {
            tx.open_session(&samples::session(name, "anna@flen")).await.unwrap();
        }
        assert_eq!(tx.sessions(user).await.unwrap().len(), 3);
        tx.close_session_of(user, Fingerprint::of_bytes(b"second").short()).await.unwrap();
        let gone = tx.close_session_of(user, Fingerprint::of_bytes(b"second").short()).await;
        assert!(matches!(gone, Err(StoreError::NotFound { noun: Noun::Session, .. })), "{gone:?}");
        assert_eq!(tx.close_other_sessions(user, &token()).await.unwrap(), 1);
        assert_eq!(tx.sessions(user).await.unwrap(), [samples::session("token", "anna@flen")]);
    })
    .await;
}

#[tokio::test]
async fn links_factors_and_codes_are_one_accounts() {
    on_both(async |bench| {
        fill(&bench.store).await;
        let user = UserId::named("anna@flen");
        let link = |name: &[u8]| AccountLink {
            token: Fingerprint::of_bytes(name),
            user,
            purpose: LinkPurpose::Reset,
            made_at: now(),
            made: Origin { by: None, through: Some("command".into()) },
            expires_at: now() + SignedDuration::from_hours(24),
        };
        let factor = Factor::Totp { secret: "JBSWY3DPEHPK3PXP".into(), since: now(), last_step: 7 };
        let (code, other) = (Fingerprint::of_bytes(b"code"), Fingerprint::of_bytes(b"other"));
        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        tx.add_account_link(&link(b"first")).await.unwrap();
        tx.add_account_link(&link(b"second")).await.unwrap();
        tx.save_factor(user, &factor).await.unwrap();
        tx.replace_recovery_codes(user, &[code.clone(), other]).await.unwrap();
        tx.know_browser(user, &Fingerprint::of_bytes(b"browser"), now()).await.unwrap();
        tx.commit(entry()).await.unwrap();

        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        let first = tx.account_link(&Fingerprint::of_bytes(b"first"), now()).await.unwrap();
        assert_eq!(first, None, "a new link takes the place of an earlier one");
        let second = Fingerprint::of_bytes(b"second");
        assert_eq!(tx.account_link(&second, now()).await.unwrap(), Some(link(b"second")));
        assert_eq!(tx.account_link(&second, link(b"second").expires_at).await.unwrap(), None);
        assert_eq!(tx.factors(user).await.unwrap(), [factor]);
        assert!(tx.use_recovery_code(user, &code).await.unwrap());
        assert!(!tx.use_recovery_code(user, &code).await.unwrap(), "once");
        assert_eq!(tx.recovery_codes(user).await.unwrap(), 1);
        drop(tx);
        let browser = Fingerprint::of_bytes(b"browser");
        let store = &bench.store;
        assert!(store.knows_browser(&flen_code(), user, &browser).await.unwrap());
        assert!(!store.knows_browser(&gnesta_code(), user, &browser).await.unwrap());
        assert_eq!(store.forget_browsers(now()).await.unwrap(), 1);

        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        tx.erase_account(user).await.unwrap();
        assert_eq!((tx.factors(user).await.unwrap().len(), tx.recovery_codes(user).await.unwrap()), (0, 0));
        assert_eq!(tx.account_links(now()).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn a_new_password_or_a_closed_account_signs_out() {
    on_both(async |bench| {
        fill(&bench.store).await;
        let before = samples::account("Anna@Flen");
        let renewed = Account { password_hash: Some("$argon2id$two".into()), ..before.clone() };
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
        let mut tx = bench.store.begin(&flen_code()).await.unwrap();
        tx.erase_account(user).await.unwrap();
        tx.commit(AuditEntry::new(now(), None, Action::ManageUsers, Noun::Account, &user)).await.unwrap();
        assert!(actor(bench).await.is_none());
        let backup = bench.path().join("after.jsonl");
        bench.store.backup(&backup, None).await.unwrap();
        let everything = std::fs::read_to_string(backup).unwrap().to_lowercase();
        assert!(!everything.contains("anna"), "the login is still somewhere");
        let mut view = bench.store.read(&flen_code()).await.unwrap();
        assert!(view.account_by_login("anna@flen").await.unwrap().is_none());
        assert_eq!(view.audit(2, None).await.unwrap()[1].entry.user, Some(user));
        assert!(matches!(view.account(user).await, Err(StoreError::NotFound { .. })));
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
