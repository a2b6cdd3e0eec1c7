//! Hours of the week and weekly alerts.

use lofte_analysis::incidents::alerts::farrington::{
    FarringtonOutcome, FarringtonParams, HALF_WINDOW, MIN_EVENTS, MIN_EVENTS_WEEKS, MIN_YEARS, MeanError,
    REWEIGHT_ABOVE, SEASON_LEVELS, Threshold, WEEKS_LEFT_OUT, YEARS_BACK, farrington as judge,
};
use lofte_analysis::incidents::aoristic::{AoristicParams, LongSpans, Span, aoristic_week};
use lofte_analysis::incidents::time::{Day, MIN_EVENTS_FOR_CELLS, MIN_EVENTS_FOR_MARGINALS, Month};

use crate::input::Asked;
use crate::{Anything, Measured, given};

/// Aoristic weights; the check is their sum, each weighted by the number of its hour.
pub fn aoristic(asked: &Asked) -> Anything<Measured> {
    let (from, to) =
        (asked.i64s(&format!("spans-{}.from", asked.n))?, asked.i64s(&format!("spans-{}.to", asked.n))?);
    let spans: Vec<Span> =
        from.into_iter().zip(to).map(|(from, to)| Span { from, to: (to > i64::MIN).then_some(to) }).collect();
    let params = AoristicParams {
        long_spans: LongSpans::Spread,
        min_events_for_cells: MIN_EVENTS_FOR_CELLS,
        min_events_for_marginals: MIN_EVENTS_FOR_MARGINALS,
    };
    let (time, week) = asked.best(|| aoristic_week(&spans, None, &params))?;
    let cells = given(given(week?)?.cells)?;
    let check = cells.iter().flatten().zip(1..).map(|(weight, hour)| weight * f64::from(hour)).sum();
    Ok(Measured { time, check })
}

/// The last `n` weeks of the series; the check is the sum of the upper bounds.
pub fn farrington(asked: &Asked) -> Anything<Measured> {
    let counts: Vec<u64> = asked.u32s("weeks.count")?.into_iter().map(u64::from).collect();
    let first_day = Day { month: Month { year: 2010, month: 1 }, day: 4 };
    let params = FarringtonParams {
        years_back: YEARS_BACK,
        min_years: MIN_YEARS,
        half_window: HALF_WINDOW,
        season_levels: SEASON_LEVELS,
        weeks_left_out: WEEKS_LEFT_OUT,
        reweight_above: Some(REWEIGHT_ABOVE),
        trend: true,
        tail: 0.05,
        threshold: Threshold::NegativeBinomial,
        mean_error: MeanError::Dispersion,
        min_events: MIN_EVENTS,
        min_events_weeks: MIN_EVENTS_WEEKS,
    };
    let weeks = counts.len().saturating_sub(asked.n)..counts.len();
    let (time, judged) = asked.best(|| judge(&counts, first_day, weeks.clone(), &params))?;
    let judged = given(judged?)?;
    let upper = |outcome| match outcome {
        FarringtonOutcome::Judged(judgement) => judgement.upper,
        _ => f64::NAN,
    };
    Ok(Measured { time, check: judged.weeks.iter().map(|week| upper(week.outcome)).sum() })
}
