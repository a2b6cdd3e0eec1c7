//! The methods of this crate: which question each answers, how much data it needs, and the paper it comes from.
//!
//! One list, so that the front page, a command line's help and a reader of the code see the same. The smallest samples
//! are the constants of the methods themselves. Left out on purpose: how a program asks for a method.

use serde::Serialize;

use crate::effect::{
    conclusion, difference_in_differences, interrupted_series, point_pattern, synthetic_control,
};
use crate::incidents::alerts::{ears, farrington, weekly};
use crate::incidents::{
    aoristic, clusters, concentration, density, local_statistics, near_repeat, space_time_scan, standardise,
    stl, time, trend,
};
use crate::sample_size::SampleUnit;
use crate::survey::change::MIN_ANSWERS;

/// The part of the crate that a method belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    /// [`survey`](crate::survey), with [`multiple_testing`](crate::multiple_testing).
    Survey,
    /// [`incidents`](crate::incidents).
    Incidents,
    /// [`effect`](crate::effect).
    Effect,
    /// [`disclosure`](crate::disclosure).
    Disclosure,
}

/// The smallest sample that a method is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Minimum {
    /// How many.
    pub number: u64,
    /// Of what.
    pub unit: SampleUnit,
}

/// A method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Method {
    /// What the field calls it.
    pub name: &'static str,
    /// The question that it answers.
    pub question: &'static str,
    /// The part of the crate.
    pub area: Area,
    /// The function or type that begins it, as a path within this crate.
    pub function: &'static str,
    /// The usual smallest samples, all of which are needed; below them the method gives
    /// [`InsufficientData`](crate::InsufficientData), or, for a survey, a change in doubt. Empty where it has none.
    pub minimum: &'static [Minimum],
    /// Author and year; the whole reference stands with the function.
    pub reference: &'static str,
}

const fn of(number: u64, unit: SampleUnit) -> Minimum {
    Minimum { number, unit }
}

const fn events(number: u64) -> Minimum {
    of(number, SampleUnit::Events)
}

const fn survey(
    name: &'static str,
    question: &'static str,
    function: &'static str,
    reference: &'static str,
) -> Method {
    Method { name, question, area: Area::Survey, function, minimum: &[], reference }
}

const fn method(
    area: Area,
    name: &'static str,
    question: &'static str,
    function: &'static str,
    reference: &'static str,
) -> Method {
    Method { name, question, area, function, minimum: &[], reference }
}

impl Method {
    const fn needs(self, minimum: &'static [Minimum]) -> Self {
        Self { minimum, ..self }
    }

    /// The smallest samples in words, for example `12 periods, 20 events`; empty where there is none.
    ///
    /// # Examples
    /// ```
    /// use lofte_analysis::methods::METHODS;
    /// let knox = METHODS.iter().find(|method| method.reference.starts_with("Knox")).unwrap();
    /// assert_eq!(knox.minimum_in_words(), "50 events");
    /// ```
    pub fn minimum_in_words(&self) -> String {
        let words = self.minimum.iter().map(|minimum| format!("{} {}", minimum.number, minimum.unit));
        words.collect::<Vec<_>>().join(", ")
    }
}

/// All methods, by part of the crate.
pub const METHODS: &[Method] = &[
    survey(
        "Variance by linearisation",
        "How uncertain is an estimate from a stratified or clustered sample?",
        "survey::Design",
        "Woodruff 1971; Binder 1983; Särndal, Swensson & Wretman 1992; Wolter 2007",
    ),
    survey(
        "Stratified sample with finite population correction",
        "How much less uncertain is it when a large part of a small area was asked?",
        "survey::Design::stratified",
        "Cochran 1977 ch. 5",
    ),
    survey(
        "Two-stage clusters",
        "What if households or schools were drawn first, and people within them?",
        "survey::Design::from_columns",
        "Särndal, Swensson & Wretman 1992 ch. 4",
    ),
    survey(
        "Single sampling units in a stratum",
        "What if a stratum has a single sampling unit?",
        "survey::LonelyPsu",
        "Lumley 2010; Wolter 2007",
    ),
    survey(
        "Mean, total, share, ratio",
        "What share of residents, what mean, what total?",
        "survey::share",
        "Särndal, Swensson & Wretman 1992 ch. 5",
    ),
    survey(
        "Quantile with confidence interval",
        "What does the median resident answer?",
        "survey::quantile::quantile",
        "Woodruff 1952",
    ),
    survey(
        "Design effect",
        "How many answers of a simple random sample is this survey worth?",
        "survey::Design::weighting_effect",
        "Kish 1965",
    ),
    survey(
        "Degrees of freedom: units minus strata",
        "How many independent pieces hold the variance of a group?",
        "survey::DegreesOfFreedom",
        "Korn & Graubard 1999",
    ),
    survey(
        "Degrees of freedom: Satterthwaite",
        "The same, when strata differ in size and variance?",
        "survey::DegreesOfFreedom",
        "Satterthwaite 1946",
    ),
    survey(
        "Confidence interval of a share: logit",
        "Between which limits lies a share?",
        "survey::IntervalMethod",
        "Korn & Graubard 1999",
    ),
    survey(
        "Confidence interval of a share: Wilson",
        "Between which limits lies a share?",
        "survey::IntervalMethod",
        "Wilson 1927; Franco et al. 2019",
    ),
    survey(
        "Confidence interval of a share: Korn and Graubard",
        "Between which limits lies a share that is near 0 or 1?",
        "survey::IntervalMethod",
        "Korn & Graubard 1998; Parker et al. 2017",
    ),
    survey(
        "Confidence interval of a share: beta",
        "Between which limits lies a share that is near 0 or 1?",
        "survey::IntervalMethod",
        "Clopper & Pearson 1934; Korn & Graubard 1998",
    ),
    survey(
        "Confidence interval of a share: arcsine",
        "Between which limits lies a share?",
        "survey::IntervalMethod",
        "Franco et al. 2019",
    ),
    survey(
        "Confidence interval of a share: likelihood",
        "Between which limits lies a share?",
        "survey::IntervalMethod",
        "Rao & Scott 1984; Lumley 2010",
    ),
    survey(
        "Confidence interval: estimate ± t · se",
        "Between which limits lies a mean or a total?",
        "survey::IntervalMethod",
        "Cochran 1977",
    ),
    survey(
        "Reliability of a share",
        "May this share be shown, with or without a note?",
        "survey::reliability::reliability",
        "Parker et al. 2017 (NCHS, Vital and Health Statistics 2(175))",
    ),
    survey(
        "Independence of two questions",
        "Do the answers to two questions hang together?",
        "survey::independence::independence",
        "Rao & Scott 1984; Thomas & Rao 1987",
    ),
    survey(
        "Raking",
        "How are weights made to agree with several register margins?",
        "survey::Design::calibrate",
        "Deming & Stephan 1940; Deville & Särndal 1992",
    ),
    survey(
        "Generalised regression",
        "The same, with numbers as well as categories?",
        "survey::Design::calibrate",
        "Särndal, Swensson & Wretman 1992 ch. 6",
    ),
    survey(
        "Logit calibration",
        "The same, with weights that stay within bounds?",
        "survey::Design::calibrate",
        "Deville & Särndal 1992",
    ),
    survey(
        "Bounded linear calibration",
        "The same, with weights that stay within bounds?",
        "survey::Design::calibrate",
        "Deville & Särndal 1992",
    ),
    survey(
        "Post-stratification",
        "How are weights made to agree with the register in each group?",
        "survey::Design::calibrate",
        "Holt & Smith 1979",
    ),
    survey(
        "Jackknife",
        "How uncertain is a statistic without a formula for its variance?",
        "survey::replication::replicate",
        "Rust & Rao 1996; Wolter 2007",
    ),
    survey(
        "Balanced half-samples",
        "The same, with two sampling units in each stratum?",
        "survey::replication::replicate",
        "McCarthy 1969",
    ),
    survey(
        "Fay's half-samples",
        "The same, for small groups?",
        "survey::replication::replicate",
        "Judkins 1990",
    ),
    survey(
        "Rescaled bootstrap",
        "The same, for quantiles and for indexes made of steps?",
        "survey::replication::replicate",
        "Rao & Wu 1988; Rao, Wu & Yue 1992",
    ),
    survey(
        "Change between independent waves",
        "Has an estimate changed between two samples drawn afresh?",
        "survey::change::independent_change",
        "Welch 1947; Satterthwaite 1946",
    )
    .needs(&[of(MIN_ANSWERS, SampleUnit::Answers)]),
    survey(
        "Confidence interval of a change of shares: exact limits, squared and added",
        "Between which limits lies the change of a share?",
        "survey::square_and_add::SharesOfWaves",
        "Newcombe 1998; Zou & Donner 2008; Korn & Graubard 1998",
    ),
    survey(
        "Change with overlap",
        "Has an estimate changed when some people were asked twice?",
        "survey::change::overlapping_change",
        "Kish 1965 ch. 12; Berger & Priam 2016",
    )
    .needs(&[of(MIN_ANSWERS, SampleUnit::Answers)]),
    survey(
        "One-sided tests against a threshold, and equivalence",
        "Is a change shown to exceed, or to fall short of, a threshold set in advance?",
        "survey::threshold_test::threshold_test",
        "Schuirmann 1987",
    ),
    survey(
        "False discovery rate",
        "Which of many differences can be believed?",
        "multiple_testing::p_adjust",
        "Benjamini & Hochberg 1995; Benjamini & Yekutieli 2001",
    ),
    survey(
        "Family-wise error",
        "Is there any difference at all among many?",
        "multiple_testing::p_adjust",
        "Holm 1979",
    ),
    survey(
        "Minimum detectable effect, power, sample size",
        "What change could a follow-up show, and how many must be asked?",
        "survey::power_analysis::minimum_detectable_effect",
        "Kish 1965 ch. 12; Bloom 1995",
    ),
    survey(
        "Non-response: tipping point and R-indicator",
        "What could those who did not answer do to the result?",
        "survey::nonresponse::tipping_point",
        "Schouten, Cobben & Bethlehem 2009; Little & Rubin 2019",
    ),
    survey(
        "Small area estimation",
        "What can be said of areas with few answers?",
        "survey::small_area::fay_herriot",
        "Fay & Herriot 1979; Prasad & Rao 1990; Datta & Lahiri 2000; Datta, Rao & Smith 2005",
    ),
    survey(
        "Benchmarked small areas",
        "How are estimates of areas made to agree with the whole?",
        "survey::small_area::benchmarked",
        "You & Rao 2002; Rao & Molina 2015",
    ),
    method(
        Area::Incidents,
        "Counts with exact Poisson interval",
        "How many, and how many might it have been by chance?",
        "incidents::rates::garwood",
        "Garwood 1936",
    ),
    method(
        Area::Incidents,
        "Rate with exact interval",
        "How many per resident?",
        "incidents::rates::rate",
        "Garwood 1936",
    ),
    method(
        Area::Incidents,
        "Ratio of two rates, exact given their sum",
        "Is one place, or one year, worse than another?",
        "incidents::rates::rate_ratio",
        "Clopper & Pearson 1934",
    ),
    method(
        Area::Incidents,
        "Observed against expected",
        "Is it more than a reference population would give?",
        "incidents::rates::observed_expected",
        "Breslow & Day 1987 s. 2.3",
    ),
    method(
        Area::Incidents,
        "Intervals widened for over-dispersion",
        "How uncertain is a rate when events come in clusters?",
        "incidents::dispersion::widen",
        "McCullagh & Nelder 1989",
    ),
    method(
        Area::Incidents,
        "Directly standardised rate",
        "Which rate would it be with another population's ages?",
        "incidents::standardise::standardised_rate",
        "Fay & Feuer 1997",
    )
    .needs(&[of(standardise::MIN_EVENTS_PER_GROUP, SampleUnit::EventsOfSmallestGroup)]),
    method(
        Area::Incidents,
        "Indirectly standardised ratio",
        "Is it more than the ages and sexes of the residents explain?",
        "incidents::rates::expected_count",
        "Breslow & Day 1987 s. 2.3",
    ),
    method(
        Area::Incidents,
        "Sums of harm with interval",
        "How much harm, rather than how many offences?",
        "incidents::harm::harm_sum",
        "Sherman, Neyroud & Neyroud 2016; Fay & Feuer 1997",
    ),
    method(
        Area::Incidents,
        "Weekday by hour against an even spread",
        "When in the week?",
        "incidents::time::time_pattern",
        "Pearson residuals, Agresti 2013 s. 1.5",
    )
    .needs(&[events(time::MIN_EVENTS_FOR_MARGINALS)]),
    method(
        Area::Incidents,
        "Aoristic analysis: spans of time over the hours of the week",
        "When, if only a span of time is known?",
        "incidents::aoristic::aoristic_week",
        "Ratcliffe & McCullagh 1998; Ratcliffe 2002",
    )
    .needs(&[events(aoristic::MIN_EVENTS_FOR_MARGINALS)]),
    method(
        Area::Incidents,
        "Trend with season, quasi-Poisson or negative binomial",
        "Is it rising or falling, season apart?",
        "incidents::trend::trend",
        "McCullagh & Nelder 1989; Lawless 1987",
    )
    .needs(&[
        of(trend::MIN_SAMPLE_OF_MONTHS.periods, SampleUnit::Periods),
        events(trend::MIN_SAMPLE_OF_MONTHS.events),
    ]),
    method(
        Area::Incidents,
        "STL: trend, season and remainder for display",
        "How does the series look, taken apart?",
        "incidents::stl::stl",
        "Cleveland, Cleveland, McRae & Terpenning 1990",
    )
    .needs(&[of(12 * stl::MIN_CYCLES as u64, SampleUnit::Periods)]),
    method(
        Area::Incidents,
        "Unusual weeks over many kinds of events",
        "Is this week unusual, for any of many kinds?",
        "incidents::alerts::weekly::weekly",
        "Farrington et al. 1996; Benjamini & Hochberg 1995",
    )
    .needs(&[of(weekly::MIN_WEEKS, SampleUnit::Periods)]),
    method(
        Area::Incidents,
        "Early aberration reporting C1, C2, C3",
        "Is this day unusual, without a history?",
        "incidents::alerts::ears::ears",
        "Hutwagner et al. 2003; Fricker et al. 2008",
    )
    .needs(&[of((ears::BASELINE_DAYS + ears::GAP_DAYS + 3) as u64, SampleUnit::Periods)]),
    method(
        Area::Incidents,
        "Farrington flexible",
        "Is this week unusual, as disease surveillance judges it?",
        "incidents::alerts::farrington::farrington",
        "Farrington et al. 1996; Noufaily et al. 2013",
    )
    .needs(&[of(farrington::MIN_YEARS as u64, SampleUnit::Years)]),
    method(
        Area::Incidents,
        "Point in polygon, borders included",
        "In which area did it happen?",
        "incidents::point_in_area::AreaIndex",
        "exact predicates, Shewchuk 1997",
    ),
    method(
        Area::Incidents,
        "Kernel density, quartic and Gaussian",
        "Where do events lie densest?",
        "incidents::density::density",
        "Silverman 1986; Diggle 1985 (edges)",
    )
    .needs(&[events(density::MIN_EVENTS)]),
    method(
        Area::Incidents,
        "Local Getis-Ord Gi* with false discovery rate",
        "Which cells or areas are hot or cold spots?",
        "incidents::local_getis_ord::local_getis_ord",
        "Getis & Ord 1992; Ord & Getis 1995; Benjamini & Hochberg 1995",
    )
    .needs(&[of(local_statistics::MIN_UNITS, SampleUnit::Units)]),
    method(
        Area::Incidents,
        "Local Moran's I",
        "Which areas resemble their neighbours, or differ from them?",
        "incidents::local_moran::local_moran",
        "Anselin 1995; Sokal, Oden & Thomson 1998",
    )
    .needs(&[of(local_statistics::MIN_UNITS, SampleUnit::Units)]),
    method(
        Area::Incidents,
        "Concentration beside chance: Lorenz curve, Gini, generalised Gini",
        "Is crime more concentrated than chance makes it?",
        "incidents::concentration::concentration",
        "Bernasco & Steenbeek 2017; Chalfin, Kaplan & Cuellar 2021",
    )
    .needs(&[events(concentration::MIN_EVENTS), of(concentration::MIN_UNITS, SampleUnit::Units)]),
    method(
        Area::Incidents,
        "DBSCAN: clusters by density in space",
        "Which events lie together?",
        "incidents::clusters::dbscan",
        "Ester, Kriegel, Sander & Xu 1996",
    )
    .needs(&[events(clusters::MIN_EVENTS)]),
    method(
        Area::Incidents,
        "ST-DBSCAN: clusters by density in space and time",
        "Which events lie together in place and time?",
        "incidents::clusters::st_dbscan",
        "Birant & Kut 2007",
    )
    .needs(&[events(clusters::MIN_EVENTS)]),
    method(
        Area::Incidents,
        "Knox test of near repeats",
        "Does an event raise the risk near it for a while?",
        "incidents::near_repeat::near_repeat",
        "Knox 1964; Johnson et al. 2007",
    )
    .needs(&[events(near_repeat::MIN_EVENTS)]),
    method(
        Area::Incidents,
        "Space-time permutation scan",
        "Where and when was there an outbreak?",
        "incidents::space_time_scan::space_time_scan",
        "Kulldorff et al. 2005",
    )
    .needs(&[events(space_time_scan::MIN_EVENTS)]),
    method(
        Area::Effect,
        "Weighted displacement difference",
        "Did crime fall where something was done, or did it move?",
        "effect::displacement::displacement",
        "Wheeler & Ratcliffe 2018",
    )
    .needs(&[events(1)]),
    method(
        Area::Effect,
        "Weighted displacement quotient",
        "The same, as older studies report it?",
        "effect::weighted_displacement_quotient::weighted_displacement_quotient",
        "Bowers & Johnson 2003",
    ),
    method(
        Area::Effect,
        "Interrupted time series",
        "Did level or slope change when something began?",
        "effect::interrupted_series::interrupted_series",
        "Bernal et al. 2017; Newey & West 1987",
    )
    .needs(&[
        of(interrupted_series::MIN_PERIODS, SampleUnit::Periods),
        events(interrupted_series::MIN_EVENTS),
    ]),
    method(
        Area::Effect,
        "Difference in differences, judged by placebos",
        "Did the place change more than places where nothing was done?",
        "effect::difference_in_differences::difference_in_differences",
        "Conley & Taber 2011",
    )
    .needs(&[
        of(difference_in_differences::MIN_CONTROLS, SampleUnit::Controls),
        of(difference_in_differences::MIN_PERIODS_BEFORE, SampleUnit::Periods),
        events(difference_in_differences::MIN_EVENTS),
    ]),
    method(
        Area::Effect,
        "Synthetic control",
        "Did the place change more than a mixture of others that followed it before?",
        "effect::synthetic_control::synthetic_control",
        "Abadie, Diamond & Hainmueller 2010",
    )
    .needs(&[
        of(synthetic_control::MIN_CONTROLS, SampleUnit::Controls),
        of(synthetic_control::MIN_PERIODS_BEFORE, SampleUnit::Periods),
    ]),
    method(
        Area::Effect,
        "Spatial point pattern test, and Fisher's exact test by unit",
        "Do two maps differ, and where?",
        "effect::point_pattern::point_pattern_test",
        "Fisher 1935; Benjamini & Hochberg 1995; Andresen 2009; Wheeler et al. 2018",
    )
    .needs(&[events(point_pattern::MIN_EVENTS), of(point_pattern::MIN_UNITS, SampleUnit::Units)]),
    method(
        Area::Effect,
        "Conclusion with minimum detectable effect",
        "What can be concluded of a measure, and what decrease would have been seen?",
        "effect::conclusion::conclude",
        "Conley & Taber 2011; Gelman & Carlin 2014",
    )
    .needs(&[of(conclusion::MIN_CONTROLS, SampleUnit::Controls)]),
    method(
        Area::Disclosure,
        "Cell suppression, differencing, controlled rounding",
        "Which cells of a table must be suppressed so that nobody can be worked out?",
        "disclosure::table::protect_table",
        "Gusfield 1988; Cox 1987, 1995",
    ),
    method(
        Area::Disclosure,
        "Geomasking by squares that hold enough",
        "How is a dot map shown without pointing at a home?",
        "disclosure::geomasking::snap_to_grid",
        "after Lagonigro, Oller & Martori 2017; Armstrong, Rushton & Zimmerman 1999",
    ),
];
