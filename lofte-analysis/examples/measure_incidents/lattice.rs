//! Gi* and local Moran on cells with the eight cells around as neighbours.

use lofte_analysis::incidents::local_getis_ord::{LocalGetisOrdParams, local_getis_ord};
use lofte_analysis::incidents::local_moran::{LocalMoranParams, MoranVariance, local_moran};
use lofte_analysis::incidents::local_statistics::{
    FEW_UNITS, Inference, LocalSampleSize, MIN_NEIGHBOURS, MIN_UNITS, Tails, UnitResult,
};
use lofte_analysis::incidents::neighbours::Neighbours;

use crate::input::Asked;
use crate::{Anything, Measured, given};

/// Gi*; the check is the sum of z without sign, or of p where z is above zero when permuted.
pub fn gi(asked: &Asked, permuted: bool) -> Anything<Measured> {
    let (values, neighbours) = cells(asked)?;
    let params = LocalGetisOrdParams {
        inference: inference(asked, permuted)?,
        false_discovery_rate: 0.05,
        min_sample: MIN_SAMPLE,
    };
    let (time, found) = asked.best(|| local_getis_ord(&values, &neighbours, &params))?;
    let found = given(found?)?;
    let check = sum(&found.results, |unit| value(unit.z, unit.p_value, permuted));
    Ok(Measured { time, check })
}

/// Local Moran; the check is the sum of I without sign, or of p where it is above zero.
pub fn moran(asked: &Asked, permuted: bool) -> Anything<Measured> {
    let (values, neighbours) = cells(asked)?;
    let params = LocalMoranParams {
        variance: MoranVariance::MaximumLikelihood,
        inference: inference(asked, permuted)?,
        false_discovery_rate: 0.05,
        min_sample: MIN_SAMPLE,
    };
    let (time, found) = asked.best(|| local_moran(&values, &neighbours, &params))?;
    let found = given(found?)?;
    let check = sum(&found.results, |unit| value(unit.statistic, unit.p_value, permuted));
    Ok(Measured { time, check })
}

const MIN_SAMPLE: LocalSampleSize =
    LocalSampleSize { units: MIN_UNITS, neighbours: MIN_NEIGHBOURS, few_units: FEW_UNITS };

fn inference(asked: &Asked, permuted: bool) -> Anything<Inference> {
    if !permuted {
        return Ok(Inference::Normal);
    }
    Ok(Inference::Permutation { permutations: asked.setting("perms")?, seed: 1, tails: Tails::Smaller })
}

fn cells(asked: &Asked) -> Anything<(Vec<f64>, Neighbours)> {
    let of = format!("lattice-{}", asked.n);
    let starts = asked.u32s(&format!("{of}.starts"))?;
    let neighbours = asked.u32s(&format!("{of}.neighbours"))?;
    let lists: Vec<Vec<u32>> =
        starts.windows(2).map(|pair| neighbours[pair[0] as usize..pair[1] as usize].to_vec()).collect();
    Ok((asked.f64s(&format!("{of}.count"))?, Neighbours::from_lists(&lists)?))
}

fn sum<T>(results: &[UnitResult<T>], value: impl Fn(&T) -> f64) -> f64 {
    results.iter().filter_map(UnitResult::tested).map(value).sum()
}

/// What a unit adds to the check. Peers count ties in the lower tail differently, hence the upper one.
fn value(statistic: f64, p: f64, permuted: bool) -> f64 {
    match permuted {
        false => statistic.abs(),
        true if statistic > 0.0 => p,
        true => 0.0,
    }
}
