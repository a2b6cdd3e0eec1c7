//! The list of methods, each with the paper it comes from.

use crate::failure::Outcome;
use crate::output::Table;
use crate::output::{Format, Terminal};
use crate::survey::show;
use serde::Serialize;

/// A method.
#[derive(Clone, Copy, Debug, Serialize)]
struct Method {
    name: &'static str,
    /// How it is asked for.
    option: &'static str,
    source: &'static str,
}

const fn method(name: &'static str, option: &'static str, source: &'static str) -> Method {
    Method { name, option, source }
}

const METHODS: [Method; 68] = [
    method(
        "Variance by linearisation",
        "survey, change",
        "Woodruff 1971; Binder 1983; Särndal, Swensson & Wretman 1992; Wolter 2007",
    ),
    method("Stratified sample with finite population correction", "--strata --fpc", "Cochran 1977 ch. 5"),
    method("Two-stage clusters", "--psu a,b --fpc a,b", "Särndal, Swensson & Wretman 1992 ch. 4"),
    method("Single sampling units in a stratum", "--lonely", "Lumley 2010; Wolter 2007"),
    method("Mean, total, share, ratio", "--statistic", "Särndal, Swensson & Wretman 1992 ch. 5"),
    method("Quantile with interval", "--statistic quantile", "Woodruff 1952"),
    method("Design effect", "survey", "Kish 1965"),
    method("Degrees of freedom: units minus strata", "--df domain|design", "Korn & Graubard 1999"),
    method("Degrees of freedom: Satterthwaite", "--df satterthwaite", "Satterthwaite 1946"),
    method("Interval of a share: logit", "--interval logit", "Korn & Graubard 1999"),
    method("Interval of a share: Wilson", "--interval wilson", "Wilson 1927; Franco et al. 2019"),
    method(
        "Interval of a share: Korn and Graubard",
        "--interval korn-graubard",
        "Korn & Graubard 1998; Parker et al. 2017",
    ),
    method("Interval of a share: beta", "--interval beta", "Clopper & Pearson 1934; Korn & Graubard 1998"),
    method("Interval of a share: arcsine", "--interval arcsine", "Franco et al. 2019"),
    method("Interval of a share: likelihood", "--interval likelihood", "Rao & Scott 1984; Lumley 2010"),
    method("Interval: estimate ± t · se", "--interval mean-t", "Cochran 1977"),
    method("Reliability mark", "survey", "Parker et al. 2017 (NCHS, Vital and Health Statistics 2(175))"),
    method("Independence of two questions", "independence", "Rao & Scott 1984; Thomas & Rao 1987"),
    method("Raking", "--method rake", "Deming & Stephan 1940; Deville & Särndal 1992"),
    method("Generalised regression", "--method linear", "Särndal, Swensson & Wretman 1992 ch. 6"),
    method("Logit calibration", "--method logit", "Deville & Särndal 1992"),
    method("Bounded linear calibration", "--method bounded", "Deville & Särndal 1992"),
    method("Post-stratification", "--method poststratify", "Holt & Smith 1979"),
    method("Jackknife", "--replicates jkn", "Rust & Rao 1996; Wolter 2007"),
    method("Balanced half-samples", "--replicates brr", "McCarthy 1969"),
    method("Fay's half-samples", "--replicates fay:RHO", "Judkins 1990"),
    method("Rescaled bootstrap", "--replicates raowu:500", "Rao & Wu 1988; Rao, Wu & Yue 1992"),
    method("Change between independent waves", "change", "Welch 1947; Satterthwaite 1946"),
    method(
        "Interval of a change of shares: exact limits, squared and added",
        "change --statistic share",
        "Newcombe 1998; Zou & Donner 2008; Korn & Graubard 1998",
    ),
    method("Change with overlap", "change --overlap-id", "Kish 1965 ch. 12; Berger & Priam 2016"),
    method("Verdict by two one-sided tests", "change --threshold --alpha", "Schuirmann 1987"),
    method(
        "False discovery rate",
        "change --adjust bh|by",
        "Benjamini & Hochberg 1995; Benjamini & Yekutieli 2001",
    ),
    method("Family-wise error", "change --adjust holm|bonferroni", "Holm 1979"),
    method("Smallest detectable change, power, sample size", "plan", "Kish 1965 ch. 12, 1992"),
    method(
        "Small areas",
        "fay-herriot --fit reml|ml|moment",
        "Fay & Herriot 1979; Prasad & Rao 1990; Datta & Lahiri 2000; Datta, Rao & Smith 2005",
    ),
    method("Small areas that add up", "fay-herriot --benchmark", "You & Rao 2002; Rao & Molina 2015"),
    method("Counts with exact Poisson interval", "counts", "Garwood 1936"),
    method("Rate with exact interval", "rates --population", "Garwood 1936"),
    method(
        "Ratio of two rates, exact given their sum",
        "rates --against",
        "Clopper & Pearson 1934; minimum-likelihood p",
    ),
    method("Observed against expected", "rates --expected", "Breslow & Day 1987 s. 2.3"),
    method("Weekday by hour against an even spread", "week", "Pearson residuals, Agresti 2013 s. 1.5"),
    method("Point in area, borders included", "areas", "exact predicates, Shewchuk 1997"),
    method(
        "Spans of time over the hours of the week",
        "aoristic",
        "Ratcliffe & McCullagh 1998; Ratcliffe 2002",
    ),
    method(
        "Trend with season, quasi-Poisson or negative binomial",
        "trend",
        "McCullagh & Nelder 1989; Lawless 1987",
    ),
    method(
        "Unusual weeks over many kinds of events",
        "alerts",
        "quasi-Poisson prediction limit; Benjamini & Hochberg 1995",
    ),
    method("Early aberration C1, C2, C3", "ears", "Hutwagner et al. 2003; Fricker et al. 2008"),
    method("Farrington flexible", "farrington", "Farrington et al. 1996; Noufaily et al. 2013"),
    method("Near repeat, by shuffled days", "near-repeat", "Knox 1964; Johnson et al. 2007"),
    method("Kernel density, quartic and Gaussian", "density", "Silverman 1986; Diggle 1985 (edges)"),
    method("Trend, season and remainder for display", "stl", "Cleveland, Cleveland, McRae & Terpenning 1990"),
    method(
        "Hot and cold spots, Gi* with false discovery rate",
        "hot-spots",
        "Getis & Ord 1992; Ord & Getis 1995; Benjamini & Hochberg 1995",
    ),
    method("Local Moran's I", "local-moran", "Anselin 1995; Sokal, Oden & Thomson 1998"),
    method(
        "Concentration beside chance: Lorenz, Gini, generalised Gini",
        "concentration",
        "Bernasco & Steenbeek 2017; Chalfin, Kaplan & Cuellar 2021",
    ),
    method("Clusters by density in space", "clusters", "Ester, Kriegel, Sander & Xu 1996"),
    method("Clusters by density in space and time", "clusters --days", "Birant & Kut 2007"),
    method("Space-time permutation scan", "scan", "Kulldorff et al. 2005"),
    method(
        "Sums of harm with interval",
        "counts --harm",
        "Sherman, Neyroud & Neyroud 2016; Fay & Feuer 1997",
    ),
    method("Directly standardised rate", "standardise", "Fay & Feuer 1997"),
    method("Indirectly standardised ratio", "standardise", "Breslow & Day 1987 s. 2.3"),
    method("Weighted displacement difference", "displacement", "Wheeler & Ratcliffe 2018"),
    method("Displacement quotient, for older work", "displacement --buffer", "Bowers & Johnson 2003"),
    method("Interrupted time series", "interrupted-series", "Bernal et al. 2017; Newey & West 1987"),
    method(
        "Difference in differences, judged by placebos",
        "difference-in-differences",
        "Conley & Taber 2011",
    ),
    method("Synthetic control", "synthetic-control", "Abadie, Diamond & Hainmueller 2010"),
    method(
        "Two maps compared, exactly and by the point pattern test",
        "point-pattern",
        "Fisher 1935; Benjamini & Hochberg 1995; Andresen 2009; Wheeler et al. 2018",
    ),
    method(
        "What can be concluded, and the smallest visible decrease",
        "conclusion",
        "Conley & Taber 2011; Gelman & Carlin 2014",
    ),
    method(
        "Protected table: hidden cells, differences, controlled rounding",
        "protect --least | --against | --round",
        "Gusfield 1988; Cox 1987, 1995",
    ),
    method("Dots in squares that hold enough", "dots", "after Lagonigro, Oller & Martori 2021"),
];

/// Names all methods with their source.
pub(crate) fn list(terminal: &mut Terminal<'_>) -> Outcome {
    match terminal.format {
        Format::Json => terminal.out.json(&METHODS.as_slice())?,
        Format::Csv => {
            let mut rows = vec![["name", "option", "source"].map(str::to_owned).to_vec()];
            rows.extend(METHODS.iter().map(|m| [m.name, m.option, m.source].map(str::to_owned).to_vec()));
            show::csv(terminal, &rows)?;
        }
        Format::Table | Format::Geojson => {
            let words = terminal.words;
            let mut table = Table::new()
                .words(words.say("analyse-col-method"))
                .words(words.say("analyse-col-option"))
                .words(words.say("analyse-col-source"));
            for Method { name, option, source } in METHODS {
                table.row([name.to_owned(), option.to_owned(), source.to_owned()]);
            }
            terminal.out.table(&table)?;
        }
    }
    Ok(())
}
