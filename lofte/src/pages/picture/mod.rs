//! The picture: its first page says in five sentences what the situation is, and leads on to a page for each question. On the
//! page of the whole picture each section asks a question a reader has, answers it in words as far as the intervals carry,
//! and then shows the figures with their table and source.
//!
//! The same sections show the newest computed picture and frozen editions. The words are computed from the figures and
//! from nothing else: where intervals overlap, the text says that the areas cannot be told apart. Small counts are
//! shown here, on the working side; what leaves the house goes through `lofte-publish`. A page asks for the slice of the
//! counts that it shows, and shows many areas a part at a time.

mod adopt;
mod edition;
mod harm;
mod index;
mod monthly;
mod official;
mod places_map;
mod problems;
mod question;
mod rates;
mod results;
mod say;
mod survey;
mod tables;
mod view;
mod week;

use super::{Page, SignedIn, WebError};
use crate::face::part::{Cell, Column, Figure, Pages, Source, Table};
use crate::face::{Frame, NavItem};
use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use jiff::Timestamp;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::picture::EditionHead;
use lofte_app::{delivery, link, picture, place, problem};
use lofte_model::access::Action;
use lofte_model::period::Period;
use lofte_model::picture::{Outermost, Provenance, SituationReport};
use lofte_model::place::{Area, AreaCode};
use lofte_model::problem::Problem;
use lofte_model::records::{Delivery, RecordKind};
use lofte_words::SV;
use lofte_words::{number, swedish};
use std::collections::BTreeSet;
use view::{Chooser, View};

/// Routes of this folder.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/lagesbild", get(show))
        .route("/lagesbild/hela", get(whole))
        .route("/lagesbild/rakna", post(refresh))
        .route("/lagesbild/anta", get(adopt::form).post(adopt::adopt))
        .route("/lagesbild/utgavor/{number}", get(edition::show))
        .merge(question::routes())
}

/// A question, its answer, and the figures that it is answered from.
#[derive(Default)]
struct Section {
    id: &'static str,
    question: String,
    answer: String,
    remarks: Vec<String>,
    chooser: Option<Chooser>,
    figures: Vec<Figure>,
    /// Whether the table of the first figure lies open: where it is half the answer.
    open: bool,
    tables: Vec<(Table, Source)>,
    /// The way to the rest of what the last figure or table shows a part of.
    pages: Option<Pages>,
    /// Where the same is seen in another way.
    elsewhere: Option<NavItem>,
    missing: bool,
}

impl Section {
    /// A section that nothing has been delivered for.
    fn empty(id: &'static str, question: &str, answer: &str) -> Self {
        Self {
            id,
            question: question.to_owned(),
            answer: answer.to_owned(),
            missing: true,
            ..Self::default()
        }
    }
}

/// What sections are made from.
struct Sight<'a> {
    report: &'a SituationReport,
    /// The counts that are looked at.
    counted: Option<rates::Counted>,
    areas: &'a [Area],
    problems: &'a [Problem],
    deliveries: &'a [Delivery],
    municipality: &'a str,
    view: &'a View,
}

impl Sight<'_> {
    fn sections(&self) -> Vec<Section> {
        if self.view.is_map() {
            return vec![rates::section(self)];
        }
        let rest = [
            rates::section(self),
            official::section(self),
            monthly::section(self),
            week::section(self),
            survey::section(self),
            problems::section(self),
        ];
        let mut sections: Vec<Section> = rest.into_iter().collect();
        // Where tables are all there is, they come first.
        let at = if self.report.rates.is_none() { 0 } else { 2 };
        if let Some(tables) = tables::section(self) {
            sections.insert(at, tables);
        }
        let weighs = sections.iter().position(|section| section.id == official::ID);
        if let Some((weighs, harm)) = weighs.zip(harm::section(self)) {
            sections.insert(weighs, harm);
        }
        let own = sections.iter().position(|section| section.id == survey::ID);
        if let Some(own) = own {
            let beside = index::section(self).into_iter().chain(results::section(self));
            for (at, section) in (own + 1..).zip(beside) {
                sections.insert(at, section);
            }
        }
        sections
    }

    fn area(&self, code: &AreaCode) -> String {
        let area = self.areas.iter().find(|area| area.code == *code);
        area.map_or_else(|| code.to_string(), |area| SV.area(area))
    }

    /// What was found, with names.
    fn named(&self, found: &Outermost<AreaCode>) -> Outermost<String> {
        found.map(|code| self.area(code))
    }
}

impl Sight<'_> {
    /// Where figures on rows of these kinds come from, for the line under them; `n` rows or answers in `unit`.
    fn source(&self, provenance: &Provenance, kinds: &[RecordKind], (n, unit): (u64, &str)) -> Source {
        let used: Vec<&Delivery> = self
            .deliveries
            .iter()
            .filter(|delivery| kinds.contains(&delivery.kind) && provenance.deliveries.contains(&delivery.id))
            .collect();
        let names: BTreeSet<String> = kinds
            .iter()
            .flat_map(|kind| provenance.sources_of(*kind))
            .map(|source| SV.known("source", source))
            .collect();
        let names = names.into_iter().collect::<Vec<_>>().join(", ");
        let synthetic =
            used.iter().any(|delivery| delivery.synthetic) || (used.is_empty() && provenance.synthetic);
        let from = used.iter().filter_map(|delivery| delivery.period).map(Period::from).min();
        let to = used.iter().filter_map(|delivery| delivery.period).map(Period::to).max();
        let period = from.zip(to).and_then(|(from, to)| Period::new(from, to).ok()).or(provenance.period);
        let method = SV.word("method", &provenance.method);
        Source {
            source: if synthetic { format!("{names} ({})", SV.say("synthetic")) } else { names },
            period: period.map_or_else(|| number::MISSING.to_owned(), |period| SV.period(period)),
            how: format!("{method} Underlag: {}.", number::with_unit(&number::count(n), unit)),
        }
    }
}

#[derive(Template)]
#[template(path = "picture.html")]
struct PicturePage {
    frame: Frame,
    answer: String,
    /// The situation in five sentences: the question each answers, and the answer.
    brief: Vec<(NavItem, String)>,
    /// The days of the incidents that they rest on.
    rests_on: Option<Period>,
    /// The questions, each with its page.
    questions: Vec<NavItem>,
    computed: bool,
    editions: Option<Table>,
    may: Vec<Action>,
    delivered: bool,
}

/// The page of the whole picture.
#[derive(Template)]
#[template(path = "picture_whole.html")]
struct WholePage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    answer: String,
    sections: Vec<Section>,
}

impl PicturePage {
    fn may_refresh(&self) -> bool {
        self.delivered && self.may.contains(&Action::RefreshPicture)
    }

    fn may_adopt(&self) -> bool {
        self.computed && self.may.contains(&Action::AdoptPicture)
    }

    fn may_import(&self) -> bool {
        self.may.contains(&Action::Import)
    }

    /// What the sentences rest on.
    fn lead(&self) -> String {
        self.rests_on.map_or_else(
            || "Så här ser läget ut i det som är levererat.".to_owned(),
            |days| format!("Så här ser läget ut i det som är levererat för {}.", SV.period(days)),
        )
    }
}

/// The sections that the first page is made of, as a reader asks: what, whether more, where, when, and what people say.
const BRIEF: [&[&str]; 5] = [
    &[harm::ID, official::ID],
    &[monthly::ID],
    &[rates::ID, tables::ID],
    &[week::ID],
    &[survey::ID, results::ID],
];

/// A sentence or two for each thing that a reader asks first, each leading to its page.
fn brief(sections: &[Section]) -> Vec<(NavItem, String)> {
    let answered = |id: &&str| sections.iter().find(|section| section.id == *id && !section.missing);
    let first = |ids: &&[&str]| {
        let section = ids.iter().find_map(answered)?;
        Some((NavItem::new(section.question.clone(), question::page_of(section.id)), section.answer.clone()))
    };
    BRIEF.iter().filter_map(first).collect()
}

/// The page of those who read the picture as it is published.
#[derive(Template)]
#[template(path = "picture_protected.html")]
struct ProtectedPage {
    frame: Frame,
    answer: String,
}

/// Visa läget i korthet och vägen till frågorna; för den som inte läser små antal, hänvisa till den som är publicerad.
async fn show(signed_in: SignedIn, State(house): State<House>) -> Result<Response, WebError> {
    let actor = &signed_in.actor;
    if !actor.may(Action::ReadSmallCounts) {
        return Ok(protected(&signed_in, &house).await?);
    }
    let report = picture::draft(actor, &house).await?;
    let deliveries = delivery::list(actor, &house).await?;
    let editions = picture::editions(actor, &house).await?;
    let brief = match &report {
        Some(report) => {
            let view = View::default();
            brief(&sections(&signed_in, &house, (report, &view), None).await?)
        }
        None => Vec::new(),
    };
    Ok(Page(PicturePage {
        frame: signed_in.frame(),
        answer: state(&signed_in, &house, report.as_ref(), &deliveries).await?,
        brief,
        rests_on: report.as_ref().and_then(|report| report.week.as_ref()?.provenance.period),
        questions: question::all(),
        computed: report.is_some(),
        editions: (!editions.is_empty()).then(|| edition_table(&editions)),
        may: Action::ALL.into_iter().filter(|action| actor.may(*action)).collect(),
        delivered: deliveries.iter().any(|delivery| delivery.undone.is_none()),
    })
    .into_response())
}

/// Visa hela den senast räknade lägesbilden på en sida.
async fn whole(
    signed_in: SignedIn,
    State(house): State<House>,
    Query(view): Query<View>,
) -> Result<Response, WebError> {
    let actor = &signed_in.actor;
    if !actor.may(Action::ReadSmallCounts) {
        return Ok(protected(&signed_in, &house).await?);
    }
    let Some(report) = picture::draft(actor, &house).await? else {
        return Ok(Redirect::to("/lagesbild").into_response());
    };
    let deliveries = delivery::list(actor, &house).await?;
    let here = NavItem::new("Hela lägesbilden", "/lagesbild/hela").at("/lagesbild/hela");
    Ok(Page(WholePage {
        frame: signed_in.frame(),
        crumbs: vec![NavItem::new("Lägesbild", "/lagesbild"), here],
        answer: state(&signed_in, &house, Some(&report), &deliveries).await?,
        sections: sections(&signed_in, &house, (&report, &view), None).await?,
    })
    .into_response())
}

/// The page of those who do not read small counts.
async fn protected(signed_in: &SignedIn, house: &House) -> Result<Response, AppError> {
    let adopted = picture::editions(&signed_in.actor, house).await?;
    let answer = adopted.first().map_or_else(
        || "Ingen lägesbild är antagen än.".to_owned(),
        |head| format!("Utgåva {} antogs den {}.", head.number, day(head.adopted_at)),
    );
    Ok(Page(ProtectedPage { frame: signed_in.frame(), answer }).into_response())
}

/// Whether the picture shows what has been delivered and decided.
async fn state(
    signed_in: &SignedIn,
    house: &House,
    report: Option<&SituationReport>,
    deliveries: &[Delivery],
) -> Result<String, AppError> {
    let Some(report) = report else { return Ok(current(None, deliveries)) };
    if link::settled_since(&signed_in.actor, house, report.computed_at).await? {
        return Ok(SV.tell("picture-settled-since", &[("day", day(report.computed_at))]));
    }
    Ok(current(Some(report), deliveries))
}

/// The sections of a picture as somebody looks at it, all or those of some ids.
async fn sections(
    signed_in: &SignedIn,
    house: &House,
    (report, view): (&SituationReport, &View),
    only: Option<&[&str]>,
) -> Result<Vec<Section>, AppError> {
    let wanted = |id: &str| only.is_none_or(|only| only.contains(&id));
    let areas = place::with_police(&signed_in.actor, house).await?;
    let problems = problem::list(&signed_in.actor, house).await?;
    let deliveries = delivery::list(&signed_in.actor, house).await?;
    let counted = match &report.rates {
        // Counts by area lie in a file of their own.
        Some(known) if wanted(rates::ID) => {
            let known = (known, &report.category_labels);
            rates::Counted::ask(&signed_in.actor, house, known, view).await?
        }
        _ => None,
    };
    let municipality = &signed_in.municipality.name;
    let (areas, problems, deliveries) = (&areas, &problems, &deliveries);
    let sight = Sight { report, counted, areas, problems, deliveries, municipality, view };
    let mut sections = sight.sections();
    sections.retain(|section| wanted(section.id));
    Ok(sections)
}

/// Whether the picture shows what has been delivered.
fn current(report: Option<&SituationReport>, deliveries: &[Delivery]) -> String {
    let Some(report) = report else { return "Nej, den är inte räknad än.".to_owned() };
    let since = |at: Timestamp| at > report.computed_at;
    let changed = deliveries
        .iter()
        .filter(|delivery| {
            since(delivery.delivered_at) || delivery.undone.is_some_and(|undone| since(undone.at))
        })
        .count();
    let computed = day(report.computed_at);
    match changed {
        0 => format!("Ja. Den räknades den {computed} på alla leveranser som gäller."),
        1 => format!(
            "Nej. Den räknades den {computed}, och sedan dess har en leverans kommit eller tagits tillbaka. Räkna om den."
        ),
        n => format!(
            "Nej. Den räknades den {computed}, och sedan dess har {n} leveranser kommit eller tagits tillbaka. Räkna om den."
        ),
    }
}

fn edition_table(editions: &[EditionHead]) -> Table {
    let row = |edition: &EditionHead| {
        let name = NavItem::new(
            format!("Utgåva {}", edition.number),
            format!("/lagesbild/utgavor/{}", edition.number),
        );
        vec![
            Cell::Link(name),
            Cell::text(day(edition.adopted_at)),
            Cell::text(day(edition.computed_at)),
            Cell::text(edition.fingerprint.short()),
        ]
    };
    Table {
        caption: "Antagna utgåvor, den senaste först".into(),
        columns: ["Utgåva", "Antagen", "Siffrorna räknade", "Fingeravtryck"].map(Column::words).to_vec(),
        rows: editions.iter().map(row).collect(),
    }
}

/// Räkna om lägesbilden.
async fn refresh(signed_in: SignedIn, State(house): State<House>) -> Result<Redirect, WebError> {
    let id = crate::jobs::order_refresh(&signed_in.actor, &house).await?;
    Ok(Redirect::to(&format!("/jobb/{id}")))
}

/// The Swedish day of a moment.
fn day(time: Timestamp) -> String {
    number::date(swedish(time).date())
}
