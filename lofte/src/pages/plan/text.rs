//! What the plan says around its measures: on which picture it rests, which board leads the work, its goals, and the plans
//! under other statutes that it is made together with.

use crate::face::part::{Choice, Event, Field};
use crate::face::{Frame, NavItem};
use crate::pages::former;
use crate::pages::meanwhile::Meanwhile;
use crate::pages::promise::errors::Errors;
use crate::pages::promise::names::choices;
use crate::pages::promise::{read_word, word_choices, write_word};
use crate::pages::publication::mask;
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::{picture, plan};
use lofte_model::access::Action;
use lofte_model::plan::{FocusArea, PlanStyle, PlanText};
use lofte_store::{Noun, StoreError, Versioned};
use lofte_words::SV;
use serde::Deserialize;

const HERE: &str = "/plan/om";

#[derive(Template)]
#[template(path = "plan_text.html")]
struct TextPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    errors: Vec<(String, String)>,
    read: String,
    edition: (Field, Vec<Choice>),
    board: Field,
    style: (Field, Vec<Choice>),
    introduction: Field,
    focus: Field,
    also_in: Field,
    why: Option<Field>,
    former: Vec<Event>,
    mask: Option<String>,
}

/// The words as they were sent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct TextForm {
    edition: String,
    board: String,
    style: String,
    introduction: String,
    focus: String,
    also_in: String,
    read: String,
    why: String,
}

impl TextForm {
    fn of(text: &PlanText, read: Option<i64>) -> Self {
        let area = |area: &FocusArea| {
            if area.effect_goal.is_empty() {
                area.title.clone()
            } else {
                format!("{}: {}", area.title, area.effect_goal)
            }
        };
        Self {
            edition: text.edition.map(|edition| edition.to_string()).unwrap_or_default(),
            board: text.board.clone(),
            style: write_word(&text.style),
            introduction: text.introduction.clone(),
            focus: text.focus.iter().map(area).collect::<Vec<_>>().join("\n"),
            also_in: plan::write_links(&text.also_in),
            read: read.map(|read| read.to_string()).unwrap_or_default(),
            why: String::new(),
        }
    }

    /// An area keeps its number as long as it keeps its name, since measures refer to it; a new one gets the next.
    fn areas(&self, known: &[FocusArea]) -> Vec<FocusArea> {
        let mut last = known.iter().map(|area| area.number).max().unwrap_or(0);
        let mut area = |line: &str| {
            let (title, effect_goal) = line.split_once(':').unwrap_or((line, ""));
            let (title, effect_goal) = (title.trim().to_owned(), effect_goal.trim().to_owned());
            let number = if let Some(area) = known.iter().find(|area| area.title == title) {
                area.number
            } else {
                last = last.saturating_add(1);
                last
            };
            FocusArea { number, title, effect_goal }
        };
        self.focus.lines().map(str::trim).filter(|line| !line.is_empty()).map(&mut area).collect()
    }

    fn text(&self, known: &[FocusArea]) -> PlanText {
        PlanText {
            style: read_word(&self.style).unwrap_or_default(),
            board: self.board.trim().to_owned(),
            edition: self.edition.parse().ok(),
            introduction: self.introduction.trim().to_owned(),
            focus: self.areas(known),
            also_in: plan::read_links(&self.also_in),
        }
    }
}

/// Visa formuläret med det som står om planen.
pub(super) async fn form(signed_in: SignedIn, State(house): State<House>) -> Result<Response, WebError> {
    signed_in.actor.require(Action::EditPlan)?;
    let form = match plan::text(&signed_in.actor, &house).await? {
        Some(Versioned { value, version }) => TextForm::of(&value, Some(version)),
        None => TextForm::of(&first(&signed_in, &house).await?, None),
    };
    Ok(page(&signed_in, &house, &form, &Errors::default()).await?.into_response())
}

/// What the form begins with where nothing is written: the newest edition of the picture.
async fn first(signed_in: &SignedIn, house: &House) -> Result<PlanText, AppError> {
    let editions = picture::editions(&signed_in.actor, house).await?;
    Ok(PlanText { edition: editions.first().map(|edition| edition.number), ..PlanText::default() })
}

/// Spara det som står om planen.
pub(super) async fn save(
    signed_in: SignedIn,
    State(house): State<House>,
    Form(form): Form<TextForm>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::EditPlan)?;
    let known =
        plan::text(&signed_in.actor, &house).await?.map(|known| known.value.focus).unwrap_or_default();
    let (text, read) = (form.text(&known), form.read.parse().ok());
    let saved = plan::write_text(&signed_in.actor, &house, &text, read, &form.why).await;
    match saved {
        Ok(()) => Ok(Redirect::to("/plan").into_response()),
        Err(AppError::Refused(messages)) => {
            let page = page(&signed_in, &house, &form, &Errors::of(&messages)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(AppError::Store(StoreError::Conflict(_))) => {
            let first = Meanwhile::of(&signed_in, &house, Noun::Plan, "draft").await?.message();
            let known = plan::text(&signed_in.actor, &house).await?;
            let read = known.map(|known| known.version.to_string()).unwrap_or_default();
            let form = TextForm { read, ..form };
            let page = page(&signed_in, &house, &form, &Errors::of(&[first])).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn page(
    signed_in: &SignedIn,
    house: &House,
    form: &TextForm,
    errors: &Errors,
) -> Result<Page<TextPage>, AppError> {
    let field = |name: &str, label: &str, value: &str| errors.mark(Field::new(name, label).value(value));
    let editions = picture::editions(&signed_in.actor, house).await?;
    let named = editions.iter().map(|edition| {
        (
            edition.number.to_string(),
            format!("Utgåva {}, antagen {}", edition.number, SV.day(edition.adopted_at)),
        )
    });
    let none = (String::new(), "Ingen vald".to_owned());
    let now = plan::text(&signed_in.actor, house).await?.map(|text| text.value).unwrap_or_default();
    let former = former::told(signed_in, house, (Action::EditPlan, Noun::Plan), &"draft", &now).await?;
    Ok(Page(TextPage {
        frame: signed_in.frame(),
        crumbs: vec![NavItem::new("Åtgärdsplan", "/plan"), NavItem::new("Om planen", HERE).at(HERE)],
        errors: errors.list(),
        read: form.read.clone(),
        edition: (
            field("edition", "Vilken utgåva av lägesbilden vilar planen på?", "")
                .hint("Lagen kräver att planen beslutas med lägesbilden som grund (2023:196, 5 §).")
                .optional(),
            choices(std::iter::once(none).chain(named), std::slice::from_ref(&form.edition)),
        ),
        board: field("board", "Vilken nämnd leder arbetet?", &form.board)
            .hint("Kommunstyrelsen, eller en annan nämnd som fullmäktige har valt (13 §).")
            .optional(),
        style: (
            field("style", "Vad beslutas?", "")
                .hint("Antingen varje åtgärd, eller mål för fokusområden medan aktiviteterna får ändras."),
            word_choices("plan-style", &PlanStyle::ALL, &form.style),
        ),
        introduction: field("introduction", "Om planen", &form.introduction)
            .hint("För vem, varför och hur den läses.")
            .optional(),
        focus: field("focus", "Fokusområden och deras mål", &form.focus)
            .hint("Ett per rad: namnet, kolon och målet. Till exempel Centrum: fler ska känna sig trygga på kvällen än 2025")
            .optional(),
        also_in: field("also_in", "Vilka andra planer samordnas den med?", &form.also_in)
            .hint("En per rad, till exempel ANDTS: handlingsplan 2025–2027 (7 §).")
            .optional(),
        mask: mask::href(&signed_in.actor, Noun::Plan, "draft").filter(|_| !former.is_empty()),
        why: (!form.read.is_empty()).then(|| field("why", "Varför ändras det?", &form.why)),
        former,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_keeps_its_number_when_others_come_and_go() {
        let form = |focus: &str| TextForm { focus: focus.into(), ..TextForm::default() };
        let known = form("Centrum: tryggare\nStationen: färre händelser").areas(&[]);
        let told = |areas: &[FocusArea]| {
            areas.iter().map(|area| (area.number, area.title.clone())).collect::<Vec<_>>()
        };
        assert_eq!(told(&known), [(1, "Centrum".to_owned()), (2, "Stationen".to_owned())]);
        let next = form("Stationen: många fler vuxna\nSkolan: lugnare").areas(&known);
        assert_eq!(told(&next), [(2, "Stationen".to_owned()), (3, "Skolan".to_owned())]);
        assert_eq!(next[0].effect_goal, "många fler vuxna");
    }
}
