//! Codes and arguments, so that the house can tell errors, rejects and notes in the reader's language.
//!
//! A code is stable: texts are looked up by it. Which language is spoken is not known here.

mod areas;

use crate::error::{ImportError, or_none, toml_problem};
use crate::report::Note;
use lofte_model::message::Told;
use lofte_model::records::Reject;
use lofte_model::survey::WeightTrouble;

impl Told for ImportError {
    fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "file-unreadable",
            Self::NotAStructure { .. } => "not-a-structure",
            Self::TooLarge { unpacked: false, .. } => "file-too-large",
            Self::TooLarge { unpacked: true, .. } => "file-too-large-unpacked",
            Self::TooDense { .. } => "file-too-dense",
            Self::TooMuchText { .. } => "file-too-much-text",
            Self::TooManyParts { .. } => "file-too-many-parts",
            Self::TooManyRows { .. } => "file-too-many-rows",
            Self::TooManyColumns { .. } => "file-too-many-columns",
            Self::Empty { .. } => "file-empty",
            Self::NotATable { .. } => "not-a-table",
            Self::PackedOtherwise { .. } => "packed-otherwise",
            Self::UnreadColumn { .. } => "unread-column",
            Self::Damaged { .. } => "file-damaged",
            Self::UnknownSheet { .. } => "unknown-sheet",
            Self::SeveralSheets { .. } => "several-sheets",
            Self::HiddenSheet { .. } => "hidden-sheet",
            Self::NoSuchRow { .. } => "no-such-row",
            Self::FormulasWithoutValues { .. } => "formulas-without-values",
            Self::ShortenedNumbers { .. } => "shortened-numbers",
            Self::WrongLetters { .. } => "wrong-letters",
            Self::NoKnownCategory { .. } => "no-known-category",
            Self::UnknownCodes { .. } => "unknown-codes",
            Self::EveryRow { .. } => "every-row",
            Self::OneColumn { .. } => "one-column",
            Self::NoHeader { .. } => "no-header",
            Self::WrittenOnce { .. } => "written-once",
            Self::HalfConverted { .. } => "half-converted",
            Self::PartOfYear { .. } => "part-of-year",
            Self::MissingColumn { .. } => "missing-column",
            Self::AmbiguousColumn { .. } => "ambiguous-column",
            Self::EndlessRow { .. } => "endless-row",
            Self::LongRow { .. } => "long-row",
            Self::TwoRates { .. } => "two-rates",
            Self::AmbiguousDates { .. } => "ambiguous-dates",
            Self::DatesBothWays { .. } => "dates-both-ways",
            Self::OtherSystem { .. } => "other-system",
            Self::SwappedColumns { .. } => "swapped-columns",
            Self::DividedRows { .. } => "divided-rows",
            Self::Mapping { .. } => "mapping-unreadable",
            Self::MappingRule { .. } => "mapping-rule",
            Self::Weights { source: WeightTrouble::Nothing { .. }, .. } => "weights-nothing",
            Self::Weights { source: WeightTrouble::AgainstRegister { .. }, .. } => "weights-against-register",
            Self::AreaFile { source, .. } => source.code(),
            Self::Areas(_) => "areas-unusable",
            Self::Lost(_) => "rows-lost",
            Self::Sink(_) => "not-stored",
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Unreadable { .. }
            | Self::Empty { .. }
            | Self::NotAStructure { .. }
            | Self::Damaged { .. }
            | Self::NotATable { .. }
            | Self::PackedOtherwise { .. } => self.args_of_file(),
            Self::TooLarge { .. }
            | Self::TooDense { .. }
            | Self::TooManyRows { .. }
            | Self::TooManyColumns { .. }
            | Self::TooMuchText { .. }
            | Self::TooManyParts { .. } => self.args_of_limits(),
            Self::UnreadColumn { column, holds } => {
                vec![("column", column.clone()), ("holds", (*holds).to_owned())]
            }
            Self::UnknownSheet { sheet, found, nearest: name } => {
                vec![("sheet", sheet.clone()), ("found", found.join(", ")), nearest(name.as_ref())]
            }
            Self::SeveralSheets { found } => vec![("found", found.join(", "))],
            Self::HiddenSheet { sheet } => vec![("sheet", sheet.clone())],
            Self::NoSuchRow { row } | Self::EndlessRow { row } | Self::PartOfYear { row } => {
                vec![("row", row.to_string())]
            }
            Self::LongRow { row, megabytes } => {
                vec![("row", row.to_string()), ("megabytes", megabytes.to_string())]
            }
            Self::TwoRates { one, other } => vec![("one", one.clone()), ("other", other.clone())],
            Self::OneColumn { found } => vec![("found", found.clone())],
            Self::MissingColumn { column, found, nearest: name } => {
                vec![("column", column.clone()), ("found", found.join(", ")), nearest(name.as_ref())]
            }
            Self::NoHeader { column, row, cells, shapes } => vec![
                ("column", column.clone()),
                ("row", row.to_string()),
                ("cells", cells.to_string()),
                ("shapes", shapes.clone()),
            ],
            Self::AmbiguousColumn { column } => vec![("column", column.clone())],
            Self::EveryRow { rows, reject } => every_row(*rows, reject),
            Self::FormulasWithoutValues { .. }
            | Self::ShortenedNumbers { .. }
            | Self::WrongLetters { .. }
            | Self::NoKnownCategory { .. }
            | Self::UnknownCodes { .. }
            | Self::WrittenOnce { .. }
            | Self::AmbiguousDates { .. }
            | Self::DatesBothWays { .. }
            | Self::HalfConverted { .. }
            | Self::OtherSystem { .. }
            | Self::SwappedColumns { .. }
            | Self::DividedRows { .. } => self.args_of_columns(),
            Self::Mapping { .. } | Self::MappingRule { .. } | Self::Weights { .. } => self.args_of_mapping(),
            Self::AreaFile { file, source } => named(file, source.args()),
            // Their words say all there is.
            Self::Areas(_) | Self::Lost(_) | Self::Sink(_) => Vec::new(),
        }
    }
}

/// The name that is most like the one that was looked for.
fn nearest(name: Option<&String>) -> (&'static str, String) {
    ("nearest", name.cloned().unwrap_or_default())
}

/// What is told of a file, with its name first.
fn named(file: &str, args: Vec<(&'static str, String)>) -> Vec<(&'static str, String)> {
    std::iter::once(("file", file.to_owned())).chain(args).collect()
}

/// What is told of a file in which all rows have the same fault.
fn every_row(rows: u64, reject: &Reject) -> Vec<(&'static str, String)> {
    let mut args = reject.args();
    if let Some((_, column)) = args.iter_mut().find(|(name, text)| *name == "column" && text.is_empty()) {
        "none".clone_into(column);
    }
    args.extend([("rows", rows.to_string()), ("reason", reject.code().to_owned())]);
    args
}

impl ImportError {
    /// What is told of a file that cannot be read at all; of other errors nothing.
    fn args_of_file(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Unreadable { file, .. }
            | Self::Empty { file }
            | Self::NotAStructure { file }
            | Self::Damaged { file, .. } => named(file, Vec::new()),
            Self::NotATable { file, found } => named(file, vec![("found", found.word().to_owned())]),
            Self::PackedOtherwise { file, packing } => named(file, vec![("packing", (*packing).to_owned())]),
            _ => Vec::new(),
        }
    }

    /// What is told of what is wrong in columns of a table; of other errors nothing.
    fn args_of_columns(&self) -> Vec<(&'static str, String)> {
        let (column, others) = match self {
            Self::FormulasWithoutValues { column, cells } => (column, vec![("cells", cells.to_string())]),
            Self::ShortenedNumbers { column, row, shape, rows } => {
                (column, vec![("row", row.to_string()), ("shape", shape.clone()), ("rows", rows.to_string())])
            }
            Self::WrongLetters { column, row, signs, encoding } => (
                column,
                vec![
                    ("row", row.to_string()),
                    ("signs", or_none(signs).to_owned()),
                    ("encoding", encoding.clone()),
                ],
            ),
            Self::NoKnownCategory { column, found, rows } => {
                (column, vec![("found", found.clone()), ("rows", rows.to_string())])
            }
            Self::UnknownCodes { column, found, item } => {
                (column, vec![("found", found.clone()), ("item", item.clone())])
            }
            Self::WrittenOnce { column, rows, of } => {
                (column, vec![("rows", rows.to_string()), ("of", of.to_string())])
            }
            Self::AmbiguousDates { column, row } => (column, vec![("row", row.to_string())]),
            Self::DatesBothWays { column, day_first, month_first } => {
                (column, vec![("day_first", day_first.to_string()), ("month_first", month_first.to_string())])
            }
            Self::HalfConverted { column, date, text } => {
                (column, vec![("date", date.to_string()), ("text", text.to_string())])
            }
            other => return other.args_of_pairs(),
        };
        std::iter::once(("column", column.clone())).chain(others).collect()
    }

    /// What is told of what is wrong in several columns at once; of other errors nothing.
    fn args_of_pairs(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::OtherSystem { first, second, found, row, rows, of } => vec![
                ("first", first.clone()),
                ("second", second.clone()),
                ("found", (*found).to_owned()),
                ("row", row.to_string()),
                ("rows", rows.to_string()),
                ("of", of.to_string()),
            ],
            Self::SwappedColumns { first, second, rows, of } => vec![
                ("first", first.clone()),
                ("second", second.clone()),
                ("rows", rows.to_string()),
                ("of", of.to_string()),
            ],
            Self::DividedRows { columns, row } => {
                let row = row.map_or_else(|| "none".to_owned(), |row| row.to_string());
                vec![("columns", columns.join(", ")), ("row", row)]
            }
            _ => Vec::new(),
        }
    }

    /// What is told of a file that is more than is taken.
    fn args_of_limits(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooLarge { file, bytes, limit, .. } => {
                vec![("file", file.clone()), ("bytes", bytes.to_string()), ("limit", limit.to_string())]
            }
            Self::TooDense { file, times } => vec![("file", file.clone()), ("times", times.to_string())],
            Self::TooManyRows { limit } => vec![("limit", limit.to_string())],
            Self::TooManyColumns { row, limit } => {
                vec![("row", row.to_string()), ("limit", limit.to_string())]
            }
            Self::TooMuchText { file, megabytes } => {
                vec![("file", file.clone()), ("megabytes", megabytes.to_string())]
            }
            Self::TooManyParts { file, parts, limit } => {
                vec![("file", file.clone()), ("parts", parts.to_string()), ("limit", limit.to_string())]
            }
            _ => Vec::new(),
        }
    }

    /// What is told of errors in a mapping or in weights; of other errors nothing.
    fn args_of_mapping(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Mapping { line, problem } => {
                let (what, name, known) = toml_problem(problem);
                vec![("line", line.to_string()), ("what", what.to_owned()), ("name", name), ("known", known)]
            }
            Self::MappingRule { key, rule } => {
                vec![("key", key.clone()), ("rule", rule.word().to_owned()), ("value", rule.value())]
            }
            Self::Weights { column, source: WeightTrouble::Nothing { area } } => {
                vec![("column", column.clone()), ("area", area.to_string())]
            }
            Self::Weights {
                column,
                source: WeightTrouble::AgainstRegister { area, weighed, registered },
            } => {
                vec![
                    ("column", column.clone()),
                    ("area", area.to_string()),
                    ("weighed", format!("{weighed:.1}")),
                    ("registered", format!("{registered:.1}")),
                ]
            }
            _ => Vec::new(),
        }
    }
}

impl Told for Note {
    fn code(&self) -> &'static str {
        match self {
            Self::MidnightHeaping { .. } => "midnight-heaping",
            Self::MidnightReadAsDate { .. } => "midnight-read-as-date",
            Self::TimeFormatGuessed { .. } => "time-format-guessed",
            Self::OffsetConverted { .. } => "offset-converted",
            Self::ColumnsSwappedSuspected { .. } => "columns-swapped-suspected",
            Self::OutsideEveryArea { .. } => "outside-every-area",
            Self::NoPosition { .. } => "no-position",
            Self::PersonalNumbersLeftOut { .. } => "personal-numbers-left-out",
            Self::EqualRows { .. } => "equal-rows",
            Self::RowsCorrected { .. } => "rows-corrected",
            Self::EncodingGuessed { .. } => "encoding-guessed",
            Self::HeaderFound { .. } => "header-found",
            Self::SheetChosen { .. } => "sheet-chosen",
            Self::TotalRowsOnly { .. } => "total-rows-only",
            Self::PreliminaryFigures { .. } => "preliminary-figures",
            Self::HiddenSheets { .. } => "hidden-sheets",
            Self::HiddenRows { .. } => "hidden-rows",
            Self::ErrorCells { .. } => "error-cells",
            Self::SumRows { .. } => "sum-rows",
            Self::RatesPassedOver { .. } => "rates-passed-over",
            Self::Misspelt { .. } => "misspelt",
            Self::MergedFilled { .. } => "merged-filled",
            Self::CommonPoint { .. } => "common-point",
            Self::PointsNotPlaced { .. } => "points-not-placed",
            Self::CoarsePositions { .. } => "coarse-positions",
            Self::AreaAgainstPosition { .. } => "area-against-position",
            Self::NumbersButForZeros { .. } => "numbers-but-for-zeros",
            Self::AreaCentres { .. } => "area-centres",
            Self::ClockWentBack { .. } => "clock-went-back",
            Self::SilentMonths { .. } => "silent-months",
            Self::NotSubmitted { .. } => "not-submitted",
            Self::TextRows { .. } => "text-rows",
            Self::RowsOfOthers { .. } => "rows-of-others",
            Self::HomesWithoutPoint { .. } => "homes-without-point",
            Self::FilledDown { .. } => "filled-down",
            Self::WithheldFigures { .. } => "withheld-figures",
            Self::OtherIndicators { .. } => "other-indicators",
            Self::UnsureFigures { .. } => "unsure-figures",
            Self::YearOfTitle { .. } => "year-of-title",
            Self::StratumNotAnArea { .. } => "stratum-not-an-area",
            Self::MoreAnswersThanMailed { .. } => "more-answers-than-mailed",
            Self::Areas(note) => note.code(),
            Self::Names(note) => note.code(),
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::MidnightHeaping { rows, of }
            | Self::ColumnsSwappedSuspected { rows, of }
            | Self::CommonPoint { rows, of }
            | Self::CoarsePositions { rows, of }
            | Self::AreaAgainstPosition { rows, of }
            | Self::PointsNotPlaced { rows, of } => {
                vec![("rows", rows.to_string()), ("of", of.to_string())]
            }
            Self::MidnightReadAsDate { rows }
            | Self::OffsetConverted { rows }
            | Self::OutsideEveryArea { rows }
            | Self::NoPosition { rows }
            | Self::PreliminaryFigures { rows }
            | Self::RowsCorrected { rows }
            | Self::SumRows { rows }
            | Self::HiddenRows { rows }
            | Self::AreaCentres { rows }
            | Self::NumbersButForZeros { rows }
            | Self::ClockWentBack { rows }
            | Self::TextRows { rows }
            | Self::RowsOfOthers { rows }
            | Self::HomesWithoutPoint { rows }
            | Self::WithheldFigures { rows }
            | Self::OtherIndicators { rows }
            | Self::UnsureFigures { rows }
            | Self::EqualRows { rows } => vec![("rows", rows.to_string())],
            Self::TimeFormatGuessed { column, format } => {
                vec![("column", column.clone()), ("format", format.clone())]
            }
            Self::HiddenSheets { sheets } => vec![("sheets", sheets.clone())],
            Self::ErrorCells { column, cells } => {
                vec![("column", column.clone()), ("cells", cells.to_string())]
            }
            Self::MergedFilled { cells }
            | Self::FilledDown { cells }
            | Self::PersonalNumbersLeftOut { cells } => vec![("cells", cells.to_string())],
            Self::YearOfTitle { year } => vec![("year", year.clone())],
            Self::SilentMonths { from, to } => vec![("from", from.clone()), ("to", to.clone())],
            Self::NotSubmitted { column, rows } => {
                vec![("column", column.clone()), ("rows", rows.to_string())]
            }
            Self::EncodingGuessed { encoding } => vec![("encoding", encoding.clone())],
            Self::HeaderFound { row } => vec![("row", row.to_string())],
            Self::SheetChosen { sheet } => vec![("sheet", sheet.clone())],
            Self::Misspelt { column, rows, nearest } => {
                vec![("column", column.clone()), ("rows", rows.to_string()), ("nearest", nearest.clone())]
            }
            Self::RatesPassedOver { columns } | Self::TotalRowsOnly { columns } => {
                vec![("columns", columns.join(", "))]
            }
            Self::Areas(note) => note.args(),
            Self::Names(note) => note.args(),
            Self::StratumNotAnArea { area } => vec![("area", area.to_string())],
            Self::MoreAnswersThanMailed { area, answers, mailed } => vec![
                ("area", area.to_string()),
                ("answers", answers.to_string()),
                ("mailed", mailed.to_string()),
            ],
        }
    }
}
