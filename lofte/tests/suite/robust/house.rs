//! A house that is missing, damaged or out of reach, and a port that is taken.

use crate::robust::place::{Place, Ran, files_under, lofte, program, text};
use std::fmt::Write as _;
use std::net::TcpListener;

/// The words of both languages after each other, without the folder's name.
fn words(place: &Place, arguments: &[&str], environment: &[(&str, &str)]) -> String {
    let mut told = String::new();
    for lang in ["sv", "en"] {
        let mut command = program(arguments);
        command.args(["--lang", lang]).envs(environment.iter().copied());
        let ran = Ran::of(command.output().unwrap()).refused();
        let err = ran.err.replace(text(&place.path("")), "…/");
        writeln!(told, "[{lang}] {}", err.trim_end()).unwrap();
    }
    told
}

#[test]
fn no_house_and_wrong_settings() {
    let place = Place::new();
    let (nowhere, house) = (place.path("nowhere"), place.house());
    let mut told = String::new();
    for verb in [&["delivery", "list"][..], &["serve"], &["doctor"]] {
        let arguments = [verb, &["--dir", text(&nowhere)]].concat();
        write!(told, "# {} without a house\n{}", verb[0], words(&place, &arguments, &[])).unwrap();
    }
    let settings = house.join("lofte.toml");
    let good = std::fs::read_to_string(&settings).unwrap();
    let wrong = [
        ("a misspelt key", good.replace("store =", "stoer =")),
        ("no municipality", good.replace("municipality", "# municipality")),
        ("a municipality that is none", good.replace("0482", "Flen")),
        ("half a file", good.replace("\"0482\"", "\"0482")),
    ];
    for (what, text_of) in wrong {
        std::fs::write(&settings, text_of).unwrap();
        let arguments = ["delivery", "list", "--dir", text(&house)];
        write!(told, "# {what}\n{}", words(&place, &arguments, &[])).unwrap();
    }
    insta::assert_snapshot!(told);
    std::fs::write(&settings, good).unwrap();
    assert!(place.deliveries().is_empty());
}

#[test]
fn casework_out_of_reach() {
    let place = Place::new();
    let house = place.house();
    let arguments = ["delivery", "list", "--dir", text(&house)];
    // A port that is ours, and that nobody listens at.
    let taken = tokio::net::TcpSocket::new_v4().unwrap();
    taken.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let port = taken.local_addr().unwrap().port();
    let address = format!("postgres://lofte:hemligt@127.0.0.1:{port}/lofte");
    let mut told = String::new();
    for (what, address) in
        [("no server", address.as_str()), ("no such address", "mysql://lofte:hemligt@db/lofte")]
    {
        write!(told, "# {what}\n{}", words(&place, &arguments, &[("LOFTE_STORE", address)])).unwrap();
    }
    let told = told.replace(&format!(":{port}"), ":‹port›");
    assert!(!told.contains("hemligt"), "the password is shown: {told}");
    insta::assert_snapshot!(told);
}

#[test]
fn damaged_casework() {
    let place = Place::new();
    let file = place.house().join("casework.sqlite");
    let house = place.house();
    let good = std::fs::read(&file).unwrap();
    for journal in ["casework.sqlite-wal", "casework.sqlite-shm"] {
        let _ = std::fs::remove_file(house.join(journal));
    }
    let arguments = ["delivery", "list", "--dir", text(&house)];
    let mut told = String::new();
    let garbage = [b"this is a text and no database. ".as_slice(), &good[32..]].concat();
    for (what, bytes) in [("overwritten", garbage), ("cut off", good[..good.len() / 3].to_vec())] {
        std::fs::write(&file, bytes).unwrap();
        write!(told, "# {what}\n{}", words(&place, &arguments, &[])).unwrap();
        let doctor = place.run(&["doctor"]);
        assert_eq!(doctor.code, 1, "{doctor:#?}");
        let mut lines = doctor.out.lines();
        assert!(lines.any(|line| line.starts_with("FEL ") && line.contains(" ärenden ")), "{doctor:#?}");
    }
    insta::assert_snapshot!(told);
}

#[test]
fn damaged_rows() {
    let place = Place::new();
    let table = place.table("brott.csv", 20_000);
    place.import(&table, &[]).done();
    let house = place.house();
    let file = files_under(&house.join("records/0482/offence/2020")).remove(0);
    let good = std::fs::read(&file).unwrap();
    let mut overwritten = good.clone();
    let end = overwritten.len() - 200;
    overwritten[end..].fill(7);
    let mut told = String::new();
    for (what, bytes) in [
        ("cut off", Some(good[..good.len() / 2].to_vec())),
        ("overwritten", Some(overwritten)),
        ("missing", None),
    ] {
        match bytes {
            Some(bytes) => std::fs::write(&file, bytes).unwrap(),
            None => std::fs::remove_file(&file).unwrap(),
        }
        let arguments = ["picture", "--refresh", "--dir", text(&house)];
        write!(told, "# {what}\n{}", words(&place, &arguments, &[])).unwrap();
        let doctor = place.run(&["doctor"]).refused();
        let told = |line: &str| line.split_whitespace().take(2).eq(["FEL", "rader"]);
        assert!(doctor.out.lines().any(told), "{doctor:#?}");
    }
    let id = place.deliveries()[0]["id"].as_str().unwrap().to_owned();
    // How large the files are is a matter of their format.
    let (whole, half) = (good.len().to_string(), (good.len() / 2).to_string());
    let told = told.replace(&id, "‹id›").replace(&whole, "‹whole›").replace(&half, "‹half›");
    insta::assert_snapshot!(told);
    // What it says helps: undo and deliver again.
    place.run(&["delivery", "undo", &id]).done();
    place.import(&table, &[]).done();
    place.is_sound("20\u{a0}000");
}

#[test]
fn a_port_that_is_taken() {
    let place = Place::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let house = place.house();
    let told = words(&place, &["serve", "--dir", text(&house), "--port", &port], &[]);
    insta::assert_snapshot!(told.replace(&port, "‹port›"), @r"
    [sv] 127.0.0.1:‹port› är upptagen av ett annat program. Stäng det, eller välj en annan port med --port.
    [en] 127.0.0.1:‹port› is used by another program. Stop that, or choose another port with --port.
    ");
}

#[test]
fn what_cannot_be_understood_ends_with_two() {
    for arguments in [&["import"][..], &["import", "nonsense", "x.csv"], &["delivery", "list", "--no-such"]] {
        assert_eq!(lofte(arguments).code, 2, "{arguments:?}");
    }
}
