//! The plan over time: every measure as a bar with its moments, and a year as a ring; each with the same days in a table.

use super::href;
use crate::face::part::{Cell, Column, Figure, Source, Table};
use crate::face::{Frame, NavItem};
use crate::pages::promise::around::Around;
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::{Query, State};
use jiff::civil::Date;
use lofte_app::house::House;
use lofte_model::plan::Measure;
use lofte_words::chart::{Caption, PlanTime, Span, Tick, YearWheel, plan_time, year_wheel};
use lofte_words::number;
use serde::Deserialize;

/// Marks on the axis of a long plan.
const MOST_TICKS: i32 = 8;

#[derive(Template)]
#[template(path = "plan_time.html")]
pub(super) struct TimePage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    answer: String,
    time: Option<Figure>,
    wheel: Figure,
    years: Vec<NavItem>,
}

#[derive(Deserialize)]
pub(super) struct Chosen {
    #[serde(default)]
    ar: Option<i16>,
}

/// Visa planen över tid.
pub(super) async fn show(
    signed_in: SignedIn,
    State(house): State<House>,
    Query(chosen): Query<Chosen>,
) -> Result<Page<TimePage>, WebError> {
    let around = Around::gather(&signed_in.actor, &house).await?;
    let today = house.today();
    let years = years(&around.measures, today);
    let year = chosen.ar.filter(|year| years.contains(year)).unwrap_or(today.year());
    let here = "/plan/tidslinje";
    let link = |one: &i16| NavItem {
        current: *one == year,
        ..NavItem::new(one.to_string(), format!("{here}?ar={one}#arshjul"))
    };
    Ok(Page(TimePage {
        frame: signed_in.frame(),
        crumbs: vec![NavItem::new("Åtgärdsplan", "/plan"), NavItem::new("Tidslinje", here).at(here)],
        answer: answer(&around.measures, today),
        time: (!around.measures.is_empty()).then(|| timeline(&around, today)),
        wheel: wheel(&around, year, today),
        years: years.iter().map(link).collect(),
    }))
}

/// The years in which something is to be done, and this one.
fn years(measures: &[Measure], today: Date) -> Vec<i16> {
    let mut years: Vec<i16> =
        measures.iter().flat_map(days).map(|(day, _)| day.year()).chain([today.year()]).collect();
    years.sort_unstable();
    years.dedup();
    years
}

/// Every day on which something of a measure is to be done, with what it is; empty for the measure itself.
fn days(measure: &Measure) -> impl Iterator<Item = (Date, &str)> {
    let moments = measure.details.moments.iter();
    let moments = moments.filter_map(|moment| Some((moment.due?, moment.title.as_str())));
    moments.chain([(measure.deadline, "")])
}

fn answer(measures: &[Measure], today: Date) -> String {
    let ahead = measures.iter().filter(|measure| !measure.is_over());
    let mut ahead: Vec<(Date, &Measure, &str)> =
        ahead.flat_map(|measure| days(measure).map(move |(day, what)| (day, measure, what))).collect();
    ahead.retain(|(day, ..)| *day >= today);
    ahead.sort_by_key(|(day, measure, _)| (*day, measure.number));
    match ahead.first() {
        None => "Inget som återstår har en dag framför sig.".to_owned(),
        Some((day, measure, what)) => {
            let what = if what.is_empty() { String::new() } else { format!(", {what}") };
            format!("Närmast: åtgärd {}{what}, senast {}.", measure.number, number::date(*day))
        }
    }
}

fn as_number(day: Date) -> f64 {
    let epoch = Date::constant(2000, 1, 1);
    f64::from((day - epoch).get_days())
}

fn named(measure: &Measure) -> String {
    format!("{}. {}", measure.number, measure.title)
}

fn timeline(around: &Around, today: Date) -> Figure {
    let mut measures: Vec<&Measure> = around.measures.iter().collect();
    measures.sort_by_key(|measure| {
        (measure.details.start.unwrap_or(measure.deadline), measure.deadline, measure.number)
    });
    let span = |measure: &&Measure| Span {
        label: named(measure),
        from: measure.details.start.map(as_number),
        to: as_number(measure.deadline),
        days: number::short_date(measure.deadline),
        late: measure.is_late(today),
        over: measure.is_over(),
        moments: measure
            .details
            .moments
            .iter()
            .filter_map(|moment| Some((as_number(moment.due?), moment.done.is_some())))
            .collect(),
    };
    let data = PlanTime {
        caption: Caption {
            id: "plan-tid".into(),
            title: "Åtgärderna över tid".into(),
            description: "En stapel för varje åtgärd, från första dagen till den sista, med momenten som märken. Samma dagar står i tabellen.".into(),
        },
        ticks: ticks(&around.measures, today),
        axis: "Sista dagen står till höger".into(),
        today: (as_number(today), "I dag".into()),
        rows: measures.iter().map(span).collect(),
    };
    Figure {
        title: "Åtgärderna över tid".into(),
        subtitle:
            "Fylld stapel: återstår. Tom stapel: genomförd eller avbruten. Märken: moment; fyllda återstår."
                .into(),
        svg: plan_time(&data),
        table: time_table(around, &measures, today),
        source: source(today),
    }
}

fn source(today: Date) -> Source {
    Source {
        source: "Åtgärdsplanen".into(),
        period: format!("Som den står {}", number::date(today)),
        how: "Dagarna är de som står vid åtgärderna.".into(),
    }
}

fn time_table(around: &Around, measures: &[&Measure], today: Date) -> Table {
    let row = |measure: &&Measure| {
        let moment = |moment: &lofte_model::plan::Moment| {
            let day = moment.due.map(number::short_date).unwrap_or_default();
            let done =
                moment.done.map(|done| format!(", gjort {}", number::short_date(done))).unwrap_or_default();
            format!("{day} {}{done}", moment.title).trim().to_owned()
        };
        let moments: Vec<String> = measure.details.moments.iter().map(moment).collect();
        vec![
            Cell::Link(NavItem::new(named(measure), href(measure))),
            Cell::text(measure.details.start.map(number::short_date).unwrap_or_default()),
            super::deadline(measure, today),
            Cell::text(around.names.party(measure.owner)),
            Cell::text(moments.join("; ")),
        ]
    };
    Table {
        caption: "Åtgärderna över tid".into(),
        columns: ["Åtgärd", "Börjar", "Senast", "Ansvarar", "Moment"]
            .map(|label| Column { numeric: ["Börjar", "Senast"].contains(&label), ..Column::words(label) })
            .into(),
        rows: measures.iter().map(row).collect(),
    }
}

/// The beginnings of months, quarters or years, so that there are few enough to read.
fn ticks(measures: &[Measure], today: Date) -> Vec<Tick> {
    let all =
        measures.iter().flat_map(|measure| days(measure).map(|(day, _)| day).chain(measure.details.start));
    let (first, last) = all.fold((today, today), |(first, last), day| (first.min(day), last.max(day)));
    let months = i32::from(last.year() - first.year()) * 12 + i32::from(last.month() - first.month()) + 1;
    let step = [1, 3, 6, 12]
        .into_iter()
        .find(|step| months / step < MOST_TICKS)
        .unwrap_or(12 * (months / (12 * MOST_TICKS) + 1));
    let start = i32::from(first.year()) * 12 + (i32::from(first.month()) - 1) / step.min(12) * step.min(12);
    let tick = |number: i32| {
        let month = start + number * step;
        let (year, index) = (i16::try_from(month.div_euclid(12)).ok()?, month.rem_euclid(12));
        let day = Date::new(year, i8::try_from(index + 1).ok()?, 1).ok()?;
        let name = number::MONTHS.get(usize::try_from(index).ok()?)?.chars().take(3).collect::<String>();
        let label = if index == 0 { year.to_string() } else { name };
        Some(Tick { value: as_number(day), label })
    };
    (0..=months / step + 1).filter_map(tick).collect()
}

fn wheel(around: &Around, year: i16, today: Date) -> Figure {
    let mut rows = Vec::new();
    let mut months = Vec::new();
    for (index, name) in (1..).zip(number::MONTHS) {
        let mut due: Vec<(Date, &Measure, &str)> = around
            .measures
            .iter()
            .flat_map(|measure| days(measure).map(move |(day, what)| (day, measure, what)))
            .filter(|(day, ..)| day.year() == year && day.month() == index)
            .collect();
        due.sort_by_key(|(day, measure, _)| (*day, measure.number));
        let mut numbers: Vec<String> = due.iter().map(|(_, measure, _)| measure.number.to_string()).collect();
        numbers.dedup();
        let told: Vec<String> = due
            .iter()
            .map(|(day, measure, what)| {
                let what = if what.is_empty() { String::new() } else { format!(": {what}") };
                format!("{} {}{what}", day.day(), named(measure))
            })
            .collect();
        rows.push(vec![Cell::text(lofte_words::capital(name)), Cell::text(told.join("; "))]);
        months.push((name.chars().take(3).collect(), numbers));
    }
    let now = (today.year() == year).then(|| usize::try_from(today.month() - 1).unwrap_or(0));
    let data = YearWheel {
        caption: Caption {
            id: "plan-ar".into(),
            title: format!("Årshjul {year}"),
            description: "Tolv månader i en ring, med numren på de åtgärder som har en sista dag eller ett moment i månaden. Samma sak står i tabellen.".into(),
        },
        middle: year.to_string(),
        months,
        now,
    };
    Figure {
        title: format!("Årshjul {year}"),
        subtitle: "Numren är åtgärder som har en sista dag eller ett moment i månaden.".into(),
        svg: year_wheel(&data),
        table: Table {
            caption: format!("Årshjul {year}"),
            columns: ["Månad", "Vad"].map(Column::words).into(),
            rows,
        },
        source: source(today),
    }
}
