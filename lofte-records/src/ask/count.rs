//! Grouped counts.
//!
//! Kind, source and year are the same for all rows of a file and are never read. Where nothing has to be read at all,
//! the manifest answers.

use super::filter::Filter;
use super::groups::{Counted, together};
use super::scan::{Portion, each_portion, path_of, read_file};
use super::tally::{Codes, Tally};
use crate::depot::{Depot, blocking};
use crate::error::RecordsError;
use crate::manifest::Manifest;
use crate::rows::Columns;
use crate::rows::incident::{CATEGORY, DESO, HOUR, MONTH, OWN_AREA, START, WEEKDAY};
use arrow::array::Array;
use arrow::datatypes::{ArrowPrimitiveType, Int8Type, Int32Type, TimestampMicrosecondType};
use lofte_analysis::incidents::counts::MISSING;
use lofte_model::records::{CountTable, Dimension, Key, Selection};
use std::collections::HashMap;
use std::sync::Arc;
use tokio::runtime::Handle;

/// Minutes in an hour.
const MINUTES: u32 = 60;
const MICROSECONDS_PER_MINUTE: i64 = 60_000_000;

/// Counts the rows of a selection, grouped.
pub(crate) async fn count(
    depot: Depot,
    manifests: Vec<Arc<Manifest>>,
    selection: Selection,
    dimensions: Vec<Dimension>,
) -> Result<CountTable, RecordsError> {
    let filter = Filter::new(selection);
    let current = Portion::current(&depot, &manifests).await?;
    let portions = current.into_iter().filter(|portion| filter.wants(portion)).collect();
    let by = dimensions.clone();
    let counted =
        each_portion(portions, move |portion, runtime| count_portion(&depot, runtime, portion, &filter, &by));
    let counted = counted.await?;
    let (rows, dimensions) = blocking(move || Ok((together(&counted, dimensions.len()), dimensions))).await?;
    Ok(CountTable { dimensions, rows })
}

fn count_portion(
    depot: &Depot,
    runtime: &Handle,
    portion: &Portion,
    filter: &Filter,
    dimensions: &[Dimension],
) -> Result<Counted, RecordsError> {
    let mut coders: Vec<Coder> = dimensions.iter().map(|dimension| Coder::new(*dimension, portion)).collect();
    let mut columns = filter.columns(portion);
    columns.extend(coders.iter().flat_map(Coder::columns));
    let mut tally = Tally::default();
    if columns.is_empty() {
        let rows = usize::try_from(portion.file().rows).unwrap_or(usize::MAX);
        tally.add(&[], rows, None).map_err(|error| RecordsError::damaged(&path_of(portion), error))?;
    } else {
        read_file(depot, runtime, portion.file(), &filter.reading(portion, &columns), &mut |batch| {
            let keep = filter.keep(portion, batch)?;
            let codes: Vec<Codes> = coders
                .iter_mut()
                .filter_map(|coder| coder.encode(batch).transpose())
                .collect::<Result<_, _>>()?;
            tally
                .add(&codes, batch.batch.num_rows(), keep.as_deref())
                .map_err(|error| RecordsError::damaged(batch.path, error))
        })?;
    }
    Ok(Counted::new(coders.iter().map(Coder::keys), tally))
}

/// Turns one dimension into codes and back, within one file.
#[derive(Debug)]
enum Coder {
    /// The same for every row of the file.
    Same(Key),
    /// Texts, numbered as they turn up.
    Text { column: &'static str, codes: HashMap<String, u32>, texts: Vec<String> },
    /// Whole numbers from `first` on.
    Number { column: &'static str, first: i32, size: u32 },
    /// Minutes of the hour, which have no column of their own: they are read from the time, where its hour is known.
    Minute,
}

impl Coder {
    fn new(dimension: Dimension, portion: &Portion) -> Self {
        let delivery = &portion.manifest.delivery;
        let year = i32::from(portion.file().year);
        let text = |column| Self::Text { column, codes: HashMap::new(), texts: Vec::new() };
        match dimension {
            Dimension::Kind => Self::Same(Key::Text(delivery.kind.word().to_owned())),
            Dimension::Source => Self::Same(Key::Text(delivery.source.clone())),
            Dimension::Category => text(CATEGORY),
            Dimension::Deso => text(DESO),
            Dimension::OwnArea => text(OWN_AREA),
            Dimension::Year => Self::Same(Key::Number(year)),
            Dimension::Month => Self::Number { column: MONTH, first: year * 100 + 1, size: 12 },
            Dimension::Weekday => Self::Number { column: WEEKDAY, first: 1, size: 7 },
            Dimension::Hour => Self::Number { column: HOUR, first: 0, size: 24 },
            Dimension::Minute => Self::Minute,
        }
    }

    fn columns(&self) -> Vec<&'static str> {
        match self {
            Self::Same(_) => Vec::new(),
            Self::Text { column, .. } | Self::Number { column, .. } => vec![column],
            Self::Minute => vec![START, HOUR],
        }
    }

    /// The codes of a batch; `None` if every row has the same.
    fn encode(&mut self, batch: Columns<'_>) -> Result<Option<Codes>, RecordsError> {
        Ok(Some(match self {
            Self::Same(_) => return Ok(None),
            Self::Text { column, codes, texts } => encode_texts(batch, column, codes, texts)?,
            Self::Number { column: MONTH, first, size } => {
                encode_numbers::<Int32Type>(batch, MONTH, *first, *size)?
            }
            Self::Number { column, first, size } => encode_numbers::<Int8Type>(batch, column, *first, *size)?,
            Self::Minute => encode_minutes(batch)?,
        }))
    }

    /// Whether rows are counted by it, and the keys of its codes; the one key of all rows otherwise.
    fn keys(&self) -> (bool, Vec<Key>) {
        let numbers = |first: i32, size: u32| (first..).zip(0..size).map(|(number, _)| Key::Number(number));
        match self {
            Self::Same(key) => (false, vec![key.clone()]),
            Self::Text { texts, .. } => (true, texts.iter().cloned().map(Key::Text).collect()),
            Self::Number { first, size, .. } => (true, numbers(*first, *size).collect()),
            Self::Minute => (true, numbers(0, MINUTES).collect()),
        }
    }
}

fn encode_texts(
    batch: Columns<'_>,
    column: &str,
    codes: &mut HashMap<String, u32>,
    texts: &mut Vec<String>,
) -> Result<Codes, RecordsError> {
    let coded = batch.texts(column)?;
    let mut number = |text: &str| {
        if let Some(code) = codes.get(text) {
            return *code;
        }
        let code = u32::try_from(texts.len()).unwrap_or(MISSING);
        codes.insert(text.to_owned(), code);
        texts.push(text.to_owned());
        code
    };
    let numbers: Vec<u32> = coded.values().map(|text| text.map_or(MISSING, &mut number)).collect();
    let row = |code: Option<usize>| code.and_then(|code| numbers.get(code)).copied().unwrap_or(MISSING);
    let rows = coded.codes().map(row).collect();
    Ok(Codes { codes: rows, size: u32::try_from(texts.len()).unwrap_or(MISSING) })
}

fn encode_minutes(batch: Columns<'_>) -> Result<Codes, RecordsError> {
    let (times, hours) =
        (batch.numbers::<TimestampMicrosecondType>(START)?, batch.numbers::<Int8Type>(HOUR)?);
    let minute = |(row, time): (usize, &i64)| {
        let minute = time.div_euclid(MICROSECONDS_PER_MINUTE).rem_euclid(MINUTES.into());
        if hours.is_null(row) { MISSING } else { u32::try_from(minute).unwrap_or(MISSING) }
    };
    Ok(Codes { codes: times.values().iter().enumerate().map(minute).collect(), size: MINUTES })
}

fn encode_numbers<T: ArrowPrimitiveType<Native: Into<i32>>>(
    batch: Columns<'_>,
    column: &str,
    first: i32,
    size: u32,
) -> Result<Codes, RecordsError> {
    let numbers = batch.numbers::<T>(column)?;
    let mut codes = Vec::with_capacity(numbers.len());
    for (row, number) in numbers.values().iter().enumerate() {
        let number: i32 = (*number).into();
        codes.push(match number.checked_sub(first).map(u32::try_from) {
            _ if numbers.is_null(row) => MISSING,
            Some(Ok(code)) if code < size => code,
            _ => return Err(batch.damage(format!("{number} cannot stand in the column “{column}”"))),
        });
    }
    Ok(Codes { codes, size })
}
