//! A file on its way in: how it is read, which text is which category, a reading on trial, the delivery, or giving it up.
//!
//! Every step is a page of its own that works without a script, and what is settled is kept with the file, so that one may
//! leave and come back. Only whoever brought the file finds it. Left out: what the steps show ([`super::reading`],
//! [`super::categories`]).

use super::{categories, choices, reading};
use crate::face::part::Confirmation;
use crate::face::{Frame, NavItem};
use crate::jobs::import::Order;
use crate::pages::{Page, SignedIn, WebError};
use crate::web::seen;
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::mapping::{self, Settled, propose, remember};
use lofte_app::staging::{self, Staged};
use lofte_import::guess::Proposal;
use lofte_import::sources::survey::structure::Structure;
use lofte_model::id::StagedId;
use lofte_model::mapping::MappingFile;
use lofte_words::{Message, SV};
use std::collections::HashMap;

/// Fields of a form by their names.
pub(super) type Fields = HashMap<String, String>;

/// Where a file is.
pub(super) fn href(id: StagedId) -> String {
    format!("/leveranser/inlasning/{id}")
}

/// The file that an address names, if it is one's own.
pub(super) async fn own(signed_in: &SignedIn, house: &House, name: &str) -> Result<Staged, AppError> {
    let id: StagedId = name.parse().map_err(|_| AppError::not_found("staged", name))?;
    staging::find(&signed_in.actor, house, id).await
}

/// The guess at a file, with what is settled of how its bytes are read.
pub(super) async fn guessed(
    signed_in: &SignedIn,
    house: &House,
    staged: &Staged,
) -> Result<Proposal, AppError> {
    let settled = staged.mapping.as_ref().map(Settled::from).unwrap_or_default();
    propose(&signed_in.actor, house, (staged.path(house), staged.file_name.clone()), settled).await
}

pub(super) fn crumbs(staged: &Staged, step: &str, path: &str) -> Vec<NavItem> {
    let here = format!("{}{path}", href(staged.id));
    let mut crumbs = vec![NavItem::new("Underlag", "/leveranser")];
    if !path.is_empty() {
        crumbs.push(NavItem::new(staged.file_name.clone(), href(staged.id)));
    }
    crumbs.push(NavItem::new(step, here.clone()).at(&here));
    crumbs
}

/// Drafts the wave file of a survey where none is given, or where the structure of the survey is given in its place, and keeps
/// it with the file. Whether a draft was made.
pub(super) async fn draft(
    signed_in: &SignedIn,
    house: &House,
    staged: &mut Staged,
) -> Result<bool, AppError> {
    // What was given stays where it was typed until a draft takes its place.
    let given = staged.settings.clone().unwrap_or_default();
    let structure = Structure::is_one(&given);
    if staged.source != "survey" || !(structure || given.trim().is_empty()) {
        staged.settings = Some(given).filter(|given| !given.trim().is_empty());
        return Ok(false);
    }
    let structure = structure.then(|| (given.into_bytes(), SV.say("draft-structure")));
    let drafted = mapping::draft_wave(&signed_in.actor, house, staged.path(house), structure).await?;
    staged.settings = Some(drafted.text);
    staging::keep(&signed_in.actor, house, staged).await?;
    Ok(true)
}

/// Visa hur filen läses.
pub(super) async fn show(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Response, WebError> {
    let staged = own(&signed_in, &house, &name).await?;
    if staged.mapping.is_none() {
        return Ok(Page(OtherPage::new(&signed_in, &staged, Vec::new())).into_response());
    }
    let proposal = guessed(&signed_in, &house, &staged).await?;
    Ok(Page(reading::page(&signed_in, &house, &staged, &proposal).await?).into_response())
}

/// Ta emot hur filen ska läsas.
pub(super) async fn settle(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, WebError> {
    let mut staged = own(&signed_in, &house, &name).await?;
    let actor = &signed_in.actor;
    let does = fields.get("gor").map_or("", String::as_str);
    let Some(known) = staged.mapping.clone() else {
        staged.settings = fields.get("mapping").filter(|text| !text.trim().is_empty()).cloned();
        // What comes of the structure of a survey is looked at before it is read.
        match draft(&signed_in, &house, &mut staged).await {
            Ok(false) => {}
            Ok(true) => return Ok(Redirect::to(&href(staged.id)).into_response()),
            Err(error @ AppError::Import(_)) => {
                let errors = vec![("mapping", error.tell(lofte_words::Language::Swedish))];
                let page = Page(OtherPage::new(&signed_in, &staged, errors));
                return Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
            }
            Err(error) => return Err(error.into()),
        }
        let settings = staged.settings.as_deref();
        if let Err(error) = lofte_app::delivery::Source::new(&staged.source, settings) {
            if matches!(error, AppError::MayNamePerson(_)) {
                return Err(error.into());
            }
            let errors = vec![("mapping", error.tell(lofte_words::Language::Swedish))];
            let page = Page(OtherPage::new(&signed_in, &staged, errors));
            return Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
        staging::keep(actor, &house, &staged).await?;
        return order(&signed_in, &house, &staged, does != "leverera").await;
    };
    if let Some(source) = fields.get("annan_kalla").filter(|source| super::source::card(source).is_some()) {
        (staged.source, staged.mapping) = (source.clone(), None);
        draft(&signed_in, &house, &mut staged).await?;
        staging::keep(actor, &house, &staged).await?;
        return Ok(Redirect::to(&href(staged.id)).into_response());
    }
    let before = Settled::from(&known);
    let found = guessed(&signed_in, &house, &staged).await?;
    let mapping = choices::settled(&fields, known, &found);
    let after = Settled::from(&mapping);
    let again = Settled { category: None, ..after.clone() } != Settled { category: None, ..before.clone() };
    staged.mapping = Some(mapping);
    if after != before {
        let guess = guessed(&signed_in, &house, &staged).await?.mapping;
        staged.mapping = staged.mapping.map(|known| {
            // Other letters, columns or rows: everything is guessed anew. Another category: its texts.
            if again { guess } else { MappingFile { categories: guess.categories, ..known } }
        });
    }
    staging::keep(actor, &house, &staged).await?;
    let timed = staged
        .mapping
        .as_ref()
        .is_some_and(|mapping| mapping.columns.time.is_some() || mapping.columns.date.is_some());
    let onward = if does == "vidare" && !again && timed { "/kategorier" } else { "" };
    Ok(Redirect::to(&format!("{}{onward}", href(staged.id))).into_response())
}

/// Läs filen som förra gången, och gå vidare till kategorierna om det finns nya texter.
pub(super) async fn as_before(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Response, WebError> {
    let mut staged = own(&signed_in, &house, &name).await?;
    let actor = &signed_in.actor;
    let proposal = guessed(&signed_in, &house, &staged).await?;
    let fitting = mapping::fitting(actor, &house, &proposal.headings()).await?;
    let Some((known, drift)) = fitting.filter(|(_, drift)| drift.lacking.is_empty()) else {
        return Ok(Redirect::to(&href(staged.id)).into_response());
    };
    let mut mapping = known.file();
    // Where the table stands in this file is what was found in it, and not what was settled of another.
    let found = staged.mapping.take().unwrap_or_default();
    (mapping.sheet, mapping.header_row) = (found.sheet, found.header_row);
    (mapping.encoding, mapping.delimiter) = (found.encoding, found.delimiter);
    staged.mapping = Some(mapping);
    staging::keep(actor, &house, &staged).await?;
    let proposal = guessed(&signed_in, &house, &staged).await?;
    let new = categories::unknown(&staged, &proposal) > 0;
    if new || !drift.is_none() {
        return Ok(Redirect::to(&format!("{}/kategorier", href(staged.id))).into_response());
    }
    order(&signed_in, &house, &staged, false).await
}

/// Leverera filen som den lästes på prov.
pub(super) async fn deliver(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, WebError> {
    let staged = own(&signed_in, &house, &name).await?;
    // Another window may have changed how it is read since it was tried.
    if seen(fields.get("seen").map_or("", String::as_str))? != Order::of_file(&staged, false).seen()? {
        return Err(AppError::refused(Message::plain("seen-changed")).into());
    }
    if let Some(mapping) = staged.mapping.clone().filter(|_| fields.contains_key("minns")) {
        let headings = guessed(&signed_in, &house, &staged).await?.headings();
        let because = SV.tell("mapping-because", &[("file", staged.file_name.clone())]);
        remember(&signed_in.actor, &house, (mapping, headings), &because).await?;
    }
    order(&signed_in, &house, &staged, false).await
}

/// Puts the reading of a file in the queue, and goes to where it can be followed.
pub(super) async fn order(
    signed_in: &SignedIn,
    house: &House,
    staged: &Staged,
    dry_run: bool,
) -> Result<Response, WebError> {
    let job = Order::of_file(staged, dry_run).place(&signed_in.actor, house).await?;
    Ok(Redirect::to(&format!("/jobb/{job}")).into_response())
}

#[derive(Template)]
#[template(path = "delivery_undo.html")]
pub(super) struct GiveUpPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    confirmation: Confirmation,
}

/// Fråga om filen ska ges upp.
pub(super) async fn ask(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Page<GiveUpPage>, WebError> {
    let staged = own(&signed_in, &house, &name).await?;
    Ok(Page(GiveUpPage {
        frame: signed_in.frame(),
        crumbs: crumbs(&staged, "Ta bort filen", "/bort"),
        confirmation: Confirmation {
            question: format!("Ta bort {}?", staged.file_name),
            consequences: vec![
                "Filen och det du har valt för den tas bort härifrån. Ingenting har levererats.".into(),
            ],
            action: format!("{}/bort", href(staged.id)),
            seen: String::new(),
            refusal: String::new(),
            verb: "Ta bort filen".into(),
            cancel: NavItem::new("Behåll den", href(staged.id)),
        },
    }))
}

/// Ta bort filen.
pub(super) async fn give_up(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Response, WebError> {
    let staged = own(&signed_in, &house, &name).await?;
    staging::give_up(&signed_in.actor, &house, staged.id).await?;
    Ok(Redirect::to("/leveranser").into_response())
}

/// A file of a source that no guess is made for: it is read on trial or delivered as it is.
#[derive(Template)]
#[template(path = "delivery_other.html")]
struct OtherPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    title: String,
    source: String,
    here: String,
    errors: Vec<(&'static str, String)>,
    settings: Option<crate::face::part::Field>,
    about: NavItem,
}

impl OtherPage {
    fn new(signed_in: &SignedIn, staged: &Staged, errors: Vec<(&'static str, String)>) -> Self {
        let card = super::source::card(&staged.source);
        let wrong = errors.iter().map(|(_, text)| text.clone()).collect::<Vec<_>>().join(" ");
        let field = crate::face::part::Field::new("mapping", "Hur filen läses")
            .hint(if staged.source == "survey" { SV.say("draft-hint") } else { SV.say("mapping-hint") })
            .value(staged.settings.clone().unwrap_or_default())
            .error(wrong);
        Self {
            frame: signed_in.frame(),
            crumbs: crumbs(staged, &staged.file_name, ""),
            title: staged.file_name.clone(),
            source: super::source::title(&staged.source),
            here: href(staged.id),
            errors,
            settings: card
                .filter(|card| card.settings.is_some())
                .map(|card| if card.needs_settings { field } else { field.optional() }),
            about: NavItem::new("Så ser en sådan fil ut", format!("/leveranser/kallor/{}", staged.source)),
        }
    }
}
