//! The archive that a workbook is: which part is what, as the archive says it itself.
//!
//! Every program that writes workbooks names the parts as it likes; what counts is the list of contents. So a workbook is
//! known by what its parts are and not by what they are called, and what is no workbook is told by what it is.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use zip::{ZipArchive, ZipWriter};

/// Where every archive of this kind lists what its parts are.
const CONTENTS: &str = "[Content_Types].xml";
/// Longest list of contents that is read.
const LONGEST: u64 = 4 << 20;

/// Kinds of contents, and what a file with them is: `None` for a workbook.
const KINDS: [(&str, Option<&str>); 7] = [
    ("spreadsheetml.sheet.main+xml", None),
    ("spreadsheetml.template.main+xml", None),
    ("ms-excel.sheet.macroenabled.main+xml", None),
    ("ms-excel.template.macroenabled.main+xml", None),
    ("ms-excel.sheet.binary", Some("a binary Excel workbook (xlsb)")),
    ("wordprocessingml", Some("a Word document")),
    ("presentationml", Some("a presentation")),
];

/// What an archive is, if it is no workbook.
pub(super) fn other_than_a_workbook<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Option<&'static str> {
    if archive.is_empty() {
        return Some("an empty ZIP archive");
    }
    if read(archive, "mimetype").contains("opendocument.spreadsheet") {
        return Some("an OpenDocument spreadsheet (ods)");
    }
    let contents = read(archive, CONTENTS).to_lowercase();
    match KINDS.iter().find(|(word, _)| contents.contains(word)) {
        Some((_, other)) => *other,
        // Without a list of contents, the usual name says it too.
        None if archive.index_for_name("xl/workbook.xml").is_some() => None,
        None => Some("a ZIP archive without a workbook"),
    }
}

/// The archive with its shared texts and styles where the reader of sheets looks for them, beside the workbook under
/// their usual names. Where they are not, which is as valid, that is a copy with other names.
pub(super) fn with_usual_names(file: File) -> io::Result<File> {
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(io::Error::from)?;
    let moved = unusual_names(&mut archive);
    if moved.is_empty() {
        let mut file = archive.into_inner().into_inner();
        file.rewind()?;
        return Ok(file);
    }
    let mut copy = ZipWriter::new(tempfile::tempfile()?);
    for number in 0..archive.len() {
        let part = archive.by_index_raw(number).map_err(io::Error::from)?;
        let name = plain(&String::from_utf8_lossy(part.name_raw()));
        let usual =
            moved.iter().find(|(is, _)| is.eq_ignore_ascii_case(&name)).map(|(_, usual)| usual.clone());
        let in_the_way = moved.iter().any(|(_, usual)| usual.eq_ignore_ascii_case(&name));
        let name = usual.unwrap_or_else(|| if in_the_way { format!("other/{name}") } else { name });
        copy.raw_copy_file_rename(part, name).map_err(io::Error::from)?;
    }
    let mut copy = copy.finish().map_err(io::Error::from)?;
    copy.rewind()?;
    Ok(copy)
}

/// The parts that the reader needs and that lie elsewhere: where they are and where they would be.
fn unusual_names<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Vec<(String, String)> {
    let Some(workbook) = target(&read(archive, "_rels/.rels"), "/officeDocument") else { return Vec::new() };
    let workbook = resolved("", &workbook);
    let (folder, name) =
        workbook.rsplit_once('/').map_or(("", workbook.as_str()), |(folder, name)| (folder, name));
    let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let relations = read(archive, &format!("{folder}_rels/{name}.rels"));
    let parts = [("/sharedStrings", "sharedStrings.xml"), ("/styles", "styles.xml")];
    let moved = parts.iter().filter_map(|(kind, usual)| {
        let is = resolved(&folder, &target(&relations, kind)?);
        let usual = format!("{folder}{usual}");
        (!is.eq_ignore_ascii_case(&usual)).then_some((is, usual))
    });
    moved.collect()
}

/// Where the relation whose kind ends so leads.
fn target(relations: &str, kind: &str) -> Option<String> {
    let mut elements = relations.split('<').filter(|element| element.contains("Relationship "));
    elements.find_map(|element| {
        attribute(element, "Type").filter(|found| found.ends_with(kind))?;
        attribute(element, "Target").map(str::to_owned)
    })
}

/// The value of an attribute, in either kind of quotation marks.
fn attribute<'a>(element: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = element.split_once(&format!(" {name}="))?;
    let mark = rest.chars().next().filter(|mark| matches!(mark, '"' | '\''))?;
    rest[1..].split(mark).next()
}

/// The name of a part that is named from a folder.
fn resolved(folder: &str, target: &str) -> String {
    let target = plain_slashes(target);
    let whole = if target.starts_with('/') { target } else { format!("{folder}{target}") };
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
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
        assert_eq!(told(&[("[Content_Types].xml", &word)]), "a Word document");
        let ods = "application/vnd.oasis.opendocument.spreadsheet";
        assert_eq!(told(&[("mimetype", ods), ("content.xml", "")]), "an OpenDocument spreadsheet (ods)");
        assert_eq!(told(&[("a.csv", "1;2")]), "a ZIP archive without a workbook");
        assert_eq!(told(&[]), "an empty ZIP archive");
    }

    #[test]
    fn parts_with_unusual_names_are_found_by_their_relations() {
        let main =
            "<Relationships><Relationship Id=\"a\" Type=\"http://x/officeDocument\" Target=\"/book/b.xml\"/>";
        let parts = "<Relationships><Relationship Target='texts/shared.xml' Type='http://x/sharedStrings'/>\
            <Relationship Type=\"http://x/styles\" Target=\"styles.xml\"/>";
        let mut found = archive(&[("_rels/.rels", main), ("book/_rels/b.xml.rels", parts)]);
        let moved = unusual_names(&mut found);
        assert_eq!(moved, [("book/texts/shared.xml".to_owned(), "book/sharedStrings.xml".to_owned())]);
        assert_eq!(resolved("xl/", "../shared/./a.xml"), "shared/a.xml");
        assert_eq!(resolved("xl/", "sub\\a.xml"), "xl/sub/a.xml");
    }

    #[test]
    fn sheets_and_pictures_pass_by_and_the_rest_is_kept() {
        assert_eq!(fate("xl/worksheets/sheet1.xml"), (true, true));
        assert_eq!(fate("xl/sharedStrings.xml"), (false, true));
        assert_eq!(fate("xl/media/image1.png"), (true, false));
    }
}
