//! The versions in which the plan was decided: noting a decision, reading what was decided, correcting the note and taking
//! a version back that was noted by mistake.

use crate::face::part::{Cell, Column, Field, Table};
use crate::face::{Frame, NavItem};
use crate::pages::meanwhile::Logins;
use crate::pages::promise::errors::{Errors, refused_at, wrong};
use crate::pages::publication::mask;
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use jiff::civil::Date;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::plan;
use lofte_model::access::Action;
use lofte_model::decision::Decision;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::plan::{Moment, PlanText, PlanVersion, Planned};
use lofte_store::{Noun, Versioned};
use lofte_words::plan::{decision, link};
use lofte_words::{Message, SV, capital, number};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "plan_adopt.html")]
struct AdoptPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    number: u32,
    table: Table,
    around: Vec<(String, String)>,
    lacks: Vec<String>,
    errors: Vec<(String, String)>,
    fields: DecisionFields,
    seen: String,
}

#[derive(Template)]
#[template(path = "plan_version.html")]
struct VersionPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    heading: String,
    version: PlanVersion,
    decision: String,
    noted: String,
    former: Vec<String>,
    withdrawn: Option<String>,
    around: Vec<(String, String)>,
    table: Table,
    errors: Vec<(String, String)>,
    edit: Option<EditFields>,
    mask: Option<String>,
}

struct EditFields {
    here: String,
    read: i64,
    decision: DecisionFields,
    why: Field,
    gone: Field,
}

struct DecisionFields {
    body: Field,
    on: Field,
    paragraph: Field,
    registry_number: Field,
}

/// A decision as it was sent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct DecisionForm {
    body: String,
    on: String,
    paragraph: String,
    registry_number: String,
    seen: String,
    read: i64,
    why: String,
    gone: String,
}

impl DecisionForm {
    fn of(decision: &Decision) -> Self {
        Self {
            body: decision.body.clone(),
            on: decision.on.to_string(),
            paragraph: decision.paragraph.clone(),
            registry_number: decision.registry_number.clone(),
            ..Self::default()
        }
    }

    fn read(&self) -> Result<Decision, AppError> {
        let on = self.on.trim().parse::<Date>();
        let on = on.map_err(|_| AppError::refused(wrong("on", Message::plain("form-bad-date"))))?;
        Ok(Decision {
            body: self.body.trim().to_owned(),
            on,
            paragraph: self.paragraph.trim().to_owned(),
            registry_number: self.registry_number.trim().to_owned(),
        })
    }

    fn fields(&self, errors: &Errors) -> DecisionFields {
        let field = |name: &str, label: &str, value: &str| errors.mark(Field::new(name, label).value(value));
        DecisionFields {
            body: field("body", "Vem har beslutat?", &self.body)
                .hint("Till exempel kommunstyrelsen. Skriv inget namn på en person."),
            on: field("on", "Vilken dag?", &self.on),
            paragraph: field("paragraph", "Paragraf i protokollet", &self.paragraph)
                .hint("Till exempel § 45.")
                .optional(),
            registry_number: field("registry_number", "Diarienummer", &self.registry_number).optional(),
        }
    }
}

/// Visa planen som den skulle beslutas.
pub(super) async fn form(signed_in: SignedIn, State(house): State<House>) -> Result<Response, WebError> {
    signed_in.actor.require(Action::AdoptPlan)?;
    let form = DecisionForm::default();
    Ok(adopt_page(&signed_in, &house, form, &Errors::default()).await?.into_response())
}

/// Anteckna att planen är beslutad.
pub(super) async fn adopt(
    signed_in: SignedIn,
    State(house): State<House>,
    Form(form): Form<DecisionForm>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::AdoptPlan)?;
    let seen = form.seen.parse::<Fingerprint>().unwrap_or_else(|_| Fingerprint::of_bytes(&[]));
    let adopted = match form.read() {
        Ok(decision) => plan::adopt(&signed_in.actor, &house, decision, &seen).await,
        Err(error) => Err(error),
    };
    match adopted {
        Ok(version) => Ok(Redirect::to(&href(version.number)).into_response()),
        Err(AppError::Refused(messages)) => {
            let page = adopt_page(&signed_in, &house, form, &Errors::of(&messages)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn adopt_page(
    signed_in: &SignedIn,
    house: &House,
    form: DecisionForm,
    errors: &Errors,
) -> Result<Page<AdoptPage>, AppError> {
    let proposal = plan::proposal(&signed_in.actor, house).await?;
    let versions = plan::versions(&signed_in.actor, house).await?;
    let form = match (form.body.is_empty(), errors.list().is_empty()) {
        (true, true) => DecisionForm { body: proposal.text.board.clone(), ..form },
        _ => form,
    };
    let here = "/plan/besluta";
    Ok(Page(AdoptPage {
        frame: signed_in.frame(),
        crumbs: vec![NavItem::new("Åtgärdsplan", "/plan"), NavItem::new("Anteckna beslut", here).at(here)],
        number: versions.first().map_or(0, |version| version.number) + 1,
        table: six_columns(&proposal.measures),
        around: around(&proposal.text),
        lacks: match proposal.refusals() {
            none if none.is_empty() => Vec::new(),
            refusals => {
                AppError::from(refusals).messages().iter().map(|message| SV.message(message)).collect()
            }
        },
        fields: form.fields(errors),
        errors: errors.list(),
        seen: proposal.seen()?.to_string(),
    }))
}

/// Visa en beslutad version.
pub(super) async fn show(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(number): Path<u32>,
) -> Result<Response, WebError> {
    Ok(page(&signed_in, &house, number, None, &Errors::default()).await?.into_response())
}

/// Rätta anteckningen om beslutet.
pub(super) async fn correct(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(number): Path<u32>,
    Form(form): Form<DecisionForm>,
) -> Result<Response, WebError> {
    let corrected = match form.read() {
        Ok(decision) => {
            let of = (number, form.read);
            plan::correct_decision(&signed_in.actor, &house, of, decision, &form.why).await
        }
        Err(error) => Err(error),
    };
    answer(&signed_in, &house, number, form, corrected).await
}

/// Ta tillbaka en version som antecknats av misstag.
pub(super) async fn withdraw(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(number): Path<u32>,
    Form(form): Form<DecisionForm>,
) -> Result<Response, WebError> {
    let of = (number, form.read);
    let taken = plan::withdraw_version(&signed_in.actor, &house, of, &form.gone).await;
    answer(&signed_in, &house, number, form, taken.map_err(|error| refused_at("gone", error))).await
}

async fn answer(
    signed_in: &SignedIn,
    house: &House,
    number: u32,
    form: DecisionForm,
    done: Result<PlanVersion, AppError>,
) -> Result<Response, WebError> {
    match done {
        Ok(version) => Ok(Redirect::to(&href(version.number)).into_response()),
        Err(AppError::Refused(messages)) => {
            let page = page(signed_in, house, number, Some(form), &Errors::of(&messages)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn page(
    signed_in: &SignedIn,
    house: &House,
    number: u32,
    form: Option<DecisionForm>,
    errors: &Errors,
) -> Result<Page<VersionPage>, AppError> {
    let actor = &signed_in.actor;
    let Versioned { value: version, version: read } = plan::version(actor, house, number).await?;
    let logins = Logins::gather(actor, house).await?;
    let here = href(number);
    let form = match form {
        // Taking back sends no decision.
        Some(form) if !form.on.is_empty() => form,
        Some(form) => DecisionForm { gone: form.gone, ..DecisionForm::of(&version.record.decision) },
        None => DecisionForm::of(&version.record.decision),
    };
    let field = |name: &str, label: &str, value: &str| errors.mark(Field::new(name, label).value(value));
    let edit = (actor.may(Action::AdoptPlan) && version.stands()).then(|| EditFields {
        here: here.clone(),
        read,
        decision: form.fields(errors),
        why: field("why", "Varför rättas anteckningen?", &form.why),
        gone: field("gone", "Varför tas versionen tillbaka?", &form.gone),
    });
    let former = version.record.former.iter().map(|former| {
        let who = logins.name(former.by);
        format!(
            "{}: {who} rättade ({}). Förut stod: {}",
            SV.moment(former.at),
            former.reason,
            decision(SV, &former.was)
        )
    });
    let withdrawn = version.withdrawn.as_ref().map(|gone| {
        format!("{} tog tillbaka den {}: {}", logins.name(gone.by), SV.moment(gone.at), gone.reason)
    });
    Ok(Page(VersionPage {
        frame: signed_in.frame(),
        crumbs: vec![
            NavItem::new("Åtgärdsplan", "/plan"),
            NavItem::new(format!("Version {number}"), here.clone()).at(&here),
        ],
        heading: format!("Åtgärdsplanen, version {number}"),
        decision: decision(SV, &version.record.decision),
        noted: format!("{}, av {}", SV.moment(version.adopted_at), logins.name(version.adopted_by)),
        former: former.collect(),
        withdrawn,
        around: around(&version.text),
        table: six_columns(&version.measures),
        errors: errors.list(),
        edit,
        mask: mask::href(actor, Noun::Plan, number),
        version,
    }))
}

/// The address of a version.
pub(super) fn href(number: u32) -> String {
    format!("/plan/version/{number}")
}

/// What a plan says around its measures, each with its heading.
pub(super) fn around(text: &PlanText) -> Vec<(String, String)> {
    let mut facts = vec![
        (
            "Vilar på".to_owned(),
            text.edition.map(|edition| format!("Lägesbilden, utgåva {edition}")).unwrap_or_default(),
        ),
        ("Ansvarig nämnd".to_owned(), text.board.clone()),
        ("Slag av plan".to_owned(), capital(&SV.word("plan-style", &text.style))),
        ("Om planen".to_owned(), text.introduction.clone()),
    ];
    facts.extend(text.focus.iter().map(|area| {
        (format!("Fokusområde {}", area.number), format!("{}. Mål: {}", area.title, area.effect_goal))
    }));
    let links: Vec<String> = text.also_in.iter().map(|one| link(SV, one)).collect();
    facts.push(("Samordnas med".to_owned(), links.join("; ")));
    facts.retain(|(_, text)| !text.trim().is_empty());
    facts
}

/// The measures in Brå's six columns.
fn six_columns(measures: &[Planned]) -> Table {
    let columns = ["Åtgärd", "Orsak", "Operativt mål", "När", "Vem", "Uppföljning"];
    Table {
        caption: "Åtgärder".into(),
        columns: columns.map(Column::words).into(),
        rows: measures.iter().map(row).collect(),
    }
}

fn row(planned: &Planned) -> Vec<Cell> {
    let (measure, details) = (&planned.measure, &planned.measure.details);
    let start = details.start.map(|start| format!("{} – ", number::short_date(start))).unwrap_or_default();
    let moment = |moment: &Moment| {
        let due = moment.due.map(|due| format!(" ({})", number::short_date(due))).unwrap_or_default();
        format!("{}{due}", moment.title)
    };
    let moments: Vec<String> = details.moments.iter().map(moment).collect();
    let moments =
        if moments.is_empty() { String::new() } else { format!(". Moment: {}", moments.join("; ")) };
    let deputy =
        if details.deputy.is_empty() { String::new() } else { format!(" (ersättare: {})", details.deputy) };
    vec![
        Cell::text(format!("{}. {}", measure.number, measure.title)),
        Cell::text(planned.against.join("; ")),
        Cell::text(&measure.operative_goal),
        Cell::text(format!("{start}{}{moments}", number::short_date(measure.deadline))),
        Cell::text(format!("{}, {}{deputy}", planned.owner, measure.function)),
        Cell::text(&details.following_up),
    ]
}
