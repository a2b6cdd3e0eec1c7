//! Who may do what: the policy as a page for people, and every use case held to it.
//!
//! `docs/access-matrix.md` is written from the table in `lofte-model`; after a change of policy
//! `LOFTE_BLESS=1 cargo test -p lofte --test suite access` writes it anew, and the difference is read in review.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

mod listed;
mod places;
mod plans;
mod reading;
mod rhythm_and_account;
mod signatures;
mod use_cases;

use crate::robust::place::files_under;
use listed::{OPEN, USE_CASES};
use lofte_app::access::actor;
use lofte_app::account::{Invited, accept_link, invite};
use lofte_app::account::{NewAccount, add_first_account};
use lofte_app::config::Config;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::job;
use lofte_app::place::create_municipality;
use lofte_model::access::{Action, Actor, Channel, Role};
use lofte_model::id::{JobId, PartyId, UserId};
use lofte_model::party::{Party, PartyKind};
use lofte_model::place::Municipality;
use lofte_words::Language;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use tempfile::TempDir;
use use_cases::attempt;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/access-matrix.md");

/// The action in Swedish; a new action has to be given words here.
fn words(action: Action) -> &'static str {
    match action {
        Action::ReadCasework => {
            "Läsa löften, plan och överenskommelser, och lägesbilden som den är publicerad"
        }
        Action::ReadDrafts => "Läsa utkast, och alla problem och åtgärder",
        Action::ReadSmallCounts => "Läsa små antal (loggas)",
        Action::ReadRejects => "Läsa avvisade rader (loggas)",
        Action::ReadAudit => "Se vem som gjort vad",
        Action::Import => "Leverera en fil",
        Action::UndoDelivery => "Ta tillbaka en leverans",
        Action::RefreshPicture => "Räkna om lägesbilden",
        Action::AdoptPicture => "Anta en utgåva av lägesbilden",
        Action::EditAgreement => "Skriva överenskommelser och parter",
        Action::SignAgreement => "Anteckna eller stryka en underskrift, för sin sida",
        Action::EditCoordination => "Skriva om samordning och råd, och anteckna möten och rapporter",
        Action::EditProblem => "Skriva problem och orsaker",
        Action::DraftPromise => "Skriva löften",
        Action::SignPromise => "Underteckna löften och utfall för sin sida",
        Action::EditPlan => "Skriva åtgärder",
        Action::AdoptPlan => "Anteckna att åtgärdsplanen är beslutad",
        Action::ReportMeasure => "Rapportera hur en åtgärd går, och logga insatser",
        Action::Judge => "Räkna ut och anteckna ett utfall",
        Action::PreviewPublication => "Läsa det som skulle publiceras",
        Action::Publish => "Publicera",
        Action::HidePublication => "Dölja det publicerade, och visa det igen",
        Action::Mask => "Maskera en text som är fryst eller publicerad",
        Action::SetProtection => "Välja skyddet av siffror",
        Action::ManageUsers => "Lägga till och stänga kommunens och parternas konton",
        Action::ManagePoliceUsers => "Lägga till och stänga polisens konton",
        Action::Operate => "Se hur installationen mår: kontroller, säkerhetskopior, uppgradering",
        Action::Backup => "Ta och kontrollera en säkerhetskopia",
    }
}

/// The name of a value as files and the audit write it.
fn code(value: impl serde::Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}

fn page() -> String {
    let mut page = String::from(
        "# Vem får göra vad\n\n\
         Skriven av `lofte/tests/suite/access.rs` ur tabellen i `lofte-model/src/access.rs`; ändra där. Offentliga sidor\n\
         kräver ingen roll. En samverkanspart rapporterar bara på åtgärder som dess egen organisation äger, och\n\
         undertecknar bara löften som räknar upp organisationen som sida. Ett löfte undertecknas av kommunen, polisen och\n\
         alla sådana sidor. Polisens första konto lägger samordnaren till; sitt eget lösenord, sina inloggningar och sitt\n\
         konto råder var och en över.\n\n",
    );
    let roles = Role::ALL.map(|role| {
        let word = Language::Swedish.say(&format!("role-{}", role.word()));
        format!("{word} (`{}`)", role.word())
    });
    writeln!(page, "| Handling | Kod | {} |", roles.join(" | ")).unwrap();
    writeln!(page, "|---|---|{}", ":-:|".repeat(roles.len())).unwrap();
    for action in Action::ALL {
        let cells = Role::ALL.map(|role| if action.roles().contains(&role) { "ja" } else { "–" });
        writeln!(page, "| {} | `{}` | {} |", words(action), code(action), cells.join(" | ")).unwrap();
    }
    page
}

#[test]
fn the_page_is_the_policy() {
    if std::env::var("LOFTE_BLESS").is_ok_and(|value| value == "1") {
        std::fs::write(PAGE, page()).unwrap();
    }
    let committed = std::fs::read_to_string(PAGE).unwrap_or_default();
    assert!(
        committed == page(),
        "docs/access-matrix.md is not the policy; LOFTE_BLESS=1 writes it anew:\n{}",
        page()
    );
}

/// A house with one account of each role.
async fn house() -> (TempDir, House, Vec<Actor>) {
    let folder = tempfile::tempdir().unwrap();
    Config::of("0482").create(folder.path()).unwrap();
    let house = House::open(folder.path()).await.unwrap();
    let flen = Municipality {
        code: house.municipality().clone(),
        name: "Flen".into(),
        synthetic: true,
        contact: String::new(),
    };
    create_municipality(&house, &flen).await.unwrap();
    let password = "fyra ord i rad";
    let first = NewAccount {
        login: Role::Coordinator.word().to_owned(),
        password: password.into(),
        role: Role::Coordinator,
        party: None,
    };
    let first = add_first_account(&house, first).await.unwrap();
    let coordinator = actor(&house, &first);
    let party = Party::new(PartyId::named("housing"), "Bostadsbolaget", PartyKind::Housing);
    lofte_app::agreement::save_party(&coordinator, &house, &party).await.unwrap();
    let mut actors = vec![coordinator.clone()];
    for role in [Role::Police, Role::Partner, Role::Reader] {
        let party = (role == Role::Partner).then_some(party.id);
        let invited = Invited { login: role.word().to_owned(), role, party };
        let (_, link) = invite(&coordinator, &house, invited).await.unwrap();
        let account = accept_link(&house, &Channel::Program, &link, password).await.unwrap();
        actors.push(actor(&house, &account));
    }
    (folder, house, actors)
}

/// Whether the policy lets somebody begin: accounts are managed by each side for its own. What is old is removed by those
/// who manage the municipality's.
fn may(actor: &Actor, name: &str, action: Action) -> bool {
    let removes = name.starts_with("retention::") || name.starts_with("erasure::");
    let of_ones_own_side = action == Action::ManageUsers && !removes;
    actor.may(action) || (of_ones_own_side && actor.may(Action::ManagePoliceUsers))
}

#[tokio::test]
async fn every_use_case_asks_the_policy_first() {
    let (_folder, house, actors) = house().await;
    for actor in &actors {
        for (name, action) in USE_CASES {
            let outcome = attempt(name, actor, &house).await;
            let told = format!("{name} as {}: {outcome:?}", actor.role);
            match outcome {
                Err(AppError::NotAllowed(refusal)) => {
                    assert!(!may(actor, name, action), "refused what the policy allows: {told}");
                    assert_eq!((refusal.role, refusal.action), (actor.role, action), "{told}");
                }
                _ => assert!(may(actor, name, action), "did not ask the policy: {told}"),
            }
        }
    }
}

#[tokio::test]
async fn a_refusal_leaves_no_trace() {
    let (_folder, house, actors) = house().await;
    let entries = async |house: &House| {
        lofte_app::access::audit_log(&actors[0], house, 1000, None).await.unwrap().len()
    };
    let before = entries(&house).await;
    let reader = &actors[3];
    for (name, action) in USE_CASES {
        if !may(reader, name, action) {
            attempt(name, reader, &house).await.unwrap_err();
        }
    }
    assert_eq!(entries(&house).await, before);
    let staged: Vec<_> = files_under(&house.dir().join("records"));
    assert!(
        staged.iter().all(|file| file.ends_with("rejects/values-withheld")),
        "nothing was staged: {staged:?}"
    );
}

/// Long work tells of its subject, so it is for those who may see that: a new kind has to say who they are.
#[tokio::test]
async fn a_job_is_shown_to_those_who_may_see_what_it_is_about() {
    let (_folder, house, actors) = house().await;
    let mut jobs = Vec::new();
    for kind in job::Kind::ALL {
        let id = JobId(uuid::Uuid::new_v4());
        jobs.push((kind, job::queue(&actors[0], &house, id, kind, serde_json::json!({})).await.unwrap()));
    }
    for actor in &actors {
        for (kind, id) in &jobs {
            let may = actor.may(Action::Import) && actor.may(kind.seen_by());
            let found = job::find(actor, &house, *id).await;
            let told = format!("{kind:?} as {}: {found:?}", actor.role);
            assert!(matches!(found, Ok(_) | Err(AppError::NotAllowed(_))), "{told}");
            assert_eq!(found.is_ok(), may, "{told}");
            if actor.may(Action::ReadRejects) {
                let listed = job::newest(actor, &house).await.unwrap();
                assert_eq!(listed.iter().any(|job| job.id == *id), actor.may(kind.seen_by()), "{told}");
            }
        }
    }
    let police = actors.iter().find(|actor| actor.role == Role::Police).unwrap();
    let seen: Vec<job::Kind> = job::Kind::ALL.into_iter().filter(|kind| police.may(kind.seen_by())).collect();
    assert_eq!(seen, [job::Kind::Import, job::Kind::Refresh]);
}

/// The command asks the same policy as the page.
#[tokio::test]
async fn a_backup_is_for_coordinators() {
    let (folder, house, actors) = house().await;
    house.store().close().await;
    for actor in actors {
        let out = folder.path().join(format!("{}.zip", actor.role));
        let ran = std::process::Command::new(env!("CARGO_BIN_EXE_lofte"))
            .args(["backup", "--as", &actor.login, "--out"])
            .arg(&out)
            .arg("--dir")
            .arg(folder.path())
            .env_remove("LOFTE_STORE")
            .output()
            .unwrap();
        assert_eq!(ran.status.success(), actor.may(Action::Backup), "{ran:?}");
        assert_eq!(out.exists(), actor.may(Action::Backup));
    }
}

#[test]
fn every_action_is_asked_by_some_use_case() {
    let asked: BTreeSet<Action> = USE_CASES.iter().map(|(_, action)| *action).collect();
    let missing: Vec<Action> = Action::ALL.into_iter().filter(|action| !asked.contains(action)).collect();
    assert_eq!(missing, [Action::ManagePoliceUsers], "asked for by the use cases of accounts");
}

/// A new use case has to be listed here, with its action or among those that need none.
#[test]
fn every_use_case_is_listed() {
    let listed: BTreeSet<String> =
        USE_CASES.iter().map(|(name, _)| *name).chain(OPEN).map(str::to_owned).collect();
    let found = in_source();
    assert_eq!(found, listed);
}

/// Every public asynchronous function of `lofte-app`, under the name of its room.
fn in_source() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../lofte-app/src");
    let mut found = BTreeSet::new();
    let mut folders = vec![(folder, None::<String>)];
    while let Some((folder, room)) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let own = path.file_stem().unwrap().to_string_lossy().into_owned();
            let module = room.clone().unwrap_or(own);
            if path.is_dir() {
                folders.push((path, Some(module)));
                continue;
            }
            for line in std::fs::read_to_string(&path).unwrap().lines() {
                if let Some(rest) = line.strip_prefix("pub async fn ").filter(|_| module != "lib") {
                    let name = rest.split(['(', '<']).next().unwrap();
                    found.insert(format!("{module}::{name}"));
                }
            }
        }
    }
    found
}

#[test]
fn somebody_unknown_is_never_allowed_more() {
    let stranger = Actor {
        user: UserId::named("nobody"),
        login: "nobody".into(),
        role: Role::Partner,
        municipality: "0482".parse().unwrap(),
        party: None,
        channel: Channel::Program,
    };
    assert!(!stranger.may_report_on(PartyId::named("housing")));
}
