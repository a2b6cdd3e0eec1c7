//! Drawing a place: corners pointed out on the map or written in a list, or a choice of areas that it is made of.

use super::show::{PlaceForm, described, fields};
use super::{HERE, code, crumbs, href, map, seen_again};
use crate::face::part::{Choice, Field};
use crate::face::{Frame, NavItem};
use crate::pages::promise::errors::{Errors, wrong};
use crate::pages::{Page, SignedIn, WebError};
use crate::web::answer::seen;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::place::{self, own};
use lofte_import::plane::Plane;
use lofte_model::access::Action;
use lofte_model::place::{Area, AreaCode, AreaKind};
use lofte_words::Message;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "place_draw.html")]
struct DrawPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    title: String,
    action: String,
    /// What was shown of a place that gets another border; empty for a new one.
    seen: String,
    errors: Vec<(String, String)>,
    new: bool,
    fields: super::show::Fields,
    map: String,
    nearer: Vec<NavItem>,
    runt: String,
    corners: Field,
    areas: Field,
    choices: Vec<Choice>,
    reason: Field,
}

/// What the form sends of where a place is.
#[derive(Clone, Default, Deserialize)]
pub(super) struct DrawForm {
    #[serde(default)]
    corners: String,
    #[serde(default)]
    areas: Vec<String>,
    #[serde(default)]
    runt: String,
    #[serde(default)]
    seen: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    place_type: String,
    #[serde(default)]
    hours: String,
    #[serde(default)]
    groups: Vec<String>,
}

impl DrawForm {
    fn place(&self) -> PlaceForm {
        let (name, place_type) = (self.name.clone(), self.place_type.clone());
        PlaceForm { name, place_type, hours: self.hours.clone(), groups: self.groups.clone() }
    }
}

/// Around which area the map is drawn.
#[derive(Default, Deserialize)]
pub(super) struct Around {
    #[serde(default)]
    runt: String,
}

/// Visa var man ritar en plats.
pub(super) async fn form(
    signed_in: SignedIn,
    State(house): State<House>,
    Query(around): Query<Around>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::Import)?;
    let form = DrawForm { runt: around.runt, ..DrawForm::default() };
    Ok(Page(page(&signed_in, &house, None, &form, &Errors::default()).await?).into_response())
}

/// Visa var man ritar om en plats.
pub(super) async fn form_again(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(of): Path<String>,
    Query(around): Query<Around>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::Import)?;
    let area = own::find(&signed_in.actor, &house, &code(&of)?).await?;
    let corners = area.border.first().and_then(|rings| rings.first()).map(|ring| written(ring));
    let corners = corners.unwrap_or_default();
    let form = DrawForm { corners, runt: around.runt, ..DrawForm::default() };
    Ok(Page(page(&signed_in, &house, Some(&area), &form, &Errors::default()).await?).into_response())
}

/// Rita en plats.
pub(super) async fn draw(
    signed_in: SignedIn,
    State(house): State<House>,
    Form(form): Form<DrawForm>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::Import)?;
    let drawn = async {
        let (described, drawn) = (described(&form.place())?, drawn(&form)?);
        own::draw(&signed_in.actor, &house, described, &drawn).await
    };
    answer(&signed_in, &house, None, &form, drawn.await).await
}

/// Rita om en plats.
pub(super) async fn redraw(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(of): Path<String>,
    Form(form): Form<DrawForm>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::Import)?;
    let area = own::find(&signed_in.actor, &house, &code(&of)?).await?;
    let drawn = async {
        let (drawn, seen) = (drawn(&form)?, seen(&form.seen)?);
        own::redraw(&signed_in.actor, &house, &area.code, &seen, &drawn, &form.reason).await
    };
    answer(&signed_in, &house, Some(&area), &form, drawn.await).await
}

async fn answer(
    signed_in: &SignedIn,
    house: &House,
    area: Option<&Area>,
    form: &DrawForm,
    done: Result<Area, AppError>,
) -> Result<Response, WebError> {
    match done {
        Ok(area) => Ok(Redirect::to(&href(&area)).into_response()),
        Err(AppError::Refused(messages)) => {
            let seen = area.map(|area| seen_again(&messages, &form.seen, area)).transpose()?;
            let page = page(signed_in, house, area, form, &Errors::of(&messages)).await?;
            let page = DrawPage { seen: seen.unwrap_or_default(), ..page };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn page(
    signed_in: &SignedIn,
    house: &House,
    area: Option<&Area>,
    form: &DrawForm,
    errors: &Errors,
) -> Result<DrawPage, AppError> {
    let all = place::areas(&signed_in.actor, house).await?;
    let today = house.today();
    let used = |kind: AreaKind| {
        all.iter().filter(move |known| known.kind == kind && known.is_used_on(today)).collect::<Vec<_>>()
    };
    let (statistical, own) = (used(AreaKind::Statistical), used(AreaKind::Own));
    let choice = |known: &&Area| Choice {
        chosen: form.areas.iter().any(|chosen| chosen == known.code.as_str()),
        ..Choice::new(known.code.to_string(), format!("{} ({})", known.name, known.code))
    };
    let action = area.map_or_else(|| format!("{HERE}/ny"), |area| format!("{}/grans", href(area)));
    let nearer = statistical.iter().map(|known| nearer(&action, known)).collect();
    let title = area.map_or_else(|| "Rita en plats".to_owned(), |area| format!("Rita om {}", area.name));
    Ok(DrawPage {
        frame: signed_in.frame(),
        crumbs: crumbs(&title, &action),
        title,
        action,
        seen: area.map(own::seen).transpose()?.map_or_else(String::new, |seen| seen.to_string()),
        errors: errors.list(),
        new: area.is_none(),
        fields: fields(&form.place(), errors),
        map: drawing(&all, &form.runt, &statistical, &own),
        nearer,
        runt: form.runt.clone(),
        corners: errors.mark(
            Field::new("corners", "Hörn")
                .value(form.corners.clone())
                .hint(
                    "Ett hörn på varje rad, runt platsen: latitud och longitud (59.0585, 16.5868), som kartor på nätet \
                     visar dem, eller norr och öster i SWEREF 99 TM (6547012, 591034).",
                )
                .optional(),
        ),
        areas: errors.mark(Field::new("areas", "Eller gör den av hela områden").optional()),
        choices: statistical.iter().map(choice).collect(),
        reason: errors.mark(Field::new("reason", "Varför ändras gränsen?").value(form.reason.clone())),
    })
}

/// The map to draw on: of the whole municipality, or around one area.
fn drawing(all: &[Area], around: &str, areas: &[&Area], over: &[&Area]) -> String {
    let title = "Karta att rita på";
    match all.iter().find(|area| area.code.as_str() == around) {
        Some(area) => map::drawn_around("draw-map", title, area, areas, over),
        None => map::drawn("draw-map", title, areas, over),
    }
}

/// The way to the map around an area.
fn nearer(action: &str, area: &Area) -> NavItem {
    NavItem::new(
        area.name.clone(),
        format!("{action}?runt={}", crate::web::onward::encoded(area.code.as_str())),
    )
}

/// A ring as the form has it, without the first corner again.
fn written(ring: &[[f64; 2]]) -> String {
    let corners = ring.iter().take(ring.len().saturating_sub(1));
    corners.map(|[lon, lat]| format!("{lat:.5}, {lon:.5}")).collect::<Vec<_>>().join("\n")
}

/// Where a form says that a place is.
fn drawn(form: &DrawForm) -> Result<own::Drawn, AppError> {
    if form.corners.trim().is_empty() {
        return Ok(own::Drawn::Areas(form.areas.iter().map(AreaCode::new).collect()));
    }
    let plane = Plane::sweref99tm();
    let lines = form.corners.lines().filter(|line| !line.trim().is_empty()).zip(1_u32..);
    let corner = |(line, number): (&str, u32)| {
        let bad = || {
            let shown: String = line.trim().chars().take(60).collect();
            let message = Message::with("place-bad-corner", "number", number).and("line", shown);
            AppError::Refused(vec![wrong("corners", message)])
        };
        let (one, other) = pair(line).ok_or_else(bad)?;
        if one.abs() <= 90.0 {
            return Ok([other, one]);
        }
        let (lon, lat) = plane.unproject(other, one).ok_or_else(bad)?;
        Ok([lon, lat])
    };
    Ok(own::Drawn::Corners(lines.map(corner).collect::<Result<_, AppError>>()?))
}

/// The two numbers of a line. A comma parts them, or is the decimal sign where a space or a semicolon does.
fn pair(line: &str) -> Option<(f64, f64)> {
    let parts: Vec<&str> = if let Some((one, other)) = line.trim().split_once(';') {
        vec![one, other]
    } else {
        let spaced: Vec<&str> = line.split_whitespace().collect();
        if spaced.len() == 2 { spaced } else { line.trim().split(',').collect() }
    };
    let number = |text: &str| {
        let number: f64 = text.trim().trim_end_matches(',').replace(',', ".").parse().ok()?;
        number.is_finite().then_some(number)
    };
    match parts.as_slice() {
        [one, other] => Some((number(one)?, number(other)?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_are_read_as_people_write_them() {
        for line in [
            "59.0585, 16.5868",
            "59.0585,16.5868",
            "59,0585 16,5868",
            "59,0585; 16,5868",
            " 59.0585  16.5868 ",
        ] {
            assert_eq!(pair(line), Some((59.0585, 16.5868)), "{line}");
        }
        assert!(["", "59", "a, b", "1, 2, 3", "inf, 3"].iter().all(|line| pair(line).is_none()));
        let form = DrawForm { corners: "6547012, 591034\n59.06, 16.6\n".into(), ..DrawForm::default() };
        let own::Drawn::Corners(corners) = drawn(&form).unwrap() else { panic!() };
        assert!((corners[0][0] - 16.587).abs() < 0.01 && (corners[0][1] - 59.05).abs() < 0.02, "{corners:?}");
        assert_eq!(corners[1].map(|degrees| degrees.to_string()), ["16.6", "59.06"]);
    }
}
