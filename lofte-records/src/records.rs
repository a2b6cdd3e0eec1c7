//! The front of the crate: open, take in, ask.

use crate::ask::corrections::{self, Superseded};
use crate::ask::incidents::Fold;
use crate::ask::scan::{Portion, Reading, each_portion, read_file};
use crate::ask::{count, incidents, points};
use crate::depot::{Depot, blocking};
use crate::engine::gateway::Gateway;
use crate::error::RecordsError;
use crate::held::Held;
use crate::manifest::{self, Manifest, Shelf};
use crate::rows::incident::Version;
use crate::rows::{KEY, answers, incident, statistic};
use crate::stored::{StoredCount, StoredResult, StoredStatistic, counts_of, results_of, statistics_of};
use crate::writer::{DeliveryDraft, DeliveryWriter, Known};
use crate::{KeyedIncident, Point, StoredIncident};
use jiff::Timestamp;
use lofte_model::id::DeliveryId;
use lofte_model::period::Period;
use lofte_model::place::MunicipalityCode;
use lofte_model::records::{Correction, CountTable, Delivery, Dimension, RecordKind, Reject, Selection};
use lofte_model::survey::{Wave, WaveAnswers, WaveName};
use object_store::ObjectStore;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use tokio::runtime::Handle;

/// How often a question is begun again because a delivery was taken back under it.
const ATTEMPTS: usize = 3;

/// The memory of rows. Cheap to clone; all methods must be called within a tokio runtime.
#[derive(Clone, Debug)]
pub struct Records {
    depot: Depot,
    shelf: Arc<Shelf>,
    /// Who is asked instead of this process.
    gateway: Option<Gateway>,
}

/// What a source has given, all its visible deliveries together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceSummary {
    /// What its rows tell of.
    pub kind: RecordKind,
    /// Its name.
    pub source: String,
    /// Rows stored; of a row that was corrected the newest version only.
    pub rows: u64,
    /// First to last day of the rows.
    pub period: Option<Period>,
    /// Its deliveries, the earliest first.
    pub deliveries: Vec<DeliveryId>,
    /// When the last of them was delivered.
    pub last_delivered: Timestamp,
    /// Whether any of them is synthetic.
    pub synthetic: bool,
}

impl Records {
    /// Opens a folder, which is made if it is not there, or a bucket: `s3://bucket/prefix`, with the usual `AWS_*`
    /// variables in the environment.
    pub fn open(location: &str) -> Result<Self, RecordsError> {
        Depot::open(location).map(Self::of)
    }

    /// Over any other object store, for example one in memory.
    pub fn over(store: Arc<dyn ObjectStore>) -> Self {
        Self::of(Depot::over(store))
    }

    fn of(depot: Depot) -> Self {
        Self { depot, shelf: Arc::default(), gateway: None }
    }

    /// The same rows, asked through a gateway from now on: all counts, points, incidents, published counts and answers. It
    /// must read the same place. Counts of areas and periods that were handed over as such,
    /// and results of surveys that others have published, are read here in any case: they are a few rows.
    #[must_use]
    pub fn asked_through(self, gateway: Gateway) -> Self {
        Self { gateway: Some(gateway), ..self }
    }

    /// The gateway that is asked, where there is one.
    pub fn gateway(&self) -> Option<&Gateway> {
        self.gateway.as_ref()
    }

    pub(crate) fn depot(&self) -> &Depot {
        &self.depot
    }

    pub(crate) async fn visible(
        &self,
        municipality: &MunicipalityCode,
    ) -> Result<Vec<Arc<Manifest>>, RecordsError> {
        self.shelf.visible(self.depot(), municipality).await
    }

    /// Begins a delivery: reads which rows of the same kind and source are there already.
    pub async fn begin(&self, draft: DeliveryDraft) -> Result<DeliveryWriter, RecordsError> {
        self.begin_for(draft, None).await
    }

    /// Begins a delivery that comes in place of an earlier one: rows of that one count as not being there. The earlier one
    /// stays visible until whoever delivers removes it, before promoting this one.
    pub async fn begin_in_place_of(
        &self,
        draft: DeliveryDraft,
        correction: Correction,
    ) -> Result<DeliveryWriter, RecordsError> {
        self.begin_for(draft, Some(correction)).await
    }

    async fn begin_for(
        &self,
        draft: DeliveryDraft,
        in_place_of: Option<Correction>,
    ) -> Result<DeliveryWriter, RecordsError> {
        let taken = [
            manifest::visible_path(&draft.municipality, draft.id),
            manifest::pending_path(&draft.municipality, draft.id),
        ];
        for path in taken {
            if self.depot().has(&path).await? {
                return Err(RecordsError::Exists(draft.id));
            }
        }
        for _ in 1..ATTEMPTS {
            match self.known(&draft, in_place_of.as_ref()).await {
                Err(RecordsError::Missing { .. }) => {}
                known => return Ok(DeliveryWriter::new(self.clone(), draft, in_place_of, known?)),
            }
        }
        let known = self.known(&draft, in_place_of.as_ref()).await?;
        Ok(DeliveryWriter::new(self.clone(), draft, in_place_of, known))
    }

    async fn known(
        &self,
        draft: &DeliveryDraft,
        in_place_of: Option<&Correction>,
    ) -> Result<Known, RecordsError> {
        let mut manifests = self.visible(&draft.municipality).await?;
        let gone = |id: DeliveryId| in_place_of.is_some_and(|correction| correction.delivery == id);
        manifests.retain(|manifest| {
            manifest.shares_rows_with(draft.kind, &draft.source) && !gone(manifest.delivery.id)
        });
        let (depot, runtime) = (self.depot().clone(), Handle::current());
        let superseded = corrections::superseded(&depot, &manifests).await?;
        blocking(move || known_rows(&depot, &runtime, &manifests, &superseded)).await
    }

    /// Visible deliveries, in the order of delivery.
    pub async fn deliveries(&self, municipality: &MunicipalityCode) -> Result<Vec<Delivery>, RecordsError> {
        let manifests = self.visible(municipality).await?;
        Ok(manifests.iter().map(|manifest| manifest.delivery.clone()).collect())
    }

    /// Counts the incidents of a selection, grouped by the dimensions in their order.
    pub async fn count(
        &self,
        selection: &Selection,
        dimensions: &[Dimension],
    ) -> Result<CountTable, RecordsError> {
        if let Some(gateway) = &self.gateway {
            return gateway.count(selection, dimensions).await;
        }
        self.ask(&selection.municipality, |manifests| {
            count::count(self.depot().clone(), manifests, selection.clone(), dimensions.to_vec())
        })
        .await
    }

    /// Makes something of the incidents of a selection while they are read: one thing for each file, in the order of delivery,
    /// year and file. The rows themselves are not held.
    pub async fn fold_incidents<T: Send + 'static>(
        &self,
        selection: &Selection,
        begin: impl Fn() -> T + Send + Sync + 'static,
        take: impl Fn(&mut T, StoredIncident) + Send + Sync + 'static,
    ) -> Result<Vec<T>, RecordsError> {
        if let Some(gateway) = &self.gateway {
            return gateway.fold_incidents(selection, &begin, &take).await;
        }
        let fold = Arc::new(Fold { begin: Box::new(begin), take: Box::new(take) });
        self.ask(&selection.municipality, |manifests| {
            incidents::fold(self.depot().clone(), manifests, selection.clone(), Arc::clone(&fold))
        })
        .await
    }

    /// The incidents of a selection with what each is known by, in the order of delivery, year and file: for whoever decides
    /// on single rows. Read here in any case.
    pub async fn keyed_incidents(&self, selection: &Selection) -> Result<Vec<KeyedIncident>, RecordsError> {
        self.ask(&selection.municipality, |manifests| {
            incidents::keyed(self.depot().clone(), manifests, selection.clone())
        })
        .await
    }

    /// The incidents of a selection that have a position, in the order of delivery, year and file.
    pub async fn points(&self, selection: &Selection) -> Result<Vec<Point>, RecordsError> {
        if let Some(gateway) = &self.gateway {
            return gateway.points(selection).await;
        }
        self.ask(&selection.municipality, |manifests| {
            points::points(self.depot().clone(), manifests, selection.clone())
        })
        .await
    }

    /// All published counts, in the order of delivery: of two counts for the same region, category and year the later
    /// in the list is the later known.
    pub async fn statistics(
        &self,
        municipality: &MunicipalityCode,
    ) -> Result<Vec<StoredStatistic>, RecordsError> {
        if let Some(gateway) = &self.gateway {
            return gateway.statistics(municipality).await;
        }
        let ask = |mut manifests: Vec<Arc<Manifest>>| {
            manifests.retain(|manifest| manifest.delivery.kind == RecordKind::Statistic);
            let depot = self.depot().clone();
            each_portion(Portion::all(&manifests), move |portion, runtime| {
                statistics_of(&depot, runtime, portion)
            })
        };
        Ok(self.ask(municipality, ask).await?.into_iter().flatten().collect())
    }

    /// All counts of areas and periods, in the order of delivery, as they were handed over: of two that say something of the
    /// same, [`PeriodCount::later_known`] tells which stands.
    pub async fn period_counts(
        &self,
        municipality: &MunicipalityCode,
    ) -> Result<Vec<StoredCount>, RecordsError> {
        let ask = |mut manifests: Vec<Arc<Manifest>>| {
            manifests.retain(|manifest| manifest.delivery.kind == RecordKind::Counts);
            let depot = self.depot().clone();
            each_portion(Portion::all(&manifests), move |portion, runtime| {
                counts_of(&depot, runtime, portion)
            })
        };
        Ok(self.ask(municipality, ask).await?.into_iter().flatten().collect())
    }

    /// All published results of surveys, in the order of delivery.
    pub async fn survey_results(
        &self,
        municipality: &MunicipalityCode,
    ) -> Result<Vec<StoredResult>, RecordsError> {
        let ask = |mut manifests: Vec<Arc<Manifest>>| {
            manifests.retain(|manifest| manifest.delivery.kind == RecordKind::SurveyResults);
            let depot = self.depot().clone();
            each_portion(Portion::all(&manifests), move |portion, runtime| {
                results_of(&depot, runtime, portion)
            })
        };
        Ok(self.ask(municipality, ask).await?.into_iter().flatten().collect())
    }

    /// Design and code book of every survey wave, by year and name.
    pub async fn waves(&self, municipality: &MunicipalityCode) -> Result<Vec<Wave>, RecordsError> {
        let manifests = self.visible(municipality).await?;
        let waves = manifests.iter().filter_map(|manifest| manifest.wave.as_ref());
        let mut waves: Vec<Wave> = waves.map(|stored| stored.wave.clone()).collect();
        waves.sort_by(|one, other| (one.year, &one.name).cmp(&(other.year, &other.name)));
        Ok(waves)
    }

    /// The delivery that a wave came with.
    pub async fn delivery_of_wave(
        &self,
        municipality: &MunicipalityCode,
        wave: &WaveName,
    ) -> Result<Option<Delivery>, RecordsError> {
        let manifests = self.visible(municipality).await?;
        let holds = |manifest: &&Arc<Manifest>| {
            manifest.wave.as_ref().is_some_and(|stored| stored.wave.name == *wave)
        };
        Ok(manifests.iter().find(holds).map(|manifest| manifest.delivery.clone()))
    }

    /// The answers of one wave.
    pub async fn answers(
        &self,
        municipality: &MunicipalityCode,
        wave: &WaveName,
    ) -> Result<Option<WaveAnswers>, RecordsError> {
        if let Some(gateway) = &self.gateway {
            return gateway.answers(municipality, wave).await;
        }
        let ask = |mut manifests: Vec<Arc<Manifest>>| {
            manifests.retain(|manifest| manifest.wave.as_ref().is_some_and(|held| held.wave.name == *wave));
            let depot = self.depot().clone();
            each_portion(Portion::all(&manifests), move |portion, runtime| {
                answers_of(&depot, runtime, portion)
            })
        };
        Ok(self.ask(municipality, ask).await?.into_iter().flatten().next())
    }

    /// What every source has given, by kind and source.
    pub async fn sources(&self, municipality: &MunicipalityCode) -> Result<Vec<SourceSummary>, RecordsError> {
        let mut sources: BTreeMap<(RecordKind, String), SourceSummary> = BTreeMap::new();
        for manifest in self.visible(municipality).await? {
            let Delivery { id, kind, source, counts, period, delivered_at, synthetic, .. } =
                &manifest.delivery;
            let summary = sources.entry((*kind, source.clone())).or_insert_with(|| SourceSummary {
                kind: *kind,
                source: source.clone(),
                rows: 0,
                period: None,
                deliveries: Vec::new(),
                last_delivered: *delivered_at,
                synthetic: false,
            });
            summary.rows += counts.stored();
            summary.period = hull(summary.period, *period);
            summary.deliveries.push(*id);
            summary.last_delivered = summary.last_delivered.max(*delivered_at);
            summary.synthetic |= synthetic;
        }
        Ok(sources.into_values().collect())
    }

    /// The reject list of a delivery, visible or staged.
    pub async fn rejects(
        &self,
        municipality: &MunicipalityCode,
        id: DeliveryId,
    ) -> Result<Vec<Reject>, RecordsError> {
        let path = manifest::rejects_path(municipality, id);
        let Some(bytes) = self.depot().read(&path).await? else {
            return Ok(Vec::new());
        };
        let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        lines
            .map(|line| serde_json::from_slice(line).map_err(|error| RecordsError::damaged(&path, error)))
            .collect()
    }

    /// Reads every row of every visible delivery and counts them: the first file that is missing or damaged is the
    /// error. Counting by a [`Selection`] may be answered from manifests alone, and would not notice.
    pub async fn check(&self, municipality: &MunicipalityCode) -> Result<u64, RecordsError> {
        let ask = |manifests: Vec<Arc<Manifest>>| {
            let depot = self.depot().clone();
            each_portion(Portion::all(&manifests), move |portion, runtime| rows_of(&depot, runtime, portion))
        };
        Ok(self.ask(municipality, ask).await?.into_iter().sum())
    }

    /// Asks the visible deliveries, again when one was taken back in the middle of the question.
    async fn ask<T, Answer: Future<Output = Result<T, RecordsError>>>(
        &self,
        municipality: &MunicipalityCode,
        question: impl Fn(Vec<Arc<Manifest>>) -> Answer,
    ) -> Result<T, RecordsError> {
        for _ in 1..ATTEMPTS {
            match question(self.visible(municipality).await?).await {
                Err(RecordsError::Missing { .. }) => {}
                answer => return answer,
            }
        }
        question(self.visible(municipality).await?).await
    }
}

fn known_rows(
    depot: &Depot,
    runtime: &Handle,
    manifests: &[Arc<Manifest>],
    superseded: &HashMap<DeliveryId, Superseded>,
) -> Result<Known, RecordsError> {
    let mut known = Known::default();
    for (at, manifest) in manifests.iter().enumerate() {
        known.deliveries.push(manifest.delivery.id);
        if let Some(held) = &manifest.wave {
            known.waves.push((held.wave.name.clone(), held.fingerprint.clone(), at));
            continue;
        }
        let holder = u32::try_from(at).unwrap_or(u32::MAX);
        let superseded = superseded.get(&manifest.delivery.id);
        let incidents = RecordKind::INCIDENTS.contains(&manifest.delivery.kind);
        let columns: &[&str] = if incidents { &incident::VERSION } else { &[KEY] };
        let reading = Reading { columns: Some(columns), starts: None };
        for file in &manifest.files {
            known.rows.reserve(usize::try_from(file.rows).unwrap_or(0));
            // Only the newest version of a row is known.
            let mut hold = |key, version, stored: &dyn Fn() -> u64| {
                if superseded.is_none_or(|superseded| !superseded.contains(&key)) {
                    known.rows.hold(key, Held::by(holder, version, stored));
                }
            };
            read_file(depot, runtime, file, &reading, &mut |batch| {
                if incidents {
                    return incident::keyed_versions(batch, &mut hold);
                }
                batch
                    .keys()?
                    .iter()
                    .flatten()
                    .filter_map(statistic::key_of)
                    .for_each(|key| hold(key, Version::default(), &|| 0));
                Ok(())
            })?;
        }
    }
    Ok(known)
}

fn rows_of(depot: &Depot, runtime: &Handle, portion: &Portion) -> Result<u64, RecordsError> {
    let reading = Reading { columns: None, starts: None };
    let mut rows = 0;
    read_file(depot, runtime, portion.file(), &reading, &mut |batch| {
        rows += batch.batch.num_rows() as u64;
        Ok(())
    })?;
    Ok(rows)
}

fn answers_of(
    depot: &Depot,
    runtime: &Handle,
    portion: &Portion,
) -> Result<Option<WaveAnswers>, RecordsError> {
    let Some(held) = &portion.manifest.wave else {
        return Ok(None);
    };
    let mut found = answers::none_yet(&held.wave);
    let reading = Reading { columns: None, starts: None };
    read_file(depot, runtime, portion.file(), &reading, &mut |batch| answers::add(batch, &mut found))?;
    Ok(Some(found))
}

fn hull(one: Option<Period>, other: Option<Period>) -> Option<Period> {
    match (one, other) {
        (Some(one), Some(other)) => Period::new(one.from().min(other.from()), one.to().max(other.to())).ok(),
        (one, other) => one.or(other),
    }
}
