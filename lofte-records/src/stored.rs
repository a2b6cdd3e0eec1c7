//! Figures that others have counted, with where they come from: published statistics, tables of counts, results of surveys. They
//! are few, so that they are handed over as they are; what holds where several say something else is for the model to know.

use crate::ask::scan::{Portion, Reading, read_file};
use crate::depot::Depot;
use crate::error::RecordsError;
use crate::rows::{counts, results, statistic};
use lofte_model::id::DeliveryId;
use lofte_model::records::{PeriodCount, Statistic, SurveyResult};
use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;

/// A published count with where it comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoredStatistic {
    /// The count.
    pub statistic: Statistic,
    /// Its source.
    pub source: String,
    /// Its delivery.
    pub delivery: DeliveryId,
    /// Whether it is synthetic.
    pub synthetic: bool,
}

/// A count of an area and a period with where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCount {
    /// The count.
    pub count: PeriodCount,
    /// Its source.
    pub source: String,
    /// Its delivery.
    pub delivery: DeliveryId,
}

/// A published result of a survey with where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredResult {
    /// The result.
    pub result: SurveyResult,
    /// Its source.
    pub source: String,
    /// Its delivery.
    pub delivery: DeliveryId,
}

pub(crate) fn counts_of(
    depot: &Depot,
    runtime: &Handle,
    portion: &Portion,
) -> Result<Vec<StoredCount>, RecordsError> {
    let delivery = &portion.manifest.delivery;
    let reading = Reading { columns: Some(&counts::COLUMNS), starts: None };
    let mut found = Vec::new();
    read_file(depot, runtime, portion.file(), &reading, &mut |batch| {
        found.extend(counts::read(batch)?.into_iter().map(|count| StoredCount {
            count,
            source: delivery.source.clone(),
            delivery: delivery.id,
        }));
        Ok(())
    })?;
    Ok(found)
}

pub(crate) fn results_of(
    depot: &Depot,
    runtime: &Handle,
    portion: &Portion,
) -> Result<Vec<StoredResult>, RecordsError> {
    let delivery = &portion.manifest.delivery;
    let reading = Reading { columns: Some(&results::COLUMNS), starts: None };
    let mut found = Vec::new();
    read_file(depot, runtime, portion.file(), &reading, &mut |batch| {
        let (source, delivery) = (&delivery.source, delivery.id);
        let of = |result| StoredResult { result, source: source.clone(), delivery };
        found.extend(results::read(batch)?.into_iter().map(of));
        Ok(())
    })?;
    Ok(found)
}

pub(crate) fn statistics_of(
    depot: &Depot,
    runtime: &Handle,
    portion: &Portion,
) -> Result<Vec<StoredStatistic>, RecordsError> {
    let delivery = &portion.manifest.delivery;
    let reading = Reading { columns: Some(&statistic::COLUMNS), starts: None };
    let mut found = Vec::new();
    read_file(depot, runtime, portion.file(), &reading, &mut |batch| {
        found.extend(statistic::read(batch)?.into_iter().map(|statistic| StoredStatistic {
            statistic,
            source: delivery.source.clone(),
            delivery: delivery.id,
            synthetic: delivery.synthetic,
        }));
        Ok(())
    })?;
    Ok(found)
}
