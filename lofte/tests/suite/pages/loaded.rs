//! Weights of harm and the gazetteer: loaded, seen, used, taken back. All weights and addresses are made up for these tests.

use super::browser::{Browser, text};
use super::desk::Desk;
use axum::http::StatusCode;
use lofte_app::delivery::{Request, Source, import};
use lofte_app::extract::extract;
use lofte_app::house::House;
use lofte_app::loaded;
use lofte_app::mask::mask;
use lofte_model::access::Actor;
use lofte_model::records::{PlacePrecision, RowCounts};
use lofte_store::Noun;

const PAGE: &str = "/kategorier/vikter";

fn form<'a>(rows: &'a str, version: &'a str) -> [(&'a str, &'a str); 5] {
    [
        ("name", "Påhittade vikter"),
        ("version", version),
        ("source", "påhittade för testet"),
        ("unit", "dag"),
        ("rows", rows),
    ]
}

#[tokio::test]
async fn weights_are_loaded_replaced_and_taken_back() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    for (rows, told) in [
        ("stöld 10", "Rad 1 är inte en kategori och ett tal"),
        ("stöld; 10\nrymdfärd; 3", "Rad 2: ”rymdfärd” är ingen kategori"),
        ("", "Tabellen är tom"),
        ("stöld; -1", "inget tal större än noll"),
    ] {
        let refused = coordinator.post(PAGE, &form(rows, "1")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{rows}");
        assert!(text(&refused.html).contains(told), "{told}: {}", text(&refused.html));
    }
    assert_eq!(
        coordinator.post(PAGE, &form("stöld; 10\nrån; 500,5", "1")).await.status,
        StatusCode::SEE_OTHER
    );
    let same = coordinator.post(PAGE, &form("stöld; 10\nrån; 500,5", "1")).await;
    assert!(text(&same.html).contains("samma innehåll som redan gäller"));
    assert_eq!(coordinator.post(PAGE, &form("stöld; 11", "2")).await.status, StatusCode::SEE_OTHER);
    let said = text(&coordinator.get(PAGE).await.html);
    assert!(said.contains("2. Påhittade vikter") && said.contains("Ersatt av en senare"), "{said}");
    let reader = desk.person("lasare").await;
    assert!(text(&reader.get(PAGE).await.html).contains("Påhittade vikter"));
    assert_eq!(reader.post(PAGE, &form("stöld; 12", "3")).await.status, StatusCode::FORBIDDEN);
    let gone = "/tabeller/harm_weights-2/ta-tillbaka";
    let unsaid = coordinator.post(gone, &[("why-harm_weights-2", " ")]).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    let back = coordinator.post(gone, &[("why-harm_weights-2", "fel utgåva")]).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER);
    let in_force = loaded::weights(&coordinator.actor, &desk.house).await.unwrap().unwrap();
    assert_eq!((in_force.table.number, in_force.weights.len()), (1, 2), "the one before counts again");
    let said = text(&coordinator.get(PAGE).await.html);
    assert!(said.contains("fel utgåva") && said.contains("500,5"), "{said}");
    let again = coordinator.post(gone, &[("why-harm_weights-2", "igen")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    // Whoever is named as the source can be masked, and the weights weigh as before.
    let with = (&coordinator.actor, &desk.house);
    for number in [1, 2] {
        let table = format!("harm_weights-{number}");
        mask(with.0, with.1, (Noun::LoadedTable, &table), "påhittade för testet", "gallring").await.unwrap();
    }
    let masked = loaded::weights(with.0, with.1).await.unwrap().unwrap();
    assert_eq!((masked.table.number, &masked.weights), (1, &in_force.weights));
    assert!(!text(&coordinator.get(PAGE).await.html).contains("påhittade för testet"));
}

#[tokio::test]
async fn the_picture_says_what_weighs_most_and_by_which_table() {
    let coordinator = Browser::signed_in("samordnare").await;
    let before = text(&coordinator.get("/lagesbild/hela").await.page());
    assert!(!before.contains("Vad väger tyngst?"), "no weights come with the program");
    coordinator.post(PAGE, &form("stöld; 2\ninbrott; 40\nmisshandel; 90\nrån; 500", "påhittad 7")).await;
    let job = coordinator.post("/lagesbild/rakna", &[]).await.leads_on();
    coordinator.wait(&job).await;
    let said = text(&coordinator.get("/lagesbild/hela").await.page());
    for words in
        ["Vad väger tyngst?", "Den allvarligaste enskilda händelsen är", "påhittad 7", "påhittade för testet"]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
    let shown = text(&coordinator.get(PAGE).await.page());
    assert!(shown.contains("saknar vikt"), "{shown}");
}

const REGISTER: &str = "Adress;Ort;lat;lon\nPåhittsgatan 1;Flen;59.0581;16.5872\nPåhittsgatan 3;Flen;59.0582;16.5873\n\
    Påhittsgatan 5;Flen;59.0583;16.5874\n";
const MAPPING: &str = "source = \"hittad\"\nkind = \"fault\"\nfixed_category = \"lighting\"\n[columns]\nid = \"Nr\"\n\
    time = \"Tid\"\naddress = \"Adress\"\n";

async fn deliver(
    (actor, house): (&Actor, &House),
    (source, mapping): (&str, Option<&str>),
    rows: &str,
) -> (RowCounts, Option<lofte_model::records::quality::Quality>) {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), rows).unwrap();
    let request = Request {
        source: Source::new(source, mapping).unwrap(),
        file: file.path().to_owned(),
        file_name: "register.csv".into(),
        dry_run: false,
    };
    let delivered = import(actor, house, request, Box::new(|_, _| {})).await.unwrap();
    (delivered.counts, delivered.quality)
}

#[tokio::test]
async fn a_gazetteer_places_rows_until_it_is_taken_back_and_no_address_is_kept() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let with = (&coordinator.actor, &desk.house);
    let (counts, _) = deliver(with, ("gazetteer", None), REGISTER).await;
    assert_eq!((counts.stored(), counts.rejected()), (3, 0));
    let rows = |number: u32| format!("Nr;Tid;Adress\n{number};2025-03-01 10:00;PÅHITTSG. 3\n");
    let (_, quality) = deliver(with, ("incidents", Some(MAPPING)), &rows(1)).await;
    assert_eq!(quality.unwrap().named[&PlacePrecision::Address], 1);
    let page = text(&coordinator.get("/platser/register").await.html);
    assert!(
        page.contains("register.csv") && page.contains("Gäller") && !page.contains("Påhittsgatan"),
        "{page}"
    );
    loaded::withdraw(with.0, with.1, "gazetteer-1", "fel uttag").await.unwrap();
    let (_, quality) = deliver(with, ("incidents", Some(MAPPING)), &rows(2)).await;
    assert!(quality.unwrap().named.is_empty(), "what was taken back places nothing");
    let found = extract(with.0, with.1, "samordnare").await.unwrap();
    let extract = serde_json::to_string(&found).unwrap();
    assert!(extract.contains("loaded_table") && !extract.contains("Påhittsgatan"));
    mask(with.0, with.1, (Noun::LoadedTable, "gazetteer-1"), "fel uttag", "gallring").await.unwrap();
    assert!(!text(&coordinator.get("/platser/register").await.html).contains("fel uttag"));
}
