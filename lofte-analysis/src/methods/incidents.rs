//! The methods for incidents.

use crate::incidents::alerts::{ears, farrington, weekly, window};
use crate::incidents::{
    aoristic, clusters, concentration, density, emerging, funnel, local_statistics, near_repeat,
    rank_uncertainty, repeat_places, shrinkage, similar, space_time_scan, standardise, stl, three_year, time,
    trend, trend_test, twelve_month,
};
use crate::sample_size::SampleUnit;

use super::{Area, Method, events, of};

const fn incidents(
    name: &'static str,
    question: &'static str,
    function: &'static str,
    reference: &'static str,
) -> Method {
    Method { name, question, area: Area::Incidents, function, minimum: &[], reference }
}

pub(super) const METHODS: &[Method] = &[
    incidents(
        "Counts with exact Poisson interval",
        "How many, and how many might it have been by chance?",
        "incidents::rates::garwood",
        "Garwood 1936",
    ),
    incidents("Rate with exact interval", "How many per resident?", "incidents::rates::rate", "Garwood 1936"),
    incidents(
        "Ratio of two rates, exact given their sum",
        "Is one place, or one year, worse than another?",
        "incidents::rates::rate_ratio",
        "Clopper & Pearson 1934",
    ),
    incidents(
        "Observed against expected",
        "Is it more than a reference population would give?",
        "incidents::rates::observed_expected",
        "Breslow & Day 1987 s. 2.3",
    ),
    incidents(
        "Intervals widened for over-dispersion",
        "How uncertain is a rate when events come in clusters?",
        "incidents::dispersion::widen",
        "McCullagh & Nelder 1989",
    ),
    incidents(
        "Directly standardised rate",
        "Which rate would it be with another population's ages?",
        "incidents::standardise::standardised_rate",
        "Fay & Feuer 1997",
    )
    .needs(&[of(standardise::MIN_EVENTS_PER_GROUP, SampleUnit::EventsOfSmallestGroup)]),
    incidents(
        "Indirectly standardised ratio",
        "Is it more than the ages and sexes of the residents explain?",
        "incidents::rates::expected_count",
        "Breslow & Day 1987 s. 2.3",
    ),
    incidents(
        "Funnel plot of counts against expected",
        "Which units lie further from the others than chance puts units of their size?",
        "incidents::funnel::poisson::funnel_poisson",
        "Spiegelhalter 2005",
    )
    .needs(&[of(funnel::MIN_UNITS, SampleUnit::Units)]),
    incidents(
        "Funnel plot widened for over-dispersion",
        "The same, when units differ more than chance gives?",
        "incidents::funnel::overdispersed::funnel_overdispersed",
        "Spiegelhalter 2005; Spiegelhalter et al. 2012",
    )
    .needs(&[of(funnel::overdispersed::MIN_UNITS_FOR_SPREAD, SampleUnit::Units)]),
    incidents(
        "Funnel plot of shares",
        "Which units lie further from the others, by the share of their answers?",
        "incidents::funnel::share::funnel_share",
        "Spiegelhalter 2005",
    )
    .needs(&[of(funnel::MIN_UNITS, SampleUnit::Units)]),
    incidents(
        "Funnel plot of changes",
        "Which units changed more, or less, than the others?",
        "incidents::funnel::change::funnel_change",
        "Spiegelhalter 2005",
    )
    .needs(&[of(funnel::MIN_UNITS, SampleUnit::Units)]),
    incidents(
        "Uncertainty of ranks",
        "Which units can be told apart at all, instead of a league table?",
        "incidents::rank_uncertainty::rank_uncertainty",
        "Klein, Wright & Wieczorek 2020; Goldstein & Spiegelhalter 1996",
    )
    .needs(&[of(rank_uncertainty::MIN_UNITS, SampleUnit::Units)]),
    incidents(
        "Similar units by what they cannot change",
        "Which municipalities are most like ours?",
        "incidents::similar::similar",
        "Kaufman & Rousseeuw 1990",
    )
    .needs(&[of(similar::MIN_UNITS, SampleUnit::Units)]),
    incidents(
        "Pooled rate of three years",
        "How many a year, where there are few, and has it changed since the three years before?",
        "incidents::three_year::three_year",
        "Garwood 1936; Clopper & Pearson 1934",
    )
    .needs(&[of(three_year::YEARS as u64, SampleUnit::Years)]),
    incidents(
        "Rates of small areas drawn to the mean of all",
        "Which rates does a map show, where small areas vary most by chance?",
        "incidents::shrinkage::marshall::eb_marshall",
        "Marshall 1991",
    )
    .needs(&[of(shrinkage::MIN_AREAS, SampleUnit::Units), events(shrinkage::MIN_EVENTS)]),
    incidents(
        "Rates of small areas drawn to those around",
        "The same, where neighbours resemble each other?",
        "incidents::shrinkage::marshall::eb_local",
        "Marshall 1991",
    )
    .needs(&[of(shrinkage::MIN_AREAS, SampleUnit::Units), events(shrinkage::MIN_EVENTS)]),
    incidents(
        "Observed over expected drawn to the mean of all",
        "The same for counts against expected, with intervals?",
        "incidents::shrinkage::gamma::eb_gamma",
        "Clayton & Kaldor 1987",
    )
    .needs(&[of(shrinkage::MIN_AREAS, SampleUnit::Units), events(shrinkage::MIN_EVENTS)]),
    incidents(
        "Shares of small areas drawn to that of all",
        "The same for shares of answers?",
        "incidents::shrinkage::share::eb_share",
        "Griffiths 1973",
    )
    .needs(&[of(shrinkage::MIN_AREAS, SampleUnit::Units), of(shrinkage::MIN_ANSWERS, SampleUnit::Answers)]),
    incidents(
        "Sums of harm with interval",
        "How much harm, rather than how many offences?",
        "incidents::harm::harm_sum",
        "Sherman, Neyroud & Neyroud 2016; Fay & Feuer 1997",
    ),
    incidents(
        "Weekday by hour against an even spread",
        "When in the week?",
        "incidents::time::time_pattern",
        "Pearson residuals, Agresti 2013 s. 1.5",
    )
    .needs(&[events(time::MIN_EVENTS_FOR_MARGINALS)]),
    incidents(
        "Aoristic analysis: spans of time over the hours of the week",
        "When, if only a span of time is known?",
        "incidents::aoristic::aoristic_week",
        "Ratcliffe & McCullagh 1998; Ratcliffe 2002",
    )
    .needs(&[events(aoristic::MIN_EVENTS_FOR_MARGINALS)]),
    incidents(
        "Trend with season, quasi-Poisson or negative binomial",
        "Is it rising or falling, season apart?",
        "incidents::trend::trend",
        "McCullagh & Nelder 1989; Lawless 1987",
    )
    .needs(&[
        of(trend::MIN_SAMPLE_OF_MONTHS.periods, SampleUnit::Periods),
        events(trend::MIN_SAMPLE_OF_MONTHS.events),
    ]),
    incidents(
        "Twelve months against the twelve before",
        "Were there more in the last year than in the year before, season apart?",
        "incidents::twelve_month::twelve_month",
        "McCullagh & Nelder 1989; Clopper & Pearson 1934",
    )
    .needs(&[of(twelve_month::MIN_MONTHS, SampleUnit::Periods), events(twelve_month::MIN_EVENTS)]),
    incidents(
        "Mann-Kendall test and Sen's slope",
        "Does it rise or fall from year to year, whatever the shape?",
        "incidents::trend_test::trend_test",
        "Mann 1945; Kendall 1975; Sen 1968",
    )
    .needs(&[of(trend_test::MIN_PERIODS, SampleUnit::Periods)]),
    incidents(
        "STL: trend, season and remainder for display",
        "How does the series look, taken apart?",
        "incidents::stl::stl",
        "Cleveland, Cleveland, McRae & Terpenning 1990",
    )
    .needs(&[of(12 * stl::MIN_CYCLES as u64, SampleUnit::Periods)]),
    incidents(
        "Unusual weeks over many kinds of events",
        "Is this week unusual, for any of many kinds?",
        "incidents::alerts::weekly::weekly",
        "Farrington et al. 1996; Benjamini & Hochberg 1995",
    )
    .needs(&[of(weekly::MIN_WEEKS, SampleUnit::Periods)]),
    incidents(
        "Last weeks against the weeks before, over many series",
        "Were there more in the last weeks than in those before, in any of many series?",
        "incidents::alerts::window::window_alerts",
        "Przyborowski & Wilenski 1940; Benjamini & Hochberg 1995",
    )
    .needs(&[events(window::MIN_EVENTS)]),
    incidents(
        "Early aberration reporting C1, C2, C3",
        "Is this day unusual, without a history?",
        "incidents::alerts::ears::ears",
        "Hutwagner et al. 2003; Fricker et al. 2008",
    )
    .needs(&[of((ears::BASELINE_DAYS + ears::GAP_DAYS + 3) as u64, SampleUnit::Periods)]),
    incidents(
        "Farrington flexible",
        "Is this week unusual, as disease surveillance judges it?",
        "incidents::alerts::farrington::farrington",
        "Farrington et al. 1996; Noufaily et al. 2013",
    )
    .needs(&[of(farrington::MIN_YEARS as u64, SampleUnit::Years)]),
    incidents(
        "Point in polygon, borders included",
        "In which area did it happen?",
        "incidents::point_in_area::AreaIndex",
        "exact predicates, Shewchuk 1997",
    ),
    incidents(
        "Kernel density, quartic and Gaussian",
        "Where do events lie densest?",
        "incidents::density::density",
        "Silverman 1986; Diggle 1985 (edges)",
    )
    .needs(&[events(density::MIN_EVENTS)]),
    incidents(
        "Local Getis-Ord Gi* with false discovery rate",
        "Which cells or areas are hot or cold spots?",
        "incidents::local_getis_ord::local_getis_ord",
        "Getis & Ord 1992; Ord & Getis 1995; Benjamini & Hochberg 1995",
    )
    .needs(&[of(local_statistics::MIN_UNITS, SampleUnit::Units)]),
    incidents(
        "Emerging, stable and fading hot spots",
        "Which hot spots are new, which stay, and which fade?",
        "incidents::emerging::emerging",
        "Ord & Getis 1995; Mann 1945; Benjamini & Hochberg 1995",
    )
    .needs(&[of(emerging::MIN_PERIODS, SampleUnit::Periods), of(emerging::MIN_AREAS, SampleUnit::Units)]),
    incidents(
        "Local Moran's I",
        "Which areas resemble their neighbours, or differ from them?",
        "incidents::local_moran::local_moran",
        "Anselin 1995; Sokal, Oden & Thomson 1998",
    )
    .needs(&[of(local_statistics::MIN_UNITS, SampleUnit::Units)]),
    incidents(
        "Concentration beside chance: Lorenz curve, Gini, generalised Gini",
        "Is crime more concentrated than chance makes it?",
        "incidents::concentration::concentration",
        "Bernasco & Steenbeek 2017; Chalfin, Kaplan & Cuellar 2021",
    )
    .needs(&[events(concentration::MIN_EVENTS), of(concentration::MIN_UNITS, SampleUnit::Units)]),
    incidents(
        "DBSCAN: clusters by density in space",
        "Which events lie together?",
        "incidents::clusters::dbscan",
        "Ester, Kriegel, Sander & Xu 1996",
    )
    .needs(&[events(clusters::MIN_EVENTS)]),
    incidents(
        "ST-DBSCAN: clusters by density in space and time",
        "Which events lie together in place and time?",
        "incidents::clusters::st_dbscan",
        "Birant & Kut 2007",
    )
    .needs(&[events(clusters::MIN_EVENTS)]),
    incidents(
        "Repeats at the same place beside chance",
        "Is the same place struck again more often than by chance?",
        "incidents::repeat_places::repeat_places",
        "Feller 1968; Pease 1998",
    )
    .needs(&[events(repeat_places::MIN_EVENTS)]),
    incidents(
        "Knox test of near repeats",
        "Does an event raise the risk near it for a while?",
        "incidents::near_repeat::near_repeat",
        "Knox 1964; Johnson et al. 2007",
    )
    .needs(&[events(near_repeat::MIN_EVENTS)]),
    incidents(
        "Space-time permutation scan",
        "Where and when was there an outbreak?",
        "incidents::space_time_scan::space_time_scan",
        "Kulldorff et al. 2005",
    )
    .needs(&[events(space_time_scan::MIN_EVENTS)]),
];
