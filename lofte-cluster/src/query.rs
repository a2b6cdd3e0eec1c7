//! A selection as a query: which files are scanned, which rows of them count, what they are grouped by.
//!
//! Kind and source are the same for all rows of a file and are written into the query. Files that are alike in that and in
//! what counts of them are scanned together, so that a question over many deliveries stays one small plan.

use crate::corrected::is_kept;
use crate::place::Place;
use datafusion::arrow::datatypes::{DataType, SchemaRef};
use datafusion::common::ScalarValue;
use datafusion::error::Result;
use datafusion::functions::expr_fn::date_part;
use datafusion::functions_aggregate::expr_fn::count;
use datafusion::logical_expr::{Expr, LogicalPlan, ScalarUDF, Union, cast, col, in_list, lit, not, when};
use datafusion::prelude::{DataFrame, ParquetReadOptions, SessionContext};
use lofte_model::id::DeliveryId;
use lofte_model::place::MunicipalityCode;
use lofte_model::records::{Dimension, RecordKind, Selection};
use lofte_records::plan::PlannedFile;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// The name of the counts.
pub(crate) const COUNT: &str = "rows";

/// What files have in common that are scanned together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Alike {
    kind: RecordKind,
    source: String,
    starts: Option<(i64, i64)>,
    corrected_by: Vec<DeliveryId>,
}

/// Makes queries over the files of one place.
pub(crate) struct Queries<'a> {
    pub(crate) context: &'a SessionContext,
    pub(crate) place: &'a Place,
    pub(crate) kept: &'a Arc<ScalarUDF>,
    pub(crate) schema: &'a SchemaRef,
}

impl Queries<'_> {
    /// The parts of a count over some files: one for each set of files that are alike, its columns named by
    /// [`dimension_name`]. `also` is put in front of them.
    pub(crate) async fn parts(
        &self,
        selection: &Selection,
        dimensions: &[Dimension],
        files: &[PlannedFile],
        also: Option<Expr>,
    ) -> Result<Vec<DataFrame>> {
        let mut sets: BTreeMap<Alike, Vec<&PlannedFile>> = BTreeMap::new();
        for file in files {
            let alike = Alike {
                kind: file.kind,
                source: file.source.clone(),
                starts: file.starts.as_ref().map(|starts| (starts.start, starts.end)),
                corrected_by: file.corrected_by.clone(),
            };
            sets.entry(alike).or_default().push(file);
        }
        let mut parts = Vec::with_capacity(sets.len());
        for (alike, files) in sets {
            let starts = alike.starts.map(|(from, to)| from..to);
            let rows = self.rows(selection, &files, starts, &alike.corrected_by).await?;
            let mut columns: Vec<Expr> = also.iter().cloned().collect();
            for (at, dimension) in dimensions.iter().enumerate() {
                let value = value(*dimension, alike.kind, &alike.source)?;
                columns.push(value.alias(dimension_name(at)));
            }
            if columns.is_empty() {
                // Of no columns there would be no rows either.
                columns.push(lit(1_i32).alias("one"));
            }
            parts.push(rows.select(columns)?);
        }
        Ok(parts)
    }

    /// The rows of one file that count.
    pub(crate) async fn file(&self, selection: &Selection, file: &PlannedFile) -> Result<DataFrame> {
        self.rows(selection, &[file], file.starts.clone(), &file.corrected_by).await
    }

    async fn rows(
        &self,
        selection: &Selection,
        files: &[&PlannedFile],
        starts: Option<Range<i64>>,
        corrected_by: &[DeliveryId],
    ) -> Result<DataFrame> {
        let urls = files.iter().map(|file| self.place.url(&file.path)).collect::<Result<Vec<_>>>()?;
        let options = ParquetReadOptions::default().schema(self.schema);
        let mut rows = self.context.read_parquet(urls, options).await?;
        for condition in conditions(selection, starts) {
            rows = rows.filter(condition)?;
        }
        if !corrected_by.is_empty() {
            rows = rows.filter(is_kept(self.kept, col("key"), &selection.municipality, corrected_by))?;
        }
        Ok(rows)
    }
}

/// The counts over all parts, grouped by the named columns.
pub(crate) fn counted(context: &SessionContext, parts: Vec<DataFrame>, by: &[String]) -> Result<DataFrame> {
    let mut plans: Vec<Arc<LogicalPlan>> =
        parts.into_iter().map(|part| Arc::new(part.into_unoptimized_plan())).collect();
    let plan = match plans.len() {
        1 => Arc::unwrap_or_clone(plans.remove(0)),
        _ => LogicalPlan::Union(Union::try_new(plans)?),
    };
    let by = by.iter().map(col).collect();
    DataFrame::new(context.state(), plan).aggregate(by, vec![count(lit(1_i64)).alias(COUNT)])
}

/// The name of the column of a dimension by its place among those that were asked for.
pub(crate) fn dimension_name(at: usize) -> String {
    format!("by{at}")
}

/// A municipality's code as a value.
pub(crate) fn code(municipality: &MunicipalityCode) -> Expr {
    lit(municipality.as_str())
}

fn conditions(selection: &Selection, starts: Option<Range<i64>>) -> Vec<Expr> {
    let Selection { categories, areas, hours, weekdays, .. } = selection;
    let mut conditions = Vec::new();
    if let Some(starts) = starts {
        let time = |at| Expr::Literal(ScalarValue::TimestampMicrosecond(Some(at), None), None);
        conditions.push(col("start").gt_eq(time(starts.start)));
        conditions.push(col("start").lt(time(starts.end)));
    }
    if !categories.is_empty() {
        let wanted = categories.iter().map(|category| lit(category.as_str())).collect();
        conditions.push(in_list(text("category"), wanted, false));
    }
    if !areas.is_empty() {
        let wanted: Vec<Expr> = areas.iter().map(|area| lit(area.as_str())).collect();
        let deso = in_list(text("deso"), wanted.clone(), false);
        conditions.push(deso.or(in_list(text("own_area"), wanted, false)));
    }
    if let Some((first, last)) = *hours {
        let hour = || cast(col("hour"), DataType::Int16);
        let (after, before) = (hour().gt_eq(lit(i16::from(first))), hour().lt_eq(lit(i16::from(last))));
        conditions.push(if first <= last { after.and(before) } else { after.or(before) });
    }
    if !weekdays.is_empty() {
        let on = |days: &[u8]| {
            let wanted = days.iter().map(|day| lit(i16::from(*day))).collect();
            in_list(cast(col("weekday"), DataType::Int16), wanted, false)
        };
        conditions.push(match selection.hours_after_midnight() {
            None => on(weekdays),
            // Hours after midnight belong to the evening before.
            Some(late) => {
                let next: Vec<u8> = weekdays.iter().map(|day| day % 7 + 1).collect();
                let early = || cast(col("hour"), DataType::Int16).lt_eq(lit(i16::from(late)));
                early().and(on(&next)).or(not(early()).and(on(weekdays)))
            }
        });
    }
    conditions
}

fn value(dimension: Dimension, kind: RecordKind, source: &str) -> Result<Expr> {
    let number = |name: &str| cast(col(name), DataType::Int32);
    Ok(match dimension {
        Dimension::Kind => lit(kind.word()),
        Dimension::Source => lit(source),
        Dimension::Category => text("category"),
        Dimension::Deso => text("deso"),
        Dimension::OwnArea => text("own_area"),
        Dimension::Year => number("year"),
        Dimension::Month => number("month"),
        Dimension::Weekday => number("weekday"),
        Dimension::Hour => number("hour"),
        // It has no column of its own: it is read from the time, where its hour is known.
        Dimension::Minute => {
            let minute = cast(date_part(lit("minute"), col("start")), DataType::Int32);
            when(col("hour").is_not_null(), minute).end()?
        }
    })
}

/// A column of repeating texts, as plain texts.
fn text(name: &str) -> Expr {
    cast(col(name), DataType::Utf8)
}

/// Columns by their names, texts as plain texts.
pub(crate) fn named(texts: &[&str], others: &[&str]) -> Vec<Expr> {
    let texts = texts.iter().map(|name| text(name).alias(*name));
    texts.chain(others.iter().map(|name| col(*name))).collect()
}
