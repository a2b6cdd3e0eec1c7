//! The long suite: campaigns and wide grids, which say more than a change can wait for.
//!
//! `cargo xtask test` has a part of each of them; run this one before a release, and after a change of what it names.
//! Left out: whatever a change must pass.

use std::process::Command;

use anyhow::{Result, bail};

use crate::needs::{self, Need};
use crate::postgres::{self, Postgres};
use crate::shell::{self, say};
use crate::steps::Steps;
use crate::{cluster, workspace};

/// One part of the long suite.
struct Part {
    name: &'static str,
    /// What it shows, for whoever reads the list.
    shows: &'static str,
    cargo: &'static [&'static str],
    variable: Option<(&'static str, &'static str)>,
    /// Whether it asks a PostgreSQL too.
    postgres: bool,
    /// Tables that it makes anew, which must come out as they are committed.
    makes: &'static [&'static str],
}

const PARTS: &[Part] = &[
    Part {
        name: "publications under attack",
        shows: "1 000 made-up municipalities publish five times while rows and answers arrive one by one, and whoever \
                keeps everything that was ever public works out no count or share closer than the protection allows",
        cargo: &["test", "-p", "lofte-publish", "--lib", "series"],
        variable: Some(("LOFTE_MUNICIPALITIES", "1000")),
        postgres: false,
        makes: &[],
    },
    Part {
        name: "laws with many cases",
        shows: "every law that is tried with the ordinary number of random cases is tried with 20 000",
        cargo: &[
            "test",
            "-p",
            "lofte-analysis",
            "-p",
            "lofte-import",
            "-p",
            "lofte-model",
            "-p",
            "lofte-records",
        ],
        variable: Some(("PROPTEST_CASES", "20000")),
        postgres: false,
        makes: &[],
    },
    Part {
        name: "risks of verdicts on incidents",
        shows: "in 100 000 made-up years with 5, 20, 80 and 300 incidents, with and without areas to compare with, a goal \
                is said to be reached, or not reached, at most in α and a point of the cases where nothing changed",
        cargo: &["test", "--release", "-p", "lofte-model", "--lib", "goals::tests::where_nothing_changed"],
        variable: Some(("LOFTE_INCIDENT_DRAWS", "100000")),
        postgres: false,
        makes: &[],
    },
    Part {
        name: "the program killed at any moment",
        shows: "an import, the following of retention rules and the taking back of a delivery are killed at 200 moments on \
                each engine, and afterwards everything is there or nothing, and the doctor says so too",
        cargo: &["test", "-p", "lofte", "--test", "suite", "faults::kills"],
        variable: Some(("LOFTE_KILLS", "200")),
        postgres: true,
        makes: &[],
    },
    Part {
        name: "risks of the verdict",
        shows: "each of the 14 135 settings of the grid is computed or drawn anew, and the committed tables of risk and \
                power come out to the last digit",
        cargo: &["run", "--release", "-p", "lofte-analysis", "--example", "verdict_risks"],
        variable: None,
        postgres: false,
        makes: &["lofte-analysis/oracle/threshold_test"],
    },
];

/// Runs the long suite and prints a summary.
pub fn run() -> Result<()> {
    say("The long suite holds:");
    for part in PARTS {
        say(&format!("- {}: {}.", part.name, part.shows));
    }
    say(
        "- the cluster: a distributed engine gives the answers of one process, also when a part of it is killed.",
    );
    let mut steps = Steps::default();
    steps.take("what the parts need", || needs::meet(&[Need::Postgres]));
    for part in PARTS {
        steps.take(part.name, || take(part));
    }
    cluster::take(&mut steps, &workspace::root()?);
    steps.finish()
}

fn take(part: &Part) -> Result<()> {
    let root = workspace::root()?;
    let mut command = shell::cargo(&root);
    command.args(part.cargo).envs(part.variable);
    let server = part.postgres.then(Postgres::start).transpose()?;
    command.envs(server.as_ref().map(|server| (postgres::VARIABLE, server.url())));
    shell::run_alone(&mut command)?;
    for made in part.makes {
        let mut compare = Command::new("git");
        compare.args(["diff", "--stat", "--exit-code", "--", made]).current_dir(&root);
        if shell::run(&mut compare).is_err() {
            bail!("{made} comes out differently from what is committed");
        }
    }
    Ok(())
}
