//! The columns of a table that an analysis asks for, from text files or Parquet.
//!
//! Several files with the same columns are one table, in the order given. An empty cell, `NA` or `NULL` is a missing
//! value. Encodings, a first line `sep=;`, letters of either form of Unicode and spaces between thousands are understood as
//! imports understand them, and values that are the same number are one value however they are written. In files with
//! semicolons or tabs a decimal comma is understood, in files with commas only the point. Nothing else is guessed: a
//! cell that should be a number and is not is named with its row as a spreadsheet counts.

use crate::input_error::{InputError, Place};
use lofte_import::text::{composed, decoded, named_separator, nearest, without_spaces};
use lofte_records::table::{self, Column};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

/// Rows of one or more files with the columns asked for.
#[derive(Debug, Default)]
pub(crate) struct Frame {
    /// Name of each file and the row at which it begins.
    parts: Vec<(String, usize)>,
    /// The row of each as a spreadsheet counts.
    rows: Vec<u64>,
    columns: BTreeMap<String, Column>,
}

/// Values as labels, numbered in order of appearance.
#[derive(Debug)]
pub(crate) struct Labels {
    pub(crate) codes: Vec<u32>,
    pub(crate) names: Vec<String>,
}

impl Frame {
    /// Reads the columns from the files.
    pub(crate) fn read(paths: &[PathBuf], columns: &[String]) -> Result<Self, InputError> {
        let mut names: Vec<&str> = columns.iter().map(String::as_str).collect();
        names.sort_unstable();
        names.dedup();
        let mut frame = Self::default();
        for path in paths {
            frame.add(path, &names)?;
        }
        if frame.rows.is_empty() {
            return Err(InputError::NoRows {
                file: frame.parts.first().map(|p| p.0.clone()).unwrap_or_default(),
            });
        }
        for column in frame.columns.values_mut() {
            write_alike(column);
        }
        Ok(frame)
    }

    /// Columns that are there already, of which these are wanted. `known` are all that could have been.
    pub(crate) fn of_columns(
        (name, known): (&str, &[String]),
        length: usize,
        mut columns: BTreeMap<String, Column>,
        wanted: &[String],
    ) -> Result<Self, InputError> {
        let names: Vec<&str> = wanted.iter().map(String::as_str).collect();
        check_names(Path::new(name), known, &names)?;
        if length == 0 {
            return Err(InputError::NoRows { file: name.to_owned() });
        }
        columns.retain(|column, _| wanted.iter().any(|wanted| composed(wanted) == column.as_str()));
        let rows = (1..).take(length).collect();
        Ok(Self { parts: vec![(name.to_owned(), 0)], rows, columns })
    }

    /// Adds the rows of another table with the same columns, as those of a further file.
    pub(crate) fn append_frame(&mut self, other: Self) {
        let start = self.rows.len();
        self.parts.extend(other.parts.into_iter().map(|(name, at)| (name, at + start)));
        self.rows.extend(other.rows);
        for (name, column) in other.columns {
            self.append(&name, column);
        }
    }

    /// Makes values that stand for "no answer" in the file missing.
    pub(crate) fn without(mut self, missing: &[String]) -> Self {
        if missing.is_empty() {
            return self;
        }
        let missing: HashSet<String> = missing.iter().map(|code| sameness(code.trim())).collect();
        let stands_for_nothing = |text: &str| missing.contains(&sameness(text));
        for column in self.columns.values_mut() {
            match column {
                Column::Numbers(values) => values.iter_mut().for_each(|value| {
                    *value = value.filter(|number| !stands_for_nothing(&number.to_string()));
                }),
                Column::Texts(values) => values.iter_mut().for_each(|value| {
                    if value.as_deref().is_some_and(stands_for_nothing) {
                        *value = None;
                    }
                }),
            }
        }
        self
    }

    fn add(&mut self, path: &Path, names: &[&str]) -> Result<(), InputError> {
        self.parts.push((shown(path), self.rows.len()));
        if is_parquet(path) {
            check_names(path, &names_of(path)?, names)?;
            let columns = table::read_columns(path, names)
                .map_err(|source| InputError::Parquet { file: path.to_owned(), source })?;
            let length = columns.first().map_or(0, length);
            self.rows.extend((1..).take(length));
            for (name, column) in names.iter().zip(columns) {
                self.append(name, column);
            }
            return Ok(());
        }
        self.add_text(path, names)
    }

    fn add_text(&mut self, path: &Path, names: &[&str]) -> Result<(), InputError> {
        let Text { text, delimiter, above } = text_of(path)?;
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
        let broken =
            |error: csv::Error| InputError::NotATable { file: path.to_owned(), why: error.to_string() };
        let header: Vec<String> =
            reader.headers().map_err(broken)?.iter().map(|n| n.trim().to_owned()).collect();
        check_names(path, &header, names)?;
        let places: Vec<usize> = names
            .iter()
            .filter_map(|name| header.iter().position(|known| *known == composed(name)))
            .collect();
        let mut cells: Vec<Vec<Option<String>>> = vec![Vec::new(); names.len()];
        let mut record = csv::StringRecord::new();
        // A quoted cell may go over several lines, which a spreadsheet shows as one row.
        let mut folded: u64 = header.iter().map(|n| lines_within(n)).sum();
        let (mut line, mut seen) = (1 + above, 0);
        while reader.read_record(&mut record).map_err(broken)? {
            let start =
                record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(seen));
            let begin = start + blank(&text.as_bytes()[start.min(text.len())..]);
            line += lines_within(text.get(seen..begin).unwrap_or_default());
            seen = begin;
            let at = Place { file: shown(path), row: line.saturating_sub(folded) };
            folded += record.iter().map(lines_within).sum::<u64>();
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            if record.len() != header.len() {
                return Err(InputError::RowLength { at, expected: header.len(), found: record.len() });
            }
            self.rows.push(at.row);
            for (column, place) in cells.iter_mut().zip(&places) {
                column.push(present(&record[*place], delimiter));
            }
        }
        for (name, column) in names.iter().zip(cells) {
            self.append(name, Column::Texts(column));
        }
        Ok(())
    }

    /// Adds the rows of a further file to a column.
    fn append(&mut self, name: &str, more: Column) {
        let joined = match (self.columns.remove(name), more) {
            (None, more) => more,
            (Some(Column::Numbers(mut known)), Column::Numbers(more)) => {
                known.extend(more);
                Column::Numbers(known)
            }
            (Some(known), more) => {
                let mut known = into_texts(known);
                known.extend(into_texts(more));
                Column::Texts(known)
            }
        };
        self.columns.insert(name.to_owned(), joined);
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Where a row stands.
    pub(crate) fn at(&self, row: usize) -> Place {
        let part = self.parts.iter().rev().find(|(_, start)| *start <= row);
        let file = part.map(|(name, _)| name.clone()).unwrap_or_default();
        Place { file, row: self.rows.get(row).copied().unwrap_or_default() }
    }

    /// Which rows are those of the files from number `file` on.
    pub(crate) fn since_file(&self, file: usize) -> Vec<bool> {
        let start = self.parts.get(file).map_or(self.rows.len(), |(_, start)| *start);
        (0..self.len()).map(|row| row >= start).collect()
    }

    /// The rows that are wanted.
    pub(crate) fn only(&self, wanted: &[bool]) -> Self {
        fn keep<T: Clone>(values: &[T], wanted: &[bool]) -> Vec<T> {
            values.iter().zip(wanted).filter(|(_, w)| **w).map(|(value, _)| value.clone()).collect()
        }
        let before = |start: usize| wanted.iter().take(start).filter(|w| **w).count();
        let columns = self.columns.iter().map(|(name, column)| {
            let column = match column {
                Column::Numbers(values) => Column::Numbers(keep(values, wanted)),
                Column::Texts(values) => Column::Texts(keep(values, wanted)),
            };
            (name.clone(), column)
        });
        Self {
            parts: self.parts.iter().map(|(name, start)| (name.clone(), before(*start))).collect(),
            rows: keep(&self.rows, wanted),
            columns: columns.collect(),
        }
    }

    /// A cell as text; nothing where the value is missing.
    pub(crate) fn text(&self, column: &str, row: usize) -> Option<Cow<'_, str>> {
        match self.columns.get(column)? {
            Column::Numbers(values) => values.get(row).copied().flatten().map(|v| Cow::Owned(v.to_string())),
            Column::Texts(values) => values.get(row)?.as_deref().map(Cow::Borrowed),
        }
    }

    /// A cell as a number, if it is one.
    pub(crate) fn number(&self, column: &str, row: usize) -> Option<f64> {
        match self.columns.get(column)? {
            Column::Numbers(values) => values.get(row).copied().flatten(),
            Column::Texts(values) => values.get(row)?.as_deref().and_then(as_number),
        }
    }

    /// A column of numbers.
    pub(crate) fn numbers(&self, column: &str) -> Result<Vec<Option<f64>>, InputError> {
        (0..self.len())
            .map(|row| match (self.number(column, row), self.text(column, row)) {
                (Some(number), _) => Ok(Some(number)),
                (None, None) => Ok(None),
                (None, Some(value)) => Err(InputError::NotANumber {
                    at: self.at(row),
                    column: column.to_owned(),
                    value: value.into_owned(),
                }),
            })
            .collect()
    }

    /// The label of each row: one column, or several joined by a colon. Nothing where one of them is missing.
    pub(crate) fn joined(&self, columns: &[String]) -> Vec<Option<String>> {
        let label = |row: usize| -> Option<String> {
            let parts: Option<Vec<Cow<'_, str>>> =
                columns.iter().map(|column| self.text(column, row)).collect();
            parts.map(|parts| parts.join(":"))
        };
        (0..self.len()).map(label).collect()
    }

    /// Labels that no row may lack.
    pub(crate) fn labels(&self, columns: &[String]) -> Result<Labels, InputError> {
        let mut known: HashMap<String, u32> = HashMap::new();
        let mut labels = Labels { codes: Vec::with_capacity(self.len()), names: Vec::new() };
        for (row, label) in self.joined(columns).into_iter().enumerate() {
            let Some(label) = label else {
                return Err(InputError::MissingLabel { at: self.at(row), column: columns.join(", ") });
            };
            let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
            labels.codes.push(*known.entry(label).or_insert_with_key(|label| {
                labels.names.push(label.clone());
                next
            }));
        }
        Ok(labels)
    }
}

/// What two ways to write one value have in common: the form of its letters, and no zeros that add nothing to a number.
/// Digits are not rounded, so that long numbers stay apart.
pub(crate) fn sameness(text: &str) -> String {
    let text = composed(text).to_string();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(&text)),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() && part.is_empty() || !is_digits(whole) || !is_digits(part) {
        return text;
    }
    let (whole, part) = (whole.trim_start_matches('0'), part.trim_end_matches('0'));
    let whole = if whole.is_empty() { "0" } else { whole };
    match part {
        "" if whole == "0" => "0".to_owned(),
        "" => format!("{sign}{whole}"),
        part => format!("{sign}{whole}.{part}"),
    }
}

/// Values that are the same get the same text: the shortest that occurs.
fn write_alike(column: &mut Column) {
    let Column::Texts(values) = column else {
        return;
    };
    let mut forms: HashMap<String, String> = HashMap::new();
    let mut seen: HashMap<String, String> = HashMap::new();
    for value in values.iter_mut().flatten() {
        if !value.is_ascii() {
            *value = composed(value).to_string();
        }
        if seen.contains_key(value.as_str()) {
            continue;
        }
        let same = sameness(value);
        let shortest = forms.entry(same.clone()).or_insert_with(|| value.clone());
        if (value.len(), value.as_str()) < (shortest.len(), shortest.as_str()) {
            shortest.clone_from(value);
        }
        seen.insert(value.clone(), same);
    }
    if forms.len() == seen.len() {
        return;
    }
    for value in values.iter_mut().flatten() {
        if let Some(form) = seen.get(value.as_str()).and_then(|same| forms.get(same)) {
            value.clone_from(form);
        }
    }
}

/// The names of the columns of a file.
pub(crate) fn names_of(path: &Path) -> Result<Vec<String>, InputError> {
    if is_parquet(path) {
        return table::column_names(path)
            .map_err(|source| InputError::Parquet { file: path.to_owned(), source });
    }
    let Text { text, delimiter, .. } = text_of(path)?;
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
    let broken = |error: csv::Error| InputError::NotATable { file: path.to_owned(), why: error.to_string() };
    Ok(reader.headers().map_err(broken)?.iter().map(|name| name.trim().to_owned()).collect())
}

/// Refuses a wanted column that the file does not have, or has twice.
fn check_names(path: &Path, known: &[String], wanted: &[&str]) -> Result<(), InputError> {
    for name in wanted {
        let found = known.iter().filter(|known| **known == composed(name)).count();
        let (file, column) = (shown(path), (*name).to_owned());
        if found == 0 {
            return Err(InputError::NoColumn { file, column, nearest: nearest(name, known) });
        }
        if found > 1 {
            return Err(InputError::RepeatedColumn { file, column });
        }
    }
    Ok(())
}

pub(crate) fn shown(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

fn is_parquet(path: &Path) -> bool {
    path.extension().is_some_and(|extension| {
        extension.eq_ignore_ascii_case("parquet") || extension.eq_ignore_ascii_case("pq")
    })
}

/// The text of a file.
#[expect(clippy::struct_field_names, reason = "what the file holds, as text")]
struct Text {
    text: String,
    delimiter: u8,
    /// Lines above the header that are no part of the table.
    above: u64,
}

/// The text of a file as an import would read it.
fn text_of(path: &Path) -> Result<Text, InputError> {
    let bytes =
        std::fs::read(path).map_err(|source| InputError::Unreadable { file: path.to_owned(), source })?;
    let (text, _) = decoded(&bytes);
    if text.contains('\0') {
        let why = "it holds zero bytes".to_owned();
        return Err(InputError::NotATable { file: path.to_owned(), why });
    }
    if let Some((delimiter, rest)) = named_separator(&text) {
        return Ok(Text { text: rest.to_owned(), delimiter, above: 1 });
    }
    Ok(Text { delimiter: delimiter(&text), text, above: 0 })
}

/// What stands most often between the names of the columns.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let outside: String = header.split('"').step_by(2).collect();
    let count = |delimiter: u8| outside.bytes().filter(|byte| *byte == delimiter).count();
    [b'\t', b';', b','].into_iter().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}

/// A cell without the spaces around it; with a decimal point where there was a decimal comma.
fn present(cell: &str, delimiter: u8) -> Option<String> {
    let cell = cell.trim();
    if matches!(cell, "" | "NA" | "NULL") {
        return None;
    }
    if delimiter != b',' && cell.contains(',') {
        let pointed = cell.replacen(',', ".", 1);
        if as_number(&pointed).is_some() {
            return Some(pointed);
        }
    }
    Some(cell.to_owned())
}

/// A finite number; spaces may set its thousands apart.
pub(crate) fn as_number(text: &str) -> Option<f64> {
    let number = text.parse().ok().or_else(|| without_spaces(text)?.parse().ok());
    number.filter(|number: &f64| number.is_finite())
}

/// Ends of lines before anything else.
fn blank(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count()
}

fn lines_within(cell: &str) -> u64 {
    cell.bytes().filter(|byte| *byte == b'\n').count() as u64
}

fn length(column: &Column) -> usize {
    match column {
        Column::Numbers(values) => values.len(),
        Column::Texts(values) => values.len(),
    }
}

fn into_texts(column: Column) -> Vec<Option<String>> {
    match column {
        Column::Texts(values) => values,
        Column::Numbers(values) => values.into_iter().map(|v| v.map(|v| v.to_string())).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Column, delimiter, nearest, present, sameness, write_alike};

    #[test]
    fn the_delimiter_is_what_stands_between_the_names() {
        assert_eq!(delimiter("a;b;c\n1,5;2;3\n"), b';');
        assert_eq!(delimiter("\"a;b\",c\n"), b',');
        assert_eq!(delimiter("\n\na\tb\n"), b'\t');
        assert_eq!(delimiter("one\n1\n"), b',');
    }

    #[test]
    fn a_decimal_comma_is_one_only_where_it_cannot_separate() {
        assert_eq!(present(" 1,5 ", b';').as_deref(), Some("1.5"));
        assert_eq!(present("1,5", b',').as_deref(), Some("1,5"));
        assert_eq!(present("trygg, ganska", b';').as_deref(), Some("trygg, ganska"));
        assert_eq!(present("NA", b';'), None);
    }

    #[test]
    fn one_value_written_differently_is_one_value() {
        for (one, other) in
            [("1", "1.0"), ("01", "1"), ("-0", "0"), ("0.50", ".5"), ("A\u{30a}", "Å"), ("+3", "3")]
        {
            assert_eq!(sameness(one), sameness(other), "{one} and {other}");
        }
        for (one, other) in
            [("1", "10"), ("-1", "1"), ("90071992547409931", "90071992547409932"), ("", "0"), ("1.", "x")]
        {
            assert_ne!(sameness(one), sameness(other), "{one} and {other}");
        }
        let mut column = Column::Texts(["1.0", "1", "0482", "01"].map(|text| Some(text.to_owned())).to_vec());
        write_alike(&mut column);
        let expected = ["1", "1", "0482", "1"].map(|text| Some(text.to_owned())).to_vec();
        assert!(matches!(column, Column::Texts(values) if values == expected));
    }

    #[test]
    fn the_nearest_name_is_offered() {
        let names = ["vikt", "stratum", "q1"].map(str::to_owned);
        assert_eq!(nearest("Vigt", &names).as_deref(), Some("vikt"));
        assert_eq!(nearest("population", &names), None);
    }
}
