//! Accounts as people meet them: in by a link, out of trouble by a code, and strangers who guess.

mod strangers;

use crate::fixture::copy_demo;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode, header};
use jiff::{SignedDuration, Timestamp};
use lofte::demo::PASSWORD;
use lofte_app::access;
use lofte_app::config::Config;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::{account, agreement, factor, promise, signing};
use lofte_model::access::{Channel, Role};
use lofte_model::fingerprint::Fingerprint;
use lofte_store::AuditVerb;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use tempfile::TempDir;
use tower::ServiceExt;

/// The demo with a clock of its own.
struct Town {
    _home: TempDir,
    house: House,
}

/// A browser: an address, and the cookies that it keeps.
#[derive(Clone)]
struct Browser {
    router: Router,
    address: SocketAddr,
    cookies: BTreeMap<String, String>,
}

struct Seen {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl Seen {
    fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map(|place| place.to_str().unwrap()).unwrap_or_default()
    }

    #[track_caller]
    fn leads_to(&self, place: &str) {
        assert_eq!((self.status, self.location()), (StatusCode::SEE_OTHER, place), "{}", self.text);
    }

    #[track_caller]
    fn says(&self, status: StatusCode, words: &str) {
        assert_eq!(self.status, status, "{}", self.text);
        assert!(self.text.contains(words), "“{words}” is not in {}", self.text);
    }
}

impl Town {
    async fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        copy_demo(home.path()).await;
        let house =
            House::open(home.path()).await.unwrap().at(Timestamp::from_second(1_800_000_000).unwrap());
        Self { _home: home, house }
    }

    fn later(&self, by: SignedDuration) -> House {
        self.house.at(self.house.now() + by)
    }

    fn browser(&self, address: &str) -> Browser {
        browser_of(&self.house, address)
    }

    async fn log(&self) -> Vec<lofte_store::AuditEntry> {
        let coordinator = access::acting_for(&self.house, Some("samordnare")).await.unwrap();
        let entries = access::audit_log(&coordinator, &self.house, 500, None).await.unwrap();
        entries.into_iter().map(|numbered| numbered.entry).collect()
    }
}

/// What a question says that was shown.
fn what_was_shown(page: &Seen) -> String {
    let after = page.text.split_once("name=\"seen\" value=\"").unwrap().1;
    after.split_once('"').unwrap().0.to_owned()
}

fn browser_of(house: &House, address: &str) -> Browser {
    let address = format!("{address}:4000").parse().unwrap();
    Browser { router: lofte::pages::router(house.clone()), address, cookies: BTreeMap::new() }
}

impl Browser {
    async fn send(&mut self, mut request: Request<Body>) -> Seen {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        request.headers_mut().insert(header::COOKIE, cookies.join("; ").parse().unwrap());
        request.headers_mut().insert(header::USER_AGENT, "Mozilla/5.0 Firefox/140.0".parse().unwrap());
        request.extensions_mut().insert(ConnectInfo(self.address));
        let answer = self.router.clone().oneshot(request).await.unwrap();
        for cookie in answer.headers().get_all(header::SET_COOKIE) {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let (status, headers) = (answer.status(), answer.headers().clone());
        let bytes = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap().replace('\u{a0}', " ");
        Seen { status, headers, text }
    }

    async fn get(&mut self, path: &str) -> Seen {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Seen {
        let pairs: Vec<String> =
            form.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        self.send(request.body(Body::from(pairs.join("&"))).unwrap()).await
    }

    async fn sign_in(&mut self, login: &str, password: &str) -> Seen {
        self.post("/logga-in", &[("login", login), ("password", password)]).await
    }
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat()
}

/// The link that a page or a text shows.
#[track_caller]
fn link(text: &str) -> String {
    let start = text.find("/valkommen/").unwrap_or_else(|| panic!("no link in {text}"));
    text[start..].chars().take_while(|sign| sign.is_ascii_alphanumeric() || *sign == '/').collect()
}

/// The link of somebody's account page in the list.
async fn page_of(browser: &mut Browser, login: &str) -> String {
    let list = browser.get("/konton").await.text;
    let row = list.split("<tr").skip(1).find(|row| row.contains(login)).unwrap();
    let start = row.find("href=\"/konton/").unwrap() + 6;
    row[start..].split('"').next().unwrap().to_owned()
}

const NEW: &str = "lampan under bron lyser";

/// Nobody decides on what they were not shown: here the account gets another name meanwhile. Gives what was shown first,
/// which is so again.
async fn is_decided_as_seen(coordinator: &mut Browser, page: &str) -> String {
    let stale = what_was_shown(&coordinator.get(&format!("{page}/stang")).await);
    coordinator.post(&format!("{page}/namn"), &[("login", "vikarien")]).await.leads_to(page);
    for way in ["stang", "radera"] {
        let late = coordinator.post(&format!("{page}/{way}"), &[("seen", &stale)]).await;
        late.says(StatusCode::UNPROCESSABLE_ENTITY, "Det här har ändrats sedan du läste det.");
        assert_ne!(what_was_shown(&late), stale, "the question stands there again, of what is so now");
    }
    coordinator.post(&format!("{page}/namn"), &[("login", "vikarie")]).await.leads_to(page);
    stale
}

#[tokio::test]
async fn whoever_is_invited_chooses_the_password() {
    let town = Town::new().await;
    let mut coordinator = town.browser("192.0.2.1");
    coordinator.sign_in("samordnare", PASSWORD).await.leads_to("/");
    let form = [("login", "vikarie"), ("role", "partner"), ("party", "")];
    coordinator.post("/konton", &form).await.says(StatusCode::UNPROCESSABLE_ENTITY, "Ange vilken.");
    let form = [("login", "vikarie"), ("role", "reader"), ("party", "")];
    let shown = coordinator.post("/konton", &form).await;
    shown.says(StatusCode::OK, "Den visas bara nu.");
    let link = link(&shown.text);
    coordinator
        .post("/konton", &form)
        .await
        .says(StatusCode::UNPROCESSABLE_ENTITY, "Det finns redan ett konto");
    assert!(!coordinator.get("/konton").await.text.contains(&link), "the link is shown once");

    let mut stand_in = town.browser("198.51.100.1");
    stand_in.sign_in("vikarie", "").await.says(StatusCode::UNAUTHORIZED, "Fel namn eller lösenord");
    stand_in.get(&link).await.says(StatusCode::OK, "Välkommen");
    let choose = async |browser: &mut Browser, one: &str, other: &str| {
        browser.post(&link, &[("password", one), ("again", other)]).await
    };
    choose(&mut stand_in, NEW, PASSWORD).await.says(StatusCode::UNPROCESSABLE_ENTITY, "inte lika");
    for (weak, why) in [
        ("kort", "för kort"),
        ("vikarievikarie", "liknar"),
        ("123456789012", "rad"),
        ("sommar2026!!!", "många"),
    ] {
        choose(&mut stand_in, weak, weak).await.says(StatusCode::UNPROCESSABLE_ENTITY, why);
    }
    choose(&mut stand_in, NEW, NEW).await.leads_to("/logga-in");
    choose(&mut stand_in, NEW, NEW).await.says(StatusCode::UNPROCESSABLE_ENTITY, "Länken fungerar inte");
    stand_in.get(&link).await.says(StatusCode::UNPROCESSABLE_ENTITY, "Länken fungerar inte");
    stand_in.sign_in("Vikarie", NEW).await.leads_to("/");
    stand_in.get("/konto").await.says(StatusCode::OK, "Du är inloggad som vikarie med rollen läsare.");

    let page = page_of(&mut coordinator, "vikarie").await;
    coordinator.get(&page).await.says(StatusCode::OK, "länken av samordnare");
    let stale = is_decided_as_seen(&mut coordinator, &page).await;
    coordinator.post(&format!("{page}/stang"), &[("seen", &stale)]).await.leads_to("/konton");
    assert_eq!(
        stand_in.get("/konto").await.location(),
        "/logga-in?till=/konto",
        "a closed account is signed out"
    );
    stand_in.sign_in("vikarie", NEW).await.says(StatusCode::UNAUTHORIZED, "Fel namn eller lösenord");
    let next = coordinator.post("/konton", &form).await;
    next.says(StatusCode::OK, "Den visas bara nu.");
    let taken = coordinator.post(&format!("{page}/oppna"), &[("login", "vikarie")]).await;
    assert_eq!(taken.status, StatusCode::CONFLICT);
    let opened = coordinator.post(&format!("{page}/oppna"), &[("login", "vikarie-2")]).await;
    opened.says(StatusCode::OK, "Lämna över länken");
    let seen = what_was_shown(&coordinator.get(&format!("{page}/radera")).await);
    coordinator.post(&format!("{page}/radera"), &[("seen", &seen)]).await.leads_to("/konton");
    coordinator.get(&page).await.says(StatusCode::NOT_FOUND, "inget öppet konto");
    let log = coordinator.get("/logg").await.text;
    assert!(log.contains("raderade ett konto") && log.contains("Firefox, 192.0.2.0/24"), "{log}");
}

#[tokio::test]
async fn an_invitation_ends() {
    let town = Town::new().await;
    let actor = access::acting_for(&town.house, Some("samordnare")).await.unwrap();
    let invited = account::Invited { login: "vikarie".into(), role: Role::Reader, party: None };
    let (made, token) = account::invite(&actor, &town.house, invited).await.unwrap();
    let in_time = town.later(SignedDuration::from_hours(7 * 24) - SignedDuration::from_secs(1));
    assert_eq!(account::of_link(&in_time, &token).await.unwrap().0.user, made.user);
    let late = town.later(SignedDuration::from_hours(7 * 24));
    let gone = account::accept_link(&late, &Channel::Program, &token, NEW).await.unwrap_err();
    assert_eq!(gone.messages()[0].key, "account-link-gone");
    let (_, second) = account::make_link(&actor, &town.house, made.user).await.unwrap();
    assert!(account::of_link(&town.house, &token).await.is_err(), "the second replaces the first");
    account::accept_link(&town.house, &Channel::Program, &second, NEW).await.unwrap();
}

/// Nobody can act for both sides: after its first account, the police make, help and close their own.
#[tokio::test]
async fn the_coordinator_has_no_hand_in_the_accounts_of_the_police() {
    let town = Town::new().await;
    let mut coordinator = town.browser("192.0.2.1");
    coordinator.sign_in("samordnare", PASSWORD).await.leads_to("/");
    let form = [("login", "polis2"), ("role", "police"), ("party", "")];
    coordinator.post("/konton", &form).await.says(StatusCode::FORBIDDEN, "Rollen samordnare får inte");
    let page = page_of(&mut coordinator, "polis").await;
    coordinator.get(&page).await.says(StatusCode::OK, "Polisen svarar för sina egna konton");
    for deed in ["lank", "stang", "radera", "namn", "oppna", "logga-ut", "tvasteg"] {
        let refused = coordinator.post(&format!("{page}/{deed}"), &[("login", "annan")]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{deed}: {}", refused.text);
    }
    let mut police = town.browser("192.0.2.2");
    police.sign_in("polis", PASSWORD).await.leads_to("/");
    let list = police.get("/konton").await.text;
    assert!(list.contains("polis") && !list.contains("bostadsbolag"), "the police see their own accounts");
    let shown = police.post("/konton", &form).await;
    shown.says(StatusCode::OK, "Den visas bara nu.");
    let form = [("login", "vikarie"), ("role", "reader"), ("party", "")];
    police.post("/konton", &form).await.says(StatusCode::FORBIDDEN, "Rollen kommunpolis får inte");
    let refusals = town.log().await;
    let refusals = refusals.iter().filter(|entry| entry.verb == AuditVerb::Refused);
    let refusals: Vec<_> = refusals.map(|entry| (entry.id.as_str(), entry.user.is_some())).collect();
    assert!(
        refusals.contains(&("manage_police_users", true)) && refusals.contains(&("manage_users", true)),
        "{refusals:?}"
    );

    let actor = access::acting_for(&town.house, Some("samordnare")).await.unwrap();
    let known = account::signatories(&actor, &town.house, Role::Police).await.unwrap();
    let made: Vec<_> = known.iter().map(|one| (one.account.login.as_str(), one.made_by.as_deref())).collect();
    assert_eq!(made, [("polis", Some("samordnare")), ("polis2", Some("polis"))]);
}

#[tokio::test]
async fn naming_an_account_signs_nothing() {
    let town = Town::new().await;
    let named = access::acting_for(&town.house, Some("polis")).await.unwrap();
    let promise = promise::named(&named, &town.house, "2").await.unwrap();
    let read = Fingerprint::of(&promise.frozen()).unwrap();
    let refused = signing::sign(&named, &town.house, promise.id, "chefen", &read).await.unwrap_err();
    assert_eq!(refused.messages()[0].key, "holder-needed");
    let agreed = agreement::list(&named, &town.house).await.unwrap().remove(0);
    let party = agreed.parties[0];
    let seen = agreement::seen(&agreed).unwrap();
    let refused = agreement::strike(&named, &town.house, agreed.id, (party, "fel"), &seen).await.unwrap_err();
    assert_eq!(refused.messages()[0].key, "holder-needed");
    let wrong = access::sign_in_for_command(&town.house, "root", "polis", NEW, "").await;
    assert!(matches!(wrong, Err(AppError::WrongPassword)), "{wrong:?}");
    let holder = access::sign_in_for_command(&town.house, "root", "polis", PASSWORD, "").await.unwrap();
    let frozen = signing::sign(&holder, &town.house, promise.id, "chefen", &read).await.unwrap_err();
    assert_eq!(frozen.messages()[0].key, "promise-frozen", "this far comes only the holder");
    let log = town.log().await;
    let by_command = Channel::Command { system_user: "root".into(), holder: true };
    assert_eq!((log[0].verb, &log[0].channel), (AuditVerb::SignIn, &Some(by_command)));
}

#[tokio::test]
async fn a_password_is_changed_and_ends_every_session() {
    let town = Town::new().await;
    let (mut here, mut there) = (town.browser("192.0.2.1"), town.browser("192.0.2.7"));
    here.sign_in("lasare", PASSWORD).await.leads_to("/");
    there.sign_in("lasare", PASSWORD).await.leads_to("/");
    let change = async |browser: &mut Browser, old: &str, new: &str, again: &str| {
        browser.post("/konto/losenord", &[("old", old), ("new", new), ("again", again)]).await
    };
    change(&mut here, "fel", NEW, NEW)
        .await
        .says(StatusCode::UNPROCESSABLE_ENTITY, "nuvarande lösenordet stämmer inte");
    change(&mut here, PASSWORD, NEW, PASSWORD).await.says(StatusCode::UNPROCESSABLE_ENTITY, "inte lika");
    change(&mut here, PASSWORD, "lasare-lasare", "lasare-lasare")
        .await
        .says(StatusCode::UNPROCESSABLE_ENTITY, "liknar");
    change(&mut here, PASSWORD, NEW, NEW).await.leads_to("/logga-in");
    for browser in [&mut here, &mut there] {
        assert_eq!(browser.get("/konto").await.status, StatusCode::SEE_OTHER);
    }
    here.sign_in("lasare", PASSWORD).await.says(StatusCode::UNAUTHORIZED, "Fel namn eller lösenord");
    here.sign_in("lasare", NEW).await.leads_to("/");
}

/// Nobody can help the only coordinator; a code that was kept can.
#[tokio::test]
async fn a_code_lets_the_only_coordinator_in_again() {
    let town = Town::new().await;
    let mut coordinator = town.browser("192.0.2.1");
    coordinator.sign_in("samordnare", PASSWORD).await.leads_to("/");
    let shown = coordinator.post("/konto/koder", &[]).await.text;
    let codes: Vec<&str> =
        shown.split("<li><code>").skip(1).map(|rest| rest.split('<').next().unwrap()).collect();
    assert_eq!(codes.len(), lofte_app::recovery::RECOVERY_CODES);
    let mut stranger = town.browser("198.51.100.1");
    let wrong =
        stranger.post("/aterstall", &[("login", "samordnare"), ("code", "aaaaa-aaaaa-aaaaa-aaaaa")]).await;
    wrong.says(StatusCode::UNPROCESSABLE_ENTITY, "stämmer inte");
    let code = codes[3].to_uppercase().replace('-', " ");
    let form = [("login", "samordnare"), ("code", code.as_str())];
    let onward = stranger.post("/aterstall", &form).await;
    let choose = link(onward.location());
    stranger.post("/aterstall", &form).await.says(StatusCode::UNPROCESSABLE_ENTITY, "stämmer inte");
    stranger.post(&choose, &[("password", NEW), ("again", NEW)]).await.leads_to("/logga-in");
    assert_eq!(coordinator.get("/konto").await.status, StatusCode::SEE_OTHER, "signed out everywhere");
    stranger.sign_in("samordnare", NEW).await.leads_to("/");
    stranger.get("/konto").await.says(StatusCode::OK, "Du har 9 återställningskoder kvar.");
    let unseen = stranger.post("/konto/radera", &[]).await;
    unseen.says(StatusCode::UNPROCESSABLE_ENTITY, "Det här har ändrats sedan du läste det.");
    let erased = stranger.post("/konto/radera", &[("seen", &what_was_shown(&unseen))]).await;
    erased.says(StatusCode::UNPROCESSABLE_ENTITY, "sista samordnaren");

    let (_, by_command) = account::make_link_by_command(&town.house, "root", "samordnare").await.unwrap();
    account::accept_link(&town.house, &Channel::Program, &by_command, PASSWORD).await.unwrap();
    let log = town.log().await;
    let recovered = log.iter().filter(|entry| entry.verb == AuditVerb::Recover);
    let ways: Vec<_> = recovered.map(|entry| entry.channel.as_ref().unwrap().word()).collect();
    assert_eq!(ways, ["command", "page"]);
}

#[tokio::test]
async fn sessions_are_listed_ended_and_end_by_themselves() {
    let town = Town::new().await;
    let (mut here, mut there) = (town.browser("192.0.2.1"), town.browser("203.0.113.9"));
    here.sign_in("lasare", PASSWORD).await.leads_to("/");
    there.sign_in("lasare", PASSWORD).await.leads_to("/");
    let own = here.get("/konto").await.text;
    assert!(own.contains("Firefox, 203.0.113.0/24") && own.contains("(den här)"), "{own}");
    let start = own.find("/konto/inloggningar/").unwrap();
    let one = own[start..].split('"').next().unwrap().to_owned();
    here.post(&one, &[]).await.leads_to("/konto");
    assert_eq!(there.get("/konto").await.status, StatusCode::SEE_OTHER);
    there.sign_in("lasare", PASSWORD).await.leads_to("/");
    here.post("/konto/inloggningar", &[]).await.leads_to("/konto");
    assert_eq!(there.get("/konto").await.status, StatusCode::SEE_OTHER);

    let token = here.cookies["lofte"].clone();
    let still_in = async |house: &House| access::signed_in(house, &token).await.is_ok();
    let minutes = SignedDuration::from_mins;
    assert!(!still_in(&town.later(minutes(45))).await, "three quarters of an hour without a word");
    for passed in (30..12 * 60).step_by(30) {
        assert!(still_in(&town.later(minutes(passed))).await, "after {passed} minutes of work");
    }
    assert!(!still_in(&town.later(minutes(12 * 60))).await, "and twelve hours in all");
    access::tidy(&town.later(minutes(12 * 60))).await.unwrap();
    assert!(!still_in(&town.house).await, "what has ended is gone");
}

/// The numbers of RFC 6238 for a secret in base 32, computed apart from the product.
fn number(secret: &str, now: Timestamp) -> String {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits: String = secret
        .chars()
        .map(|letter| format!("{:05b}", alphabet.find(letter).unwrap()))
        .collect::<Vec<_>>()
        .concat();
    let key: Vec<u8> =
        (0..bits.len() / 8).map(|at| u8::from_str_radix(&bits[8 * at..8 * at + 8], 2).unwrap()).collect();
    lofte_totp(&key, now.as_second() / 30)
}

/// HOTP by the definition of HMAC.
fn lofte_totp(key: &[u8], step: i64) -> String {
    use sha1::{Digest, Sha1};
    let pad = |with: u8| (0..64).map(|at| key.get(at).unwrap_or(&0) ^ with).collect::<Vec<u8>>();
    let inner = Sha1::digest([pad(0x36), step.to_be_bytes().to_vec()].concat());
    let outer = Sha1::digest([pad(0x5c), inner.to_vec()].concat());
    let at = usize::from(outer[19] & 15);
    let four = u32::from_be_bytes([outer[at], outer[at + 1], outer[at + 2], outer[at + 3]]);
    format!("{:06}", (four & 0x7fff_ffff) % 1_000_000)
}

#[tokio::test]
async fn the_second_step_is_added_asked_for_and_not_taken_twice() {
    let town = Town::new().await;
    let mut reader = town.browser("192.0.2.1");
    reader.sign_in("lasare", PASSWORD).await.leads_to("/");
    let page = reader.get("/konto/tvasteg").await;
    page.says(StatusCode::OK, "<svg viewBox");
    let secret =
        page.text.split("name=\"secret\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let wrong = [("secret", secret.as_str()), ("number", "000000")];
    reader.post("/konto/tvasteg", &wrong).await.says(StatusCode::UNPROCESSABLE_ENTITY, &secret[..4]);
    let first = number(&secret, town.house.now());
    let form = [("secret", secret.as_str()), ("number", first.as_str())];
    reader.post("/konto/tvasteg", &form).await.says(StatusCode::OK, "Mobilen är tillagd");

    let mut again = town.browser("192.0.2.1");
    again.sign_in("lasare", PASSWORD).await.leads_to("/logga-in/tvasteg");
    assert_eq!(again.get("/konto").await.status, StatusCode::SEE_OTHER, "not in yet");
    again
        .post("/logga-in/tvasteg", &[("number", &first)])
        .await
        .says(StatusCode::UNPROCESSABLE_ENTITY, "stämmer inte");
    let soon = town.later(SignedDuration::from_secs(30));
    let next = number(&secret, soon.now());
    let mut later = Browser { router: lofte::pages::router(soon.clone()), ..again.clone() };
    later.post("/logga-in/tvasteg", &[("number", &next)]).await.leads_to("/");
    later.get("/konto").await.says(StatusCode::OK, "Inloggningen sker i två steg.");

    let command = access::sign_in_for_command(&soon, "root", "lasare", PASSWORD, &next).await;
    assert!(command.is_err(), "a number that was used opens no command either");
    let reader = access::acting_for(&soon, Some("lasare")).await.unwrap();
    let coordinator = access::acting_for(&soon, Some("samordnare")).await.unwrap();
    assert!(factor::take_away(&reader, &soon, reader.user).await.is_err());
    factor::take_away(&coordinator, &soon, reader.user).await.unwrap();
    browser_of(&soon, "192.0.2.1").sign_in("lasare", PASSWORD).await.leads_to("/");
}

#[tokio::test]
async fn roles_that_must_have_a_second_step_get_one_first() {
    let town = Town::new().await;
    let strict = town.house.with(|config| Config { require_second_factor: vec![Role::Police], ..config });
    let mut police = browser_of(&strict, "192.0.2.1");
    police.sign_in("polis", PASSWORD).await.leads_to("/");
    for path in ["/", "/loften", "/konto", "/konton"] {
        police.get(path).await.leads_to("/konto/tvasteg");
    }
    police.post("/konto/koder", &[]).await.leads_to("/konto/tvasteg");
    police.get("/konto/tvasteg").await.says(StatusCode::OK, "Din roll måste logga in i två steg.");
    let mut reader = browser_of(&strict, "192.0.2.1");
    reader.sign_in("lasare", PASSWORD).await.leads_to("/");
    reader.get("/konto").await.says(StatusCode::OK, "Lösenordet räcker");
}
