//! Places: listed, drawn, corrected with what stood before, and ended; never removed.

use super::browser::{Browser, text, value_of};
use axum::http::StatusCode;
use lofte_app::place;
use lofte_model::place::{Area, PlaceGroup, PlaceType};

async fn of(browser: &Browser, code: &str) -> Option<Area> {
    let actor = lofte_app::access::acting_for(&browser.house, Some("samordnare")).await.unwrap();
    place::areas(&actor, &browser.house).await.unwrap().into_iter().find(|area| area.code.as_str() == code)
}

const CORNERS: &str = "59.0580, 16.5850\n59.0580, 16.5900\n59.0610, 16.5900\n59.0610, 16.5850";

#[tokio::test]
async fn a_place_is_drawn_corrected_and_ended_and_stays() {
    let coordinator = Browser::signed_in("samordnare").await;
    let page = coordinator.get("/platser").await.page();
    assert!(page.contains("0482A0010") && page.contains("/platser/ny") && page.contains("place-map"));

    let form = [
        ("name", "Stortorget"),
        ("place_type", "centre"),
        ("hours", "fredag och lördag 22–03"),
        ("groups", "visitors"),
        ("groups", "employees"),
        ("corners", CORNERS),
    ];
    let address = coordinator.post("/platser/ny", &form).await.leads_on();
    assert_eq!(address, "/platser/stortorget");
    let drawn = of(&coordinator, "stortorget").await.unwrap();
    assert_eq!((drawn.place_type, drawn.border[0][0].len()), (PlaceType::Centre, 5));
    assert_eq!(drawn.details.groups, [PlaceGroup::Visitors, PlaceGroup::Employees]);
    assert_eq!(drawn.details.valid_from, Some(coordinator.house.today()), "rows have been placed already");
    let page = coordinator.get(&address).await.page();
    let shown = text(&page);
    assert!(
        shown.contains("fredag och lördag 22–03") && shown.contains("besökare och de som arbetar där"),
        "{shown}"
    );

    // The name is corrected with a reason; what stood before is told.
    let seen = value_of(&page, "seen");
    let (hours, kind) = ("fredag och lördag 22–03", "centre");
    let change = |reason: &'static str| {
        let name = ("name", "Stora torget");
        [name, ("place_type", kind), ("hours", hours), ("reason", reason), ("seen", seen.as_str())]
    };
    coordinator.post(&address, &change("")).await.refused(StatusCode::UNPROCESSABLE_ENTITY, "varför");
    let pairs = change("Så heter det");
    assert_eq!(coordinator.post(&address, &pairs).await.leads_on(), address);
    let page = coordinator.get(&address).await.page();
    assert!(text(&page).contains("Förut stod: Stortorget"), "{}", text(&page));
    // Who saw it as it was before does not write over the correction.
    coordinator.post(&address, &pairs).await.refused(StatusCode::UNPROCESSABLE_ENTITY, "ändrats");
    // Nor does who has something else to mend first.
    let blank: Vec<(&str, &str)> = pairs
        .iter()
        .map(|(name, value)| if *name == "name" { (*name, "") } else { (*name, *value) })
        .collect();
    let again = coordinator.post(&address, &blank).await.refused(StatusCode::UNPROCESSABLE_ENTITY, "");
    assert_eq!(value_of(&again, "seen"), seen, "the place as it was read");

    // It ends, and stays for what names it.
    let seen = value_of(&page, "seen");
    let today = coordinator.house.today();
    let tomorrow = today.tomorrow().unwrap().to_string();
    let end = format!("{address}/avsluta");
    let too_late = [("last", tomorrow.as_str()), ("why_ended", "byggs om"), ("seen", seen.as_str())];
    let again =
        coordinator.post(&end, &too_late).await.refused(StatusCode::UNPROCESSABLE_ENTITY, "inte varit än");
    assert!(again.contains("byggs om") && again.contains(&tomorrow), "what was written stays");
    let last = today.to_string();
    let ending = [("last", last.as_str()), ("why_ended", "byggs om"), ("seen", seen.as_str())];
    assert_eq!(coordinator.post(&end, &ending).await.leads_on(), address);
    assert_eq!(of(&coordinator, "stora-torget").await, None, "the code stays as it was");
    let ended = of(&coordinator, "stortorget").await.unwrap();
    assert!(ended.is_used_on(today) && !ended.is_used_on(today.tomorrow().unwrap()));
}

#[tokio::test]
async fn a_place_that_is_no_place_is_refused_and_what_was_written_stays() {
    let coordinator = Browser::signed_in("samordnare").await;
    let draw = async |corners: &str, words: &str| {
        let form = [("name", "Torget"), ("place_type", "centre"), ("corners", corners)];
        let page =
            coordinator.post("/platser/ny", &form).await.refused(StatusCode::UNPROCESSABLE_ENTITY, words);
        assert!(page.contains("value=\"Torget\""));
    };
    draw("59.058, 16.585\n59.058, 16.590", "minst tre hörn").await;
    draw("59.058, 16.585\n59.061, 16.590\n59.058, 16.590\n59.061, 16.585", "korsar sig själv").await;
    draw("16.585, 59.058\n16.590, 59.058\n16.590, 59.061", "långt från kommunen").await;
    draw("59.058, 16.585\nvid kiosken\n59.061, 16.590", "Hörn 2 går inte att läsa").await;
    draw("", "välj minst ett område").await;
    let partner = Browser::signed_in("lasare").await;
    assert!(!partner.get("/platser").await.page().contains("/platser/ny"));
    let form = [("name", "Torget"), ("place_type", "centre"), ("corners", CORNERS)];
    partner.post("/platser/ny", &form).await.refused(StatusCode::FORBIDDEN, "");
}

#[tokio::test]
async fn a_place_can_be_made_of_whole_areas() {
    let coordinator = Browser::signed_in("samordnare").await;
    let form =
        [("name", "Centrala Flen"), ("place_type", "mixed"), ("areas", "0482C1010"), ("areas", "0482C1020")];
    let address = coordinator.post("/platser/ny", &form).await.leads_on();
    let drawn = of(&coordinator, address.trim_start_matches("/platser/")).await.unwrap();
    let of_parts = of(&coordinator, "0482C1010").await.unwrap().border.len()
        + of(&coordinator, "0482C1020").await.unwrap().border.len();
    assert_eq!(drawn.border.len(), of_parts);
    // The same again has the same border.
    coordinator.post("/platser/ny", &form).await.refused(StatusCode::UNPROCESSABLE_ENTITY, "samma gräns");
}

#[tokio::test]
async fn how_residents_reach_the_municipality_can_be_changed() {
    let coordinator = Browser::signed_in("samordnare").await;
    let page = coordinator.get("/platser").await.page();
    let seen = value_of(&page, "seen");
    let form = [("contact", "Växeln 0157-43 00 00"), ("seen", seen.as_str())];
    assert_eq!(coordinator.post("/platser/kontakt", &form).await.leads_on(), "/platser");
    let now = place::municipality(&coordinator.house).await.unwrap();
    assert_eq!(now.contact, "Växeln 0157-43 00 00");
}

#[tokio::test]
async fn a_locality_becomes_a_place_with_one_click_and_not_twice() {
    let coordinator = Browser::signed_in("samordnare").await;
    let page = coordinator.get("/platser/tatorter").await.page();
    assert!(text(&page).contains("Ta med Malmköping"), "{}", text(&page));
    let malma = lofte_import::reference::localities(&coordinator.house.municipality().clone());
    let malma = malma.into_iter().find(|known| known.name == "Malmköping").unwrap();
    let address = coordinator.post("/platser/tatorter", &[("code", &malma.code)]).await.leads_on();
    assert_eq!(address, "/platser/malmkoping");
    let place = of(&coordinator, "malmkoping").await.unwrap();
    assert!(!place.border.is_empty() && place.source.contains("Lantmäteriet"));
    assert_eq!(place.population.unwrap().residents, malma.residents_2020);
    assert!(text(&coordinator.get("/platser/tatorter").await.page()).contains("Finns redan som plats"));
    let twice = coordinator.post("/platser/tatorter", &[("code", &malma.code)]).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    let unknown = coordinator.post("/platser/tatorter", &[("code", "0180TC101")]).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn words_of_time_become_a_window_that_what_happened_is_counted_in() {
    let coordinator = Browser::signed_in("samordnare").await;
    let form = [
        ("name", "Kvällstorget"),
        ("place_type", "centre"),
        ("hours", "fredag–lördag kl. 22–03"),
        ("corners", CORNERS),
    ];
    let address = coordinator.post("/platser/ny", &form).await.leads_on();
    let drawn = of(&coordinator, "kvallstorget").await.unwrap();
    assert_eq!((drawn.details.windows.len(), drawn.details.windows[0].from), (1, 22));
    let page = coordinator.get(&address).await.page();
    assert!(text(&page).contains("fredag och lördag kl. 22–03 nästa dag"), "{}", text(&page));
    let form = [
        ("name", "Kvällstorget"),
        ("place_type", "centre"),
        ("hours", "sena kvällar"),
        ("reason", "ingen klocka"),
        ("seen", &value_of(&page, "seen")),
    ];
    coordinator.post(&address, &form).await.leads_on();
    let corrected = of(&coordinator, "kvallstorget").await.unwrap();
    assert!(corrected.details.windows.is_empty(), "what is not days and hours is no window");
    assert!(!text(&coordinator.get(&address).await.page()).contains("Tidsfönster"));
}

#[tokio::test]
async fn the_municipality_says_its_local_police_area_and_figures_for_it_say_so() {
    let coordinator = Browser::signed_in("samordnare").await;
    let say =
        async |name: &str| coordinator.post("/platser/lokalpolisomrade", &[("local_police", name)]).await;
    assert!(
        text(&coordinator.get("/platser").await.page()).contains("har inte sagt vilket lokalpolisområde")
    );
    let _ = say(" ").await.refused(StatusCode::UNPROCESSABLE_ENTITY, "Fel");
    assert_eq!(say("Lokalpolisområde Nyköping").await.leads_on(), "/platser");
    let _ = say("LPO Nyköping").await.refused(StatusCode::UNPROCESSABLE_ENTITY, "hör redan till");
    let shown = text(&coordinator.get("/platser").await.page());
    assert!(shown.contains("Kommunen hör till LPO Nyköping."), "{shown}");
    assert!(!coordinator.get("/loften/nytt").await.page().contains("LPO Nyköping"), "no promise is for it");
    assert!(
        text(&coordinator.get("/platser/lpo-nykoping").await.page()).contains("kan vara större än kommunen")
    );

    let results = "Indikator;Lokalpolisområde;År;Andel (%);Antal svar\nOtrygga ute;Nyköping;2025;31;900\nOtrygga ute;Eskilstuna;2025;35;900\n";
    let counts = "Lokalpolisområde;Kategori;År;Antal\nNyköping;Inbrott;2025;412\n";
    for (source, text) in [("survey_results", results), ("counts", counts)] {
        let actor = coordinator.actor("samordnare").await;
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        let settings = (source == "counts").then_some("source = \"polisen\"\n");
        let request = lofte_app::delivery::Request {
            source: lofte_app::delivery::Source::new(source, settings).unwrap(),
            file: file.path().to_owned(),
            file_name: "lpo.csv".into(),
            dry_run: false,
        };
        let progress = Box::new(|_, _| {});
        let delivered =
            lofte_app::delivery::import(&actor, &coordinator.house, request, progress).await.unwrap();
        assert_eq!((delivered.counts.stored(), delivered.counts.rejected()), (1, 0), "{source}");
    }
    let job = coordinator.post("/lagesbild/rakna", &[]).await.leads_on();
    coordinator.wait(&job).await;
    let shown = text(&coordinator.get("/lagesbild/hela").await.page());
    let named = "LPO Nyköping (hela lokalpolisområdet, inte bara kommunen)";
    assert!(shown.matches(named).count() >= 2, "{shown}");
    assert_eq!(say("Eskilstuna").await.leads_on(), "/platser");
    assert!(text(&coordinator.get("/platser").await.page()).contains("Kommunen hör till LPO Eskilstuna."));
}
