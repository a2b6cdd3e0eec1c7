//! The pages on deliveries and jobs.

use super::browser::{Browser, OFFENCES, link, text, value_of};
use axum::http::StatusCode;
use lofte::demo::PASSWORD;
use lofte_app::house::House;
use std::fs;

#[tokio::test]
async fn a_file_becomes_a_delivery_whose_counts_add_up() {
    let police = Browser::signed_in("polis").await;
    let job = police.upload_offences(OFFENCES).await.leads_on();
    let done = police.wait(&job).await;
    assert!(text(&done).contains("Ja. Av 3 rader var 2 nya, 1 gick inte att ta emot."), "{}", text(&done));
    assert_eq!(staged(&police), 0, "what was delivered lies nowhere else");

    let delivery = link(&done, "/leveranser/0").to_owned();
    let page = police.get(&delivery).await.page();
    let said = text(&page);
    assert!(
        said.contains("Lästa i filen 3 Sparade 2 Fanns redan, sparades inte igen 0 Avvisade 1"),
        "{said}"
    );
    assert!(said.contains("4 Brottsdatum 9999-99-99 "), "{said}");
    assert!(!said.contains("Ta tillbaka leveransen"), "the police may not undo");
    let csv = police.get(&format!("{delivery}/avvisade.csv")).await.page();
    assert!(
        csv.starts_with(
            "\u{feff}\"rad\";\"kolumn\";\"form eller kod\";\"varför\"\n4;\"Brottsdatum\";\"9999-99-99\";"
        ),
        "{csv}"
    );

    // The same file once more is all duplicates, and says so without making a delivery.
    let job = police.upload_offences(OFFENCES).await.leads_on();
    let again = text(&police.wait(&job).await);
    assert!(again.contains("Filen gav inget nytt, så det blev ingen leverans. Av 3 rader var 0 nya, 2 fanns redan, 1 gick inte att ta emot."), "{again}");

    // One more row: the new delivery rests on the first, which cannot be undone before it.
    let more = format!("{OFFENCES}PROV-4;2025-06-01;01:00;Inbrott;59.0580;16.5890\n");
    let job = police.upload_offences(&more).await.leads_on();
    let done = police.wait(&job).await;
    assert!(text(&done).contains("Av 4 rader var 1 nya, 2 fanns redan, 1 gick inte att ta emot."));
    let later = police.get(link(&done, "/leveranser/0")).await.page();
    assert!(later.contains(&delivery), "the later delivery names the one it rests on");
    assert!(text(&police.get(&delivery).await.page()).contains("Vilka leveranser vilar på den här?"));
    let coordinator = police.sign_in("samordnare", PASSWORD).await;
    let question = text(&coordinator.get(&format!("{delivery}/angra")).await.page());
    let (rests, rows) = (question.find("vilar på leveransen."), question.find("De 2 rader"));
    assert!(rests.is_some() && rests < rows, "what rests on it comes first: {question}");
}

/// Files on their way in.
fn staged(browser: &Browser) -> usize {
    fs::read_dir(browser.home.path().join("staged")).map_or(0, Iterator::count)
}

#[tokio::test]
async fn a_file_that_is_broken_off_goes_at_once_and_one_that_came_whole_stays() {
    let police = Browser::signed_in("polis").await;
    let actor = lofte_app::access::acting_for(&police.house, Some("polis")).await.unwrap();
    let begun = lofte_app::staging::begin(&actor, &police.house).await.unwrap();
    fs::write(begun.file.join("halv.csv"), "Nr;Tid\n").unwrap();
    assert_eq!(staged(&police), 1);
    drop(begun);
    assert_eq!(staged(&police), 0);
    lofte_app::staging::begin(&actor, &police.house).await.unwrap().keep();
    assert_eq!(staged(&police), 1);
}

#[tokio::test]
async fn a_dry_run_keeps_nothing() {
    let police = Browser::signed_in("polis").await;
    let listed = async || {
        let page = text(&police.get("/leveranser").await.page());
        page.split("Källor Polisen").nth(1).unwrap().to_owned()
    };
    let before = listed().await;
    let mapping = fs::read_to_string(police.home.path().join("underlag/polisen.toml")).unwrap();
    let parts = [
        ("source", None, "incidents"),
        ("dry_run", None, "1"),
        ("mapping_file", Some("polisen.toml"), mapping.as_str()),
        ("file", Some("prov.csv"), OFFENCES),
    ];
    let job = police.upload(&parts).await.leads_on();
    let done = text(&police.wait(&job).await);
    assert!(done.contains("Ingenting sparades, eftersom det var en torrkörning."), "{done}");
    assert!(done.contains("Tiden finns inte i kalendern") && done.contains("Brottsdatum 4 1"), "{done}");
    assert!(!done.contains("2025-13-45"), "what stood in the cell is not kept: {done}");
    assert_eq!(listed().await, before);
}

#[tokio::test]
async fn a_delivery_is_taken_back_after_a_question() {
    let coordinator = Browser::signed_in("samordnare").await;
    let job = coordinator.upload_offences(OFFENCES).await.leads_on();
    let delivery = link(&coordinator.wait(&job).await, "/leveranser/0").to_owned();
    let rows =
        |page: &str| text(page).split("Polisen ").nth(1).unwrap().split(" rader").next().unwrap().to_owned();
    assert_eq!(rows(&coordinator.get("/leveranser").await.page()), "13 262");
    let question = coordinator.get(&format!("{delivery}/angra")).await.page();
    assert!(text(&question).contains("Ta tillbaka prov.csv?") && text(&question).contains("De 2 rader"));
    let angra = format!("{delivery}/angra");
    let unseen = coordinator.post(&angra, &[]).await;
    let question =
        unseen.refused(StatusCode::UNPROCESSABLE_ENTITY, "Det här har ändrats sedan du läste det.");
    let seen = value_of(&question, "seen");
    assert_eq!(coordinator.post(&angra, &[("seen", &seen)]).await.leads_on(), delivery);
    let undone = coordinator.get(&delivery).await.page();
    assert!(text(&undone).contains("Leveransen togs tillbaka den "), "{}", text(&undone));
    assert!(!undone.contains("/angra"));
    assert_eq!(rows(&coordinator.get("/leveranser").await.page()), "13 260");
    coordinator
        .post(&angra, &[("seen", &seen)])
        .await
        .refused(StatusCode::UNPROCESSABLE_ENTITY, "Leveransen är redan tillbakatagen.");
}

#[tokio::test]
async fn a_wrong_file_is_told_in_swedish() {
    let police = Browser::signed_in("polis").await;
    // Nothing at all: every field says what it lacks, and nothing is left behind.
    let refused = police.upload(&[("source", None, "")]).await;
    let page = refused.refused(StatusCode::UNPROCESSABLE_ENTITY, "Något behöver rättas");
    assert!(page.contains("Välj en fil.") && page.contains("Välj vad filen innehåller."));
    // A mapping that cannot be read is shown again as it was written.
    let parts =
        [("source", None, "incidents"), ("file", Some("a.csv"), "x"), ("mapping", None, "inte = = toml")];
    let page = police
        .upload(&parts)
        .await
        .refused(StatusCode::UNPROCESSABLE_ENTITY, "i mappningen går inte att förstå");
    assert!(page.contains("inte = = toml</textarea>") && page.contains("Filen behöver väljas en gång till."));
    assert_eq!(staged(&police), 0, "refused files are removed");
    // A file that turns out wrong when it is read fails the job with the same words as everywhere else.
    let job = police.upload_offences("%PDF-1.7\nnot a table").await.leads_on();
    let failed = text(&police.wait(&job).await);
    assert!(failed.contains("Nej, och ingenting sparades. prov.csv är en PDF och läses inte"), "{failed}");
    let job = police
        .upload_offences("Ärende;Datum;Klockslag;Brottstyp\n1;2025-01-01;10:00;Inbrott\n")
        .await
        .leads_on();
    let failed = text(&police.wait(&job).await);
    assert!(failed.contains("Det finns ingen kolumn ”Brottsdatum”."), "{failed}");
    // A name that points somebody out never gets that far.
    let parts = [("source", None, "bra"), ("file", Some("19811228-9874.csv"), "a;b\n1;2\n")];
    police.upload(&parts).await.refused(StatusCode::UNPROCESSABLE_ENTITY, "Döp om filen");
}

#[tokio::test]
async fn what_a_crash_interrupted_is_told_at_the_next_start() {
    let police = Browser::signed_in("polis").await;
    let house = House::open(police.home.path()).await.unwrap();
    let actor = lofte_app::access::acting_for(&house, Some("polis")).await.unwrap();
    let id = lofte_model::id::JobId(uuid::Uuid::now_v7());
    let begun = lofte_app::staging::begin(&actor, &house).await.unwrap();
    let folder = begun.file.clone();
    fs::write(folder.join("bra.csv"), "kommun").unwrap();
    let file = super::wizard::staged_file(begun.id, &actor, &house, "bra.csv", "bra");
    begun.keep();
    lofte_app::staging::keep(&actor, &house, &file).await.unwrap();
    let order = serde_json::to_value(lofte::jobs::import::Order::of_file(&file, false)).unwrap();
    let kind = lofte_app::job::Kind::Import;
    lofte_app::job::queue(&actor, &house, id, kind, order).await.unwrap();
    house.store().claim_next(house.municipality(), house.now()).await.unwrap().unwrap();

    lofte::jobs::resume(&house).await.unwrap();
    let page = text(&police.get(&format!("/jobb/{id}")).await.page());
    assert!(page.contains("Arbetet avbröts när programmet stängdes."), "{page}");
    assert!(page.contains("Ändra hur filen läses"), "the file is still there to be read again: {page}");
    assert!(folder.join("bra.csv").exists());
}

#[tokio::test]
async fn a_form_brings_one_file_and_only_where_the_disk_has_room() {
    let parts = |files: &[&'static str]| {
        let mut parts = vec![("source", None, "incidents")];
        parts.extend(files.iter().map(|name| ("file", Some(*name), OFFENCES)));
        parts
    };
    let police = Browser::signed_in("polis").await;
    let many = police.upload(&parts(&["a.csv", "b.csv"])).await;
    many.refused(StatusCode::UNPROCESSABLE_ENTITY, "Bara en fil i taget");
    let full = format!("\n[limits]\nfree_disk = {}\n", i64::MAX);
    let police = Browser::stranger_with(&full).await.sign_in("polis", PASSWORD).await;
    let refused = police.upload(&parts(&["a.csv"])).await;
    refused.refused(StatusCode::UNPROCESSABLE_ENTITY, "Disken är nästan full");
    assert_eq!(staged(&police), 0, "nothing of it is kept");
}

#[tokio::test]
async fn an_account_has_so_many_jobs_and_one_waiting_refresh() {
    use lofte_app::job::Kind;
    use lofte_model::id::JobId;
    let settings = "\n[limits]\njobs_of_one_account = 2\n";
    let police = Browser::stranger_with(settings).await.sign_in("polis", PASSWORD).await;
    let actor = lofte_app::access::acting_for(&police.house, Some("polis")).await.unwrap();
    let order = async |kind: Kind, payload: serde_json::Value| {
        let id = JobId(uuid::Uuid::now_v7());
        lofte_app::job::queue(&actor, &police.house, id, kind, payload).await.unwrap()
    };
    let first = order(Kind::Refresh, serde_json::Value::Null).await;
    assert_eq!(order(Kind::Refresh, serde_json::Value::Null).await, first, "it waits already");
    order(Kind::Import, serde_json::json!({"file": 1})).await;
    let refused = police.upload_offences(OFFENCES).await;
    refused.refused(StatusCode::UNPROCESSABLE_ENTITY, "Du har redan 2 jobb");
    // Somebody else's are their own.
    let coordinator = lofte_app::access::acting_for(&police.house, Some("samordnare")).await.unwrap();
    let id = JobId(uuid::Uuid::now_v7());
    lofte_app::job::queue(&coordinator, &police.house, id, Kind::Import, serde_json::json!({}))
        .await
        .unwrap();
}

#[tokio::test]
async fn residents_and_areas_come_in_by_the_same_form_and_borders_hold_while_rows_count() {
    let police = Browser::signed_in("polis").await;
    let deliver = async |source, name, contents: &str| {
        let sent = police.upload(&[("source", None, source), ("file", Some(name), contents)]).await;
        text(&police.wait(&sent.leads_on()).await)
    };
    let of = async |code: &str| {
        let actor = lofte_app::access::acting_for(&police.house, Some("polis")).await.unwrap();
        let areas = lofte_app::place::areas(&actor, &police.house).await.unwrap();
        areas.into_iter().find(|area| area.code.as_str() == code)
    };
    let before = of("0482A0010").await.unwrap();
    let residents = "region;2026\n0482A0010;1234\n0482A9999;1\n";
    let said = deliver("population", "folkmangd.csv", residents).await;
    assert!(
        said.contains(
            "Ja. Av 2 områden och rader i filen är 0 nya, 1 ändrade och 0 som förut. 1 rader gick inte"
        ),
        "{said}"
    );
    assert!(said.contains("nämns inte i filen"), "{said}");
    let after = of("0482A0010").await.unwrap();
    let population = after.population.clone().unwrap();
    assert_eq!((population.residents, population.year, population.aged_16_85), (1234, 2026, None));
    assert_eq!((&after.border, &after.name), (&before.border, &before.name));
    let said = deliver("population", "folkmangd.csv", residents).await;
    assert!(said.contains("Den är läst, men sade inget annat än det som redan är känt"), "{said}");
    // Offences have been placed by the borders there are.
    let own = r#"{"type": "Feature", "properties": {"code": "torget", "name": "Torget"}, "geometry": {"type": "Polygon",
        "coordinates": [[[16.58, 59.05], [16.59, 59.05], [16.59, 59.06], [16.58, 59.06], [16.58, 59.05]]]}}"#;
    let said = deliver("own_areas", "egna.geojson", own).await;
    assert!(said.contains("1 egna platser används från och med"), "{said}");
    let torget = of("torget").await.unwrap();
    assert_eq!(torget.details.valid_from, Some(police.house.today()), "what happened before is not in it");
    let moved = own.replace("16.59", "16.595");
    let said = deliver("own_areas", "egna.geojson", &moved).await;
    assert!(
        said.contains("Nej, och ingenting sparades. Området torget är nytt eller har en annan gräns"),
        "{said}"
    );
    assert_eq!(of("torget").await.unwrap().border, torget.border);
    let said = deliver("own_areas", "egna.geojson", "{\"type\": ").await;
    assert!(
        said.contains("Områdesfilen egna.geojson kan inte användas. Filen är ingen giltig JSON"),
        "{said}"
    );
}
