//! The rules that a mapping or a wave file can break, what a file is that is no table, and what the reader of TOML had
//! to say: each with a word that texts in other languages are looked up by.

use std::fmt;

/// A rule of a mapping or wave file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rule {
    /// `kind` is no kind of incident.
    #[error("write offence, disturbance or fault")]
    Kind,
    /// Neither a column nor a fixed category.
    #[error("name the column under [columns], or give a fixed_category")]
    CategoryMissing,
    /// Both a column and a fixed category.
    #[error("leave it out when a category column is named")]
    CategoryTwice,
    /// A column of categories, but nothing about its texts.
    #[error("say which text is which category under [categories]")]
    CategoriesMissing,
    /// One text stands for two things.
    #[error("“{0}” stands for two different things")]
    TwoMeanings(String),
    /// The clock of an end without its day.
    #[error("name also the column end")]
    EndClockAlone,
    /// No known encoding.
    #[error("write for example \"utf-8\" or \"windows-1252\"")]
    Encoding,
    /// Columns of the time.
    #[error("name either time, or date, or date and clock")]
    TimeColumns,
    /// Columns of the position.
    #[error("name either longitude and latitude, or east and north, or point")]
    PlaceColumns,
    /// System of the position.
    #[error(
        "longitude and latitude go with \"wgs84\", east and north with \"sweref99tm\", \"rt90\" or a zone such as \"sweref99-1630\""
    )]
    PlaceSystem,
    /// The sign between thousands of coordinates.
    #[error("thousands = \".\" or \",\"; spaces between thousands are always understood")]
    Thousands,
    /// What separates columns.
    #[error("write ; or , or | or \"\\t\" for a tab")]
    Delimiter,
    /// A form of the time.
    #[error("“{0}” is no form of a date; write for example \"%Y-%m-%d %H:%M\"")]
    TimeFormat(String),
    /// A period.
    #[error("“{0}” is no whole period with its year; write for example \"2025\" or \"2025-03\"")]
    Period(String),
    /// A column that may point to a person.
    #[error("the column “{0}” may point to a person and is never read")]
    PersonColumn(String),
    /// A slug.
    #[error("“{0}” must be written with a–z, 0–9, _ and - only")]
    Slug(String),
    /// An answer code.
    #[error("“{0}” is no answer code: write whole numbers")]
    AnswerCode(String),
    /// Answers of an item.
    #[error("name at least two answers")]
    TwoAnswers,
    /// An indicator without its item.
    #[error("there is no item “{0}”")]
    NoSuchItem(String),
    /// A code that the item does not have.
    #[error("{code} is no answer of “{item}”")]
    NoSuchAnswer {
        /// The code.
        code: i16,
        /// Its item.
        item: String,
    },
    /// A code on both sides.
    #[error("{0} counts both as yes and as no")]
    YesAndNo(i16),
    /// An empty side.
    #[error("name answers that count as yes and answers that count as no")]
    YesNoEmpty,
    /// No strata or items.
    #[error("name at least one of each")]
    AtLeastOne,
    /// A name twice.
    #[error("{0} stands there twice")]
    Twice(String),
    /// More sent than there are.
    #[error("more questionnaires were sent than persons are in the register")]
    MoreMailed,
    /// More out of scope than sent.
    #[error("more are out of scope than were sent")]
    MoreOutOfScope,
    /// A year in which there was no field work.
    #[error("the field work is from {from} to {to}: write the year of it")]
    NotTheYear {
        /// First year of the field work.
        from: i16,
        /// Last year of the field work.
        to: i16,
    },
    /// Ages the wrong way round.
    #[error("write the youngest first")]
    Ages,
}

impl Rule {
    /// The word of the rule.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::CategoryMissing => "category-missing",
            Self::CategoryTwice => "category-twice",
            Self::CategoriesMissing => "categories-missing",
            Self::TwoMeanings(_) => "two-meanings",
            Self::EndClockAlone => "end-clock-alone",
            Self::Encoding => "encoding",
            Self::TimeColumns => "time-columns",
            Self::PlaceColumns => "place-columns",
            Self::PlaceSystem => "place-system",
            Self::Thousands => "thousands",
            Self::Delimiter => "delimiter",
            Self::TimeFormat(_) => "time-format",
            Self::Period(_) => "period",
            Self::PersonColumn(_) => "person-column",
            Self::Slug(_) => "slug",
            Self::AnswerCode(_) => "answer-code",
            Self::TwoAnswers => "two-answers",
            Self::NoSuchItem(_) => "no-such-item",
            Self::NoSuchAnswer { .. } => "no-such-answer",
            Self::YesAndNo(_) => "yes-and-no",
            Self::YesNoEmpty => "yes-no-empty",
            Self::AtLeastOne => "at-least-one",
            Self::Twice(_) => "twice",
            Self::MoreMailed => "more-mailed",
            Self::MoreOutOfScope => "more-out-of-scope",
            Self::NotTheYear { .. } => "not-the-year",
            Self::Ages => "ages",
        }
    }

    /// What the rule names, if anything.
    pub(crate) fn value(&self) -> String {
        match self {
            Self::TwoMeanings(text)
            | Self::TimeFormat(text)
            | Self::Slug(text)
            | Self::Period(text)
            | Self::PersonColumn(text)
            | Self::AnswerCode(text)
            | Self::NoSuchItem(text)
            | Self::Twice(text) => text.clone(),
            Self::NoSuchAnswer { code, .. } | Self::YesAndNo(code) => code.to_string(),
            _ => String::new(),
        }
    }
}

/// What a file is that is no table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// XLS of before Excel 97.
    OldWorkbook,
    /// A workbook with a password.
    LockedWorkbook,
    /// The spreadsheet of a Mac.
    Numbers,
    /// HTML, which some systems call XLS.
    WebPage,
    /// XML, such as a workbook of 2003.
    Xml,
    /// JSON.
    Json,
    /// RTF.
    RichText,
    /// Text with four bytes a letter.
    WideText,
    /// XLSB.
    BinaryWorkbook,
    /// ODS or another OpenDocument file.
    OpenDocument,
    /// A document of a word processor.
    TextDocument,
    /// Slides.
    Presentation,
    /// PDF.
    Pdf,
    /// A picture.
    Picture,
    /// Parquet that is encrypted.
    EncryptedParquet,
    /// SAV of SPSS.
    Spss,
    /// SQLite without layers.
    Database,
    /// Another ZIP archive.
    Archive,
    /// Bytes that are no text.
    Binary,
}

impl Found {
    /// The word of it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::OldWorkbook => "old-workbook",
            Self::LockedWorkbook => "locked-workbook",
            Self::Numbers => "numbers",
            Self::WebPage => "web-page",
            Self::Xml => "xml",
            Self::Json => "json",
            Self::RichText => "rich-text",
            Self::WideText => "wide-text",
            Self::BinaryWorkbook => "binary-workbook",
            Self::OpenDocument => "open-document",
            Self::TextDocument => "text-document",
            Self::Presentation => "presentation",
            Self::Pdf => "pdf",
            Self::Picture => "picture",
            Self::EncryptedParquet => "encrypted-parquet",
            Self::Spss => "spss",
            Self::Database => "database",
            Self::Archive => "archive",
            Self::Binary => "binary",
        }
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OldWorkbook => "an Excel file from before Excel 97 (XLS)",
            Self::LockedWorkbook => "a workbook behind a password",
            Self::Numbers => "a Numbers document",
            Self::WebPage => "a web page (HTML)",
            Self::Xml => "an XML file",
            Self::Json => "a JSON file",
            Self::RichText => "a document of a word processor (RTF)",
            Self::WideText => "a text in UTF-32",
            Self::BinaryWorkbook => "a binary Excel workbook (XLSB)",
            Self::OpenDocument => "an OpenDocument file (ODS)",
            Self::TextDocument => "a document of a word processor",
            Self::Presentation => "a presentation",
            Self::Pdf => "a PDF",
            Self::Picture => "a picture",
            Self::EncryptedParquet => "an encrypted Parquet file",
            Self::Spss => "an SPSS file (SAV)",
            Self::Database => "a SQLite database that is no GeoPackage",
            Self::Archive => "a ZIP archive without a workbook",
            Self::Binary => "a binary file",
        })
    }
}

/// What the reader of TOML complains of: a word for it, the name it is about, and the names there are. Its own
/// sentences are English and are not for people who read another language.
pub(crate) fn toml_problem(problem: &str) -> (&'static str, String, String) {
    let quoted: Vec<&str> = problem.split('`').skip(1).step_by(2).collect();
    let name = quoted.first().copied().unwrap_or_default().to_owned();
    let known = quoted.iter().skip(1).copied().collect::<Vec<_>>().join(", ");
    let begins = [
        ("unknown field", "unknown-key"),
        ("missing field", "missing-key"),
        ("unknown variant", "unknown-word"),
        ("duplicate key", "key-twice"),
        ("duplicate field", "key-twice"),
        ("invalid type", "wrong-kind"),
        ("invalid value", "wrong-kind"),
        ("the period ends", "period"),
    ];
    let word = begins.iter().find(|(start, _)| problem.starts_with(start)).map_or("syntax", |(_, word)| word);
    (word, name, known)
}
