//! The action plan: every measure with its cause, its one owner, its last day and its three statuses.
//!
//! "Carried out", "as intended" and "with effect" are shown apart, never as one light. Measures are grouped by the
//! promise they fulfil, so that a measure without a promise is seen.

mod decided;
mod details;
mod form;
mod late;
mod library;
mod moments;
mod preview;
mod report;
mod show;
mod standing;
mod table;
mod terms;
mod text;
mod time;

use super::promise::around::Around;
use super::wording::used_in;
use super::{Page, SignedIn, WebError};
use crate::face::part::{Cell, Column, Status, Table, Tone};
use crate::face::{Frame, NavItem};
use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::routing::{get, post};
use jiff::civil::Date;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::{party, plan};
use lofte_model::access::{Action, Actor};
use lofte_model::plan::{Execution, Measure};
use lofte_words::SV;
use lofte_words::number;
use lofte_words::plan::statuses;
use standing::Shown;

#[derive(Template)]
#[template(path = "plan.html")]
struct PlanPage {
    frame: Frame,
    answer: String,
    mine: Vec<NavItem>,
    standing: Shown,
    late: Vec<late::OfOwner>,
    without_owner: Vec<NavItem>,
    groups: Vec<Group>,
    may_edit: bool,
    may_decide: bool,
    words: Vec<(String, String)>,
}

/// The measures of one promise, or of none.
struct Group {
    heading: String,
    href: Option<String>,
    table: Table,
}

/// Routes of this file and its parts.
pub fn routes() -> Router<House> {
    let upload = DefaultBodyLimit::max(table::LARGEST + (1 << 16));
    Router::new()
        .route("/plan", get(list))
        .route("/plan/ny", get(form::blank).post(form::create))
        .route(
            "/plan/tabell",
            get(table::form).post(table::look).layer(DefaultBodyLimit::max(table::LARGEST_FORM)),
        )
        .route(
            "/plan/tabell/spara",
            post(preview::save).layer(DefaultBodyLimit::max(2 * table::LARGEST_FORM)),
        )
        .route("/plan/fil", get(table::file_form).post(table::receive).layer(upload))
        .route("/plan/export.csv", get(table::as_csv))
        .route("/plan/export.xlsx", get(table::as_xlsx))
        .route("/plan/tidslinje", get(time::show))
        .route("/plan/bibliotek", get(library::list))
        .route("/plan/bibliotek/ny", get(library::blank).post(library::create))
        .route("/plan/bibliotek/{id}", get(library::filled).post(library::amend))
        .route("/plan/bibliotek/{id}/ta-bort", post(library::withdraw))
        .route("/plan/ord", get(terms::list).post(terms::create))
        .route("/plan/ord/{id}", get(terms::filled).post(terms::amend))
        .route("/plan/ord/{id}/ta-bort", post(terms::withdraw))
        .route("/plan/om", get(text::form).post(text::save))
        .route("/plan/besluta", get(decided::form).post(decided::adopt))
        .route("/plan/version/{number}", get(decided::show))
        .route("/plan/version/{number}/beslut", post(decided::correct))
        .route("/plan/version/{number}/ta-tillbaka", post(decided::withdraw))
        .route("/plan/{id}", get(show::show))
        .route("/plan/{id}/moment", post(moments::tick))
        .route("/plan/{id}/andra", get(form::filled).post(form::amend))
        .route("/plan/{id}/rapport", post(show::report))
        .route("/plan/{id}/rapport/{report}", get(report::form).post(report::correct))
        .route("/plan/{id}/rapport/{report}/ta-tillbaka", post(report::withdraw))
}

/// Visa åtgärdsplanen.
async fn list(signed_in: SignedIn, State(house): State<House>) -> Result<Page<PlanPage>, WebError> {
    let actor = &signed_in.actor;
    let around = Around::gather(actor, &house).await?;
    let today = house.today();
    let standing = Shown::gather(actor, &house).await?;
    let titles = around.measures.iter().map(|measure| measure.title.clone());
    let texts: Vec<String> = standing.around.iter().map(|(_, text)| text.clone()).chain(titles).collect();
    Ok(Page(PlanPage {
        frame: signed_in.frame(),
        answer: answer(&around.measures, today),
        mine: mine(actor, &around.measures, today),
        standing,
        late: late::by_owner(&around, today),
        without_owner: without_owner(actor, &house).await?,
        groups: around.groups(today),
        may_edit: actor.may(Action::EditPlan),
        may_decide: actor.may(Action::AdoptPlan),
        words: used_in(actor, &house, texts.iter().map(String::as_str)).await?,
    }))
}

/// The measure that an id in an address names.
async fn named(actor: &Actor, house: &House, id: &str) -> Result<Measure, AppError> {
    let measures = plan::list(actor, house).await?;
    measures
        .into_iter()
        .find(|measure| measure.id.to_string() == id)
        .ok_or_else(|| AppError::not_found("measure", id))
}

impl Around {
    /// The measures by promise, newest promise first, those without a promise last.
    fn groups(&self, today: Date) -> Vec<Group> {
        let with = self.promises.iter().rev().map(|promise| Group {
            heading: format!("Löfte {}: {}", promise.number, promise.title),
            href: Some(format!("/loften/{}", promise.id)),
            table: self.table(format!("Åtgärder för löfte {}", promise.number), today, |measure| {
                measure.commitment.as_ref().is_some_and(|commitment| commitment.promise == promise.id)
            }),
        });
        let without = Group {
            heading: "Åtgärder utan löfte".into(),
            href: None,
            table: self.table("Åtgärder utan löfte".into(), today, |measure| measure.commitment.is_none()),
        };
        with.chain([without]).filter(|group| !group.table.rows.is_empty()).collect()
    }

    fn table(&self, caption: String, today: Date, belongs: impl Fn(&Measure) -> bool) -> Table {
        let row = |measure: &Measure| {
            let [execution, fidelity, effect] = statuses(SV, measure.status);
            let title = format!("{}. {}", measure.number, measure.title);
            vec![
                Cell::Link(NavItem::new(title, href(measure))),
                Cell::Status(execution),
                Cell::Status(fidelity),
                Cell::Status(effect),
                deadline(measure, today),
                Cell::text(format!("{}, {}", self.names.party(measure.owner), measure.function)),
                Cell::text(self.causes(measure).join("; ")),
            ]
        };
        let columns =
            ["Åtgärd", "Genomförande", "Som avsett?", "Bedömd effekt", "Senast", "Ansvarar", "Mot orsaken"];
        Table {
            caption,
            // Days stay on one line, as numbers do.
            columns: columns
                .map(|label| Column { numeric: label == "Senast", ..Column::words(label) })
                .into(),
            rows: self.measures.iter().filter(|measure| belongs(measure)).map(row).collect(),
        }
    }

    /// The causes that a measure should remove, in words.
    fn causes(&self, measure: &Measure) -> Vec<String> {
        measure.causes.iter().filter_map(|reference| self.cause(reference)).collect()
    }
}

/// Measures whose owner takes part no more, for those who may choose another.
async fn without_owner(actor: &Actor, house: &House) -> Result<Vec<NavItem>, AppError> {
    if !actor.may(Action::EditPlan) {
        return Ok(Vec::new());
    }
    let link = |(measure, owner): (Measure, String)| {
        NavItem::new(format!("{}. {} ({owner})", measure.number, measure.title), href(&measure))
    };
    Ok(party::orphans(actor, house).await?.into_iter().map(link).collect())
}

/// The address of a measure.
fn href(measure: &Measure) -> String {
    format!("/plan/{}", measure.id)
}

fn deadline(measure: &Measure, today: Date) -> Cell {
    let day = number::short_date(measure.deadline);
    if measure.is_late(today) {
        Cell::Status(Status::new(Tone::Bad, format!("Försenad: {day}")))
    } else {
        Cell::text(day)
    }
}

fn answer(measures: &[Measure], today: Date) -> String {
    if measures.is_empty() {
        return "Det finns inga åtgärder i planen än.".to_owned();
    }
    let count = |execution| measures.iter().filter(|measure| measure.status.execution == execution).count();
    let rest = [
        (count(Execution::Ongoing), "pågår"),
        (count(Execution::NotStarted), "är inte påbörjad"),
        (count(Execution::Dropped), "är avbruten"),
    ];
    let rest = rest.iter().filter(|(count, _)| *count > 0).map(|(count, what)| (*count, *what));
    let first = format!("{} av {} åtgärder är genomförda", count(Execution::Done), measures.len());
    let parts: Vec<String> = std::iter::once(first)
        .chain(rest.map(|(count, what)| format!("{count} {}", plural(count, what))))
        .collect();
    let late = measures.iter().filter(|measure| measure.is_late(today)).count();
    let late = match late {
        0 => "Ingen är försenad.".to_owned(),
        1 => "1 är försenad.".to_owned(),
        many => format!("{many} är försenade."),
    };
    format!("{}. {late}", SV.list(&parts))
}

fn plural(count: usize, what: &str) -> String {
    match (count, what) {
        (0 | 1, what) => what.to_owned(),
        (_, "är inte påbörjad") => "är inte påbörjade".to_owned(),
        (_, "är avbruten") => "är avbrutna".to_owned(),
        (_, what) => what.to_owned(),
    }
}

/// A partner's own measures, and everybody's late ones: what the reader can report on now.
fn mine(actor: &Actor, measures: &[Measure], today: Date) -> Vec<NavItem> {
    let wanted = |measure: &&Measure| {
        let own = actor.party.is_some_and(|party| party == measure.owner);
        actor.may_report_on(measure.owner) && (own || measure.is_late(today))
    };
    let link = |measure: &Measure| {
        let late = if measure.is_late(today) { " – försenad" } else { "" };
        NavItem::new(format!("{}. {}{late}", measure.number, measure.title), href(measure))
    };
    measures.iter().filter(wanted).map(link).collect()
}
