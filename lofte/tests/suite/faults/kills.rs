//! The program is killed at random moments of an import, of the following of retention rules, and of taking a delivery
//! back. When it is started again everything is there or nothing, `lofte doctor` says so too, and the same thing can be
//! done to its end.
//!
//! Which steps there are, [`crate::robust::killed`] knows; here nobody has thought of the moment. It is a share of what the
//! same thing took before, drawn from a seed that is printed. `LOFTE_KILLS=200 LOFTE_KILL_SEED=7` says how many and from which.

use crate::engines::support::{database, server};
use crate::robust::place::{Place, Ran, files_under};
use rand::{RngExt as _, SeedableRng as _};
use rand_pcg::Pcg64Mcg;
use std::io::Read as _;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// Rows of eight years, three of which the rules keep.
const ROWS: u32 = 8_000;
/// Moments of every day.
const FEW: u32 = 6;
/// Rules by which the rows before 2023 go at once, and deliveries that were taken back.
fn rules() -> String {
    let years = jiff::Zoned::now().year() - 2023;
    format!("\n[retention]\nrows_years = {{ offence = {years} }}\nundone_deliveries_days = 0\n")
}

/// What is done to a house, in this order and over again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    Import,
    Prune,
    Undo,
}

const DEEDS: [Deed; 3] = [Deed::Import, Deed::Prune, Deed::Undo];

impl Deed {
    /// Years that have rows before it and after it.
    fn years(self) -> (usize, usize) {
        match self {
            Self::Import => (0, 8),
            Self::Prune => (8, 3),
            Self::Undo => (3, 0),
        }
    }
}

/// A house to which things are done.
struct Victim {
    place: Place,
    file: PathBuf,
}

impl Victim {
    fn of(place: Place) -> Self {
        let settings = place.house().join("lofte.toml");
        let before = std::fs::read_to_string(&settings).unwrap();
        let (before, _) = before.split_once("[retention]").unwrap_or((&before, ""));
        std::fs::write(&settings, before.to_owned() + &rules()).unwrap();
        let file = place.table("brott.csv", ROWS);
        Self { place, file }
    }

    /// The delivery that counts, if there is one.
    fn delivery(&self) -> Option<String> {
        let deliveries = self.place.deliveries();
        let counts: Vec<_> = deliveries.iter().filter(|delivery| delivery["undone"].is_null()).collect();
        assert!(counts.len() <= 1, "{counts:?}");
        counts.first().map(|delivery| delivery["id"].as_str().unwrap().to_owned())
    }

    fn command(&self, deed: Deed) -> std::process::Command {
        let (file, mapping) = (self.file.to_str().unwrap(), self.place.path("mapping.toml"));
        match deed {
            Deed::Import => {
                self.place.command(&["import", "incidents", file, "--mapping", mapping.to_str().unwrap()])
            }
            Deed::Prune => self.place.command(&["prune"]),
            Deed::Undo => self.place.command(&["delivery", "undo", &self.delivery().unwrap()]),
        }
    }

    /// Does it to the end, and says how long that took.
    fn whole(&self, deed: Deed) -> Duration {
        let mut command = self.command(deed);
        let begun = Instant::now();
        Ran::of(command.output().unwrap()).done();
        begun.elapsed()
    }

    /// Begins it, and kills it after a while; whether it ended before.
    fn killed(&self, deed: Deed, after: Duration) -> bool {
        let mut command = self.command(deed);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut out = child.stdout.take().unwrap();
        let (ended, end) = mpsc::channel();
        let reader = thread::spawn(move || {
            let mut text = String::new();
            let _ = out.read_to_string(&mut text);
            let _ = ended.send(());
        });
        let by_itself = end.recv_timeout(after).is_ok();
        child.kill().unwrap();
        child.wait().unwrap();
        reader.join().unwrap();
        by_itself
    }

    /// Files of rows, of which there is one for each year, once the house was opened again. The doctor finds nothing wrong: it
    /// has read them all, and held their rows against what was delivered.
    fn years(&self) -> usize {
        self.place.deliveries();
        let doctor = self.place.run(&["doctor"]);
        assert_eq!(doctor.code, 0, "{doctor:#?}");
        let files = files_under(&self.place.house().join("records"));
        files.iter().filter(|file| file.extension().is_some_and(|end| end == "parquet")).count()
    }

    /// What is there is all or nothing of it, and it can be done to its end. Whether there was nothing.
    fn is_all_or_nothing(&self, deed: Deed, moment: &str) -> bool {
        // The doctor only looks. What it finds half-done, the next to open the house puts right.
        let doctor = self.place.run(&["doctor"]);
        assert!(doctor.code <= 1 && !doctor.err.contains("panicked"), "{moment}: {doctor:#?}");
        let (before, after) = deed.years();
        let years = self.years();
        assert!(years == before || years == after, "{moment}: rows of {years} years");
        assert_eq!(self.delivery().is_some(), years > 0, "{moment}");
        if years == before {
            self.whole(deed);
            assert_eq!(self.years(), after, "{moment}: done after all");
        }
        years == before
    }
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// So many moments, spread over the three.
#[expect(clippy::print_stderr, reason = "the seed and the figures are for whoever runs it")]
fn campaign(place: Place, engine: &str) {
    let victim = Victim::of(place);
    let moments = number("LOFTE_KILLS").unwrap_or(u64::from(FEW));
    let seed = number("LOFTE_KILL_SEED").unwrap_or(1);
    eprintln!("{engine}: {moments} moments from the seed {seed}");
    let mut drawn = Pcg64Mcg::seed_from_u64(seed);
    let took = DEEDS.map(|deed| victim.whole(deed));
    let (mut killed, mut nothing) = ([0; 3], [0; 3]);
    for moment in 0..moments {
        let which = usize::try_from(moment % 3).unwrap();
        let (deed, share) = (DEEDS[which], drawn.random_range(0.0..1.05));
        let told =
            format!("{engine}, seed {seed}, moment {moment}: {deed:?} killed after {share:.4} of its time");
        if !victim.killed(deed, took[which].mul_f64(share)) {
            killed[which] += 1;
        }
        nothing[which] += u64::from(victim.is_all_or_nothing(deed, &told));
    }
    eprintln!("{engine}: killed {killed:?} (import, prune, undo), of which nothing was done {nothing:?}");
}

#[test]
fn at_random_moments_on_sqlite() {
    campaign(Place::new(), "SQLite");
}

#[test]
fn at_random_moments_on_postgresql() {
    let Some(server) = server() else { return };
    let place = Place::with_store(&database(&server));
    campaign(place, "PostgreSQL");
}
