//! One row of an OpenDocument sheet: its cells with what they hold, repeated as often as they say.

use crate::limits::LONGEST_ROW;
use crate::table::Fault;
use crate::table::line::is_error;
use crate::table::workbook::xml::{Xml, XmlError, attribute, cut_short, letter};
use crate::table::workbook::{MOST_COLUMNS, percent_text};
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;

/// One row, and how many like it follow each other.
#[derive(Default)]
pub(super) struct Row {
    pub(super) number: u64,
    pub(super) times: u64,
    pub(super) hidden: bool,
    pub(super) cells: Vec<String>,
    /// Whether more text was to be in it than a row has; then it is not whole.
    pub(super) long: bool,
    pub(super) faults: Vec<(usize, Fault)>,
    /// Cells that hold for the rows below: column, and how many rows in all.
    pub(super) spans: Vec<(usize, u64)>,
}

impl Row {
    pub(super) fn filled(&self) -> bool {
        self.long || !self.faults.is_empty() || self.cells.iter().any(|cell| !cell.trim().is_empty())
    }

    pub(super) fn width(&self) -> usize {
        let faults = self.faults.iter().map(|(column, _)| column + 1).max().unwrap_or(0);
        self.cells.len().max(faults)
    }

    pub(super) fn again(&self, number: u64) -> Self {
        let (cells, faults, spans) = (self.cells.clone(), self.faults.clone(), self.spans.clone());
        Self { number, times: 1, hidden: self.hidden, long: self.long, cells, faults, spans }
    }

    /// Bytes of its text.
    pub(super) fn text(&self) -> u64 {
        self.cells.iter().map(|cell| cell.len() as u64).sum()
    }

    pub(super) fn put(&mut self, column: usize, text: &str) {
        if column >= self.cells.len() {
            self.cells.resize(column + 1, String::new());
        }
        text.clone_into(&mut self.cells[column]);
    }
}

/// A number in an attribute, at least one.
fn times(element: &BytesStart<'_>, name: &str) -> Result<u64, XmlError> {
    let number = attribute(element, name)?.and_then(|text| text.parse::<u64>().ok());
    Ok(number.unwrap_or(1).clamp(1, 1 << 20))
}

/// The next row of the sheet; nothing where it ends.
pub(super) fn next_row(xml: &mut Xml<'_>) -> Result<Option<Row>, XmlError> {
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer)? {
            Event::Start(element) if element.local_name().as_ref() == "table-row" => {
                let hidden = attribute(&element, "visibility")?.is_some_and(|text| text != "visible");
                let times = times(&element, "number-rows-repeated")?;
                let mut row = Row { times, hidden, ..Row::default() };
                cells(xml, &mut row)?;
                return Ok(Some(row));
            }
            Event::End(element) if element.local_name().as_ref() == "table" => return Ok(None),
            Event::Eof => return Err(cut_short()),
            _ => {}
        }
    }
}

/// The cells of the row that has just begun, to its end.
fn cells(xml: &mut Xml<'_>, row: &mut Row) -> Result<(), XmlError> {
    let (mut column, mut text_of_row, mut buffer) = (0_usize, 0_u64, Vec::new());
    loop {
        buffer.clear();
        let (head, repeated) = match xml.read_event_into(&mut buffer)? {
            Event::Start(element) => match element.local_name().as_ref() {
                "table-cell" | "covered-table-cell" => {
                    (Head::of(&element)?, times(&element, "number-columns-repeated")?)
                }
                _ => continue,
            },
            Event::End(element) if element.local_name().as_ref() == "table-row" => return Ok(()),
            Event::Eof => return Err(cut_short()),
            _ => continue,
        };
        let shown = paragraphs(xml)?;
        let content = head.content(shown);
        let repeated = usize::try_from(repeated).unwrap_or(usize::MAX);
        let end = column.saturating_add(repeated).min(MOST_COLUMNS as usize);
        let text = match &content {
            Ok(text) | Err(Fault::Error(text)) => text.len() as u64,
            Err(Fault::NoStoredValue) => 0,
        };
        // Counted before it is repeated: one long text may say that it stands in every column.
        let copies = end.saturating_sub(column) as u64;
        text_of_row = text_of_row.saturating_add(copies.saturating_mul(text));
        row.long |= text_of_row > LONGEST_ROW;
        match content {
            _ if row.long => {}
            Ok(text) if text.is_empty() => {}
            Ok(text) => {
                for at in column..end {
                    row.put(at, &text);
                    if head.rows > 1 {
                        row.spans.push((at, head.rows));
                    }
                }
            }
            Err(fault) => row.faults.extend((column..end).map(|at| (at, fault.clone()))),
        }
        column = end;
    }
}

/// What a cell says of itself.
struct Head {
    kind: String,
    value: Option<String>,
    formula: bool,
    rows: u64,
}

impl Head {
    fn of(element: &BytesStart<'_>) -> Result<Self, XmlError> {
        // The kind that a later standard adds tells an error from a text.
        let mut kind = String::new();
        for attribute in element.attributes().with_checks(false) {
            let attribute = attribute?;
            if attribute.key.local_name().as_ref() == "value-type" && kind != "error" {
                kind = attribute.value.to_string();
            }
        }
        let name = match kind.as_str() {
            "float" | "percentage" | "currency" => "value",
            "date" => "date-value",
            "time" => "time-value",
            "boolean" => "boolean-value",
            _ => "string-value",
        };
        let value = attribute(element, name)?.map(Cow::into_owned);
        let formula = attribute(element, "formula")?.is_some();
        Ok(Self { kind, value, formula, rows: times(element, "number-rows-spanned")? })
    }

    fn content(&self, shown: String) -> Result<String, Fault> {
        if self.kind == "error" || is_error(shown.trim()) {
            return Err(Fault::Error(shown.trim().chars().take(20).collect()));
        }
        if self.kind.is_empty() && self.formula && shown.is_empty() {
            return Err(Fault::NoStoredValue);
        }
        Ok(match (&self.value, self.kind.as_str()) {
            (Some(value), "percentage") => {
                value.parse().map_or_else(|_| value.clone(), |number: f64| percent_text(number))
            }
            (Some(value), "float" | "currency") => number(value, shown.trim()),
            (Some(value), "date") => value.replace('T', " ").trim_end_matches(" 00:00:00").to_owned(),
            (Some(value), "time") => clock(value).unwrap_or(shown),
            (Some(value), "boolean") => value.clone(),
            (Some(value), _) if shown.is_empty() => value.clone(),
            _ => shown,
        })
    }
}

/// A number with every digit. One that is shown with zeros in front has them, as case numbers do.
fn number(value: &str, shown: &str) -> String {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits(value) {
        let padded = digits(shown) && shown.len() > value.len() && shown.trim_start_matches('0') == value;
        return if padded { shown.to_owned() } else { value.to_owned() };
    }
    value.parse::<f64>().map_or_else(|_| value.to_owned(), |number| number.to_string())
}

/// `PT13H45M10S` as `13:45:10`.
fn clock(value: &str) -> Option<String> {
    let (hours, rest) = value.strip_prefix("PT")?.split_once('H')?;
    let (minutes, rest) = rest.split_once('M')?;
    let seconds = rest.strip_suffix('S')?.split(['.', ',']).next()?;
    let number = |text: &str| text.parse::<u32>().ok();
    Some(format!("{:02}:{:02}:{:02}", number(hours)?, number(minutes)?, number(seconds)?))
}

/// The text of the cell that has just begun, to its end: paragraphs by line, without comments and pictures.
fn paragraphs(xml: &mut Xml<'_>) -> Result<String, XmlError> {
    let (mut out, mut buffer) = (String::new(), Vec::new());
    let (mut depth, mut aside, mut paragraphs) = (1_u32, 0_u32, 0_u32);
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer)? {
            Event::Start(element) => {
                depth += 1;
                let name = element.local_name();
                let not_text = ["annotation", "frame", "shapes", "table"].contains(&name.as_ref());
                aside += u32::from(aside > 0 || not_text);
                if aside == 0 {
                    match name.as_ref() {
                        "p" => {
                            if paragraphs > 0 {
                                out.push('\n');
                            }
                            paragraphs += 1;
                        }
                        "s" | "tab" => out.push(' '),
                        "line-break" => out.push('\n'),
                        _ => {}
                    }
                }
            }
            Event::End(_) => {
                depth -= 1;
                aside = aside.saturating_sub(1);
                if depth == 0 {
                    return Ok(out);
                }
            }
            Event::Text(piece) if aside == 0 && paragraphs > 0 => out.push_str(&piece.xml10_content()),
            Event::CData(piece) if aside == 0 && paragraphs > 0 => out.push_str(&piece.xml10_content()),
            Event::GeneralRef(name) if aside == 0 && paragraphs > 0 => {
                out.extend(letter(&name)?);
            }
            Event::Eof => return Err(cut_short()),
            _ => {}
        }
    }
}
