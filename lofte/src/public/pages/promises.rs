//! The first page: what has been promised, and whether it was kept.

use super::easy::{self, Asked};
use super::{day, frame};
use crate::face::Frame;
use crate::face::part::Status;
use crate::face::verdict::tally;
use crate::public::{Showing, Shown};
use crate::web::Page;
use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use lofte_publish::Snapshot;
use lofte_publish::promise::PublicPromise;
use lofte_publish::snapshot::PublicAgreement;
use lofte_publish::wording::{self, is_historical};
use lofte_words::verdict::together;
use lofte_words::{SV, number};

#[derive(Template)]
#[template(path = "public/promises.html")]
struct PromisesPage {
    frame: Frame,
    answer: String,
    current: Vec<Listed>,
    earlier: Vec<Listed>,
    agreements: Vec<Agreed>,
    contact: String,
    published: String,
}

/// A promise in the list.
struct Listed {
    number: u32,
    title: String,
    period: String,
    deeds: Option<Status>,
    effect: Status,
    told: String,
}

/// An agreement as it is read.
struct Agreed {
    title: String,
    purposes: Vec<String>,
    facts: Vec<(String, String)>,
}

/// Routes of this file.
pub(super) fn routes() -> Router<Showing> {
    Router::new().route("/", get(show))
}

/// Visa kommunens och polisens löften.
async fn show(Shown(snapshot): Shown, Query(asked): Query<Asked>) -> Response {
    if asked.is_easy() {
        return Page(easy::promises(&snapshot)).into_response();
    }
    Page(page(&snapshot)).into_response()
}

fn page(snapshot: &Snapshot) -> PromisesPage {
    let listed = |historical: bool| {
        let mut promises: Vec<&PublicPromise> =
            snapshot.promises.iter().filter(|promise| is_historical(promise) == historical).collect();
        promises.sort_by_key(|promise| std::cmp::Reverse(promise.number()));
        promises.into_iter().map(list).collect()
    };
    PromisesPage {
        frame: frame(snapshot, "/offentligt"),
        answer: answer(snapshot),
        current: listed(false),
        earlier: listed(true),
        agreements: snapshot.agreements.iter().map(agreed).collect(),
        contact: snapshot.municipality.contact.clone(),
        published: format!("Publicering {}, {}", snapshot.number, day(snapshot.published_at)),
    }
}

fn list(promise: &PublicPromise) -> Listed {
    let period = promise.frozen.period;
    Listed {
        number: promise.number(),
        title: promise.frozen.title.clone(),
        period: number::period(period.from(), period.to()),
        deeds: wording::deeds_status(SV, promise),
        effect: wording::effect_status(SV, promise),
        told: format!("{} {}", wording::deeds_sentence(SV, promise), wording::sentence(SV, promise))
            .trim()
            .to_owned(),
    }
}

/// How it went with the promises, on both axes.
fn answer(snapshot: &Snapshot) -> String {
    let signed = snapshot.promises.iter().filter(|promise| !is_historical(promise));
    tally(signed.map(|promise| (together(&wording::deeds(promise)), wording::effect(promise))))
}

fn agreed(agreement: &PublicAgreement) -> Agreed {
    let period = agreement.period;
    let mut facts = vec![
        ("Parter".to_owned(), agreement.parties.join(", ")),
        ("Gäller".to_owned(), number::period(period.from(), period.to())),
        ("Handlar om".to_owned(), agreement.areas.join(", ")),
    ];
    let signatures: Vec<String> = agreement
        .signatures
        .iter()
        .map(|signature| {
            format!("{} ({}), {}", signature.party, signature.office, number::date(signature.signed_on))
        })
        .collect();
    facts.push(("Underskrivet".to_owned(), signatures.join("; ")));
    if let Some(registry) = &agreement.registry_number {
        facts.push(("Diarienummer".to_owned(), registry.clone()));
    }
    Agreed { title: agreement.title.clone(), purposes: agreement.purposes.clone(), facts }
}
