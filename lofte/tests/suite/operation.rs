//! The pages of operation: a backup that restores, a damaged one that is told, faults that are named, and nobody else.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use crate::pages::desk::{Answer, Desk, Person, between};
use crate::robust::place::{files_under, lofte, text};
use jiff::ToSpan;
use lofte_app::backup;
use lofte_app::backup_folder::{Health, Trial};
use lofte_app::config::Backups;
use lofte_app::report::{Check, Report, State};
use lofte_app::{access, doctor};
use lofte_model::access::Action;
use lofte_store::{AuditVerb, Noun};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

const PAGES: [&str; 4] = ["/drift", "/drift/kontroll", "/drift/gallring", "/drift/radera"];

/// Orders something and gives the page that tells what came of it.
async fn done(person: &Person<'_>, desk: &Desk, path: &str) -> Answer {
    let ordered = person.post(path, &[]).await;
    assert_eq!(ordered.status, 303, "{path}: {}", ordered.html);
    assert!(ordered.location.starts_with("/jobb/"), "{}", ordered.location);
    lofte::jobs::rest(&desk.house).await;
    person.get(&ordered.location).await
}

/// The only backup in the folder of the house.
fn only(desk: &Desk) -> PathBuf {
    let entries = std::fs::read_dir(backup::folder(&desk.house)).unwrap();
    let files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    files.into_iter().next().unwrap()
}

fn name(file: &Path) -> &str {
    file.file_name().unwrap().to_str().unwrap()
}

async fn verbs(person: &Person<'_>, desk: &Desk) -> Vec<(AuditVerb, Noun)> {
    let log = access::audit_log(&person.actor, &desk.house, 20, None).await.unwrap();
    log.iter().map(|known| (known.entry.verb, known.entry.noun)).collect()
}

#[tokio::test]
async fn a_backup_from_the_page_is_whole_restores_and_is_in_the_log() {
    let desk = Desk::new().await;
    let person = desk.person("samordnare").await;
    let before = person.get("/drift").await.html;
    assert!(before.contains("Det finns ingen säkerhetskopia"), "{before}");
    assert!(person.get("/").await.html.contains("Det finns ingen säkerhetskopia. Ta en"));

    let told = done(&person, &desk, "/drift/kopior").await.html;
    assert!(told.contains("Ja. Säkerhetskopian lofte-") && told.contains("läst tillbaka på prov"), "{told}");
    let file = only(&desk);
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o077;
    assert_eq!((mode(&file), mode(file.parent().unwrap())), (0, 0), "nobody else on the machine reads it");
    let after = person.get("/drift").await.html;
    assert!(after.contains("En hel säkerhetskopia togs") && after.contains(name(&file)), "{after}");
    assert!(!person.get("/").await.html.contains("säkerhetskopia"), "nothing waits any more");
    let said = verbs(&person, &desk).await;
    assert!(said.contains(&(AuditVerb::Did(Action::Backup), Noun::Backup)), "{said:?}");
    assert!(said.contains(&(AuditVerb::CheckBackup, Noun::Backup)), "{said:?}");

    let again = desk.house.dir().parent().unwrap().join("again");
    lofte(&["restore", text(&file), "--dir", text(&again)]).done();
    assert!(lofte(&["doctor", "--dir", text(&again)]).done().out.contains("Allt är som det ska."));
    let list =
        |dir: &Path| lofte(&["delivery", "list", "--format", "json", "--dir", text(dir)]).done().json();
    assert_eq!(list(&again), list(desk.house.dir()));
}

#[tokio::test]
async fn a_damaged_backup_is_told_and_stays_told() {
    let desk = Desk::new().await;
    let person = desk.person("samordnare").await;
    done(&person, &desk, "/drift/kopior").await;
    let file = only(&desk);
    let path = format!("/drift/kopior/{}", name(&file));
    let good = std::fs::read(&file).unwrap();
    assert!(person.get(&path).await.html.contains("Ja. Den lästes tillbaka på prov"));

    let mut flipped = good.clone();
    // In the rows themselves, where nothing but the content is.
    let rows = flipped.windows(4).position(|four| four == b"PAR1").unwrap();
    flipped[rows + 100] ^= 1;
    for (what, bytes) in [("cut off", good[..good.len() - 100].to_vec()), ("one bit", flipped)] {
        std::fs::write(&file, bytes).unwrap();
        let shown = person.get(&path).await.html;
        assert!(shown.contains("Det vet ingen."), "{what}: it was changed since it was checked: {shown}");
        let told = done(&person, &desk, &path).await.html;
        assert!(told.contains("Nej. ") && told.contains("är skadad"), "{what}: {told}");
        assert!(told.contains("ingen hel säkerhetskopia"), "{what}: why: {told}");
        assert_eq!(verbs(&person, &desk).await[0], (AuditVerb::BackupDamaged, Noun::Backup), "{what}");
    }
    assert!(person.get("/drift").await.html.contains("är skadad. Ta en ny"));
    assert_eq!(backup::take_by_rule(&desk.house).await.unwrap(), None, "told once a day, not every hour");
    let report = doctor::report(&person.actor, &desk.house).await.unwrap();
    assert!(report.lines.iter().any(|line| line.check == Check::Backup && line.state == State::Error));
    assert_eq!(only(&desk), file, "what was read back for a trial is gone");

    std::fs::write(&file, good).unwrap();
    let told = done(&person, &desk, &path).await.html;
    assert!(told.contains("Ja. Säkerhetskopian"), "{told}");
}

/// Whether a file holds delivered rows, and not the counts of a picture.
fn holds_rows(file: &Path) -> bool {
    text(file).ends_with(".parquet") && !text(file).contains("/cells/")
}

#[tokio::test]
async fn a_bit_that_the_disk_lost_is_told_by_the_doctor_the_backup_and_the_restore() {
    let desk = Desk::new().await;
    let person = desk.person("samordnare").await;
    let line = |report: &Report| {
        let lines = report.lines.iter().filter(|line| line.check == Check::RowFiles);
        lines.map(|line| (line.state, line.messages[0].key.clone())).collect::<Vec<_>>()
    };
    let report = doctor::report(&person.actor, &desk.house).await.unwrap();
    assert_eq!(line(&report), [(State::Ok, "doctor-row-files-ok".to_owned())]);

    let rows = files_under(&desk.house.dir().join("records"));
    let file = rows.iter().find(|file| holds_rows(file)).unwrap();
    let mut bytes = std::fs::read(file).unwrap();
    // Right behind the mark of the form is the first page, of keys as they are.
    bytes[60] ^= 1;
    std::fs::write(file, bytes).unwrap();
    let report = doctor::report(&person.actor, &desk.house).await.unwrap();
    assert_eq!(line(&report), [(State::Error, "doctor-row-file-altered".to_owned())]);
    let told = done(&person, &desk, "/drift/kopior").await.html;
    assert!(told.contains("är inte vad den var när den levererades"), "{told}");
    assert_eq!(verbs(&person, &desk).await[0], (AuditVerb::BackupOfDamagedHouse, Noun::Backup));
    let again = desk.house.dir().parent().unwrap().join("again");
    let told = lofte(&["restore", text(&only(&desk)), "--dir", text(&again)]).done().out;
    assert!(told.contains("är inte vad den var när den levererades"), "{told}");
}

/// Puts another content in the place of a file, of the same length and with the same time.
fn forge(file: &Path) {
    let facts = std::fs::metadata(file).unwrap();
    std::fs::write(file, vec![b'x'; usize::try_from(facts.len()).unwrap()]).unwrap();
    let file = std::fs::File::options().write(true).open(file).unwrap();
    file.set_modified(facts.modified().unwrap()).unwrap();
}

#[tokio::test]
async fn another_content_under_the_name_of_a_whole_backup_counts_for_nothing() {
    let desk = Desk::new().await;
    let person = desk.person("samordnare").await;
    let house = desk.house.with(|mut config| {
        config.backup = Backups { keep: 2, ..Backups::default() };
        config
    });
    let (first, _) = backup::take_nightly(&person.actor, &house).await.unwrap();
    let (second, _) = backup::take_nightly(&person.actor, &house).await.unwrap();
    let first_bytes = std::fs::read(&first.file).unwrap();
    forge(&second.file);
    let trials = async || {
        let known = backup::list(&person.actor, &house).await.unwrap();
        known.into_iter().map(|known| known.trial.word()).collect::<Vec<_>>()
    };
    assert_eq!(trials().await, ["unchecked", "whole"]);
    let path = format!("/drift/kopior/{}", name(&second.file));
    assert!(person.get(&path).await.html.contains("Det vet ingen."));

    let (_, removed) = backup::take_nightly(&person.actor, &house).await.unwrap();
    assert_eq!((removed, first.file.exists()), (0, true), "it is the second whole one");
    std::fs::remove_file(&first.file).unwrap();
    std::fs::remove_file(&second.file).unwrap();
    for known in backup::list(&person.actor, &house).await.unwrap() {
        forge(&backup::folder(&house).join(known.name));
    }
    let (health, _) = backup::health(&person.actor, &house).await.unwrap();
    assert!(matches!(health, Health::Unchecked(_)), "{health:?}");
    assert!(person.get("/").await.html.contains("Säkerhetskopian är inte kontrollerad"));

    // What was found holds for the content: it is known again when it comes back.
    std::fs::write(&first.file, first_bytes).unwrap();
    assert_eq!(trials().await, ["unchecked", "whole"]);
}

#[tokio::test]
async fn a_whole_backup_of_a_damaged_house_is_told_as_that() {
    let desk = Desk::new().await;
    let person = desk.person("samordnare").await;
    done(&person, &desk, "/drift/kopior").await;
    let whole = only(&desk);
    let files = files_under(&desk.house.dir().join("records"));
    let rows = files.iter().find(|file| holds_rows(file)).unwrap();
    let bytes = std::fs::read(rows).unwrap();
    std::fs::write(rows, &bytes[..bytes.len() / 2]).unwrap();

    let told = done(&person, &desk, "/drift/kopior").await.html;
    assert!(told.contains("är en hel fil, men det som kopierades hade redan fel"), "{told}");
    assert!(!told.contains("är skadad och går inte att läsa tillbaka"), "{told}");
    assert_eq!(verbs(&person, &desk).await[0], (AuditVerb::BackupOfDamagedHouse, Noun::Backup));
    let shown = person.get("/drift").await.html;
    assert!(shown.contains("hel fil, men av något med fel"), "{shown}");
    assert!(person.get("/").await.html.contains("Det som säkerhetskopierades har fel. Se vilka"));
    let report = doctor::report(&person.actor, &desk.house).await.unwrap();
    for check in [Check::Records, Check::Backup] {
        let line = report.lines.iter().find(|line| line.check == check).unwrap();
        assert_eq!(line.state, State::Error, "{line:?}");
    }
    // The older one is still whole, and can be told so again.
    let path = format!("/drift/kopior/{}", name(&whole));
    assert!(done(&person, &desk, &path).await.html.contains("Ja. Säkerhetskopian"));
}

#[tokio::test]
async fn the_folder_of_backups_outside_the_house_is_looked_at_too() {
    let desk = Desk::new().await;
    let person = desk.person("samordnare").await;
    let folder = desk.house.dir().parent().unwrap().join("copies");
    let house = desk.house.with(|mut config| {
        config.backup.folder = text(&folder).to_owned();
        config
    });
    let states = async |check: Check| {
        let lines = doctor::report(&person.actor, &house).await.unwrap().lines;
        let lines = lines.into_iter().filter(|line| line.check == check);
        lines.map(|line| (line.state, line.messages[0].key.clone())).collect::<Vec<_>>()
    };
    let line = |state, key: &str| vec![(state, key.to_owned())];
    assert_eq!(states(Check::BackupFolder).await, line(State::Warn, "doctor-backup-folder-missing"));
    std::fs::create_dir(&folder).unwrap();
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(states(Check::BackupRights).await, line(State::Error, "closed-readable"));
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o700)).unwrap();
    assert_eq!(states(Check::BackupRights).await, line(State::Ok, "closed-ok"));
    assert_eq!(states(Check::BackupFolder).await, line(State::Ok, "doctor-folder-ok"));
    assert_eq!(states(Check::BackupDisk).await.len(), 1);
    // In the house it is a part of what was looked at.
    let lines = doctor::report(&person.actor, &desk.house).await.unwrap().lines;
    assert!(lines.iter().all(|line| !line.check.word().starts_with("backup ")), "{lines:?}");
}

#[tokio::test]
async fn an_extract_tells_known_browsers_and_has_words_for_what_was_refused() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let reader = desk.person("lasare").await;
    assert_eq!(reader.get("/drift/radera").await.status, 403);
    let mut tx = desk.house.store().begin(desk.house.municipality()).await.unwrap();
    let token = lofte_model::fingerprint::Fingerprint::of_bytes(b"browser");
    tx.know_browser(reader.actor.user, &token, "2026-11-29T12:00:00Z".parse().unwrap()).await.unwrap();
    let entry = lofte_store::AuditEntry::new(desk.house.now(), None, AuditVerb::SignIn, Noun::Session, "x");
    tx.commit(entry).await.unwrap();
    let path = format!("/konton/{}/utdrag", reader.actor.user);
    let html = coordinator.get(&path).await.html;
    assert!(html.contains("Igenkända webbläsare") && html.contains("2026-11-29 13:00"), "{html}");
    assert!(html.contains("rätten att lägga till och stänga konton"), "{html}");
    let file = coordinator.get(&format!("{path}.json")).await.html;
    assert!(file.contains("\"known_browsers\":[") && file.contains("\"2026-11-29T12:00:00Z\""), "{file}");
    let told = lofte(&["account", "extract", "lasare", "--dir", text(desk.house.dir())]).done().out;
    assert!(told.contains("rätten att lägga till och stänga konton"), "{told}");
    assert!(told.contains("Webbläsare som känns igen"), "{told}");
    for words in [html, told] {
        assert!(!words.contains("manage_users"), "{words}");
    }
}

#[tokio::test]
async fn others_are_refused_and_it_is_noted() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let job = coordinator.post("/drift/kopior", &[]).await.location;
    lofte::jobs::rest(&desk.house).await;
    std::fs::remove_dir_all(backup::folder(&desk.house)).unwrap();
    for login in ["polis", "bostadsbolag", "lasare"] {
        let person = desk.person(login).await;
        assert_eq!(person.get(&job).await.status, 403, "{login}: how a backup went");
        assert!(!person.get("/").await.html.contains("href=\"/drift\""), "{login} sees no way there");
        for path in PAGES {
            assert_eq!(person.get(path).await.status, 403, "{login}: {path}");
            assert_eq!(
                verbs(&coordinator, &desk).await[0],
                (AuditVerb::Refused, Noun::Action),
                "{login}: {path}"
            );
        }
        let extract = format!("/konton/{}/utdrag", coordinator.actor.user);
        // The police do not see other accounts than their own side's.
        assert!(matches!(person.get(&extract).await.status.as_u16(), 403 | 404), "{login}");
        let zeros = "0".repeat(64);
        let forms: [(&str, &[(&str, &str)]); 3] = [
            ("/drift/kopior", &[]),
            ("/drift/gallring", &[("seen", &zeros)]),
            ("/drift/radera", &[("vad", "problem"), ("nummer", "1"), ("seen", &zeros)]),
        ];
        for (path, form) in forms {
            assert_eq!(person.post(path, form).await.status, 403, "{login}: {path}");
            assert_eq!(
                verbs(&coordinator, &desk).await[0],
                (AuditVerb::Refused, Noun::Action),
                "{login}: {path}"
            );
        }
    }
    lofte::jobs::rest(&desk.house).await;
    assert!(!backup::folder(&desk.house).exists(), "nothing was written");
}

#[tokio::test]
async fn only_what_is_in_the_list_is_read_back() {
    let desk = Desk::new().await;
    let person = desk.person("samordnare").await;
    for path in ["/drift/kopior/..%2Flofte.toml", "/drift/kopior/lofte-0482-2026-01-01T000000.0Z.zip"] {
        assert_eq!(person.get(path).await.status, 404, "{path}");
        assert_eq!(person.post(path, &[]).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn the_report_names_the_faults_that_were_made() {
    let desk = Desk::new().await;
    let person = desk.person("samordnare").await;
    let sound = person.get("/drift/kontroll").await.html;
    assert!(sound.contains("Ja, inget är fel."), "{sound}");

    let settings = desk.house.dir().join("lofte.toml");
    std::fs::set_permissions(desk.house.dir(), std::fs::Permissions::from_mode(0o755)).unwrap();
    std::fs::set_permissions(&settings, std::fs::Permissions::from_mode(0o666)).unwrap();
    let open = person.get("/drift/kontroll").await.html;
    assert!(open.contains("Nej, ") && open.contains("får ändra") && open.contains("lofte.toml"), "{open}");
    assert!(open.contains("chmod -R go= "), "what to do: {open}");

    std::fs::remove_dir_all(desk.house.dir().join("records")).unwrap();
    let gone = person.get("/drift/kontroll").await.html;
    assert!(gone.contains("Raderna i leverans"), "{gone}");
    std::fs::write(&settings, "municipality = \"0482\"\nstoer = \"\"\n").unwrap();
    let misspelt = person.get("/drift/kontroll").await.html;
    assert!(
        misspelt.contains("lofte.toml går inte att förstå. Rätta rad 2"),
        "settings that the next start would refuse: {misspelt}"
    );
}

#[tokio::test]
async fn a_nightly_backup_is_taken_once_a_day_and_the_oldest_go() {
    let desk = Desk::new().await;
    let person = desk.person("samordnare").await;
    let house = desk.house.with(|mut config| {
        config.backup = Backups { keep: 2, nightly: true, ..Backups::default() };
        config
    });
    // A name from the future, one of another municipality and one that was never whole count for nothing.
    let folder = backup::folder(&house);
    std::fs::create_dir_all(&folder).unwrap();
    let others = ["lofte-0482-2099-01-01T000000.0Z.zip", "lofte-0480-2026-01-01T000000.0Z.zip"];
    for other in others.iter().chain(&["lofte-0482-2001-01-01T000000.0Z.zip"]) {
        std::fs::write(folder.join(other), "").unwrap();
    }
    assert!(backup::take_by_rule(&house).await.unwrap().is_some());
    let mut taken = Vec::new();
    for _ in 0..3 {
        let (one, removed) = backup::take_nightly(&person.actor, &house).await.unwrap();
        taken.push((name(&one.file).to_owned(), removed));
    }
    // The second whole one of all ends what is older than the first.
    assert_eq!(taken.iter().map(|(_, removed)| *removed).collect::<Vec<_>>(), [1, 1, 1]);
    assert!(others.iter().all(|other| folder.join(other).exists()));
    let mut left = backup::list(&person.actor, &house).await.unwrap();
    left.retain(|known| known.taken_at <= house.now());
    assert_eq!(left.iter().map(|known| &known.name).collect::<Vec<_>>(), [&taken[2].0, &taken[1].0]);
    assert!(left.iter().all(|known| matches!(known.trial, Trial::Sound(_))), "{left:?}");
    assert!(verbs(&person, &desk).await.contains(&(AuditVerb::Prune, Noun::Backup)));

    assert_eq!(backup::take_by_rule(&house).await.unwrap(), None, "there is one from today");
    let later = house.at(house.now().checked_add(40.hours()).unwrap());
    let (health, ..) = backup::health(&person.actor, &later).await.unwrap();
    assert!(matches!(health, Health::Late(..)), "{health:?}");
    assert!(backup::take_by_rule(&later).await.unwrap().is_some());
    let (health, ..) = backup::health(&person.actor, &later).await.unwrap();
    assert!(matches!(health, Health::Sound(_)), "{health:?}");
}

#[tokio::test]
async fn what_an_upgrade_does_is_told() {
    let desk = Desk::new().await;
    std::fs::write(desk.house.dir().join("casework.schema-1.sqlite"), "x").unwrap();
    let html = desk.person("samordnare").await.get("/drift").await.html;
    let schema = desk.house.store().schema_version().await.unwrap();
    let sentence = format!("Ärendena har redan det schema som programmet arbetar med ({schema})");
    assert!(html.contains(&sentence), "{html}");
    assert!(html.contains("casework.schema-1.sqlite") && html.contains("lofte upgrade --check"), "{html}");
}

/// The value of the field that says what was shown.
fn seen(html: &str) -> String {
    between(html, "name=\"seen\" value=\"", "\"").to_owned()
}

#[tokio::test]
async fn what_is_older_than_its_rule_is_shown_and_then_removed_by_whoever_was_shown_it() {
    let mut desk = Desk::new().await;
    let settings = desk.house.dir().join("lofte.toml");
    let rules = std::fs::read_to_string(&settings).unwrap();
    let (before, _) = rules.split_once("[retention]").unwrap();
    std::fs::write(&settings, format!("{before}\n[retention]\nrows_years = {{ offence = 1 }}\n")).unwrap();
    desk.reopen().await;
    let person = desk.person("samordnare").await;
    let shown = person.get("/drift/gallring").await.html;
    assert!(shown.contains("Ja. Det som står här är äldre än sin regel"), "{shown}");
    assert!(shown.contains("Rader, anmälda brott 20") && shown.contains("kan inte räknas om"), "{shown}");

    let unseen = person.post("/drift/gallring", &[("seen", &"0".repeat(64))]).await;
    assert_eq!(unseen.status, 422);
    assert!(
        unseen.html.contains("Inget är gallrat") && unseen.html.contains("Rader, anmälda brott"),
        "{}",
        unseen.html
    );
    let done = person.post("/drift/gallring", &[("seen", &seen(&shown))]).await;
    assert_eq!((done.status.as_u16(), done.location.as_str()), (303, "/drift/gallring?gallrat"));
    let after = person.get(&done.location).await.html;
    assert!(after.contains("Gallringen är gjord.") && after.contains("Nej, inget är äldre"), "{after}");
    assert!(verbs(&person, &desk).await.contains(&(AuditVerb::Prune, Noun::Delivery)));
}

#[tokio::test]
async fn what_somebody_asks_to_have_erased_is_shown_first() {
    let desk = Desk::new().await;
    let person = desk.person("samordnare").await;
    let problems = lofte_app::problem::list(&person.actor, &desk.house).await.unwrap();
    let named = format!("/drift/radera?vad=problem&nummer={}", problems[0].number);
    let refused = person.get(&named).await;
    assert_eq!(refused.status, 422);
    assert!(refused.html.contains("hänvisar till det"), "{}", refused.html);
    for (path, said) in [
        ("/drift/radera?vad=problem&nummer=99", "Det finns inget sådant"),
        ("/drift/radera?vad=problem&nummer=ett", "Skriv numret med siffror"),
        ("/drift/radera?vad=konto&nummer=1", "Välj vad det är"),
        ("/drift/radera?vad=promise&nummer=1", "Maskera texten i stället"),
    ] {
        let answer = person.get(path).await;
        assert_eq!(answer.status, 422, "{path}");
        assert!(answer.html.contains(said), "{path}: {}", answer.html);
    }

    let measures = lofte_app::plan::list(&person.actor, &desk.house).await.unwrap();
    let (number, title) = (measures[0].number.to_string(), measures[0].title.clone());
    let shown = person.get(&format!("/drift/radera?vad=measure&nummer={number}")).await.html;
    assert!(shown.contains(&title), "{shown}");
    let form =
        |seen: &str| [("vad", "measure".to_owned()), ("nummer", number.clone()), ("seen", seen.to_owned())];
    let sent = async |seen: &str| {
        let form = form(seen);
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        person.post("/drift/radera", &form).await
    };
    let unseen = sent(&"0".repeat(64)).await;
    assert_eq!(unseen.status, 422);
    assert!(unseen.html.contains("har ändrats sedan du läste det") && unseen.html.contains(&title));
    let done = sent(&seen(&shown)).await;
    assert_eq!((done.status.as_u16(), done.location.as_str()), (303, "/drift/radera?raderat"));
    let left = lofte_app::plan::list(&person.actor, &desk.house).await.unwrap();
    assert!(left.iter().all(|measure| measure.title != title));
    assert_eq!(verbs(&person, &desk).await[0], (AuditVerb::Prune, Noun::Measure));
}

#[tokio::test]
async fn an_extract_is_a_page_and_a_file_and_is_in_the_log() {
    let desk = Desk::new().await;
    let person = desk.person("samordnare").await;
    let accounts = lofte_app::account::accounts(&person.actor, &desk.house).await.unwrap();
    let police = accounts.iter().find(|account| account.login == "polis").unwrap().user;
    let page = person.get(&format!("/konton/{police}")).await.html;
    let path = format!("/konton/{police}/utdrag");
    assert!(page.contains(&path), "a link leads there: {page}");
    let shown = person.get(&path).await.html;
    assert!(shown.contains("den som levererade") && shown.contains("undertecknade ett löfte"), "{shown}");
    assert_eq!(verbs(&person, &desk).await[0], (AuditVerb::Did(Action::ReadAudit), Noun::Account));
    let file = person.get(&format!("{path}.json")).await.html;
    let held: serde_json::Value = serde_json::from_str(&file).unwrap();
    assert_eq!(held["account"]["login"], "polis");
    assert!(!file.contains("argon2") && !shown.contains("argon2"));
}
