//! One measure: what, against which causes, by whom and when, how it has gone, and the form to report with.

use super::{href, moments, named};
use crate::face::part::{Choice, Event, Field, Status, Tone};
use crate::face::{Frame, NavItem};
use crate::pages::former;
use crate::pages::operation::erase_href;
use crate::pages::promise::around::Around;
use crate::pages::promise::errors::{Errors, wrong};
use crate::pages::promise::{read_word, word_choices, write_word};
use crate::pages::publication::mask;
use crate::pages::wording::used_in;
use crate::pages::{Page, SignedIn, WebError, thread};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use jiff::civil::Date;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::plan;
use lofte_model::access::{Action, Actor, NotAllowed};
use lofte_model::plan::{Execution, Fidelity, JudgedEffect, Measure, MeasureStatus, StatusReport, Told};
use lofte_model::promise::Commitment;
use lofte_store::Noun;
use lofte_words::SV;
use lofte_words::plan::statuses;
use lofte_words::promise::quantity;
use lofte_words::{Message, capital, number};
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
    moments: Vec<moments::Shown>,
    words: Vec<(String, String)>,
    tick: Option<String>,
    causes: Vec<NavItem>,
    commitment: Option<(NavItem, String)>,
    reports: Vec<Event>,
    form: Option<ReportFields>,
    corrections: Vec<NavItem>,
    edit: Option<String>,
    former: Vec<Event>,
    thread: String,
    mask: Option<String>,
    erase: Option<String>,
}

/// The fields of a report.
pub(super) struct ReportFields {
    pub(super) action: String,
    pub(super) errors: Vec<(String, String)>,
    pub(super) execution: (Field, Vec<Choice>),
    pub(super) fidelity: (Field, Vec<Choice>),
    pub(super) effect: (Field, Vec<Choice>),
    pub(super) done: Field,
    pub(super) until: Field,
    pub(super) note: Field,
}

/// A report as it was sent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ReportForm {
    execution: String,
    fidelity: String,
    effect: String,
    done: String,
    until: String,
    note: String,
    pub(super) reason: String,
    pub(super) why: String,
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
    plan::report(actor, house, known.id, form.read()?).await
}

impl ReportForm {
    /// Begins where the last report ended.
    fn after(status: MeasureStatus, today: Date) -> Self {
        Self::of(&Told { status, done: 0, note: String::new(), until: None }, today)
    }

    /// As a report stands that tells of the days until this one.
    pub(super) fn of(told: &Told, until: Date) -> Self {
        Self {
            execution: write_word(&told.status.execution),
            fidelity: write_word(&told.status.fidelity),
            effect: write_word(&told.status.effect),
            done: told.done.to_string(),
            until: until.to_string(),
            note: told.note.clone(),
            reason: String::new(),
            why: String::new(),
        }
    }

    pub(super) fn read(&self) -> Result<Told, AppError> {
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
        let done = done.ok_or_else(|| AppError::refused(wrong("done", Message::plain("form-bad-done"))))?;
        let until = match self.until.trim() {
            "" => None,
            day => Some(
                day.parse::<Date>()
                    .map_err(|_| AppError::refused(wrong("until", Message::plain("form-bad-date"))))?,
            ),
        };
        Ok(Told { status, done, note: self.note.trim().to_owned(), until })
    }

    pub(super) fn fields(&self, measure: &Measure, unit: Option<&str>, errors: &Errors) -> ReportFields {
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
            until: field("until", "Till och med vilken dag?", &self.until)
                .hint("Det som är gjort efter löftets sista dag räknas inte.")
                .optional(),
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
    let form = form.unwrap_or_else(|| ReportForm::after(measure.status, house.today()));
    let may_report = actor.may_report_on(measure.owner);
    let of = (Action::EditPlan, Noun::Measure);
    let former = former::told(signed_in, house, of, &measure.id, &measure).await?;
    Ok(Page(MeasurePage {
        frame: signed_in.frame(),
        crumbs: vec![
            NavItem::new("Åtgärdsplan", "/plan"),
            NavItem::new(format!("Åtgärd {}", measure.number), here.clone()).at(&here),
        ],
        answer: answer(&measure, unit),
        status: statuses(SV, measure.status),
        edit: actor.may(Action::EditPlan).then(|| format!("{here}/andra")),
        former,
        thread: thread::address("atgard", measure.number),
        mask: mask::href(actor, Noun::Measure, measure.id),
        erase: erase_href(actor, Noun::Measure, measure.number),
        late: measure.is_late(house.today()).then(|| Status::new(Tone::Bad, "Försenad")),
        facts: facts(&around, &measure),
        causes: causes(&around, &measure),
        words: used_in(actor, house, texts(&measure)).await?,
        moments: moments::shown(&measure, house.today()),
        tick: may_report.then(|| format!("{here}/moment")),
        reports: measure.reports.iter().rev().map(|report| event(report, unit)).collect(),
        form: may_report.then(|| form.fields(&measure, unit, errors)),
        corrections: if may_report { corrections(&measure) } else { Vec::new() },
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

/// What is counted in the undertaking that a measure fulfils.
pub(super) fn unit_of(around: &Around, measure: &Measure) -> Option<String> {
    let (_, commitment) = fulfilled(around, measure)?;
    unit(commitment).map(str::to_owned)
}

/// Where each report that counts is corrected, newest first.
fn corrections(measure: &Measure) -> Vec<NavItem> {
    let link = |(number, report): (usize, &StatusReport)| {
        let text = format!("Rapporten {}", number::date(report.day()));
        NavItem::new(text, format!("{}/rapport/{number}", href(measure)))
    };
    let mut links: Vec<NavItem> =
        (1..).zip(&measure.reports).filter(|(_, report)| report.stands()).map(link).collect();
    links.reverse();
    links
}

fn unit(commitment: &Commitment) -> Option<&str> {
    commitment.quantity.unit()
}

fn answer(measure: &Measure, unit: Option<&str>) -> String {
    let Some(last) = measure.standing_reports().next_back() else {
        return "Ingen har rapporterat än.".to_owned();
    };
    let status = capital(&SV.word("execution", &measure.status.execution));
    let when = number::date(last.day());
    let done = match (measure.done(), unit) {
        (0, _) => String::new(),
        (done, Some(unit)) => format!(" Hittills {} {unit}.", number::count(done)),
        (done, None) => {
            format!(" Hittills gjord {} {}.", number::count(done), if done == 1 { "gång" } else { "gånger" })
        }
    };
    format!("{status}, enligt rapporten {when}.{done}")
}

/// What a measure says in words.
fn texts(measure: &Measure) -> [&str; 6] {
    let details = &measure.details;
    [
        &measure.title,
        &measure.description,
        &measure.operative_goal,
        &details.following_up,
        &details.documentation,
        &details.dose,
    ]
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
    facts.extend(moments::facts(around, measure));
    facts
}

fn causes(around: &Around, measure: &Measure) -> Vec<NavItem> {
    let texts = around.causes(measure);
    let links = measure.causes.iter().map(|reference| format!("/problem/{}#orsaker", reference.problem));
    texts.into_iter().zip(links).map(|(text, href)| NavItem::new(text, href)).collect()
}

fn event(report: &StatusReport, unit: Option<&str>) -> Event {
    let count = |done: u32| match (done, unit) {
        (0, _) | (_, None) => String::new(),
        (done, Some(unit)) => format!("{} {unit}. ", number::count(u64::from(done))),
    };
    let told = &report.told;
    let corrected = report.former.last().map(|former| {
        let was = count(former.was.done);
        let was = if was.is_empty() { said(former.was.status) } else { was };
        format!(" Rättad {}: {}. Förut stod: {}", SV.moment(former.at), former.reason, was.trim_end())
    });
    let taken =
        report.withdrawn.as_ref().map(|gone| format!(" Tillbakatagen och räknas inte: {}", gone.reason));
    Event {
        when: number::date(report.day()),
        title: said(told.status),
        text: format!(
            "{}{}{}{}",
            count(told.done),
            told.note,
            corrected.unwrap_or_default(),
            taken.unwrap_or_default()
        ),
        expected: false,
    }
}

/// What a report says, without what it does not know: `Pågår, som avsett. Bedömd effekt: bättre.`
pub(super) fn said(status: MeasureStatus) -> String {
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
