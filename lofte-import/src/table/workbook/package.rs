//! The package that a workbook is: parts in a ZIP archive that point at each other. Where a part lies is known only
//! from what points at it; producers name and place their parts as they like.

use super::Serial;
use super::sheet::Book;
use super::styles::cell_styles;
use super::xml::{Xml, XmlError, attribute, each_element, events, text};
use quick_xml::events::Event;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;
use zip::ZipArchive;

/// Why a package could not be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum PackageError {
    #[error("the archive is damaged")]
    Archive(#[from] zip::result::ZipError),
    #[error("a part is damaged")]
    Part(#[from] XmlError),
    #[error("the part {0} is not in the archive")]
    Missing(String),
}

/// A sheet of cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) hidden: bool,
    part: String,
}

pub(super) struct Package {
    archive: ZipArchive<BufReader<File>>,
    /// Names in lower case, since producers do not agree on large and small letters.
    names: HashMap<String, String>,
}

/// One part points at another.
struct Relation {
    id: String,
    kind: String,
    target: String,
}

impl Package {
    pub(super) fn new(archive: ZipArchive<BufReader<File>>) -> Self {
        // A part whose name is no text cannot be pointed at.
        let names =
            archive.file_names().filter_map(Result::ok).map(|name| (folded(&name), name.into_owned()));
        let names = names.collect();
        Self { archive, names }
    }

    pub(super) fn has(&self, part: &str) -> bool {
        self.names.contains_key(&folded(part))
    }

    fn part(&mut self, name: &str) -> Result<Option<Xml<'_>>, PackageError> {
        let Some(name) = self.names.get(&folded(name)) else {
            return Ok(None);
        };
        Ok(Some(events(self.archive.by_name(name)?)))
    }

    fn needed(&mut self, name: &str) -> Result<Xml<'_>, PackageError> {
        if !self.has(name) {
            return Err(PackageError::Missing(name.to_owned()));
        }
        self.part(name)?.ok_or_else(|| PackageError::Missing(name.to_owned()))
    }

    /// What a part points at; the empty name is the package itself.
    fn relations(&mut self, of: &str) -> Result<Vec<Relation>, PackageError> {
        let (folder, name) = of.rsplit_once('/').map_or(("", of), |(folder, name)| (folder, name));
        let part = if folder.is_empty() {
            format!("_rels/{name}.rels")
        } else {
            format!("{folder}/_rels/{name}.rels")
        };
        let Some(mut xml) = self.part(&part)? else {
            return Ok(Vec::new());
        };
        let mut relations = Vec::new();
        each_element(&mut xml, |element| {
            let outside = attribute(element, "TargetMode")?.is_some_and(|mode| mode == "External");
            if element.local_name().as_ref() == "Relationship" && !outside {
                let kind = attribute(element, "Type")?.unwrap_or_default();
                relations.push(Relation {
                    id: attribute(element, "Id")?.unwrap_or_default().into_owned(),
                    kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                    target: resolved(folder, &attribute(element, "Target")?.unwrap_or_default()),
                });
            }
            Ok(true)
        })?;
        Ok(relations)
    }

    /// The part that is the workbook, if the package holds one.
    pub(super) fn workbook(&mut self) -> Result<Option<String>, PackageError> {
        let main = self.relations("")?.into_iter().find(|relation| relation.kind == "officeDocument");
        let name = main.map_or_else(|| "xl/workbook.xml".to_owned(), |relation| relation.target);
        let is_xml = Path::new(&name).extension().is_some_and(|end| end.eq_ignore_ascii_case("xml"));
        if !self.has(&name) || !is_xml {
            return Ok(None);
        }
        let mut found = false;
        each_element(&mut self.needed(&name)?, |element| {
            found = element.local_name().as_ref() == "workbook";
            Ok(false)
        })?;
        Ok(found.then_some(name))
    }

    /// The sheets in their order, and what their cells refer to.
    pub(super) fn read(&mut self, workbook: &str) -> Result<(Vec<Sheet>, Book), PackageError> {
        let relations = self.relations(workbook)?;
        let target = |kind: &str| relations.iter().find(|one| one.kind == kind).map(|one| one.target.clone());
        let (mut sheets, mut serial) = (Vec::new(), Serial::From1900);
        each_element(&mut self.needed(workbook)?, |element| {
            match element.local_name().as_ref() {
                "workbookPr" => {
                    let date = attribute(element, "date1904")?;
                    if date.is_some_and(|date| date == "1" || date == "true") {
                        serial = Serial::From1904;
                    }
                }
                "sheet" => {
                    let id = attribute(element, "id")?.unwrap_or_default();
                    let relation = relations.iter().find(|one| one.id == id && one.kind == "worksheet");
                    if let Some(relation) = relation {
                        let state = attribute(element, "state")?.unwrap_or_default();
                        sheets.push(Sheet {
                            name: attribute(element, "name")?.unwrap_or_default().into_owned(),
                            hidden: state == "hidden" || state == "veryHidden",
                            part: relation.target.clone(),
                        });
                    }
                }
                _ => {}
            }
            Ok(true)
        })?;
        let strings = match target("sharedStrings") {
            Some(part) => shared_strings(&mut self.needed(&part)?)?,
            None => Vec::new(),
        };
        let styles = match target("styles") {
            Some(part) => {
                self.part(&part)?.map_or_else(|| Ok(Vec::new()), |mut xml| cell_styles(&mut xml))?
            }
            None => Vec::new(),
        };
        Ok((sheets, Book { strings, styles, serial }))
    }

    pub(super) fn sheet(&mut self, sheet: &Sheet) -> Result<Xml<'_>, PackageError> {
        self.needed(&sheet.part)
    }
}

/// The texts that cells point at by number; an empty text has its number too. What they cost was counted before.
fn shared_strings(xml: &mut Xml<'_>) -> Result<Vec<String>, PackageError> {
    let (mut strings, mut buffer) = (Vec::new(), Vec::new());
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(PackageError::Part)? {
            Event::Start(element) if element.local_name().as_ref() == "si" => {
                let text = text(xml, Some("t"), &mut buffer)?;
                strings.push(text);
            }
            Event::Eof => return Ok(strings),
            _ => {}
        }
    }
}

impl From<io::Error> for PackageError {
    fn from(error: io::Error) -> Self {
        Self::Archive(error.into())
    }
}

fn folded(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

/// A target seen from the folder of the part that names it: `../x.xml`, `x.xml`, or `/xl/x.xml` from the top.
fn resolved(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut parts: Vec<&str> = Vec::new();
    if !target.starts_with('/') {
        parts.extend(folder.split('/'));
    }
    for part in target.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." | "" => {}
            part => parts.push(part),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_found_from_where_they_are_named() {
        for (folder, target, part) in [
            ("xl", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl/worksheets", "../sharedStrings.xml", "xl/sharedStrings.xml"),
            ("", "/bok.xml", "bok.xml"),
            ("", "./xl\\workbook.xml", "xl/workbook.xml"),
            ("", "../../etc/passwd", "etc/passwd"),
        ] {
            assert_eq!(resolved(folder, target), part);
        }
    }
}
