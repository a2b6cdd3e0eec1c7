//! What a stranger's files meet that are brought into a house.
//!
//! A house of one municipality is made once and kept; what is read is never stored in it. Restoring a backup makes a house
//! anew for every input that looks like one, which is slow, and is what happens.

#![no_main]

use clap::Parser;
use libfuzzer_sys::fuzz_target;
use lofte_analyse::output::{Format, Out, Terminal};
use lofte_analyse::{Analyse, Failure};
use lofte_app::account::NewAccount;
use lofte_app::config::Config;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::setup::{self, NewHouse};
use lofte_app::{access, old, plan, restore};
use lofte_fuzz::{Target, archive, chosen, scratch};
use lofte_model::access::{Actor, Role};
use lofte_model::place::Municipality;
use lofte_words::{Language, SV};
use std::sync::OnceLock;
use tokio::runtime::Runtime;

const TARGETS: &[Target] = &[
    Target { name: "settings", run: settings },
    Target { name: "backup", run: backup },
    Target { name: "backup-parts", run: backup_parts },
    Target { name: "plan-table", run: plan_table },
    Target { name: "old-promises", run: old_promises },
    Target { name: "analysed-rows", run: analysed },
];

fuzz_target!(|input: &[u8]| {
    static CHOSEN: OnceLock<Target> = OnceLock::new();
    (CHOSEN.get_or_init(|| chosen(TARGETS)).run)(input);
});

fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| Runtime::new().expect("a runtime"))
}

/// A house, and who asks in it.
fn house() -> &'static (House, Actor) {
    static HOUSE: OnceLock<(House, Actor)> = OnceLock::new();
    HOUSE.get_or_init(|| {
        let dir = scratch::folder().join("house");
        let municipality = Municipality {
            code: "0482".parse().expect("a code"),
            name: "Flen".to_owned(),
            synthetic: true,
            contact: "kommun@example.org".to_owned(),
        };
        let account = NewAccount {
            login: "samordnare".to_owned(),
            password: "loftet-ska-hallas".to_owned(),
            role: Role::Coordinator,
            party: None,
        };
        let new = NewHouse { municipality, files: Vec::new(), known_areas: true, account };
        runtime().block_on(async {
            setup::begin(&dir, new).await.expect("a new house");
            let house = House::open(&dir).await.expect("the house");
            let actor = access::acting_for(&house, None).await.expect("the coordinator");
            (house, actor)
        })
    })
}

/// A refusal has words in both languages, and is no fault of the program.
fn told(error: &AppError) {
    assert!(!matches!(error, AppError::Defect(_)), "{error:?}");
    for language in [Language::Swedish, Language::English] {
        let told = error.tell(language);
        assert!(!told.is_empty() && !told.contains("{ $"), "{told}");
    }
}

/// The settings of a house.
fn settings(input: &[u8]) {
    scratch::file(lofte_app::config::FILE, input);
    match Config::read(scratch::folder()) {
        Ok(config) => {
            let dir = scratch::folder();
            let _ = (config.store_url(dir), config.records_location(dir), config.backup_folder(dir));
        }
        Err(error) => told(&error.into()),
    }
}

/// A backup: looked at, and restored where it looks like one. Nothing is left of one that cannot be.
fn backup(input: &[u8]) {
    let file = scratch::file("backup.zip", input);
    let dir = scratch::folder().join("restored");
    let _ = std::fs::remove_dir_all(&dir);
    let restored = runtime().block_on(async {
        let contents = restore::look(&file, &dir, 1 << 20).await?;
        restore::restore(&file, &dir, contents, None).await
    });
    if let Err(error) = restored {
        told(&error);
        assert!(!dir.exists(), "half a house is left");
    }
}

/// The same of an archive whose parts are the input's.
fn backup_parts(input: &[u8]) {
    let names = ["lofte.toml", "casework.jsonl", "records/0482/deliveries/a.json", "records/0482/a.parquet"];
    let files: Vec<(&str, &[u8])> = names.into_iter().zip(archive::parts(input, 4)).collect();
    backup(&archive::of(&files));
}

/// The plan as a table.
fn plan_table(input: &[u8]) {
    let (house, actor) = house();
    let file = scratch::file("plan.csv", input);
    if let Err(error) = runtime().block_on(plan::compare_file(actor, house, &file)) {
        told(&error);
    }
}

/// Promises from before.
fn old_promises(input: &[u8]) {
    let (house, actor) = house();
    let file = scratch::file("promises.csv", input);
    let seen = runtime().block_on(async {
        let read = old::read(actor, &file).await?;
        old::preview(actor, house, &read).await
    });
    if let Err(error) = seen {
        told(&error);
    }
}

#[derive(Parser)]
struct Command {
    #[command(flatten)]
    analyse: Analyse,
}

/// Rows of an analyst's own.
fn analysed(input: &[u8]) {
    let file = scratch::file("rows.csv", input);
    let arguments = ["analyse", "week", &file.to_string_lossy(), "--time", "Tid"];
    let command = Command::try_parse_from(arguments).unwrap_or_else(|error| panic!("{error}"));
    let mut out = Out::stdout();
    let mut terminal = Terminal { words: SV, format: Format::Json, out: &mut out };
    if let Err(error) = command.analyse.act(&mut terminal) {
        assert!(!matches!(error, Failure::Output(_)), "{}", file.display());
    }
}
