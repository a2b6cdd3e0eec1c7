//! One measure: what, against which causes, by whom and when, how it has gone, and the form to report with.

use super::{href, named};
use crate::face::part::{Choice, Event, Field, Status, Tone};
use crate::face::{Frame, NavItem};
use crate::pages::operation::erase_href;
use crate::pages::promise::around::Around;
use crate::pages::promise::errors::{Errors, wrong};
use crate::pages::promise::{read_word, word_choices, write_word};
use crate::pages::publication::mask;
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::plan;
use lofte_model::access::{Action, Actor, NotAllowed};
use lofte_model::plan::{Execution, Fidelity, JudgedEffect, Measure, MeasureStatus, StatusReport};
use lofte_model::promise::Commitment;
use lofte_store::Noun;
use lofte_words::SV;
use lofte_words::plan::statuses;
use lofte_words::promise::quantity;
use lofte_words::{Message, capital, number, swedish};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "measure.html")]
struct MeasurePage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    measure: Measure,
    answer: String,
    status: [Status; 3],
    late: Option<Status>,
    facts: Vec<(String, String)>,
    causes: Vec<NavItem>,
    commitment: Option<(NavItem, String)>,
    reports: Vec<Event>,
    form: Option<ReportFields>,
    mask: Option<String>,
    erase: Option<String>,
}

/// The fields of a report.
struct ReportFields {
    action: String,
    errors: Vec<(String, String)>,
    execution: (Field, Vec<Choice>),
    fidelity: (Field, Vec<Choice>),
    effect: (Field, Vec<Choice>),
    done: Field,
    note: Field,
}

/// A report as it was sent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ReportForm {
    execution: String,
    fidelity: String,
    effect: String,
    done: String,
    note: String,
}

/// Visa en åtgärd.
pub(super) async fn show(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    Ok(page(&signed_in, &house, &id, None, &Errors::default()).await?.into_response())
}

/// Rapportera hur åtgärden går.
pub(super) async fn report(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(id): Path<String>,
    Form(form): Form<ReportForm>,
) -> Result<Response, WebError> {
    match save(&signed_in.actor, &house, &id, &form).await {
        Ok(measure) => Ok(Redirect::to(&format!("{}#rapporter", href(&measure))).into_response()),
        Err(AppError::Refused(messages)) => {
            let page = page(&signed_in, &house, &id, Some(form), &Errors::of(&messages)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn save(actor: &Actor, house: &House, id: &str, form: &ReportForm) -> Result<Measure, AppError> {
    let known = named(actor, house, id).await?;
    if !actor.may_report_on(known.owner) {
        return Err(NotAllowed { role: actor.role, action: Action::ReportMeasure }.into());
    }
    let (status, done) = form.read()?;
    plan::report(actor, house, known.id, status, done, form.note.trim().to_owned()).await
}

impl ReportForm {
    /// Begins where the last report ended.
    fn after(status: MeasureStatus) -> Self {
        Self {
            execution: write_word(&status.execution),
            fidelity: write_word(&status.fidelity),
            effect: write_word(&status.effect),
            done: "0".into(),
            note: String::new(),
        }
    }

    fn read(&self) -> Result<(MeasureStatus, u32), AppError> {
        let choose = |field: &str| AppError::refused(wrong(field, Message::plain("form-choose-one")));
        let status = MeasureStatus {
            execution: read_word(&self.execution).ok_or_else(|| choose("execution"))?,
            fidelity: read_word(&self.fidelity).ok_or_else(|| choose("fidelity"))?,
            effect: read_word(&self.effect).ok_or_else(|| choose("effect"))?,
        };
        let done = match self.done.trim() {
            "" => Some(0),
            count => count.parse().ok(),
        };
        done.map(|done| (status, done))
            .ok_or_else(|| AppError::refused(wrong("done", Message::plain("form-bad-done"))))
    }

    fn fields(&self, measure: &Measure, unit: Option<&str>, errors: &Errors) -> ReportFields {
        let field = |name: &str, label: &str, value: &str| errors.mark(Field::new(name, label).value(value));
        let executions = [Execution::NotStarted, Execution::Ongoing, Execution::Done, Execution::Dropped];
        let fidelities = [Fidelity::Unknown, Fidelity::AsIntended, Fidelity::Partly, Fidelity::NotAsIntended];
        let effects =
            [JudgedEffect::Unknown, JudgedEffect::Better, JudgedEffect::NoDifference, JudgedEffect::Worse];
        let counted = unit.map_or_else(
            || "Hur många gånger sedan förra rapporten?".to_owned(),
            |unit| format!("Hur många {unit} sedan förra rapporten?"),
        );
        ReportFields {
            action: format!("{}/rapport", href(measure)),
            errors: errors.list(),
            execution: (
                field("execution", "Är den genomförd?", ""),
                word_choices("execution", &executions, &self.execution),
            ),
            fidelity: (
                field("fidelity", "Blev det som avsett?", ""),
                word_choices("fidelity", &fidelities, &self.fidelity),
            ),
            effect: (
                field("effect", "Vad gjorde det med problemet, som du bedömer det?", "")
                    .hint("En bedömning. Om det hjälpte avgörs inte här."),
                word_choices("effect", &effects, &self.effect),
            ),
            done: field("done", &counted, &self.done).optional(),
            note: field("note", "Vad har gjorts?", &self.note)
                .hint("Skriv om platser och saker. Namnge ingen person.")
                .optional(),
        }
    }
}

async fn page(
    signed_in: &SignedIn,
    house: &House,
    id: &str,
    form: Option<ReportForm>,
    errors: &Errors,
) -> Result<Page<MeasurePage>, AppError> {
    let actor = &signed_in.actor;
    let measure = named(actor, house, id).await?;
    let around = Around::gather(actor, house).await?;
    let here = href(&measure);
    let fulfilled = fulfilled(&around, &measure);
    let unit = fulfilled.as_ref().and_then(|(_, commitment)| unit(commitment));
    let form = form.unwrap_or_else(|| ReportForm::after(measure.status));
    Ok(Page(MeasurePage {
        frame: signed_in.frame(),
        crumbs: vec![
            NavItem::new("Åtgärdsplan", "/plan"),
            NavItem::new(format!("Åtgärd {}", measure.number), here.clone()).at(&here),
        ],
        answer: answer(&measure, unit),
        status: statuses(SV, measure.status),
        mask: mask::href(actor, Noun::Measure, measure.id),
        erase: erase_href(actor, Noun::Measure, measure.number),
        late: measure.is_late(house.today()).then(|| Status::new(Tone::Bad, "Försenad")),
        facts: facts(&around, &measure),
        causes: causes(&around, &measure),
        reports: measure.reports.iter().rev().map(|report| event(report, unit)).collect(),
        form: actor.may_report_on(measure.owner).then(|| form.fields(&measure, unit, errors)),
        commitment: fulfilled.map(|(link, commitment)| (link, quantity(SV, &commitment.quantity))),
        measure,
    }))
}

/// The undertaking that a measure fulfils.
fn fulfilled<'a>(around: &'a Around, measure: &Measure) -> Option<(NavItem, &'a Commitment)> {
    let reference = measure.commitment.as_ref()?;
    let promise = around.promises.iter().find(|promise| promise.id == reference.promise)?;
    let commitment =
        promise.commitments.iter().find(|commitment| commitment.number == reference.commitment)?;
    let text = format!("Löfte {}, åtagande {}: {}", promise.number, commitment.number, commitment.text);
    Some((NavItem::new(text, format!("/loften/{}", promise.id)), commitment))
}

fn unit(commitment: &Commitment) -> Option<&str> {
    commitment.quantity.unit()
}

fn answer(measure: &Measure, unit: Option<&str>) -> String {
    let Some(last) = measure.reports.last() else {
        return "Ingen har rapporterat än.".to_owned();
    };
    let status = capital(&SV.word("execution", &measure.status.execution));
    let when = number::date(swedish(last.at).date());
    let done = match (measure.done(), unit) {
        (0, _) => String::new(),
        (done, Some(unit)) => format!(" Hittills {} {unit}.", number::count(done)),
        (done, None) => {
            format!(" Hittills gjord {} {}.", number::count(done), if done == 1 { "gång" } else { "gånger" })
        }
    };
    format!("{status}, enligt rapporten {when}.{done}")
}

fn facts(around: &Around, measure: &Measure) -> Vec<(String, String)> {
    let mut facts = vec![
        ("Ansvarar".to_owned(), format!("{}, {}", around.names.party(measure.owner), measure.function)),
        ("Senast".to_owned(), SV.date(measure.deadline)),
        ("Slag".to_owned(), capital(&SV.word("measure-kind", &measure.kind))),
    ];
    if !measure.operative_goal.is_empty() {
        facts.push(("Ska leda till".to_owned(), measure.operative_goal.clone()));
    }
    facts
}

fn causes(around: &Around, measure: &Measure) -> Vec<NavItem> {
    let texts = around.causes(measure);
    let links = measure.causes.iter().map(|reference| format!("/problem/{}#orsaker", reference.problem));
    texts.into_iter().zip(links).map(|(text, href)| NavItem::new(text, href)).collect()
}

fn event(report: &StatusReport, unit: Option<&str>) -> Event {
    let done = match (report.done, unit) {
        (0, _) | (_, None) => String::new(),
        (done, Some(unit)) => format!("{} {unit}. ", number::count(u64::from(done))),
    };
    Event {
        when: number::date(swedish(report.at).date()),
        title: said(report.status),
        text: format!("{done}{}", report.note),
        expected: false,
    }
}

/// What a report says, without what it does not know: `Pågår, som avsett. Bedömd effekt: bättre.`
fn said(status: MeasureStatus) -> String {
    let mut said = capital(&SV.word("execution", &status.execution));
    if status.fidelity != Fidelity::Unknown {
        said = format!("{said}, {}", SV.word("fidelity", &status.fidelity));
    }
    if status.effect != JudgedEffect::Unknown {
        said = format!("{said}. Bedömd effekt: {}", SV.word("effect", &status.effect));
    }
    format!("{said}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_says_what_it_knows() {
        let status = |execution, fidelity, effect| MeasureStatus { execution, fidelity, effect };
        let begun = status(Execution::Ongoing, Fidelity::Unknown, JudgedEffect::Unknown);
        assert_eq!(said(begun), "Pågår.");
        let done = status(Execution::Done, Fidelity::Partly, JudgedEffect::Better);
        assert_eq!(said(done), "Genomförd, delvis som avsett. Bedömd effekt: bättre.");
    }
}
