//! The activity log: entered on a page, from a file and by the command, corrected with what stood before, and seen by the
//! side that owns it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use crate::pages::desk::{Desk, Person, between};
use axum::http::StatusCode;
use lofte_app::activity::{Imported, import};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::{access, activity, fulfilment, promise};
use lofte_model::access::{Actor, Channel};
use lofte_model::activity::{Activity, Entry, Logged};
use lofte_model::followup::{Fulfilment, Outcome};
use lofte_model::id::PromiseId;
use lofte_model::plan::{CommitmentRef, Fidelity};
use lofte_words::Language;
use std::path::PathBuf;

/// An entry that the police logged on the patrols of the demo's promise on the station.
pub async fn logged(house: &House, promise: PromiseId) -> Activity {
    let police = access::acting_for(house, Some("polis")).await.unwrap();
    let police = Actor { channel: Channel::Program, ..police };
    let entry = Entry {
        what: Logged::Done,
        count: 1,
        unit: "patrullpass".into(),
        day: jiff::civil::date(2024, 5, 2),
        fidelity: Fidelity::Unknown,
        area: None,
        place: "Perrongen".into(),
        note: String::new(),
    };
    activity::log(&police, house, CommitmentRef { promise, commitment: 2 }, None, entry).await.unwrap()
}

async fn station(desk: &Desk) -> PromiseId {
    let person = desk.person("samordnare").await;
    promise::named(&person.actor, &desk.house, "2").await.unwrap().id
}

/// How many entries a side has on that promise.
async fn entries(desk: &Desk, person: &Person<'_>) -> usize {
    let (all, promise) = (activity::list(&person.actor, &desk.house).await.unwrap(), station(desk).await);
    all.iter().filter(|entry| entry.commitment.promise == promise).count()
}

async fn stands(desk: &Desk, commitment: u16) -> Fulfilment {
    let person = desk.person("samordnare").await;
    let all = fulfilment::of(&person.actor, &desk.house, station(desk).await).await.unwrap();
    all.into_iter().find(|one| one.commitment == commitment).unwrap()
}

#[tokio::test]
async fn one_tap_logs_one_today_and_the_overview_leads_there() {
    let desk = Desk::new().await;
    let police = desk.person("polis").await;
    assert!(police.get("/").await.html.contains("href=\"/insatser\""));
    assert!(!desk.person("lasare").await.get("/").await.html.contains("href=\"/insatser\""));
    let list = police.get("/insatser").await;
    assert!(list.html.contains("Polisen fotpatrullerar"), "{}", list.html);
    assert!(!list.html.contains("Bostadsbolaget går ronder"), "what the housing company undertook");
    let form = format!("/insatser/lofte/{}/2", station(&desk).await);
    let today = desk.house.today().to_string();
    let saved = police.post(&form, &[("count", "1"), ("day", &today), ("what", "done")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.html);
    let shown = police.get(&saved.location).await;
    assert!(shown.html.contains("1 patrullpass,"), "{}", shown.html);
}

#[tokio::test]
async fn what_is_logged_counts_and_what_lies_outside_the_period_is_told() {
    let desk = Desk::new().await;
    let police = desk.person("polis").await;
    let form = format!("/insatser/lofte/{}/2", station(&desk).await);
    let before = stands(&desk, 2).await;
    assert_eq!((before.done, before.promised, before.outcome), (99, Some(144), Outcome::Partly));
    for (count, day) in [("140", "2024-06-01"), ("7", "2025-01-01")] {
        let saved = police.post(&form, &[("count", count), ("day", day)]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.html);
    }
    // The reports tell 99 and the log 140 of the same work: the larger counts, never both.
    let after = stands(&desk, 2).await;
    assert_eq!((after.done, after.outside.count), (140, 7));
    let page = desk.person("samordnare").await.get(&format!("/loften/{}", station(&desk).await)).await;
    assert!(page.html.contains("Gjort: 140 av minst 144 patrullpass."), "{}", page.html);
    assert!(page.html.contains("7 är daterade utanför löftets period och räknas inte."), "{}", page.html);
}

#[tokio::test]
async fn what_cannot_be_is_refused_at_its_field_and_nothing_is_lost() {
    let desk = Desk::new().await;
    let police = desk.person("polis").await;
    let form = format!("/insatser/lofte/{}/2", station(&desk).await);
    let next = desk.house.today().tomorrow().unwrap().to_string();
    let cases = [
        ("0", "2024-06-01", "Skriv hur många"),
        ("", "2024-06-01", "Skriv hur många"),
        ("-3", "2024-06-01", "Skriv hur många"),
        ("1", next.as_str(), "har inte varit än"),
        ("1", "1066-01-01", "mellan 1990 och 2100"),
        ("1", "i går", "Skriv en dag som finns"),
    ];
    for (count, day, told) in cases {
        let sent = [("count", count), ("day", day), ("place", "Torget")];
        let refused = police.post(&form, &sent).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{count} {day}");
        assert!(refused.html.contains(told) && refused.html.contains("value=\"Torget\""), "{}", refused.html);
    }
    let person = [("count", "1"), ("day", "2024-06-01"), ("note", "Talade med 640823-3234")];
    assert_ne!(police.post(&form, &person).await.status, StatusCode::SEE_OTHER);
    assert_eq!(entries(&desk, &police).await, 0);
}

#[tokio::test]
async fn a_slip_is_corrected_with_what_stood_before_and_what_is_taken_back_counts_no_more() {
    let desk = Desk::new().await;
    let entry = logged(&desk.house, station(&desk).await).await;
    let police = desk.person("polis").await;
    let here = format!("/insatser/rad/{}", entry.id);
    let version = between(&police.get(&here).await.html, "name=\"version\" value=\"", "\"").to_owned();
    let forty =
        [("version", version.as_str()), ("count", "40"), ("day", "2024-05-02"), ("reason", "glömda pass")];
    assert_eq!(police.post(&here, &forty).await.status, StatusCode::SEE_OTHER);
    let late = police.post(&here, &forty).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "an earlier version is not written over");
    let four = [("version", "2"), ("count", "4"), ("day", "2024-05-02"), ("reason", "")];
    assert_eq!(police.post(&here, &four).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = police.get(&here).await.html;
    assert!(page.contains("glömda pass") && page.contains("Förut stod: 1 patrullpass"), "{page}");
    let back = format!("{here}/ta-tillbaka");
    let late = police.post(&back, &[("why", "dubbelt"), ("version", "1")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "what was not read is not taken back");
    assert!(late.html.contains("dubbelt"), "the reason stays");
    let taken = police.post(&back, &[("why", "dubbelt"), ("version", "2")]).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.html);
    let kept = activity::find(&police.actor, &desk.house, entry.id).await.unwrap().value;
    assert_eq!((kept.former.len(), kept.deed()), (1, None));
    assert!(police.get(&here).await.html.contains("räknas inte"));
}

#[tokio::test]
async fn entries_are_their_sides_and_sums_everybodys() {
    let desk = Desk::new().await;
    let entry = logged(&desk.house, station(&desk).await).await;
    for login in ["samordnare", "bostadsbolag", "lasare"] {
        let person = desk.person(login).await;
        let seen = person.get(&format!("/insatser/rad/{}", entry.id)).await;
        assert_eq!(seen.status, StatusCode::FORBIDDEN, "{login}");
        assert!(!person.get("/insatser").await.html.contains("Perrongen"), "{login}");
    }
    let housing = desk.person("bostadsbolag").await;
    let patrols = format!("/insatser/lofte/{}/2", station(&desk).await);
    let sent = housing.post(&patrols, &[("count", "1"), ("day", "2024-06-01")]).await;
    assert_eq!(sent.status, StatusCode::NOT_FOUND, "somebody else's undertaking");
}

fn file(desk: &Desk, text: &str) -> PathBuf {
    let path = desk.house.dir().join("insatser.csv");
    std::fs::write(&path, text).unwrap();
    path
}

#[tokio::test]
async fn a_file_is_taken_once_and_a_longer_one_adds_what_is_new() {
    let desk = Desk::new().await;
    let police = desk.person("polis").await;
    let rows = "Löfte;Åtagande;Antal;Dag;Enhet;Plats\n2;2;1;2024-05-02;patrullpass;Torget\n\
                2;2;1;2024-05-02;patrullpass;Torget\n2;2;2;2026-05-03;;\n";
    let take = |text: String| {
        let (actor, house, path) = (police.actor.clone(), desk.house.clone(), file(&desk, &text));
        async move { import(&actor, &house, &path).await.unwrap() }
    };
    assert_eq!(take(rows.to_owned()).await, Imported { stored: 3, known: 0, outside: 1 });
    assert_eq!(take(rows.to_owned()).await, Imported { stored: 0, known: 3, outside: 0 });
    let longer = format!("{rows}2;2;4;2024-05-09;;\n");
    assert_eq!(take(longer).await, Imported { stored: 1, known: 3, outside: 0 });
    assert_eq!(entries(&desk, &police).await, 4);
}

#[tokio::test]
async fn a_file_with_faults_tells_each_by_row_and_column_and_leaves_nothing() {
    let desk = Desk::new().await;
    let police = desk.person("polis").await;
    let path = file(
        &desk,
        "löfte;åtagande;antal;dag;enhet;område;part\n2;2;1;2024-05-02;;;\n2;2;0;2024-05-02;;;\n\
         2;2;1;2024-05-32;;;\n2;2;1;2024-05-02;timmar;;\n9;2;1;2024-05-02;;;\n2;9;1;2024-05-02;;;\n\
         2;2;1;2024-05-02;;Månen;\n2;2;1;2024-05-02;;;Flens kommun\n2;1;1;2024-05-02;;;\n",
    );
    let refused = import(&police.actor, &desk.house, &path).await;
    let Err(AppError::Refused(messages)) = refused else { panic!("{refused:?}") };
    let told: Vec<String> = messages.iter().map(|message| message.tell(Language::Swedish)).collect();
    let expected = [
        "Inget av filen är taget",
        "Rad 3, kolumnen antal",
        "Rad 4, kolumnen dag",
        "Rad 5, kolumnen enhet",
        "Rad 6, kolumnen löfte",
        "Rad 7, kolumnen åtagande",
        "Rad 8, kolumnen område",
        "Rad 9, kolumnen part",
        "Rad 10, kolumnen part",
    ];
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    for (told, expected) in told.iter().zip(expected) {
        assert!(told.starts_with(expected), "{told}");
        assert!(!told.contains("Månen"), "a cell may hold anything: {told}");
    }
    assert_eq!(entries(&desk, &police).await, 0);
}

#[tokio::test]
async fn a_masked_note_is_gone_from_the_entry_and_from_what_it_said_before() {
    let desk = Desk::new().await;
    let entry = logged(&desk.house, station(&desk).await).await;
    let police = desk.person("polis").await;
    let corrected = Entry { place: "Perrongen norra".into(), ..entry.entry.clone() };
    activity::correct(&police.actor, &desk.house, entry.id, 1, corrected, "plats").await.unwrap();
    let thing = (lofte_store::Noun::Activity, entry.id.to_string());
    let masked =
        lofte_app::mask::mask(&police.actor, &desk.house, (thing.0, &thing.1), "Perrongen", "art. 17").await;
    assert_eq!(masked.unwrap().places, 2);
    let kept = activity::find(&police.actor, &desk.house, entry.id).await.unwrap().value;
    assert!(!serde_json::to_string(&kept).unwrap().contains("Perrongen"));
}
