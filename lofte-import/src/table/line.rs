//! One row of a table, and what its cells say.

use csv::StringRecord;
use lofte_model::screening::mask;

/// What stands in a cell instead of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// An error of the spreadsheet: `#N/A`, `#REF!`.
    Error(String),
    /// A formula whose result was never stored.
    NoStoredValue,
}

/// One row.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    /// As a spreadsheet counts: the first row is 1.
    pub(crate) row: u64,
    /// Bytes of the file read so far.
    pub(crate) done: u64,
    pub(crate) cells: &'a StringRecord,
    /// Cells without a value, by column.
    pub(crate) faults: &'a [(usize, Fault)],
    /// Cells that have their text from a merged cell above.
    pub(crate) filled: u64,
}

impl Line<'_> {
    /// A cell without the spaces around it, whatever it says.
    pub(crate) fn text(&self, column: usize) -> &str {
        trimmed(self.cells.get(column).unwrap_or(""))
    }

    /// Whether nothing stands in it.
    pub(crate) fn is_blank(&self) -> bool {
        // A first cell that is filled says it of most rows at once.
        self.faults.is_empty() && self.cells.iter().all(|cell| trimmed(cell).is_empty())
    }

    /// A cell without the spaces around it; empty where there is none, where a program wrote that there is none, and
    /// where a spreadsheet has an error.
    pub(crate) fn cell(&self, column: usize) -> &str {
        match self.text(column) {
            "NA" | "NULL" => "",
            text if is_error(text) => "",
            text => text,
        }
    }

    /// Whether the row is one text alone, as titles and remarks are.
    pub(crate) fn is_one_text(&self) -> bool {
        (0..self.cells.len()).filter(|column| !self.text(*column).is_empty()).count() <= 1
    }

    /// What stands in a cell instead of a value.
    pub(crate) fn fault(&self, column: usize) -> Option<Fault> {
        let fault = self.faults.iter().find(|(other, _)| *other == column).map(|(_, fault)| fault.clone());
        fault.or_else(|| {
            Some(self.text(column)).filter(|text| is_error(text)).map(|text| Fault::Error(text.to_owned()))
        })
    }
}

/// A text without the spaces around it. Nearly all texts have none, which their first and last sign show.
fn trimmed(text: &str) -> &str {
    let ink = |sign: &u8| (b'!'..=b'~').contains(sign);
    match text.as_bytes() {
        [] => text,
        [first, .., last] if ink(first) && ink(last) => text,
        _ => text.trim(),
    }
}

/// Errors as spreadsheets write them into text tables, in English and Swedish.
pub(crate) fn is_error(text: &str) -> bool {
    const ERRORS: [&str; 20] = [
        "#N/A",
        "#REF!",
        "#VALUE!",
        "#DIV/0!",
        "#NAME?",
        "#NUM!",
        "#NULL!",
        "#SPILL!",
        "#CALC!",
        "#GETTING_DATA",
        "#FIELD!",
        "#BLOCKED!",
        "#SAKNAS!",
        "#REFERENS!",
        "#VÄRDEFEL!",
        "#DIVISION/0!",
        "#NAMN?",
        "#OGILTIGT!",
        "#SKÄRNING!",
        "#OGILTIG!",
    ];
    match text.as_bytes().first() {
        Some(b'#') => ERRORS.contains(&text) || text.bytes().all(|byte| byte == b'#') && text.len() > 2,
        Some(b'E') => text.strip_prefix("Err:").is_some_and(|rest| rest.parse::<u16>().is_ok()),
        _ => false,
    }
}

/// A cell as it may be shown to people: at most 40 characters, no personal numbers.
pub(crate) fn shown(text: &str) -> String {
    mask(text).chars().take(40).collect()
}
