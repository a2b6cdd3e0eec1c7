//! The records of an old workbook (MS-XLS 2.1.4): a kind, a length, and so many bytes. A long one goes on in records that
//! only say so, and the texts in it go on with a byte that says how wide their letters are from there (2.5.293).

use super::container::{long, short};

/// A record that goes on with the one before it.
const CONTINUE: u16 = 0x003c;

/// Records one after another.
pub(super) struct Records<'a> {
    stream: &'a [u8],
    at: usize,
}

/// A record.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record<'a> {
    pub(super) kind: u16,
    /// Where it begins in its stream.
    pub(super) at: usize,
    pub(super) data: &'a [u8],
}

impl<'a> Records<'a> {
    pub(super) fn from(stream: &'a [u8], at: usize) -> Self {
        Self { stream, at }
    }

    /// The next record; nothing at the end, and `Err` where it is cut short.
    pub(super) fn next(&mut self) -> Result<Option<Record<'a>>, CutShort> {
        let at = self.at;
        if at >= self.stream.len() {
            return Ok(None);
        }
        let (Some(kind), Some(length)) = (short(self.stream, at), short(self.stream, at + 2)) else {
            return Err(CutShort);
        };
        let end = at + 4 + usize::from(length);
        let data = self.stream.get(at + 4..end).ok_or(CutShort)?;
        self.at = end;
        Ok(Some(Record { kind, at, data }))
    }

    /// The record that was just read, with those that it goes on in.
    pub(super) fn whole(&mut self, first: Record<'a>) -> Result<Pieces<'a>, CutShort> {
        let mut pieces = vec![first.data];
        while short(self.stream, self.at) == Some(CONTINUE) {
            pieces.extend(self.next()?.map(|record| record.data));
        }
        Ok(Pieces { parts: pieces, piece: 0, at: 0 })
    }
}

/// The file ends within a record, or a record before what it says that it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a record ends too early")]
pub(super) struct CutShort;

/// The bytes of a record over all pieces of it.
pub(super) struct Pieces<'a> {
    parts: Vec<&'a [u8]>,
    piece: usize,
    at: usize,
}

impl<'a> Pieces<'a> {
    /// Of a record that does not go on.
    pub(super) fn of(data: &'a [u8]) -> Self {
        Self { parts: vec![data], piece: 0, at: 0 }
    }

    /// Goes to the next piece where this one has ended; whether there was any.
    fn turned(&mut self) -> bool {
        let before = self.piece;
        while self.parts.get(self.piece).is_some_and(|piece| self.at >= piece.len()) {
            (self.piece, self.at) = (self.piece + 1, 0);
        }
        self.piece != before
    }

    /// Whether nothing is left.
    pub(super) fn is_at_end(&mut self) -> bool {
        self.turned();
        self.piece >= self.parts.len()
    }

    fn byte(&mut self) -> Result<u8, CutShort> {
        self.turned();
        let byte = self.parts.get(self.piece).and_then(|piece| piece.get(self.at)).ok_or(CutShort)?;
        self.at += 1;
        Ok(*byte)
    }

    pub(super) fn short(&mut self) -> Result<u16, CutShort> {
        Ok(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn long(&mut self) -> Result<u32, CutShort> {
        let mut four = [0; 4];
        for byte in &mut four {
            *byte = self.byte()?;
        }
        Ok(u32::from_le_bytes(four))
    }

    pub(super) fn skip(&mut self, mut bytes: usize) -> Result<(), CutShort> {
        while bytes > 0 {
            self.turned();
            let left = self.parts.get(self.piece).ok_or(CutShort)?.len() - self.at;
            let step = left.min(bytes);
            self.at += step;
            bytes -= step;
        }
        Ok(())
    }

    /// A text with a length of two bytes, and what beside it says how it looks.
    pub(super) fn text(&mut self) -> Result<String, CutShort> {
        let letters = self.short()?;
        self.text_of(letters)
    }

    /// A text with a length of one byte.
    pub(super) fn short_text(&mut self) -> Result<String, CutShort> {
        let letters = self.byte()?.into();
        self.text_of(letters)
    }

    fn text_of(&mut self, letters: u16) -> Result<String, CutShort> {
        let flags = self.byte()?;
        let runs = if flags & 8 == 0 { 0 } else { usize::from(self.short()?) };
        let more = if flags & 4 == 0 { 0 } else { self.long()? };
        let text = self.letters(letters.into(), flags & 1 != 0)?;
        self.skip(runs * 4)?;
        self.skip(usize::try_from(more).map_err(|_| CutShort)?)?;
        Ok(text)
    }

    /// So many letters of one or two bytes. Those of one byte are the first of Unicode.
    fn letters(&mut self, mut left: usize, mut wide: bool) -> Result<String, CutShort> {
        let (mut text, mut units) = (String::new(), Vec::new());
        while left > 0 {
            if self.turned() {
                wide = self.byte()? & 1 != 0;
            }
            let piece = self.parts.get(self.piece).and_then(|piece| piece.get(self.at..)).ok_or(CutShort)?;
            let size = if wide { 2 } else { 1 };
            let count = left.min(piece.len() / size);
            // Half a letter at the end of a piece is none.
            let part = piece.get(..count * size).filter(|_| count > 0).ok_or(CutShort)?;
            if wide {
                units.extend(part.as_chunks::<2>().0.iter().map(|two| u16::from_le_bytes(*two)));
            } else {
                units.extend(part.iter().map(|byte| u16::from(*byte)));
            }
            (self.at, left) = (self.at + part.len(), left - count);
        }
        text.extend(char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)));
        Ok(text)
    }
}

/// A number of eight bytes at this place.
pub(super) fn number(bytes: &[u8], at: usize) -> Option<f64> {
    Some(f64::from_le_bytes(bytes.get(at..at.checked_add(8)?)?.try_into().ok()?))
}

/// A number packed into four bytes: an integer of thirty bits or the upper half of a number, either perhaps in hundredths
/// (MS-XLS 2.5.217).
pub(super) fn packed(bytes: &[u8], at: usize) -> Option<f64> {
    let four = long(bytes, at)?;
    let value = if four & 2 != 0 {
        f64::from(four.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(four & !3) << 32)
    };
    Some(if four & 1 != 0 { value / 100.0 } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_numbers_are_what_they_stand_for() {
        let of = |number: u32| packed(&number.to_le_bytes(), 0).unwrap();
        // 1, 1.23 and 12.34 as [MS-XLS] and every program write them.
        assert!((of(0x3ff0_0000) - 1.0).abs() < f64::EPSILON);
        assert!((of((123 << 2) | 3) - 1.23).abs() < f64::EPSILON);
        assert!((of((-5_i32 << 2).cast_unsigned() | 2) + 5.0).abs() < f64::EPSILON);
    }

    #[test]
    fn texts_go_on_with_letters_of_another_width() {
        let first = [6, 0, 0, b'B', b'l'];
        let rest = [1, b'a', 0, 0xe5, 0, b'r', 0, b't', 0];
        let mut pieces = Pieces { parts: vec![&first, &[], &rest], piece: 0, at: 0 };
        assert_eq!(pieces.text().as_deref(), Ok("Blaårt"));
        assert!(pieces.is_at_end());
        assert_eq!(Pieces::of(&[9, 0, 0, b'B']).text(), Err(CutShort));
        assert_eq!(Pieces::of(&[1, 0, 1, b'B']).text(), Err(CutShort));
    }

    #[test]
    fn a_record_that_is_cut_short_is_told() {
        let mut records = Records::from(&[0x0a, 0, 0, 0, 0xfc, 0, 9, 0, 1], 0);
        assert_eq!(records.next().unwrap().unwrap().kind, 10);
        assert_eq!(records.next().unwrap_err(), CutShort);
    }
}
