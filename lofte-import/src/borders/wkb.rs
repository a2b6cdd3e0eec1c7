//! Polygons as a GeoPackage keeps them: a head, and well-known binary (OGC 12-128r18, clause 2.1.3; ISO 13249-3).

use super::system::Ring;
use crate::geopackage::binary::{Order, body};
use lofte_model::place::MultiPolygon;

/// Collections within collections.
const DEEPEST: usize = 4;

/// The polygons of a geometry; nothing where it is anything else, empty or damaged.
pub(super) fn polygons(blob: &[u8]) -> Option<MultiPolygon> {
    let mut border = MultiPolygon::new();
    let mut rest = body(blob)?;
    geometry(&mut rest, 0, &mut border)?;
    Some(border)
}

fn geometry(bytes: &mut &[u8], depth: usize, border: &mut MultiPolygon) -> Option<()> {
    let (order, kind, more) = Order::head(bytes)?;
    let parts = order.whole(bytes)?;
    match kind {
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
