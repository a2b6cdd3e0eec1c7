//! Everything that the program makes is its own account's alone, and what is open to others is told.

use super::support::{Workplace, lofte};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

fn everything(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![folder.to_owned()];
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(everything(&path)) } else { found.push(path) }
    }
    found
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn nobody_else_can_read_what_is_made() {
    let place = Workplace::new();
    let mapping = place.write("m.toml", MAPPING);
    let file = place.write("a.csv", "Nr;Tid;Brott\nK1;2025-03-01 10:00;Inbrott\nK2;fel;Inbrott\n");
    let (file, mapping) = (file.display().to_string(), mapping.display().to_string());
    lofte(&["import", "incidents", &file, "--mapping", &mapping, "--dir", &place.house()]).done();
    let made = everything(Path::new(&place.house()));
    assert!(made.iter().any(|path| path.extension().is_some_and(|kind| kind == "parquet")), "{made:?}");
    let open: Vec<_> = made.iter().filter(|path| mode(path) & 0o077 != 0).collect();
    assert!(open.is_empty(), "{open:?}");
    assert_eq!(mode(Path::new(&place.house())), 0o700);
    lofte(&["doctor", "--dir", &place.house()]).done();
}

#[test]
fn what_others_may_change_is_an_error_and_is_not_served() {
    let place = Workplace::new();
    let house = place.house();
    let casework = Path::new(&house).join("casework.sqlite");
    fs::set_permissions(&house, fs::Permissions::from_mode(0o777)).unwrap();
    fs::set_permissions(&casework, fs::Permissions::from_mode(0o666)).unwrap();
    let doctor = lofte(&["doctor", "--dir", &house]);
    assert!(doctor.code == 1 && doctor.out.contains("casework.sqlite"), "{doctor:#?}");
    lofte(&["serve", "--port", "0", "--dir", &house]).refused("chmod -R go=");
}

const MAPPING: &str = r#"
source = "polisen"
kind = "offence"
[columns]
id = "Nr"
time = "Tid"
category = "Brott"
[categories]
"Inbrott" = "burglary"
"#;

#[test]
fn what_may_be_a_person_needs_an_answer_on_the_command_line_too() {
    let place = Workplace::new();
    let mapping = place.write("m.toml", MAPPING).display().to_string();
    let file = place.write("ABC123.csv", "Nr;Tid;Brott\nK1;2025-03-01 10:00;Inbrott\n").display().to_string();
    let house = place.house();
    let import = ["import", "incidents", &file, "--mapping", &mapping, "--dir", &house];
    lofte(&import).refused("--confirm-text");
    lofte(&[&import[..], &["--confirm-text"]].concat()).done();
    // What is certain is refused whatever is confirmed.
    let file = place.write("640823\u{2013}3234.csv", "Nr;Tid;Brott\nK2;2025-03-02 10:00;Inbrott\n");
    let file = file.display().to_string();
    lofte(&["import", "incidents", &file, "--mapping", &mapping, "--dir", &house, "--confirm-text"])
        .refused("personnummer");
}
