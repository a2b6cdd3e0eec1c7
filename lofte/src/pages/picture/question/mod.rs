//! The questions of the picture, a page each: the answer in words, a drawing with its table, how we know, and files.
//!
//! A page asks a method of `lofte analyse` about the rows that the reader chose, and computes nothing: its table is the
//! command's, digit for digit. What the computed picture says of the same stands below, as long as nothing narrower was
//! chosen. Left out: surveys and official statistics by filter, which have no rows of incidents.

mod drawing;
mod file;
mod filter;
mod known;
mod told;
mod underway;

use super::view::View;
use super::{Section, sections};
use crate::face::part::{Cell, Choice, Column, Field, Progress, Source, Table};
use crate::face::{Frame, NavItem};
use crate::hand_over::Names;
use crate::web::{Page, SignedIn, WebError};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::routing::get;
use filter::{Choices, Filter};
use jiff::ToSpan as _;
use jiff::civil::Weekday;
use known::{Days, Question, Way};
use lofte_analyse::output::{Kept, Values};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::{category, delivery, picture, place};
use lofte_model::period::Period;
use lofte_model::place::Area;
use lofte_model::records::{Category, Delivery, RecordKind};
use lofte_words::chart::Caption;
use lofte_words::{Message, SV, number};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Most rows of a table on a page; a file has them all.
const MOST_ROWS: usize = 100;

/// Routes of this folder.
pub(super) fn routes() -> Router<House> {
    Router::new()
        .route("/lagesbild/{question}", get(show))
        .route("/lagesbild/{question}/{file}", get(file::download))
}

/// The ways to the pages of all questions.
pub(super) fn all() -> Vec<NavItem> {
    let link = |question: &Question| NavItem::new(question.title, format!("/lagesbild/{}", question.slug));
    known::QUESTIONS.iter().map(link).collect()
}

/// The page on which a section of the picture is read with all that belongs to it.
pub(super) fn page_of(section: &str) -> String {
    let question = known::QUESTIONS.iter().find(|question| question.sections.contains(&section));
    question.map_or_else(
        || format!("/lagesbild/hela#{section}"),
        |question| format!("/lagesbild/{}", question.slug),
    )
}

/// What a question is asked with.
struct Asking {
    question: &'static Question,
    way: Option<&'static Way>,
    filter: Filter,
    held: BTreeMap<RecordKind, BTreeMap<Category, u64>>,
    areas: Vec<Area>,
    names: Names,
    deliveries: Vec<Delivery>,
}

impl Asking {
    async fn of(signed_in: &SignedIn, house: &House, slug: &str, filter: Filter) -> Result<Self, AppError> {
        let question = Question::at(slug).ok_or_else(|| AppError::not_found("question", slug))?;
        let actor = &signed_in.actor;
        let held = picture::held(actor, house).await?;
        let areas = place::with_police(actor, house).await?;
        let names = Names::of(category::labels(actor, house).await?, &areas);
        let deliveries = delivery::list(actor, house).await?;
        let filter = filter.known(&Choices { held: &held, areas: &areas, names: &names });
        let way = question.way(&filter.satt);
        Ok(Self { question, way, filter, held, areas, names, deliveries })
    }

    fn choices(&self) -> Choices<'_> {
        Choices { held: &self.held, areas: &self.areas, names: &self.names }
    }

    /// The deliveries whose rows can be meant.
    fn used(&self) -> impl Iterator<Item = &Delivery> {
        let visible = self.deliveries.iter().filter(|delivery| delivery.undone.is_none());
        visible.filter(|delivery| RecordKind::INCIDENTS.contains(&delivery.kind))
    }

    /// From the first to the last day of all rows.
    fn rows(&self) -> Option<Period> {
        let periods = || self.used().filter_map(|delivery| delivery.period);
        let ends = periods().map(Period::from).min().zip(periods().map(Period::to).max());
        ends.and_then(|(from, to)| Period::new(from, to).ok())
    }

    /// The days that every source of the chosen kind covers; nothing where there are none.
    fn covered(&self) -> Option<Period> {
        let mut sources: BTreeMap<(RecordKind, &str), Period> = BTreeMap::new();
        for delivery in self.used().filter(|delivery| self.filter.is_of(delivery.kind)) {
            let Some(period) = delivery.period else { continue };
            let known = sources.entry((delivery.kind, delivery.source.as_str())).or_insert(period);
            let (from, to) = (known.from().min(period.from()), known.to().max(period.to()));
            *known = Period::new(from, to).unwrap_or(*known);
        }
        let ends = sources.values().map(|period| period.from()).max();
        ends.zip(sources.values().map(|period| period.to()).min())
            .and_then(|(from, to)| Period::new(from, to).ok())
    }

    /// The days that a method is asked about: those that were chosen, or what suits it.
    fn days(&self, way: &Way) -> Option<Period> {
        let rows = self.rows();
        let chosen = self.filter.period(rows);
        match way.days {
            Days::All => chosen,
            Days::Covered => {
                let covered = self.covered();
                let both = chosen.zip(covered).and_then(|(chosen, covered)| {
                    Period::new(chosen.from().max(covered.from()), chosen.to().min(covered.to())).ok()
                });
                both.or(chosen).or(covered)
            }
            Days::ThirteenWeeks => {
                let until = chosen.or(self.covered())?.to();
                // Sundays are the last of their weeks.
                let since_sunday = i64::from(until.weekday().since(Weekday::Sunday));
                let last = until.checked_sub(since_sunday.days()).ok()?;
                let first = last.checked_sub(13.weeks()).ok()?.tomorrow().ok()?;
                Period::new(first, last).ok()
            }
            Days::LastYear => chosen.or_else(|| {
                let last = rows?.to();
                let first = last.checked_sub(1.year()).ok()?.tomorrow().ok()?;
                Period::new(first.max(rows?.from()), last).ok()
            }),
        }
    }

    /// Method, settings and rows, as on the command line.
    fn arguments(&self, way: &Way) -> Vec<String> {
        let days = self.days(way);
        let mut arguments: Vec<String> =
            way.arguments.iter().map(|argument| (*argument).to_owned()).collect();
        arguments.extend(["--from-records".to_owned(), self.filter.selection(days)]);
        if let Some(days) = days.filter(|_| way.days == Days::Covered) {
            arguments.extend(["--from".to_owned(), days.from().to_string()]);
            arguments.extend(["--until".to_owned(), days.to().to_string()]);
        }
        arguments
    }

    /// Which rows are asked about, in words.
    fn told(&self, way: Option<&Way>) -> String {
        let days = match way {
            Some(way) => self.days(way),
            None => self.filter.period(self.rows()),
        };
        self.filter.told(&self.names, days)
    }

    fn has_rows(&self) -> bool {
        !self.held.is_empty()
    }
}

/// The page of a question.
#[derive(Template)]
#[template(path = "question.html")]
struct QuestionPage {
    frame: Frame,
    question: &'static Question,
    crumbs: Vec<NavItem>,
    /// Whether a method is asked; otherwise the computed picture alone answers.
    asked: bool,
    /// The answer; nothing while it is on its way.
    answer: Option<Answer>,
    progress: Option<Progress>,
    /// The ways to answer it.
    ways: Vec<NavItem>,
    selects: Vec<(Field, Vec<Choice>)>,
    /// The method, where the reader chooses it among all.
    methods: Option<(Field, Vec<Choice>)>,
    dates: [Field; 2],
    way: &'static str,
    is_all: bool,
    told: String,
    sections: Vec<Section>,
    next: Option<NavItem>,
}

/// An answer of a method, ready to be read.
struct Answer {
    told: String,
    /// What the method says of its rows, and why it cannot tell.
    said: Vec<String>,
    explained: &'static str,
    label: &'static str,
    svg: Option<String>,
    tables: Vec<Table>,
    /// Rows that the page leaves to the file.
    left: usize,
    source: Source,
    command: String,
    files: Vec<NavItem>,
}

/// Visa en fråga i lägesbilden med svar, figur och tabell.
async fn show(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(slug): Path<String>,
    Query(filter): Query<Filter>,
    Query(view): Query<View>,
) -> Result<Page<QuestionPage>, WebError> {
    let asking = Asking::of(&signed_in, &house, &slug, filter).await?;
    let way = asking.way.filter(|_| asking.has_rows());
    let answer = match way {
        Some(way) => answer(&signed_in, &house, &asking, way).await?,
        None => None,
    };
    let progress = way.filter(|_| answer.is_none()).map(|way| underway_at(&asking, way));
    let question = asking.question;
    let wanted = asking.filter.is_all() && !question.sections.is_empty();
    let computed = if wanted { picture::draft(&signed_in.actor, &house).await? } else { None };
    let sections = match computed {
        Some(report) => sections(&signed_in, &house, (&report, &view), Some(question.sections)).await?,
        None => Vec::new(),
    };
    let current = asking.way.map_or("", |way| way.slug);
    let link = |way: &'static Way| NavItem {
        label: way.label.to_owned(),
        href: format!("/lagesbild/{slug}{}", asking.filter.address(way.slug)),
        current: way.slug == current,
    };
    let crumb = NavItem { label: question.title.to_owned(), href: String::new(), current: true };
    Ok(Page(QuestionPage {
        frame: signed_in.frame(),
        question,
        crumbs: vec![NavItem::new("Lägesbild", "/lagesbild"), crumb],
        ways: if question.is_own() { Vec::new() } else { question.ways().into_iter().map(link).collect() },
        selects: asking.filter.selects(&asking.choices()),
        methods: question.is_own().then(|| methods(question, current)),
        dates: asking.filter.dates(),
        way: current,
        is_all: asking.filter.is_all(),
        told: asking.told(asking.way),
        sections,
        asked: way.is_some(),
        progress,
        next: question.next().map(|next| NavItem::new(next.title, format!("/lagesbild/{}", next.slug))),
        answer,
    }))
}

/// That the answer is on its way, and where to look again.
fn underway_at(asking: &Asking, way: &Way) -> Progress {
    Progress {
        label: "Svaret räknas".to_owned(),
        said: "Svaret tar en stund att räkna. Du kan lämna sidan och komma tillbaka.".to_owned(),
        part: None,
        href: format!("/lagesbild/{}{}", asking.question.slug, asking.filter.address(way.slug)),
        seconds: 2,
    }
}

/// The methods of a question of one's own.
fn methods(question: &Question, current: &str) -> (Field, Vec<Choice>) {
    let choice = |way: &Way| Choice::new(way.slug, way.label).chosen_if(current);
    (Field::new("satt", "Metod"), question.ways().into_iter().map(choice).collect())
}

/// Asks the method, and makes its answer ready to be read. What it refuses is an answer too.
async fn answer(
    signed_in: &SignedIn,
    house: &House,
    asking: &Asking,
    way: &'static Way,
) -> Result<Option<Answer>, AppError> {
    let kept = match underway::answer(signed_in, house, asking, way).await {
        Ok(Some(kept)) => kept,
        Ok(None) => return Ok(None),
        Err(AppError::Refused(messages)) => {
            let said = messages.iter().map(refusal).collect();
            Arc::new(Kept { said, ..Kept::default() })
        }
        Err(error) => return Err(error),
    };
    let nothing = Values::default();
    let values = kept.values.first().unwrap_or(&nothing);
    let told = if kept.values.is_empty() { told::UNTOLD.to_owned() } else { told::answer(way.drawn, values) };
    let caption = Caption { id: "svar".into(), title: way.label.into(), description: told.clone() };
    let svg = drawing::drawn(way.drawn, values, &asking.areas, caption);
    let longest = kept.tables.iter().map(|table| table.rows().len()).max().unwrap_or(0);
    let address = asking.filter.address(way.slug);
    let is_given = |file: &&file::Given| match file.name {
        file::MAP => svg.is_some() && way.drawn.is_map(),
        file::DRAWING => svg.is_some(),
        _ => !kept.tables.is_empty(),
    };
    let here = format!("/lagesbild/{}", asking.question.slug);
    let link = |file: &file::Given| NavItem::new(file.label, format!("{here}/{}{address}", file.name));
    let files = file::FILES.iter().filter(is_given).map(link).collect();
    Ok(Some(Answer {
        told,
        said: kept.said.clone(),
        explained: way.explained,
        label: way.label,
        svg,
        tables: kept.tables.iter().map(|table| shown(table, way.label)).collect(),
        left: longest.saturating_sub(MOST_ROWS),
        source: source(asking),
        command: command(&asking.arguments(way)),
        files,
    }))
}

/// Why a method gave no answer, in the words of whoever chose rows on a page.
fn refusal(message: &Message) -> String {
    if message.key == "analyse-no-rows" { SV.say("picture-question-no-rows") } else { SV.message(message) }
}

/// The heading of a column of the records, as a reader knows it.
fn heading(name: &str) -> String {
    SV.known("picture-question-column", name)
}

fn shown(table: &lofte_analyse::output::Table, caption: &str) -> Table {
    let column = |(name, numeric): (&str, bool)| {
        if numeric { Column::numbers(heading(name)) } else { Column::words(heading(name)) }
    };
    let row = |row: &Vec<String>| row.iter().map(|cell| Cell::text(cell.as_str())).collect();
    Table {
        caption: caption.to_owned(),
        columns: table.headings().map(column).collect(),
        rows: table.rows().iter().take(MOST_ROWS).map(row).collect(),
    }
}

fn source(asking: &Asking) -> Source {
    let names: BTreeSet<String> =
        asking.used().map(|delivery| SV.known("source", &delivery.source)).collect();
    let names = names.into_iter().collect::<Vec<_>>().join(", ");
    let synthetic = asking.used().any(|delivery| delivery.synthetic);
    let told = asking.told(asking.way);
    let days = asking.way.and_then(|way| asking.days(way));
    Source {
        source: if synthetic { format!("{names} ({})", SV.say("synthetic")) } else { names },
        period: days.or(asking.rows()).map_or_else(|| number::MISSING.to_owned(), |period| SV.period(period)),
        how: format!("Rader: {told}."),
    }
}

/// The command that gives the same table.
fn command(arguments: &[String]) -> String {
    let quoted = |argument: &String| {
        let plain = argument.chars().all(|sign| sign.is_ascii_alphanumeric() || "-_,.=".contains(sign));
        if plain { argument.clone() } else { format!("\"{argument}\"") }
    };
    let arguments: Vec<String> = arguments.iter().map(quoted).collect();
    format!("lofte analyse {}", arguments.join(" "))
}
