//! One small house: accounts, a delivery in and out, a sound house, a backup and back.

use crate::cli::support::{PASSWORD, Workplace, lofte, text};
use serde_json::json;
use std::net::TcpListener;

#[test]
fn a_house_is_made_once() {
    let workplace = Workplace::new();
    let house = workplace.house();
    let password = workplace.path("password.txt");
    lofte(&[
        "init",
        "--municipality",
        "0481",
        "--name",
        "Oxelösund",
        "--dir",
        &house,
        "--password-file",
        text(&password),
    ])
    .refused("Det finns redan ett Löfte i");
    lofte(&["demo", "--no-serve", "--dir", &house]).refused("Det finns redan ett Löfte i");
}

#[test]
fn a_municipality_is_known_by_its_code_or_name() {
    let folder = tempfile::tempdir().unwrap();
    let (house, password) = (folder.path().join("house"), folder.path().join("password.txt"));
    std::fs::write(&password, format!("{PASSWORD}\n")).unwrap();
    let init = |municipality: &str, more: &[&str]| {
        let mut arguments = vec!["init", "--municipality", municipality, "--dir", text(&house)];
        arguments.extend(["--password-file", text(&password)]);
        arguments.extend(more);
        lofte(&arguments)
    };
    init("Flän", &[]).refused("”Flän” är ingen kommun. Menade du 0482 Flen?");
    init("482", &[]).refused("Menade du 0482 Flen?");
    init("9999", &["--name", "Atlantis"]).refused("”9999” är ingen kommun");
    assert!(!house.exists());
    let made = init("0482", &["--name", "Flens kommun"]).done().out;
    assert!(made.contains("Flens kommun finns i") && made.contains("med 10 områden"), "{made}");
    assert!(made.contains("heter annars Flen; här heter den Flens kommun"), "{made}");
    assert!(made.contains("lofte serve --dir"), "it says what comes next: {made}");
    init("0482", &[]).refused("Det finns redan ett Löfte i");
}

#[test]
fn accounts_are_added_listed_and_closed() {
    let workplace = Workplace::new();
    let password = workplace.path("password.txt");
    let add = |login: &str, role: &str, more: &[&str]| {
        let mut arguments = vec!["user", "add", login, "--role", role];
        arguments.extend(more);
        workplace.run(&arguments)
    };
    let added = add("polis", "police", &[]).done().out;
    assert!(added.contains("Kontot polis (kommunpolis) är tillagt."), "{added}");
    let link = added.split_whitespace().find(|word| word.contains("/valkommen/")).unwrap();
    let accept = |link: &str| workplace.run(&["user", "accept", link, "--password-file", text(&password)]);
    accept("/valkommen/nonsense").refused("Länken fungerar inte");
    accept(link).done();
    accept(link).refused("Länken fungerar inte");
    add("polis", "reader", &[]).refused("upptaget");
    add("x", "reader", &[]).refused("2–40 tecken");
    add("bolaget", "partner", &[]).refused("måste höra till en organisation");
    add("bolaget", "partner", &["--party", "Ingen"]).refused("Det finns ingen part ”Ingen”");
    add("kollega", "reader", &["--as", "polis"]).refused("Rollen kommunpolis får inte göra det här");

    let listed = workplace.run(&["user", "list", "--format", "json"]).done();
    let logins: Vec<_> = listed.json().as_array().unwrap().iter().map(|one| one["login"].clone()).collect();
    assert_eq!(logins, [json!("polis"), json!("samordnare")]);
    assert!(!listed.out.contains("argon2"), "no hash of a password is shown");

    workplace.run(&["user", "close", "samordnare"]).refused("ditt eget konto");
    workplace.run(&["user", "erase", "samordnare"]).refused("Det här kan bara den som har kontot göra");
    add("polis2", "police", &[]).refused("Rollen samordnare får inte göra det här");
    add("polis2", "police", &["--as", "polis"]).done();
    workplace.run(&["user", "close", "polis"]).refused("Rollen samordnare får inte göra det här");
    let helped = workplace.run(&["user", "link", "POLIS", "--format", "json"]).done().json();
    assert!(helped["link"].as_str().unwrap().starts_with("/valkommen/"), "{helped}");
    workplace.run(&["user", "close", "polis", "--as", "polis2"]).done();
    workplace.run(&["user", "close", "polis", "--as", "polis2"]).refused("inget öppet konto ”polis”");
    add("polis", "police", &["--as", "polis2"]).done();
    workplace.run(&["user", "erase", "polis", "--as", "polis2"]).done();
    workplace.run(&["user", "erase", "polis", "--as", "polis2"]).done();
    workplace.run(&["delivery", "list", "--as", "polis"]).refused("inget öppet konto ”polis”");
}

#[test]
fn a_trial_is_counted_and_keeps_nothing() {
    let workplace = Workplace::new();
    let (table, mapping) = workplace.offences();
    let tried =
        workplace.run(&["import", "incidents", &table, "--mapping", &mapping, "--dry-run"]).done().out;
    assert!(tried.contains("Inget sparades."), "{tried}");
    assert!(tried.contains("4 lästa = 2 sparade + 0 dubbletter + 2 avvisade"), "{tried}");
    assert!(tried.contains("Kategorin finns inte i mappningen"), "{tried}");
    assert!(workplace.run(&["delivery", "list"]).done().out.contains("Inget är levererat än."));
}

#[test]
fn a_file_goes_in_whole_and_out_whole() {
    let workplace = Workplace::new();
    let (table, mapping) = workplace.offences();
    let import = |more: &[&str]| {
        let mut arguments = vec!["import", "incidents", &table, "--mapping", &mapping];
        arguments.extend(more);
        workplace.run(&arguments)
    };
    let kept = import(&["--format", "json"]).done().json();
    assert_eq!(kept["counts"], json!({"read": 4, "stored": 2, "duplicate": 0, "rejected": 2}));
    let again = import(&["--lang", "en"]).done().out;
    assert!(again.contains("4 read = 0 stored + 2 duplicates + 2 rejected"), "{again}");

    let listed = workplace.run(&["delivery", "list", "--format", "json"]).done().json();
    assert_eq!((listed.as_array().unwrap().len(), &listed[0]["source"]), (1, &json!("polisen")));
    let id = listed[0]["id"].as_str().unwrap();
    let shown = workplace.run(&["delivery", "show", &id[24..], "--format", "json"]).done().json();
    assert_eq!(shown["rejects"].as_array().unwrap().len(), 2);
    assert_eq!(shown["rejects"][0]["reason"], json!("impossible_time"));

    workplace.run(&["delivery", "undo", "0000"]).refused("Det finns ingen leverans 0000");
    workplace.run(&["delivery", "undo", id]).done();
    workplace.run(&["delivery", "undo", id]).refused("redan tillbakatagen");
    let stored = import(&["--format", "json"]).done().json();
    assert_eq!(stored["counts"]["stored"], json!(2), "what was taken back can be delivered anew");
}

#[test]
fn a_file_that_cannot_be_taken_is_told_with_what_to_do() {
    let workplace = Workplace::new();
    let (table, mapping) = workplace.offences();
    let import =
        |table: &str, mapping: &str| workplace.run(&["import", "incidents", table, "--mapping", mapping]);
    workplace.run(&["import", "incidents", &table]).refused("--mapping");
    import(&table, "nothing.toml").refused("nothing.toml finns inte");
    import("nothing.csv", &mapping).refused("nothing.csv finns inte");
    let bad = workplace.write("bad.toml", "source = \"x\"\nkind = \"offence\"\ncolums = 1\n");
    import(&table, text(&bad)).refused("Rad 3 i mappningen");
    let renamed = workplace.write("renamed.csv", "Nr;Tidd;Typ\n1;2024-03-01 10:00;Inbrott\n");
    import(text(&renamed), &mapping).refused("Menade du ”Tidd”?");
    let pdf = workplace.write("a.csv", "%PDF-1.7\n");
    import(text(&pdf), &mapping).refused("en PDF och läses inte");
    assert!(workplace.run(&["delivery", "list"]).done().out.contains("Inget är levererat än."));
}

#[test]
fn what_is_not_there_is_named() {
    let workplace = Workplace::new();
    for arguments in [&["promise", "show", "7"][..], &["promise", "check", "7"], &["verdict", "7"]] {
        workplace.run(arguments).refused("Det finns inget löfte 7");
    }
    workplace.run(&["problem", "show", "7"]).refused("Det finns inget problem 7");
    workplace.run(&["picture", "--edition", "7"]).refused("ingen antagen utgåva 7");
    workplace.run(&["picture"]).refused("Lägesbilden har inga siffror än");
    workplace.run(&["delivery", "list", "--as", "ingen"]).refused("inget öppet konto ”ingen”");
    for verb in ["agreement", "problem", "promise", "plan"] {
        let out = workplace.run(&[verb, "list", "--format", "json"]).done();
        assert_eq!(out.json(), json!([]));
    }
}

#[test]
fn a_port_that_is_taken_is_told() {
    let workplace = Workplace::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let ran = workplace.run(&["serve", "--port", &port]);
    assert!(ran.refused("upptagen av ett annat program").out.is_empty());
    workplace
        // Of no machine, and nothing that a name server is asked about.
        .run(&["serve", "--host", "300.300.300.300", "--port", "0"])
        .refused("går inte att använda");
}

#[test]
fn the_doctor_sees_what_is_gone() {
    let workplace = Workplace::new();
    let (table, mapping) = workplace.offences();
    workplace.run(&["import", "incidents", &table, "--mapping", &mapping]).done();
    assert!(workplace.run(&["doctor"]).done().out.contains("Allt är som det ska."));
    let states = |ran: &crate::cli::support::Ran| -> Vec<(String, String)> {
        let lines = ran.json();
        let word = |line: &serde_json::Value, name: &str| line[name].as_str().unwrap().to_owned();
        lines.as_array().unwrap().iter().map(|line| (word(line, "check"), word(line, "state"))).collect()
    };
    std::fs::remove_dir_all(workplace.path("house/records")).unwrap();
    let sick = workplace.run(&["doctor", "--format", "json"]);
    assert_eq!(sick.code, 1, "{sick:#?}");
    let states = states(&sick);
    assert!(states.contains(&("deliveries".into(), "error".into())), "{states:?}");
    assert!(
        states.contains(&("casework".into(), "ok".into())),
        "one fault does not hide the rest: {states:?}"
    );
}

#[test]
fn the_nightly_backup_is_read_back_listed_and_a_damaged_one_is_told() {
    let workplace = Workplace::new();
    let (table, mapping) = workplace.offences();
    workplace.run(&["import", "incidents", &table, "--mapping", &mapping]).done();
    let told = workplace.run(&["backup"]).done().out;
    assert!(told.contains("läst tillbaka på prov och är hel"), "{told}");
    let listed = workplace.run(&["backup", "--list", "--format", "json"]).done().json();
    assert_eq!((listed.as_array().unwrap().len(), &listed[0]["state"]), (1, &json!("whole")));

    let file = workplace.path("house/backups").join(listed[0]["name"].as_str().unwrap());
    workplace.run(&["backup", "--check", text(&file)]).done();
    let bytes = std::fs::read(&file).unwrap();
    std::fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();
    workplace.run(&["backup", "--check", text(&file)]).refused("är skadad");
    let listed = workplace.run(&["backup", "--list", "--format", "json"]).done().json();
    assert_eq!(listed[0]["state"], json!("damaged"));
    let sick = workplace.run(&["doctor"]);
    assert_eq!(sick.code, 1, "{sick:#?}");
    assert!(sick.out.contains("är skadad. Ta en ny"), "{sick:#?}");
}

#[test]
fn a_backup_brings_the_house_back() {
    let workplace = Workplace::new();
    let (table, mapping) = workplace.offences();
    workplace.run(&["import", "incidents", &table, "--mapping", &mapping]).done();
    let (backup, again) = (workplace.path("b.zip"), workplace.path("again"));
    workplace.run(&["backup", "--out", text(&backup)]).done();
    workplace.run(&["backup", "--out", text(&backup)]).refused("skrivs aldrig över");
    lofte(&["restore", text(&backup), "--dir", &workplace.house()]).refused("Det finns redan ett Löfte i");
    lofte(&["restore", text(&backup), "--dir", text(&again)]).done();

    assert!(lofte(&["doctor", "--dir", text(&again)]).done().out.contains("Allt är som det ska."));
    let list = |dir: &str| lofte(&["delivery", "list", "--format", "json", "--dir", dir]).done().json();
    assert_eq!(list(text(&again)), list(&workplace.house()));

    let bytes = std::fs::read(&backup).unwrap();
    let cut = workplace.path("cut.zip");
    std::fs::write(&cut, &bytes[..bytes.len() - 100]).unwrap();
    let nowhere = workplace.path("nowhere");
    lofte(&["restore", text(&cut), "--dir", text(&nowhere)]).refused("ingen hel säkerhetskopia");
    assert!(!nowhere.exists(), "half a house is none");
}
