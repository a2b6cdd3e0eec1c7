//! The cells of one sheet, in the order in which they stand, and its merged ranges.
//!
//! What is no value is kept apart from values: an error such as #N/A, and a formula whose result was never stored.

use super::Serial;
use super::styles::{Shown, percent_text, time_text};
use super::xml::{Xml, XmlError, attribute, cut_short, each_element, text};
use crate::table::Fault;
use crate::table::gathered::{Cell, Range};
use quick_xml::events::{BytesStart, Event};

/// Most columns that a sheet can have.
pub(in crate::table) const MOST_COLUMNS: u32 = 16_384;
/// Merged ranges that are kept in mind.
const MOST_RANGES: usize = 100_000;

/// What cells refer to.
pub(super) struct Book {
    pub(super) strings: Vec<String>,
    pub(super) styles: Vec<Shown>,
    pub(super) serial: Serial,
}

/// Reads the cells of a sheet.
pub(super) struct Cells<'a> {
    xml: Xml<'a>,
    buffer: Vec<u8>,
    row: u32,
    column: u32,
    /// The last row, as the sheet says.
    pub(super) last: u32,
}

impl<'a> Cells<'a> {
    /// Goes to the beginning of the cells; a sheet without any has none.
    pub(super) fn new(mut xml: Xml<'a>) -> Result<Self, XmlError> {
        let mut last = 0;
        each_element(&mut xml, |element| {
            if element.local_name().as_ref() == "dimension" {
                last = attribute(element, "ref")?
                    .and_then(|text| range(&text))
                    .map_or(0, |range| range.last_row);
            }
            Ok(element.local_name().as_ref() != "sheetData")
        })?;
        Ok(Self { xml, buffer: Vec::new(), row: 0, column: 0, last })
    }

    /// The next cell that holds something.
    pub(super) fn next(&mut self, book: &Book) -> Result<Option<Cell>, XmlError> {
        loop {
            self.buffer.clear();
            let (at, kind, style) = match self.xml.read_event_into(&mut self.buffer)? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "row" => {
                        let number = attribute(&element, "r")?.and_then(|number| number.parse::<u32>().ok());
                        self.row = number.and_then(|number| number.checked_sub(1)).unwrap_or(self.row);
                        self.column = 0;
                        continue;
                    }
                    "c" => head(&element)?,
                    _ => continue,
                },
                Event::End(element) => match element.local_name().as_ref() {
                    "row" => {
                        self.row = self.row.saturating_add(1);
                        continue;
                    }
                    "sheetData" => return Ok(None),
                    _ => continue,
                },
                // A sheet without cells ends here; one whose cells end too early is damaged.
                Event::Eof => return if self.row == 0 { Ok(None) } else { Err(cut_short()) },
                _ => continue,
            };
            let (row, column) = at.unwrap_or((self.row, self.column));
            self.column = column.saturating_add(1);
            let content = self.content(&kind, style, book)?;
            if column < MOST_COLUMNS && !matches!(&content, Ok(text) if text.is_empty()) {
                return Ok(Some(Cell { row, column, content }));
            }
        }
    }

    /// What the cell that has just begun holds.
    fn content(&mut self, kind: &str, style: usize, book: &Book) -> Result<Result<String, Fault>, XmlError> {
        let (mut value, mut inline, mut formula) = (String::new(), None, false);
        loop {
            self.buffer.clear();
            let name = match self.xml.read_event_into(&mut self.buffer)? {
                Event::Start(element) => element.local_name().as_ref().to_owned(),
                Event::End(element) if element.local_name().as_ref() == "c" => break,
                Event::Eof => return Err(cut_short()),
                _ => continue,
            };
            match name.as_str() {
                "v" => value = text(&mut self.xml, None, &mut self.buffer)?,
                "is" => inline = Some(text(&mut self.xml, Some("t"), &mut self.buffer)?),
                _ => {
                    formula |= name == "f";
                    text(&mut self.xml, None, &mut self.buffer)?;
                }
            }
        }
        let stored = value.trim();
        Ok(match kind {
            "inlineStr" => Ok(inline.unwrap_or(value)),
            "str" => Ok(value),
            _ if stored.is_empty() && formula => Err(Fault::NoStoredValue),
            // A number that points at no text is no text.
            "s" => Ok(stored
                .parse()
                .ok()
                .and_then(|at: usize| book.strings.get(at))
                .cloned()
                .unwrap_or_default()),
            "e" => Err(Fault::Error(stored.chars().take(20).collect())),
            "b" => Ok(match stored {
                "1" | "true" => "true".to_owned(),
                "0" | "false" => "false".to_owned(),
                other => other.to_owned(),
            }),
            "d" => Ok(stored.to_owned()),
            _ => Ok(inline.unwrap_or_else(|| {
                let shown = book.styles.get(style).copied().unwrap_or(Shown::Number);
                number_text(stored, shown, book.serial)
            })),
        })
    }
}

/// Place, type and style of a cell.
type Head = (Option<(u32, u32)>, String, usize);

/// What an element says of its cell.
fn head(element: &BytesStart<'_>) -> Result<Head, XmlError> {
    let at = attribute(element, "r")?.and_then(|text| place(&text));
    let kind = attribute(element, "t")?.unwrap_or_default().into_owned();
    let style = attribute(element, "s")?.and_then(|style| style.parse().ok()).unwrap_or(0);
    Ok((at, kind, style))
}

/// A number as a text table would have it. Whole numbers stay digit by digit what they are.
pub(in crate::table) fn number_text(stored: &str, shown: Shown, serial: Serial) -> String {
    let Ok(number) = stored.parse::<f64>() else {
        return stored.to_owned();
    };
    if let Some(time) = time_text(number, shown, serial) {
        return time;
    }
    if shown == Shown::Percent && number.is_finite() {
        return percent_text(number);
    }
    if stored.bytes().all(|byte| byte.is_ascii_digit()) || !number.is_finite() {
        // Numbers of cases are shown with zeros in front, and a text table of the same cases has them.
        match shown {
            Shown::Padded(digits) if number.is_finite() => format!("{stored:0>digits$}"),
            _ => stored.to_owned(),
        }
    } else {
        number.to_string()
    }
}

/// `B7` as row and column from zero.
fn place(text: &str) -> Option<(u32, u32)> {
    let text = text.trim().trim_start_matches('$');
    let split = text.find(|sign: char| !sign.is_ascii_alphabetic())?;
    let (letters, digits) = text.split_at(split);
    let mut column: u32 = 0;
    for letter in letters.bytes() {
        let value = u32::from(letter.to_ascii_uppercase() - b'A') + 1;
        column = column.checked_mul(26)?.checked_add(value)?;
    }
    let row: u32 = digits.trim_start_matches('$').parse().ok()?;
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

fn range(text: &str) -> Option<Range> {
    let (start, end) = text.split_once(':').unwrap_or((text, text));
    let (one, other) = (place(start)?, place(end)?);
    Some(Range {
        first_row: one.0.min(other.0),
        last_row: one.0.max(other.0),
        first_column: one.1.min(other.1),
        last_column: one.1.max(other.1),
    })
}

/// The merged ranges of a sheet, from the top, and how many rows below the header it hides. Ranges stand behind the
/// cells.
pub(super) fn layout(mut xml: Xml<'_>, header: u64) -> Result<(Vec<Range>, u64), XmlError> {
    let (mut ranges, mut hidden_rows) = (Vec::new(), 0);
    let (mut row, mut hidden) = (0, false);
    each_element(&mut xml, |element| {
        match element.local_name().as_ref() {
            "mergeCell" if ranges.len() < MOST_RANGES => {
                ranges.extend(attribute(element, "ref")?.and_then(|text| range(&text)));
            }
            "row" => {
                let number = attribute(element, "r")?.and_then(|number| number.parse::<u64>().ok());
                row = number.unwrap_or(row + 1);
                hidden = attribute(element, "hidden")?.is_some_and(|text| text == "1" || text == "true");
            }
            // A row without a value is none, hidden or not.
            "v" | "t" if hidden => {
                hidden_rows += u64::from(row > header);
                hidden = false;
            }
            _ => {}
        }
        Ok(true)
    })?;
    ranges.sort_by_key(|range| (range.first_row, range.first_column));
    Ok((ranges, hidden_rows))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::workbook::xml::events;

    fn cells(sheet: &str) -> Vec<String> {
        let book = Book {
            strings: vec!["första".to_owned(), String::new()],
            styles: vec![Shown::Number, Shown::Date],
            serial: Serial::From1900,
        };
        let mut cells = Cells::new(events(sheet.as_bytes())).unwrap();
        let mut out = Vec::new();
        while let Some(cell) = cells.next(&book).unwrap() {
            out.push(format!("{} {} {:?}", cell.row, cell.column, cell.content));
        }
        out
    }

    #[test]
    fn values_errors_and_formulas_are_told_apart() {
        let sheet = r#"<s:worksheet xmlns:s="x"><s:sheetData><s:row r="3">
            <s:c r="A3" t="s"><s:v>0</s:v></s:c><s:c r="B3" t="s"><s:v> </s:v></s:c><s:c r="C3" t="s"><s:v>9</s:v></s:c>
            <s:c r="D3" t="e"><s:v>#SPILL!</s:v></s:c><s:c r="E3"><s:f>NOW()</s:f><s:v/></s:c>
            <s:c r="F3" t="str"><s:f>A1</s:f><s:v></s:v></s:c><s:c r="G3" t="str"><s:f>A1</s:f><s:v>ja</s:v></s:c>
            <s:c r="H3" s="1"><s:v>45047</s:v></s:c><s:c><s:v>2.5e3</s:v></s:c><s:c><s:v>20250301123456789</s:v></s:c>
            <s:c t="inlineStr"><s:is><s:t>text</s:t></s:is></s:c><s:c t="d"><s:v>2023-05-01T13:45:00</s:v></s:c>
            </s:row><s:row><s:c t="b"><s:v>1</s:v></s:c></s:row></s:sheetData></s:worksheet>"#;
        insta::assert_snapshot!(cells(sheet).join("\n"), @r##"
        2 0 Ok("första")
        2 3 Err(Error("#SPILL!"))
        2 4 Err(NoStoredValue)
        2 6 Ok("ja")
        2 7 Ok("2023-05-01")
        2 8 Ok("2500")
        2 9 Ok("20250301123456789")
        2 10 Ok("text")
        2 11 Ok("2023-05-01T13:45:00")
        3 0 Ok("true")
        "##);
    }

    #[test]
    fn places_that_cannot_be_are_none() {
        assert_eq!(
            [place("A1"), place("XFD1048576"), place("$B$7")],
            [Some((0, 0)), Some((1_048_575, 16_383)), Some((6, 1))]
        );
        for text in ["", "7", "A", "A0", "AAAAAAAAAAAA1", "A99999999999", "Å1", "A-1"] {
            assert_eq!(place(text), None, "{text}");
        }
        assert_eq!(
            range("B4:A2"),
            Some(Range { first_row: 1, last_row: 3, first_column: 0, last_column: 1 })
        );
    }
}
