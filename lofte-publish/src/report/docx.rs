//! A report as DOCX (Office Open XML): heading styles, table rows that are headings, and the language of the text, so that a screen
//! reader and a spelling check know what they read.
//!
//! The format is a ZIP with a few files of XML; what a report needs of it fits here, and is written out rather than built, as with
//! the tables of open data. The same report always gives the same bytes. Left out: pictures, headers and page numbers.

use super::{Block, Report, Table};
use crate::error::PublishError;
use lofte_words::SV;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use zip::write::{SimpleFileOptions, ZipWriter};

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const CONTENT_TYPES: &str = include_str!("../../templates/docx/content_types.xml");
const RELATIONS: &str = include_str!("../../templates/docx/relations.xml");
const DOCUMENT_RELATIONS: &str = include_str!("../../templates/docx/document_relations.xml");
const STYLES: &str = include_str!("../../templates/docx/styles.xml");
const NUMBERING: &str = include_str!("../../templates/docx/numbering.xml");
/// Text width of an A4 page with these margins, in twentieths of a point.
const WIDTH: usize = 9_355;

impl Report {
    /// The report as DOCX.
    ///
    /// # Errors
    /// `io` when the archive cannot be written.
    pub fn docx(&self) -> Result<Vec<u8>, PublishError> {
        let parts = [
            ("[Content_Types].xml", CONTENT_TYPES.to_owned()),
            ("_rels/.rels", RELATIONS.to_owned()),
            ("docProps/core.xml", self.core()),
            ("word/document.xml", self.document()),
            ("word/_rels/document.xml.rels", DOCUMENT_RELATIONS.to_owned()),
            ("word/styles.xml", STYLES.to_owned()),
            ("word/numbering.xml", NUMBERING.to_owned()),
        ];
        let refused = |error: std::io::Error| PublishError::Report { messages: vec![error.to_string()] };
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            archive.start_file(name, SimpleFileOptions::default()).map_err(|error| refused(error.into()))?;
            archive.write_all(text.as_bytes()).map_err(refused)?;
        }
        Ok(archive.finish().map_err(|error| refused(error.into()))?.into_inner())
    }

    /// What the file says of itself.
    fn core(&self) -> String {
        let (title, creator) = (escaped(&self.title), escaped(&self.municipality));
        format!(
            "{HEAD}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
             xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
             xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{title}</dc:title>\
             <dc:creator>{creator}</dc:creator><dc:language>sv-SE</dc:language>\
             <dcterms:created xsi:type=\"dcterms:W3CDTF\">{}T12:00:00Z</dcterms:created></cp:coreProperties>",
            self.on
        )
    }

    fn document(&self) -> String {
        let mut body = paragraph("Title", &self.title);
        body.push_str(&paragraph("Subtitle", &self.subtitle()));
        if self.synthetic {
            body.push_str(&paragraph("Note", &SV.say("report-synthetic")));
        }
        for block in &self.blocks {
            match block {
                Block::Section { text } => body.push_str(&paragraph("Heading1", text)),
                Block::Part { text } => body.push_str(&paragraph("Heading2", text)),
                Block::Text { text } => body.push_str(&paragraph("Normal", text)),
                Block::List { items } => {
                    for item in items {
                        body.push_str(&paragraph("ListBullet", item));
                    }
                }
                Block::Table(table) => body.push_str(&table_of(table)),
            }
        }
        format!(
            "{HEAD}<w:document xmlns:w=\"{MAIN}\"><w:body>{body}<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
             <w:pgMar w:top=\"1417\" w:right=\"1275\" w:bottom=\"1417\" w:left=\"1275\" w:header=\"708\" \
             w:footer=\"708\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>"
        )
    }
}

fn paragraph(style: &str, text: &str) -> String {
    let text = escaped(text);
    format!(
        "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>"
    )
}

/// The caption stands before the table; an empty paragraph keeps two tables apart.
fn table_of(table: &Table) -> String {
    let width = WIDTH / table.columns.len().max(1);
    let mut out = paragraph("Caption", &table.caption);
    let _ = write!(
        out,
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"Report\"/><w:tblW w:w=\"5000\" w:type=\"pct\"/>\
         <w:tblLook w:val=\"0020\" w:firstRow=\"1\" w:lastRow=\"0\" w:firstColumn=\"0\" w:lastColumn=\"0\" \
         w:noHBand=\"1\" w:noVBand=\"1\"/><w:tblCaption w:val=\"{}\"/></w:tblPr><w:tblGrid>{}</w:tblGrid>",
        escaped(&table.caption),
        format!("<w:gridCol w:w=\"{width}\"/>").repeat(table.columns.len())
    );
    let cell = |style: &str, text: &String| {
        let text = paragraph(style, text);
        format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>{text}</w:tc>")
    };
    let cells = |style: &str, row: &[String]| row.iter().map(|text| cell(style, text)).collect::<String>();
    let heads = cells("TableHeading", &table.columns);
    let _ = write!(out, "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{heads}</w:tr>");
    for row in &table.rows {
        let _ = write!(out, "<w:tr><w:trPr><w:cantSplit/></w:trPr>{}</w:tr>", cells("TableText", row));
    }
    out.push_str("</w:tbl><w:p/>");
    out
}

/// As text of XML: marks are written out, and signs that XML does not know are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            sign if sign.is_control() || matches!(sign, '\u{fffe}' | '\u{ffff}') => {}
            sign => out.push(sign),
        }
    }
    out
}
