//! Thrift's compact protocol, in which Parquet describes itself, gone through without keeping anything.
//!
//! A list may claim a thousand million entries in five bytes, and structures may lie in one another without end. Whoever
//! believes that asks for the memory before the file turns out to be short, so every description is walked through here
//! first: nothing claims more than there are bytes. What the fields mean is for whoever asks.

/// Structures within structures; Parquet has fewer.
const DEEPEST: usize = 24;
/// Entries of one list: row groups, columns, columns of a row group.
const MOST_LISTED: u64 = 100_000;

/// A value of a field.
pub(super) enum Value<'a> {
    Whole(i64),
    Bytes(&'a [u8]),
    /// A structure or list that whoever asks has gone through, or anything else.
    Other,
}

/// What kind a field or the entries of a list are, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    List,
    Structure,
    Else(u8),
}

impl Kind {
    fn of(kind: u8) -> Self {
        match kind {
            9 | 10 => Self::List,
            12 => Self::Structure,
            other => Self::Else(other),
        }
    }
}

/// A description, and how far it was gone through.
pub(super) struct Walk<'a> {
    bytes: &'a [u8],
    pub(super) at: usize,
}

/// The fields of a structure: `enter` may go through one itself, and `seen` hears of every other.
pub(super) type Field<'f, 'a> = dyn FnMut(&mut Walk<'a>, i64, Kind) -> Option<bool> + 'f;

impl<'a> Walk<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn varint(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn whole(&mut self) -> Option<i64> {
        let number = self.varint()?;
        Some((number >> 1).cast_signed() ^ -((number & 1).cast_signed()))
    }

    fn text(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.varint()?).ok()?;
        let text = self.bytes.get(self.at..self.at.checked_add(length)?)?;
        self.at += length;
        Some(text)
    }

    /// The length of a list and what is in it.
    pub(super) fn list(&mut self) -> Option<(u64, Kind)> {
        let head = self.byte()?;
        let length = if head >> 4 == 15 { self.varint()? } else { u64::from(head >> 4) };
        let left = self.bytes.len().saturating_sub(self.at) as u64;
        (length <= left && length <= MOST_LISTED).then_some((length, Kind::of(head & 15)))
    }

    /// Goes through the fields of a structure. `enter` may go through a list or structure itself and says whether it has;
    /// what it has not is passed over, and `seen` hears its value.
    pub(super) fn fields(
        &mut self,
        depth: usize,
        enter: &mut Field<'_, 'a>,
        seen: &mut dyn FnMut(i64, Value<'a>),
    ) -> Option<()> {
        let mut field = 0_i64;
        loop {
            let head = self.byte()?;
            if head == 0 {
                return Some(());
            }
            field = if head >> 4 == 0 { self.whole()? } else { field.checked_add(i64::from(head >> 4))? };
            let kind = Kind::of(head & 15);
            if !matches!(kind, Kind::Else(_)) && enter(self, field, kind)? {
                continue;
            }
            let value = self.value(kind, depth, false)?;
            seen(field, value);
        }
    }

    /// Passes over a value. In a list true and false take a byte each, in a structure none.
    fn value(&mut self, kind: Kind, depth: usize, listed: bool) -> Option<Value<'a>> {
        if depth > DEEPEST {
            return None;
        }
        match kind {
            Kind::List => {
                let (length, of) = self.list()?;
                for _ in 0..length {
                    self.value(of, depth + 1, true)?;
                }
            }
            Kind::Structure => self.fields(depth + 1, &mut |_, _, _| Some(false), &mut |_, _| ())?,
            Kind::Else(1 | 2) if !listed => {}
            Kind::Else(1..=3) => drop(self.byte()?),
            Kind::Else(4..=6) => return Some(Value::Whole(self.whole()?)),
            Kind::Else(7) => self.at = self.at.checked_add(8).filter(|at| *at <= self.bytes.len())?,
            Kind::Else(8) => return Some(Value::Bytes(self.text()?)),
            Kind::Else(11) => self.map(depth)?,
            Kind::Else(_) => return None,
        }
        Some(Value::Other)
    }

    fn map(&mut self, depth: usize) -> Option<()> {
        let length = self.varint()?;
        if length == 0 {
            return Some(());
        }
        let kinds = self.byte()?;
        if length > MOST_LISTED {
            return None;
        }
        for _ in 0..length {
            self.value(Kind::of(kinds >> 4), depth + 1, true)?;
            self.value(Kind::of(kinds & 15), depth + 1, true)?;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_claims_more_than_there_is_is_refused() {
        let through = |bytes: &[u8]| {
            let mut seen = Vec::new();
            Walk::of(bytes)
                .fields(0, &mut |_, _, _| Some(false), &mut |field, value| {
                    if let Value::Whole(number) = value {
                        seen.push((field, number));
                    }
                })
                .map(|()| seen)
        };
        // Field 1 is -3, field 3 is the number 5 in a structure that is passed over, field 20 is 64.
        let sound = [0x15, 0x05, 0x2c, 0x15, 0x0a, 0x00, 0x05, 0x28, 0x80, 0x01, 0x00];
        assert_eq!(through(&sound), Some(vec![(1, -3), (20, 64)]));
        for cut in 0..sound.len() {
            assert_eq!(through(&sound[..cut]), None, "{cut}");
        }
        // A list of a thousand million numbers, a text of as many bytes, and structures without end.
        assert_eq!(through(&[0x19, 0xf5, 0x80, 0x94, 0xeb, 0xdc, 0x03, 0x00]), None);
        assert_eq!(through(&[0x18, 0x80, 0x94, 0xeb, 0xdc, 0x03, 0x00]), None);
        assert_eq!(through(&[0x1c; 4096]), None);
    }
}
