//! Promises from before this program: entered by hand with their source and account. From a file: [`super::old_file`].

use super::errors::{Errors, wrong};
use super::form::read_period;
use super::href;
use super::names::{Names, choices};
use super::posted::Posted;
use crate::face::part::{Choice, Field};
use crate::face::{Frame, NavItem};
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::old::{self, OldCommitment, OldPromise};
use lofte_app::{agreement, promise};
use lofte_model::access::Action;
use lofte_model::promise::{Pace, Quantity};
use lofte_words::{Message, SV};

/// The address of the form.
pub(super) const HERE: &str = "/loften/aldre";
/// Undertakings that an empty form has room for.
const ROWS: u16 = 3;
/// Most undertakings of one promise.
const MOST_ROWS: u16 = 60;

#[derive(Template)]
#[template(path = "promise_old.html")]
struct OldPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    errors: Vec<(String, String)>,
    rows: u16,
    title: Field,
    text: Field,
    from: Field,
    to: Field,
    source: Field,
    commitments: Vec<Row>,
    account: Field,
    learned: Field,
}

/// The fields of an undertaking.
struct Row {
    number: u16,
    text: Field,
    parties: (Field, Vec<Choice>),
    count: Field,
    unit: Field,
    told: Vec<Field>,
}

/// Visa formuläret för ett äldre löfte.
pub(super) async fn blank(signed_in: SignedIn, State(house): State<House>) -> Result<Response, WebError> {
    signed_in.actor.require(Action::DraftPromise)?;
    let page = page(&signed_in, &house, &Posted::default(), &Errors::default()).await?;
    Ok(page.into_response())
}

/// Spara ett äldre löfte.
pub(super) async fn create(
    signed_in: SignedIn,
    State(house): State<House>,
    Form(form): Form<Posted>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::DraftPromise)?;
    if !form.one("more").is_empty() {
        return Ok(page(&signed_in, &house, &form, &Errors::default()).await?.into_response());
    }
    let saved = match read(&signed_in, &house, &form).await {
        Ok(old) => save(&signed_in, &house, old).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(href) => Ok(Redirect::to(&href).into_response()),
        Err(AppError::Refused(messages)) => {
            let page = page(&signed_in, &house, &form, &Errors::of(&messages)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// Saves it, and says where it is shown.
async fn save(signed_in: &SignedIn, house: &House, old: OldPromise) -> Result<String, AppError> {
    let old = [old];
    let recalled = old::preview(&signed_in.actor, house, &old).await?;
    if recalled.iter().any(|one| one.known) {
        return Err(AppError::refused(wrong("title", Message::plain("old-known"))));
    }
    old::save(&signed_in.actor, house, &old).await?;
    let id = recalled.first().map(|one| one.promise.id.to_string()).unwrap_or_default();
    Ok(href(&promise::named(&signed_in.actor, house, &id).await?))
}

fn rows(form: &Posted) -> u16 {
    let rows: u16 = form.one("rows").parse().unwrap_or(ROWS);
    let more = if form.one("more").is_empty() { 0 } else { ROWS };
    (rows + more).clamp(1, MOST_ROWS)
}

fn name(part: &str, number: u16) -> String {
    format!("{part}_{number}")
}

async fn read(signed_in: &SignedIn, house: &House, form: &Posted) -> Result<OldPromise, AppError> {
    let mut faults = Vec::new();
    for field in ["title", "text"] {
        if form.one(field).is_empty() {
            faults.push(wrong(field, Message::plain("promise-gap-text")));
        }
    }
    if form.one("source").is_empty() {
        faults.push(wrong("source", Message::plain("old-no-source")));
    }
    let period = read_period(form).map_err(|messages| faults.extend(messages)).ok();
    let parties = agreement::parties(&signed_in.actor, house).await?;
    let mut commitments = Vec::new();
    for number in 1..=rows(form) {
        let said = |part: &str| form.one(&name(part, number)).to_owned();
        if said("text").is_empty() {
            let told = ["count", "unit", "done", "why", "where"].map(said);
            if told.iter().any(|text| !text.is_empty()) {
                faults.push(wrong(&name("text", number), Message::plain("old-no-commitment")));
            }
            continue;
        }
        let chosen = form.many(&name("parties", number));
        let by = parties.iter().filter(|party| chosen.contains(&party.id.to_string()));
        commitments.push(OldCommitment {
            text: said("text"),
            parties: by.map(|party| party.name.clone()).collect(),
            quantity: quantity(form, number).unwrap_or_else(|message| {
                faults.push(message);
                Quantity::DoneOrNot
            }),
            place: String::new(),
            done: said("done"),
            why: said("why"),
            source: said("where"),
            row: 0,
        });
    }
    let (Some(period), true) = (period, faults.is_empty()) else { return Err(AppError::Refused(faults)) };
    Ok(OldPromise {
        title: form.one("title").to_owned(),
        text: form.one("text").to_owned(),
        from: period.from(),
        to: period.to(),
        source: form.one("source").to_owned(),
        commitments,
        account: form.one("account").to_owned(),
        learned: form.one("learned").to_owned(),
        row: 0,
    })
}

/// At least so many in the whole period, where a number was promised.
fn quantity(form: &Posted, number: u16) -> Result<Quantity, Message> {
    let (count, unit) = (form.one(&name("count", number)), form.one(&name("unit", number)).to_owned());
    if count.is_empty() && unit.is_empty() {
        return Ok(Quantity::DoneOrNot);
    }
    let count = count.parse::<u32>().ok().filter(|count| *count > 0 && !unit.is_empty());
    let message = || wrong(&name("count", number), Message::plain("old-count-and-unit"));
    Ok(Quantity::AtLeast { count: count.ok_or_else(message)?, unit, per: Pace::WholePeriod })
}

async fn page(
    signed_in: &SignedIn,
    house: &House,
    form: &Posted,
    errors: &Errors,
) -> Result<Page<OldPage>, AppError> {
    let parties = agreement::parties(&signed_in.actor, house).await?;
    let field = |name: &str, label: &str| errors.mark(Field::new(name, label).value(form.one(name)));
    let row = |number: u16| {
        let of = |part: &str, label: &str| {
            field(&name(part, number), label).of(format!("åtagande {number}")).optional()
        };
        let named = parties.iter().map(|party| (party.id.to_string(), party.name.clone()));
        Row {
            number,
            text: of("text", "Vad lovades?"),
            parties: (
                of("parties", "Vem åtog sig det?"),
                choices(named, &form.many(&name("parties", number))),
            ),
            count: of("count", "Minst så många, om ett antal lovades"),
            unit: of("unit", "Av vad?").hint("Till exempel: trygghetsvandringar."),
            told: vec![
                of("done", &SV.say("said-done")),
                of("why", &SV.say("said-why")),
                of("where", "Var står det?")
                    .hint("Sidan, rapporten eller protokollet som uppgiften är hämtad ur."),
            ],
        }
    };
    let rows = rows(form);
    Ok(Page(OldPage {
        frame: signed_in.frame(),
        crumbs: vec![NavItem::new("Löften", "/loften"), NavItem::new("Äldre löfte", HERE).at(HERE)],
        errors: errors.list(),
        rows,
        title: field("title", "Kort namn"),
        text: field("text", "Löftet med vanliga ord").hint("Så nära källan som möjligt."),
        from: field("from", "Gällde från och med"),
        to: field("to", "Gällde till och med"),
        source: field("source", "Var finns löftet?")
            .hint("Sidan, dokumentet eller diarienumret som texten är hämtad ur. Den visas för invånarna."),
        commitments: (1..=rows).map(row).collect(),
        account: field("account", "Vad berättades efteråt?").optional(),
        learned: field("learned", "Vad lärde ni er?").optional(),
    }))
}

/// The name of an organisation or several, for the preview of a file.
pub(super) fn who(names: &Names, commitment: &lofte_model::promise::Commitment) -> String {
    if commitment.parties.is_empty() {
        "Ingen angiven".to_owned()
    } else {
        names.parties(&commitment.parties)
    }
}
