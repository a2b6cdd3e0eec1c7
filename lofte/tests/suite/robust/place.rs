//! A house in a folder of its own, the program, and the files it is given.

use serde_json::Value;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use tempfile::TempDir;

pub(crate) const MAPPING: &str = "source = \"polisen\"\nkind = \"offence\"\n\n[columns]\nid = \"Nr\"\ntime = \"Tid\"\n\
    category = \"Typ\"\nlatitude = \"Lat\"\nlongitude = \"Lon\"\n\n[categories]\n\"Inbrott\" = \"burglary\"\n\
    \"Stöld\" = \"theft\"\n";

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    pub(crate) fn of(output: Output) -> Self {
        Self {
            code: output.status.code().expect("it ended by itself"),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    #[track_caller]
    pub(crate) fn done(self) -> Self {
        assert_eq!((self.code, self.err.as_str()), (0, ""), "{}", self.out);
        self
    }

    /// Refused in words that a person can read: no panic, no gap left open, no Rust.
    #[track_caller]
    pub(crate) fn refused(self) -> Self {
        assert_eq!(self.code, 1, "{self:#?}");
        for noise in ["panicked", "{ $", "Os {", "Error(", "RUST_BACKTRACE"] {
            assert!(!self.err.contains(noise) && !self.out.contains(noise), "{noise}: {self:#?}");
        }
        self
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }
}

/// The program, with nothing from the environment of whoever tests.
pub(crate) fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lofte"));
    for name in
        ["LOFTE_DIR", "LOFTE_LANG", "LOFTE_USER", "LOFTE_STORE", "LOFTE_LOG", "LOFTE_HALT", "RUST_LOG"]
    {
        command.env_remove(name);
    }
    command.args(arguments).stdin(Stdio::null());
    command
}

pub(crate) fn lofte(arguments: &[&str]) -> Ran {
    Ran::of(program(arguments).output().unwrap())
}

pub(crate) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A program that stands still at a place that it was asked to stop at.
pub(crate) struct Halted {
    child: Option<Child>,
    socket: BufReader<UnixStream>,
}

impl Halted {
    /// Kills it where it stands, and waits until it is gone.
    #[expect(clippy::unused_self, reason = "what is dropped is killed")]
    pub(crate) fn kill(self) {}

    /// Lets it go on to its end.
    pub(crate) fn go_on(mut self) -> Ran {
        self.socket.get_mut().write_all(b".").unwrap();
        Ran::of(self.child.take().unwrap().wait_with_output().unwrap())
    }
}

impl Drop for Halted {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// A folder with a house in it and files around it.
pub(crate) struct Place {
    folder: TempDir,
}

impl Place {
    /// Files only.
    pub(crate) fn bare() -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        place.write("password.txt", "fyra ord i rad\n");
        place.write("mapping.toml", MAPPING);
        place
    }

    /// With a house for Flen, whose areas are known.
    pub(crate) fn new() -> Self {
        let place = Self::bare();
        place.init(&place.path("house")).done();
        place
    }

    /// The same, with its casework at an address.
    pub(crate) fn with_store(address: &str) -> Self {
        let place = Self::bare();
        Ran::of(place.initing(&place.house()).env("LOFTE_STORE", address).output().unwrap()).done();
        let settings = place.house().join("lofte.toml");
        let text = std::fs::read_to_string(&settings).unwrap();
        assert!(text.contains("store = \"\"\n"), "{text}");
        std::fs::write(&settings, text.replace("store = \"\"\n", &format!("store = {address:?}\n"))).unwrap();
        place
    }

    pub(crate) fn init(&self, home: &Path) -> Ran {
        Ran::of(self.initing(home).output().unwrap())
    }

    fn initing(&self, home: &Path) -> Command {
        let areas = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/flen/deso.geojson");
        program(&[
            "init",
            "--municipality",
            "0482",
            "--name",
            "Flen",
            "--dir",
            text(home),
            "--areas",
            text(&areas),
            "--password-file",
            text(&self.path("password.txt")),
        ])
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn house(&self) -> PathBuf {
        self.path("house")
    }

    pub(crate) fn write(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, contents).unwrap();
        path
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(self.command(arguments).output().unwrap())
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program(arguments);
        command.args(["--dir", text(&self.house())]);
        command
    }

    /// Delivers a file through the mapping.
    pub(crate) fn import(&self, file: &Path, more: &[&str]) -> Ran {
        Ran::of(self.importing(file).args(more).output().unwrap())
    }

    /// The same, begun and come to a place where it stops.
    #[track_caller]
    pub(crate) fn halt_import(&self, file: &Path, place: &str) -> Halted {
        let (ours, theirs) = UnixStream::pair().unwrap();
        let mut command = self.importing(file);
        command.env(lofte_app::halt::VARIABLE, place).stdin(OwnedFd::from(theirs));
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // With the command goes our copy of its end: when the program ends, ours does.
        drop(command);
        let mut halted = Halted { child: Some(child), socket: BufReader::new(ours) };
        let mut said = String::new();
        halted.socket.read_line(&mut said).unwrap();
        assert_eq!(said.trim_end(), place, "the import ended before that");
        halted
    }

    fn importing(&self, file: &Path) -> Command {
        self.command(&["import", "incidents", text(file), "--mapping", text(&self.path("mapping.toml"))])
    }

    /// Deliveries as `lofte delivery list` tells.
    pub(crate) fn deliveries(&self) -> Vec<Value> {
        let listed = self.run(&["delivery", "list", "--format", "json"]);
        assert_eq!(listed.code, 0, "{listed:#?}");
        listed.json().as_array().unwrap().clone()
    }

    /// The doctor finds nothing wrong, and counts so many rows.
    #[track_caller]
    pub(crate) fn is_sound(&self, rows: &str) {
        let doctor = self.run(&["doctor"]);
        assert_eq!(doctor.code, 0, "{doctor:#?}");
        assert!(doctor.out.contains(&format!("med sammanlagt {rows} rader")), "{doctor:#?}");
        assert!(doctor.out.contains("Ingen leverans är avbruten"), "{doctor:#?}");
    }

    /// A table of so many rows with different keys, times and places.
    pub(crate) fn table(&self, name: &str, rows: u32) -> PathBuf {
        let mut table = String::from("Nr;Tid;Typ;Lat;Lon;Fritext\n");
        for row in 0..rows {
            let (year, month, day) = (2018 + row % 8, 1 + row / 8 % 12, 1 + row / 96 % 28);
            let (hour, minute) = (row / 7 % 24, row % 60);
            let word = if row % 3 == 0 { "Inbrott" } else { "Stöld" };
            let (lat, lon) = (59_050 + row % 20, 16_580 + row / 20 % 20);
            writeln!(
                table,
                "K{row};{year}-{month:02}-{day:02} {hour:02}:{minute:02};{word};{}.{:03};{}.{:03};ord {row}",
                lat / 1000,
                lat % 1000,
                lon / 1000,
                lon % 1000
            )
            .unwrap();
        }
        let path = self.path(name);
        std::fs::File::create(&path).unwrap().write_all(table.as_bytes()).unwrap();
        path
    }

    /// Rows that lie in the folder, staged or visible, and what lies half-done; not the mark that reject lists hold no
    /// cells.
    pub(crate) fn record_files(&self) -> Vec<PathBuf> {
        let files = files_under(&self.house().join("records"));
        files.into_iter().filter(|file| !file.ends_with("rejects/values-withheld")).collect()
    }
}

/// Every file below a folder.
pub(crate) fn files_under(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() { open.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}
