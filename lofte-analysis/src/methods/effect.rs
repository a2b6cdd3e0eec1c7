//! The methods for what became of an intervention.

use crate::effect::{
    conclusion, difference_in_differences, interrupted_series, point_pattern, synthetic_control,
};
use crate::sample_size::SampleUnit;

use super::{Area, Method, events, of};

const fn effect(
    name: &'static str,
    question: &'static str,
    function: &'static str,
    reference: &'static str,
) -> Method {
    Method { name, question, area: Area::Effect, function, minimum: &[], reference }
}

pub(super) const METHODS: &[Method] = &[
    effect(
        "Weighted displacement difference",
        "Did crime fall where something was done, or did it move?",
        "effect::displacement::displacement",
        "Wheeler & Ratcliffe 2018",
    )
    .needs(&[events(1)]),
    effect(
        "Weighted displacement quotient",
        "The same, as older studies report it?",
        "effect::weighted_displacement_quotient::weighted_displacement_quotient",
        "Bowers & Johnson 2003",
    ),
    effect(
        "Interrupted time series",
        "Did level or slope change when something began?",
        "effect::interrupted_series::interrupted_series",
        "Bernal et al. 2017; Newey & West 1987",
    )
    .needs(&[
        of(interrupted_series::MIN_PERIODS, SampleUnit::Periods),
        events(interrupted_series::MIN_EVENTS),
    ]),
    effect(
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
    effect(
        "Synthetic control",
        "Did the place change more than a mixture of others that followed it before?",
        "effect::synthetic_control::synthetic_control",
        "Abadie, Diamond & Hainmueller 2010",
    )
    .needs(&[
        of(synthetic_control::MIN_CONTROLS, SampleUnit::Controls),
        of(synthetic_control::MIN_PERIODS_BEFORE, SampleUnit::Periods),
    ]),
    effect(
        "Spatial point pattern test, and Fisher's exact test by unit",
        "Do two maps differ, and where?",
        "effect::point_pattern::point_pattern_test",
        "Fisher 1935; Benjamini & Hochberg 1995; Andresen 2009; Wheeler et al. 2018",
    )
    .needs(&[events(point_pattern::MIN_EVENTS), of(point_pattern::MIN_UNITS, SampleUnit::Units)]),
    effect(
        "Conclusion with minimum detectable effect",
        "What can be concluded of a measure, and what decrease would have been seen?",
        "effect::conclusion::conclude",
        "Conley & Taber 2011; Gelman & Carlin 2014",
    )
    .needs(&[of(conclusion::MIN_CONTROLS, SampleUnit::Controls)]),
];
