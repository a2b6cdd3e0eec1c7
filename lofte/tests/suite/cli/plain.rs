//! What needs no house: help, usage, plain words about what is wrong, completions, man pages.

use crate::cli::support::{lofte, program, text};
use std::process::Stdio;

const VERBS: [&str; 24] = [
    "demo",
    "practice",
    "init",
    "serve",
    "import",
    "delivery",
    "picture",
    "agreement",
    "problem",
    "promise",
    "plan",
    "thread",
    "law",
    "report",
    "verdict",
    "publish",
    "publication",
    "mask",
    "backup",
    "restore",
    "doctor",
    "user",
    "completions",
    "man",
];

#[test]
fn help_is_given_with_an_example_for_every_verb() {
    let all = lofte(&["--help"]).done().out;
    for verb in VERBS {
        assert!(all.contains(&format!("\n  {verb} ")), "{verb} is not in the help");
        let help = lofte(&[verb, "--help", "--lang", "en"]).done().out;
        assert!(help.contains("Example:\n  lofte "), "{verb}");
        let swedish = lofte(&[verb, "--help"]).done().out;
        let told = swedish.contains("Exempel:\n  lofte ") && swedish.contains("Användning: lofte ");
        assert!(told, "{verb}: {swedish}");
    }
    assert!(lofte(&["--version"]).done().out.starts_with("lofte "));
}

#[test]
fn what_cannot_be_understood_ends_with_2() {
    for arguments in [
        &["frobnicate"][..],
        &[],
        &["promise", "show"],
        &["doctor", "--lang", "fi"],
        &["picture", "--adopt"],
        &["publish", "--out", "x"],
        &["verdict", "2", "--record"],
        &["promise", "publish", "2"],
        &["user", "add", "x", "--role", "boss"],
    ] {
        let ran = lofte(arguments);
        assert_eq!(ran.code, 2, "{ran:#?}");
        assert!(ran.out.is_empty() && !ran.err.is_empty());
    }
}

#[test]
fn a_misspelt_source_is_answered_with_the_nearest() {
    let ran = lofte(&["import", "incident", "x.csv"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("Menade du incidents?") && ran.err.contains("survey"), "{ran:#?}");
}

#[test]
fn a_folder_without_a_house_is_told_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let dir = text(folder.path());
    // Where nothing lies at all, “serve” begins a municipality; here something does.
    std::fs::write(folder.path().join("notes.txt"), "mine").unwrap();
    for verb in [&["doctor"][..], &["serve"], &["promise", "list"], &["delivery", "list"], &["picture"]] {
        let with_dir = |more: &[&'static str]| {
            let mut arguments = verb.to_vec();
            arguments.extend(["--dir", dir]);
            arguments.extend(more);
            lofte(&arguments)
        };
        let swedish = with_dir(&[]).refused("Det finns inget Löfte i");
        assert!(swedish.err.contains(dir) && swedish.err.contains("lofte init"), "{swedish:#?}");
        with_dir(&["--lang", "en"]).refused("There is no Löfte in");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "looking must leave nothing");
}

#[test]
fn what_is_wrong_with_files_is_told_before_anything_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let (house, nothing) = (folder.path().join("house"), folder.path().join("nothing.txt"));
    let short = folder.path().join("short.txt");
    std::fs::write(&short, "kort\n").unwrap();
    let init = |more: &[&str]| {
        let mut arguments = vec!["init", "--municipality", "0482", "--name", "Flen", "--dir", text(&house)];
        arguments.extend(more);
        lofte(&arguments)
    };
    init(&["--password-file", text(&nothing)]).refused("finns inte");
    init(&["--password-file", text(&short)]).refused("minst 12 tecken");
    init(&[]).refused("--password-file");
    init(&["--areas", text(&short)]).refused("GeoJSON");
    assert!(!house.exists());

    lofte(&["restore", text(&nothing), "--dir", text(&house)]).refused("finns inte");
    lofte(&["restore", text(&short), "--dir", text(&house)]).refused("ingen hel säkerhetskopia");
    assert!(!house.exists());
    // Also where somebody else has the port: what is to be served is looked at first.
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    lofte(&["serve", "--public", text(&nothing), "--port", &port]).refused("finns inte");
    lofte(&["serve", "--public", text(folder.path()), "--port", &port]).refused("ingen publicering");
}

#[test]
fn a_folder_that_cannot_be_written_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, format!("{}\n", crate::cli::support::PASSWORD)).unwrap();
    let password = text(&file);
    // A file where a folder should be, and a place where nobody may make folders.
    for dir in [text(&file.join("house")), "/sys/lofte"] {
        let ran = lofte(&[
            "init",
            "--municipality",
            "0482",
            "--name",
            "Flen",
            "--dir",
            dir,
            "--password-file",
            password,
        ]);
        assert!(ran.refused("går inte att läsa eller skriva").err.contains(dir));
    }
}

#[test]
fn completions_and_man_pages_are_made() {
    for shell in ["bash", "zsh", "fish"] {
        let script = lofte(&["completions", shell]).done().out;
        assert!(script.contains("doctor") && script.contains("dry-run"), "{shell}");
    }
    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("man1");
    lofte(&["man", "--out", text(&pages)]).done();
    for verb in VERBS {
        let page = std::fs::read_to_string(pages.join(format!("lofte-{verb}.1"))).unwrap();
        assert!(page.contains(".SH SYNOPSIS") && page.contains("Example:"), "{verb}");
    }
    assert!(pages.join("lofte.1").exists() && pages.join("lofte-delivery-undo.1").exists());
}

#[test]
fn a_reader_who_has_seen_enough_ends_it_in_peace() {
    let mut child = program()
        .args(["completions", "bash"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!((ended.status.code(), String::from_utf8(ended.stderr).unwrap()), (Some(0), String::new()));
}
