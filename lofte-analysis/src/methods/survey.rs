//! The methods for surveys, and for many comparisons.

use crate::sample_size::SampleUnit;
use crate::survey::change::MIN_ANSWERS;
use crate::survey::problem_index::MIN_ANSWERS as INDEX_ANSWERS;

use super::{Area, Method, of};

const fn survey(
    name: &'static str,
    question: &'static str,
    function: &'static str,
    reference: &'static str,
) -> Method {
    Method { name, question, area: Area::Survey, function, minimum: &[], reference }
}

pub(super) const METHODS: &[Method] = &[
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
        "Problem index of 0 to 6 by cut points",
        "How large are the problems of an area, by a published table of cut points?",
        "survey::problem_index::problem_index",
        "Rao & Wu 1988; Efron & Tibshirani 1993",
    )
    .needs(&[of(INDEX_ANSWERS, SampleUnit::Answers)]),
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
];
