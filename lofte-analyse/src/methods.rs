//! The list of methods of `lofte_analysis`, each with the question it answers, how it is asked for here, and its paper.

use lofte_analysis::methods::{METHODS, Method};

use crate::failure::Outcome;
use crate::output::Table;
use crate::output::separated;
use crate::output::{Format, Terminal};
use serde::Serialize;

/// A method, and how it is asked for; nothing where no command asks for it.
#[derive(Clone, Copy, Debug, Serialize)]
struct Listed {
    #[serde(flatten)]
    method: Method,
    option: Option<&'static str>,
}

/// How each method is asked for, by its name in the library.
const OPTIONS: [(&str, &str); 84] = [
    ("Variance by linearisation", "survey, change"),
    ("Stratified sample with finite population correction", "--strata --fpc"),
    ("Two-stage clusters", "--psu a,b --fpc a,b"),
    ("Single sampling units in a stratum", "--lonely"),
    ("Mean, total, share, ratio", "--statistic"),
    ("Quantile with confidence interval", "--statistic quantile"),
    ("Design effect", "survey"),
    ("Degrees of freedom: units minus strata", "--df domain|design"),
    ("Degrees of freedom: Satterthwaite", "--df satterthwaite"),
    ("Confidence interval of a share: logit", "--interval logit"),
    ("Confidence interval of a share: Wilson", "--interval wilson"),
    ("Confidence interval of a share: Korn and Graubard", "--interval korn-graubard"),
    ("Confidence interval of a share: beta", "--interval beta"),
    ("Confidence interval of a share: arcsine", "--interval arcsine"),
    ("Confidence interval of a share: likelihood", "--interval likelihood"),
    ("Confidence interval: estimate ± t · se", "--interval mean-t"),
    ("Reliability of a share", "survey"),
    ("Independence of two questions", "independence"),
    ("Raking", "--method rake"),
    ("Generalised regression", "--method linear"),
    ("Logit calibration", "--method logit"),
    ("Bounded linear calibration", "--method bounded"),
    ("Post-stratification", "--method poststratify"),
    ("Jackknife", "--replicates jkn"),
    ("Balanced half-samples", "--replicates brr"),
    ("Fay's half-samples", "--replicates fay:RHO"),
    ("Rescaled bootstrap", "--replicates raowu:500"),
    ("Change between independent waves", "change"),
    (
        "Confidence interval of a change of shares: exact limits, squared and added",
        "change --statistic share",
    ),
    ("Change with overlap", "change --overlap-id"),
    ("One-sided tests against a threshold, and equivalence", "change --threshold --alpha"),
    ("False discovery rate", "change --adjust bh|by"),
    ("Family-wise error", "change --adjust holm|bonferroni"),
    ("Minimum detectable effect, power, sample size", "plan"),
    ("Small area estimation", "fay-herriot --fit reml|ml|moment"),
    ("Benchmarked small areas", "fay-herriot --benchmark"),
    ("Counts with exact Poisson interval", "counts"),
    ("Rate with exact interval", "rates --population, population-at-risk"),
    ("Ratio of two rates, exact given their sum", "rates --against"),
    ("Observed against expected", "rates --expected"),
    ("Directly standardised rate", "standardise"),
    ("Indirectly standardised ratio", "standardise"),
    ("Funnel plot of counts against expected", "funnel --limits chance"),
    ("Funnel plot widened for over-dispersion", "funnel --limits additive|multiplicative"),
    ("Funnel plot of shares", "funnel --answers"),
    ("Funnel plot of changes", "funnel --before"),
    ("Uncertainty of ranks", "rank-uncertainty"),
    ("Similar units by what they cannot change", "similar"),
    ("Pooled rate of three years", "three-year"),
    ("Rates of small areas drawn to the mean of all", "shrinkage --population"),
    ("Observed over expected drawn to the mean of all", "shrinkage --expected"),
    ("Shares of small areas drawn to that of all", "shrinkage --answers"),
    ("Sums of harm with interval", "counts --harm"),
    ("Weekday by hour against an even spread", "week"),
    ("Aoristic analysis: spans of time over the hours of the week", "aoristic"),
    ("Trend with season, quasi-Poisson or negative binomial", "trend"),
    ("Twelve months against the twelve before", "twelve-month"),
    ("Mann-Kendall test and Sen's slope", "trend-test"),
    ("STL: trend, season and remainder for display", "stl"),
    ("Unusual weeks over many kinds of events", "alerts"),
    ("Last weeks against the weeks before, over many series", "window-alerts"),
    ("Early aberration reporting C1, C2, C3", "ears"),
    ("Farrington flexible", "farrington"),
    ("Point in polygon, borders included", "areas"),
    ("Kernel density, quartic and Gaussian", "density"),
    ("Local Getis-Ord Gi* with false discovery rate", "hot-spots"),
    ("Emerging, stable and fading hot spots", "emerging"),
    ("Local Moran's I", "local-moran"),
    ("Concentration beside chance: Lorenz curve, Gini, generalised Gini", "concentration"),
    ("DBSCAN: clusters by density in space", "clusters"),
    ("ST-DBSCAN: clusters by density in space and time", "clusters --days"),
    ("Repeats at the same place beside chance", "repeat-places"),
    ("Knox test of near repeats", "near-repeat"),
    ("Space-time permutation scan", "scan"),
    ("Weighted displacement difference", "displacement"),
    ("Weighted displacement quotient", "displacement --buffer"),
    ("Interrupted time series", "interrupted-series"),
    ("Difference in differences, judged by placebos", "difference-in-differences"),
    ("Synthetic control", "synthetic-control"),
    ("Spatial point pattern test, and Fisher's exact test by unit", "point-pattern"),
    ("Conclusion with minimum detectable effect", "conclusion"),
    ("Cell suppression, differencing, controlled rounding", "protect --least | --against | --round"),
    ("Noise by cell key", "cell-key"),
    ("Geomasking by squares that hold enough", "dots"),
];

fn listed() -> Vec<Listed> {
    let option = |name: &str| OPTIONS.iter().find(|(known, _)| *known == name).map(|(_, option)| *option);
    METHODS.iter().map(|method| Listed { method: *method, option: option(method.name) }).collect()
}

/// Names all methods with the question, the smallest sample and the source.
pub(crate) fn list(terminal: &mut Terminal<'_>) -> Outcome {
    let listed = listed();
    match terminal.format {
        Format::Json => terminal.out.json(&listed)?,
        Format::Csv => {
            let heading = ["name", "question", "option", "minimum", "reference"];
            let mut rows = vec![heading.map(str::to_owned).to_vec()];
            rows.extend(listed.iter().map(|Listed { method, option }| {
                let minimum = method.minimum_in_words();
                let option = option.unwrap_or_default();
                [method.name, method.question, option, &minimum, method.reference].map(str::to_owned).to_vec()
            }));
            separated::csv(terminal, &rows)?;
        }
        Format::Table | Format::Geojson => {
            let words = terminal.words;
            let mut table = Table::new()
                .words(words.say("analyse-col-method"))
                .words(words.say("analyse-col-option"))
                .words(words.say("analyse-col-minimum"))
                .words(words.say("analyse-col-source"));
            for Listed { method, option } in listed {
                let minimum = method.minimum.iter().map(|minimum| {
                    let unit = words.word("analyse-floor-of", &minimum.unit);
                    format!("{} {unit}", words.count(minimum.number))
                });
                table.row([
                    method.name.to_owned(),
                    option.unwrap_or_default().to_owned(),
                    minimum.collect::<Vec<_>>().join(", "),
                    method.reference.to_owned(),
                ]);
            }
            terminal.out.table(&table)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{OPTIONS, listed};

    #[test]
    fn every_option_belongs_to_a_method() {
        let listed = listed();
        for (name, _) in OPTIONS {
            assert!(listed.iter().any(|listed| listed.method.name == name), "{name}");
        }
        let unasked = listed.iter().filter(|listed| listed.option.is_none()).map(|listed| listed.method.name);
        assert_eq!(
            unasked.collect::<Vec<_>>(),
            [
                "Problem index of 0 to 6 by cut points",
                "Non-response: tipping point and R-indicator",
                "Intervals widened for over-dispersion",
                "Rates of small areas drawn to those around"
            ]
        );
    }
}
