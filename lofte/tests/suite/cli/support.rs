//! Running the program, and the small files that it is given.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// What a run gave.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// It was done, and nothing was complained about.
    #[track_caller]
    pub(crate) fn done(self) -> Self {
        assert_eq!(self.code, 0, "{self:#?}");
        self
    }

    /// It was refused with these words on standard error.
    #[track_caller]
    pub(crate) fn refused(self, words: &str) -> Self {
        assert_eq!(self.code, 1, "{self:#?}");
        assert!(self.err.contains(words), "“{words}” is not in {self:#?}");
        assert!(!self.err.contains("{ $") && !self.err.contains("panicked"), "{self:#?}");
        self
    }

    /// The answer as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }
}

/// The program with nothing from the environment of whoever tests.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lofte"));
    for name in ["LOFTE_DIR", "LOFTE_LANG", "LOFTE_USER", "LOFTE_STORE", "LOFTE_LOG", "LOFTE_HALT"] {
        command.env_remove(name);
    }
    command.stdin(Stdio::null());
    command
}

/// Runs it to its end.
pub(crate) fn lofte(arguments: &[&str]) -> Ran {
    let Output { status, stdout, stderr } = program().args(arguments).output().unwrap();
    Ran {
        code: status.code().expect("it ended by itself"),
        out: String::from_utf8(stdout).unwrap(),
        err: String::from_utf8(stderr).unwrap(),
    }
}

/// A house that was just made, and the files around it.
pub(crate) struct Workplace {
    folder: TempDir,
}

pub(crate) const PASSWORD: &str = "fyra ord i rad";

impl Workplace {
    /// Makes the house.
    pub(crate) fn new() -> Self {
        let workplace = Self { folder: tempfile::tempdir().unwrap() };
        let password = workplace.write("password.txt", &format!("{PASSWORD}\n"));
        lofte(&[
            "init",
            "--municipality",
            "0482",
            "--name",
            "Flen",
            "--dir",
            &workplace.house(),
            "--password-file",
            text(&password),
        ])
        .done();
        workplace
    }

    /// The folder of the house.
    pub(crate) fn house(&self) -> String {
        text(&self.path("house")).to_owned()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, contents: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, contents).unwrap();
        path
    }

    /// Runs a command in the house.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        let house = self.house();
        let mut all = arguments.to_vec();
        all.extend(["--dir", &house]);
        lofte(&all)
    }

    /// A table of offences: four rows, of which one has no real date and one a category that the mapping lacks.
    pub(crate) fn offences(&self) -> (String, String) {
        let table = self.write(
            "brott.csv",
            "Nr;Tid;Typ\nA1;2024-03-01 22:10;Inbrott\nA2;2024-03-02 08:00;Inbrott\n\
             A3;2024-02-31 08:00;Inbrott\nA4;2024-03-04 09:00;Okänt\n",
        );
        let mapping = self.write(
            "polisen.toml",
            "source = \"polisen\"\nkind = \"offence\"\n\n[columns]\nid = \"Nr\"\ntime = \"Tid\"\n\
             category = \"Typ\"\n\n[categories]\n\"Inbrott\" = \"burglary\"\n",
        );
        (text(&table).to_owned(), text(&mapping).to_owned())
    }
}

pub(crate) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}
