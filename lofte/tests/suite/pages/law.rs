//! The law on one page: what there is to show, the clocks, and the coordination that is written and corrected there.

use super::desk::{Desk, between};
use axum::http::StatusCode;
use lofte_app::{coordination, law, mask, publication};
use lofte_model::coordination::Occasion;
use lofte_model::law::clock::ClockState;
use lofte_model::law::{Duty, Standing};
use lofte_store::Noun;

/// What a section says of something, tags left out.
fn said<'a>(page: &'a str, what: &str) -> &'a str {
    between(page, &format!("<dt>{what}</dt>"), "</dd>")
}

#[tokio::test]
async fn each_section_shows_what_there_is_and_leads_to_what_is_missing() {
    let desk = Desk::new().await;
    let person = desk.person("samordnare").await;
    let page = person.get("/lagen").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.html);
    for section in 4..=14 {
        assert!(page.html.contains(&format!("id=\"paragraf-{section}\"")), "{section}");
    }
    let picture = said(&page.html, "Kartläggning av brotten");
    assert!(picture.contains("Underlag finns") && picture.contains("/lagesbild/utgavor/2"), "{picture}");
    let other = said(&page.html, "Hänger ihop med andra planer");
    assert!(other.contains("Underlag finns") && other.contains("ANDTS"), "{other}");
    let decided = said(&page.html, "Beslut om planen");
    assert!(decided.contains("Underlag finns") && decided.contains("§ 100"), "{decided}");
    assert!(said(&page.html, "Rättsligt stöd för kamerabevakning").contains("Gäller inte här"));
    assert!(!page.html.to_lowercase().contains("uppfylld"), "whether the law is complied with is not said");
    // What is taken back is missing, and the page leads to where it is mended.
    let gone = [("read", "1"), ("gone", "återremiss")];
    assert_eq!(person.post("/plan/version/1/ta-tillbaka", &gone).await.status, StatusCode::SEE_OTHER);
    let page = person.get("/lagen").await.html;
    let decided = said(&page, "Beslut om planen");
    assert!(decided.contains("Underlag saknas") && decided.contains("href=\"/plan"), "{decided}");
    // A reader is shown the same and led to no form.
    let reader = desk.person("lasare").await.get("/lagen").await.html;
    assert!(reader.contains("Underlag saknas") && !reader.contains("/lagen/handelser/ny"), "{reader}");
}

#[tokio::test]
async fn an_overdue_follow_up_is_on_the_overview_until_it_is_on_record() {
    let desk = Desk::new().await;
    let person = desk.person("samordnare").await;
    let told = "Åtgärdsplanen ska följas upp senast";
    let page = person.get("/").await.html;
    assert!(page.contains(told) && page.contains("vad=plan_followed_up"), "{page}");
    assert!(!desk.person("lasare").await.get("/").await.html.contains(told));
    let blank = person.get("/lagen/handelser/ny?vad=plan_followed_up").await.html;
    assert!(blank.contains("value=\"plan_followed_up\" checked"), "{blank}");
    let today = desk.house.today().to_string();
    let sent = [("what", "plan_followed_up"), ("on", today.as_str()), ("registry_number", "KS 2026/99")];
    let saved = person.post("/lagen/handelser/ny", &sent).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.html);
    assert!(!person.get("/").await.html.contains(told));
    let clocks = law::clocks(&person.actor, &desk.house).await.unwrap();
    assert!(matches!(clocks[1].state, ClockState::Running { .. }), "{clocks:?}");
    assert!(person.get("/lagen").await.html.contains("KS 2026/99"));
}

#[tokio::test]
async fn a_record_is_corrected_with_what_stood_before_and_taken_back() {
    let desk = Desk::new().await;
    let person = desk.person("samordnare").await;
    let here = "/lagen/handelser/3";
    assert!(person.get(here).await.html.contains("value=\"2026-02-03\""));
    let told = [("what", "council_meeting"), ("on", "2026-02-04"), ("note", "Ny lägesbild")];
    let without = person.post(here, &told).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(without.html.contains("id=\"reason-error\""), "{}", without.html);
    let corrected = person.post(here, &[&told[..], &[("reason", "fel dag")]].concat()).await;
    assert_eq!(corrected.status, StatusCode::SEE_OTHER, "{}", corrected.html);
    let page = person.get(here).await.html;
    assert!(
        page.contains("fel dag") && page.contains("Förut stod: Rådet sammanträdde · 3\u{a0}februari 2026"),
        "{page}"
    );
    let taken = person.post(&format!("{here}/ta-tillbaka"), &[("why", "inställt")]).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.html);
    assert!(person.get("/lagen/samordning").await.html.contains("Tillbakatagen"));
    let stands = law::stand(&person.actor, &desk.house).await.unwrap();
    let met = stands.shown.iter().find(|shown| shown.duty == Duty::CouncilMet).unwrap();
    assert_eq!(met.standing, Standing::Missing);
    for (on, wrong) in
        [("2099-01-01", "har inte varit"), ("1066-01-01", "mellan 1990"), ("i går", "en dag som finns")]
    {
        let refused = person.post("/lagen/handelser/ny", &[("what", "council_meeting"), ("on", on)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{on}");
        assert!(refused.html.contains(wrong), "{on}: {}", refused.html);
    }
    assert_eq!(person.get("/lagen/handelser/99").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_council_is_led_by_the_municipality_and_what_stood_before_is_kept() {
    let desk = Desk::new().await;
    let person = desk.person("samordnare").await;
    let form = "/lagen/samordning/andra";
    let page = person.get(form).await.html;
    let parties = lofte_app::agreement::parties(&person.actor, &desk.house).await.unwrap();
    let id = |name: &str| parties.iter().find(|party| party.name.contains(name)).unwrap().id.to_string();
    let version = between(&page, "name=\"version\" value=\"", "\"").to_owned();
    let (police, municipality) = (id("olis"), id("ommun"));
    let sent = |version: &'static str, chair: &str, why: &'static str| {
        vec![
            ("version".to_owned(), version.to_owned()),
            ("board".to_owned(), "Trygghetsnämnden".to_owned()),
            ("council".to_owned(), "Nya rådet".to_owned()),
            ("chair_party".to_owned(), chair.to_owned()),
            ("chair_office".to_owned(), "ordförande".to_owned()),
            ("member_2_party".to_owned(), police.clone()),
            ("member_2_office".to_owned(), "polischef".to_owned()),
            ("why".to_owned(), why.to_owned()),
        ]
    };
    let post = async |form_sent: Vec<(String, String)>| {
        let pairs: Vec<(&str, &str)> =
            form_sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        person.post(form, &pairs).await
    };
    let version: &'static str = version.leak();
    let led = post(sent(version, &police, "nytt råd")).await;
    assert_eq!(led.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(led.html.contains("Rådet leds av kommunen") && led.html.contains("Nya rådet"), "{}", led.html);
    let why = post(sent(version, &municipality, "")).await;
    assert!(why.html.contains("id=\"why-error\""), "{}", why.html);
    let late = post(sent("1", &municipality, "nytt råd")).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "an earlier version is not written over");
    let saved = post(sent(version, &municipality, "nytt råd")).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.html);
    let page = person.get("/lagen/samordning").await.html;
    for text in ["Nya rådet", "Trygghetsnämnden", "polischef", "nytt råd", "Kommunstyrelsen"] {
        assert!(page.contains(text), "{text}: {page}");
    }
    let known = coordination::find(&person.actor, &desk.house).await.unwrap();
    assert_eq!(known.standing(Occasion::CouncilMeeting).len(), 1, "what is on record stays");
    // Masking reaches what stands and what stood.
    let thing = (Noun::Coordination, desk.house.municipality().as_str());
    let masked = mask::mask(&person.actor, &desk.house, thing, "kommundirektör", "art. 17").await;
    assert_eq!(masked.unwrap().places, 1, "it stood before the change");
    assert!(!person.get("/lagen/samordning").await.html.contains("kommundirektör"));
}

#[tokio::test]
async fn residents_are_shown_the_contact_point_of_the_newest_publication() {
    let desk = Desk::new().await;
    let person = desk.person("samordnare").await;
    let shown = publication::find(&person.actor, &desk.house, 2).await.unwrap();
    let point = shown.contact_point.unwrap();
    assert_eq!(point.office, "Trygghetsstrateg");
    let page = person.get("/lagen").await.html;
    assert!(said(&page, "Kontaktväg som visas öppet").contains("Underlag finns"), "{page}");
    let sent = [("version", "4"), ("contact", "nya@flen.example"), ("why", "ny adress")];
    let version = coordination::to_edit(&person.actor, &desk.house).await.unwrap().version.to_string();
    let sent = [("version", version.as_str()), sent[1], sent[2]];
    let saved = person.post("/lagen/samordning/andra", &sent).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.html);
    let page = person.get("/lagen").await.html;
    let inside = said(&page, "Kontaktväg som visas öppet");
    assert!(inside.contains("Underlag finns delvis") && inside.contains("inte publicerad"), "{inside}");
    let preview = publication::preview(&person.actor, &desk.house).await.unwrap();
    let tells = |change: &lofte_publish::changes::Change| change.after.as_deref() == Some("nya@flen.example");
    assert!(preview.changes.iter().any(tells), "whoever publishes reads it first");
}

#[tokio::test]
async fn reports_are_fetched_by_those_who_see_everything() {
    let desk = Desk::new().await;
    let person = desk.person("samordnare").await;
    let page = person.get("/lagen").await.html;
    for name in ["fullmaktige", "bra", "bidrag"] {
        for form in ["pdf", "docx"] {
            let path = format!("/lagen/rapporter/{name}.{form}");
            assert!(page.contains(&format!("href=\"{path}\"")), "{path}");
            let mark: &[u8] = if form == "pdf" { b"%PDF-1.7" } else { b"PK" };
            let (kind, bytes) = person.fetch(&path).await;
            assert!(
                bytes.starts_with(mark)
                    && kind.contains(if form == "pdf" { "pdf" } else { "wordprocessingml" })
            );
        }
    }
    for login in ["bostadsbolag", "lasare"] {
        let other = desk.person(login).await;
        assert_eq!(other.get("/lagen/rapporter/bra.pdf").await.status, StatusCode::FORBIDDEN, "{login}");
        assert!(!other.get("/lagen").await.html.contains("/lagen/rapporter/"), "{login}");
    }
    for name in ["bra.odt", "bra", "annan.pdf", ".pdf"] {
        let answer = person.get(&format!("/lagen/rapporter/{name}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{name}");
    }
}
