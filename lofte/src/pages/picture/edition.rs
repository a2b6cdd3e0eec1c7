//! An adopted edition: the words of the parties, the frozen figures, and whether they are still what was adopted.

use super::view::View;
use super::{Section, day, sections};
use crate::face::part::{Status, Tone};
use crate::face::{Frame, NavItem};
use crate::pages::publication::mask;
use crate::pages::{Page, SignedIn, WebError, thread};
use askama::Template;
use axum::extract::{Path, Query, State};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::picture;
use lofte_model::picture::Edition;
use lofte_store::Noun;

#[derive(Template)]
#[template(path = "edition.html")]
pub(super) struct EditionPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    title: String,
    answer: String,
    status: Status,
    facts: Vec<(String, String)>,
    texts: Vec<(&'static str, String)>,
    sections: Vec<Section>,
    previous: Option<NavItem>,
    thread: String,
    mask: Option<String>,
}

/// Visa en antagen utgåva.
pub(super) async fn show(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(number): Path<String>,
    Query(view): Query<View>,
) -> Result<Page<EditionPage>, WebError> {
    let number = number.parse().map_err(|_| AppError::not_found("edition", &number))?;
    let edition = picture::edition(&signed_in.actor, &house, number).await?;
    let now = edition.contents()?;
    let masks = lofte_app::mask::of(&signed_in.actor, &house, Noun::Picture, &number.to_string()).await?;
    let masked = masks.iter().any(|mask| mask.after.as_ref() == Some(&now));
    let intact = now == edition.fingerprint || masked;
    Ok(Page(EditionPage {
        frame: signed_in.frame(),
        crumbs: crumbs(&edition),
        title: format!("Lägesbild, utgåva {number}"),
        answer: if masked { mask::told(&masks).join(" ") } else { answer(&edition, intact) },
        status: if intact {
            Status::new(Tone::Good, "Oförändrad sedan den antogs")
        } else {
            Status::new(Tone::Bad, "Ändrad efter att den antogs")
        },
        thread: thread::address("utgava", number),
        mask: mask::href(&signed_in.actor, Noun::Picture, number),
        facts: facts(&edition),
        texts: texts(&edition),
        sections: sections(&signed_in, &house, (&edition.report, &view), None).await?,
        previous: edition
            .previous
            .map(|before| NavItem::new(format!("Utgåva {before}"), format!("/lagesbild/utgavor/{before}"))),
    }))
}

fn crumbs(edition: &Edition) -> Vec<NavItem> {
    let here = format!("/lagesbild/utgavor/{}", edition.number);
    vec![
        NavItem::new("Lägesbild", "/lagesbild"),
        NavItem::new(format!("Utgåva {}", edition.number), here.clone()).at(&here),
    ]
}

fn answer(edition: &Edition, intact: bool) -> String {
    let adopted = day(edition.adopted_at);
    if intact {
        format!(
            "Ja. Utgåvan antogs den {adopted}, och innehållet stämmer med fingeravtrycket från den dagen."
        )
    } else {
        format!(
            "Nej. Utgåvan antogs den {adopted}, men innehållet stämmer inte längre med fingeravtrycket. Läs tillbaka en säkerhetskopia."
        )
    }
}

fn facts(edition: &Edition) -> Vec<(String, String)> {
    let fact = |term: &str, text: String| (term.to_owned(), text);
    vec![
        fact("Antagen", day(edition.adopted_at)),
        fact("Siffrorna räknade", day(edition.report.computed_at)),
        fact("Fingeravtryck", edition.fingerprint.to_string()),
    ]
}

/// What the parties wrote, without what they left empty.
fn texts(edition: &Edition) -> Vec<(&'static str, String)> {
    let words = &edition.assessment;
    let texts = [
        ("Hur stort är problemet, och hur utvecklas det?", &words.extent),
        ("Vilka är konsekvenserna?", &words.consequences),
        ("Hur tolkar vi det?", &words.analysis),
        ("Vad säger källorna inte?", &words.limits),
    ];
    let written = texts.into_iter().filter(|(_, text)| !text.trim().is_empty());
    written.map(|(question, text)| (question, text.clone())).collect()
}
