//! How much work and memory a surface is, told before it is begun.
//!
//! A cell size that is a slip of the pen, or one event with a wrong coordinate, can ask for hours or for all memory.
//! Both are known from the numbers alone, and refused with what would do.

use super::edge::Area;
use super::setting::Setting;
use super::{CellGrid, DensityError, DensityMethod, EdgeCorrection, Events, Kernel};

/// Cells with the reach of the kernel around them. The exact way holds 16 bytes for each, the binned way up to 100
/// (eight blocks of shares and four surfaces): 1.7 GB, which an office computer has, for 41 by 41 km in cells of 10 m.
pub const MAX_CELLS: u64 = 1 << 24;

/// Additions of one event to one cell. One takes 0.3-0.6 ns with either kernel (measured with 1e3 to 1e6 events and 1
/// to 25 million cells), so this is five to ten minutes on one core; a million events with a kernel that reaches over a
/// hundred cells to each side are a twenty-fifth of it.
pub const MAX_ADDITIONS: f64 = 1e12;

/// A cell of the Gaussian kernel in the binned way is three products along rows and three along columns, and takes 2.2
/// ns for each cell that the kernel is long.
const PRODUCTS: f64 = 6.0;
/// An edge of the boundary within reach takes as long as so many additions, with the quartic kernel and for each piece
/// of the Gaussian integral: a root and an arc tangent, or eight exponentials.
const EDGE: f64 = 100.0;

/// Refuses a grid with too many cells, when each of its sides is widened by this many metres.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates")]
pub(super) fn check_cells(grid: &CellGrid, cells: (f64, f64), reach: f64) -> Result<(), DensityError> {
    let widened = |cells: f64| (cells * grid.cell + 2.0 * reach).max(grid.cell);
    let area = widened(cells.0) * widened(cells.1);
    let cells = area / (grid.cell * grid.cell);
    if cells <= MAX_CELLS as f64 {
        return Ok(());
    }
    let side = (area / MAX_CELLS as f64).sqrt().ceil();
    Err(DensityError::TooManyCells { cells: cells as u64, side: side as u64 })
}

/// Refuses a surface that would take hours.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates")]
pub(super) fn check_work(
    events: Events<'_>,
    setting: &Setting,
    method: DensityMethod,
    area: Option<&Area>,
    edge: EdgeCorrection,
) -> Result<(), DensityError> {
    let near =
        events.points.x.iter().zip(events.points.y).filter(|(x, y)| setting.spot(**x, **y).is_some()).count();
    let cells = (setting.columns() * setting.rows()) as f64;
    let side = (2 * setting.reach + 3) as f64;
    let additions = match (method, setting.kernel) {
        (DensityMethod::Exact, _) => near as f64 * side * side.min(setting.rows() as f64),
        (DensityMethod::Binned, Kernel::Quartic) => cells * side * side,
        (DensityMethod::Binned, Kernel::Gaussian { .. }) => cells * side * PRODUCTS,
    };
    let corrected = match edge {
        EdgeCorrection::None => 0.0,
        EdgeCorrection::Uniform => cells,
        EdgeCorrection::Diggle => events.points.x.len() as f64,
    };
    let edges = area.map_or(0.0, Area::pieces_in_reach) * corrected * EDGE;
    let work = additions + edges;
    if work <= MAX_ADDITIONS {
        return Ok(());
    }
    // Half the cell size is at least four times the work.
    let side = (setting.grid.cell * (work / MAX_ADDITIONS).sqrt()).ceil();
    Err(DensityError::TooMuchWork {
        cells: cells as u64,
        events: near as u64,
        additions: work as u64,
        side: side as u64,
    })
}
