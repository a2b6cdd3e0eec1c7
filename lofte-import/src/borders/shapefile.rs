//! Shapefile (ESRI white paper, July 1998): borders in one file, what stands beside them in another, both in an archive.
//!
//! The numbers of these files say how much follows; none is believed before so much is there. Left out: points and lines,
//! and memos of dBASE.

use super::system::Ring;
use super::{Layer, Shape, closed};
use crate::error::AreaFileError;
use crate::text::decoded;
use encoding_rs::Encoding;
use geo::Contains;
use lofte_model::place::MultiPolygon;
use serde_json::{Map, Value};

/// How a file of borders begins.
pub(super) const MAGIC: &[u8] = &[0, 0, 0x27, 0x0a];
/// Pairs of a border and a hole that are held against each other.
const MOST_COMPARED: usize = 1_000_000;
/// Fields of a table, as the later programs for dBASE have them.
const MOST_FIELDS: usize = 2_046;
const DAMAGED: AreaFileError = AreaFileError::Damaged { format: "shapefile" };

/// The files of a shapefile.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) name: String,
    pub(super) borders: Vec<u8>,
    pub(super) table: Vec<u8>,
    pub(super) system: Option<Vec<u8>>,
    pub(super) letters: Option<Vec<u8>>,
}

/// The borders of a shapefile whose properties are asked for.
pub(super) fn layer(
    parts: &Parts,
    asked: &dyn Fn(&Map<String, Value>) -> bool,
) -> Result<Layer, AreaFileError> {
    let letters = parts.letters.as_deref().and_then(letters);
    let mut table = Table::of(&parts.table, letters).ok_or(DAMAGED)?;
    let declared = parts.system.as_deref().and_then(|system| declared(&decoded(system).0));
    let mut rest = parts.borders.get(100..).filter(|_| parts.borders.starts_with(MAGIC)).ok_or(DAMAGED)?;
    let (mut shapes, mut passed_over, mut number) = (Vec::new(), 0, 0);
    while !rest.is_empty() {
        let content = record(&mut rest).ok_or(DAMAGED)?;
        number += 1;
        let Row::Of(properties) = table.next().ok_or(DAMAGED)? else { continue };
        if !asked(&properties) {
            passed_over += 1;
            continue;
        }
        let border = polygons(content).filter(|border| !border.is_empty());
        let border = border.ok_or(AreaFileError::NoBorder { feature: number })?;
        shapes.push(Shape { number, properties, border });
    }
    if number == 0 {
        return Err(AreaFileError::NoAreas);
    }
    let encoding_guessed = table.guessed;
    Ok(Layer { shapes, declared, name: Some(parts.name.clone()), encoding_guessed, passed_over })
}

/// The system that a `.prj` names, in the words in which other files do; nothing where it is not known by them, so that the
/// numbers decide.
fn declared(text: &str) -> Option<String> {
    let folded: String = text.to_uppercase().replace(['_', '-', ' '], "");
    let zones = [
        ("1200", 3007),
        ("1330", 3008),
        ("1500", 3009),
        ("1630", 3010),
        ("1800", 3011),
        ("1415", 3012),
        ("1545", 3013),
        ("1715", 3014),
        ("1845", 3015),
        ("2015", 3016),
        ("2145", 3017),
        ("2315", 3018),
    ];
    if folded.contains("SWEREF99TM") {
        return Some("EPSG:3006".to_owned());
    }
    if let Some((_, code)) = zones.iter().find(|(zone, _)| folded.contains(&format!("SWEREF99{zone}"))) {
        return Some(format!("EPSG:{code}"));
    }
    let degrees = ["GEOGCS[\"GCSWGS1984", "GEOGCS[\"WGS84", "GEOGCS[\"GCSSWEREF99", "GEOGCS[\"SWEREF99"];
    degrees.iter().any(|start| folded.trim_start().starts_with(start)).then(|| "EPSG:4326".to_owned())
}

/// The contents of the next record.
fn record<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let words = u32::from_be_bytes(rest.get(4..8)?.try_into().ok()?);
    let length = usize::try_from(words).ok()?.checked_mul(2)?;
    let content = rest.get(8..length.checked_add(8)?)?;
    *rest = &rest[8 + length..];
    Some(content)
}

fn whole(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?)).ok()
}

fn number(bytes: &[u8], at: usize) -> Option<f64> {
    Some(f64::from_le_bytes(bytes.get(at..at.checked_add(8)?)?.try_into().ok()?))
}

/// The polygons of a record; nothing where it is no polygon.
fn polygons(content: &[u8]) -> Option<MultiPolygon> {
    if !matches!(whole(content, 0)?, 5 | 15 | 25) {
        return None;
    }
    let (parts, points) = (whole(content, 36)?, whole(content, 40)?);
    let first = 44_usize.checked_add(parts.checked_mul(4)?)?;
    if first.checked_add(points.checked_mul(16)?)? > content.len() {
        return None;
    }
    let mut rings = Vec::new();
    for part in 0..parts {
        let from = whole(content, 44 + part * 4)?;
        let to = if part + 1 < parts { whole(content, 48 + part * 4)? } else { points };
        if from > to || to > points {
            return None;
        }
        let corner = |point: usize| {
            Some([number(content, first + point * 16)?, number(content, first + point * 16 + 8)?])
        };
        rings.push(closed((from..to).map(corner).collect::<Option<Ring>>()?)?);
    }
    polygons_of(rings)
}

/// Rings as polygons: those that go with the clock are borders, the others holes in the border around them.
/// Nothing where there are so many of both that no area has them.
fn polygons_of(rings: Vec<Ring>) -> Option<MultiPolygon> {
    let with_the_clock = |ring: &Ring| {
        ring.windows(2).map(|pair| pair[0][0] * pair[1][1] - pair[1][0] * pair[0][1]).sum::<f64>() < 0.0
    };
    let (outer, holes): (Vec<Ring>, Vec<Ring>) = rings.into_iter().partition(with_the_clock);
    if outer.len().saturating_mul(holes.len()) > MOST_COMPARED {
        return None;
    }
    let line = |ring: &Ring| geo::LineString::from(ring.iter().map(|[x, y]| (*x, *y)).collect::<Vec<_>>());
    let around: Vec<geo::Polygon> =
        outer.iter().map(|ring| geo::Polygon::new(line(ring), Vec::new())).collect();
    let mut border: MultiPolygon = outer.into_iter().map(|ring| vec![ring]).collect();
    for hole in holes {
        let inside = hole.first().map(|[x, y]| geo::Point::new(*x, *y));
        let of = around.iter().position(|polygon| inside.is_some_and(|point| polygon.contains(&point)));
        match of.and_then(|place| border.get_mut(place)) {
            Some(polygon) => polygon.push(hole),
            // Some programs write borders the other way round.
            None => border.push(vec![hole]),
        }
    }
    Some(border)
}

/// The letters that a `.cpg` names.
fn letters(text: &[u8]) -> Option<&'static Encoding> {
    let text = decoded(text).0.trim().to_lowercase();
    let label = match text.as_str() {
        "1252" | "ansi 1252" => "windows-1252",
        "88591" | "8859-1" => "iso-8859-1",
        "65001" => "utf-8",
        other => other,
    };
    Encoding::for_label(label.as_bytes())
}

/// What stands beside the borders, row by row.
struct Table<'a> {
    fields: Vec<(String, usize)>,
    rows: &'a [u8],
    length: usize,
    letters: Option<&'static Encoding>,
    guessed: bool,
}

impl<'a> Table<'a> {
    fn of(bytes: &'a [u8], letters: Option<&'static Encoding>) -> Option<Self> {
        let short =
            |at: usize| Some(usize::from(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?)));
        let (head, length) = (short(8)?, short(10)?);
        let mut fields = Vec::new();
        let mut at = 32;
        while *bytes.get(at)? != 0x0d {
            let field = bytes.get(at..at + 32).filter(|_| fields.len() < MOST_FIELDS)?;
            let name = field.get(..11)?.split(|byte| *byte == 0).next()?;
            fields.push((decoded(name).0, usize::from(field[16])));
            at += 32;
        }
        let used = fields.iter().map(|(_, width)| width).sum::<usize>() + 1;
        let rows = bytes.get(head..)?;
        (length > 0 && used <= length).then_some(Self { fields, rows, length, letters, guessed: false })
    }

    /// The next row; nothing where there is none.
    fn next(&mut self) -> Option<Row> {
        let row = self.rows.get(..self.length)?;
        self.rows = &self.rows[self.length..];
        if row.first() == Some(&b'*') {
            return Some(Row::Deleted);
        }
        let mut at = 1;
        let mut properties = Map::new();
        for (name, width) in &self.fields {
            let cell = row.get(at..at + width)?;
            at += width;
            let (text, guessed) = self
                .letters
                .map_or_else(|| decoded(cell), |letters| (letters.decode(cell).0.into_owned(), false));
            self.guessed |= guessed;
            properties.insert(name.clone(), Value::from(text.trim_matches(['\0', ' '])));
        }
        Some(Row::Of(properties))
    }
}

/// A row of the table.
enum Row {
    /// It was deleted, and only marked so.
    Deleted,
    /// What it says.
    Of(Map<String, Value>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn systems_are_known_by_their_names() {
        let of = |text| declared(text).unwrap_or_default();
        assert_eq!(of("PROJCS[\"SWEREF99_TM\",GEOGCS[\"GCS_SWEREF99\"]]"), "EPSG:3006");
        assert_eq!(of("PROJCS[\"SWEREF99 16 30\",GEOGCS[\"SWEREF99\"]]"), "EPSG:3010");
        assert_eq!(of("GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\"]]"), "EPSG:4326");
        assert_eq!(of("PROJCS[\"RT90_25_gon_V\",GEOGCS[\"GCS_RT_1990\"]]"), "", "the numbers decide");
    }

    #[test]
    fn a_hole_belongs_to_the_border_around_it() {
        let square = |west: f64, size: f64| {
            vec![[west, 0.0], [west, size], [west + size, size], [west + size, 0.0], [west, 0.0]]
        };
        let hole: Ring = square(11.0, 1.0).into_iter().rev().map(|[x, y]| [x, y + 1.0]).collect();
        let border = polygons_of(vec![square(0.0, 5.0), hole.clone(), square(10.0, 5.0)]).unwrap();
        assert_eq!(border.iter().map(Vec::len).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(polygons_of(vec![hole.clone()]), Some(vec![vec![hole.clone()]]));
        let many = [vec![square(0.0, 5.0); 1_001], vec![hole; 1_000]].concat();
        assert_eq!(polygons_of(many), None);
    }
}
