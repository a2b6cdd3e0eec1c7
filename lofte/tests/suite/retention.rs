//! What is older than its rule goes, and leaves a count in the audit; what somebody asks to have erased goes too.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use crate::fixture::copy_demo;
use jiff::ToSpan;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::{access, account, erasure, extract, picture, problem, retention};
use lofte_model::access::{Actor, Channel, Role};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::records::Selection;
use lofte_store::{AuditVerb, Noun};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

async fn demo(rules: &str) -> (TempDir, PathBuf, House, Actor) {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("house");
    copy_demo(&home).await;
    let settings = home.join("lofte.toml");
    let before = std::fs::read_to_string(&settings).unwrap();
    let (before, _) = before.split_once("[retention]").unwrap_or((&before, ""));
    std::fs::write(&settings, format!("{before}\n[retention]\n{rules}\n")).unwrap();
    let house = House::open(&home).await.unwrap().at("2026-01-15T12:00:00Z".parse().unwrap());
    let actor = access::acting_for(&house, None).await.unwrap();
    (dir, home, house, actor)
}

async fn rows(house: &House, actor: &Actor) -> u64 {
    let all = Selection::all(actor.municipality.clone());
    house.records().count(&all, &[]).await.unwrap().total()
}

fn bytes_in(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .map(|path| if path.is_dir() { bytes_in(&path) } else { std::fs::metadata(&path).unwrap().len() })
        .sum()
}

#[tokio::test]
async fn rows_older_than_their_rule_go_from_the_disk_and_the_house_stays_sound() {
    let (_dir, home, house, actor) = demo("rows_years = { offence = 1 }").await;
    let (before, bytes) = (rows(&house, &actor).await, bytes_in(&home.join("records")));
    let told = retention::preview(&actor, &house).await.unwrap();
    assert!(!told.rows.is_empty() && !told.editions_resting.is_empty(), "{told:?}");
    assert_eq!(rows(&house, &actor).await, before, "a look removes nothing");
    let unseen = retention::prune(&actor, &house, &Fingerprint::of_bytes(b"unseen")).await;
    assert!(matches!(unseen, Err(AppError::Refused(_))), "{unseen:?}");
    assert_eq!(rows(&house, &actor).await, before, "nothing goes that nobody was shown");

    let pruned = retention::prune(&actor, &house, &told.seen().unwrap()).await.unwrap();
    assert_eq!(pruned, told);
    let gone: u64 = pruned.rows.iter().map(|year| year.rows).sum();
    assert_eq!(rows(&house, &actor).await, before - gone);
    assert!(bytes_in(&home.join("records")) < bytes);
    // Adopted editions stay as they were, and the counts of the deliveries still add up.
    for head in picture::editions(&actor, &house).await.unwrap() {
        assert!(picture::edition(&actor, &house, head.number).await.unwrap().is_intact().unwrap());
    }
    let municipality = &actor.municipality;
    let stored: u64 =
        house.records().deliveries(municipality).await.unwrap().iter().map(|one| one.counts.stored()).sum();
    let read = house.records().check(municipality).await.unwrap();
    assert_eq!(read + house.records().pruned_rows(municipality).await.unwrap(), stored);

    let log = access::audit_log(&actor, &house, 5, None).await.unwrap();
    let entry = log.iter().find(|known| known.entry.verb == AuditVerb::Prune).unwrap();
    assert_eq!((entry.entry.id.clone(), entry.entry.user), (gone.to_string(), Some(actor.user)));
    assert_eq!(retention::prune_by_rule(&house).await.unwrap().rows, []);
}

#[tokio::test]
async fn a_source_has_its_own_rule_before_that_of_its_kind() {
    let (_dir, _home, house, actor) =
        demo("rows_years = { fault = 1 }\nsources_years = { polisen = 2, felanmalan = 50 }").await;
    let told = retention::preview(&actor, &house).await.unwrap();
    assert!(!told.rows.is_empty());
    assert!(told.rows.iter().all(|rows| rows.source == "polisen" && rows.year < 2024), "{told:?}");
    let before = rows(&house, &actor).await;
    let pruned = retention::prune(&actor, &house, &told.seen().unwrap()).await.unwrap();
    let gone: u64 = pruned.rows.iter().map(|year| year.rows).sum();
    assert_eq!(rows(&house, &actor).await, before - gone);
}

/// Whether bytes stand in any file of a folder.
fn stands_in(folder: &Path, bytes: &[u8]) -> bool {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let holds = |path: &Path| std::fs::read(path).unwrap().windows(bytes.len()).any(|part| part == bytes);
    entries.into_iter().any(|path| if path.is_dir() { stands_in(&path, bytes) } else { holds(&path) })
}

#[tokio::test]
async fn what_goes_is_gone_from_every_file_and_the_backups_that_hold_it_are_named() {
    let (_dir, home, house, actor) = demo("closed_accounts_days = 30").await;
    let login = "bortglomd-kalender";
    let invited = account::Invited { login: login.into(), role: Role::Reader, party: None };
    let (known, _) = account::invite(&actor, &house, invited).await.unwrap();
    account::close(&actor, &house, known.user, &account::seen(&known).unwrap()).await.unwrap();
    assert!(stands_in(&home, login.as_bytes()), "it stood there");
    let later = house.at(house.now().checked_add((24 * 40).hours()).unwrap());
    let told = retention::preview(&actor, &later).await.unwrap();
    assert_eq!((told.closed_accounts, told.backups.len()), (1, 0));
    retention::prune(&actor, &later, &told.seen().unwrap()).await.unwrap();
    assert!(!stands_in(&home, login.as_bytes()), "no page, journal or file has it");
}

#[tokio::test]
async fn closed_accounts_jobs_and_reject_lists_go_when_their_time_has_come() {
    let (_dir, _home, house, actor) = demo("closed_accounts_days = 30\nscans_days = 700").await;
    let signed = lofte_app::promise::named(&actor, &house, "4").await.unwrap();
    let on_paper = |one: &&lofte_model::promise::SideSignature| one.given.is_noted();
    let paper = signed.state.signatures().into_iter().find(on_paper).unwrap().side;
    let bytes = b"%PDF-1.7 made up for this test".to_vec();
    lofte_app::attachment::add(&actor, &house, signed.id, (paper, false), bytes).await.unwrap();
    let reader = account::accounts(&actor, &house).await.unwrap();
    let reader = reader.into_iter().find(|account| account.login == "lasare").unwrap();
    let page = Channel::Page { address: Some("192.0.2.0/24".into()), browser: Some("Firefox".into()) };
    let by_page = Actor { channel: page.clone(), ..actor.clone() };
    account::close(&by_page, &house, reader.user, &account::seen(&reader).unwrap()).await.unwrap();
    let channels = async || -> Vec<Option<Channel>> {
        let log = access::audit_log(&actor, &house, 100, None).await.unwrap();
        log.into_iter().map(|known| known.entry.channel).collect()
    };
    let pruned = retention::prune_by_rule(&house).await.unwrap();
    assert_eq!((pruned.closed_accounts, pruned.addresses, pruned.scans), (0, 0, 0));
    assert!(channels().await.contains(&Some(page.clone())));
    let later = house.at(house.now().checked_add((24 * 800).hours()).unwrap());
    let pruned = retention::prune_by_rule(&later).await.unwrap();
    assert_eq!((pruned.closed_accounts, pruned.addresses, pruned.scans), (1, 1, 1));
    assert!(lofte_app::attachment::list(&actor, &house, signed.id).await.unwrap().is_empty());
    assert!(!channels().await.contains(&Some(page)), "the entry stays without where it came from");
    assert_eq!(house.store().check().await.unwrap().findings, []);
    assert!(
        account::accounts(&actor, &house).await.unwrap().iter().all(|account| account.user != reader.user)
    );
    for delivery in house.records().deliveries(&actor.municipality).await.unwrap() {
        let list = house.records().rejects(&actor.municipality, delivery.id).await.unwrap();
        assert_eq!(list, []);
    }
}

#[tokio::test]
async fn what_others_refer_to_is_not_erased_and_the_rest_is() {
    let (_dir, _home, house, actor) = demo("").await;
    let named = problem::list(&actor, &house).await.unwrap();
    let refused = erasure::find(&actor, &house, Noun::Problem, named[0].number).await;
    assert!(matches!(refused, Err(AppError::Refused(_))), "{refused:?}");
    let alone = problem::NewProblem {
        id: lofte_model::id::ProblemId::named("alone"),
        title: "Ett misstag".into(),
        description: String::new(),
        areas: Vec::new(),
        categories: Vec::new(),
        edition: None,
        priority: named[0].priority.clone(),
    };
    let alone = problem::create(&actor, &house, alone).await.unwrap();
    let shown = erasure::find(&actor, &house, Noun::Problem, alone.number).await.unwrap();
    assert_eq!(shown.title, "Ett misstag");
    let other = Fingerprint::of_bytes(b"unseen");
    let unseen = erasure::erase(&actor, &house, (Noun::Problem, alone.number), &other).await;
    assert!(matches!(unseen, Err(AppError::Refused(_))), "{unseen:?}");
    erasure::erase(&actor, &house, (Noun::Problem, alone.number), &shown.seen).await.unwrap();
    assert!(problem::find(&actor, &house, alone.id).await.is_err());
}

#[tokio::test]
async fn an_extract_tells_the_account_where_it_is_named_and_what_it_did() {
    let (_dir, _home, house, actor) = demo("").await;
    let extract = extract::extract(&actor, &house, "SAMORDNARE").await.unwrap();
    assert_eq!(extract.account.user, actor.user);
    for noun in ["delivery", "promise", "picture"] {
        assert!(
            extract.named_in.iter().any(|mention| mention.noun == noun),
            "{noun}: {:?}",
            extract.named_in
        );
    }
    assert!(!extract.audit.is_empty());
    assert!(!serde_json::to_string(&extract).unwrap().contains("argon2"));
}
