//! Columns of codes in the narrowest type that holds them.

use super::MISSING;

/// One column of codes: 0 to `size` - 1, or [`MISSING`].
#[derive(Debug, Clone, Copy)]
pub struct CodedColumn<'a> {
    /// A code for each row.
    pub codes: Codes<'a>,
    /// Number of codes in the code list.
    pub size: u32,
}

/// A code for each row, in the narrowest type that holds them.
///
/// ```
/// use lofte_analysis::incidents::counts::{CodedColumn, Codes, grouped_counts};
/// let weekday = CodedColumn { codes: Codes::Narrow(&[0, 6, 6, u8::MAX]), size: 7 };
/// assert_eq!(grouped_counts(&[weekday], None)?.cells(), [1, 0, 0, 0, 0, 0, 2, 1]);
/// # Ok::<(), lofte_analysis::incidents::counts::CountError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub enum Codes<'a> {
    /// 8 bits; 255 is missing.
    Narrow(&'a [u8]),
    /// 16 bits; 65 535 is missing.
    Medium(&'a [u16]),
    /// 32 bits; [`MISSING`] is missing.
    Wide(&'a [u32]),
}

impl<'a> From<&'a [u8]> for Codes<'a> {
    fn from(codes: &'a [u8]) -> Self {
        Self::Narrow(codes)
    }
}

impl<'a> From<&'a [u16]> for Codes<'a> {
    fn from(codes: &'a [u16]) -> Self {
        Self::Medium(codes)
    }
}

impl<'a> From<&'a [u32]> for Codes<'a> {
    fn from(codes: &'a [u32]) -> Self {
        Self::Wide(codes)
    }
}

impl Codes<'_> {
    /// Number of rows.
    pub fn len(&self) -> usize {
        match self {
            Self::Narrow(codes) => codes.len(),
            Self::Medium(codes) => codes.len(),
            Self::Wide(codes) => codes.len(),
        }
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The code of a row; [`MISSING`] where it is not known, and beyond the last row.
    pub fn get(&self, row: usize) -> u32 {
        match self {
            Self::Narrow(codes) => codes.get(row).map_or(MISSING, |code| widened(*code)),
            Self::Medium(codes) => codes.get(row).map_or(MISSING, |code| widened(*code)),
            Self::Wide(codes) => codes.get(row).copied().unwrap_or(MISSING),
        }
    }

    /// Move each cell number on by one dimension.
    pub(super) fn add_dimension(&self, rows: std::ops::Range<usize>, size: u32, numbers: &mut [u32]) {
        match self {
            Self::Narrow(codes) => add_dimension(&codes[rows], size, numbers),
            Self::Medium(codes) => add_dimension(&codes[rows], size, numbers),
            Self::Wide(codes) => add_dimension(&codes[rows], size, numbers),
        }
    }

    /// The first row whose code is neither in the code list nor missing.
    pub(super) fn unknown(&self, rows: std::ops::Range<usize>, size: u32) -> Option<usize> {
        let start = rows.start;
        let found = match self {
            Self::Narrow(codes) => unknown(&codes[rows], size),
            Self::Medium(codes) => unknown(&codes[rows], size),
            Self::Wide(codes) => unknown(&codes[rows], size),
        };
        found.map(|row| start + row)
    }
}

/// A type of codes, whose largest number means missing.
trait Code: Copy + Ord + Into<u32> {
    const LARGEST: Self;

    /// The next number, and 0 after the largest.
    fn next(self) -> Self;
}

impl Code for u8 {
    const LARGEST: Self = Self::MAX;

    fn next(self) -> Self {
        self.wrapping_add(1)
    }
}

impl Code for u16 {
    const LARGEST: Self = Self::MAX;

    fn next(self) -> Self {
        self.wrapping_add(1)
    }
}

impl Code for u32 {
    const LARGEST: Self = Self::MAX;

    fn next(self) -> Self {
        self.wrapping_add(1)
    }
}

fn widened<C: Code>(code: C) -> u32 {
    if code == C::LARGEST { MISSING } else { code.into() }
}

fn add_dimension<C: Code>(codes: &[C], size: u32, numbers: &mut [u32]) {
    let width = size + 1;
    for (number, code) in numbers.iter_mut().zip(codes) {
        *number = *number * width + widened(*code).min(size);
    }
}

fn unknown<C: Code>(codes: &[C], size: u32) -> Option<usize> {
    if C::LARGEST.into() <= size {
        return None;
    }
    // Missing wraps to 0, so that one comparison tests both rules and the loop stays branch-free.
    let highest = codes.iter().map(|code| code.next()).max()?;
    (highest.into() > size)
        .then(|| codes.iter().position(|code| (size..MISSING).contains(&widened(*code))))?
}
