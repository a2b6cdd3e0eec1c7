//! What a cell was meant to hold: without the marks that nobody sees and that programs leave behind, and without the
//! dress that keeps a spreadsheet from changing a text (`="0012"`, `'0012`). Letters come in one form.
//!
//! Cells that are left empty below a text get it where somebody has said so. What a cell means is for the sources to
//! know.

use super::line::Fault;
use crate::same::is_unseen;
use csv::StringRecord;
use std::borrow::Cow;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The cells of a row as they were meant; nothing where they are so already.
pub(super) fn meant(cells: &StringRecord) -> Option<StringRecord> {
    // Without a way out, so that the whole row is looked at in a few wide steps. Letters below U+0300 are composed, and
    // of the marks that nobody sees only the soft hyphen, which ends in AD, stands below.
    let strange = |byte: u8| {
        let unless = |sign: u8| u8::from(byte != sign);
        let control = u8::from(byte < b' ') & unless(b'\n') & unless(b'\r') & unless(b'\t');
        let mark = [b'=', b'\'', 0x7f, 0xad].map(|sign| u8::from(byte == sign));
        control | mark[0] | mark[1] | mark[2] | mark[3] | u8::from(byte > 0xcb)
    };
    let strange = cells.as_slice().bytes().fold(0, |found, byte| found | strange(byte));
    let changes = || cells.iter().any(|text| matches!(cell(text), Cow::Owned(_)));
    (strange != 0 && changes()).then(|| cells.iter().map(cell).collect())
}

fn cell(text: &str) -> Cow<'_, str> {
    let shown: Cow<'_, str> =
        if text.contains(is_unseen) { text.replace(is_unseen, "").into() } else { Cow::Borrowed(text) };
    let undressed = undressed(&shown);
    if is_nfc(undressed) {
        if undressed.len() == text.len() { Cow::Borrowed(text) } else { Cow::Owned(undressed.to_owned()) }
    } else {
        undressed.nfc().collect::<String>().into()
    }
}

/// `="0012"` is the text that a spreadsheet shows; an apostrophe before a number says that it is text.
fn undressed(text: &str) -> &str {
    let formula = text.trim().strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    if let Some(inner) = formula.filter(|inner| !inner.contains('"')) {
        return inner;
    }
    let quoted = text.trim_start().strip_prefix('\'');
    quoted
        .filter(|rest| rest.starts_with(|sign: char| sign.is_ascii_digit() || "=+-@".contains(sign)))
        .unwrap_or(text)
}

/// Columns in which an empty cell means the text above it.
pub(super) struct Down {
    columns: Vec<(usize, String)>,
}

impl Down {
    pub(super) fn of(columns: &[usize]) -> Self {
        Self { columns: columns.iter().map(|column| (*column, String::new())).collect() }
    }

    /// The row with its empty cells filled; nothing where none is empty.
    pub(super) fn filled(&mut self, cells: &StringRecord, faults: &[(usize, Fault)]) -> Option<StringRecord> {
        let mut filled: Option<Vec<String>> = None;
        for (column, above) in &mut self.columns {
            let text = cells.get(*column).unwrap_or_default();
            if !text.trim().is_empty() {
                text.clone_into(above);
            } else if !above.is_empty() && faults.iter().all(|(other, _)| other != column) {
                let row = filled.get_or_insert_with(|| cells.iter().map(str::to_owned).collect());
                if let Some(cell) = row.get_mut(*column) {
                    cell.clone_from(above);
                }
            }
        }
        filled.map(StringRecord::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_not_there() {
        for (text, meant) in [
            ("K1\u{200b}", "K1"),
            ("\u{202a}K1\u{202c}", "K1"),
            ("\u{feff}\u{2066}Tid\u{2069}", "Tid"),
            ("K\u{0}1", "K1"),
            ("=\"0012\"", "0012"),
            ("'0012", "0012"),
            ("'s-Gravenhage", "'s-Gravenhage"),
            ("=\"a\"&\"b\"", "=\"a\"&\"b\""),
            ("A\u{30a}ker", "Åker"),
            ("rad\nrad", "rad\nrad"),
        ] {
            assert_eq!(cell(text), meant, "{text:?}");
        }
        assert_eq!(meant(&StringRecord::from(vec!["K1", "a\nb", "x"])), None);
        assert_eq!(meant(&StringRecord::from(vec!["K1", "'1"])), Some(StringRecord::from(vec!["K1", "1"])));
    }
}
