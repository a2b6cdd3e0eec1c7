//! The pages on deliveries, picture, agreements and accounts, asked as a browser asks them, in the demo municipality.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

use crate::fixture::copy_demo;
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use lofte::demo::PASSWORD;
use lofte_app::house::House;
use std::fs;
use tempfile::TempDir;
use tower::ServiceExt;

/// A tiny file of offences in the demo's own form, with one row that cannot be taken.
const OFFENCES: &str = "Ärende;Brottsdatum;Klockslag;Brottstyp;Latitud;Longitud\n\
    PROV-1;2025-05-01;13:45;Inbrott;59.0580;16.5890\n\
    PROV-2;2025-05-02;23:10;Stöld;59.0590;16.5900\n\
    PROV-3;2025-13-45;10:00;Stöld;59.0590;16.5900\n";

/// A house of one's own, and whoever is signed in to it.
struct Browser {
    home: TempDir,
    house: House,
    router: Router,
    cookie: String,
}

/// What came back.
struct Seen {
    status: StatusCode,
    location: String,
    text: String,
}

impl Seen {
    /// The page, which must be there.
    #[track_caller]
    fn page(self) -> String {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text);
        self.text
    }

    /// Where it leads on to.
    #[track_caller]
    fn leads_on(self) -> String {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text);
        self.location
    }

    /// A refusal with this status that says this.
    #[track_caller]
    fn refused(self, status: StatusCode, words: &str) -> String {
        assert_eq!(self.status, status, "{}", self.text);
        assert!(self.text.contains(words), "“{words}” is not in {}", self.text);
        self.text
    }
}

impl Browser {
    /// Nobody yet, in a fresh copy of the demo.
    async fn stranger() -> Self {
        Self::stranger_with("").await
    }

    /// The same with more in the settings.
    async fn stranger_with(settings: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        copy_demo(home.path()).await;
        let file = home.path().join("lofte.toml");
        fs::write(&file, fs::read_to_string(&file).unwrap() + settings).unwrap();
        let house = House::open(home.path()).await.unwrap();
        Self { home, router: lofte::pages::router(house.clone()), house, cookie: String::new() }
    }

    /// Somebody of the demo.
    async fn signed_in(login: &str) -> Self {
        Self::stranger().await.sign_in(login, PASSWORD).await
    }

    async fn sign_in(mut self, login: &str, password: &str) -> Self {
        let form = [("login", login), ("password", password)];
        let request = form_request("/logga-in", &form);
        let answer = self.router.clone().oneshot(request).await.unwrap();
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap();
        cookie.split(';').next().unwrap().clone_into(&mut self.cookie);
        self
    }

    async fn send(&self, mut request: Request<Body>) -> Seen {
        request.headers_mut().insert(header::COOKIE, self.cookie.parse().unwrap());
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let status = answer.status();
        let location = answer.headers().get(header::LOCATION);
        let location = location.map(|place| place.to_str().unwrap().to_owned()).unwrap_or_default();
        let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        Seen { status, location, text: String::from_utf8(bytes.to_vec()).unwrap().replace('\u{a0}', " ") }
    }

    async fn get(&self, path: &str) -> Seen {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    async fn post(&self, path: &str, form: &[(&str, &str)]) -> Seen {
        self.send(form_request(path, form)).await
    }

    /// Sends the upload form; parts are name, file name (or none) and contents.
    async fn upload(&self, parts: &[(&str, Option<&str>, &str)]) -> Seen {
        let mut body = String::new();
        for (name, file, contents) in parts {
            let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
            let head = format!("--snitt\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
            body.extend([head.as_str(), contents, "\r\n"]);
        }
        body += "--snitt--\r\n";
        let request = Request::post("/leveranser/ny")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=snitt")
            .body(Body::from(body));
        self.send(request.unwrap()).await
    }

    async fn upload_offences(&self, contents: &str) -> Seen {
        let mapping = fs::read_to_string(self.home.path().join("underlag/polisen.toml")).unwrap();
        self.upload(&[
            ("source", None, "incidents"),
            ("file", Some("prov.csv"), contents),
            ("mapping", None, &mapping),
        ])
        .await
    }

    /// The page of a job that has ended.
    async fn wait(&self, job: &str) -> String {
        lofte::jobs::rest(&self.house).await;
        let page = self.get(job).await.page();
        assert!(!page.contains("data-poll="), "{page}");
        page
    }
}

fn form_request(path: &str, form: &[(&str, &str)]) -> Request<Body> {
    let escaped = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
    let body: Vec<String> = form.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
    Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body.join("&")))
        .unwrap()
}

/// The first address in a page that begins like this.
#[track_caller]
fn link<'a>(page: &'a str, start: &str) -> &'a str {
    let at = page.find(&format!("\"{start}")).unwrap_or_else(|| panic!("no link to {start} in {page}")) + 1;
    page[at..].split('"').next().unwrap()
}

/// The text of a page without its markup, on one line.
fn text(page: &str) -> String {
    let parts = page.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    parts.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

const PAGES: [&str; 12] = [
    "/leveranser",
    "/leveranser/ny",
    "/leveranser/kallor/incidents",
    "/leveranser/kallor/bra",
    "/leveranser/kallor/survey",
    "/lagesbild",
    "/lagesbild/anta",
    "/lagesbild/utgavor/1",
    "/overenskommelser",
    "/overenskommelser/parter",
    "/konto",
    "/logg",
];

#[tokio::test]
async fn nobody_sees_anything_without_signing_in() {
    let stranger = Browser::stranger().await;
    for path in PAGES.into_iter().chain(["/konton", "/jobb/x", "/leveranser/x", "/overenskommelser/ny"]) {
        assert_eq!(stranger.get(path).await.leads_on(), format!("/logga-in?till={path}"), "{path}");
    }
    let upload = stranger.upload_offences(OFFENCES).await;
    assert_eq!(upload.leads_on(), "/logga-in");
    // The style page shows nothing of the municipality.
    assert!(stranger.get("/stil").await.page().contains("Exempel"));
}

#[tokio::test]
async fn every_page_is_there_for_the_coordinator_in_swedish() {
    let coordinator = Browser::signed_in("samordnare").await;
    for path in PAGES.into_iter().chain(["/konton", "/overenskommelser/ny"]) {
        let page = coordinator.get(path).await.page();
        assert!(page.contains("<html lang=\"sv\">") && page.contains("<h1>"), "{path}");
        let said = text(&page);
        for raw in ["coordinator", "garwood_rate", "offence ", "burglary", "source-", "did-", "error-"] {
            let may = path.starts_with("/leveranser/kallor") || path == "/leveranser/ny";
            assert!(may || !said.contains(raw), "{path} says {raw}: {said}");
        }
    }
}

#[tokio::test]
async fn a_reader_reads_and_changes_nothing() {
    let reader = Browser::signed_in("lasare").await;
    for path in ["/leveranser", "/lagesbild", "/overenskommelser", "/konto"] {
        let page = reader.get(path).await.page();
        for action in
            ["/leveranser/ny\"", "/lagesbild/rakna", "/lagesbild/anta", "/overenskommelser/ny", "/andra\""]
        {
            assert!(!page.contains(action), "{path} offers {action}");
        }
    }
    let not_allowed = "Rollen läsare får inte göra det här";
    for path in [
        "/leveranser/ny",
        "/lagesbild/anta",
        "/lagesbild/utgavor/2",
        "/overenskommelser/ny",
        "/konton",
        "/logg",
    ] {
        reader.get(path).await.refused(StatusCode::FORBIDDEN, not_allowed);
    }
    reader.upload_offences(OFFENCES).await.refused(StatusCode::FORBIDDEN, not_allowed);
    assert!(!reader.home.path().join("spool").exists());
    for path in ["/lagesbild/rakna", "/overenskommelser/parter", "/konton", "/lagesbild/anta"] {
        let form = [("name", "Nytt"), ("kind", "police"), ("role", "reader")];
        reader.post(path, &form).await.refused(StatusCode::FORBIDDEN, not_allowed);
    }
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let coordinator = Browser::signed_in("samordnare").await;
    let id = "00000000-0000-0000-0000-000000000000";
    for path in [
        format!("/leveranser/{id}"),
        "/leveranser/inget".into(),
        format!("/leveranser/{id}/angra"),
        "/leveranser/kallor/okand".into(),
        format!("/jobb/{id}"),
        "/jobb/inget".into(),
        "/lagesbild/utgavor/99".into(),
        "/lagesbild/utgavor/x".into(),
        format!("/overenskommelser/{id}"),
        "/overenskommelser/x/andra".into(),
        format!("/konton/{id}/stang"),
    ] {
        let seen = coordinator.get(&path).await;
        assert_eq!(seen.status, StatusCode::NOT_FOUND, "{path}: {}", seen.text);
        let at_home = seen.text.contains("aria-label=\"Huvudmeny\"") && !seen.text.contains("/logga-in");
        assert!(at_home, "whoever is signed in keeps the menu: {}", seen.text);
    }
}

#[tokio::test]
async fn a_file_becomes_a_delivery_whose_counts_add_up() {
    let police = Browser::signed_in("polis").await;
    let job = police.upload_offences(OFFENCES).await.leads_on();
    let done = police.wait(&job).await;
    assert!(text(&done).contains("Ja. Av 3 rader var 2 nya, 1 gick inte att ta emot."), "{}", text(&done));
    assert!(!police.home.path().join("spool").join(job.trim_start_matches("/jobb/")).exists());

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
}

#[tokio::test]
async fn a_dry_run_keeps_nothing() {
    let police = Browser::signed_in("polis").await;
    let before = text(&police.get("/leveranser").await.page());
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
    assert_eq!(text(&police.get("/leveranser").await.page()), before);
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
    let left = fs::read_dir(police.home.path().join("spool")).map_or(0, Iterator::count);
    assert_eq!(left, 0, "refused files are removed");
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
    let order =
        serde_json::json!({"source": "bra", "mapping": null, "file_name": "bra.csv", "dry_run": false});
    let kind = lofte_app::job::Kind::Import;
    lofte_app::job::queue(&actor, &house, id, kind, order).await.unwrap();
    let folder = lofte::jobs::spool::make(&house, id).await.unwrap();
    fs::write(folder.join("bra.csv"), "kommun").unwrap();
    house.store().claim_next(house.municipality(), house.now()).await.unwrap().unwrap();

    lofte::jobs::resume(&house).await.unwrap();
    let page = text(&police.get(&format!("/jobb/{id}")).await.page());
    assert!(page.contains("Arbetet avbröts när programmet stängdes."), "{page}");
    assert!(!folder.exists(), "the file of the interrupted job is gone");
}

#[tokio::test]
async fn the_picture_answers_in_words_that_the_intervals_carry() {
    let coordinator = Browser::signed_in("samordnare").await;
    let said = text(&coordinator.get("/lagesbild").await.page());
    assert!(said.contains("Ja. Den räknades den 7 april 2026 på alla leveranser som gäller."), "{said}");
    // 267 rows on 1 222 residents: 218.5, Garwood 193.1–246.3, which reaches into the next two areas.
    assert!(
        said.contains(
            "Flen väster: 218 per 1 000 invånare (193–246) under 2025, men det går inte att skilja från Flen söder och \
             Flen nordost: intervallen går i varandra."
        ),
        "{said}"
    );
    assert!(said.contains("8. Flen väster (0482C1030) 267 1 222 218,5 193,1–246,3"), "{said}");
    // Brå: 2 121 offences in 2023, on the population that Brå's own rate implies.
    assert!(said.contains("Talet är högre än i Oxelösund samma år"), "{said}");
    let burglary =
        coordinator.get("/lagesbild?slag=offence.burglary&ar=2024&fraga=trygg_stationen").await.page();
    assert!(burglary.contains("<option value=\"offence.burglary\" selected>"), "the choice is kept");
    assert!(burglary.contains("<input type=\"hidden\" name=\"fraga\" value=\"trygg_stationen\">"));
    assert!(text(&burglary).contains("Anmälda brott: inbrott 2024, per 1 000 invånare"));
    // Too far from the year of the population there are counts but no rates; and nonsense is as nothing.
    let early = text(&coordinator.get("/lagesbild?ar=2019").await.page());
    assert!(early.contains("Det går inte att räkna per invånare för 2019"), "{early}");
    let odd =
        coordinator.get("/lagesbild?slag=%3Cb%3E&ar=x&brott=%22&vecka=-1&fraga=&matning=1").await.page();
    assert!(text(&odd).contains("Flen väster: 218 per 1 000"));
}

#[tokio::test]
async fn the_picture_is_computed_anew_and_adopted_with_words() {
    let coordinator = Browser::signed_in("samordnare").await;
    let job = coordinator.upload_offences(OFFENCES).await.leads_on();
    coordinator.wait(&job).await;
    let stale = text(&coordinator.get("/lagesbild").await.page());
    assert!(stale.contains("sedan dess har en leverans kommit eller tagits tillbaka"), "{stale}");
    let job = coordinator.post("/lagesbild/rakna", &[]).await.leads_on();
    assert!(text(&coordinator.wait(&job).await).contains("Ja. Den bygger nu på alla leveranser som gäller."));

    let form = coordinator.get("/lagesbild/anta").await.page();
    let seen = form.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let refused =
        coordinator.post("/lagesbild/anta", &[("extent", "Stort & växande"), ("seen", &seen)]).await;
    let page = refused.refused(StatusCode::UNPROCESSABLE_ENTITY, "Lagen kräver det (2023:196, 4 §)");
    assert!(page.contains("Stort &#38; växande</textarea>"), "what was written is kept");
    assert!(page.contains("Kryssa i att du har läst siffrorna"));
    let mut written =
        vec![("consequences", "Otrygghet"), ("analysis", "Två platser"), ("sure", "1"), ("seen", "då")];
    let refused = coordinator.post("/lagesbild/anta", &written).await;
    refused.refused(StatusCode::UNPROCESSABLE_ENTITY, "Lägesbilden har räknats om sedan du öppnade sidan.");
    written[3].1 = &seen;
    written[1].1 = "Det gäller 19811228-9874";
    let refused = coordinator.post("/lagesbild/anta", &written).await;
    refused.refused(StatusCode::UNPROCESSABLE_ENTITY, "ser ut som ett personnummer");
    written[1].1 = "Två platser";
    assert_eq!(coordinator.post("/lagesbild/anta", &written).await.leads_on(), "/lagesbild/utgavor/3");
    let edition = text(&coordinator.get("/lagesbild/utgavor/3").await.page());
    assert!(
        edition.contains("innehållet stämmer med fingeravtrycket") && edition.contains("Otrygghet"),
        "{edition}"
    );
    assert!(edition.contains("Föregående: Utgåva 2"), "{edition}");
}

/// The value of a hidden field.
fn value_of(page: &str, name: &str) -> String {
    let after = page.split(&format!("name=\"{name}\" value=\"")).nth(1);
    after.and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
}

/// The first choice of the only list on a page.
fn choice_of(page: &str) -> Option<String> {
    let after = page.split("<option value=\"").nth(1)?;
    after.split('"').next().map(str::to_owned)
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, told in order")]
async fn an_agreement_is_written_refused_signed_and_changed() {
    let coordinator = Browser::signed_in("samordnare").await;
    let refused = coordinator
        .post("/overenskommelser/ny", &[("title", "Ny"), ("from", "2027-01-01"), ("to", "2028-12-31")])
        .await;
    let page =
        refused.refused(StatusCode::UNPROCESSABLE_ENTITY, "En överenskommelse behöver minst två parter.");
    assert!(page.contains("value=\"2027-01-01\"") && page.contains("Skriv minst ett syfte."));
    let parties: Vec<&str> =
        page.split("name=\"parties\" value=\"").skip(1).map(|part| part.split('"').next().unwrap()).collect();
    assert_eq!(parties.len(), 4);
    let mut form = vec![
        ("title", "Överenskommelse 2027–2028"),
        ("parties", parties[0]),
        ("parties", parties[1]),
        ("purposes", "Trygga platser\n\nSnabb hjälp"),
        ("areas", "Stationen"),
        ("from", "2027-01-01"),
        ("to", "2028-12-31"),
    ];
    let place = coordinator.post("/overenskommelser/ny", &form).await.leads_on();
    let said = text(&coordinator.get(&place).await.page());
    assert!(
        said.contains("Inte än. Underskrift saknas från") && said.contains("1 januari 2027–31 december 2028"),
        "{said}"
    );
    let visitor = Browser {
        home: tempfile::tempdir().unwrap(),
        house: coordinator.house.clone(),
        router: coordinator.router.clone(),
        cookie: String::new(),
    };
    let police = visitor.sign_in("polis", PASSWORD).await;
    let sign = format!("{place}/underskrift");
    for signer in [&coordinator, &police] {
        loop {
            let asked = signer.get(&sign).await.page();
            let (seen, Some(party)) = (value_of(&asked, "seen"), choice_of(&asked)) else { break };
            let signature = |day| {
                [("party", party.as_str()), ("office", "ordförande"), ("signed_on", day), ("seen", &seen)]
            };
            let refused = signer.post(&sign, &signature("2999-12-01")).await;
            refused.refused(StatusCode::UNPROCESSABLE_ENTITY, "Dagen har inte varit än.");
            let refused = signer.post(&sign, &signature("i går")).await;
            refused.refused(StatusCode::UNPROCESSABLE_ENTITY, "Skriv en dag som finns");
            assert_eq!(signer.post(&sign, &signature("2026-01-15")).await.leads_on(), place);
            let refused = signer.post(&sign, &signature("2026-01-15")).await;
            refused.refused(StatusCode::UNPROCESSABLE_ENTITY, "redan undertecknat den här texten");
        }
    }
    let signed = text(&coordinator.get(&place).await.page());
    assert!(
        signed.contains("Ja, alla parter har skrivit under.") && signed.contains("Antecknad av"),
        "{signed}"
    );
    let edit = format!("{place}/andra");
    let version = value_of(&coordinator.get(&edit).await.page(), "version");
    form[0].1 = "Ändrad rubrik";
    form.push(("version", &version));
    assert_eq!(coordinator.post(&edit, &form).await.leads_on(), place);
    let said = text(&coordinator.get(&place).await.page());
    assert!(said.contains("Ändrad rubrik") && said.contains("Underskrift saknas från"), "{said}");
    assert!(said.contains("Underskrifter som har fallit bort") && said.contains("Texten ändrades"), "{said}");
    // Somebody who had the old text before them loses nothing and overwrites nothing unawares.
    form[3].1 = "Ett annat syfte";
    let late = police.post(&edit, &form).await;
    let page = late.refused(StatusCode::CONFLICT, "samordnare ändrade det här");
    assert!(page.contains("Ett annat syfte</textarea>"), "what was written is kept");
    assert!(text(&page).contains("Nu står det: ”Trygga platser; Snabb hjälp”"), "{}", text(&page));
    let version = value_of(&page, "version");
    form.last_mut().unwrap().1 = &version;
    assert_eq!(police.post(&edit, &form).await.leads_on(), place);
    assert_eq!(
        coordinator
            .post("/overenskommelser/parter", &[("name", "Föreningen"), ("kind", "association")])
            .await
            .leads_on(),
        "/overenskommelser/parter"
    );
    let refused = coordinator.post("/overenskommelser/parter", &[("name", " "), ("kind", "business")]).await;
    let page = refused.refused(StatusCode::UNPROCESSABLE_ENTITY, "Skriv vad organisationen heter.");
    assert!(text(&page).contains("Föreningen förening eller samfund"));
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
    let left = fs::read_dir(police.home.path().join("spool")).map_or(0, Iterator::count);
    assert_eq!(left, 0, "nothing of it is kept");
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
