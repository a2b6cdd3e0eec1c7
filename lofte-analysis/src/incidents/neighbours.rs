//! Which units are neighbours of which.
//!
//! Shared by the local tests ([`local_getis_ord`](super::local_getis_ord), [`local_moran`](super::local_moran)). Neighbours are a
//! list for each unit, without the unit itself, and all count alike. Units are cells of a grid, areas that share
//! borders, or places with coordinates in metres (never degrees).
//!
//! Left out on purpose: weights that fall with distance or grow with the length of a shared border. With equal
//! weights the permutations of all units that have as many neighbours can be shared, which is what makes them fast.

use crate::points::Points;
use rstar::RTree;
use rstar::primitives::GeomWithData;
use serde::{Deserialize, Serialize};

/// Why neighbours could not be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NeighbourError {
    /// There are more units or pairs of neighbours than can be numbered.
    #[error("there are too many units or neighbours to number; take larger units or a shorter distance")]
    TooMany,
    /// A list names a unit that does not exist.
    #[error("unit {unit} has the neighbour {neighbour}, but there are only {units} units")]
    Unknown {
        /// The unit whose list it is.
        unit: usize,
        /// The number that was named.
        neighbour: u32,
        /// Number of units.
        units: usize,
    },
    /// A list names a unit twice, or the unit itself.
    #[error(
        "unit {unit} lists the neighbour {neighbour} twice or is its own neighbour; list each other unit once"
    )]
    Repeated {
        /// The unit whose list it is.
        unit: usize,
        /// The number that was named.
        neighbour: u32,
    },
    /// Two cells have the same row and column.
    #[error("two cells have row {row} and column {column}; give each cell once")]
    SameCell {
        /// The row.
        row: i32,
        /// The column.
        column: i32,
    },
    /// The two coordinate columns have different length.
    #[error("there are {xs} eastings and {ys} northings; give as many of each")]
    Length {
        /// Length of the first column.
        xs: usize,
        /// Length of the second column.
        ys: usize,
    },
    /// A coordinate is not a number.
    #[error("unit {unit} has no proper coordinates; leave it out or give it a place")]
    Coordinate {
        /// Position of the unit.
        unit: usize,
    },
    /// The distance is not a positive number.
    #[error("the distance must be a positive number of metres")]
    Distance,
    /// More neighbours are wanted than there are other units.
    #[error("{wanted} neighbours are wanted for each unit, but there are only {others} other units")]
    TooFew {
        /// Neighbours wanted.
        wanted: usize,
        /// Units besides the unit itself.
        others: usize,
    },
}

/// What makes two units with a common border neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Contiguity {
    /// A common side.
    Rook,
    /// A common side or corner.
    Queen,
}

/// A cell of a grid by its row and column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// Row, in any direction.
    pub row: i32,
    /// Column, in any direction.
    pub column: i32,
}

/// One ring of an area's border, as numbers of corners that areas have in common.
#[derive(Debug, Clone, Copy)]
pub struct Ring<'a> {
    /// The unit it belongs to; a unit may have many rings (parts and holes).
    pub unit: u32,
    /// Corners in order; the last joins the first, whether or not it repeats it.
    pub corners: &'a [u32],
}

/// The neighbours of every unit, each list in rising order.
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::neighbours::Neighbours;
/// let row_of_three = Neighbours::from_lists(&[vec![1], vec![2, 0], vec![1]])?;
/// assert_eq!((row_of_three.len(), row_of_three.links(), row_of_three.fewest()), (3, 4, 1));
/// assert!(!row_of_three.is_empty() && row_of_three.of(1) == [0, 2]);
/// # Ok::<(), lofte_analysis::incidents::neighbours::NeighbourError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Vec<u32>>", into = "Vec<Vec<u32>>")]
pub struct Neighbours {
    /// Where the list of each unit begins, and the end.
    starts: Vec<u32>,
    units: Vec<u32>,
}

impl TryFrom<Vec<Vec<u32>>> for Neighbours {
    type Error = NeighbourError;

    fn try_from(lists: Vec<Vec<u32>>) -> Result<Self, NeighbourError> {
        Self::from_lists(&lists)
    }
}

impl From<Neighbours> for Vec<Vec<u32>> {
    fn from(neighbours: Neighbours) -> Self {
        (0..neighbours.len()).map(|unit| neighbours.of(unit).to_vec()).collect()
    }
}

impl Neighbours {
    /// From a list for each unit.
    ///
    /// The lists need not be mutual: A may be a neighbour of B without B being one of A.
    ///
    /// # Errors
    /// [`NeighbourError::Unknown`], [`NeighbourError::Repeated`], [`NeighbourError::TooMany`].
    ///
    /// # Examples
    /// ```
    /// use lofte_analysis::incidents::neighbours::Neighbours;
    /// let row_of_three = Neighbours::from_lists(&[vec![1], vec![2, 0], vec![1]])?;
    /// assert_eq!((row_of_three.len(), row_of_three.of(1), row_of_three.links()), (3, &[0, 2][..], 4));
    /// # Ok::<(), lofte_analysis::incidents::neighbours::NeighbourError>(())
    /// ```
    pub fn from_lists(lists: &[Vec<u32>]) -> Result<Self, NeighbourError> {
        let mut neighbours = Self { starts: vec![0], units: Vec::new() };
        for (unit, list) in lists.iter().enumerate() {
            let from = neighbours.units.len();
            neighbours.units.extend(list);
            let own = &mut neighbours.units[from..];
            own.sort_unstable();
            if let Some(neighbour) = own.iter().copied().find(|n| *n as usize >= lists.len()) {
                return Err(NeighbourError::Unknown { unit, neighbour, units: lists.len() });
            }
            let twice = own.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0]);
            if let Some(neighbour) = twice.or_else(|| own.iter().copied().find(|n| *n as usize == unit)) {
                return Err(NeighbourError::Repeated { unit, neighbour });
            }
            neighbours.close()?;
        }
        Ok(neighbours)
    }

    /// Cells that touch.
    ///
    /// # Errors
    /// [`NeighbourError::SameCell`], [`NeighbourError::TooMany`].
    ///
    /// # Examples
    /// ```
    /// use lofte_analysis::incidents::neighbours::{Cell, Contiguity, Neighbours};
    /// let cells = [(0, 0), (0, 1), (1, 1)].map(|(row, column)| Cell { row, column });
    /// assert_eq!(Neighbours::of_cells(&cells, Contiguity::Queen)?.of(0), [1, 2]);
    /// assert_eq!(Neighbours::of_cells(&cells, Contiguity::Rook)?.of(0), [1]);
    /// # Ok::<(), lofte_analysis::incidents::neighbours::NeighbourError>(())
    /// ```
    pub fn of_cells(cells: &[Cell], contiguity: Contiguity) -> Result<Self, NeighbourError> {
        let count = u32::try_from(cells.len()).map_err(|_| NeighbourError::TooMany)?;
        let own = |unit: u32| {
            let Cell { row, column } = cells[unit as usize];
            (i64::from(row), i64::from(column))
        };
        let mut sorted: Vec<((i64, i64), u32)> = (0..count).map(|unit| (own(unit), unit)).collect();
        sorted.sort_unstable();
        if let Some(pair) = sorted.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            let Cell { row, column } = cells[pair[0].1 as usize];
            return Err(NeighbourError::SameCell { row, column });
        }
        let mut found = vec![[0_u32; 8]; cells.len()];
        let mut sizes = vec![0_usize; cells.len()];
        for across in -1_i64..=1 {
            // Keys are met in rising order, so the place of the wanted neighbours only moves forward.
            let mut from = 0;
            for (_, unit) in &sorted {
                let (row, column) = own(*unit);
                let side = i64::from(across == 0 || contiguity == Contiguity::Queen);
                let (first, last) = ((row + across, column - side), (row + across, column + side));
                while from < sorted.len() && sorted[from].0 < first {
                    from += 1;
                }
                for (_, other) in sorted[from..].iter().take_while(|(key, _)| *key <= last) {
                    if other != unit {
                        let size = &mut sizes[*unit as usize];
                        found[*unit as usize][*size] = *other;
                        *size += 1;
                    }
                }
            }
        }
        let mut neighbours = Self { starts: vec![0], units: Vec::new() };
        for (list, size) in found.iter_mut().zip(sizes) {
            list[..size].sort_unstable();
            neighbours.units.extend(&list[..size]);
            neighbours.close()?;
        }
        Ok(neighbours)
    }

    /// Areas with a common border or corner, from rings of numbered corners.
    ///
    /// A side is common when two areas have the same two corners next to each other. Rings must therefore be drawn
    /// with the same corners on both sides of a border, as national area files are; borders drawn twice do not match.
    ///
    /// # Errors
    /// [`NeighbourError::Unknown`] for a ring of a unit that does not exist, [`NeighbourError::TooMany`].
    ///
    /// # Examples
    /// ```
    /// use lofte_analysis::incidents::neighbours::{Contiguity, Neighbours, Ring};
    /// let west = Ring { unit: 0, corners: &[0, 1, 2, 3] };
    /// let east = Ring { unit: 1, corners: &[1, 4, 5, 2] };
    /// assert_eq!(Neighbours::of_areas(&[west, east], 2, Contiguity::Rook)?.of(1), [0]);
    /// # Ok::<(), lofte_analysis::incidents::neighbours::NeighbourError>(())
    /// ```
    pub fn of_areas(rings: &[Ring<'_>], units: u32, contiguity: Contiguity) -> Result<Self, NeighbourError> {
        let mut marks: Vec<((u32, u32), u32)> = Vec::new();
        for ring in rings {
            if ring.unit >= units {
                let (unit, neighbour) = (ring.unit as usize, ring.unit);
                return Err(NeighbourError::Unknown { unit, neighbour, units: units as usize });
            }
            let next = ring.corners.iter().cycle().skip(1);
            for (corner, next) in ring.corners.iter().zip(next).filter(|(corner, next)| corner != next) {
                let mark = match contiguity {
                    Contiguity::Queen => (*corner, *corner),
                    Contiguity::Rook => (*corner.min(next), *corner.max(next)),
                };
                marks.push((mark, ring.unit));
            }
        }
        marks.sort_unstable();
        marks.dedup();
        let mut pairs = Vec::new();
        for shared in marks.chunk_by(|a, b| a.0 == b.0) {
            for (_, unit) in shared {
                pairs.extend(
                    shared.iter().filter(|(_, other)| other != unit).map(|(_, other)| (*unit, *other)),
                );
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        let mut neighbours = Self { starts: vec![0], units: Vec::new() };
        let mut pairs = pairs.into_iter().peekable();
        for unit in 0..units {
            while let Some((_, other)) = pairs.next_if(|(own, _)| *own == unit) {
                neighbours.units.push(other);
            }
            neighbours.close()?;
        }
        Ok(neighbours)
    }

    /// Units at most this many metres apart; units on the same spot are neighbours.
    ///
    /// # Errors
    /// [`NeighbourError::Length`], [`NeighbourError::Coordinate`], [`NeighbourError::Distance`],
    /// [`NeighbourError::TooMany`].
    ///
    /// # Examples
    /// ```
    /// use lofte_analysis::Points;
    /// use lofte_analysis::incidents::neighbours::Neighbours;
    /// let near = Neighbours::within(Points::new(&[0.0, 300.0, 700.0], &[0.0, 0.0, 0.0]), 300.0)?;
    /// assert_eq!((near.of(0), near.of(2).len()), (&[1][..], 0));
    /// # Ok::<(), lofte_analysis::incidents::neighbours::NeighbourError>(())
    /// ```
    pub fn within(points: Points<'_>, distance: f64) -> Result<Self, NeighbourError> {
        let Points { x, y } = points;
        let square = distance * distance;
        if !(distance > 0.0 && square.is_finite()) {
            return Err(NeighbourError::Distance);
        }
        let tree = tree(x, y)?;
        let mut neighbours = Self { starts: vec![0], units: Vec::new() };
        for (unit, (x, y)) in x.iter().zip(y).enumerate() {
            let from = neighbours.units.len();
            let near = tree.locate_within_distance([*x, *y], square).map(|place| place.data);
            neighbours.units.extend(near.filter(|other| *other as usize != unit));
            neighbours.units[from..].sort_unstable();
            neighbours.close()?;
        }
        Ok(neighbours)
    }

    /// The nearest units of each unit; of those equally far away the lowest numbers.
    ///
    /// # Errors
    /// [`NeighbourError::Length`], [`NeighbourError::Coordinate`], [`NeighbourError::TooFew`],
    /// [`NeighbourError::TooMany`].
    ///
    /// # Examples
    /// ```
    /// use lofte_analysis::Points;
    /// use lofte_analysis::incidents::neighbours::Neighbours;
    /// let nearest = Neighbours::nearest(Points::new(&[0.0, 300.0, 700.0], &[0.0, 0.0, 0.0]), 1)?;
    /// assert_eq!((nearest.of(0), nearest.of(2)), (&[1][..], &[1][..]));
    /// # Ok::<(), lofte_analysis::incidents::neighbours::NeighbourError>(())
    /// ```
    pub fn nearest(points: Points<'_>, count: usize) -> Result<Self, NeighbourError> {
        let Points { x, y } = points;
        let tree = tree(x, y)?;
        if count >= x.len() && !x.is_empty() {
            return Err(NeighbourError::TooFew { wanted: count, others: x.len() - 1 });
        }
        let mut neighbours = Self { starts: vec![0], units: Vec::new() };
        let mut near: Vec<(f64, u32)> = Vec::new();
        for (unit, (x, y)) in x.iter().zip(y).enumerate() {
            near.clear();
            let places = tree.nearest_neighbor_iter_with_distance_2([*x, *y]);
            for (place, square) in places.filter(|(place, _)| place.data as usize != unit) {
                // Everything as far away as the last one wanted is needed to choose between them.
                if near.len() >= count && near.last().is_none_or(|(last, _)| square > *last) {
                    break;
                }
                near.push((square, place.data));
            }
            near.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let from = neighbours.units.len();
            neighbours.units.extend(near.iter().take(count).map(|(_, other)| *other));
            neighbours.units[from..].sort_unstable();
            neighbours.close()?;
        }
        Ok(neighbours)
    }

    /// Number of units.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether there are no units.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of neighbours of all units together.
    pub fn links(&self) -> usize {
        self.units.len()
    }

    /// The neighbours of a unit, in rising order; none for a unit that does not exist.
    pub fn of(&self, unit: usize) -> &[u32] {
        match self.starts.get(unit..).and_then(|starts| starts.get(..2)) {
            Some(ends) => &self.units[ends[0] as usize..ends[1] as usize],
            None => &[],
        }
    }

    /// The fewest neighbours that any unit has; 0 without units.
    pub fn fewest(&self) -> usize {
        self.sizes().min().unwrap_or(0)
    }

    /// Number of neighbours of each unit.
    pub(super) fn sizes(&self) -> impl Iterator<Item = usize> {
        self.starts.windows(2).map(|ends| (ends[1] - ends[0]) as usize)
    }

    /// End the list of a unit.
    fn close(&mut self) -> Result<(), NeighbourError> {
        self.starts.push(u32::try_from(self.units.len()).map_err(|_| NeighbourError::TooMany)?);
        Ok(())
    }
}

type Place = GeomWithData<[f64; 2], u32>;

fn tree(x: &[f64], y: &[f64]) -> Result<RTree<Place>, NeighbourError> {
    if x.len() != y.len() {
        return Err(NeighbourError::Length { xs: x.len(), ys: y.len() });
    }
    let mut places = Vec::with_capacity(x.len());
    for (unit, (x, y)) in x.iter().zip(y).enumerate() {
        // Squared distances must be numbers too.
        if !((x * x).is_finite() && (y * y).is_finite()) {
            return Err(NeighbourError::Coordinate { unit });
        }
        places.push(Place::new([*x, *y], u32::try_from(unit).map_err(|_| NeighbourError::TooMany)?));
    }
    Ok(RTree::bulk_load(places))
}
