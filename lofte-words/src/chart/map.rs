//! A map of areas in up to five shades, with hidden areas hatched and numbers that lead to the table.
//!
//! Longitude and latitude are drawn equirectangularly at the middle latitude of the map, which keeps shapes
//! true enough for a municipality or a county. No background map, no tiles, no zooming: the map answers "where",
//! the table answers "how much". Areas too small to hold their number get it in the margin, with a line.

use super::svg::{Anchor, Canvas, Room, both, px, spread, text_width};
use super::{Caption, Cell};
use std::fmt::Write as _;

/// Areas to be drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaMap {
    /// Name and description.
    pub caption: Caption,
    /// The areas, in the order of the table.
    pub areas: Vec<Area>,
    /// What the shades mean, from the lightest; at most five.
    pub classes: Vec<String>,
    /// What hatching means.
    pub hidden_label: String,
    /// What an empty area means.
    pub missing_label: String,
}

/// One area.
#[derive(Clone, Debug, PartialEq)]
pub struct Area {
    /// The number or short name that the table uses too; empty where areas are too many to be told apart by one.
    pub key: String,
    /// Name and value in words, shown when pointed at.
    pub told: String,
    /// Polygons of rings of (longitude, latitude) in degrees; the first ring of a polygon is its outside.
    pub polygons: Vec<Vec<Vec<(f64, f64)>>>,
    /// Its class.
    pub class: Cell,
}

/// Draws a map of areas.
pub fn area_map(data: &AreaMap) -> String {
    both(&data.caption, |canvas| draw(canvas, data))
}

/// Degrees to drawing.
struct Projection {
    west: f64,
    north: f64,
    stretch: f64,
    scale: f64,
    left: f64,
    margin: f64,
    width: f64,
    height: f64,
}

const TOP: f64 = 4.0;
/// With more areas than this, outlines are drawn on a grid.
const MANY: usize = 60;
/// Units of the drawing between two lines of that grid.
const GRID: i32 = 2;

impl Projection {
    fn over(areas: &[Area], room: Room, width: f64) -> Option<Self> {
        let mut points = areas.iter().flat_map(|area| area.polygons.iter().flatten().flatten());
        let first = *points.next()?;
        let (west, east, south, north) = points.fold((first.0, first.0, first.1, first.1), |seen, point| {
            (seen.0.min(point.0), seen.1.max(point.0), seen.2.min(point.1), seen.3.max(point.1))
        });
        let stretch = f64::midpoint(south, north).to_radians().cos();
        let (wide, high) = ((east - west) * stretch, north - south);
        if !(wide > 0.0 && high > 0.0) {
            return None;
        }
        let (margin, tallest) = if room == Room::Wide { (70.0, 520.0) } else { (44.0, 360.0) };
        let scale = ((width - margin) / wide).min(tallest / high);
        Some(Self {
            west,
            north,
            stretch,
            scale,
            left: 2.0,
            margin,
            width: wide * scale,
            height: high * scale,
        })
    }

    /// Puts the margin on the side where the areas lie that need it.
    fn lean(&mut self, areas: &[Area]) {
        let labels = labels(areas, self);
        let (sum, number) = labels
            .iter()
            .filter(|label| !label.fits())
            .fold((0.0, 0.0), |(sum, number), label| (sum + label.x, number + 1.0));
        if number > 0.0 && sum / number < self.left + self.width / 2.0 {
            self.left = self.margin - 2.0;
        }
    }

    fn on_left(&self) -> bool {
        self.left > 2.0
    }

    fn at(&self, (longitude, latitude): (f64, f64)) -> (f64, f64) {
        let x = (longitude - self.west) * self.stretch * self.scale + self.left;
        (x, (self.north - latitude) * self.scale + TOP)
    }
}

fn draw(canvas: &mut Canvas, data: &AreaMap) -> f64 {
    let mut bottom = 0.0;
    if let Some(mut projection) = Projection::over(&data.areas, canvas.room, canvas.width) {
        projection.lean(&data.areas);
        for area in &data.areas {
            let rings = projected(area, &projection);
            let (class, attributes) = canvas.swatch(area.class.swatch(data.classes.len()));
            let d = if data.areas.len() > MANY { outline_on_grid(&rings) } else { outline(&rings) };
            let look = format!("{attributes} fill-rule=\"evenodd\"");
            canvas.pointed(&area.told, |canvas| {
                canvas.path(&d, &format!("area {class}"), &look);
            });
        }
        write_keys(canvas, &projection, &labels(&data.areas, &projection));
        bottom = TOP + projection.height + 18.0;
    }
    let all: Vec<Cell> = data.areas.iter().map(|area| area.class).collect();
    let keys = super::week_grid::keys(&data.classes, &all, &data.hidden_label, &data.missing_label);
    bottom + canvas.legend(bottom, &keys)
}

fn projected(area: &Area, projection: &Projection) -> Vec<Vec<(f64, f64)>> {
    area.polygons
        .iter()
        .flatten()
        .map(|ring| ring.iter().map(|point| projection.at(*point)).collect())
        .collect()
}

/// The outline with points closer than half a unit left out.
fn outline(rings: &[Vec<(f64, f64)>]) -> String {
    let mut d = String::new();
    for ring in rings {
        let mut before: Option<(f64, f64)> = None;
        for &(x, y) in ring {
            if before.is_some_and(|(bx, by)| (x - bx).abs() < 0.5 && (y - by).abs() < 0.5) {
                continue;
            }
            // Writing to a String cannot fail.
            let _ = write!(d, "{}{} {}", if before.is_none() { 'M' } else { 'L' }, px(x), px(y));
            before = Some((x, y));
        }
        d.push('z');
    }
    d
}

/// The outline among many: its points fall on a grid, where neighbours still share their border, and those on a straight
/// line are left out. An area too small for the grid is drawn as it is.
fn outline_on_grid(rings: &[Vec<(f64, f64)>]) -> String {
    let mut d = String::new();
    for ring in rings.iter().map(|ring| on_grid(ring)).filter(|ring| ring.len() > 2) {
        let mut before: Option<(i32, i32)> = None;
        for (x, y) in ring {
            match before {
                // Writing to a String cannot fail.
                None => drop(write!(d, "M{} {}", x * GRID, y * GRID)),
                Some((bx, by)) => write_step(&mut d, (x - bx) * GRID, (y - by) * GRID),
            }
            before = Some((x, y));
        }
        d.push('z');
    }
    if d.is_empty() { outline(rings) } else { d }
}

/// A step of an outline, in as few letters as the notation of paths allows: a large map is mostly these.
fn write_step(d: &mut String, right: i32, down: i32) {
    // Writing to a String cannot fail.
    let _ = match (right, down) {
        (right, 0) => write!(d, "h{right}"),
        (0, down) => write!(d, "v{down}"),
        // A minus sign parts two numbers as well as a space does.
        (right, down) if down < 0 => write!(d, "l{right}{down}"),
        (right, down) => write!(d, "l{right} {down}"),
    };
}

/// The points of a ring in steps of the grid, without repetitions and without those on a straight line.
fn on_grid(ring: &[(f64, f64)]) -> Vec<(i32, i32)> {
    #[expect(clippy::cast_possible_truncation, reason = "a map is some hundred units wide")]
    let step = |at: f64| (at / f64::from(GRID)).round() as i32;
    let mut kept: Vec<(i32, i32)> = Vec::new();
    for point in ring.iter().map(|(x, y)| (step(*x), step(*y))) {
        if kept.last() == Some(&point) {
            continue;
        }
        if let [.., one, two] = kept[..] {
            let (first, next) = ((two.0 - one.0, two.1 - one.1), (point.0 - two.0, point.1 - two.1));
            let is_straight = first.0 * next.1 == first.1 * next.0;
            if is_straight && first.0 * next.0 + first.1 * next.1 > 0 {
                kept.pop();
            }
        }
        kept.push(point);
    }
    kept
}

/// A spot well inside an area and how wide the area is there.
struct Spot {
    x: f64,
    y: f64,
    width: f64,
}

/// A key and where it would stand on its area.
struct Label<'a> {
    key: &'a str,
    x: f64,
    y: f64,
    width: f64,
}

impl Label<'_> {
    fn fits(&self) -> bool {
        self.width >= text_width(self.key).max(14.0) + 4.0
    }
}

fn labels<'a>(areas: &'a [Area], projection: &Projection) -> Vec<Label<'a>> {
    let label = |area: &'a Area| {
        let Spot { x, y, width } = inside(&projected(area, projection))?;
        Some(Label { key: &area.key, x, y, width })
    };
    areas.iter().filter(|area| !area.key.is_empty()).filter_map(label).collect()
}

/// The middle of the widest stretch inside the area, looked for on eleven lines; lines near the middle of the
/// area win when widths are alike, so that the number stands where the eye expects it.
fn inside(rings: &[Vec<(f64, f64)>]) -> Option<Spot> {
    let heights = rings.iter().flatten().map(|point| point.1);
    let (low, high) =
        heights.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), y| (low.min(y), high.max(y)));
    let mut best: Option<(f64, Spot)> = None;
    for line in 1..12 {
        let share = f64::from(line) / 12.0;
        let y = low + (high - low) * share;
        let mut cuts: Vec<f64> = rings.iter().flat_map(|ring| crossings(ring, y)).collect();
        cuts.sort_by(f64::total_cmp);
        for pair in cuts.chunks_exact(2) {
            let width = pair[1] - pair[0];
            let worth = width.min((high - low) * 2.0) * (1.0 - (share - 0.5).abs());
            if best.as_ref().is_none_or(|(most, _)| worth > *most) {
                best = Some((
                    worth,
                    Spot { x: f64::midpoint(pair[0], pair[1]), y, width: width.min(high - low) },
                ));
            }
        }
    }
    best.map(|(_, spot)| spot)
}

fn crossings(ring: &[(f64, f64)], y: f64) -> Vec<f64> {
    let next = ring.iter().skip(1).chain(ring.first());
    ring.iter()
        .zip(next)
        .filter(|(a, b)| (a.1 > y) != (b.1 > y))
        .map(|(a, b)| a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0))
        .collect()
}

/// Writes the keys on their areas, and those that do not fit in the margin.
fn write_keys(canvas: &mut Canvas, projection: &Projection, labels: &[Label<'_>]) {
    let outside: Vec<&Label<'_>> = labels.iter().filter(|label| !label.fits()).collect();
    let wanted: Vec<(f64, f64)> = outside.iter().map(|label| (label.y, 18.0)).collect();
    let (x, away, anchor) = if projection.on_left() {
        (projection.left - 14.0, -4.0, Anchor::End)
    } else {
        (projection.left + projection.width + 14.0, 4.0, Anchor::Start)
    };
    let placed = spread(&wanted, TOP + 9.0, TOP + projection.height + 18.0);
    for (label, y) in outside.iter().zip(placed) {
        let d = format!("M{} {}L{} {}", px(label.x), px(label.y), px(x), px(y));
        canvas.path(&d, "leader", "fill=\"none\" stroke=\"gray\" stroke-width=\"0.8\"");
        canvas.text((x + away, y + 5.0), anchor, "halo", label.key);
    }
    for label in labels.iter().filter(|label| label.fits()) {
        canvas.text((label.x, label.y + 5.0), Anchor::Middle, "halo strong", label.key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(key: &str, west: f64, side: f64, class: Cell) -> Area {
        let (east, south, north) = (west + side, 59.0, 59.0 + side);
        let ring = vec![(west, south), (east, south), (east, north), (west, north), (west, south)];
        Area { key: key.to_owned(), told: format!("Område {key}"), polygons: vec![vec![ring]], class }
    }

    fn example() -> AreaMap {
        AreaMap {
            caption: Caption {
                id: "m".to_owned(),
                title: "Titel".to_owned(),
                description: "Text".to_owned(),
            },
            areas: vec![
                square("1", 16.0, 0.4, Cell::Class(0)),
                square("2", 16.4, 0.4, Cell::Hidden),
                square("3", 16.8, 0.001, Cell::Class(4)),
            ],
            classes: ["a", "b", "c", "d", "e"].map(str::to_owned).to_vec(),
            hidden_label: "dold".to_owned(),
            missing_label: "okänd".to_owned(),
        }
    }

    #[test]
    fn a_map_has_its_areas_its_keys_and_its_legend() {
        insta::assert_snapshot!(area_map(&example()).replace('>', ">\n"));
    }

    #[test]
    fn the_spot_lies_inside_a_horseshoe() {
        let ring = vec![
            (0.0, 0.0),
            (30.0, 0.0),
            (30.0, 10.0),
            (10.0, 10.0),
            (10.0, 20.0),
            (30.0, 20.0),
            (30.0, 30.0),
            (0.0, 30.0),
        ];
        let spot = inside(&[ring]).unwrap();
        assert!(spot.x > 0.0 && (spot.x < 10.0 || !(10.0..20.0).contains(&spot.y)));
    }

    #[test]
    fn a_map_without_areas_is_only_its_legend() {
        let svg = area_map(&AreaMap { areas: Vec::new(), ..example() });
        assert!(svg.contains("role=\"img\"") && !svg.contains("NaN"));
    }

    #[test]
    fn among_many_areas_outlines_are_short_and_neighbours_share_their_border() {
        let side = |x: f64| (0..=50).map(move |at| (x + (f64::from(at) / 8.0).sin(), f64::from(at)));
        let west: Vec<(f64, f64)> =
            side(0.0).chain(side(30.0).collect::<Vec<_>>().into_iter().rev()).collect();
        let east: Vec<(f64, f64)> =
            side(30.0).chain(side(60.0).collect::<Vec<_>>().into_iter().rev()).collect();
        let (one, other) = (on_grid(&west), on_grid(&east));
        assert!(one.len() < west.len() / 2, "{one:?}");
        let border = |ring: &[(i32, i32)]| -> Vec<(i32, i32)> {
            let mut border: Vec<_> = ring.iter().copied().filter(|(x, _)| (14..=16).contains(x)).collect();
            border.sort_unstable();
            border
        };
        assert_eq!(border(&one), border(&other));
        let square = [vec![(0.0, 0.0), (20.0, 0.0), (20.0, 20.0), (10.0, 20.0), (0.0, 20.0), (0.0, 0.0)]];
        assert_eq!(outline_on_grid(&square), "M0 0h20v20h-20v-20z");
        let speck = [vec![(0.0, 0.0), (0.6, 0.0), (0.6, 0.6)]];
        assert_eq!(outline_on_grid(&speck), outline(&speck), "too small for the grid");
    }
}
