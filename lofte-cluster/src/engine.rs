//! The answerer: a question becomes queries over the files that the records' own code names, and rows come back.
//!
//! The same code runs in one process (DataFusion by itself) and over a cluster (Ballista): only the context differs.
//! Counts are one query over all files. Rows are one query for each file, a few at a time, since their order is part of the
//! answer: the order of delivery, year, file, and within the file as they were put.

use crate::place::Place;
use crate::query::{COUNT, Queries, code, counted, dimension_name, named};
use crate::rows::{self, Columns};
use ballista::prelude::{SessionConfigExt, SessionContextExt};
use datafusion::arrow::array::RecordBatch;
use datafusion::common::DataFusionError;
use datafusion::execution::SessionStateBuilder;
use datafusion::logical_expr::{Expr, ScalarUDF, col};
use datafusion::prelude::{DataFrame, ParquetReadOptions, SessionConfig, SessionContext};
use futures::future::try_join_all;
use futures::{StreamExt, TryStreamExt};
use lofte_model::place::MunicipalityCode;
use lofte_model::records::{
    CountRow, CountTable, Dimension, Key, NationalSelection, NationalTable, Selection,
};
use lofte_model::survey::WaveName;
use lofte_records::engine::question::{Line, Question};
use lofte_records::plan::{self, PlannedFile};
use lofte_records::{Records, RecordsError};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::mpsc::Sender;

/// Files that are read at the same time where rows are wanted.
const FILES_AT_A_TIME: usize = 4;
/// Files that are looked at at the same time after a question.
const LOOKS_AT_A_TIME: usize = 16;
/// The column of the municipality in the question that crosses them.
const MUNICIPALITY: &str = "municipality";

/// Answers questions about the rows of one place.
#[derive(Clone)]
pub struct Engine {
    place: Place,
    counting: SessionContext,
    reading: SessionContext,
    kept: Arc<ScalarUDF>,
}

impl Engine {
    /// DataFusion in this process.
    ///
    /// # Errors
    /// What DataFusion says.
    pub fn in_process(place: Place) -> Result<Self, DataFusionError> {
        let context =
            |config| Ok::<_, DataFusionError>(SessionContext::new_with_state(state(&place, config)?));
        let (counting, reading) = (context(SessionConfig::new())?, context(reading(SessionConfig::new()))?);
        Ok(Self::over(place, counting, reading))
    }

    /// The cluster of a scheduler: `df://host:port`. It need not be there yet.
    ///
    /// # Errors
    /// What Ballista says.
    pub async fn over_cluster(place: Place, scheduler: &str) -> Result<Self, DataFusionError> {
        let config = SessionConfig::new_with_ballista();
        let counting = SessionContext::remote_with_state(scheduler, state(&place, config.clone())?).await?;
        let reading = SessionContext::remote_with_state(scheduler, state(&place, reading(config))?).await?;
        Ok(Self::over(place, counting, reading))
    }

    /// Ballista puts its own functions in place of those it finds: ours come last.
    fn over(place: Place, counting: SessionContext, reading: SessionContext) -> Self {
        let kept = place.kept();
        for context in [&counting, &reading] {
            context.register_udf(ScalarUDF::clone(&kept));
        }
        Self { place, counting, reading, kept }
    }

    fn records(&self) -> &Records {
        self.place.records()
    }

    /// Answers a question, line by line. Whoever asks has been let in already; one who goes away stops it.
    ///
    /// # Errors
    /// What the records say of a file, or [`RecordsError::EngineAway`] where the engine fails.
    pub async fn answer(&self, question: &Question, to: &Sender<Line>) -> Result<(), RecordsError> {
        match question {
            Question::Count { selection, dimensions } => {
                let table = self.count(selection, dimensions).await?;
                put(to, table.rows.into_iter().map(Line::Count)).await
            }
            Question::Points { selection } => self.points(selection, to).await,
            Question::Incidents { selection } => self.incidents(selection, to).await,
            Question::Statistics { municipality } => self.statistics(municipality, to).await,
            Question::Answers { municipality, wave } => self.answers(municipality, wave, to).await,
            Question::National { selection } => {
                let table = self.national(*selection).await?;
                put(to, [Line::National(Box::new(table))]).await
            }
        }
    }

    /// Grouped counts.
    ///
    /// # Errors
    /// As [`Self::answer`].
    pub async fn count(
        &self,
        selection: &Selection,
        dimensions: &[Dimension],
    ) -> Result<CountTable, RecordsError> {
        let files = self.records().plan(selection).await?;
        let mut groups: BTreeMap<Vec<Key>, u64> = BTreeMap::new();
        if !files.is_empty() {
            let query = async {
                let parts = self.queries(&self.counting).parts(selection, dimensions, &files, None).await?;
                let by: Vec<String> = (0..dimensions.len()).map(dimension_name).collect();
                counted(&self.counting, parts, &by)
            };
            for batch in self.collect(query, &files).await? {
                for (keys, count) in groups_of(&batch, dimensions).map_err(away)? {
                    *groups.entry(keys).or_default() += count;
                }
            }
        }
        groups.retain(|_, count| *count > 0);
        let rows = groups.into_iter().map(|(keys, count)| CountRow { keys, count }).collect();
        Ok(CountTable { dimensions: dimensions.to_vec(), rows })
    }

    async fn points(&self, selection: &Selection, to: &Sender<Line>) -> Result<(), RecordsError> {
        let columns = named(&["category", "precision"], &["lon", "lat", "start"]);
        let placed = col("lon").is_not_null().and(col("lat").is_not_null());
        let files = self.records().plan(selection).await?;
        let mut found = std::pin::pin!(self.each(selection, files, columns, Some(placed)));
        while let Some((file, batches)) = found.try_next().await? {
            for batch in batches {
                put(to, rows::points(&file, &batch).map_err(away)?.into_iter().map(Line::Point)).await?;
            }
        }
        Ok(())
    }

    async fn incidents(&self, selection: &Selection, to: &Sender<Line>) -> Result<(), RecordsError> {
        let columns = named(&["category", "precision", "deso", "own_area"], &["start", "end", "lon", "lat"]);
        let files = self.records().plan(selection).await?;
        let mut found = std::pin::pin!(self.each(selection, files, columns, None));
        while let Some((file, batches)) = found.try_next().await? {
            put(to, [Line::File { kind: file.kind, source: file.source.clone() }]).await?;
            for batch in batches {
                let rows = rows::incidents(&file, &batch).map_err(away)?.into_iter();
                put(to, rows.map(|row| Line::Incident(Box::new(row)))).await?;
            }
        }
        Ok(())
    }

    async fn statistics(
        &self,
        municipality: &MunicipalityCode,
        to: &Sender<Line>,
    ) -> Result<(), RecordsError> {
        for file in self.records().plan_statistics(municipality).await? {
            for batch in self.collect(self.whole(&file), std::slice::from_ref(&file)).await? {
                let rows = rows::statistics(&file, &batch).map_err(away)?.into_iter();
                put(to, rows.map(|row| Line::Statistic(Box::new(row)))).await?;
            }
        }
        Ok(())
    }

    async fn answers(
        &self,
        municipality: &MunicipalityCode,
        wave: &WaveName,
        to: &Sender<Line>,
    ) -> Result<(), RecordsError> {
        let Some((wave, file)) = self.records().plan_answers(municipality, wave).await? else {
            return Ok(());
        };
        put(to, [Line::Wave(Box::new(wave))]).await?;
        for batch in self.collect(self.whole(&file), std::slice::from_ref(&file)).await? {
            put(to, [Line::Answers(rows::answers(&batch).map_err(away)?)]).await?;
        }
        Ok(())
    }

    /// One query over the files of every municipality; what leaves here has been through disclosure control.
    async fn national(&self, selection: NationalSelection) -> Result<NationalTable, RecordsError> {
        let (mut parts, mut all) = (Vec::new(), Vec::new());
        let mut counts: BTreeMap<MunicipalityCode, Vec<CountRow>> = BTreeMap::new();
        for municipality in self.records().municipalities().await? {
            let asked = Selection::all(municipality.clone())
                .kinds(&[selection.kind])
                .during(lofte_model::period::Period::year(selection.year));
            let files = self.records().plan(&asked).await?;
            if !files.is_empty() {
                let also = Some(code(&municipality).alias(MUNICIPALITY));
                let queries = self.queries(&self.counting);
                let part = queries.parts(&asked, &[Dimension::Category], &files, also);
                parts.extend(part.await.map_err(away)?);
                all.extend(files);
            }
            counts.insert(municipality, Vec::new());
        }
        if !parts.is_empty() {
            let by = [MUNICIPALITY.to_owned(), dimension_name(0)];
            let query = async { counted(&self.counting, parts, &by) };
            for batch in self.collect(query, &all).await? {
                for (municipality, row) in rows_of_municipalities(&batch).map_err(away)? {
                    counts.entry(municipality).or_default().push(row);
                }
            }
        }
        let table = |rows| CountTable { dimensions: vec![Dimension::Category], rows };
        let counts: Vec<_> = counts.into_iter().map(|(code, rows)| (code, table(rows))).collect();
        NationalTable::disclose(selection, &counts).map_err(|error| RecordsError::EngineAnswer(error.into()))
    }

    /// The rows of each file, in the order of the files.
    fn each(
        &self,
        selection: &Selection,
        files: Vec<PlannedFile>,
        columns: Vec<Expr>,
        also: Option<Expr>,
    ) -> impl futures::Stream<Item = Result<(PlannedFile, Vec<RecordBatch>), RecordsError>> {
        futures::stream::iter(files)
            .map(move |file| {
                let (columns, also) = (columns.clone(), also.clone());
                async move {
                    let query = async {
                        let rows = self.queries(&self.reading).file(selection, &file).await?;
                        let rows = if let Some(also) = also { rows.filter(also)? } else { rows };
                        rows.select(columns)
                    };
                    let batches = self.collect(query, std::slice::from_ref(&file)).await?;
                    Ok((file, batches))
                }
            })
            .buffered(FILES_AT_A_TIME)
    }

    /// Everything that a file of counts or answers holds.
    async fn whole(&self, file: &PlannedFile) -> Result<DataFrame, DataFusionError> {
        self.reading.read_parquet(self.place.url(&file.path)?, ParquetReadOptions::default()).await
    }

    fn queries<'a>(&'a self, context: &'a SessionContext) -> Queries<'a> {
        Queries { context, place: &self.place, kept: &self.kept, schema: plan::incident_schema() }
    }

    async fn collect(
        &self,
        query: impl Future<Output = Result<DataFrame, DataFusionError>>,
        files: &[PlannedFile],
    ) -> Result<Vec<RecordBatch>, RecordsError> {
        let answer = async { query.await?.collect().await };
        let answer = answer.await;
        self.told(answer, files).await
    }

    /// What the engine said, once every file is seen to be what it was: to DataFusion a file that is gone has no rows, and an
    /// answer without them would be a smaller number and no error. A file is put once and never comes back, so that one that is
    /// there now was there all the time.
    async fn told<T>(
        &self,
        answer: Result<T, DataFusionError>,
        files: &[PlannedFile],
    ) -> Result<T, RecordsError> {
        for some in files.chunks(LOOKS_AT_A_TIME) {
            try_join_all(some.iter().map(|file| self.records().look_at(file))).await?;
        }
        answer.map_err(away)
    }
}

async fn put(to: &Sender<Line>, lines: impl IntoIterator<Item = Line>) -> Result<(), RecordsError> {
    for line in lines {
        to.send(line).await.map_err(|_| RecordsError::Stopping)?;
    }
    Ok(())
}

fn away(error: DataFusionError) -> RecordsError {
    RecordsError::EngineAway(error.into())
}

fn state(
    place: &Place,
    config: SessionConfig,
) -> Result<datafusion::execution::SessionState, DataFusionError> {
    Ok(SessionStateBuilder::new()
        .with_config(config)
        .with_runtime_env(place.runtime()?)
        .with_default_features()
        .build())
}

/// For rows, whose order counts: a file is read from its beginning to its end by one task.
fn reading(config: SessionConfig) -> SessionConfig {
    config.with_target_partitions(1).with_repartition_file_scans(false).with_round_robin_repartition(false)
}

fn groups_of(batch: &RecordBatch, dimensions: &[Dimension]) -> Result<Vec<(Vec<Key>, u64)>, DataFusionError> {
    let columns = Columns(batch);
    let keys = dimensions.iter().enumerate();
    let keys = keys.map(|(at, dimension)| rows::keys(&columns, &dimension_name(at), *dimension));
    let keys = keys.collect::<Result<Vec<_>, _>>()?;
    let counts = rows::counts(&columns, COUNT)?.into_iter().enumerate();
    Ok(counts.map(|(row, count)| (keys.iter().map(|column| column[row].clone()).collect(), count)).collect())
}

fn rows_of_municipalities(batch: &RecordBatch) -> Result<Vec<(MunicipalityCode, CountRow)>, DataFusionError> {
    let columns = Columns(batch);
    let codes = columns.texts(MUNICIPALITY)?;
    let groups = groups_of(batch, &[Dimension::Category])?;
    let row = |(keys, count), code: Option<&str>| {
        let code =
            code.unwrap_or_default().parse().map_err(|error| DataFusionError::External(Box::new(error)))?;
        Ok((code, CountRow { keys, count }))
    };
    groups.into_iter().zip(codes.iter()).map(|(group, code)| row(group, code)).collect()
}
