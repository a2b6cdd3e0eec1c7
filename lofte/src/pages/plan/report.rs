//! One report on a measure: correcting it with a reason, taking it back, and what it said before.

use super::show::{ReportFields, ReportForm, said, unit_of};
use super::{href, named};
use crate::face::part::{Event, Field};
use crate::face::{Frame, NavItem};
use crate::pages::meanwhile::Logins;
use crate::pages::promise::around::Around;
use crate::pages::promise::errors::{Errors, refused_at};
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::plan;
use lofte_model::access::{Action, NotAllowed};
use lofte_model::amendment::Former;
use lofte_model::plan::{Measure, StatusReport, Told};
use lofte_words::{SV, number};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "report.html")]
struct ReportPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    heading: String,
    fields: ReportFields,
    reason: Field,
    why: Field,
    withdraw: String,
    withdrawn: String,
    former: Vec<Event>,
}

/// Why a report is taken back.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct WhyForm {
    why: String,
}

/// Visa en rapport för att rätta den.
pub(super) async fn form(
    signed_in: SignedIn,
    State(house): State<House>,
    Path((id, number)): Path<(String, usize)>,
) -> Result<Response, WebError> {
    let (measure, report) = find(&signed_in, &house, &id, number).await?;
    let form = ReportForm::of(&report.told, report.day());
    Ok(page(&signed_in, &house, (&measure, number), &form, &Errors::default()).await?.into_response())
}

/// Rätta en rapport.
pub(super) async fn correct(
    signed_in: SignedIn,
    State(house): State<House>,
    Path((id, number)): Path<(String, usize)>,
    Form(form): Form<ReportForm>,
) -> Result<Response, WebError> {
    let (measure, _) = find(&signed_in, &house, &id, number).await?;
    let saved = match form.read() {
        Ok(told) => {
            plan::correct_report(&signed_in.actor, &house, (measure.id, number), told, &form.reason).await
        }
        Err(error) => Err(error),
    };
    answer(&signed_in, &house, (&measure, number), &form, saved).await
}

/// Ta tillbaka en rapport.
pub(super) async fn withdraw(
    signed_in: SignedIn,
    State(house): State<House>,
    Path((id, number)): Path<(String, usize)>,
    Form(why): Form<WhyForm>,
) -> Result<Response, WebError> {
    let (measure, report) = find(&signed_in, &house, &id, number).await?;
    let taken = plan::withdraw_report(&signed_in.actor, &house, (measure.id, number), &why.why).await;
    let taken = taken.map_err(|error| refused_at("why", error));
    let mut form = ReportForm::of(&report.told, report.day());
    form.why = why.why;
    answer(&signed_in, &house, (&measure, number), &form, taken).await
}

async fn answer(
    signed_in: &SignedIn,
    house: &House,
    of: (&Measure, usize),
    form: &ReportForm,
    saved: Result<Measure, AppError>,
) -> Result<Response, WebError> {
    match saved {
        Ok(measure) => Ok(Redirect::to(&format!("{}#rapporter", href(&measure))).into_response()),
        Err(AppError::Refused(messages)) => {
            let page = page(signed_in, house, of, form, &Errors::of(&messages)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// A report that the reader may correct, by its place in the measure.
async fn find(
    signed_in: &SignedIn,
    house: &House,
    id: &str,
    number: usize,
) -> Result<(Measure, StatusReport), AppError> {
    let measure = named(&signed_in.actor, house, id).await?;
    if !signed_in.actor.may_report_on(measure.owner) {
        let (role, action) = (signed_in.actor.role, Action::ReportMeasure);
        return Err(NotAllowed { role, action }.into());
    }
    let report = number.checked_sub(1).and_then(|place| measure.reports.get(place)).cloned();
    let report = report.ok_or_else(|| AppError::not_found("measure", number))?;
    Ok((measure, report))
}

async fn page(
    signed_in: &SignedIn,
    house: &House,
    (measure, number): (&Measure, usize),
    form: &ReportForm,
    errors: &Errors,
) -> Result<Page<ReportPage>, AppError> {
    let (_, report) = find(signed_in, house, &measure.id.to_string(), number).await?;
    let around = Around::gather(&signed_in.actor, house).await?;
    let logins = Logins::gather(&signed_in.actor, house).await?;
    let unit = unit_of(&around, measure);
    let here = format!("{}/rapport/{number}", href(measure));
    let field = |name: &str, label: &str, value: &str| errors.mark(Field::new(name, label).value(value));
    Ok(Page(ReportPage {
        frame: signed_in.frame(),
        crumbs: vec![
            NavItem::new("Åtgärdsplan", "/plan"),
            NavItem::new(format!("Åtgärd {}", measure.number), href(measure)),
            NavItem::new("Rätta en rapport", here.clone()).at(&here),
        ],
        heading: format!("Rapporten {}", number::date(report.day())),
        fields: ReportFields { action: here.clone(), ..form.fields(measure, unit.as_deref(), errors) },
        reason: field("reason", "Varför rättas den?", &form.reason)
            .hint("Till exempel: 40 skulle vara 4. Det som stod förut finns kvar här."),
        why: field("why", "Varför tas den tillbaka?", &form.why),
        withdraw: format!("{here}/ta-tillbaka"),
        withdrawn: report.withdrawn.as_ref().map(|gone| gone.reason.clone()).unwrap_or_default(),
        former: report.former.iter().rev().map(|former| event(former, unit.as_deref(), &logins)).collect(),
    }))
}

fn event(former: &Former<Told>, unit: Option<&str>, logins: &Logins) -> Event {
    let done = format!("{} {}", number::count(u64::from(former.was.done)), unit.unwrap_or("gånger"));
    Event {
        when: SV.moment(former.at),
        title: format!("{} rättade: {}", logins.name(former.by), former.reason),
        text: format!("Förut stod: {} {done}. {}", said(former.was.status), former.was.note),
        expected: false,
    }
}
