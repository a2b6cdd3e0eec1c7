//! Taking in one delivery: rows in, duplicates told apart, everything staged, nothing visible.
//!
//! Pushing is synchronous, so that a reader of files can call it from any thread; only [`DeliveryWriter::finish`]
//! touches the store. A writer that is dropped leaves nothing behind.

use crate::Records;
use crate::depot::{Depot, blocking};
use crate::error::RecordsError;
use crate::held::{Held, HeldRows, THIS};
use crate::manifest::{self, DataFile, KeyFile, Manifest, RejectFile, StoredWave};
use crate::rows::answers;
use crate::rows::incident::Version;
use crate::spool::{RejectLines, Row, Spooled, YearFiles};
use futures::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;
use jiff::civil::Date;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::id::{DeliveryId, UserId};
use lofte_model::period::Period;
use lofte_model::place::MunicipalityCode;
use lofte_model::records::{
    Correction, Delivery, Incident, PeriodCount, RecordKind, Reject, RowCounts, RowKey, Statistic,
    SurveyResult,
};
use lofte_model::survey::{WaveAnswers, WaveName};
use std::hint::black_box;

/// Files that are put at the same time, a few parts of each in memory.
const FILES_UNDERWAY: usize = 2;

/// What is known of a delivery before its first row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryDraft {
    /// A new identity.
    pub id: DeliveryId,
    /// Tenant.
    pub municipality: MunicipalityCode,
    /// What its rows tell of.
    pub kind: RecordKind,
    /// Name of the source, a slug.
    pub source: String,
    /// Whether the rows are synthetic.
    pub synthetic: bool,
}

/// What is known of a delivery after its last row. The period is not here: the writer has seen it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryFacts {
    /// Name of the file, without folders.
    pub file_name: String,
    /// SHA-256 of the file.
    pub file_fingerprint: Fingerprint,
    /// Bytes of the file.
    pub file_bytes: u64,
    /// What became of its rows, as its reader counted; must be what the writer counted.
    pub counts: RowCounts,
    /// When it was delivered.
    pub delivered_at: Timestamp,
    /// Who delivered it.
    pub delivered_by: UserId,
}

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pushed {
    /// It is kept.
    Stored,
    /// It is kept, though an earlier delivery has a row with its number but for zeros in front and other contents.
    StoredResembling,
    /// It was there already, in an earlier visible delivery of the same kind and source or earlier in this one.
    Duplicate,
    /// Another version of it was there, in an earlier delivery: this one is kept and takes its place.
    Corrected,
    /// Another version of it came earlier in this delivery, and nobody knows which is right: it is not kept.
    Contradicts,
}

/// What is there already of the same kind and source.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// The visible deliveries.
    pub(crate) deliveries: Vec<DeliveryId>,
    /// Their rows.
    pub(crate) rows: HeldRows,
    /// Survey waves: name, fingerprint and place in `deliveries`.
    pub(crate) waves: Vec<(WaveName, Fingerprint, usize)>,
}

impl Known {
    /// The deliveries alone; nothing is left of their rows.
    fn into_deliveries(self) -> Vec<DeliveryId> {
        self.deliveries
    }
}

/// A delivery while it is taken in.
#[derive(Debug)]
pub struct DeliveryWriter {
    records: Records,
    draft: DeliveryDraft,
    in_place_of: Option<Correction>,
    known: Known,
    /// Duplicates and corrections for each delivery of `known`.
    matched: Vec<u64>,
    /// Keys of earlier rows that rows of this delivery take the place of.
    corrections: Vec<RowKey>,
    years: YearFiles,
    rejects: RejectLines,
    wave: Option<StoredWave>,
    days: Option<(Date, Date)>,
    stored: u64,
    duplicate: u64,
}

impl DeliveryWriter {
    /// Whether earlier deliveries of the same kind and source have rows that a row may be.
    pub fn holds_earlier(&self) -> bool {
        !self.known.deliveries.is_empty()
    }

    /// Whether a row with this key came, in an earlier delivery or in this one.
    pub fn holds(&self, key: &RowKey) -> bool {
        self.known.rows.get(key).is_some()
    }

    /// Looks for rows that are about to be pushed. Nothing comes of it but that what tells of them is at hand: the waits
    /// for memory of many keys overlap here, and would add up between the other work of each row.
    pub fn expect(&self, keys: &[RowKey]) {
        black_box(keys.iter().filter(|key| self.holds(key)).count());
    }

    pub(crate) fn new(
        records: Records,
        draft: DeliveryDraft,
        in_place_of: Option<Correction>,
        known: Known,
    ) -> Self {
        Self {
            records,
            draft,
            in_place_of,
            matched: vec![0; known.deliveries.len()],
            corrections: Vec::new(),
            known,
            years: YearFiles::default(),
            rejects: RejectLines::default(),
            wave: None,
            days: None,
            stored: 0,
            duplicate: 0,
        }
    }

    /// Takes one incident.
    pub fn push_incident(&mut self, row: &Incident) -> Result<Pushed, RecordsError> {
        if !RecordKind::INCIDENTS.contains(&self.draft.kind) {
            return Err(self.wrong_kind("an incident"));
        }
        let day = row.start.date();
        let (held_as, resembles) = self.held_as(row);
        let pushed = self.push((row.key, held_as), Version::of(row), (day, day), Row::Incident(row))?;
        Ok(if resembles && pushed == Pushed::Stored { Pushed::StoredResembling } else { pushed })
    }

    /// Takes one published count.
    pub fn push_statistic(&mut self, row: &Statistic) -> Result<Pushed, RecordsError> {
        if self.draft.kind != RecordKind::Statistic {
            return Err(self.wrong_kind("a published count"));
        }
        let year = Period::year(row.year);
        // Its figures are part of its key: another figure is another row.
        self.push((row.key, row.key), Version::default(), (year.from(), year.to()), Row::Statistic(row))
    }

    /// Takes one count of an area and a period.
    pub fn push_count(&mut self, row: &PeriodCount) -> Result<Pushed, RecordsError> {
        if self.draft.kind != RecordKind::Counts {
            return Err(self.wrong_kind("a count of a period"));
        }
        let days = row.span.days();
        // As with published counts: what it says is part of its key.
        self.push((row.key, row.key), Version::default(), (days.from(), days.to()), Row::Count(row))
    }

    /// Takes one published result of a survey.
    pub fn push_result(&mut self, row: &SurveyResult) -> Result<Pushed, RecordsError> {
        if self.draft.kind != RecordKind::SurveyResults {
            return Err(self.wrong_kind("a published result"));
        }
        let year = Period::year(row.year);
        self.push((row.key, row.key), Version::default(), (year.from(), year.to()), Row::Result(row))
    }

    /// The key under which a row is held already, its own where it is not; and whether an earlier row may be the same
    /// but for zeros in front of its number, and says something else.
    ///
    /// Only a row of an earlier delivery that this one has not brought yet is meant by another key than its own.
    fn held_as(&self, row: &Incident) -> (RowKey, bool) {
        let own = (row.key, false);
        let Some(said) = row.said.as_ref().filter(|_| self.holds_earlier() && !self.holds(&row.key)) else {
            return own;
        };
        let unseen = |key: &RowKey| {
            let held = self.known.rows.get(key).filter(|held| held.holder != THIS && !held.seen);
            held.map(|held| (*key, held))
        };
        if let Some((key, _)) = said.key_before.as_ref().and_then(unseen) {
            return (key, false);
        }
        let version = Version::of(row);
        let mut resembles = false;
        for (key, held) in said.keys_but_for_zeros.iter().filter_map(unseen) {
            if held.says(version, said.position_declared, || Row::Incident(row).stored()) {
                return (key, false);
            }
            resembles = true;
        }
        (row.key, resembles)
    }

    /// Takes a row with its own key and the one under which it may be held.
    fn push(
        &mut self,
        (own, key): (RowKey, RowKey),
        version: Version,
        days: (Date, Date),
        row: Row<'_>,
    ) -> Result<Pushed, RecordsError> {
        let earlier = self.known.rows.get(&key);
        let stored = || row.stored();
        match earlier {
            Some(held) if held.says(version, row.position_declared(), stored) => {
                let held = held.seen_here();
                self.known.rows.hold(key, held);
                if own != key {
                    self.known.rows.hold(own, held);
                }
                let earlier = usize::try_from(held.holder).ok().filter(|_| held.holder != THIS);
                self.count_duplicates(earlier, 1);
                return Ok(Pushed::Duplicate);
            }
            Some(held) if held.seen => return Ok(Pushed::Contradicts),
            _ => {}
        }
        let depot = self.records.depot();
        self.years.push(|| depot.spool(), days, row)?;
        let this = Held::by(THIS, version, stored).seen_here();
        match earlier {
            None if own == key => self.known.rows.hold_new(own, this),
            _ => {
                self.known.rows.hold(own, this);
                if own != key {
                    self.known.rows.hold(key, this);
                }
            }
        }
        self.cover(days);
        let Some(held) = earlier else {
            self.stored += 1;
            return Ok(Pushed::Stored);
        };
        self.corrections.push(key);
        if let Some(matched) = usize::try_from(held.holder).ok().and_then(|at| self.matched.get_mut(at)) {
            *matched += 1;
        }
        Ok(Pushed::Corrected)
    }

    /// Notes a row that was not taken.
    pub fn push_reject(&mut self, reject: &Reject) -> Result<(), RecordsError> {
        self.rejects.push(self.records.depot(), reject)
    }

    /// Takes the answers of a survey wave, all at once and once. The same wave again is a duplicate, every
    /// questionnaire of it; a wave of the same name with other contents is refused.
    pub fn set_answers(&mut self, answers: &WaveAnswers) -> Result<Pushed, RecordsError> {
        if self.draft.kind != RecordKind::Survey || self.wave.is_some() {
            return Err(self.wrong_kind("these answers"));
        }
        answers::check(answers)?;
        let fingerprint = Fingerprint::of(answers).map_err(|error| RecordsError::Store(error.into()))?;
        let returned = answers.returned() as u64;
        let held = self.known.waves.iter().find(|(name, ..)| *name == answers.wave.name);
        if let Some((name, held, at)) = held {
            if *held != fingerprint {
                return Err(RecordsError::WaveExists {
                    wave: name.clone(),
                    delivery: self.known.deliveries[*at],
                });
            }
            let earlier = Some(*at);
            self.count_duplicates(earlier, returned);
            return Ok(Pushed::Duplicate);
        }
        self.years.insert_answers(self.records.depot(), answers)?;
        self.cover((answers.wave.fieldwork.from(), answers.wave.fieldwork.to()));
        self.stored += returned;
        self.wave = Some(StoredWave { wave: answers.wave.clone(), fingerprint });
        Ok(Pushed::Stored)
    }

    /// First to last day of the rows stored so far; the field work of a survey; whole years of published counts.
    pub fn period(&self) -> Option<Period> {
        self.days.and_then(|(from, to)| Period::new(from, to).ok())
    }

    /// Stages everything. The delivery stays invisible until [`Records::promote`]; on an error nothing is left.
    pub async fn finish(self, facts: DeliveryFacts) -> Result<Delivery, RecordsError> {
        self.check(facts.counts)?;
        let delivery = self.delivery(facts);
        let Self { records, draft, known, years, rejects, wave, corrections, .. } = self;
        let mut manifest = Manifest { wave, ..Manifest::new(delivery) };
        // They are most of the memory, and nobody asks them any more.
        let earlier = known.into_deliveries();
        let reject_rows = rejects.rows();
        let (spooled, rejects) = blocking(move || Ok((years.close()?, rejects.close()?))).await?;
        let staged = async {
            let uploads = spooled.into_iter().map(|file| upload(records.depot(), &draft, file));
            manifest.files = stream::iter(uploads).buffered(FILES_UNDERWAY).try_collect().await?;
            if let Some(file) = rejects {
                let path = manifest::rejects_path(&draft.municipality, draft.id);
                let (bytes, sha256) = records.depot().upload(&path, file).await?;
                let (path, sha256) = (path.to_string(), Some(sha256));
                manifest.rejects = Some(RejectFile { path, rows: reject_rows, bytes, sha256 });
            }
            if let Some(corrections) = keep_keys(records.depot(), &draft, &corrections).await? {
                manifest.correct(corrections);
            }
            records.stage(&manifest, &earlier).await
        };
        if let Err(error) = staged.await {
            // Best effort: what cannot be removed now is invisible, and the next sweep takes it.
            let _ = records.discard(&draft.municipality, draft.id).await;
            return Err(error);
        }
        Ok(manifest.delivery)
    }

    fn check(&self, announced: RowCounts) -> Result<(), RecordsError> {
        let (stored, duplicate, rejected) = (self.stored, self.duplicate, self.rejects.rows());
        let corrected = self.corrections.len() as u64;
        let said = (announced.stored(), announced.duplicate(), announced.rejected(), announced.corrected());
        if said == (stored, duplicate, rejected, corrected) {
            Ok(())
        } else {
            Err(RecordsError::CountsDiffer { announced, stored, duplicate, rejected, corrected })
        }
    }

    fn delivery(&self, facts: DeliveryFacts) -> Delivery {
        let matched = self.known.deliveries.iter().copied().zip(self.matched.iter().copied());
        Delivery {
            id: self.draft.id,
            municipality: self.draft.municipality.clone(),
            kind: self.draft.kind,
            source: self.draft.source.clone(),
            file_name: facts.file_name,
            file_fingerprint: facts.file_fingerprint,
            file_bytes: facts.file_bytes,
            counts: facts.counts,
            period: self.period(),
            delivered_at: facts.delivered_at,
            delivered_by: facts.delivered_by,
            rests_on: matched.filter(|(_, rows)| *rows > 0).collect(),
            synthetic: self.draft.synthetic,
            undone: None,
            corrects: self.in_place_of.clone(),
            quality: None,
        }
    }

    fn count_duplicates(&mut self, earlier: Option<usize>, rows: u64) {
        self.duplicate += rows;
        if let Some(matched) = earlier.and_then(|at| self.matched.get_mut(at)) {
            *matched += rows;
        }
    }

    fn cover(&mut self, (from, to): (Date, Date)) {
        self.days = Some(match self.days {
            Some((first, last)) => (first.min(from), last.max(to)),
            None => (from, to),
        });
    }

    fn wrong_kind(&self, what: &'static str) -> RecordsError {
        RecordsError::WrongKind { kind: self.draft.kind, what }
    }
}

/// Keeps the keys of what is corrected, one after the other.
async fn keep_keys(
    depot: &Depot,
    draft: &DeliveryDraft,
    keys: &[RowKey],
) -> Result<Option<KeyFile>, RecordsError> {
    if keys.is_empty() {
        return Ok(None);
    }
    let path = manifest::corrections_path(&draft.municipality, draft.id);
    let bytes: Vec<u8> = keys.iter().flat_map(|key| key.0).collect();
    let sha256 = Some(Fingerprint::of_bytes(&bytes));
    depot.put(&path, bytes).await?;
    Ok(Some(KeyFile { path: path.to_string(), rows: keys.len() as u64, sha256 }))
}

async fn upload(depot: &Depot, draft: &DeliveryDraft, file: Spooled) -> Result<DataFile, RecordsError> {
    let path = manifest::data_path(&draft.municipality, draft.kind, file.year, draft.id);
    let (bytes, sha256) = depot.upload(&path, file.file).await?;
    let Spooled { year, rows, from, to, .. } = file;
    Ok(DataFile { path: path.to_string(), year, rows, bytes, from, to, sha256: Some(sha256) })
}
