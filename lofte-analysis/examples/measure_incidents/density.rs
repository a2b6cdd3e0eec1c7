//! Density surfaces.

use lofte_analysis::Points;
use lofte_analysis::incidents::density::{
    CellGrid, Density, DensityError, DensityParams, EdgeCorrection, Events, Kernel, MIN_EVENTS,
    binned_density, density,
};
use lofte_analysis::sample_size::Sufficiency;

use crate::input::Asked;
use crate::{Anything, Measured, given};

/// Standard deviations at which the Gaussian kernel is cut.
const CUT: f64 = 5.0;

/// The exact surface of a kernel; the check is the sum of squared values.
pub fn exact(asked: &Asked, quartic: bool) -> Anything<Measured> {
    let kernel = if quartic { Kernel::Quartic } else { Kernel::Gaussian { cut: CUT } };
    surface(asked, kernel, |events, params| density(events, None, params))
}

/// The binned Gaussian surface; the check is the sum of squared values.
pub fn binned(asked: &Asked) -> Anything<Measured> {
    surface(asked, Kernel::Gaussian { cut: CUT }, |events, params| binned_density(events, None, params))
}

fn surface(
    asked: &Asked,
    kernel: Kernel,
    method: impl Fn(Events, &DensityParams) -> Result<Sufficiency<Density>, DensityError>,
) -> Anything<Measured> {
    let (x, y) = asked.places(asked.n)?;
    let params = DensityParams {
        kernel,
        bandwidth: asked.setting("radius")?,
        grid: CellGrid::around(Points::new(&x, &y), asked.setting("cell")?)?,
        edge: EdgeCorrection::None,
        min_events: MIN_EVENTS,
    };
    let (time, surface) =
        asked.best(|| method(Events { points: Points::new(&x, &y), weights: None }, &params))?;
    let check = given(surface?)?.values.iter().map(|value| value * value).sum();
    Ok(Measured { time, check })
}
