//! The index table (`/leveranser/indextabell`): at which shares the points of the survey's problem index begin. Loaded from a
//! file or from pasted lines, shown with its source and fingerprint, and taken back.

use crate::face::NavItem;
use crate::face::part::{Cell, Column, Field, Table};
use crate::pages::loaded::{LoadForm, LoadedPage, editions, href};
use crate::pages::promise::errors::{Errors, wrong};
use crate::pages::{Page, SignedIn, WebError};
use crate::web::upload;
use axum::Router;
use axum::extract::multipart::{Field as Part, Multipart, MultipartRejection};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::index_table::{self, Beside, InForce};
use lofte_model::access::Action;
use lofte_model::index_table::{IndexHead, IndexIndicator, Unread};
use lofte_model::loaded::{LoadedKind, LoadedTable};
use lofte_words::{Language, Message, SV, number};
use tempfile::NamedTempFile;

/// The largest file; two hundred questions are some tens of kilobytes.
const LARGEST: usize = 8 << 20;

/// Routes of this file.
pub fn routes() -> Router<House> {
    let small = DefaultBodyLimit::max(LARGEST + (1 << 16));
    Router::new().route("/leveranser/indextabell", get(show).post(load).layer(small))
}

/// What was sent.
#[derive(Debug, Default)]
struct Sent {
    name: String,
    version: String,
    source: String,
    levels: String,
    colours: String,
    rows: String,
    file: Option<NamedTempFile>,
}

impl Sent {
    async fn read(house: &House, mut parts: Multipart) -> Result<Self, AppError> {
        let mut sent = Self::default();
        while let Some(part) = parts.next_field().await.map_err(|error| upload::interrupted(&error))? {
            if part.name() == Some("file") {
                sent.file = upload::written(house, part).await?;
            } else {
                sent.take(part).await?;
            }
        }
        Ok(sent)
    }

    async fn take(&mut self, part: Part<'_>) -> Result<(), AppError> {
        let field = match part.name() {
            Some("name") => &mut self.name,
            Some("version") => &mut self.version,
            Some("source") => &mut self.source,
            Some("levels") => &mut self.levels,
            Some("colours") => &mut self.colours,
            Some("rows") => &mut self.rows,
            _ => return Ok(()),
        };
        *field = part.text().await.map_err(|error| upload::interrupted(&error))?;
        Ok(())
    }

    fn beside(&self) -> Beside {
        let (name, version, source) = (self.name.clone(), self.version.clone(), self.source.clone());
        let head = IndexHead { name, version, source };
        Beside { head, levels: index_table::seven(&self.levels), colours: index_table::seven(&self.colours) }
    }
}

/// Visa indextabellen.
async fn show(signed_in: SignedIn, State(house): State<House>) -> Result<Response, WebError> {
    let page = page(&signed_in, &house, &Sent::default(), &Errors::default()).await?;
    Ok(page.into_response())
}

/// Läs in en indextabell.
async fn load(
    signed_in: SignedIn,
    State(house): State<House>,
    parts: Result<Multipart, MultipartRejection>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::Import)?;
    let parts = match parts {
        Ok(parts) => parts,
        Err(no_parts) => return Ok(no_parts.into_response()),
    };
    let sent = Sent::read(&house, parts).await?;
    let (actor, beside) = (&signed_in.actor, sent.beside());
    let (field, loaded) = match &sent.file {
        Some(file) => ("file", index_table::load_file(actor, &house, &beside, file.path()).await),
        None => ("rows", index_table::load(actor, &house, &beside, &sent.rows).await),
    };
    let messages = match loaded {
        Ok(_) => return Ok(Redirect::to(href(LoadedKind::IndexTable)).into_response()),
        Err(AppError::Refused(messages)) => messages,
        Err(error @ AppError::Import(_)) => {
            vec![Message::with("index-table-file", "text", error.tell(Language::Swedish))]
        }
        Err(error) => return Err(error.into()),
    };
    let at = |message: Message| match message.key.as_str() {
        "weights-unnamed" => wrong("name", message),
        _ => wrong(field, message),
    };
    let errors = Errors::of(&messages.into_iter().map(at).collect::<Vec<_>>());
    let page = page(&signed_in, &house, &sent, &errors).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// The page with what is wrong on it.
pub(super) async fn again(
    signed_in: &SignedIn,
    house: &House,
    errors: &Errors,
) -> Result<Page<LoadedPage>, AppError> {
    page(signed_in, house, &Sent::default(), errors).await
}

async fn page(
    signed_in: &SignedIn,
    house: &House,
    sent: &Sent,
    errors: &Errors,
) -> Result<Page<LoadedPage>, AppError> {
    let may = signed_in.actor.may(Action::Import);
    let in_force = index_table::index_table(&signed_in.actor, house).await?;
    let href = href(LoadedKind::IndexTable);
    Ok(Page(LoadedPage {
        frame: signed_in.frame(),
        crumbs: vec![NavItem::new("Underlag", "/leveranser"), NavItem::new("Indextabell", href).at(href)],
        title: "Indextabell",
        lead: "Vid vilken andel svar varje fråga i trygghetsmätningen ger 1 till 6 problempoäng. Polisen har sådana tabeller. Ingen följer med programmet: läs in den som ni har fått, så visar lägesbilden indexet och vilken tabell det räknades med.",
        errors: errors.list(),
        editions: editions(signed_in, house, LoadedKind::IndexTable, errors).await?,
        tables: in_force.iter().flat_map(tables).collect(),
        upload: None,
        form: may.then(|| form(href, sent, errors)),
    }))
}

fn form(action: &'static str, sent: &Sent, errors: &Errors) -> LoadForm {
    let field = |name: &str, label: &str, hint: &str, value: &str| {
        errors.mark(Field::new(name, label).hint(hint).value(value))
    };
    LoadForm {
        action,
        button: "Läs in tabellen",
        fields: vec![
            field("name", "Vad heter tabellen?", "Det som står i filen själv behöver inte skrivas här.", &sent.name).later(),
            field("version", "Vilken utgåva?", "Till exempel året.", &sent.version).later(),
            field("source", "Vem står bakom den?", "Utgivare och var den finns.", &sent.source).later(),
            field(
                "levels",
                "Vad heter nivåerna 0 till 6?",
                "Sju namn med semikolon emellan, från det minsta problemet.",
                &sent.levels,
            )
            .optional(),
            field("colours", "Nivåernas färger", "Sju färger som #1a7f37 med semikolon emellan.", &sent.colours)
                .optional(),
        ],
        file: Some(
            field("file", "Fil", "CSV, XLSX, JSON eller TOML, högst 8 MiB. Välj en fil eller klistra in rader här under.", "")
                .later(),
        ),
        rows: field(
            "rows",
            "Raderna",
            "Första raden är rubriker: Fråga, Grupp, Gräns 1 till Gräns 6 (procent), och om ni vill Problem och Inte problem med svarens koder. Klistra gärna in ur ett kalkylblad.",
            &sent.rows,
        )
        .later(),
    }
}

/// What counts: the indicators, the levels, and what the newest wave lacks.
fn tables(in_force: &InForce) -> Vec<Table> {
    let InForce { table, content, newest } = in_force;
    let mut tables = vec![indicators(table, &content.indicators)];
    if !content.levels.is_empty() || !content.colours.is_empty() {
        let text =
            |texts: &[String], at: usize| Cell::text(texts.get(at).map_or(number::MISSING, String::as_str));
        let row = |at: usize| {
            vec![Cell::text(at.to_string()), text(&content.levels, at), text(&content.colours, at)]
        };
        tables.push(Table {
            caption: "Nivåerna, från det minsta problemet".to_owned(),
            columns: vec![Column::numbers("Poäng"), Column::words("Nivå"), Column::words("Färg")],
            rows: (0..lofte_model::index_table::LEVELS).map(row).collect(),
        });
    }
    if let Some((wave, lacking)) = newest.as_ref().filter(|(_, lacking)| !lacking.is_empty()) {
        let row = |(question, why): &(String, Unread)| {
            vec![Cell::text(question), Cell::text(SV.word("unread", why))]
        };
        tables.push(Table {
            caption: format!("Frågor i tabellen som inte räknas i mätningen {wave}"),
            columns: vec![Column::words("Fråga"), Column::words("Varför")],
            rows: lacking.iter().map(row).collect(),
        });
    }
    tables
}

fn indicators(table: &LoadedTable, indicators: &[IndexIndicator]) -> Table {
    let codes = |codes: &[i16]| {
        let codes: Vec<String> = codes.iter().map(ToString::to_string).collect();
        if codes.is_empty() { "som mätningen säger".to_owned() } else { codes.join(", ") }
    };
    let row = |indicator: &IndexIndicator| {
        let mut cells = vec![Cell::text(&indicator.question), Cell::text(&indicator.group)];
        cells.extend(indicator.cuts.iter().map(|cut| Cell::text(number::decimal(*cut, 1))));
        cells.push(Cell::text(codes(&indicator.problem)));
        cells
    };
    let mut columns = vec![Column::words("Fråga"), Column::words("Grupp")];
    columns.extend((1..=6).map(|points| Column::numbers(format!("{points} poäng från, %"))));
    columns.push(Column::words("Svar som är problem"));
    let caption = format!("{}, {}. Fingeravtryck {}.", table.name, table.edition, table.fingerprint.short());
    Table { caption, columns, rows: indicators.iter().map(row).collect() }
}
