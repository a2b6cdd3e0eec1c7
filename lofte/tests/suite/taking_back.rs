//! What is public can be hidden at once, and a text can be masked everywhere; other limits are told as a change.

use crate::fixture::copy_demo;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use lofte::public::{Display, Paused};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::public_side::{self, Displayed, Known};
use lofte_app::{access, agreement, followup, mask, promise, publication};
use lofte_model::access::{Action, Actor, Role};
use lofte_model::mask::MARK;
use lofte_model::promise::Side;
use lofte_model::publication::Limits;
use lofte_publish::Snapshot;
use lofte_publish::changes::{Part, Subject};
use lofte_store::{AuditVerb, Noun};
use tempfile::TempDir;
use tower::ServiceExt;

struct Flen {
    dir: TempDir,
    house: House,
    coordinator: Actor,
    police: Actor,
    reader: Actor,
}

async fn flen() -> Flen {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("demo");
    copy_demo(&home).await;
    let house = House::open(&home).await.unwrap();
    let as_ = async |login: &str| access::acting_for(&house, Some(login)).await.unwrap();
    let (coordinator, police, reader) = (as_("samordnare").await, as_("polis").await, as_("lasare").await);
    Flen { dir, house, coordinator, police, reader }
}

fn keys(error: &AppError) -> Vec<String> {
    error.messages().into_iter().map(|message| message.key).collect()
}

async fn shown(house: &House, known: &mut Known) -> Displayed {
    let (now, displayed) = public_side::displayed(house, known).await.unwrap().expect("something changed");
    *known = now;
    displayed
}

fn number(displayed: &Displayed) -> u32 {
    let Displayed::Snapshot(snapshot) = displayed else { panic!("{displayed:?}") };
    snapshot.number
}

#[tokio::test]
async fn one_side_alone_hides_what_is_public_and_lets_it_go_again() {
    let flen = flen().await;
    let house = &flen.house;
    let mut known = Known::default();
    assert_eq!(number(&shown(house, &mut known).await), 2);
    assert!(public_side::displayed(house, &known).await.unwrap().is_none(), "nothing new");
    let refused = public_side::hide(&flen.reader, house, None, "fel").await.unwrap_err();
    assert!(matches!(refused, AppError::NotAllowed(_)), "{refused:?}");
    let silent = public_side::hide(&flen.police, house, None, "  ").await.unwrap_err();
    assert_eq!(keys(&silent), ["hide-no-reason"]);
    assert_eq!(public_side::hide(&flen.police, house, Some(9), "fel").await.unwrap_err().status(), 404);

    public_side::hide(&flen.police, house, None, "fel adress").await.unwrap();
    let Displayed::Paused { municipality, role, .. } = shown(house, &mut known).await else {
        panic!("not paused")
    };
    assert_eq!((municipality.as_str(), role), ("Flen", Role::Police));
    // What is published meanwhile stays hidden until somebody lets it go.
    let preview = publication::preview(&flen.coordinator, house).await.unwrap();
    publication::publish(&flen.coordinator, house, &preview.seen).await.unwrap();
    assert!(matches!(shown(house, &mut known).await, Displayed::Paused { .. }));
    public_side::hide(&flen.coordinator, house, Some(1), "tillbaka").await.unwrap();
    assert_eq!(number(&shown(house, &mut known).await), 1);
    public_side::restore(&flen.coordinator, house, "rättat").await.unwrap();
    assert_eq!(number(&shown(house, &mut known).await), 3);

    let reasons: Vec<String> = public_side::history(&flen.reader, house)
        .await
        .unwrap()
        .into_iter()
        .map(|side| side.reason)
        .collect();
    assert_eq!(reasons, ["rättat", "tillbaka", "fel adress"]);
    let log = access::audit_log(&flen.coordinator, house, 20, None).await.unwrap();
    let hidden = log.iter().filter(|entry| entry.entry.verb == AuditVerb::Did(Action::HidePublication));
    assert_eq!(hidden.count(), 3);
}

#[tokio::test]
async fn residents_are_told_that_publication_is_paused_and_nothing_else() {
    let paused = Paused {
        municipality: "Flen".into(),
        side: Side::Police,
        since: "2026-11-29T20:00:00Z".parse().unwrap(),
    };
    let (_sender, showing) = tokio::sync::watch::channel(Display::Paused(paused));
    let router = axum::Router::new().nest("/offentligt", lofte::public::router(showing));
    for path in ["", "/loften/2", "/loften/2/lofte.pdf", "/lagesbild", "/om", "/data/snapshot.json", "/nej"] {
        let request = Request::get(format!("/offentligt{path}")).body(Body::empty()).unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store", "{path}");
        let body = to_bytes(response.into_body(), 1_000_000).await.unwrap();
        let page = String::from_utf8(body.to_vec()).unwrap();
        assert!(page.contains("pausad av polisen sedan 2026-11-29 21:00"), "{path}: {page}");
    }
}

#[tokio::test]
async fn a_masked_text_is_gone_from_the_signed_copy_and_from_every_publication() {
    let flen = flen().await;
    let (house, police) = (&flen.house, &flen.police);
    let before = promise::named(police, house, "2").await.unwrap();
    let (id, signed) = (before.id.to_string(), before.fingerprint().unwrap().clone());
    let published: Vec<Snapshot> = {
        let mut all = Vec::new();
        for known in publication::list(police, house).await.unwrap() {
            all.push(publication::find(police, house, known.number).await.unwrap());
        }
        all
    };
    let thing = (Noun::Promise, id.as_str());
    let passage = "Föreningar som vill nattvandra vid stationen".to_owned();
    let refusals = [
        (mask::mask(police, house, thing, "F", "art. 17").await, "mask-too-short"),
        (mask::mask(police, house, thing, &passage, " ").await, "mask-no-ground"),
        (mask::mask(police, house, thing, &passage, &format!("om {passage}")).await, "mask-ground-tells"),
        (mask::mask(police, house, thing, "står ingenstans", "art. 17").await, "mask-nothing-there"),
    ];
    for (refused, key) in refusals {
        assert_eq!(keys(&refused.unwrap_err()), [key]);
    }
    let not_theirs = mask::mask(&flen.reader, house, thing, &passage, "art. 17").await;
    assert!(matches!(not_theirs, Err(AppError::NotAllowed(_))));
    assert!(mask::texts(police, house, thing).await.unwrap().iter().any(|text| text.contains(&passage)));

    let done = mask::mask(police, house, thing, &passage, "dataskyddsförordningen art. 17").await.unwrap();
    assert_eq!(done.places, 5, "once in the promise, twice in each publication");
    let after = promise::named(police, house, "2").await.unwrap();
    assert!(after.commitments[2].text.contains(MARK) && !format!("{after:?}").contains(&passage));
    assert_eq!(after.fingerprint(), Some(&signed), "what was signed can still be told");
    for old in &published {
        let now = publication::find(police, house, old.number).await.unwrap();
        assert_eq!((now.fingerprint.clone(), now.masked.len()), (old.fingerprint.clone(), 1));
        assert_eq!(now.masked[0].ground, "dataskyddsförordningen art. 17");
        assert!(!serde_json::to_string(&now).unwrap().contains(&passage));
    }
    assert!(house.store().check().await.unwrap().findings.is_empty(), "masked is not damaged");

    // The next publication shows the masked text, under the fingerprint that was signed, and says so.
    let preview = publication::preview(&flen.coordinator, house).await.unwrap();
    let next = publication::publish(&flen.coordinator, house, &preview.seen).await.unwrap();
    let public = next.promise(2).unwrap();
    assert_eq!(public.fingerprint(), Some(&signed));
    assert_eq!(public.masked.len(), 1);
    assert!(!serde_json::to_string(&next).unwrap().contains(&passage));
    followup::verdict(police, house, after.id).await.unwrap();
    let folder = flen.dir.path().join("public");
    next.write(&folder, &lofte_publish::Fonts::default()).unwrap();
    Snapshot::open(&folder).unwrap();

    // A backup that is taken now has the masked text alone.
    let backup = flen.dir.path().join("casework.jsonl");
    house.store().backup(&backup, None).await.unwrap();
    assert!(!std::fs::read_to_string(&backup).unwrap().contains(&passage));
}

#[tokio::test]
async fn a_masked_agreement_stays_signed() {
    let flen = flen().await;
    let (house, actor) = (&flen.house, &flen.coordinator);
    let known = agreement::list(actor, house).await.unwrap().remove(0);
    let id = known.id.to_string();
    let passage = known.purposes[0].clone();
    let thing = (Noun::Agreement, id.as_str());
    mask::mask(actor, house, thing, &passage, "art. 17").await.unwrap();
    let masked = agreement::find(actor, house, known.id).await.unwrap();
    assert_eq!(masked.purposes[0], MARK);
    assert!(masked.is_signed());
    let of = masked.signatures[0].noted.clone().unwrap();
    assert_eq!(of.before_masking, Some(known.fingerprint().unwrap()), "what was signed stands");
    let next = publication::preview(actor, house).await.unwrap().next;
    assert_eq!(next.agreements.len(), 1);
    assert!(!serde_json::to_string(&next).unwrap().contains(&passage));
}

#[tokio::test]
async fn other_limits_are_floored_and_told_as_a_change() {
    let flen = flen().await;
    let (house, actor) = (&flen.house, &flen.coordinator);
    let set =
        async |threshold, protect| publication::set_limits(actor, house, Limits { threshold, protect }).await;
    for (threshold, protect) in [(4, 5), (5, 4), (0, 0), (u64::MAX, 5)] {
        assert_eq!(keys(&set(threshold, protect).await.unwrap_err()), ["limits-not-allowed"]);
    }
    assert_eq!(publication::limits(actor, house).await.unwrap(), Limits::LOWEST);
    let police = publication::set_limits(&flen.police, house, Limits::LOWEST).await;
    assert!(matches!(police, Err(AppError::NotAllowed(_))));
    let before = publication::preview(actor, house).await.unwrap();
    set(10, 12).await.unwrap();
    let unseen = publication::publish(actor, house, &before.seen).await.unwrap_err();
    assert_eq!(keys(&unseen), ["seen-changed"], "a publication with other limits is another one");
    let preview = publication::preview(actor, house).await.unwrap();
    let told: Vec<_> = preview
        .changes
        .iter()
        .filter(|change| change.subject == Subject::Protection && change.part == Part::Limit)
        .map(|change| (change.which.as_str(), change.before.as_deref(), change.after.as_deref()))
        .collect();
    assert!(told.contains(&("threshold", Some("5"), Some("10"))), "{told:?}");
    assert!(told.contains(&("protect", Some("5"), Some("12"))), "{told:?}");
    let csv = String::from_utf8(preview.next.counts_csv().unwrap()).unwrap();
    assert!(csv.lines().nth(1).unwrap().contains(",10,12,"), "every row says its limits");
    let log = access::audit_log(actor, house, 5, None).await.unwrap();
    let entry = log.iter().find(|entry| entry.entry.verb == AuditVerb::Did(Action::SetProtection)).unwrap();
    assert_eq!((entry.entry.noun, entry.entry.id.as_str()), (Noun::Protection, "10-12"));
}
