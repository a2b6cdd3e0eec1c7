//! Adopting the picture: the words that no computer writes, and a freeze that cannot be undone.

use super::day;
use crate::face::part::Field;
use crate::face::{Frame, NavItem};
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::picture;
use lofte_model::access::Action;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::picture::Assessment;
use lofte_words::{Language, Message};
use serde::Deserialize;

const HERE: &str = "/lagesbild/anta";

#[derive(Template)]
#[template(path = "picture_adopt.html")]
struct AdoptPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    number: u32,
    computed: String,
    errors: Vec<(&'static str, String)>,
    extent: Field,
    consequences: Field,
    analysis: Field,
    limits: Field,
    sure: Field,
    seen: String,
}

/// What somebody has written, and which picture they had seen.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Written {
    #[serde(default)]
    extent: String,
    #[serde(default)]
    consequences: String,
    #[serde(default)]
    analysis: String,
    #[serde(default)]
    limits: String,
    #[serde(default)]
    sure: String,
    #[serde(default)]
    seen: String,
}

impl Written {
    /// What is missing or may not be written.
    fn check(&self, shown: &str) -> Vec<(&'static str, String)> {
        let texts = [
            ("extent", &self.extent),
            ("consequences", &self.consequences),
            ("analysis", &self.analysis),
            ("limits", &self.limits),
        ];
        let mut wrong = Vec::new();
        for (field, text) in texts {
            if ["consequences", "analysis"].contains(&field) && text.trim().is_empty() {
                wrong.push((field, "Skriv något här. Lagen kräver det (2023:196, 4 §).".to_owned()));
            }
            if lofte_model::screening::holds_identity_number(text) {
                wrong.push((field, Language::Swedish.say("text-personal-number")));
            }
        }
        if self.seen != shown {
            let told = "Lägesbilden har räknats om sedan du öppnade sidan. Läs siffrorna igen, och kryssa sedan i rutan.";
            wrong.push(("sure", told.to_owned()));
        } else if self.sure.is_empty() {
            wrong.push(("sure", "Kryssa i att du har läst siffrorna och vill anta dem.".to_owned()));
        }
        wrong
    }

    fn assessment(&self) -> Assessment {
        let Self { extent, consequences, analysis, limits, .. } = self.clone();
        Assessment { extent, consequences, analysis, limits }
    }
}

/// Visa formuläret för att anta lägesbilden.
pub(super) async fn form(signed_in: SignedIn, State(house): State<House>) -> Result<Response, WebError> {
    Ok(Page(page(&signed_in, &house, &Written::default(), Vec::new()).await?).into_response())
}

/// Anta lägesbilden.
pub(super) async fn adopt(
    signed_in: SignedIn,
    State(house): State<House>,
    Form(written): Form<Written>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::AdoptPicture).map_err(AppError::from)?;
    let report = picture::draft(&signed_in.actor, &house).await?;
    let shown = report.as_ref().map(Fingerprint::of).transpose()?;
    let wrong = written.check(shown.as_ref().map_or("", Fingerprint::as_str));
    if let (true, Some(shown)) = (wrong.is_empty(), shown) {
        let edition = picture::adopt(&signed_in.actor, &house, written.assessment(), &shown).await?;
        return Ok(Redirect::to(&format!("/lagesbild/utgavor/{}", edition.number)).into_response());
    }
    let page = page(&signed_in, &house, &written, wrong).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
}

async fn page(
    signed_in: &SignedIn,
    house: &House,
    written: &Written,
    errors: Vec<(&'static str, String)>,
) -> Result<AdoptPage, AppError> {
    signed_in.actor.require(Action::AdoptPicture)?;
    let report = picture::draft(&signed_in.actor, house).await?;
    let report = report.ok_or_else(|| AppError::refused(Message::plain("picture-empty")))?;
    let editions = picture::editions(&signed_in.actor, house).await?;
    let field = |name: &'static str, label: &str, value: &str, hint: &str| {
        let wrong = errors.iter().filter(|(field, _)| *field == name).map(|(_, text)| text.as_str());
        let wrong = wrong.collect::<Vec<_>>().join(" ");
        Field::new(name, label).value(value).hint(hint).error(wrong)
    };
    Ok(AdoptPage {
        frame: signed_in.frame(),
        crumbs: vec![NavItem::new("Lägesbild", "/lagesbild"), NavItem::new("Anta", HERE).at(HERE)],
        number: editions.first().map_or(0, |edition| edition.number) + 1,
        computed: day(report.computed_at),
        extent: field(
            "extent",
            "Hur stort är problemet, och hur utvecklas det?",
            &written.extent,
            "Vad siffrorna visar och inte visar. Jämför inte områden vars intervall går i varandra.",
        )
        .optional(),
        consequences: field(
            "consequences",
            "Vilka är konsekvenserna?",
            &written.consequences,
            "För dem som bor, arbetar och rör sig i kommunen.",
        ),
        analysis: field(
            "analysis",
            "Hur tolkar vi det?",
            &written.analysis,
            "Analysen bakom prioriteringarna. Namnge ingen person.",
        ),
        limits: field(
            "limits",
            "Vad säger källorna inte?",
            &written.limits,
            "Källor som lämnats utanför, och vad källornas begränsningar betyder.",
        )
        .optional(),
        sure: field(
            "sure",
            "Är du säker?",
            "",
            "En antagen utgåva går inte att ändra eller ta bort. En ny utgåva kan alltid antas.",
        ),
        seen: Fingerprint::of(&report)?.to_string(),
        errors,
    })
}
