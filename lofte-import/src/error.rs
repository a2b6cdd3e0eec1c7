//! Why a whole file was refused. Nothing of a refused file is stored. What is told names rows and columns and never
//! quotes a cell: it is kept with jobs and in logs, and a cell may hold anything.
//!
//! A single bad row is no error but a line of the reject list
//! ([`RejectReason`](lofte_model::records::RejectReason)).

mod area_file;
mod rule;

use crate::row::SinkError;
use lofte_analysis::incidents::point_in_area::AreaError;
use lofte_model::records::{LostRows, Reject};
use lofte_model::survey::WeightTrouble;
use std::io;

pub use area_file::AreaFileError;
pub(crate) use rule::toml_problem;
pub use rule::{Found, Rule};

/// Why a file was refused. `Display` is a short English sentence; [`Told`](crate::Told) gives code and arguments for
/// texts in other languages.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be opened or read.
    #[error("{file} cannot be read: check that it exists and that you may read it")]
    Unreadable {
        /// File name.
        file: String,
        /// What the system said.
        source: io::Error,
    },
    /// The file unpacks to very much more than it is.
    #[error("{file} unpacks to more than {times} times its size: no table does, so nothing of it was read")]
    TooDense {
        /// File name.
        file: String,
        /// Limit.
        times: u64,
    },
    /// A workbook needs more memory than it may have.
    #[error(
        "{file} has more text in its cells than fits ({megabytes} MB of memory): split it, or save it as CSV, which may be larger"
    )]
    TooMuchText {
        /// File name.
        file: String,
        /// Limit.
        megabytes: u64,
    },
    /// Very many rows.
    #[error("the file has more than {limit} rows: split it, for example by year")]
    TooManyRows {
        /// Limit.
        limit: u64,
    },
    /// Very many columns.
    #[error("row {row} has more than {limit} cells, as no sheet has: check what separates the columns")]
    TooManyColumns {
        /// The row.
        row: u64,
        /// Limit.
        limit: usize,
    },
    /// A workbook's archive has very many parts.
    #[error("{file} is an archive of {parts} parts, at most {limit} are read: save it anew")]
    TooManyParts {
        /// File name.
        file: String,
        /// How many.
        parts: usize,
        /// Limit.
        limit: usize,
    },
    /// The file is larger than we read in one go.
    #[error("{file} is too large ({bytes} bytes, at most {limit} are read): split it, for example by year")]
    TooLarge {
        /// File name.
        file: String,
        /// Size as far as it is known.
        bytes: u64,
        /// Limit.
        limit: u64,
        /// Whether the size is that of the unpacked contents.
        unpacked: bool,
    },
    /// The file, or the sheet, has nothing in it.
    #[error("{file} is empty: check that the export has finished")]
    Empty {
        /// File or sheet name.
        file: String,
    },
    /// No table that is read.
    #[error("{file} is {found}, which is not read: save it as CSV or XLSX")]
    NotATable {
        /// File name.
        file: String,
        /// What it looks like.
        found: Found,
    },
    /// A Parquet file that is packed in a way that is not built in.
    #[error(
        "{file} is packed with {packing}, which is not read: write it with Snappy or Zstandard and without special encodings, or as CSV"
    )]
    PackedOtherwise {
        /// File name.
        file: String,
        /// How.
        packing: &'static str,
    },
    /// A column of a Parquet file that no text table could have.
    #[error("column “{column}” holds {}: leave it out of the file, or write what is in it as columns of their own", if *holds == "parts" { "lists or structures" } else { "bytes that are no text" })]
    UnreadColumn {
        /// Column.
        column: String,
        /// Word of what it holds.
        holds: &'static str,
    },
    /// A workbook or packed file that ends too early or is damaged.
    #[error("{file} is damaged or only half copied: fetch it again, or open it and save it anew")]
    Damaged {
        /// File name.
        file: String,
        /// What the library said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// No structure of a survey.
    #[error("{file} is no structure of a survey: export it from LimeSurvey as a survey structure (.lss)")]
    NotAStructure {
        /// File name.
        file: String,
    },
    /// The workbook has no sheet of that name.
    #[error("there is no sheet “{sheet}”; the sheets are: {}{}", found.join(", "), did_you_mean(nearest.as_deref()))]
    UnknownSheet {
        /// The sheet that the mapping names.
        sheet: String,
        /// The sheets there are.
        found: Vec<String>,
        /// The most similar name.
        nearest: Option<String>,
    },
    /// Several sheets have the columns of the mapping.
    #[error("several sheets have these columns: {}: write sheet = \"…\" in the mapping, and deliver the file once for each sheet", found.join(", "))]
    SeveralSheets {
        /// The sheets.
        found: Vec<String>,
    },
    /// Only a sheet that the workbook hides has the columns.
    #[error(
        "only the hidden sheet “{sheet}” has these columns: write sheet = \"{sheet}\" in the mapping if it is the one"
    )]
    HiddenSheet {
        /// The sheet.
        sheet: String,
    },
    /// The file ends before the row that the mapping names as header.
    #[error("the mapping says that the header is on row {row}, but the file ends before that")]
    NoSuchRow {
        /// Row.
        row: u64,
    },
    /// A mapped column has formulas whose results are not in the file.
    #[error(
        "column “{column}” has formulas without stored values ({cells} cells): open the file in a spreadsheet program, save it, and deliver it again"
    )]
    FormulasWithoutValues {
        /// Column.
        column: String,
        /// Cells.
        cells: u64,
    },
    /// Numbers of cases that a spreadsheet has shortened.
    #[error(
        "the numbers in column “{column}” look shortened by a spreadsheet ({shape} in row {row}, {rows} rows in all): different cases have become one number; export the column as text"
    )]
    ShortenedNumbers {
        /// Column.
        column: String,
        /// The first row with such a number.
        row: u64,
        /// Its shape.
        shape: String,
        /// Rows with such a number.
        rows: u64,
    },
    /// Letters that were read with the wrong encoding, or written so.
    #[error(
        "the letters in column “{column}” are wrong ({} in row {row}, read as {encoding}): write encoding = \"…\" in the mapping (utf-8, windows-1252, cp850, macintosh), or export the file anew as UTF-8",
        or_none(signs)
    )]
    WrongLetters {
        /// Column.
        column: String,
        /// The first such row.
        row: u64,
        /// Signs of it that are no letters of Swedish.
        signs: String,
        /// Name of the encoding.
        encoding: String,
    },
    /// No text of the file is one that the mapping names.
    #[error(
        "none of the {rows} rows has a text in column “{column}” that the mapping names under [categories]; there are: {found}"
    )]
    NoKnownCategory {
        /// Column.
        column: String,
        /// Codes, and shapes of other texts.
        found: String,
        /// Rows.
        rows: u64,
    },
    /// Answers in a column are none of the code book.
    #[error(
        "column “{column}” holds {found}, and none of that is an answer of “{item}”: under its [[items]] write which answer each is, for example codes = {{ A1 = 1 }}, and which words are no answers, missing = [\"N/A\"]"
    )]
    UnknownCodes {
        /// Column.
        column: String,
        /// Codes, and shapes of other texts.
        found: String,
        /// Code of the item.
        item: String,
    },
    /// Every row was rejected, for one reason.
    #[error("none of the {rows} rows can be taken, all for one reason: {}", english(reject))]
    EveryRow {
        /// Rows.
        rows: u64,
        /// The first of them.
        reject: Box<Reject>,
    },
    /// Everything landed in one column.
    #[error(
        "all of the file seems to be one column (“{found}”): separate the columns by semicolon, comma or tab"
    )]
    OneColumn {
        /// The first line, cut.
        found: String,
    },
    /// A column that the mapping names is not there.
    #[error("there is no column “{column}”; the columns are: {}{}", found.join(", "), did_you_mean(nearest.as_deref()))]
    MissingColumn {
        /// The column that the mapping names.
        column: String,
        /// The columns there are.
        found: Vec<String>,
        /// The most similar name.
        nearest: Option<String>,
    },
    /// The rows begin without a header.
    #[error(
        "there is no header with the column “{column}”: row {row} has none of the columns but {cells} cells ({shapes}); put a row with the names of the columns first, or correct the names in the mapping"
    )]
    NoHeader {
        /// The column that is looked for.
        column: String,
        /// Row that was taken for the header.
        row: u64,
        /// How many cells it has.
        cells: usize,
        /// Shapes of its cells.
        shapes: String,
    },
    /// A column name that the mapping uses stands over two columns.
    #[error("there are two columns “{column}”: rename one of them in the file")]
    AmbiguousColumn {
        /// Column.
        column: String,
    },
    /// A row that never ends.
    #[error("the row after row {row} does not end: look for a quotation mark that is opened and not closed")]
    EndlessRow {
        /// Last good row.
        row: u64,
    },
    /// A row that is longer than any is.
    #[error(
        "the row after row {row} has more than {megabytes} MB of text: a cell is too long, or a quotation mark is opened and not closed"
    )]
    LongRow {
        /// Last good row.
        row: u64,
        /// Limit.
        megabytes: u64,
    },
    /// Two columns of rates.
    #[error("“{one}” and “{other}” are both numbers per 100 000 inhabitants: take one of the columns out")]
    TwoRates {
        /// One column.
        one: String,
        /// The other.
        other: String,
    },
    /// Dates like 1/5/2023 whose order cannot be told from the file.
    #[error(
        "it cannot be told whether the date in row {row} of column “{column}” is day/month or month/day: write [time] formats = [\"%d/%m/%Y\"] (or \"%m/%d/%Y\") in the mapping"
    )]
    AmbiguousDates {
        /// Column.
        column: String,
        /// The first row with such a date.
        row: u64,
    },
    /// Dates of one file in both orders.
    #[error(
        "in column “{column}” row {day_first} has the day first and row {month_first} has the month first, so nobody knows what the others are: write [time] formats in the mapping, or correct the file"
    )]
    DatesBothWays {
        /// Column.
        column: String,
        /// A row whose date has the day first.
        day_first: u64,
        /// A row whose date has the month first.
        month_first: u64,
    },
    /// A spreadsheet has turned some dates round and left the others as text.
    #[error(
        "in column “{column}” a spreadsheet seems to have read some dates with day and month changed round: row {date} is a date whose day is at most 12, as all such, and row {text} is a text whose day is above 12, as all such; export the file anew and do not open it in a spreadsheet before it is delivered, or write [time] formats if the dates are right"
    )]
    HalfConverted {
        /// Column.
        column: String,
        /// A row with a date.
        date: u64,
        /// A row with a text.
        text: u64,
    },
    /// A column whose text stands in the first row of each group only.
    #[error(
        "column “{column}” is empty in {rows} of {of} rows, as if each text stood for the rows below it: fill the cells, or write fill_down = [\"{column}\"] in the mapping"
    )]
    WrittenOnce {
        /// Column.
        column: String,
        /// Rows without a text.
        rows: u64,
        /// Rows.
        of: u64,
    },
    /// Coordinates of another system than the mapping says.
    #[error(
        "“{first}” and “{second}” hold {} in {rows} of the first {of} rows with a position (row {row} is one): name the columns so in the mapping, or convert the coordinates",
        system_in_english(found)
    )]
    OtherSystem {
        /// Column mapped as longitude or east.
        first: String,
        /// Column mapped as latitude or north.
        second: String,
        /// Word of the system.
        found: &'static str,
        /// The first of them.
        row: u64,
        /// Rows that look so.
        rows: u64,
        /// Rows looked at.
        of: u64,
    },
    /// Most rows have their coordinates in the wrong columns.
    #[error(
        "“{first}” and “{second}” seem to have changed places in {rows} of the first {of} rows: swap the two columns in the mapping"
    )]
    SwappedColumns {
        /// Column mapped as longitude or east.
        first: String,
        /// Column mapped as latitude or north.
        second: String,
        /// Rows that look swapped.
        rows: u64,
        /// Rows looked at.
        of: u64,
    },
    /// Every row is about a part of what a row should be about.
    #[error(
        "{} divide the rows{}, and no row is of the whole: export whole years for everybody",
        columns.join(", "),
        row.map(|row| format!(" (row {row} is of a part)")).unwrap_or_default()
    )]
    DividedRows {
        /// Columns that divide.
        columns: Vec<String>,
        /// The first row that names a part, where the rows do.
        row: Option<u64>,
    },
    /// A title or remark says that the figures are not of a whole year and everybody.
    #[error(
        "row {row} says that figures are of a part of the year or of the people: export whole years for everybody, or take the row away if it does not say so"
    )]
    PartOfYear {
        /// Row.
        row: u64,
    },
    /// A mapping or wave file that cannot be read.
    #[error("line {line} of the mapping: {problem}")]
    Mapping {
        /// Line.
        line: u64,
        /// What is wrong, from the TOML reader: names the key.
        problem: String,
    },
    /// A mapping or wave file that contradicts itself.
    #[error("the mapping: {key}: {rule}")]
    MappingRule {
        /// Key.
        key: String,
        /// The broken rule.
        rule: Rule,
    },
    /// The weights of a wave contradict its strata.
    #[error(
        "the weights in column “{column}” cannot be used: correct them, or leave the column out of the wave file"
    )]
    Weights {
        /// Column.
        column: String,
        /// What contradicts what.
        source: WeightTrouble,
    },
    /// A file of areas that cannot be used.
    #[error("{file} cannot be used as areas: {source}")]
    AreaFile {
        /// File name.
        file: String,
        /// Why.
        source: AreaFileError,
    },
    /// The borders of the municipality's areas cannot be used.
    #[error("the borders of the areas cannot be used: correct the area file")]
    Areas(#[from] AreaError),
    /// The rows do not add up.
    #[error("rows were lost on the way: report this as a fault")]
    Lost(#[from] LostRows),
    /// The sink could not take a row.
    #[error("the rows could not be stored")]
    Sink(#[source] SinkError),
}

/// A reject in an English sentence.
fn english(reject: &Reject) -> String {
    let column = reject.column.as_ref().map(|column| format!("column “{column}”, ")).unwrap_or_default();
    let value = reject.value.as_ref().map(|value| format!(" ({value})")).unwrap_or_default();
    let code = crate::Told::code(reject).replace('-', " ");
    format!("{column}{code}{value}, first in row {}", reject.row)
}

fn system_in_english(word: &str) -> &'static str {
    match word {
        "degrees" => "degrees (WGS 84)",
        "sweref99tm" => "metres in SWEREF 99 TM",
        "rt90" => "metres in RT 90",
        "sweref99-zone" => "metres in a local zone of SWEREF 99",
        "web-mercator" => "metres of web maps (EPSG:3857)",
        _ => "one value that is two coordinates",
    }
}

/// What is told of signs that are not there.
pub(crate) fn or_none(signs: &str) -> &str {
    if signs.is_empty() { "none" } else { signs }
}

fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map(|name| format!("; did you mean “{name}”?")).unwrap_or_default()
}

impl ImportError {
    /// Breaks a rule of the mapping file.
    pub(crate) fn rule(key: impl Into<String>, rule: Rule) -> Self {
        Self::MappingRule { key: key.into(), rule }
    }

    /// From the TOML reader, with the line counted in `text`.
    pub(crate) fn toml(text: &str, error: &toml::de::Error) -> Self {
        let start = error.span().map_or(0, |span| span.start.min(text.len()));
        let line = text.bytes().take(start).fold(1, |line, byte| line + u64::from(byte == b'\n'));
        Self::Mapping { line, problem: error.message().to_owned() }
    }
}
