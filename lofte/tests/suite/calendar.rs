//! The calendar: as a file, and as an address that reads and does nothing else, until it is revoked.

use crate::fixture::copy_demo;
use crate::pages::desk::{Desk, between};
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use lofte_app::{account, calendar, extract, promise};
use lofte_words::SV;
use tower::ServiceExt;

/// Asks without any cookie.
async fn stranger(desk: &Desk, path: &str) -> (StatusCode, String, String) {
    let request = Request::get(path).body(Body::empty()).unwrap();
    let response = desk.router.clone().oneshot(request).await.unwrap();
    let kind = response.headers().get(header::CONTENT_TYPE).map(|kind| kind.to_str().unwrap().to_owned());
    let status = response.status();
    let body = to_bytes(response.into_body(), 4_000_000).await.unwrap();
    (status, kind.unwrap_or_default(), String::from_utf8(body.to_vec()).unwrap())
}

/// Folded lines as one again.
fn unfolded(text: &str) -> String {
    text.replace("\r\n ", "")
}

#[tokio::test]
async fn an_address_reads_days_without_signing_in_until_it_is_revoked() {
    let desk = Desk::new().await;
    let police = desk.person("polis").await;
    let page = police.post("/konto/kalender", &[]).await.html;
    let address = format!("/kalender/{}", between(&page, "/kalender/", "<"));
    let (status, kind, text) = stranger(&desk, &address).await;
    assert_eq!((status, kind.as_str()), (StatusCode::OK, "text/calendar; charset=utf-8"), "{text}");
    let text = unfolded(&text);
    let promises = promise::list(&police.actor, &desk.house).await.unwrap();
    let running = promises.iter().find(|promise| promise.state.word() == "published").unwrap();
    assert!(text.contains(&format!("Löfte {} går ut: {}", running.number, running.title)), "{text}");
    assert!(!text.contains("samordnare") && !text.contains("polis@"), "no names: {text}");
    assert!(!text.contains(&running.text.replace(',', "\\,")), "no texts");
    // The token is nowhere in what is kept or told.
    let token = address.trim_start_matches("/kalender/").trim_end_matches(".ics").to_owned();
    let own = police.get("/konto").await.html;
    assert!(own.contains("Du har en kalenderadress sedan") && !own.contains(&token), "{own}");
    let coordinator = desk.person("samordnare").await;
    let told = extract::extract(&coordinator.actor, &desk.house, "polis").await.unwrap();
    assert!(told.calendar.is_some_and(|calendar| calendar.read_at.is_some()));
    assert!(!serde_json::to_string(&told).unwrap().contains(&token));
    // Nothing but reading: the same address does not sign in.
    let request = Request::get("/loften").header(header::COOKIE, format!("lofte={token}"));
    let answer = desk.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert_ne!(answer.status(), StatusCode::OK);

    let second = police.post("/konto/kalender", &[]).await.html;
    let second = format!("/kalender/{}", between(&second, "/kalender/", "<"));
    assert_eq!(stranger(&desk, &address).await.0, StatusCode::NOT_FOUND, "the earlier one stops");
    assert_eq!(stranger(&desk, &second).await.0, StatusCode::OK);
    assert_eq!(police.post("/konto/kalender/bort", &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(stranger(&desk, &second).await.0, StatusCode::NOT_FOUND);
    assert_eq!(stranger(&desk, "/kalender/nonsens").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_closed_account_has_no_calendar_and_guessing_is_slowed() {
    let desk = Desk::new().await;
    let (coordinator, reader) = (desk.person("samordnare").await, desk.person("lasare").await);
    let token = calendar::subscribe(&reader.actor, &desk.house).await.unwrap();
    let block = || Some("192.0.2.0/24".to_owned());
    assert!(calendar::feed(&desk.house, block(), &token, SV).await.is_ok());
    let seen = account::accounts(&coordinator.actor, &desk.house).await.unwrap();
    let known = seen.iter().find(|known| known.user == reader.actor.user).unwrap();
    account::close(&coordinator.actor, &desk.house, known.user, &account::seen(known).unwrap())
        .await
        .unwrap();
    assert_eq!(calendar::feed(&desk.house, block(), &token, SV).await.unwrap_err().status(), 404);
    let mut slowed = false;
    for _ in 0..40 {
        slowed |= calendar::feed(&desk.house, block(), "wrong", SV).await.unwrap_err().status() == 429;
    }
    assert!(slowed, "wrong addresses are slowed");
}

#[tokio::test]
async fn a_partner_reads_its_own_measures_only() {
    let desk = Desk::new().await;
    let (coordinator, partner) = (desk.person("samordnare").await, desk.person("bostadsbolag").await);
    let all = calendar::occasions(&coordinator.actor, &desk.house, SV).await.unwrap();
    let own = calendar::occasions(&partner.actor, &desk.house, SV).await.unwrap();
    let seen = lofte_app::plan::list(&partner.actor, &desk.house).await.unwrap();
    let measures = |days: &[lofte_words::icalendar::Occasion]| {
        days.iter()
            .filter(|day| day.uid.starts_with("measure-"))
            .map(|day| day.uid.clone())
            .collect::<Vec<_>>()
    };
    let ours: Vec<String> = seen.iter().map(|measure| measure.id.to_string()).collect();
    assert!(measures(&own).iter().all(|uid| ours.iter().any(|id| uid.contains(id))), "{own:?}");
    assert!(measures(&all).len() >= measures(&own).len());
    let uids: std::collections::BTreeSet<&String> = all.iter().map(|day| &day.uid).collect();
    assert_eq!(uids.len(), all.len(), "each day is told once");
}

#[tokio::test]
async fn the_command_writes_a_calendar_in_either_language() {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("house");
    copy_demo(&home).await;
    let file = dir.path().join("flen.ics");
    let run = |more: &[&std::ffi::OsStr]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_lofte"));
        command.arg("calendar").arg("--dir").arg(&home).args(more);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let told = run(&["--out".as_ref(), file.as_os_str()]);
    assert!(told.contains("flen.ics"), "{told}");
    let written = unfolded(&std::fs::read_to_string(&file).unwrap());
    assert!(written.starts_with("BEGIN:VCALENDAR\r\n") && written.contains("går ut"), "{written}");
    let english = unfolded(&run(&["--lang".as_ref(), "en".as_ref()]));
    assert!(english.contains("Promise ") && !english.contains("går ut"), "{english}");
    assert!(run(&["--format".as_ref(), "json".as_ref()]).trim_start().starts_with('['));
}
