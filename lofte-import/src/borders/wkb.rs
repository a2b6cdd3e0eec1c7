//! Polygons as a GeoPackage keeps them: a head, and well-known binary (OGC 12-128r18, clause 2.1.3; ISO 13249-3).

use super::system::Ring;
use lofte_model::place::MultiPolygon;

/// Collections within collections.
const DEEPEST: usize = 4;

/// The polygons of a geometry; nothing where it is anything else, empty or damaged.
pub(super) fn polygons(blob: &[u8]) -> Option<MultiPolygon> {
    let flags = *blob.get(3).filter(|_| blob.starts_with(b"GP"))?;
    let envelope = match (flags >> 1) & 7 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        _ => return None,
    };
    let mut border = MultiPolygon::new();
    let mut rest = blob.get(8 + envelope..)?;
    geometry(&mut rest, 0, &mut border)?;
    Some(border)
}

/// Numbers in the order of bytes that a geometry says.
#[derive(Clone, Copy)]
struct Order(bool);

impl Order {
    fn whole(self, bytes: &mut &[u8]) -> Option<u32> {
        let (number, rest) = bytes.split_first_chunk::<4>()?;
        *bytes = rest;
        Some(if self.0 { u32::from_le_bytes(*number) } else { u32::from_be_bytes(*number) })
    }

    fn number(self, bytes: &mut &[u8]) -> Option<f64> {
        let (number, rest) = bytes.split_first_chunk::<8>()?;
        *bytes = rest;
        Some(if self.0 { f64::from_le_bytes(*number) } else { f64::from_be_bytes(*number) })
    }
}

fn geometry(bytes: &mut &[u8], depth: usize, border: &mut MultiPolygon) -> Option<()> {
    let (order, rest) = bytes.split_first()?;
    *bytes = rest;
    let order = Order(*order == 1);
    let kind = order.whole(bytes)?;
    let height = kind & 0x8000_0000 != 0 || matches!((kind & 0xffff) / 1000, 1 | 3);
    let measure = kind & 0x4000_0000 != 0 || matches!((kind & 0xffff) / 1000, 2 | 3);
    let more = usize::from(height) + usize::from(measure);
    let parts = order.whole(bytes)?;
    match (kind & 0xffff) % 1000 {
        3 => {
            let rings: Option<Vec<Ring>> = (0..parts).map(|_| ring(bytes, order, more)).collect();
            border.push(rings.filter(|rings| !rings.is_empty())?);
        }
        6 | 7 if depth < DEEPEST => {
            for _ in 0..parts {
                geometry(bytes, depth + 1, border)?;
            }
        }
        _ => return None,
    }
    Some(())
}

fn ring(bytes: &mut &[u8], order: Order, more: usize) -> Option<Ring> {
    let corners = order.whole(bytes)?;
    let corner = |_| {
        let corner = [order.number(bytes)?, order.number(bytes)?];
        for _ in 0..more {
            order.number(bytes)?;
        }
        Some(corner)
    };
    super::closed((0..corners).map(corner).collect::<Option<Ring>>()?)
}
