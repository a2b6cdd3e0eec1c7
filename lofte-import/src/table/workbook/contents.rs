//! The archive that a workbook is: which part is what, as the archive says it itself.
//!
//! Every program that writes workbooks names the parts as it likes; what counts is the list of contents. So a workbook is
//! known by what its parts are and not by what they are called, and what is no workbook is told by what it is.

use crate::error::Found;
use std::io::{Read, Seek};
use zip::ZipArchive;

/// Where every archive of this kind lists what its parts are.
const CONTENTS: &str = "[Content_Types].xml";
/// Longest list of contents that is read.
const LONGEST: u64 = 4 << 20;

/// Kinds of contents, and what a file with them is: `None` for a workbook.
const KINDS: [(&str, Option<Found>); 7] = [
    ("spreadsheetml.sheet.main+xml", None),
    ("spreadsheetml.template.main+xml", None),
    ("ms-excel.sheet.macroenabled.main+xml", None),
    ("ms-excel.template.macroenabled.main+xml", None),
    ("ms-excel.sheet.binary", Some(Found::BinaryWorkbook)),
    ("wordprocessingml", Some(Found::TextDocument)),
    ("presentationml", Some(Found::Presentation)),
];

/// What an archive is, if it is no workbook.
pub(super) fn other_than_a_workbook<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Option<Found> {
    if archive.is_empty() {
        return Some(Found::Archive);
    }
    if read(archive, "mimetype").contains("opendocument.spreadsheet") {
        return Some(Found::OpenDocument);
    }
    if archive.file_names_raw().any(|name| name.starts_with(b"Index/") && name.ends_with(b".iwa")) {
        return Some(Found::Numbers);
    }
    let contents = read(archive, CONTENTS).to_lowercase();
    // Without a list of contents, what the package points at says it.
    KINDS.iter().find(|(word, _)| contents.contains(word)).and_then(|(_, other)| *other)
}

/// A name without what programs write around it.
fn plain(name: &str) -> String {
    plain_slashes(name).trim_start_matches('/').to_owned()
}

fn plain_slashes(name: &str) -> String {
    name.replace('\\', "/")
}

/// A part as text; empty where there is none. Names differ in case and slashes between programs.
fn read<R: Read + Seek>(archive: &mut ZipArchive<R>, name: &str) -> String {
    let alike = |other: &[u8]| plain(&String::from_utf8_lossy(other)).eq_ignore_ascii_case(name);
    let Some(place) = archive.file_names_raw().position(alike) else { return String::new() };
    let mut bytes = Vec::new();
    if let Ok(part) = archive.by_index(place)
        && part.take(LONGEST).read_to_end(&mut bytes).is_err()
    {
        return String::new();
    }
    // The mark at its beginning says so where XML is written in two bytes a letter.
    encoding_rs::UTF_8.decode(&bytes).0.into_owned()
}

/// What becomes of a part when the workbook is read: whether it passes by without being kept, and whether it is text.
pub(super) fn fate(name: &str) -> (bool, bool) {
    let name = name.to_lowercase();
    let is_text = [".xml", ".rels"].iter().any(|end| name.ends_with(end));
    let is_sheet = name.contains("sheets/") || name.contains("sheets\\");
    (is_sheet || !is_text, is_text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn archive(parts: &[(&str, &str)]) -> ZipArchive<Cursor<Vec<u8>>> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, contents) in parts {
            archive.start_file(*name, SimpleFileOptions::default()).unwrap();
            archive.write_all(contents.as_bytes()).unwrap();
        }
        ZipArchive::new(archive.finish().unwrap()).unwrap()
    }

    #[test]
    fn an_archive_is_what_its_contents_say() {
        let of =
            |main: &str| format!("<Types><Override PartName=\"/x.xml\" ContentType=\"{main}\"/></Types>");
        let book = of("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml");
        for name in ["[Content_Types].xml", "[content_types].xml", "/[Content_Types].xml"] {
            assert_eq!(other_than_a_workbook(&mut archive(&[(name, &book)])), None, "{name}");
        }
        let macros = of("application/vnd.ms-excel.sheet.macroEnabled.main+xml");
        assert_eq!(other_than_a_workbook(&mut archive(&[("[Content_Types].xml", &macros)])), None);
        let told = |parts: &[(&str, &str)]| other_than_a_workbook(&mut archive(parts)).unwrap();
        let word = of("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml");
        assert_eq!(told(&[("[Content_Types].xml", &word)]), Found::TextDocument);
        let ods = "application/vnd.oasis.opendocument.spreadsheet";
        assert_eq!(told(&[("mimetype", ods), ("content.xml", "")]), Found::OpenDocument);
        assert_eq!(other_than_a_workbook(&mut archive(&[("a.csv", "1;2")])), None);
        assert_eq!(told(&[("Index/Document.iwa", "")]), Found::Numbers);
        assert_eq!(told(&[]), Found::Archive);
    }

    #[test]
    fn sheets_and_pictures_pass_by_and_the_rest_is_kept() {
        assert_eq!(fate("xl/worksheets/sheet1.xml"), (true, true));
        assert_eq!(fate("xl/sharedStrings.xml"), (false, true));
        assert_eq!(fate("xl/media/image1.png"), (true, false));
    }
}
