//! The checked parameters of a surface, and the numbers that follow from them.

use super::{CellGrid, DensityError, DensityParams, Events, Kernel, MAX_CUT, SQUARE_KM, cost};
use statrs::function::erf::erf;
use std::f64::consts::{PI, SQRT_2};

/// Squares to each side when the densest square is looked for.
const COARSE_SQUARES: f64 = 256.0;

/// Beyond the cut, squares out to this many bandwidths are added up one by one.
const RINGS: i32 = 9;

/// Parameters that have passed their checks.
pub(super) struct Setting {
    pub(super) kernel: Kernel,
    pub(super) bandwidth: f64,
    pub(super) grid: CellGrid,
    /// An event reaches this many cells beyond its own, to each side.
    pub(super) reach: usize,
    /// Columns of the grid with the reach on both sides.
    pub(super) wide: usize,
    /// Rows of the grid with the reach on both sides.
    pub(super) high: usize,
    /// The Gaussian kernel, peak 1, at whole numbers of cells along an axis, from 0 to the reach.
    pub(super) falls: Vec<f64>,
}

/// Where an event lies in the grid that is widened by the reach.
pub(super) struct Spot {
    /// Number of the cell, row by row.
    pub(super) cell: usize,
    /// Metres east of the centre of the cell.
    pub(super) dx: f64,
    /// Metres north of the centre of the cell.
    pub(super) dy: f64,
}

impl Setting {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked against MAX_CELLS")]
    pub(super) fn new(params: &DensityParams) -> Result<Self, DensityError> {
        let DensityParams { kernel, bandwidth, grid, .. } = *params;
        if !(bandwidth > 0.0 && bandwidth.is_finite() && (1.0 / (bandwidth * bandwidth)).is_normal()) {
            return Err(DensityError::Bandwidth);
        }
        let cut = match kernel {
            Kernel::Quartic => 1.0,
            Kernel::Gaussian { cut } if (1.0..=MAX_CUT).contains(&cut) => cut,
            Kernel::Gaussian { .. } => return Err(DensityError::Cut),
        };
        let far = |corner: f64, cells: u32| corner + f64::from(cells) * grid.cell;
        let corners = [grid.west, grid.south, far(grid.west, grid.columns), far(grid.south, grid.rows)];
        if !(grid.cell > 0.0 && grid.columns > 0 && grid.rows > 0 && corners.iter().all(|c| c.is_finite())) {
            return Err(DensityError::Grid);
        }
        if grid.cell > bandwidth {
            return Err(DensityError::CellTooLarge);
        }
        let reach = (cut * bandwidth / grid.cell + 0.5).floor();
        cost::check_cells(&grid, (grid.columns.into(), grid.rows.into()), reach * grid.cell)?;
        let reach = reach as usize;
        let (wide, high) = (grid.columns as usize + 2 * reach, grid.rows as usize + 2 * reach);
        let fall = |steps: usize| (-0.5 * (steps as f64 * grid.cell / bandwidth).powi(2)).exp();
        let falls = (0..=reach).map(fall).collect();
        Ok(Self { kernel, bandwidth, grid, reach, wide, high, falls })
    }

    /// The cell and offset of a point; none when it is too far away to matter.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 <= number < size")]
    pub(super) fn spot(&self, x: f64, y: f64) -> Option<Spot> {
        let along = |value: f64, corner: f64, size: usize| {
            let from_corner = value - corner;
            let number = (from_corner / self.grid.cell).floor();
            let padded = number + self.reach as f64;
            let offset = from_corner - (number + 0.5) * self.grid.cell;
            (padded >= 0.0 && padded < size as f64).then_some((padded as usize, offset))
        };
        let (column, dx) = along(x, self.grid.west, self.wide)?;
        let (row, dy) = along(y, self.grid.south, self.high)?;
        Some(Spot { cell: row * self.wide + column, dx, dy })
    }

    pub(super) fn columns(&self) -> usize {
        self.grid.columns as usize
    }

    pub(super) fn rows(&self) -> usize {
        self.grid.rows as usize
    }

    /// The kernel at distance 0, for each square km.
    pub(super) fn peak(&self) -> f64 {
        let square = self.bandwidth * self.bandwidth;
        match self.kernel {
            Kernel::Quartic => 3.0 / (PI * square) * SQUARE_KM,
            Kernel::Gaussian { .. } => SQUARE_KM / (2.0 * PI * square),
        }
    }

    /// The share of a kernel that lies beyond the cut.
    pub(super) fn cut_off(&self) -> f64 {
        match self.kernel {
            Kernel::Quartic => 0.0,
            Kernel::Gaussian { cut } => {
                let within = erf(cut / SQRT_2);
                1.0 - within * within
            }
        }
    }

    /// A bound on what the cut leaves out at any place, for each square km.
    ///
    /// The plane is divided into squares with the bandwidth as side. None holds more than the densest, so what lies
    /// beyond the cut is at most that weight times the largest kernel values of the squares that reach beyond it. An
    /// event may have been moved by up to `moved` bandwidths.
    pub(super) fn cut_error(&self, events: Events<'_>, moved: i32) -> f64 {
        let Kernel::Gaussian { cut } = self.kernel else {
            return 0.0;
        };
        let total = events.total();
        let fall = |square: f64| (-0.5 * square).exp();
        let (mut rings, mut side) = (0.0, 0_i32);
        while f64::from(side) < cut + f64::from(RINGS) {
            side += 1;
        }
        for i in -side..=side {
            for j in -side..=side {
                if f64::from(i.abs().max(j.abs()) + 1) < cut {
                    continue;
                }
                let [near, across] = [i, j].map(|n| f64::from((n.abs() - 1 - moved).max(0)));
                rings += fall((near * near + across * across).max(cut * cut));
            }
        }
        let beyond = fall(f64::from(side - 1 - moved).powi(2));
        let by_squares = self.densest_square(events) * rings + total * beyond;
        by_squares.min(total * fall(cut * cut)) * self.peak()
    }

    /// The weight in the densest square with the bandwidth (or, over a wide area, a multiple of it) as side.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most COARSE_SQUARES")]
    fn densest_square(&self, events: Events<'_>) -> f64 {
        let bounds = |values: &[f64]| {
            values
                .iter()
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(*v), high.max(*v)))
        };
        let ((west, east), (south, north)) = (bounds(events.points.x), bounds(events.points.y));
        let multiple = ((east - west).max(north - south) / self.bandwidth / COARSE_SQUARES).ceil().max(1.0);
        let per_metre = 1.0 / (multiple * self.bandwidth);
        let size = COARSE_SQUARES as usize + 2;
        let mut squares = vec![0.0; size * size];
        for (event, (x, y)) in events.points.x.iter().zip(events.points.y).enumerate() {
            let number = |value: f64, corner: f64| (((value - corner) * per_metre) as usize).min(size - 1);
            let weight = events.weights.map_or(1.0, |weights| weights[event]);
            squares[number(*y, south) * size + number(*x, west)] += weight;
        }
        squares.iter().fold(0.0, |most: f64, square| most.max(*square))
    }
}
