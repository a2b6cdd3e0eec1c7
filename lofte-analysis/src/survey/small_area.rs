//! Small areas: the Fay–Herriot model.
//!
//! An area with twenty answers has a direct estimate that is mostly noise. The model (Fay & Herriot 1979) pulls it towards
//! what the area's known features predict, the more the noisier it is. The result is for maps and for choosing where to
//! look; it borrows from other areas and would mix their change into its own, so *no test of a change uses it*. Leaves out
//! unit-level models, spatial correlation and time.

use super::error::{SurveyError, require_at_least, require_finite, require_length};
use crate::linear_algebra::{Factor, dot};
use serde::{Deserialize, Serialize};

/// A direct estimate of one area.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Direct {
    /// The estimate.
    pub value: f64,
    /// Its sampling variance, taken as known. For shares use [`smoothed_variance`]: the raw variance of 0 of n is zero.
    pub variance: f64,
}

/// How the variance between areas is estimated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fit {
    /// Restricted maximum likelihood.
    Reml,
    /// Maximum likelihood.
    Ml,
    /// Fay and Herriot's moment equation.
    Moment,
}

/// The model's estimate of one area beside the direct one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SmallArea {
    /// The direct estimate, if anyone answered.
    pub direct: Option<Direct>,
    /// The model estimate (EBLUP; the regression alone where nobody answered).
    pub estimate: f64,
    /// Its mean squared error.
    pub mse: f64,
    /// γ: the weight of the direct estimate, 0–1.
    pub shrinkage: f64,
}

/// A fitted model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FayHerriot {
    /// Regression coefficients, in the order of the features.
    pub coefficients: Vec<f64>,
    /// Their standard errors.
    pub coefficient_se: Vec<f64>,
    /// σ²: variance between areas beyond the features; 0 when none is seen.
    pub between_variance: f64,
    /// Log-likelihood of the direct estimates.
    pub log_likelihood: f64,
    /// The areas, in the order given.
    pub areas: Vec<SmallArea>,
}

/// Fits the model. `features[i]` holds the known features of area i, the constant 1 included if one is wanted.
///
/// Mean squared errors as Prasad & Rao (1990), Datta & Lahiri (2000), and Datta, Rao & Smith (2005); the same as R's
/// `sae::mseFH`. For an area without answers the error is σ² plus that of the regression.
///
/// # Errors
/// Numbers of areas or features that differ, values that are not finite, a variance that is not positive, features that
/// depend on each other, or too few areas.
///
/// # References
/// R. E. Fay, R. A. Herriot, *Estimates of income for small places*, JASA 74 (1979); N. G. N. Prasad, J. N. K. Rao,
/// JASA 85 (1990); G. S. Datta, P. Lahiri, Statistica Sinica 10 (2000); G. S. Datta, J. N. K. Rao, D. D. Smith,
/// Biometrika 92 (2005).
///
/// # Examples
/// ```
/// use lofte_analysis::survey::small_area::{Direct, Fit, fay_herriot};
///
/// let direct = [0.62, 0.55, 0.71, 0.48, 0.66].map(|value| Some(Direct { value, variance: 0.004 }));
/// let model = fay_herriot(&direct, &vec![vec![1.0]; 5], Fit::Reml)?;
/// // Every area moves towards the common mean.
/// assert!(model.areas[2].estimate < 0.71 && model.areas[3].estimate > 0.48);
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
pub fn fay_herriot(
    direct: &[Option<Direct>],
    features: &[Vec<f64>],
    fit: Fit,
) -> Result<FayHerriot, SurveyError> {
    let model = Model::new(direct, features, fit)?;
    let between = model.between_variance();
    let state = model.at(between);
    let inverse = state.factor.inverse();
    let uncertainty = model.uncertainty(between, &inverse);
    let areas = direct
        .iter()
        .zip(features)
        .map(|(direct, x)| small_area(*direct, x, between, &state.beta, &inverse, uncertainty))
        .collect();
    let width = model.width;
    Ok(FayHerriot {
        coefficient_se: (0..width).map(|j| inverse[j * width + j].max(0.0).sqrt()).collect(),
        log_likelihood: model.log_likelihood(between),
        coefficients: state.beta,
        between_variance: between,
        areas,
    })
}

/// The sampling variance of a share from a pooled or synthetic share, `deff · p(1-p)/n`, so that an area where everybody
/// agreed by chance does not look certain.
///
/// # Errors
/// A share that is not between 0 and 1, no answers, or a design effect that is not positive.
///
/// # References
/// J. N. K. Rao, I. Molina, *Small Area Estimation* (2015), section 6.4.1 (generalised variance functions).
///
/// # Examples
/// ```
/// use lofte_analysis::survey::small_area::smoothed_variance;
/// // Nine of nine said yes; what they share with the other areas says that this is not certain.
/// assert!((smoothed_variance(0.9, 1.2, 9.0)? - 0.012).abs() < 1e-12);
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
pub fn smoothed_variance(pooled_share: f64, design_effect: f64, answers: f64) -> Result<f64, SurveyError> {
    super::error::require_open_unit("pooled share", pooled_share)?;
    require_at_least("design effect", design_effect, f64::MIN_POSITIVE)?;
    require_at_least("answers", answers, 1.0)?;
    Ok(design_effect * pooled_share * (1.0 - pooled_share) / answers)
}

/// How model estimates are made to add up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Benchmark {
    /// All estimates times the same number.
    Ratio,
    /// The same number added to all estimates.
    Difference,
}

/// Model estimates that agree with the direct estimate of the whole: `Σ N_i θ_i = (Σ N_i) · whole`.
///
/// # Errors
/// Numbers of areas that differ, populations that are not positive, or a ratio to estimates that add up to nothing.
///
/// # References
/// Y. You, J. N. K. Rao, *A pseudo-empirical best linear unbiased prediction approach to small area estimation*,
/// Canadian Journal of Statistics 30 (2002); J. N. K. Rao, I. Molina, *Small Area Estimation* (2015), section 6.4.6.
///
/// # Examples
/// ```
/// use lofte_analysis::survey::small_area::{Benchmark, Direct, Fit, benchmarked, fay_herriot};
/// let direct = [0.62, 0.55, 0.71, 0.48, 0.66].map(|value| Some(Direct { value, variance: 0.004 }));
/// let model = fay_herriot(&direct, &vec![vec![1.0]; 5], Fit::Reml)?;
/// let areas = benchmarked(&model, &[900.0; 5], 0.61, Benchmark::Ratio)?;
/// assert!((areas.iter().sum::<f64>() / 5.0 - 0.61).abs() < 1e-12);
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
pub fn benchmarked(
    model: &FayHerriot,
    populations: &[f64],
    whole: f64,
    benchmark: Benchmark,
) -> Result<Vec<f64>, SurveyError> {
    require_length("populations", model.areas.len(), populations.len())?;
    require_finite("estimate of the whole", whole)?;
    for &population in populations {
        require_at_least("population of an area", population, f64::MIN_POSITIVE)?;
    }
    let size: f64 = populations.iter().sum();
    let reached: f64 = model.areas.iter().zip(populations).map(|(a, n)| n * a.estimate).sum();
    let estimates = model.areas.iter().map(|a| a.estimate);
    match benchmark {
        Benchmark::Ratio if reached == 0.0 => Err(SurveyError::ZeroDenominator),
        Benchmark::Ratio => Ok(estimates.map(|e| e * whole * size / reached).collect()),
        Benchmark::Difference => Ok(estimates.map(|e| e + whole - reached / size).collect()),
    }
}

/// What the mean squared errors need besides the area itself.
#[derive(Clone, Copy)]
struct Uncertainty {
    /// Asymptotic variance of σ².
    of_between: f64,
    /// Bias of σ².
    bias: f64,
}

fn small_area(
    direct: Option<Direct>,
    x: &[f64],
    between: f64,
    beta: &[f64],
    inverse: &[f64],
    uncertainty: Uncertainty,
) -> SmallArea {
    let predicted = dot(x, beta);
    let regression: f64 = inverse.chunks(x.len()).zip(x).map(|(row, xi)| xi * dot(row, x)).sum();
    let Some(known) = direct else {
        return SmallArea { direct, estimate: predicted, mse: between + regression, shrinkage: 0.0 };
    };
    let total = between + known.variance;
    let shrinkage = between / total;
    let rest = 1.0 - shrinkage;
    let own = shrinkage * known.variance;
    let from_fit = known.variance * known.variance / total.powi(3) * uncertainty.of_between;
    let mse = own + rest * rest * regression + 2.0 * from_fit - uncertainty.bias * rest * rest;
    SmallArea { direct, estimate: predicted + shrinkage * (known.value - predicted), mse, shrinkage }
}

/// The areas with answers.
struct Model<'a> {
    direct: Vec<Direct>,
    features: Vec<&'a [f64]>,
    width: usize,
    fit: Fit,
}

/// The regression at a given σ².
struct State {
    factor: Factor,
    beta: Vec<f64>,
    /// 1/(σ² + D_i).
    weights: Vec<f64>,
    residuals: Vec<f64>,
}

impl<'a> Model<'a> {
    fn new(direct: &[Option<Direct>], features: &'a [Vec<f64>], fit: Fit) -> Result<Self, SurveyError> {
        require_length("features", direct.len(), features.len())?;
        let width = features.first().map_or(0, Vec::len);
        for (row, x) in features.iter().enumerate() {
            require_length(&format!("features of area {}", row + 1), width, x.len())?;
            if x.iter().any(|v| !v.is_finite()) {
                return Err(SurveyError::NotFinite { row, column: "features".to_owned() });
            }
        }
        let mut model = Self { direct: Vec::new(), features: Vec::new(), width, fit };
        for (area, x) in direct.iter().zip(features) {
            if let Some(area) = area {
                require_finite("direct estimate", area.value)?;
                require_at_least("variance of a direct estimate", area.variance, f64::MIN_POSITIVE)?;
                model.direct.push(*area);
                model.features.push(x);
            }
        }
        if width == 0 || model.direct.len() <= width {
            return Err(SurveyError::TooFewAreas { areas: model.direct.len(), features: width });
        }
        if !model.at(0.0).factor.is_full_rank() {
            return Err(SurveyError::DependentFeatures);
        }
        Ok(model)
    }

    fn at(&self, between: f64) -> State {
        let weights: Vec<f64> = self.direct.iter().map(|d| 1.0 / (between + d.variance)).collect();
        let factor = Factor::new(self.cross_product(&weights), self.width);
        let mut right = vec![0.0; self.width];
        for ((direct, x), w) in self.direct.iter().zip(&self.features).zip(&weights) {
            for (sum, xj) in right.iter_mut().zip(*x) {
                *sum += w * direct.value * xj;
            }
        }
        let beta = factor.solve(&right);
        let residuals =
            self.direct.iter().zip(&self.features).map(|(d, x)| d.value - dot(x, &beta)).collect();
        State { factor, beta, weights, residuals }
    }

    /// `Σ w x x'`.
    fn cross_product(&self, weights: &[f64]) -> Vec<f64> {
        let mut matrix = vec![0.0; self.width * self.width];
        for (x, w) in self.features.iter().zip(weights) {
            for (row, xi) in matrix.chunks_mut(self.width).zip(*x) {
                for (sum, xj) in row.iter_mut().zip(*x) {
                    *sum += w * xi * xj;
                }
            }
        }
        matrix
    }

    /// `tr[(Σ x x'/V)⁻¹ Σ x x'/V²]`.
    fn trace(&self, state: &State) -> f64 {
        let squared: Vec<f64> = state.weights.iter().map(|w| w * w).collect();
        let inverse = state.factor.inverse();
        dot(&inverse, &self.cross_product(&squared))
    }

    /// The estimating function whose root is σ².
    fn score(&self, between: f64) -> f64 {
        let state = self.at(between);
        let pairs = || state.weights.iter().zip(&state.residuals);
        let sum: f64 = state.weights.iter().sum();
        let squares: f64 = pairs().map(|(w, r)| w * w * r * r).sum();
        match self.fit {
            Fit::Moment => {
                let degrees = self.direct.len() as f64 - self.width as f64;
                pairs().map(|(w, r)| w * r * r).sum::<f64>() - degrees
            }
            Fit::Ml => 0.5 * (squares - sum),
            Fit::Reml => 0.5 * (squares - sum + self.trace(&state)),
        }
    }

    /// The root of the score; where there are several, the likeliest; 0 where there is none.
    fn between_variance(&self) -> f64 {
        let mut sizes: Vec<f64> = self.direct.iter().map(|d| d.variance).collect();
        sizes.sort_by(f64::total_cmp);
        let spread: f64 = self.at(0.0).residuals.iter().map(|r| r * r).sum();
        let (smallest, largest) = (sizes[0] * 1e-6, sizes[sizes.len() - 1] + spread);
        let steps = 200;
        let ratio = (largest / smallest).powf(1.0 / f64::from(steps));
        let mut best = (0.0, self.log_likelihood_of_fit(0.0));
        let (mut low, mut score_low) = (0.0, self.score(0.0));
        let mut high = smallest;
        for _ in 0..=steps {
            let score_high = self.score(high);
            if score_low > 0.0 && score_high <= 0.0 {
                let root = self.bisect(low, high);
                let likelihood = self.log_likelihood_of_fit(root);
                // The moment equation has at most one root, and no likelihood to compare.
                if self.fit == Fit::Moment || likelihood >= best.1 {
                    best = (root, likelihood);
                }
            }
            (low, score_low) = (high, score_high);
            high *= ratio;
        }
        best.0
    }

    fn bisect(&self, mut low: f64, mut high: f64) -> f64 {
        for _ in 0..200 {
            let middle = f64::midpoint(low, high);
            if middle <= low || middle >= high {
                break;
            }
            if self.score(middle) > 0.0 {
                low = middle;
            } else {
                high = middle;
            }
        }
        f64::midpoint(low, high)
    }

    fn log_likelihood(&self, between: f64) -> f64 {
        let state = self.at(between);
        let terms = state.weights.iter().zip(&state.residuals);
        -0.5 * terms.map(|(w, r)| (2.0 * std::f64::consts::PI / w).ln() + w * r * r).sum::<f64>()
    }

    /// The likelihood that the fit maximises.
    fn log_likelihood_of_fit(&self, between: f64) -> f64 {
        let restricted = match self.fit {
            Fit::Reml => 0.5 * self.at(between).factor.log_determinant(),
            Fit::Ml | Fit::Moment => 0.0,
        };
        self.log_likelihood(between) - restricted
    }

    fn uncertainty(&self, between: f64, inverse: &[f64]) -> Uncertainty {
        let weights: Vec<f64> = self.direct.iter().map(|d| 1.0 / (between + d.variance)).collect();
        let first: f64 = weights.iter().sum();
        let squares: Vec<f64> = weights.iter().map(|w| w * w).collect();
        let second: f64 = squares.iter().sum();
        let count = self.direct.len() as f64;
        match self.fit {
            Fit::Reml => Uncertainty { of_between: 2.0 / second, bias: 0.0 },
            Fit::Ml => {
                let trace = dot(inverse, &self.cross_product(&squares));
                Uncertainty { of_between: 2.0 / second, bias: -trace / second }
            }
            Fit::Moment => Uncertainty {
                of_between: 2.0 * count / (first * first),
                bias: 2.0 * (count * second - first * first) / first.powi(3),
            },
        }
    }
}
