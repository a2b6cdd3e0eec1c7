//! Masking a passage: which one, on what ground, and what that changes.

use crate::face::part::{Choice, Field};
use crate::face::{Frame, NavItem};
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum_extra::extract::Form;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::mask;
use lofte_model::access::{Action, Actor};
use lofte_model::mask::Mask;
use lofte_model::promise::Side;
use lofte_store::{MASKABLE, Noun};
use lofte_words::SV;
use lofte_words::{Language, capital};
use serde::Deserialize;

/// How much of a long text is shown in the list of texts.
const SHOWN: usize = 160;

#[derive(Template)]
#[template(path = "mask.html")]
struct MaskPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    errors: Vec<(&'static str, String)>,
    action: String,
    back: String,
    whole: Field,
    texts: Vec<Choice>,
    passage: Field,
    ground: Field,
    sure: Field,
    masked: Vec<String>,
}

/// Routes of this file.
pub(super) fn routes() -> Router<House> {
    Router::new().route("/maskera/{noun}/{id}", get(ask).post(hide))
}

/// The address where a thing is masked, for those who may.
#[expect(clippy::needless_pass_by_value, reason = "callers name numbers and ids as they have them")]
pub(in crate::pages) fn href(actor: &Actor, noun: Noun, id: impl ToString) -> Option<String> {
    actor.may(Action::Mask).then(|| format!("/maskera/{}/{}", noun.word(), id.to_string()))
}

/// What was masked of a thing, in sentences.
pub(in crate::pages) fn told(masks: &[Mask]) -> Vec<String> {
    let sentence = |mask: &Mask| {
        let side = Side::of(mask.role).map(|side| SV.word("side", &side)).unwrap_or_default();
        let gaps = [("when", SV.day(mask.at)), ("side", side), ("ground", mask.ground.clone())];
        SV.tell("masked-told", &gaps)
    };
    masks.iter().map(sentence).collect()
}

/// Which text, and why.
#[derive(Clone, Default, Deserialize)]
struct Chosen {
    #[serde(default)]
    whole: String,
    #[serde(default)]
    passage: String,
    #[serde(default)]
    ground: String,
    #[serde(default)]
    sure: String,
}

fn noun(word: &str) -> Result<Noun, AppError> {
    let known = MASKABLE.into_iter().find(|noun| noun.word() == word);
    known.ok_or_else(|| AppError::not_found("page", word))
}

/// Visa texterna som går att maskera.
async fn ask(
    signed_in: SignedIn,
    State(house): State<House>,
    Path((word, id)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let thing = (noun(&word)?, id.as_str());
    Ok(Page(page(&signed_in, &house, thing, &Chosen::default(), Vec::new()).await?).into_response())
}

/// Maskera.
async fn hide(
    signed_in: SignedIn,
    State(house): State<House>,
    Path((word, id)): Path<(String, String)>,
    Form(chosen): Form<Chosen>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::Mask)?;
    let thing = (noun(&word)?, id.as_str());
    let texts = mask::texts(&signed_in.actor, &house, thing).await?;
    let whole = chosen.whole.parse().ok().and_then(|at: usize| texts.get(at));
    let passage =
        if chosen.passage.trim().is_empty() { whole.cloned() } else { Some(chosen.passage.clone()) };
    let wrong = if chosen.sure.is_empty() {
        vec![("sure", SV.say("mask-not-sure"))]
    } else {
        let passage = passage.unwrap_or_default();
        match mask::mask(&signed_in.actor, &house, thing, &passage, &chosen.ground).await {
            Ok(_) => return Ok(Redirect::to(&back(thing)).into_response()),
            Err(AppError::Refused(messages)) => {
                let field = |key: &str| {
                    if key.starts_with("mask-ground") || key == "mask-no-ground" {
                        "ground"
                    } else {
                        "passage"
                    }
                };
                messages.iter().map(|told| (field(&told.key), told.tell(Language::Swedish))).collect()
            }
            Err(error) => return Err(error.into()),
        }
    };
    let page = page(&signed_in, &house, thing, &chosen, wrong).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
}

/// Where the thing is shown.
fn back((noun, id): (Noun, &str)) -> String {
    match noun {
        Noun::Promise => format!("/loften/{id}"),
        Noun::Checkpoint => "/uppfoljning".to_owned(),
        Noun::Feedback | Noun::VerdictSignature => format!("/uppfoljning/{id}"),
        Noun::Agreement => format!("/overenskommelser/{id}"),
        Noun::Party => format!("/overenskommelser/parter/{id}"),
        Noun::Measure => format!("/plan/{id}"),
        Noun::Plan if id.parse::<u32>().is_err() => "/plan/om".to_owned(),
        Noun::Plan => format!("/plan/version/{id}"),
        Noun::LibraryMeasure => format!("/plan/bibliotek/{id}"),
        Noun::Category => format!("/kategorier/{id}"),
        Noun::LoadedTable => crate::pages::loaded::href_of(id).to_owned(),
        Noun::Term => format!("/plan/ord/{id}"),
        Noun::Problem => format!("/problem/{id}"),
        Noun::Activity => format!("/insatser/rad/{id}"),
        Noun::Area => format!("/platser/{id}"),
        Noun::Picture => format!("/lagesbild/utgavor/{id}"),
        Noun::Mapping => format!("/leveranser/mappningar/{id}"),
        Noun::Link => format!("/leveranser/dubbletter/beslut/{id}"),
        Noun::Coordination => "/lagen/samordning".to_owned(),
        _ => "/".to_owned(),
    }
}

async fn page(
    signed_in: &SignedIn,
    house: &House,
    thing: (Noun, &str),
    chosen: &Chosen,
    errors: Vec<(&'static str, String)>,
) -> Result<MaskPage, AppError> {
    let texts = mask::texts(&signed_in.actor, house, thing).await?;
    let masked = mask::of(&signed_in.actor, house, thing.0, thing.1).await?;
    let wrong = |name: &str| {
        let texts = errors.iter().filter(|(field, _)| *field == name).map(|(_, text)| text.as_str());
        texts.collect::<Vec<_>>().join(" ")
    };
    let here = format!("/maskera/{}/{}", thing.0.word(), thing.1);
    let choice = |(at, text): (usize, &String)| {
        let mut shown: String = text.chars().take(SHOWN).collect();
        if shown.len() < text.len() {
            shown.push('…');
        }
        Choice { chosen: chosen.whole == at.to_string(), ..Choice::new(at.to_string(), shown) }
    };
    Ok(MaskPage {
        frame: signed_in.frame(),
        crumbs: vec![
            NavItem::new(capital(&SV.known("noun", thing.0.word())), back(thing)),
            NavItem::new("Maskera", here.clone()).at(&here),
        ],
        whole: Field::new("whole", "Vilken text ska maskeras?")
            .hint("Välj en hel text, eller skriv nedan den del som ska bort.")
            .optional(),
        texts: texts.iter().enumerate().map(choice).collect(),
        passage: Field::new("passage", "Eller bara den här delen")
            .value(&chosen.passage)
            .hint("Skriv den precis som den står. Den maskeras överallt i texterna ovan och i alla publiceringar.")
            .error(wrong("passage"))
            .optional(),
        ground: Field::new("ground", "På vilken grund?")
            .value(&chosen.ground)
            .hint("Till exempel: dataskyddsförordningen artikel 17. Grunden visas för alla; skriv inte det som maskeras.")
            .error(wrong("ground")),
        sure: Field::new("sure", "Det går inte att ångra").error(wrong("sure")),
        action: here,
        back: back(thing),
        masked: told(&masked),
        errors,
    })
}
