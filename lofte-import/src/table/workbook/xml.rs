//! XML parts of a package, event by event. Elements and attributes are known by their local names, since every
//! producer chooses its own prefixes.
//!
//! Leaves out namespaces themselves: the transitional and the strict form of a workbook differ in nothing else.

use quick_xml::encoding::DecodingReader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Read};

pub(crate) use quick_xml::Error as XmlError;

/// Reads one part.
pub(crate) type Xml<'a> = quick_xml::Reader<Box<dyn BufRead + 'a>>;

/// A part as events; an empty element is a start and an end.
pub(crate) fn events<'a>(part: impl Read + 'a) -> Xml<'a> {
    let text = DecodingReader::new(BufReader::with_capacity(1 << 16, part));
    let mut xml = Xml::from_reader(Box::new(text));
    xml.config_mut().expand_empty_elements = true;
    xml
}

/// A part that ends too early.
pub(crate) fn cut_short() -> XmlError {
    XmlError::from(io::Error::from(io::ErrorKind::UnexpectedEof))
}

/// The value of an attribute, whatever its prefix.
pub(in crate::table) fn attribute<'a>(
    element: &'a BytesStart<'_>,
    name: &str,
) -> Result<Option<Cow<'a, str>>, XmlError> {
    for attribute in element.attributes().with_checks(false) {
        let attribute = attribute?;
        if attribute.key.local_name().as_ref() == name {
            return Ok(Some(match attribute.value {
                Cow::Borrowed(value) => quick_xml::escape::unescape(value)?,
                Cow::Owned(value) => Cow::Owned(quick_xml::escape::unescape(&value)?.into_owned()),
            }));
        }
    }
    Ok(None)
}

/// Goes through the elements that begin in a part, until the visitor has enough.
pub(in crate::table) fn each_element(
    xml: &mut Xml<'_>,
    mut visit: impl FnMut(&BytesStart<'_>) -> Result<bool, XmlError>,
) -> Result<(), XmlError> {
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer)? {
            Event::Start(element) if visit(&element)? => {}
            Event::Start(_) | Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// The text of the element that has just begun, to its end. With `only`, just what stands in elements of that name;
/// readings for pronunciation (`rPh`) are never text.
pub(super) fn text(xml: &mut Xml<'_>, only: Option<&str>, buffer: &mut Vec<u8>) -> Result<String, XmlError> {
    let mut out = String::new();
    let (mut depth, mut open, mut spoken) = (1_u32, 0_u32, 0_u32);
    loop {
        buffer.clear();
        let listening = spoken == 0 && (only.is_none() || open > 0);
        match xml.read_event_into(buffer)? {
            Event::Start(element) => {
                depth += 1;
                let name = element.local_name();
                open += u32::from(open > 0 || only == Some(name.as_ref()));
                spoken += u32::from(spoken > 0 || name.as_ref() == "rPh");
            }
            Event::End(_) => {
                depth -= 1;
                open = open.saturating_sub(1);
                spoken = spoken.saturating_sub(1);
                if depth == 0 {
                    return Ok(plain(out));
                }
            }
            Event::Text(piece) if listening => out.push_str(&piece.xml10_content()),
            Event::CData(piece) if listening => out.push_str(&piece.xml10_content()),
            Event::GeneralRef(name) if listening => out.extend(letter(&name)?),
            Event::Eof => return Err(cut_short()),
            _ => {}
        }
    }
}

/// `&amp;` and its kin; an entity that nobody has defined is nothing.
pub(crate) fn letter(name: &BytesRef<'_>) -> Result<Option<char>, XmlError> {
    if let Some(letter) = name.resolve_char_ref()? {
        return Ok(Some(letter));
    }
    Ok(match &**name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    })
}

/// Workbooks write characters that XML cannot hold as `_x000D_`.
fn plain(text: String) -> String {
    if !text.contains("_x") {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(place) = rest.find("_x") {
        out.push_str(&rest[..place]);
        rest = &rest[place..];
        let code = rest.get(2..6).filter(|_| rest.get(6..7) == Some("_"));
        let letter = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        let taken = if let Some(letter) = letter {
            out.push(letter);
            7
        } else {
            out.push_str("_x");
            2
        };
        rest = &rest[taken..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(part: &str, only: Option<&str>) -> String {
        let mut xml = events(part.as_bytes());
        let mut buffer = Vec::new();
        each_element(&mut xml, |_| Ok(false)).unwrap();
        text(&mut xml, only, &mut buffer).unwrap()
    }

    #[test]
    fn pieces_entities_and_escapes_are_one_text() {
        let rich = "<x:si xmlns:x='y'><x:r><x:t>Å&amp;</x:t></x:r><x:r><x:t xml:space='preserve'> b&#246;</x:t></x:r><x:rPh><x:t>ljud</x:t></x:rPh></x:si>";
        assert_eq!(read(rich, Some("t")), "Å& bö");
        assert_eq!(read("<v>a_x000D_b_xyz_c_x41_</v>", None), "a\rb_xyz_c_x41_");
        assert_eq!(read("<si><t/></si>", Some("t")), "");
    }

    #[test]
    fn a_part_that_ends_too_early_is_an_error() {
        let mut xml = events("<si><t>a".as_bytes());
        each_element(&mut xml, |_| Ok(false)).unwrap();
        assert!(text(&mut xml, Some("t"), &mut Vec::new()).is_err());
    }
}
