//! A file step by step: chosen once, read as guessed, its texts given categories, read on trial, delivered; and the year
//! after with one click. The files are made up after the columns that the police hand out.

use super::browser::{Browser, link, text, value_of};
use axum::http::StatusCode;
use lofte_app::house::House;
use lofte_app::staging::{self, Staged};
use lofte_model::access::Actor;
use lofte_model::id::StagedId;
use std::fmt::Write as _;
use std::fs;

/// A file on its way in, as nobody has settled anything of.
pub fn staged_file(id: StagedId, actor: &Actor, house: &House, name: &str, source: &str) -> Staged {
    Staged {
        id,
        by: actor.user,
        file_name: name.into(),
        bytes: 6,
        at: house.now(),
        source: source.into(),
        settings: None,
        mapping: None,
        corrects: None,
    }
}

fn extract(year: u16) -> String {
    let mut text =
        "Uttag;;;;;\nKommunnamn;desokod;Brottskod text;Brottsdatum från;Fritext;antal\n".to_owned();
    for row in 0..30 {
        let crime = ["Skadegörelse, klotter", "Stöld ur bil", "Rondellkörning"][row % 3];
        writeln!(
            text,
            "Flen;0482A00{}0;{crime};{year}-{:02}-{:02} {:02}:15;Anna Berg sågs vid torget av grannen på kvällen;1",
            row % 2 + 1,
            row % 12 + 1,
            row % 27 + 1,
            row % 24
        )
        .unwrap();
    }
    text + "Totalt;;;;;30\n"
}

impl Browser {
    async fn bring(&self, name: &str, contents: &str) -> String {
        self.upload(&[("source", None, "gissa"), ("file", Some(name), contents)]).await.leads_on()
    }
}

/// The select that comes after a text of the file.
fn select_of(page: &str, text: &str) -> String {
    let at = page.find(text).unwrap_or_else(|| panic!("no {text} in {page}"));
    let after = &page[at..];
    after.split("name=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_coordinator_who_has_never_seen_a_mapping_delivers_a_file_and_next_years_with_one_click() {
    let police = Browser::signed_in("polis").await;
    let here = police.bring("polisens uttag 2024.csv", &extract(2024)).await;
    let page = police.get(&here).await.page();
    let said = text(&page);
    assert!(said.contains("Ja. Alla 30 rader") || said.contains("Ja, i stort."), "{said}");
    assert!(
        said.contains("Rubriken säger det") && said.contains("De första raderna så som de sparas"),
        "{said}"
    );
    assert!(
        !page.contains("Anna") && said.contains("Fritext: Det som människor har skrivit läses aldrig in."),
        "{said}"
    );

    let categories = format!("{here}/kategorier");
    let next = [
        ("gor", "vidare"),
        ("tid", "Brottsdatum från"),
        ("kategori", "Brottskod text"),
        ("omrade", "desokod"),
    ];
    assert_eq!(police.post(&here, &next).await.leads_on(), categories);
    let page = police.get(&categories).await.page();
    assert!(text(&page).contains("Nej. 1 av 3 texter saknar kategori."), "{}", text(&page));

    // A category of one's own, by its Swedish name.
    let own = [("gor", "ny"), ("egen", "Buskörning")];
    assert_eq!(police.post(&categories, &own).await.leads_on(), categories);
    let page = police.get(&categories).await.page();
    assert!(page.contains("<option value=\"buskorning\">Buskörning</option>"), "{page}");
    let field = select_of(&page, "Rondellkörning");
    let job = police.post(&categories, &[("gor", "vidare"), (&field, "buskorning")]).await.leads_on();
    let tried = police.wait(&job).await;
    assert!(
        text(&tried).contains("Ingenting sparades, eftersom det var en torrkörning."),
        "{}",
        text(&tried)
    );
    assert!(text(&tried).contains("Hur bra är uppgifterna?") && tried.contains("Leverera filen"));

    // One button from there, and a second click reads nothing twice.
    let deliver = format!("{here}/leverera");
    let seen = value_of(&tried, "seen");
    let first = police.post(&deliver, &[("minns", "1"), ("seen", &seen)]).await.leads_on();
    let done = police.wait(&first).await;
    assert!(text(&done).contains("Alla 30 rader var nya"), "{}", text(&done));
    let delivery = police.get(link(&done, "/leveranser/0")).await.page();
    assert!(text(&delivery).contains("Tiden känd på minuten 100"), "{}", text(&delivery));
    police.post(&deliver, &[]).await.refused(StatusCode::NOT_FOUND, "Filen");
    assert_eq!(fs::read_dir(police.home.path().join("staged")).unwrap().count(), 0);

    // The year after: known again, and delivered with one click.
    let here = police.bring("polisens uttag 2025.csv", &extract(2025)).await;
    let page = text(&police.get(&here).await.page());
    assert!(page.contains("Samma källa som förut: Polisen"), "{page}");
    assert!(page.contains("Läs som förra gången och leverera"), "{page}");
    let job = police.post(&format!("{here}/som-forut"), &[]).await.leads_on();
    let done = police.wait(&job).await;
    assert!(text(&done).contains("Alla 30 rader var nya"), "{}", text(&done));

    // With other columns it says which.
    let other = extract(2026).replace("desokod", "Områdeskod").replace(";antal\n", ";antal brott\n");
    let here = police.bring("uttag 2026.csv", &other).await;
    let page = text(&police.get(&here).await.page());
    assert!(page.contains("Saknas nu, fast vi läste dem förra gången: desokod."), "{page}");
    assert!(page.contains("Nya: Områdeskod, antal brott."), "{page}");
}

#[tokio::test]
async fn a_remembered_mapping_is_shown_corrected_with_a_reason_and_taken_back() {
    let police = Browser::signed_in("polis").await;
    let here = police.bring("polisens uttag.csv", &extract(2024)).await;
    let categories = format!("{here}/kategorier");
    let chosen = [("gor", "vidare"), ("ovriga", "other")];
    let tried = police.wait(&police.post(&categories, &chosen).await.leads_on()).await;
    let seen = value_of(&tried, "seen");
    let job = police.post(&format!("{here}/leverera"), &[("minns", "1"), ("seen", &seen)]).await.leads_on();
    police.wait(&job).await;
    assert!(text(&police.get("/leveranser/mappningar").await.page()).contains("En källa."));
    let of = "/leveranser/mappningar/polisen";
    let page = police.get(of).await.page();
    assert!(text(&page).contains("Ja. Så har den läst sedan"), "{}", text(&page));
    let (version, field) = (value_of(&page, "version"), select_of(&page, "<strong>Stöld ur bil"));
    let without = [("version", &*version), (&*field, "vandalism"), ("skal", "")];
    let refused =
        police.post(of, &without).await.refused(StatusCode::UNPROCESSABLE_ENTITY, "Något behöver rättas");
    let after = refused.split(&format!("name=\"{field}\"")).nth(1).unwrap();
    let kept = after.split(" selected").next().unwrap();
    assert!(kept.ends_with("value=\"vandalism\""), "what was chosen stays: {kept}");
    let with = [("version", &*version), (&*field, "vandalism"), ("skal", "Fel kategori")];
    assert_eq!(police.post(of, &with).await.leads_on(), of);
    let page = police.get(of).await.page();
    assert!(
        text(&page).contains("Fel kategori") && page.contains("&#34;Stöld ur bil&#34; = &#34;vandalism&#34;"),
        "{page}"
    );
    police.post(of, &with).await.refused(StatusCode::CONFLICT, "");
    let back = [("version", &*value_of(&page, "version")), ("skal_bort", "Källan finns inte mer")];
    police.post(&format!("{of}/ta-tillbaka"), &back).await.leads_on();
    assert!(text(&police.get(of).await.page()).contains("Den togs tillbaka"));
    let here = police.bring("igen.csv", &extract(2025)).await;
    assert!(!text(&police.get(&here).await.page()).contains("Samma källa som förut"));
}

#[tokio::test]
async fn a_file_is_its_owners_alone_until_it_is_delivered_given_up_or_old() {
    let police = Browser::signed_in("polis").await;
    let here = police.bring("polisens uttag.csv", &extract(2024)).await;
    assert!(text(&police.get("/leveranser").await.page()).contains("Dina filer som inte är levererade än"));
    let id: StagedId = here.rsplit('/').next().unwrap().parse().unwrap();
    let coordinator = lofte_app::access::acting_for(&police.house, Some("samordnare")).await.unwrap();
    assert!(staging::find(&coordinator, &police.house, id).await.is_err(), "somebody else's is not found");
    assert_eq!(staging::list(&coordinator, &police.house).await.unwrap(), []);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let folder = police.home.path().join("staged").join(id.to_string());
        let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder), 0o700);
        assert_eq!(mode(&folder.join("file/polisens uttag.csv")), 0o600);
        assert_eq!(mode(&folder.join("state.json")), 0o600);
    }
    let question = police.get(&format!("{here}/bort")).await.page();
    assert!(text(&question).contains("Ta bort polisens uttag.csv?"));
    assert_eq!(police.post(&format!("{here}/bort"), &[]).await.leads_on(), "/leveranser");
    let gone = police.get(&here).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    // What lies too long goes by rule.
    let here = police.bring("polisens uttag.csv", &extract(2024)).await;
    let folder = police.home.path().join("staged").join(here.rsplit('/').next().unwrap());
    let state = fs::read_to_string(folder.join("state.json")).unwrap();
    let mut state: serde_json::Value = serde_json::from_str(&state).unwrap();
    state["at"] = "2020-01-01T00:00:00Z".into();
    fs::write(folder.join("state.json"), state.to_string()).unwrap();
    assert_eq!(police.get(&here).await.status, StatusCode::NOT_FOUND);
    assert_eq!(staging::sweep(&police.house).await.unwrap(), 1);
    assert_eq!(fs::read_dir(police.home.path().join("staged")).unwrap().count(), 0);
}

#[tokio::test]
async fn what_a_dry_run_read_is_delivered_without_choosing_the_file_again() {
    let police = Browser::signed_in("polis").await;
    let mapping = fs::read_to_string(police.home.path().join("underlag/polisen.toml")).unwrap();
    let parts = [
        ("source", None, "incidents"),
        ("dry_run", None, "1"),
        ("mapping", None, mapping.as_str()),
        ("file", Some("prov.csv"), super::browser::OFFENCES),
    ];
    let job = police.upload(&parts).await.leads_on();
    let tried = police.wait(&job).await;
    let deliver = link(&tried, "/leveranser/inlasning/").to_owned();
    assert!(deliver.ends_with("/leverera"), "{deliver}");
    let seen = value_of(&tried, "seen");
    let job = police.post(&deliver, &[("seen", &seen)]).await.leads_on();
    assert!(text(&police.wait(&job).await).contains("Ja. Av 3 rader var 2 nya"));
}

#[tokio::test]
async fn what_is_delivered_is_what_was_tried_also_with_two_windows() {
    let police = Browser::signed_in("polis").await;
    let here = police.bring("polisens uttag.csv", &extract(2024)).await;
    let categories = format!("{here}/kategorier");
    let chosen = [("gor", "vidare"), ("ovriga", "other")];
    let tried = police.wait(&police.post(&categories, &chosen).await.leads_on()).await;
    let deliver = format!("{here}/leverera");
    police.post(&deliver, &[("minns", "1")]).await.refused(StatusCode::UNPROCESSABLE_ENTITY, "har ändrats");
    // Another window gives a text another category meanwhile.
    let field = select_of(&police.get(&categories).await.page(), "Stöld ur bil");
    let other = [("gor", "vidare"), ("ovriga", "other"), (field.as_str(), "graffiti")];
    police.wait(&police.post(&categories, &other).await.leads_on()).await;
    let seen = value_of(&tried, "seen");
    let refused = police.post(&deliver, &[("minns", "1"), ("seen", &seen)]).await;
    refused.refused(StatusCode::UNPROCESSABLE_ENTITY, "har ändrats");
    let known = text(&police.get("/leveranser/mappningar").await.page());
    assert!(!known.contains("En källa."), "nothing is remembered of it: {known}");
}

#[tokio::test]
async fn a_file_of_another_sort_is_told_and_taken_as_what_it_is() {
    let police = Browser::signed_in("polis").await;
    let bra = "Kommun;År;Brottstyp;Antal;Per 100 000 inv\nFlen;2019;Totalt antal brott;1402;8762\n";
    let here = police.bring("bra.csv", bra).await;
    let page = text(&police.get(&here).await.page());
    assert!(page.contains("Det ser ut som Brås statistik"), "{page}");
    assert_eq!(police.post(&here, &[("annan_kalla", "bra")]).await.leads_on(), here);
    let page = text(&police.get(&here).await.page());
    assert!(page.contains("Läs på prov"), "{page}");
    let job = police.post(&here, &[("gor", "prova")]).await.leads_on();
    let tried = text(&police.wait(&job).await);
    assert!(tried.contains("torrkörning"), "{tried}");
}
