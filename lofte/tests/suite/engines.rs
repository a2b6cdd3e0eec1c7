//! The whole chain on both engines: from source rows to a published verdict, and from a backup of the one engine into
//! the other.
//!
//! SQLite always; PostgreSQL where `LOFTE_TEST_POSTGRES` names a server, in databases of our own. In CI it must.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

pub mod support;

use crate::fixture::give_feedback;
use lofte_app::delivery::{Delivered, Request, Source};
use lofte_app::house::House;
use lofte_app::{access, delivery, followup, picture, promise, publication, signing};
use lofte_model::access::{Actor, Channel};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::id::PromiseId;
use lofte_model::picture::Assessment;
use lofte_model::promise::{CitizenPromise, PromiseState};
use lofte_model::records::Correction;
use std::path::{Path, PathBuf};
use std::process::Command;
use support::{VARIABLE, database, everything, keys, server};
use tempfile::TempDir;

#[test]
fn postgres_is_not_skipped_silently() {
    let in_ci = std::env::var("CI").is_ok_and(|value| value == "true");
    assert!(!in_ci || server().is_some(), "CI runs the chain without {VARIABLE}");
}

#[tokio::test]
async fn the_chain_on_sqlite() {
    let stage = Stage::new("").await;
    Box::pin(stage.chain()).await;
    let other = server().map(|server| database(&server));
    stage.move_house(other.as_deref().unwrap_or("")).await;
}

#[tokio::test]
async fn the_chain_on_postgres() {
    let Some(server) = server() else {
        eprintln!("{VARIABLE} is not set: SQLite only");
        return;
    };
    let stage = Stage::new(&database(&server)).await;
    assert!(!stage.path("demo").join("casework.sqlite").exists());
    Box::pin(stage.chain()).await;
    stage.move_house("").await;
}

/// Somebody of the demo, signed in.
async fn holder(house: &House, login: &str) -> Actor {
    let arrival = lofte_app::proof::Arrival::by(Channel::Program);
    access::sign_in(house, &arrival, login, lofte::demo::PASSWORD).await.unwrap().entered().unwrap().actor
}

/// A demo house, with those who act in it.
struct Stage {
    folder: TempDir,
    house: House,
    coordinator: Actor,
    police: Actor,
}

impl Stage {
    async fn new(store: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("demo");
        let made = lofte::demo::make_with(&home, store, &mut |_, _, _| {}).await.unwrap();
        assert_eq!((made.deliveries, made.promises.len()), (18, 4));
        let house = House::open(&home).await.unwrap();
        let [coordinator, police] = [holder(&house, "samordnare").await, holder(&house, "polis").await];
        Self { folder, house, coordinator, police }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    async fn chain(&self) {
        self.the_same_file_twice().await;
        self.undo_only_what_nothing_rests_on().await;
        self.adopt().await;
        Box::pin(self.two_sign_and_nothing_changes()).await;
        Box::pin(self.two_texts_at_once()).await;
        self.judge_and_publish().await;
    }

    fn request(&self, file: &Path) -> Request {
        let mapping = std::fs::read_to_string(self.path("demo/underlag/polisen.toml")).unwrap();
        Request {
            source: Source::new("incidents", Some(&mapping)).unwrap(),
            file: file.to_owned(),
            file_name: file.file_name().unwrap().to_string_lossy().into_owned(),
            dry_run: false,
        }
    }

    async fn deliver(&self, file: &Path) -> Delivered {
        let request = self.request(file);
        delivery::import(&self.police, &self.house, request, Box::new(|_, _| {})).await.unwrap()
    }

    async fn correct(&self, correction: Correction, file: &Path) -> Delivered {
        let (house, request) = (&self.house, self.request(file));
        delivery::correct(&self.coordinator, house, correction, request, Box::new(|_, _| {})).await.unwrap()
    }

    /// Rows stored in deliveries that count.
    async fn rows(&self) -> u64 {
        let deliveries = delivery::list(&self.coordinator, &self.house).await.unwrap();
        let counted = deliveries.iter().filter(|delivery| delivery.undone.is_none());
        counted.map(|delivery| delivery.counts.stored()).sum()
    }

    async fn the_same_file_twice(&self) {
        let before = self.rows().await;
        let again = self.deliver(&self.path("demo/underlag/syntetisk-polisen-2025.csv")).await;
        assert!(again.delivery.is_none());
        assert_eq!((again.counts.stored(), again.counts.duplicate(), again.counts.rejected()), (0, 1965, 0));
        assert_eq!(self.rows().await, before);
    }

    async fn undo_only_what_nothing_rests_on(&self) {
        let (actor, house) = (&self.coordinator, &self.house);
        let before = self.rows().await;
        let old = self.path("demo/underlag/syntetisk-polisen-2025.csv");
        let text = std::fs::read_to_string(&old).unwrap();
        let mut lines: Vec<&str> = text.lines().take(11).collect();
        let new = lines[1].replacen(lines[1].split([';', ',']).next().unwrap(), "NY1", 1);
        lines.push(&new);
        let overlapping = self.path("overlapping.csv");
        std::fs::write(&overlapping, lines.join("\n") + "\n").unwrap();
        let later = self.deliver(&overlapping).await;
        assert_eq!((later.counts.stored(), later.counts.duplicate()), (1, 10));
        let later = later.delivery.unwrap();

        let (first, _) = later.rests_on[0];
        let seen = async |id| delivery::seen(&delivery::find(actor, house, id).await.unwrap()).unwrap();
        let (earlier, shown) = (seen(first).await, seen(later.id).await);
        let refused = delivery::undo(actor, house, first, &earlier).await.unwrap_err();
        assert_eq!(keys(&refused), ["delivery-rested-upon"]);
        delivery::undo(actor, house, later.id, &shown).await.unwrap();
        let refused = delivery::undo(actor, house, first, &shown).await.unwrap_err();
        assert_eq!(keys(&refused), ["seen-changed"]);
        // The second edition and its publication are made of it.
        let refused = delivery::undo(actor, house, first, &earlier).await.unwrap_err();
        assert_eq!(keys(&refused), ["delivery-stands-under", "resting-edition", "resting-publication"]);
        assert_eq!(self.rows().await, before);
        let correction = Correction { delivery: first, reason: "Tiderna var en timme fel".into() };
        let corrected = self.correct(correction, &old).await.delivery.unwrap();
        assert_eq!(corrected.counts.stored(), 1965);
        assert_eq!(self.rows().await, before, "the new file is there and the old one is gone");
        let gone = delivery::find(actor, house, first).await.unwrap();
        assert!(gone.undone.is_some());
        let again = delivery::undo(actor, house, first, &delivery::seen(&gone).unwrap()).await.unwrap_err();
        assert_eq!(keys(&again), ["delivery-already-undone"]);
        let visible: u64 =
            delivery::summaries(actor, house).await.unwrap().iter().map(|source| source.rows).sum();
        assert_eq!(visible, before, "casework and rows agree");
    }

    async fn adopt(&self) {
        let (actor, house) = (&self.coordinator, &self.house);
        picture::refresh(actor, house).await.unwrap();
        let assessment = Assessment {
            consequences: "Som förut.".into(),
            analysis: "Som förut.".into(),
            ..Assessment::default()
        };
        let unseen = Fingerprint::of_bytes(b"another picture");
        let refused = picture::adopt(actor, house, assessment.clone(), &unseen).await.unwrap_err();
        assert_eq!(keys(&refused), ["seen-changed"]);
        let seen = Fingerprint::of(&picture::draft(actor, house).await.unwrap().unwrap()).unwrap();
        let edition = picture::adopt(actor, house, assessment, &seen).await.unwrap();
        assert_eq!((edition.number, edition.previous), (3, Some(2)));
        assert!(edition.is_intact().unwrap());
        assert_eq!(picture::edition(actor, house, 3).await.unwrap(), edition);
    }

    async fn two_sign_and_nothing_changes(&self) {
        let (actor, house) = (&self.coordinator, &self.house);
        let model = promise::named(actor, house, "2").await.unwrap();
        let draft = CitizenPromise {
            id: PromiseId::named("engines/third"),
            title: "Ett löfte till".into(),
            continues: Some(model.id),
            state: PromiseState::Draft,
            ..model
        };
        let written = promise::create(actor, house, draft).await.unwrap();
        let id = written.id;
        let read = promise::check(actor, house, id).await.unwrap().seen;
        assert!(promise::check(actor, house, id).await.unwrap().gaps.is_empty());
        let unseen = Fingerprint::of_bytes(b"another text");
        let refused = signing::sign(actor, house, id, "chefen", &unseen).await.unwrap_err();
        assert_eq!(keys(&refused), ["seen-changed"]);
        assert_eq!(signing::sign(actor, house, id, "chefen", &read).await.unwrap().state.word(), "proposed");
        let alone = signing::sign(actor, house, id, "chefen", &read).await.unwrap_err();
        assert_eq!(keys(&alone), ["promise-same-side"]);
        let published = signing::sign(&self.police, house, id, "chefen", &read).await.unwrap();
        assert_eq!(published.state.word(), "published");
        let other = CitizenPromise { title: "Ett mildare löfte".into(), ..published.clone() };
        let refused = promise::edit(actor, house, other.clone(), 3).await.unwrap_err();
        assert_eq!(keys(&refused), ["promise-frozen"]);
        self.the_store_refuses_too(&other).await;
        assert_eq!(promise::find(actor, house, id).await.unwrap(), published);
    }

    /// Two sides sign two texts at once: one of the two transactions is told that somebody was first, and what is kept is
    /// one text with the signatures that were given on it.
    async fn two_texts_at_once(&self) {
        let (actor, house) = (&self.coordinator, &self.house);
        let model = promise::named(actor, house, "2").await.unwrap();
        let draft = CitizenPromise {
            id: PromiseId::named("engines/twins"),
            effect_goal: None,
            goals: vec![],
            state: PromiseState::Draft,
            ..model
        };
        let written = promise::create(actor, house, draft).await.unwrap();
        let id = written.id;
        let read = promise::check(actor, house, id).await.unwrap().seen;
        let known = promise::to_edit(actor, house, id).await.unwrap();
        let changed = CitizenPromise { title: "En annan text".into(), ..known.value };
        let (signed, edited) = tokio::join!(
            signing::sign(&self.police, house, id, "lokalpolisområdeschef", &read),
            promise::edit(actor, house, changed.clone(), known.version),
        );
        let left = promise::find(actor, house, id).await.unwrap();
        let now = Fingerprint::of(&left.frozen()).unwrap();
        match (&signed, &edited) {
            (Ok(_), Err(_)) => assert_eq!((now.clone(), left.state.word()), (read.clone(), "proposed")),
            (Err(refused), Ok(_)) => {
                assert_eq!(keys(refused), ["seen-changed"]);
                assert_eq!((&left.title, left.state.word()), (&changed.title, "draft"));
            }
            both => panic!("one of the two, not {both:?}"),
        }
        // Whoever read the other text signs nothing, and the two of one text at the same moment both do.
        let stale = Fingerprint::of(&CitizenPromise { title: "Aldrig läst".into(), ..left.clone() }.frozen())
            .unwrap();
        let refused = signing::sign(actor, house, id, "chefen", &stale).await.unwrap_err();
        assert_eq!(keys(&refused), ["seen-changed"]);
        if left.state.word() == "draft" {
            let (ours, theirs) = tokio::join!(
                signing::sign(actor, house, id, "chefen", &now),
                signing::sign(&self.police, house, id, "chefen", &now),
            );
            assert!(ours.is_ok() && theirs.is_ok(), "{ours:?} {theirs:?}");
        } else {
            signing::sign(actor, house, id, "chefen", &now).await.unwrap();
        }
        let frozen = promise::find(actor, house, id).await.unwrap();
        assert_eq!(frozen.state.word(), "published");
        assert!(frozen.state.signatures().iter().all(|signature| signature.fingerprint == now));
    }

    /// Past the use cases, a frozen promise is frozen in the store as well.
    async fn the_store_refuses_too(&self, changed: &CitizenPromise) {
        let mut tx = self.house.store().begin(self.house.municipality()).await.unwrap();
        let version = tx.promise(changed.id).await.unwrap().version;
        let refused = tx.save_promise(changed, Some(version)).await.unwrap_err();
        assert!(matches!(refused, lofte_store::StoreError::Frozen(_)), "{refused:?}");
    }

    async fn judge_and_publish(&self) {
        let (actor, house) = (&self.coordinator, &self.house);
        let id = PromiseId::named("engines/third");
        let unseen = Fingerprint::of_bytes(b"another verdict");
        let refused = followup::judge(actor, house, id, &unseen).await.unwrap_err();
        assert_eq!(keys(&refused), ["seen-changed"]);
        let seen = Fingerprint::of(&followup::verdict(actor, house, id).await.unwrap()).unwrap();
        let verdict = followup::judge(actor, house, id, &seen).await.unwrap();
        assert_eq!(followup::verdict(actor, house, id).await.unwrap(), verdict);
        let recorded = followup::recorded(actor, house).await.unwrap();
        assert!(followup::is_recorded(actor, house, &verdict).await.unwrap() && recorded.len() == 4);
        // What was read is published, and nothing that came after it.
        let before = publication::preview(actor, house).await.unwrap();
        give_feedback(actor, house, id, "Nytt besked.").await.unwrap();
        let refused = publication::publish(actor, house, &before.seen).await.unwrap_err();
        assert_eq!(keys(&refused), ["seen-changed"]);
        let preview = publication::preview(actor, house).await.unwrap();
        assert!(preview.changes.iter().any(|change| change.after.as_deref() == Some("Nytt besked.")));
        let snapshot = publication::publish(actor, house, &preview.seen).await.unwrap();
        assert_eq!(snapshot.seen().unwrap(), preview.seen);
        let again = publication::preview(actor, house).await.unwrap();
        assert_eq!(again.changes, []);
        assert!(snapshot.promises.iter().any(|promise| promise.id == id));
        let shown = publication::newer_than(house, snapshot.number - 1).await.unwrap().unwrap();
        assert_eq!(shown.fingerprint, snapshot.fingerprint);
    }

    /// Backs the house up and makes it again at another address (empty: SQLite), with everything in it.
    async fn move_house(&self, store: &str) {
        let (backup, home) = (self.path("backup.zip"), self.path("again"));
        let file = format!("sqlite://{}", home.join("casework.sqlite").display());
        let address = if store.is_empty() { &file } else { store };
        let lofte = |arguments: &[&str]| {
            let mut program = Command::new(env!("CARGO_BIN_EXE_lofte"));
            let ran = program.args(arguments).env("LOFTE_STORE", address).output().unwrap();
            assert!(ran.status.success(), "{arguments:?}: {ran:?}");
        };
        let before = everything(&self.coordinator, &self.house).await;
        let taken = Command::new(env!("CARGO_BIN_EXE_lofte"))
            .args(["backup", "--out", text(&backup), "--dir", text(&self.path("demo"))])
            .env_remove("LOFTE_STORE")
            .output()
            .unwrap();
        assert!(taken.status.success(), "{taken:?}");
        lofte(&["restore", text(&backup), "--dir", text(&home)]);
        lofte(&["doctor", "--dir", text(&home)]);
        let settings = home.join("lofte.toml");
        std::fs::write(&settings, format!("municipality = \"0482\"\nstore = {address:?}\n")).unwrap();
        let again = House::open(&home).await.unwrap();
        assert_eq!(again.store().engine() == lofte_store::Engine::Sqlite, store.is_empty());
        let mut after = everything(&self.coordinator, &again).await;
        // The backup wrote itself into the audit after it was taken, and the restored house that it was restored.
        let audit = |all: &serde_json::Value| all["audit"].as_array().unwrap().len();
        assert!(audit(&after) > 50 && audit(&before) + 1 == audit(&after));
        after["audit"] = before["audit"].clone();
        assert_eq!(before, after);
        let coordinator = access::acting_for(&again, Some("samordnare")).await.unwrap();
        holder(&again, "polis").await;
        let promises = promise::list(&coordinator, &again).await.unwrap();
        // The one that still runs is not judged yet.
        for promise in promises.iter().filter(|promise| promise.number < 4) {
            let verdict = followup::verdict(&coordinator, &again, promise.id).await.unwrap();
            assert!(followup::is_recorded(&coordinator, &again, &verdict).await.unwrap());
        }
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}
