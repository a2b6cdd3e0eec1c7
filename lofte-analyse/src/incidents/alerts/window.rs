//! `lofte analyse window-alerts`: the last weeks against the weeks before, by kind of event and area.

use clap::Args;
use jiff::civil::Date;
use lofte_analysis::incidents::alerts::window::{
    FALSE_DISCOVERY_RATE, MIN_EVENTS, MIN_RECENT, WINDOWS, WindowAlertParams, WindowAlerts, WindowOutcome,
    WindowSeries, window_alerts,
};
use lofte_analysis::sample_size::{InsufficientData, MinimumReason, SampleUnit, Sufficiency};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use crate::failure::Outcome;
use crate::incidents::series::Observed;
use crate::incidents::whole_months::Dated;
use crate::input::days::day_number;
use crate::input::events::{EventArgs, Events, InputFacts};
use crate::input_error::{InputError, refused};
use crate::output::Terminal;
use crate::output::answer::{Answer, number, word};

/// Days of a week.
const WEEK: i64 = 7;

const EXAMPLE: &str = "Example:
  lofte analyse window-alerts offences.csv --time occurred --category type --area district
  lofte analyse window-alerts offences.csv --time occurred --category type --until 2025-11-23 --windows 4/12";

/// The last weeks against the weeks before, by kind of event and area, all judged together
///
/// An alert says that there were more than in the weeks before, not why. Seasons are not taken out: with two years of
/// events or more, ask alerts.
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct WindowAlertArgs {
    #[command(flatten)]
    #[serde(flatten)]
    pub(crate) events: EventArgs,
    #[command(flatten)]
    #[serde(flatten)]
    observed: Observed,
    /// Column of the area
    #[arg(long, value_name = "COLUMN")]
    area: Option<String>,
    /// Weeks that are judged and weeks before, as in 3/13; each pair is a table with a correction of its own
    #[arg(long, value_name = "WINDOWS", value_delimiter = ',', default_values_t = usual())]
    windows: Vec<Window>,
    /// Variance of weekly counts over their mean, where it is known to be above 1
    #[arg(long, default_value_t = 1.0)]
    dispersion: f64,
    /// Share of false ones among the alerts (Benjamini and Hochberg)
    #[arg(long, default_value_t = FALSE_DISCOVERY_RATE)]
    rate: f64,
    /// Fewest events of a series that is judged
    #[arg(long, default_value_t = MIN_EVENTS)]
    floor: u64,
    /// Fewest events of an alert
    #[arg(long, default_value_t = MIN_RECENT)]
    least_count: u64,
    /// Confidence level of the intervals
    #[arg(long, default_value_t = 0.95)]
    level: f64,
}

/// The last weeks, and the weeks before them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Window {
    recent: u32,
    baseline: u32,
}

fn usual() -> Vec<Window> {
    WINDOWS.map(|(recent, baseline)| Window { recent, baseline }).to_vec()
}

impl FromStr for Window {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let weeks = |text: &str| text.trim().parse().ok().filter(|weeks| (1..=1040).contains(weeks));
        let window = text
            .split_once('/')
            .and_then(|(recent, baseline)| Some(Self { recent: weeks(recent)?, baseline: weeks(baseline)? }));
        window.ok_or_else(|| "give the last weeks and the weeks before, like 3/13".to_owned())
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.recent, self.baseline)
    }
}

impl Serialize for Window {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A kind of event in an area.
type Name = (Option<String>, Option<String>);

/// One table.
#[derive(Debug, Serialize)]
struct Found {
    window: Window,
    /// Kind and area of each series.
    names: Vec<Name>,
    alerts: Sufficiency<WindowAlerts>,
}

impl WindowAlertArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let events = self.events.read(self.area.as_slice())?;
        let dated = Dated::read(&self.events, &events, &self.observed, "window-alerts")?;
        let ages = ages(&events, &dated, self);
        let mut all = Vec::with_capacity(self.windows.len());
        for window in &self.windows {
            all.push(self.table(*window, &ages, dated.span)?);
        }
        let used = ages.values().map(Vec::len).sum::<usize>();
        let without_time = dated.without_time();
        let outside = events.len() as u64 - without_time - used as u64;
        let facts = InputFacts {
            without_time: Some(without_time),
            outside_period: Some(outside),
            ..events.facts(used)
        };
        let mut answer = Answer::new("window-alerts", self, facts, &all)?;
        tell(&mut answer, &all, terminal);
        answer.show(terminal)
    }

    fn table(
        &self,
        window: Window,
        ages: &BTreeMap<Name, Vec<i64>>,
        span: Option<(Date, Date)>,
    ) -> Result<Found, InputError> {
        let (recent, all) =
            (i64::from(window.recent) * WEEK, i64::from(window.recent + window.baseline) * WEEK);
        let observed = span.map_or(0, |(first, last)| i64::from(day_number(last) - day_number(first)) + 1);
        let weeks = |days: i64| u64::try_from(days / WEEK).unwrap_or(0);
        let reason = MinimumReason::NothingToCompare;
        let names: Vec<Name> = ages.keys().cloned().collect();
        if let Some(few) = InsufficientData::check(SampleUnit::Periods, weeks(observed), weeks(all), reason) {
            return Ok(Found { window, names, alerts: Sufficiency::Insufficient(few) });
        }
        let within = |ages: &[i64], from: i64, to: i64| {
            ages.iter().filter(|age| (from..to).contains(*age)).count() as u64
        };
        let series = |ages: &Vec<i64>| WindowSeries {
            recent: within(ages, 0, recent),
            baseline: within(ages, recent, all),
            season: 1.0,
            dispersion: self.dispersion,
        };
        let series: Vec<WindowSeries> = ages.values().map(series).collect();
        let params = WindowAlertParams {
            recent_weeks: window.recent,
            baseline_weeks: window.baseline,
            level: self.level,
            false_discovery_rate: self.rate,
            min_events: self.floor,
            min_recent: self.least_count,
        };
        let alerts = window_alerts(&series, &params).map_err(refused)?;
        Ok(Found { window, names, alerts: Sufficiency::Sufficient(alerts) })
    }
}

/// How many days before the last one observed each event of a series lies.
fn ages(events: &Events, dated: &Dated, asked: &WindowAlertArgs) -> BTreeMap<Name, Vec<i64>> {
    let mut ages: BTreeMap<Name, Vec<i64>> = BTreeMap::new();
    let Some((first, last)) = dated.span else { return ages };
    for (row, day) in dated.days.iter().enumerate() {
        let Some(day) = day.filter(|day| (first..=last).contains(day)) else { continue };
        let text = |column: Option<&String>| column.and_then(|column| events.text(column, row));
        let name = (text(asked.events.category.as_ref()), text(asked.area.as_ref()));
        let age = i64::from(day_number(last) - day_number(day));
        ages.entry(name).or_default().push(age);
    }
    ages
}

fn tell(answer: &mut Answer<'_>, all: &[Found], terminal: &Terminal<'_>) {
    let words = terminal.words;
    answer.columns = vec![word("weeks"), word("category"), word("area"), number("count", 0)];
    answer.columns.extend([number("expected", 1), number("ratio", 2), number("ratio_lower", 2)]);
    answer.columns.extend([number("ratio_upper", 2), number("p", 4), number("adjusted", 4), word("alarm")]);
    for Found { window, names, alerts } in all {
        let alerts = match alerts {
            Sufficiency::Sufficient(alerts) => alerts,
            Sufficiency::Insufficient(few) => {
                answer.say_floor_of(Some(&window.to_string()), *few, words);
                continue;
            }
        };
        let few = (alerts.series.len() - alerts.judged) as u64;
        let gaps = vec![
            ("window", window.to_string()),
            ("judged", words.count(alerts.judged as u64)),
            ("few", words.count(few)),
        ];
        answer.say("analyse-window-alerts", gaps);
        for ((category, area), series) in names.iter().zip(&alerts.series) {
            let WindowOutcome::Judged(judged) = series.outcome else { continue };
            answer.rows.push(
                vec![
                    window.to_string().into(),
                    category.clone().into(),
                    area.clone().into(),
                    series.series.recent.into(),
                    series.expected.into(),
                    series.ratio.into(),
                    series.lower.into(),
                    series.upper.into(),
                    judged.p_value.into(),
                    judged.p_adjusted.into(),
                    judged.alert.into(),
                ]
                .into(),
            );
        }
    }
}
