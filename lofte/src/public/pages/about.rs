//! How the figures come about, what is hidden and why, and where machines can read it all.

use super::{day, frame};
use crate::face::Frame;
use crate::public::{Showing, Shown};
use crate::web::Page;
use askama::Template;
use axum::Router;
use axum::routing::get;
use lofte_publish::{ContactPoint, ProtectionChange};
use lofte_words::SV;

#[derive(Template)]
#[template(path = "public/about.html")]
struct AboutPage {
    frame: Frame,
    synthetic: bool,
    limits_before: Vec<String>,
    threshold: u64,
    protect: u64,
    min_answers: u64,
    licence: &'static str,
    contact: String,
    contact_point: Option<ContactPoint>,
    facts: Vec<(String, String)>,
    fingerprint: String,
}

/// Routes of this file.
pub(super) fn routes() -> Router<Showing> {
    Router::new().route("/om", get(show))
}

/// Visa hur uppgifterna är framtagna, vad som döljs och var öppna data finns.
async fn show(Shown(snapshot): Shown) -> Page<AboutPage> {
    let mut facts = vec![
        ("Kommun".to_owned(), format!("{} ({})", snapshot.municipality.name, snapshot.municipality.code)),
        ("Publicering".to_owned(), format!("{}, {}", snapshot.number, day(snapshot.published_at))),
    ];
    if let Some(picture) = &snapshot.picture {
        let adopted = format!("utgåva {}, antagen {}", picture.edition, SV.date(picture.adopted_on));
        facts.push(("Lägesbild".to_owned(), adopted));
    }
    Page(AboutPage {
        frame: frame(&snapshot, "/offentligt/om"),
        synthetic: snapshot.synthetic,
        limits_before: snapshot.protection_changes.iter().rev().map(changed).collect(),
        threshold: snapshot.protection.counts.threshold,
        protect: snapshot.protection.counts.protect,
        min_answers: snapshot.protection.shares.min_answers,
        licence: lofte_publish::data::LICENCE,
        contact: snapshot.municipality.contact.clone(),
        contact_point: snapshot.contact_point.clone(),
        facts,
        fingerprint: snapshot.fingerprint.to_string(),
    })
}

/// That the limits changed, in a sentence.
fn changed(change: &ProtectionChange) -> String {
    let gaps = [
        ("day", SV.date(change.on)),
        ("number", change.publication.to_string()),
        ("from", change.from.counts.threshold.to_string()),
        ("to", change.to.counts.threshold.to_string()),
        ("doubt_from", change.from.counts.protect.to_string()),
        ("doubt_to", change.to.counts.protect.to_string()),
    ];
    SV.tell("public-limits-changed", &gaps)
}
