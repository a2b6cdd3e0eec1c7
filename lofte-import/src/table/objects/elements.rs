//! A list of like elements in XML as objects: `<requests><request><id>1</id>…`, as GeoReport answers.
//!
//! Only elements of one level are fields; attributes and what lies deeper are not read.

use crate::table::workbook::xml::{XmlError, cut_short, events, letter};
use quick_xml::events::Event;

/// The elements below the root, each with the texts of its own elements.
pub(super) fn elements(text: &str) -> Result<Vec<Vec<(String, String)>>, XmlError> {
    let (mut xml, mut buffer) = (events(text.as_bytes()), Vec::new());
    let mut objects: Vec<Vec<(String, String)>> = Vec::new();
    let mut depth = 0_u32;
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer)? {
            Event::Start(element) => {
                depth += 1;
                match depth {
                    2 => objects.push(Vec::new()),
                    3 => {
                        let name = element.local_name().as_ref().to_owned();
                        if let Some(object) = objects.last_mut() {
                            object.push((name, String::new()));
                        }
                    }
                    _ => {}
                }
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Text(piece) if depth == 3 => append(&mut objects, &piece.xml10_content()),
            Event::CData(piece) if depth == 3 => append(&mut objects, &piece.xml10_content()),
            Event::GeneralRef(name) if depth == 3 => {
                if let Some(letter) = letter(&name)? {
                    append(&mut objects, letter.encode_utf8(&mut [0; 4]));
                }
            }
            Event::Eof if depth == 0 => return Ok(objects),
            Event::Eof => return Err(cut_short()),
            _ => {}
        }
    }
}

/// Adds to the field that has just begun.
fn append(objects: &mut [Vec<(String, String)>], text: &str) {
    if let Some((_, value)) = objects.last_mut().and_then(|object| object.last_mut()) {
        value.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_elements_are_objects_and_what_lies_deeper_is_not_read() {
        let xml = "<?xml version='1.0'?><service_requests><request><id>01</id><name>K &amp; R</name><x><y>z</y></x></request><request><id>2</id></request></service_requests>";
        let found = elements(xml).unwrap();
        let pair = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        assert_eq!(found[0], [pair("id", "01"), pair("name", "K & R"), pair("x", "")]);
        assert_eq!(found[1], [pair("id", "2")]);
        assert!(elements("<a><b><c>1").is_err());
    }
}
