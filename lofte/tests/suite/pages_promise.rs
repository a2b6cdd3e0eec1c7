//! The pages on problems, promises, measures and publications, asked as four people over the demo.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

use crate::fixture::copy_demo;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use lofte_app::access::SignIn;
use lofte_app::house::House;
use lofte_app::proof::Arrival;
use lofte_app::{access, plan, promise, publication};
use lofte_model::access::{Actor, Channel};
use lofte_model::promise::PromiseState;
use tempfile::TempDir;
use tower::ServiceExt;

/// A house of one's own with somebody at the keyboard.
pub struct Desk {
    _dir: TempDir,
    pub house: House,
    router: Router,
}

/// Somebody who is signed in.
pub struct Person<'a> {
    desk: &'a Desk,
    pub actor: Actor,
    cookie: String,
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub location: String,
    pub html: String,
}

impl Desk {
    pub async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let home = dir.path().join("house");
        copy_demo(&home).await;
        let house = House::open(&home).await.unwrap();
        let router = lofte::pages::router(house.clone());
        Self { _dir: dir, house, router }
    }

    /// The same house after its settings were changed.
    pub async fn reopen(&mut self) {
        self.house = House::open(self.house.dir()).await.unwrap();
        self.router = lofte::pages::router(self.house.clone());
    }

    pub async fn person(&self, login: &str) -> Person<'_> {
        let arrival = Arrival::by(Channel::Program);
        let entered = access::sign_in(&self.house, &arrival, login, lofte::demo::PASSWORD).await.unwrap();
        let SignIn { actor, token, .. } = entered.entered().unwrap();
        Person { desk: self, actor, cookie: format!("lofte={token}") }
    }
}

impl Person<'_> {
    async fn ask(&self, request: Request<Body>) -> Answer {
        let response = self.desk.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let location = response.headers().get(header::LOCATION);
        let location = location.map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
        let body = to_bytes(response.into_body(), 4_000_000).await.unwrap();
        Answer { status, location, html: String::from_utf8(body.to_vec()).unwrap() }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ask(Request::get(path).header(header::COOKIE, &self.cookie).body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let pairs: Vec<String> =
            form.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        let request = Request::post(path)
            .header(header::COOKIE, &self.cookie)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(pairs.join("&")))
            .unwrap();
        self.ask(request).await
    }
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(
            |byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            },
        )
        .collect()
}

/// The value of the first attribute or text between two marks.
pub fn between<'a>(html: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = html.split_once(before).unwrap_or_else(|| panic!("no {before}"));
    rest.split_once(after).unwrap().0
}

const PAGES: [&str; 4] = ["/problem", "/loften", "/plan", "/publicering"];
const FORMS: [&str; 4] = ["/problem/nytt", "/loften/nytt", "/plan/ny", "/publicering/ny"];

/// A promise that lacks nothing, built on the wave of 2025 in the demo.
async fn whole_promise(person: &Person<'_>) -> Vec<(&'static str, String)> {
    let house = &person.desk.house;
    let waves = promise::waves(&person.actor, house).await.unwrap();
    let baseline = waves.iter().max_by_key(|wave| wave.year).unwrap();
    let problems = lofte_app::problem::list(&person.actor, house).await.unwrap();
    let parties = lofte_app::agreement::parties(&person.actor, house).await.unwrap();
    vec![
        ("title", "Tryggare väg hem".into()),
        ("text", "Fler ska känna sig trygga på väg hem.".into()),
        ("from", "2027-01-01".into()),
        ("to", "2028-12-31".into()),
        ("problems", problems[0].id.to_string()),
        ("problems", problems[1].id.to_string()),
        ("commitment_1_text", "Vi lyser upp gångvägen".into()),
        ("commitment_1_parties", parties[0].id.to_string()),
        ("commitment_1_parties", parties[1].id.to_string()),
        ("commitment_1_kind", "at_least".into()),
        ("commitment_1_count", "3".into()),
        ("commitment_1_unit", "gångvägar".into()),
        ("commitment_1_per", "year".into()),
        ("indicator", baseline.indicators[0].code.clone()),
        ("baseline", baseline.name.to_string()),
        ("follow_up", "2028".into()),
        ("follow_up_year", "2028".into()),
        ("direction", "increase".into()),
        ("threshold", "2,5".into()),
        ("risk", "5".into()),
    ]
}

fn borrowed<'a>(form: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    form.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

/// The same form with another value for a name.
fn with(form: &[(&'static str, String)], name: &'static str, value: &str) -> Vec<(&'static str, String)> {
    let mut form: Vec<_> = form.iter().filter(|(known, _)| *known != name).cloned().collect();
    form.push((name, value.to_owned()));
    form
}

#[tokio::test]
async fn everybody_reads_every_page_and_each_begins_with_an_answered_question() {
    let desk = Desk::new().await;
    for login in ["samordnare", "polis", "bostadsbolag", "lasare"] {
        let person = desk.person(login).await;
        for path in PAGES {
            let answer = person.get(path).await;
            assert_eq!(answer.status, StatusCode::OK, "{path} as {login}: {}", answer.html);
            assert!(answer.html.contains("<section class=\"answered\">"), "{path}");
        }
    }
}

#[tokio::test]
async fn no_page_shows_the_words_of_the_program() {
    let desk = Desk::new().await;
    let person = desk.person("samordnare").await;
    let mut paths: Vec<String> = PAGES.iter().chain(&FORMS).map(ToString::to_string).collect();
    for promise in promise::list(&person.actor, &desk.house).await.unwrap() {
        paths.push(format!("/loften/{}", promise.id));
    }
    for problem in lofte_app::problem::list(&person.actor, &desk.house).await.unwrap() {
        paths.push(format!("/problem/{}", problem.id));
    }
    for measure in plan::list(&person.actor, &desk.house).await.unwrap() {
        paths.push(format!("/plan/{}", measure.id));
    }
    for path in paths {
        let answer = person.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let shown: String =
            answer.html.split('<').filter_map(|tag| tag.split_once('>')).map(|(_, text)| text).collect();
        let raw = [
            "not_started",
            "as_intended",
            "no_difference",
            "hypothesis",
            "at_least",
            "whole_period",
            "situational",
        ];
        for word in raw {
            assert!(!shown.contains(word), "{path} shows {word}");
        }
    }
}

#[tokio::test]
async fn a_reader_is_shown_no_forms_and_gets_none() {
    let desk = Desk::new().await;
    let reader = desk.person("lasare").await;
    for path in PAGES {
        let html = reader.get(path).await.html;
        for form in FORMS {
            assert!(!html.contains(&format!("href=\"{form}")), "{path} leads to {form}");
        }
    }
    let promise = promise::list(&reader.actor, &desk.house).await.unwrap().pop().unwrap();
    let measure = plan::list(&reader.actor, &desk.house).await.unwrap().pop().unwrap();
    let problem = lofte_app::problem::list(&reader.actor, &desk.house).await.unwrap().pop().unwrap();
    let own = [
        format!("/loften/{}/andra", promise.id),
        format!("/loften/{}/underteckna", promise.id),
        format!("/plan/{}/rapport", measure.id),
        format!("/problem/{}/orsak", problem.id),
    ];
    for path in FORMS.iter().map(ToString::to_string).chain(own) {
        assert_eq!(reader.post(&path, &[]).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    for path in FORMS {
        assert_eq!(reader.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let page = reader.get(&format!("/plan/{}", measure.id)).await.html;
    assert!(!page.contains("Spara rapporten"));
    let page = reader.get(&format!("/problem/{}", problem.id)).await.html;
    assert!(!page.contains("Lägg till orsaken"));
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let desk = Desk::new().await;
    let person = desk.person("samordnare").await;
    let nobody = "00000000-0000-0000-0000-000000000000";
    for id in ["x", nobody, "%20"] {
        for path in [format!("/problem/{id}"), format!("/loften/{id}"), format!("/plan/{id}")] {
            let answer = person.get(&path).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            assert!(answer.html.contains("Det finns inte"), "{path}");
        }
        assert_eq!(person.get(&format!("/loften/{id}/andra")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(person.get(&format!("/loften/{id}/underteckna")).await.status, StatusCode::NOT_FOUND);
        let report = format!("/plan/{id}/rapport");
        assert_eq!(person.post(&report, &[]).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn two_signatures_on_the_text_that_was_shown_publish() {
    let desk = Desk::new().await;
    let (coordinator, police) = (desk.person("samordnare").await, desk.person("polis").await);
    let made = coordinator.post("/loften/nytt", &borrowed(&whole_promise(&coordinator).await)).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.html);
    let page = coordinator.get(&made.location).await.html;
    assert!(page.contains("Inget saknas: löftet kan undertecknas."), "{page}");
    assert!(page.contains("Mätningen kan i fyra fall av fem visa en verklig förändring på minst"), "{page}");
    assert!(page.contains("med mer än 2,5 procentenheter"), "{page}");

    let sign = format!("{}/underteckna", made.location);
    let asked = coordinator.get(&sign).await.html;
    for signed in ["Räknas som ja", "Svar räknas från", "2028, som görs 2028"] {
        assert!(asked.contains(signed), "{signed} is not in {asked}");
    }
    let fingerprint = between(&asked, "name=\"fingerprint\" value=\"", "\"").to_owned();
    // Only what was shown can be signed.
    let stale = coordinator.post(&sign, &[("fingerprint", "0")]).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    let signed = coordinator.post(&sign, &[("fingerprint", &fingerprint)]).await;
    assert_eq!((signed.status, signed.location.as_str()), (StatusCode::SEE_OTHER, made.location.as_str()));
    // One side signs once, and waits for the other.
    assert_eq!(coordinator.get(&sign).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(coordinator.get(&made.location).await.html.contains("Kommunen har undertecknat"));
    assert!(police.get("/loften").await.html.contains("väntar på din sidas underskrift"));

    let signed = police.post(&sign, &[("fingerprint", &fingerprint)]).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER);
    let page = police.get(&made.location).await.html;
    assert!(page.contains(&fingerprint), "{page}");
    let edit = format!("{}/andra", made.location);
    assert_eq!(coordinator.get(&edit).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let promises = promise::list(&coordinator.actor, &desk.house).await.unwrap();
    assert!(matches!(promises.last().unwrap().state, PromiseState::Published { .. }));
}

#[tokio::test]
async fn a_promise_reads_back_as_it_was_written_and_an_edit_takes_the_signature_away() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let form = whole_promise(&coordinator).await;
    let made = coordinator.post("/loften/nytt", &borrowed(&form)).await;
    let written = promise::list(&coordinator.actor, &desk.house).await.unwrap().pop().unwrap();
    let goal = written.effect_goal.clone().unwrap();
    assert_eq!((goal.threshold, goal.alpha, goal.follow_up_year), (0.025, 0.05, 2028));
    assert_eq!(written.problems.len(), 2);
    assert_eq!(written.commitments[0].parties.len(), 2);

    let sign = format!("{}/underteckna", made.location);
    let asked = coordinator.get(&sign).await.html;
    coordinator.post(&sign, &[("fingerprint", between(&asked, "name=\"fingerprint\" value=\"", "\""))]).await;
    let edit = format!("{}/andra", made.location);
    let filled = coordinator.get(&edit).await.html;
    assert!(filled.contains("faller underskriften bort"));
    for kept in ["value=\"Tryggare väg hem\"", "value=\"2027-01-01\"", "value=\"2,5\"", "value=\"gångvägar\""]
    {
        assert!(filled.contains(kept), "{kept}");
    }
    let mut changed = with(&form, "title", "Tryggare väg hem från stationen");
    changed.push(("version", between(&filled, "name=\"version\" value=\"", "\"").into()));
    let saved = coordinator.post(&edit, &borrowed(&changed)).await;
    assert_eq!(saved.location, made.location);
    let edited = promise::list(&coordinator.actor, &desk.house).await.unwrap().pop().unwrap();
    assert_eq!(edited.state, PromiseState::Draft);
    assert_eq!(edited.title, "Tryggare väg hem från stationen");
    assert_eq!(edited.effect_goal, written.effect_goal);
}

#[tokio::test]
async fn a_draft_that_lacks_things_says_which_and_where_they_are_mended() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let form = [("title", "Något"), ("text", "Något bättre."), ("from", "2027-01-01"), ("to", "2027-12-31")];
    let made = coordinator.post("/loften/nytt", &form).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.html);
    let page = coordinator.get(&made.location).await.html;
    assert!(page.contains("2 saker saknas"), "{page}");
    for field in ["commitment_1_text", "problems"] {
        let link = format!("href=\"{}/andra#{field}\"", made.location);
        assert!(page.contains(&link), "{link}");
    }
    assert!(!page.contains("/underteckna"));
    assert!(coordinator.get("/problem").await.html.contains("svarar inte på något problem"));
}

#[tokio::test]
async fn a_refused_form_keeps_what_was_filled_in() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let whole = whole_promise(&coordinator).await;
    let refused = [
        ("to", "2026-12-31", "Perioden slutar innan den börjar"),
        ("from", "i morgon", "Skriv en dag som finns"),
        ("title", "", "Skriv både rubrik och text"),
        ("commitment_1_count", "många", "Skriv ett heltal, minst 1"),
        ("threshold", "lite", "Skriv ett tal"),
        ("follow_up_year", "nästa", "Skriv ett år"),
    ];
    for (field, value, sentence) in refused {
        let answer = coordinator.post("/loften/nytt", &borrowed(&with(&whole, field, value))).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(answer.html.contains(&format!("<li><a href=\"#{field}\">{sentence}")), "{field}");
        assert!(answer.html.contains(&format!("id=\"{field}-error\"")), "{field}");
        assert!(answer.html.contains("Fler ska känna sig trygga på väg hem."), "{field}");
        assert!(answer.html.contains(&format!("value=\"{value}\"")), "{field}");
    }
    let problem = [
        ("title", "Buller"),
        ("description", "På torget nattetid"),
        ("decision", "prioritised"),
        ("reason", " "),
    ];
    let answer = coordinator.post("/problem/nytt", &problem).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.html.contains("id=\"reason-error\"") && answer.html.contains("På torget nattetid"));
    let measure = [("title", "Sänk farten"), ("deadline", "snart"), ("function", "trafikingenjör")];
    let answer = coordinator.post("/plan/ny", &measure).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for kept in
        ["id=\"deadline-error\"", "id=\"owner-error\"", "id=\"kind-error\"", "value=\"trafikingenjör\""]
    {
        assert!(answer.html.contains(kept), "{kept}");
    }
}

#[tokio::test]
async fn a_problem_gets_causes_and_a_measure_that_hits_one() {
    let desk = Desk::new().await;
    let police = desk.person("polis").await;
    let problem = [
        ("title", "Buskörning vid skolan"),
        ("description", "Mopeder på gångvägen"),
        ("areas", "0482C1010"),
        ("areas", "0482C1020"),
        ("edition", "1"),
        ("decision", "prioritised"),
        ("reason", "Många har påtalat det"),
    ];
    let made = police.post("/problem/nytt", &problem).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.html);
    let list = police.get("/problem").await.html;
    assert!(list.contains("Inget löfte svarar på problem") && list.contains("har ingen orsaksanalys"));
    let cause = |statement: &'static str, parent: &'static str| {
        [
            ("statement", statement),
            ("parent", parent),
            ("perspective", "place"),
            ("support", "hypothesis"),
            ("influenceable", "ja"),
        ]
    };
    let add = format!("{}/orsak", made.location);
    let added = police.post(&add, &cause("Gångvägen är bred och rak", "")).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.html);
    police.post(&add, &cause("Den byggdes för bilar", "1")).await;
    let empty = police.post(&add, &cause("", "")).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.html.contains("id=\"statement-error\""));
    let page = police.get(&made.location).await.html;
    assert!(page.contains("1 direkt orsak och 1 orsak bakom dem"), "{page}");
    assert!(page.contains("Orsak 1.1"), "{page}");

    let id = made.location.rsplit('/').next().unwrap();
    let reference = format!("{id}/1.1");
    let parties = lofte_app::agreement::parties(&police.actor, &desk.house).await.unwrap();
    let owner = parties[0].id.to_string();
    let measure = [
        ("title", "Sätt upp bommar"),
        ("causes", reference.as_str()),
        ("kind", "situational"),
        ("owner", owner.as_str()),
        ("function", "gatuchef"),
        ("deadline", "2027-06-30"),
    ];
    let planned = police.post("/plan/ny", &measure).await;
    assert_eq!(planned.status, StatusCode::SEE_OTHER, "{}", planned.html);
    assert!(police.get(&made.location).await.html.contains("Sätt upp bommar"));
    assert!(police.get("/plan").await.html.contains("Åtgärder utan löfte"));
}

#[tokio::test]
async fn a_partner_reports_on_its_own_measures_only() {
    let desk = Desk::new().await;
    let partner = desk.person("bostadsbolag").await;
    // A partner is shown its own measures alone; what the others are is known to the coordinator.
    let coordinator = desk.person("samordnare").await;
    let measures = plan::list(&coordinator.actor, &desk.house).await.unwrap();
    assert!(
        plan::list(&partner.actor, &desk.house)
            .await
            .unwrap()
            .iter()
            .all(|measure| Some(measure.owner) == partner.actor.party)
    );
    let own = measures.iter().find(|measure| Some(measure.owner) == partner.actor.party).unwrap();
    let other = measures.iter().find(|measure| Some(measure.owner) != partner.actor.party).unwrap();
    let report = |note: &'static str, done: &'static str| {
        [
            ("execution", "ongoing"),
            ("fidelity", "partly"),
            ("effect", "unknown"),
            ("done", done),
            ("note", note),
        ]
    };
    assert!(partner.get(&format!("/plan/{}", own.id)).await.html.contains("Spara rapporten"));
    assert!(!partner.get(&format!("/plan/{}", other.id)).await.html.contains("Spara rapporten"));
    let sent = partner.post(&format!("/plan/{}/rapport", own.id), &report("Två lampor bytta.", "2")).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html);
    let page = partner.get(&format!("/plan/{}", own.id)).await.html;
    assert!(page.contains("Två lampor bytta.") && page.contains("2 ronder"), "{page}");
    let before = own.done();
    let after = plan::find(&partner.actor, &desk.house, own.id).await.unwrap();
    assert_eq!(after.done(), before + 2);

    let refused = partner.post(&format!("/plan/{}/rapport", other.id), &report("Inte mitt.", "1")).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    let named =
        partner.post(&format!("/plan/{}/rapport", own.id), &report("Talade med 19121212-1212.", "1")).await;
    assert_eq!(named.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(named.html.contains("id=\"note-error\""));
    let counted = partner.post(&format!("/plan/{}/rapport", own.id), &report("Flera.", "flera")).await;
    assert!(counted.html.contains("id=\"done-error\"") && counted.html.contains("Flera."));
}

#[tokio::test]
async fn the_coordinator_publishes_after_a_question() {
    let desk = Desk::new().await;
    let (coordinator, police) = (desk.person("samordnare").await, desk.person("polis").await);
    let before = publication::list(&coordinator.actor, &desk.house).await.unwrap().len();
    let page = coordinator.get("/publicering").await.html;
    assert!(page.contains("Dolda antal") && page.contains("href=\"/publicering/ny\""), "{page}");
    assert!(!police.get("/publicering").await.html.contains("href=\"/publicering/ny\""));
    assert_eq!(police.post("/publicering/ny", &[]).await.status, StatusCode::FORBIDDEN);
    let asked = coordinator.get("/publicering/ny").await.html;
    assert!(asked.contains("Tryggare stationsområde"), "{asked}");
    // The pages as they will be are at hand, lead to each other and are not kept by browsers.
    for path in ["", "/loften/2", "/lagesbild", "/om", "/data/counts.csv"] {
        let page = coordinator.get(&format!("/publicering/forhandsvisning{path}")).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(!page.html.contains("=\"/offentligt"), "{path} leads out of the preview");
        assert_eq!(page.html.contains("det här är inte publicerat"), !path.ends_with("csv"), "{path}");
    }
    assert_eq!(coordinator.get("/publicering/1/sidor/loften/2").await.status, StatusCode::OK);
    assert_eq!(coordinator.get("/publicering/99/sidor").await.status, StatusCode::NOT_FOUND);
    let reader = desk.person("lasare").await;
    assert_eq!(reader.get("/publicering/forhandsvisning").await.status, StatusCode::FORBIDDEN);
    assert_eq!(reader.get("/publicering/1/sidor").await.status, StatusCode::OK);
    // What comes after the question was asked is not published by it.
    let promise = promise::named(&coordinator.actor, &desk.house, "2").await.unwrap();
    let told = [("text", "Ett besked som ingen hade läst."), ("next", "")];
    coordinator.post(&format!("/uppfoljning/{}/aterkoppling", promise.id), &told).await;
    let seen = |page: &str| between(page, "name=\"seen\" value=\"", "\"").to_owned();
    let late = coordinator.post("/publicering/ny", &[("seen", &seen(&asked)), ("read", "promise-2")]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.html.contains("har ändrats sedan du läste det"), "{}", late.html);
    assert!(late.html.contains("Ett besked som ingen hade läst."), "what is new is shown");
    // Each part that is new is ticked off.
    let unread = coordinator.post("/publicering/ny", &[("seen", &seen(&late.html))]).await;
    assert!(unread.html.contains("Kryssa i varje del när du har läst den."), "{}", unread.html);
    let done =
        coordinator.post("/publicering/ny", &[("seen", &seen(&late.html)), ("read", "promise-2")]).await;
    assert_eq!((done.status, done.location.as_str()), (StatusCode::SEE_OTHER, "/publicering"));
    assert_eq!(publication::list(&coordinator.actor, &desk.house).await.unwrap().len(), before + 1);
}

#[tokio::test]
async fn two_at_one_form_lose_nothing_and_a_signature_that_falls_is_told() {
    let desk = Desk::new().await;
    let (coordinator, police) = (desk.person("samordnare").await, desk.person("polis").await);
    let form = whole_promise(&coordinator).await;
    let made = coordinator.post("/loften/nytt", &borrowed(&form)).await;
    let edit = format!("{}/andra", made.location);
    let version = |html: &str| between(html, "name=\"version\" value=\"", "\"").to_owned();
    let both_read = version(&coordinator.get(&edit).await.html);

    let first = with(&with(&form, "title", "Ny rubrik från kommunen"), "version", &both_read);
    assert_eq!(coordinator.post(&edit, &borrowed(&first)).await.status, StatusCode::SEE_OTHER);
    let second = with(&with(&form, "text", "Ny text från polisen."), "version", &both_read);
    let late = police.post(&edit, &borrowed(&second)).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.html.contains("samordnare ändrade det här"), "{}", late.html);
    assert!(late.html.contains("Ny text från polisen."), "what was written is still there");
    assert!(late.html.contains("Nu står det: ”Ny rubrik från kommunen”"), "{}", late.html);
    let kept = promise::named(&police.actor, &desk.house, made.location.rsplit('/').next().unwrap());
    assert_eq!(kept.await.unwrap().title, "Ny rubrik från kommunen", "nothing was written over");
    // A form without its version is not taken for the newest.
    assert_eq!(police.post(&edit, &borrowed(&form)).await.status, StatusCode::CONFLICT);
    let again = with(&second, "version", &version(&late.html));
    assert_eq!(police.post(&edit, &borrowed(&again)).await.status, StatusCode::SEE_OTHER);

    let sign = format!("{}/underteckna", made.location);
    let asked = coordinator.get(&sign).await.html;
    coordinator.post(&sign, &[("fingerprint", between(&asked, "name=\"fingerprint\" value=\"", "\""))]).await;
    let now = version(&police.get(&edit).await.html);
    let changed = with(&with(&form, "text", "Ändrad efter underskriften."), "version", &now);
    assert_eq!(police.post(&edit, &borrowed(&changed)).await.status, StatusCode::SEE_OTHER);
    let waits = "din sidas underskrift föll bort när texten ändrades";
    assert!(coordinator.get("/").await.html.contains(waits));
    assert!(!police.get("/").await.html.contains(waits), "the other side has nothing to do about it");
    let page = coordinator.get(&made.location).await.html;
    assert!(
        page.contains("Kommunens underskrift föll bort") && page.contains("när polis ändrade löftet"),
        "{page}"
    );
    let asked = coordinator.get(&sign).await.html;
    coordinator.post(&sign, &[("fingerprint", between(&asked, "name=\"fingerprint\" value=\"", "\""))]).await;
    assert!(!coordinator.get("/").await.html.contains(waits), "signed again");
}

const PROBLEM: [(&str, &str); 4] = [
    ("title", "Mörkt vid badplatsen"),
    ("description", "Lamporna vid badplatsen är trasiga sedan i höstas."),
    ("decision", "prioritised"),
    ("reason", "Många går där"),
];

#[tokio::test]
async fn a_form_that_is_sent_twice_makes_one_thing() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let count = async || lofte_app::problem::list(&coordinator.actor, &desk.house).await.unwrap().len();
    let before = count().await;
    let page = coordinator.get("/problem/nytt").await.html;
    let number = between(&page, "name=\"form_number\" value=\"", "\"").to_owned();
    let mut form = PROBLEM.to_vec();
    form.push(("form_number", &number));
    let (one, other) =
        tokio::join!(coordinator.post("/problem/nytt", &form), coordinator.post("/problem/nytt", &form));
    assert_eq!(one.status, StatusCode::SEE_OTHER, "{}", one.html);
    assert_eq!((one.status, &one.location), (other.status, &other.location));
    assert_eq!(count().await, before + 1);
    let third = coordinator.post("/problem/nytt", &form).await;
    assert_eq!(third.location, one.location);
    assert_eq!(count().await, before + 1);
    // A form that was refused may be sent again, and another form is another thing.
    let page = coordinator.get("/problem/nytt").await.html;
    let number = between(&page, "name=\"form_number\" value=\"", "\"").to_owned();
    let mut form = PROBLEM.to_vec();
    form.extend([("form_number", number.as_str())]);
    let refused = [("title", " "), ("form_number", number.as_str())];
    assert_eq!(coordinator.post("/problem/nytt", &refused).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(coordinator.post("/problem/nytt", &form).await.status, StatusCode::SEE_OTHER);
    assert_eq!(count().await, before + 2);
}

#[tokio::test]
async fn a_text_survives_a_session_that_ended_for_its_writer_alone() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    coordinator.get("/problem/nytt").await;
    let token = coordinator.cookie.trim_start_matches("lofte=").to_owned();
    access::sign_out(&coordinator.actor, &desk.house, &token).await.unwrap();
    let sent = coordinator.post("/problem/nytt", &PROBLEM).await;
    assert_eq!((sent.status, sent.location.as_str()), (StatusCode::SEE_OTHER, "/logga-in?kvar"));
    let told = coordinator.get(&sent.location).await.html;
    assert!(told.contains("Det du skrev är inte sparat, men det finns kvar."), "{told}");

    let other = desk.person("polis").await;
    assert!(!other.get("/").await.html.contains("/fortsatt"));
    assert_eq!(other.get("/fortsatt").await.location, "/");
    let again = desk.person("samordnare").await;
    assert!(again.get("/").await.html.contains("href=\"/fortsatt\""));
    let page = again.get("/fortsatt").await.html;
    assert!(page.contains("Lamporna vid badplatsen är trasiga sedan i höstas."), "{page}");
    assert!(page.contains("action=\"/problem/nytt\"") && page.contains("value=\"Mörkt vid badplatsen\""));
    let saved = again.post("/problem/nytt", &PROBLEM).await;
    assert!(saved.location.starts_with("/problem/"), "{}", saved.html);
    assert!(!again.get("/").await.html.contains("href=\"/fortsatt\""), "it is sent");
}

#[tokio::test]
async fn what_the_framework_refuses_is_told_in_our_words() {
    let desk = Desk::new().await;
    let person = desk.person("samordnare").await;
    let send = |method: &str, path: &str, kind: &str, body: &'static str| {
        let request = Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, kind);
        let request = request.header(header::COOKIE, &person.cookie).body(Body::from(body)).unwrap();
        person.ask(request)
    };
    for (method, path, kind, body, status, words) in [
        ("POST", "/problem/nytt", "application/json", "{}", 415, "inte ett formulär"),
        ("DELETE", "/problem", "text/plain", "", 405, "tar inte emot det som skickades"),
    ] {
        let answer = send(method, path, kind, body).await;
        assert_eq!(answer.status.as_u16(), status, "{method} {path} {kind}");
        assert!(answer.html.contains(words) && answer.html.contains("<html"), "{}", answer.html);
        assert!(!answer.html.contains("Content-Type") && !answer.html.contains("Failed"), "{}", answer.html);
    }
}
