//! The moments of a measure, ticked off by whoever answers for it, and what else the plan says of it, in words.

use super::{href, named};
use crate::face::part::{Status, Tone};
use crate::pages::promise::around::Around;
use crate::pages::{SignedIn, WebError};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use jiff::civil::Date;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::plan;
use lofte_model::access::{Action, NotAllowed};
use lofte_model::plan::{Details, Effort, Measure, MeasureField, Moment};
use lofte_words::plan::{field, link};
use lofte_words::{Message, SV, capital, number};
use serde::Deserialize;

/// One moment, as the page shows it.
pub(super) struct Shown {
    pub(super) number: usize,
    pub(super) title: String,
    pub(super) status: Status,
    pub(super) done: bool,
}

/// The moments in their order.
pub(super) fn shown(measure: &Measure, today: Date) -> Vec<Shown> {
    let one = |(number, moment): (usize, &Moment)| Shown {
        number,
        title: moment.title.clone(),
        status: status(moment, today),
        done: moment.done.is_some(),
    };
    (1..).zip(&measure.details.moments).map(one).collect()
}

fn status(moment: &Moment, today: Date) -> Status {
    match (moment.done, moment.due) {
        (Some(done), _) => Status::new(Tone::Good, format!("Gjort {}", number::date(done))),
        (None, Some(due)) if moment.is_late(today) => {
            Status::new(Tone::Bad, format!("Försenat, skulle vara gjort {}", number::date(due)))
        }
        (None, Some(due)) => Status::new(Tone::Idle, format!("Senast {}", number::date(due))),
        (None, None) => Status::new(Tone::Idle, "Ingen dag bestämd"),
    }
}

/// A moment that is ticked off, or not after all.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ticked {
    moment: usize,
    undone: String,
    on: String,
}

/// Bocka av ett moment, eller ta bort bocken.
pub(super) async fn tick(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(id): Path<String>,
    Form(ticked): Form<Ticked>,
) -> Result<Response, WebError> {
    let actor = &signed_in.actor;
    let known = named(actor, &house, &id).await?;
    if !actor.may_report_on(known.owner) {
        return Err(AppError::from(NotAllowed { role: actor.role, action: Action::ReportMeasure }).into());
    }
    let on = match (ticked.undone.as_str(), ticked.on.trim()) {
        ("", "") => Some(house.today()),
        ("", day) => {
            let day = day.parse().map_err(|_| AppError::refused(Message::plain("form-bad-date")))?;
            Some(day)
        }
        _ => None,
    };
    let measure = plan::tick_moment(actor, &house, (known.id, ticked.moment), on).await?;
    Ok(Redirect::to(&format!("{}#moment", href(&measure))).into_response())
}

/// What else the plan says of a measure, each with its heading; nothing for what is not said.
pub(super) fn facts(around: &Around, measure: &Measure) -> Vec<(String, String)> {
    let details = &measure.details;
    let day = |day: Option<Date>| day.map(|day| SV.date(day)).unwrap_or_default();
    let before: Vec<String> = details
        .after
        .iter()
        .filter_map(|id| {
            let other = around.measures.iter().find(|other| other.id == *id)?;
            Some(format!("{}. {}", other.number, other.title))
        })
        .collect();
    let links: Vec<String> = details.also_in.iter().map(|one| link(SV, one)).collect();
    let mut facts = vec![
        (field(SV, MeasureField::Start), day(details.start)),
        (field(SV, MeasureField::After), SV.list(&before)),
        (field(SV, MeasureField::Deputy), details.deputy.clone()),
        (field(SV, MeasureField::Contact), details.contact.clone()),
        (field(SV, MeasureField::Dose), details.dose.clone()),
        (field(SV, MeasureField::Documentation), details.documentation.clone()),
        (field(SV, MeasureField::FollowingUp), details.following_up.clone()),
        ("Timmar".to_owned(), effort(details.hours)),
        ("Kronor".to_owned(), effort(details.cost)),
    ];
    facts.extend(sorts(details));
    if let Some(camera) = &details.camera {
        facts.push((field(SV, MeasureField::CameraGround), camera.legal_ground.clone()));
        facts.push((field(SV, MeasureField::CameraReview), day(camera.review)));
    }
    facts.push((field(SV, MeasureField::AlsoIn), links.join("; ")));
    facts.retain(|(_, text)| !text.is_empty());
    facts
}

fn sorts(details: &Details) -> Vec<(String, String)> {
    let word = |family: &str, value: Option<String>| {
        value.map(|word| capital(&SV.known(family, &word))).unwrap_or_default()
    };
    let name = |value: serde_json::Value| value.as_str().map(str::to_owned);
    let of = |value: serde_json::Result<serde_json::Value>| value.ok().and_then(name);
    let evidence = word("evidence-strength", of(serde_json::to_value(details.evidence)));
    let evidence = match (evidence.is_empty(), details.source.is_empty()) {
        (false, false) => format!("{evidence}: {}", details.source),
        (true, false) => details.source.clone(),
        _ => evidence,
    };
    vec![
        (field(SV, MeasureField::Work), word("work-form", of(serde_json::to_value(details.work)))),
        (field(SV, MeasureField::Level), word("prevention-level", of(serde_json::to_value(details.level)))),
        (field(SV, MeasureField::Horizon), word("horizon", of(serde_json::to_value(details.horizon)))),
        (field(SV, MeasureField::Evidence), evidence),
    ]
}

/// `planera 4, göra 40, följa upp 6; 50 i allt`, with those left out that are not given.
fn effort(effort: Effort) -> String {
    let parts = [("planera", effort.planning), ("göra", effort.doing), ("följa upp", effort.following_up)];
    let given: Vec<String> = parts
        .iter()
        .filter_map(|(what, count)| Some(format!("{what} {}", number::count(u64::from((*count)?)))))
        .collect();
    match (given.len(), effort.total()) {
        (2.., Some(total)) => format!("{}; {} i allt", given.join(", "), number::count(total)),
        _ => given.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn effort_is_told_as_far_as_it_is_given() {
        let some = |planning, doing, following_up| effort(Effort { planning, doing, following_up });
        assert_eq!(some(None, None, None), "");
        assert_eq!(some(None, Some(40), None), "göra 40");
        assert_eq!(some(Some(4), Some(40), Some(6)), "planera 4, göra 40, följa upp 6; 50 i allt");
    }
}
