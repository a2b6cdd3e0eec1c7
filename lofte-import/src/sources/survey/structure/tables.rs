//! The tables of a structure file, of which some are kept: `document/questions/rows/row/qid`.

use crate::table::{XmlError, cut_short, events, letter};
use quick_xml::events::Event;
use std::collections::BTreeMap;

/// Tables that say what questions and answers are.
const KEPT: [&str; 6] = ["surveys", "questions", "subquestions", "question_l10ns", "answers", "answer_l10ns"];

/// The fields of a row by their names.
pub(super) type Fields = BTreeMap<String, String>;

/// Rows by table.
#[derive(Debug, Default)]
pub(super) struct Tables(BTreeMap<String, Vec<Fields>>);

/// Where the reading is: which table that is kept, and which field of its last row.
#[derive(Default)]
struct Place {
    depth: u32,
    table: Option<String>,
    field: Option<String>,
}

impl Tables {
    pub(super) fn of(bytes: &[u8]) -> Result<Self, XmlError> {
        let (mut xml, mut buffer) = (events(bytes), Vec::new());
        let (mut tables, mut place) = (Self::default(), Place::default());
        loop {
            buffer.clear();
            match xml.read_event_into(&mut buffer)? {
                Event::Start(element) => tables.begin(element.local_name().as_ref(), &mut place),
                Event::End(_) => {
                    if place.depth == 5 {
                        place.field = None;
                    }
                    place.depth = place.depth.saturating_sub(1);
                }
                Event::Text(piece) => tables.append(&place, &piece.xml10_content()),
                Event::CData(piece) => tables.append(&place, &piece.xml10_content()),
                Event::GeneralRef(name) => {
                    if let Some(letter) = letter(&name)? {
                        tables.append(&place, letter.encode_utf8(&mut [0; 4]));
                    }
                }
                Event::Eof if place.depth == 0 => return Ok(tables),
                Event::Eof => return Err(cut_short()),
                _ => {}
            }
        }
    }

    pub(super) fn rows(&self, table: &str) -> impl Iterator<Item = &Fields> {
        self.0.get(table).into_iter().flatten()
    }

    fn begin(&mut self, name: &str, place: &mut Place) {
        place.depth += 1;
        match place.depth {
            2 => place.table = KEPT.contains(&name).then(|| name.to_owned()),
            4 if name == "row" => {
                if let Some(table) = &place.table {
                    self.0.entry(table.clone()).or_default().push(Fields::new());
                }
            }
            5 => place.field = Some(name.to_owned()),
            _ => {}
        }
    }

    /// Adds to the field that has just begun.
    fn append(&mut self, place: &Place, text: &str) {
        let (Some(table), Some(field), 5) = (&place.table, &place.field, place.depth) else { return };
        if let Some(row) = self.0.get_mut(table).and_then(|rows| rows.last_mut()) {
            row.entry(field.clone()).or_default().push_str(text);
        }
    }
}
