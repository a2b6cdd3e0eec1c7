//! Geometries as a GeoPackage keeps them: a head, and well-known binary (OGC 12-128r18, clause 2.1.3; ISO 13249-3).

/// Points within a collection of points: a layer may hold collections of one.
const POINT: u32 = 1;
const POINTS: u32 = 4;

/// The well-known binary behind the head.
pub(crate) fn body(blob: &[u8]) -> Option<&[u8]> {
    let flags = *blob.get(3).filter(|_| blob.starts_with(b"GP"))?;
    let envelope = match (flags >> 1) & 7 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        _ => return None,
    };
    blob.get(8 + envelope..)
}

/// Numbers in the order of bytes that a geometry says.
#[derive(Clone, Copy)]
pub(crate) struct Order(bool);

impl Order {
    /// The order, and the kind of the geometry with what its corners have beside two numbers.
    pub(crate) fn head(bytes: &mut &[u8]) -> Option<(Self, u32, usize)> {
        let (order, rest) = bytes.split_first()?;
        *bytes = rest;
        let order = Self(*order == 1);
        let kind = order.whole(bytes)?;
        let height = kind & 0x8000_0000 != 0 || matches!((kind & 0xffff) / 1000, 1 | 3);
        let measure = kind & 0x4000_0000 != 0 || matches!((kind & 0xffff) / 1000, 2 | 3);
        Some((order, (kind & 0xffff) % 1000, usize::from(height) + usize::from(measure)))
    }

    pub(crate) fn whole(self, bytes: &mut &[u8]) -> Option<u32> {
        let (number, rest) = bytes.split_first_chunk::<4>()?;
        *bytes = rest;
        Some(if self.0 { u32::from_le_bytes(*number) } else { u32::from_be_bytes(*number) })
    }

    pub(crate) fn number(self, bytes: &mut &[u8]) -> Option<f64> {
        let (number, rest) = bytes.split_first_chunk::<8>()?;
        *bytes = rest;
        Some(if self.0 { f64::from_le_bytes(*number) } else { f64::from_be_bytes(*number) })
    }
}

/// The two numbers of a geometry that is one point; nothing where it is anything else or empty.
pub(crate) fn point(blob: &[u8]) -> Option<[f64; 2]> {
    let mut rest = body(blob)?;
    let (mut order, mut kind, _) = Order::head(&mut rest)?;
    if kind == POINTS {
        if order.whole(&mut rest)? != 1 {
            return None;
        }
        (order, kind, _) = Order::head(&mut rest)?;
    }
    if kind != POINT {
        return None;
    }
    let point = [order.number(&mut rest)?, order.number(&mut rest)?];
    // An empty point is written as two numbers that are none.
    point.iter().all(|part| part.is_finite()).then_some(point)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_read_in_either_order_and_nothing_else_is_one() {
        let head = [b'G', b'P', 0, 1, 0, 0, 0, 0];
        let little = |kind: u32, numbers: &[f64]| {
            let numbers = numbers.iter().flat_map(|number| number.to_le_bytes());
            head.into_iter().chain([1]).chain(kind.to_le_bytes()).chain(numbers).collect::<Vec<u8>>()
        };
        assert_eq!(point(&little(1, &[16.5, 59.0])), Some([16.5, 59.0]));
        assert_eq!(point(&little(1001, &[16.5, 59.0, 3.0])), Some([16.5, 59.0]));
        assert_eq!(point(&little(1, &[f64::NAN, f64::NAN])), None);
        assert_eq!(point(&little(2, &[16.5, 59.0])), None);
        assert_eq!(point(&little(1, &[16.5])), None);
        let big = head.into_iter().chain([0, 0, 0, 0, 1]);
        let big: Vec<u8> = big.chain(16.5_f64.to_be_bytes()).chain(59.0_f64.to_be_bytes()).collect();
        assert_eq!(point(&big), Some([16.5, 59.0]));
        let one = little(1, &[16.5, 59.0]);
        let collection = |count: u32| {
            let start = head.into_iter().chain([1]).chain(4_u32.to_le_bytes()).chain(count.to_le_bytes());
            start.chain(one[8..].iter().copied()).collect::<Vec<u8>>()
        };
        assert_eq!((point(&collection(1)), point(&collection(2))), (Some([16.5, 59.0]), None));
    }
}
