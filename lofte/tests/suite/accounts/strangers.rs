//! Those who are not signed in, or ask from elsewhere: guesses, foreign sites, other hosts, and what the log says of it.

use super::{Browser, Town, browser_of, encoded};
use crate::fixture::copy_demo;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use lofte::demo::PASSWORD;
use lofte_app::access;
use lofte_app::config::Config;
use lofte_app::house::House;
use lofte_app::proof::Arrival;
use lofte_model::access::{Action, Channel};
use lofte_store::{AuditVerb, Noun};
use std::collections::BTreeMap;

/// Two thousand guesses at once: a handful is tried, memory holds two checks, and those who belong here get in.
#[tokio::test(flavor = "multi_thread")]
async fn guesses_in_parallel_keep_nobody_out() {
    let town = Town::new().await;
    let mut home = town.browser("203.0.113.1");
    home.sign_in("samordnare", PASSWORD).await.leads_to("/");
    let attack: Vec<_> = (0..2000)
        .map(|guess| {
            let address = format!("198.51.100.{}:4000", guess % 250).parse().unwrap();
            let mut stranger = Browser { address, router: home.router.clone(), cookies: BTreeMap::new() };
            tokio::spawn(async move {
                let seen = stranger.sign_in("samordnare", &format!("gissning nummer {guess}")).await;
                (seen.status, seen.headers.contains_key(header::RETRY_AFTER))
            })
        })
        .collect();
    let mut known = Browser { cookies: home.cookies.clone(), ..town.browser("198.51.100.3") };
    known.cookies.remove("lofte");
    known.sign_in("samordnare", PASSWORD).await.leads_to("/");
    let mut statuses: BTreeMap<u16, usize> = BTreeMap::new();
    for guess in attack {
        let (status, told_when) = guess.await.unwrap();
        assert_eq!(told_when, status != StatusCode::UNAUTHORIZED, "{status}");
        *statuses.entry(status.as_u16()).or_default() += 1;
    }
    let tried = statuses.get(&401).copied().unwrap_or_default();
    assert!(tried <= 5, "{statuses:?}");
    assert_eq!(
        tried + statuses[&429] + statuses.get(&503).copied().unwrap_or_default(),
        2000,
        "{statuses:?}"
    );
    town.browser("203.0.113.77").sign_in("polis", PASSWORD).await.leads_to("/");
    let mut new_browser = town.browser("192.0.2.44");
    new_browser.sign_in("samordnare", PASSWORD).await.leads_to("/");

    let log = town.log().await;
    let failed: Vec<_> = log.iter().filter(|entry| entry.verb == AuditVerb::SignInFailed).collect();
    assert_eq!(failed.iter().map(|entry| entry.times).sum::<i64>(), i64::try_from(tried).unwrap());
    assert!(failed.iter().all(|entry| entry.user.is_none()), "what a stranger tries is nobody's deed");
    assert!(log.iter().any(|entry| entry.verb == AuditVerb::HeldUp));
    assert!(log.len() < 400, "written in batches");
}

#[tokio::test]
async fn unknown_names_are_counted_and_never_written_down() {
    let town = Town::new().await;
    let mut stranger = town.browser("198.51.100.1");
    for name in ["ett-losenord-i-fel-ruta", "an\0na", &"x".repeat(5000), "\u{7}", ""] {
        let seen = stranger.sign_in(name, "ett lösenord till").await;
        seen.says(StatusCode::UNAUTHORIZED, "Fel namn eller lösenord");
    }
    let long = "a".repeat(20_000);
    stranger.sign_in("samordnare", &long).await.says(StatusCode::UNAUTHORIZED, "Fel namn eller lösenord");
    let log = town.log().await;
    let failed: Vec<_> = log.iter().filter(|entry| entry.verb == AuditVerb::SignInFailed).collect();
    let unknown = failed.iter().find(|entry| entry.id == "unknown").unwrap();
    assert_eq!((unknown.times, unknown.noun), (5, Noun::Account));
    assert!(failed.iter().all(|entry| !format!("{entry:?}").contains("losenord")));
}

#[tokio::test]
async fn one_lands_where_one_was_going_and_nowhere_else() {
    let town = Town::new().await;
    let mut partner = town.browser("192.0.2.1");
    partner.get("/plan?visa=allt").await.leads_to("/logga-in?till=/plan%3Fvisa%3Dallt");
    let page = partner.get("/logga-in?till=/plan%3Fvisa%3Dallt").await;
    page.says(StatusCode::OK, "name=\"till\" value=\"/plan?visa=allt\"");
    let into = async |browser: &mut Browser, onward: &str| {
        let form = [("login", "bostadsbolag"), ("password", PASSWORD), ("till", onward)];
        browser.post("/logga-in", &form).await.location().to_owned()
    };
    assert_eq!(into(&mut partner, "/plan?visa=allt").await, "/plan?visa=allt");
    for elsewhere in
        ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/logga-ut"]
    {
        assert_eq!(into(&mut partner, elsewhere).await, "/", "{elsewhere}");
    }
}

#[tokio::test]
async fn with_an_origin_cookies_are_for_one_host_and_tls() {
    let town = Town::new().await;
    let origin = "https://lofte.flen.se".parse().unwrap();
    let house = town.house.with(|config| Config { origin: Some(origin), ..config });
    let mut browser = browser_of(&house, "192.0.2.1");
    let ask = |host: &str| Request::get("/logga-in").header(header::HOST, host).body(Body::empty()).unwrap();
    let good = browser.send(ask("lofte.flen.se")).await;
    good.says(StatusCode::OK, "Logga in");
    for (name, value) in [
        ("strict-transport-security", "max-age=31536000"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(good.headers[name], value);
    }
    assert!(good.headers["permissions-policy"].to_str().unwrap().contains("geolocation=()"));
    for host in ["evil.example", "lofte.flen.se.evil.example", "127.0.0.1", "lofte.flen.se:8080"] {
        browser.send(ask(host)).await.says(StatusCode::MISDIRECTED_REQUEST, "https://lofte.flen.se");
    }
    let sign_in = |from: &str| {
        let body = format!("login=lasare&password={}", encoded(PASSWORD));
        Request::post("/logga-in")
            .header(header::HOST, "lofte.flen.se")
            .header(header::ORIGIN, from)
            .header("x-forwarded-proto", "http")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap()
    };
    let foreign = browser.send(sign_in("https://annan.flen.se")).await;
    foreign.says(StatusCode::FORBIDDEN, "FOREIGN-REQUEST");
    assert!(town.log().await.iter().any(|entry| entry.verb == AuditVerb::ForeignRequest));
    let own = browser.send(sign_in("https://lofte.flen.se")).await;
    own.leads_to("/");
    let cookies: Vec<&str> =
        own.headers.get_all(header::SET_COOKIE).iter().map(|one| one.to_str().unwrap()).collect();
    assert!(cookies[0].starts_with("__Host-lofte="), "{cookies:?}");
    for cookie in cookies {
        assert!(
            cookie.contains("; Secure") && cookie.contains("HttpOnly") && cookie.contains("Path=/"),
            "{cookie}"
        );
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
    let inside = Request::get("/konto").header(header::HOST, "lofte.flen.se").body(Body::empty()).unwrap();
    browser.send(inside).await.says(StatusCode::OK, "lasare");

    let mut plain = town.browser("127.0.0.1");
    let seen = plain.sign_in("lasare", PASSWORD).await;
    assert!(seen.headers[header::SET_COOKIE].to_str().unwrap().starts_with("lofte="));
    assert!(!seen.headers.contains_key("strict-transport-security"));
}

#[tokio::test]
async fn every_deed_says_how_it_came() {
    let town = Town::new().await;
    let mut police = town.browser("192.0.2.8");
    police.sign_in("polis", PASSWORD).await.leads_to("/");
    police.post("/konto/inloggningar", &[]).await.leads_to("/konto");
    let named = access::acting_for(&town.house, Some("polis")).await.unwrap();
    let id = lofte_model::id::JobId(uuid::Uuid::new_v4());
    lofte_app::job::queue(&named, &town.house, id, lofte_app::job::Kind::Refresh, serde_json::Value::Null)
        .await
        .unwrap();
    lofte_app::picture::draft(&named, &town.house).await.unwrap();
    let log = town.log().await;
    let page = Channel::Page { address: Some("192.0.2.0/24".into()), browser: Some("Firefox".into()) };
    assert_eq!(log[2].channel, Some(page.clone()));
    assert_eq!((log[3].verb, &log[3].channel), (AuditVerb::SignIn, &Some(page)));
    assert_eq!(log[0].verb, AuditVerb::Did(Action::ReadSmallCounts));
    assert!(
        log[..2].iter().all(|entry| matches!(&entry.channel, Some(Channel::Command { holder: false, .. })))
    );
    let arrival = Arrival::by(Channel::Program);
    assert!(access::sign_in(&town.house, &arrival, "polis", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn casework_that_is_elsewhere_is_not_replaced_by_an_empty_one() {
    let home = tempfile::tempdir().unwrap();
    copy_demo(home.path()).await;
    House::open(home.path()).await.unwrap().store().close().await;
    let file = home.path().join("casework.sqlite");
    std::fs::remove_file(&file).unwrap();
    std::fs::write(home.path().join("casework.place"), "postgres://db.flen.se/lofte").unwrap();
    let refused = House::open(home.path()).await.err().unwrap();
    assert!(refused.tell(lofte_words::Language::Swedish).contains("postgres://db.flen.se/lofte"));
    assert!(!file.exists(), "nothing empty was made in its place");
}
