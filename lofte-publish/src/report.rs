//! Reports: one content of sections, paragraphs, lists and tables, written as a tagged PDF and as a DOCX that officials can go on
//! editing.
//!
//! A report is made from what the casework says in words and from the newest publication. Figures that come from rows or
//! answers enter it only through the publication, and so through disclosure control; the parties' assessment of the picture
//! stays on the working side. Left out: drawings, and who may have a report made.

mod bra;
mod content;
mod council;
mod docx;
mod grant;

use crate::document::{Desk, Fonts};
use crate::error::PublishError;
use crate::snapshot::Snapshot;
use jiff::civil::Date;
use lofte_model::coordination::Coordination;
use lofte_model::fingerprint::NotCanonical;
use lofte_model::law::Shown;
use lofte_model::law::clock::Clock;
use lofte_model::party::Party;
use lofte_model::place::Municipality;
use lofte_model::plan::Measure;
use lofte_model::problem::Problem;
use lofte_words::SV;
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeMap;

const TEMPLATE: &str = include_str!("../templates/report.typ");

/// Which report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportKind {
    /// To kommunfullmäktige (law 2023:196, section 13).
    Council,
    /// Answers for Brå's yearly survey, section by section.
    Bra,
    /// Appendix to an application for a grant (2023:442).
    Grant,
}

impl ReportKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Council, Self::Bra, Self::Grant];

    /// The word used in commands, files and addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Council => "council",
            Self::Bra => "bra",
            Self::Grant => "grant",
        }
    }
}

/// What a report is made from.
#[derive(Clone, Copy, Debug)]
pub struct ReportInput<'a> {
    /// Whose.
    pub municipality: &'a Municipality,
    /// The day.
    pub on: Date,
    /// What there is to show for the law.
    pub shown: &'a [Shown],
    /// The two clocks.
    pub clocks: &'a [Clock],
    /// Board, council and what is on record.
    pub coordination: &'a Coordination,
    /// All problems.
    pub problems: &'a [Problem],
    /// All measures.
    pub measures: &'a [Measure],
    /// Everybody that they name.
    pub parties: &'a [Party],
    /// Number and day of the newest edition of the picture.
    pub edition: Option<(u32, Date)>,
    /// The newest publication, from which promises and their figures are told.
    pub published: Option<&'a Snapshot>,
}

/// A table with a row of headings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// The headings.
    pub columns: Vec<String>,
    /// The rows, each as long as the headings.
    pub rows: Vec<Vec<String>>,
}

/// A part of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "block")]
pub enum Block {
    /// The heading of a section.
    Section {
        /// Text.
        text: String,
    },
    /// The heading of a part of a section.
    Part {
        /// Text.
        text: String,
    },
    /// A paragraph.
    Text {
        /// Text.
        text: String,
    },
    /// A list.
    List {
        /// Texts.
        items: Vec<String>,
    },
    /// A table.
    Table(Table),
}

impl Block {
    /// Whether it says something: an empty heading would be one that nobody hears.
    fn says_something(&self) -> bool {
        match self {
            Self::Section { text } | Self::Part { text } | Self::Text { text } => !text.trim().is_empty(),
            Self::List { items } => !items.is_empty(),
            Self::Table(_) => true,
        }
    }
}

/// A report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Which.
    pub kind: ReportKind,
    /// Title.
    pub title: String,
    /// Whose, and the day.
    pub municipality: String,
    /// The day.
    pub on: Date,
    /// Whether something in it is made up.
    pub synthetic: bool,
    /// What stands in it.
    pub blocks: Vec<Block>,
}

impl Report {
    /// Makes a report; what says nothing is left out.
    pub fn new(kind: ReportKind, input: &ReportInput<'_>) -> Self {
        let blocks = match kind {
            ReportKind::Council => council::blocks(input),
            ReportKind::Bra => bra::blocks(input),
            ReportKind::Grant => grant::blocks(input),
        };
        let blocks = blocks.into_iter().filter(Block::says_something).collect();
        Self {
            kind,
            title: SV.say(&format!("report-title-{}", kind.word())),
            municipality: input.municipality.name.clone(),
            on: input.on,
            synthetic: input.municipality.synthetic || input.published.is_some_and(|shown| shown.synthetic),
            blocks,
        }
    }

    /// Under the title: whose and when.
    fn subtitle(&self) -> String {
        format!("{}, {}", self.municipality, SV.date(self.on))
    }

    /// Every text in the order it stands, whichever form it is written in.
    pub fn texts(&self) -> Vec<String> {
        let synthetic = self.synthetic.then(|| SV.say("report-synthetic"));
        let mut texts = vec![self.title.clone(), self.subtitle()];
        texts.extend(synthetic);
        for block in &self.blocks {
            match block {
                Block::Section { text } | Block::Part { text } | Block::Text { text } => {
                    texts.push(text.clone());
                }
                Block::List { items } => texts.extend(items.iter().cloned()),
                Block::Table(table) => {
                    texts.push(table.caption.clone());
                    texts.extend(table.columns.iter().cloned());
                    texts.extend(table.rows.iter().flatten().cloned());
                }
            }
        }
        texts
    }

    /// The report as a PDF (PDF/UA-1 and PDF/A-2a). The same content and fonts always give the same bytes.
    ///
    /// # Errors
    /// `report` when the typesetter refuses or warns.
    pub fn pdf(&self, fonts: &Fonts) -> Result<Vec<u8>, PublishError> {
        let refused = |messages| PublishError::Report { messages };
        let desk = self.desk(fonts)?;
        let document = desk.typeset().map_err(refused)?;
        let at = self.on.at(12, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).map(|at| at.timestamp());
        let ident = format!("lofte-{}-{}", self.kind.word(), self.on);
        desk.write_pdf(&document, ident, at.unwrap_or_default()).map_err(refused)
    }

    /// What stands on the pages, in the order it is set: a line for each run of text.
    ///
    /// # Errors
    /// As [`Self::pdf`].
    pub fn pdf_text(&self, fonts: &Fonts) -> Result<String, PublishError> {
        let refused = |messages| PublishError::Report { messages };
        let document = self.desk(fonts)?.typeset().map_err(refused)?;
        Ok(crate::document::text_of(&document))
    }

    fn desk<'a>(&self, fonts: &'a Fonts) -> Result<Desk<'a>, PublishError> {
        let report = serde_json::to_value(self).map_err(NotCanonical::from)?;
        let data = json!({
            "report": report,
            "subtitle": self.subtitle(),
            "synthetic_note": SV.say("report-synthetic"),
            "synthetic": SV.say("document-synthetic"),
            "fonts": fonts.families(),
        });
        Ok(Desk::of(TEMPLATE, data, BTreeMap::new(), fonts, self.on))
    }
}

#[cfg(test)]
mod tests;
