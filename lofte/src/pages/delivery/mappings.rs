//! The mappings that are remembered, by source: what they say, what they said before, and correcting which text is which
//! category.

use super::categories::Choosable;
use super::staged::Fields;
use crate::face::part::{Cell, Choice, Column, Field, Table};
use crate::face::{Frame, NavItem};
use crate::pages::meanwhile::Meanwhile;
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::mapping;
use lofte_import::guess;
use lofte_model::amendment::Former;
use lofte_model::mapping::Remembered;
use lofte_store::{Noun, StoreError, Versioned};
use lofte_words::{Language, SV, number};
use serde_json::Value;
use std::collections::BTreeMap;

const HERE: &str = "/leveranser/mappningar";

#[derive(Template)]
#[template(path = "delivery_mappings.html")]
pub(super) struct ListPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    answer: String,
    table: Option<Table>,
}

/// Visa vilka källor vi minns hur vi läser.
pub(super) async fn list(
    signed_in: SignedIn,
    State(house): State<House>,
) -> Result<Page<ListPage>, WebError> {
    let known = mapping::list(&signed_in.actor, &house).await?;
    let row = |known: &Remembered| {
        let state = if known.withdrawn.is_some() { "tillbakatagen" } else { "används" };
        vec![
            Cell::Link(NavItem::new(SV.known("source", &known.source), format!("{HERE}/{}", known.source))),
            Cell::text(SV.known("kind", &known.mapping.kind)),
            Cell::text(number::count(known.texts.len() as u64)),
            Cell::text(super::day(known.at)),
            Cell::text(state),
        ]
    };
    let used = known.iter().filter(|known| known.withdrawn.is_none()).count() as u64;
    Ok(Page(ListPage {
        frame: signed_in.frame(),
        crumbs: vec![
            NavItem::new("Underlag", "/leveranser"),
            NavItem::new("Så läser vi filerna", HERE).at(HERE),
        ],
        answer: match used {
            0 => SV.say("mappings-none"),
            1 => SV.say("mappings-one"),
            _ => SV.tell("mappings-known", &[("count", SV.count(used))]),
        },
        table: (!known.is_empty()).then(|| Table {
            caption: "Källor som vi känner igen".into(),
            columns: vec![
                Column::words("Källa"),
                Column::words("Slag"),
                Column::numbers("Texter med kategori"),
                Column::words("Senast ändrad"),
                Column::words("Läge"),
            ],
            rows: known.iter().map(row).collect(),
        }),
    }))
}

#[derive(Template)]
#[template(path = "delivery_mapping.html")]
pub(super) struct ShowPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    title: String,
    here: String,
    answer: String,
    errors: Vec<(&'static str, String)>,
    version: i64,
    editable: bool,
    columns: Table,
    lines: Vec<(String, Field, Vec<Choice>)>,
    reason: Field,
    why_withdraw: Field,
    history: Option<Table>,
    toml: String,
}

/// Visa hur filer från en källa läses.
pub(super) async fn show(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(source): Path<String>,
) -> Result<Response, WebError> {
    Ok(Page(page(&signed_in, &house, &source, &Fields::new(), Vec::new()).await?).into_response())
}

async fn page(
    signed_in: &SignedIn,
    house: &House,
    source: &str,
    sent: &Fields,
    errors: Vec<(&'static str, String)>,
) -> Result<ShowPage, AppError> {
    let actor = &signed_in.actor;
    let Versioned { value: known, version } = mapping::find(actor, house, source).await?;
    let former = mapping::history(actor, house, source).await?;
    let here = format!("{HERE}/{source}");
    let title = SV.known("source", source);
    let wrong = |name: &str| {
        errors.iter().find(|(field, _)| *field == name).map(|(_, text)| text.clone()).unwrap_or_default()
    };
    let written = |name: &str| sent.get(name).cloned().unwrap_or_default();
    let editable = known.withdrawn.is_none();
    let answer = match &known.withdrawn {
        Some(withdrawn) => SV.tell(
            "mapping-withdrawn",
            &[("day", super::day(withdrawn.at)), ("reason", withdrawn.reason.clone())],
        ),
        None => SV.tell("mapping-used", &[("day", super::day(known.at))]),
    };
    Ok(ShowPage {
        frame: signed_in.frame(),
        crumbs: vec![
            NavItem::new("Underlag", "/leveranser"),
            NavItem::new("Så läser vi filerna", HERE),
            NavItem::new(title.clone(), here.clone()).at(&here),
        ],
        title,
        here,
        answer,
        version,
        editable,
        columns: columns(&known),
        lines: lines(&known, &Choosable::of(signed_in, house, &known.file()).await?, sent),
        reason: Field::new("skal", "Varför rättas de?").value(written("skal")).error(wrong("skal")),
        why_withdraw: Field::new("skal_bort", "Varför?")
            .value(written("skal_bort"))
            .error(wrong("skal_bort")),
        history: history(&former),
        toml: guess::written(&known.file()).unwrap_or_default(),
        errors,
    })
}

fn columns(known: &Remembered) -> Table {
    let said = known.mapping.columns.said();
    let row = |heading: &String| {
        let used: Vec<String> = said
            .iter()
            .filter(|(_, used)| *used == heading)
            .map(|(word, _)| SV.say(&format!("guess-part-{}", word.replace('_', "-"))))
            .collect();
        let used = if used.is_empty() { "tas inte med".to_owned() } else { used.join(", ") };
        vec![Cell::text(heading.clone()), Cell::text(used)]
    };
    Table {
        caption: "Filens kolumner, och vad de används som".into(),
        columns: vec![Column::words("Kolumn"), Column::words("Används som")],
        rows: known.headings.iter().filter(|heading| !heading.is_empty()).map(row).collect(),
    }
}

fn lines(known: &Remembered, choosable: &Choosable, sent: &Fields) -> Vec<(String, Field, Vec<Choice>)> {
    let line = |(place, named): (usize, &lofte_model::mapping::Named)| {
        let name = format!("k{place}");
        let chosen = sent.get(&name).filter(|slug| choosable.has(slug)).unwrap_or(&named.category);
        let choices = choosable.all.iter();
        let choices = choices.map(|(slug, label)| Choice::new(&**slug, &**label).chosen_if(chosen));
        let field = Field::new(name, format!("Kategori för {}", named.text));
        (named.text.clone(), field, choices.collect())
    };
    known.texts.iter().enumerate().map(line).collect()
}

fn history(former: &[Former<Value>]) -> Option<Table> {
    let row = |former: &Former<Value>| {
        let was: Option<Remembered> = serde_json::from_value(former.was.clone()).ok();
        let told = was.map(|was| {
            let headings =
                was.mapping.columns.said().iter().map(|(_, heading)| *heading).collect::<Vec<_>>().join(", ");
            SV.tell("mapping-was", &[("headings", headings), ("texts", SV.count(was.texts.len() as u64))])
        });
        vec![
            Cell::text(SV.moment(former.at)),
            Cell::text(told.unwrap_or_default()),
            Cell::text(former.reason.clone()),
        ]
    };
    (!former.is_empty()).then(|| Table {
        caption: "Vad mappningen sade innan den ändrades, det äldsta först".into(),
        columns: vec![Column::words("Ändrad"), Column::words("Sade"), Column::words("Varför")],
        rows: former.iter().map(row).collect(),
    })
}

/// Rätta vilken text som är vilken kategori.
pub(super) async fn correct(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(source): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, WebError> {
    let known = mapping::find(&signed_in.actor, &house, &source).await?.value;
    let choosable = Choosable::of(&signed_in, &house, &known.file()).await?;
    let texts: BTreeMap<String, String> = known
        .texts
        .iter()
        .enumerate()
        .map(|(place, named)| {
            let chosen = fields.get(&format!("k{place}")).filter(|slug| choosable.has(slug));
            (named.text.clone(), chosen.unwrap_or(&named.category).clone())
        })
        .collect();
    let (read, reason) = (version(&fields), fields.get("skal").cloned().unwrap_or_default());
    let done = mapping::correct(&signed_in.actor, &house, (&source, read), texts, &reason).await;
    answered(&signed_in, &house, (&source, "skal"), &fields, done.map(drop)).await
}

/// Ta tillbaka en mappning.
pub(super) async fn withdraw(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(source): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, WebError> {
    let (read, reason) = (version(&fields), fields.get("skal_bort").cloned().unwrap_or_default());
    let done = mapping::withdraw(&signed_in.actor, &house, (&source, read), &reason).await;
    answered(&signed_in, &house, (&source, "skal_bort"), &fields, done.map(drop)).await
}

fn version(fields: &Fields) -> i64 {
    fields.get("version").and_then(|version| version.parse().ok()).unwrap_or_default()
}

/// Back to the page, with why it was not done if so, and with what was chosen.
async fn answered(
    signed_in: &SignedIn,
    house: &House,
    (source, field): (&str, &'static str),
    sent: &Fields,
    done: Result<(), AppError>,
) -> Result<Response, WebError> {
    let (status, told) = match done {
        Ok(()) => return Ok(Redirect::to(&format!("{HERE}/{source}")).into_response()),
        Err(error @ AppError::Refused(_)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, error.tell(Language::Swedish))
        }
        // Somebody else was first: the page shows the version that is there, with what was chosen here.
        Err(AppError::Store(StoreError::Conflict(_))) => {
            let first = Meanwhile::of(signed_in, house, Noun::Mapping, &source).await?.message();
            (StatusCode::CONFLICT, first.tell(Language::Swedish))
        }
        Err(error) => return Err(error.into()),
    };
    let page = Page(page(signed_in, house, source, sent, vec![(field, told)]).await?);
    Ok((status, page).into_response())
}
