//! Whether the store is sound: what `lofte doctor` asks.
//!
//! Everything that is stored is read as the type it should be, everything that is frozen is fingerprinted anew, and
//! the audit is counted. Nothing is repaired here.

use crate::attachment::Kept;
use crate::audit::{AuditHead, Chains};
use crate::engine::{Connection, Engine, Row};
use crate::error::StoreError;
use crate::noun::Noun;
use crate::open::known_schema;
use crate::picture::DraftPicture;
use crate::store::{Store, from_json};
use lofte_model::activity::Activity;
use lofte_model::agreement::Agreement;
use lofte_model::amendment::Former;
use lofte_model::coordination::Coordination;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::followup::rhythm::{Checkpoint, Rhythm};
use lofte_model::followup::{Feedback, Verdict, VerdictSignature};
use lofte_model::loaded::LoadedTable;
use lofte_model::mapping::Remembered;
use lofte_model::mask::Mask;
use lofte_model::party::Party;
use lofte_model::picture::Edition;
use lofte_model::place::{Area, Municipality};
use lofte_model::plan::{LibraryEntry, Measure, PlanText, PlanVersion, Term};
use lofte_model::problem::Problem;
use lofte_model::promise::{CitizenPromise, PromiseState, Sealed};
use lofte_model::publication::{Limits, PublicSide, Publication};
use lofte_model::records::Delivery;
use lofte_model::records::link::LinkDecision;
use lofte_model::scheme::OwnCategory;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const INTEGRITY_SQLITE: &str = "SELECT integrity_check AS message FROM pragma_integrity_check";
const FOREIGN_KEYS_SQLITE: &str = "SELECT DISTINCT \"table\" AS message FROM pragma_foreign_key_check";
const MASKS: &str = "SELECT municipality, noun, id, body FROM mask";
const PUBLIC_SIDES: &str = "SELECT municipality, CAST(number AS TEXT) AS id, body FROM public_side";
const LIMITS: &str = "SELECT municipality, 'protection' AS id, body FROM protection";
// The series knows the number of the last entry that was written, also when that entry is gone.
const AUDIT_GAPS: &str = "SELECT m.code AS municipality, CASE WHEN COALESCE(s.last, 0) > COALESCE(MAX(a.number), 0) \
    THEN COALESCE(s.last, 0) ELSE COALESCE(MAX(a.number), 0) END - COUNT(a.number) AS missing FROM municipality m \
    LEFT JOIN series s ON s.municipality = m.code AND s.noun = 'audit' \
    LEFT JOIN audit a ON a.municipality = m.code GROUP BY m.code, s.last ORDER BY m.code";
const MUNICIPALITIES: &str = "SELECT code AS municipality, code AS id, body FROM municipality";
const AREAS: &str = "SELECT municipality, code AS id, body FROM area";
const PARTIES: &str = "SELECT municipality, id, body FROM party";
const AGREEMENTS: &str = "SELECT municipality, id, body FROM agreement";
const COORDINATIONS: &str = "SELECT municipality, municipality AS id, body FROM coordination";
const DELIVERIES: &str = "SELECT municipality, id, body FROM delivery";
const DRAFTS: &str = "SELECT municipality, 'draft' AS id, body FROM draft_picture";
const PICTURES: &str = "SELECT municipality, CAST(number AS TEXT) AS id, body FROM picture";
const PROBLEMS: &str = "SELECT municipality, id, body FROM problem";
const PROMISES: &str = "SELECT municipality, id, body FROM promise";
const MEASURES: &str = "SELECT municipality, id, body FROM measure";
const PLAN_DRAFTS: &str = "SELECT municipality, 'draft' AS id, body FROM plan_draft";
const PLANS: &str = "SELECT municipality, CAST(number AS TEXT) AS id, body FROM action_plan";
const LOADED: &str = "SELECT municipality, id, body FROM loaded_table";
const CATEGORIES: &str = "SELECT municipality, slug AS id, body FROM category";
const LIBRARY: &str = "SELECT municipality, id, body FROM library_measure";
const TERMS: &str = "SELECT municipality, id, body FROM term";
const MAPPINGS: &str = "SELECT municipality, id, body FROM mapping";
const LINKS: &str = "SELECT municipality, id, body FROM link";
const ACTIVITIES: &str = "SELECT municipality, id, body FROM activity";
const REVISIONS: &str = "SELECT municipality, id, body FROM revision";
const RHYTHMS: &str = "SELECT municipality, promise AS id, body FROM rhythm";
const CHECKPOINTS: &str = "SELECT municipality, id, body FROM checkpoint";
const VERDICTS: &str = "SELECT municipality, promise AS id, body FROM verdict";
const ATTACHMENTS: &str = "SELECT municipality, id, body FROM attachment";
const VERDICT_SIGNATURES: &str = "SELECT municipality, promise AS id, body FROM verdict_signature";
const FEEDBACK: &str = "SELECT municipality, promise AS id, body FROM feedback";
const PUBLICATIONS: &str = "SELECT municipality, CAST(number AS TEXT) AS id, body FROM publication";

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Which database.
    pub engine: Engine,
    /// Where, without user and password.
    pub place: String,
    /// Schema of the tables.
    pub schema: i64,
    /// Newest schema that this program knows.
    pub known_schema: i64,
    /// Municipalities.
    pub municipalities: u64,
    /// Where the chain of each municipality's audit stands.
    pub audit_heads: BTreeMap<String, AuditHead>,
    /// Everything that is wrong; empty when the store is sound.
    pub findings: Vec<Finding>,
}

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The engine finds its own file damaged.
    Damaged {
        /// In the engine's words.
        message: String,
    },
    /// Rows refer to something that is not there.
    Orphans {
        /// The table they are in.
        table: String,
    },
    /// Entries of the audit are gone.
    AuditGap {
        /// Whose.
        municipality: String,
        /// How many.
        missing: i64,
    },
    /// An entry of the audit is not the one that was written, or the one before it is not.
    AuditAltered {
        /// Whose.
        municipality: String,
        /// The first number at which the chain does not hold.
        number: i64,
    },
    /// A value cannot be read.
    Unreadable {
        /// Whose.
        municipality: String,
        /// What.
        noun: Noun,
        /// Which.
        id: String,
    },
    /// Something frozen is not what was frozen.
    Altered {
        /// Whose.
        municipality: String,
        /// What.
        noun: Noun,
        /// Which.
        id: String,
    },
}

/// What a stored value is found to be.
enum Condition {
    Sound,
    Unreadable,
    /// With the fingerprint that it has now.
    Altered(Option<Fingerprint>),
}

type Judge = fn(&str) -> Condition;

const JUDGES: &[(Noun, &str, Judge)] = &[
    (Noun::Municipality, MUNICIPALITIES, reads::<Municipality>),
    (Noun::Area, AREAS, reads::<Area>),
    (Noun::Party, PARTIES, reads::<Party>),
    (Noun::Agreement, AGREEMENTS, reads::<Agreement>),
    (Noun::Coordination, COORDINATIONS, reads::<Coordination>),
    (Noun::Delivery, DELIVERIES, reads::<Delivery>),
    (Noun::Mapping, MAPPINGS, reads::<Remembered>),
    (Noun::Link, LINKS, reads::<LinkDecision>),
    (Noun::Picture, DRAFTS, reads::<DraftPicture>),
    (Noun::Picture, PICTURES, picture),
    (Noun::Problem, PROBLEMS, reads::<Problem>),
    (Noun::Promise, PROMISES, promise),
    (Noun::Measure, MEASURES, reads::<Measure>),
    (Noun::Plan, PLAN_DRAFTS, reads::<PlanText>),
    (Noun::Plan, PLANS, plan),
    (Noun::Category, CATEGORIES, reads::<OwnCategory>),
    (Noun::LoadedTable, LOADED, reads::<LoadedTable>),
    (Noun::LibraryMeasure, LIBRARY, reads::<LibraryEntry>),
    (Noun::Term, TERMS, reads::<Term>),
    (Noun::Activity, ACTIVITIES, reads::<Activity>),
    (Noun::Revision, REVISIONS, reads::<Former<Value>>),
    (Noun::Rhythm, RHYTHMS, reads::<Rhythm>),
    (Noun::Checkpoint, CHECKPOINTS, reads::<Checkpoint>),
    (Noun::Verdict, VERDICTS, reads::<Verdict>),
    (Noun::Attachment, ATTACHMENTS, reads::<Kept>),
    (Noun::VerdictSignature, VERDICT_SIGNATURES, reads::<VerdictSignature>),
    (Noun::Feedback, FEEDBACK, reads::<Feedback>),
    (Noun::Publication, PUBLICATIONS, reads::<Publication>),
    (Noun::PublicSide, PUBLIC_SIDES, reads::<PublicSide>),
    (Noun::Protection, LIMITS, reads::<Limits>),
];

impl Store {
    /// Looks through everything that is stored.
    pub async fn check(&self) -> Result<Check, StoreError> {
        let schema = self.schema_version().await?;
        let mut connection = self.pool.read().await?;
        let mut findings = Vec::new();
        if connection.engine() == Engine::Sqlite {
            findings.extend(sqlite_findings(&mut connection).await?);
        }
        for row in connection.rows(AUDIT_GAPS, &[]).await? {
            let missing: i64 = row.get("missing")?;
            if missing != 0 {
                findings.push(Finding::AuditGap { municipality: row.text("municipality")?, missing });
            }
        }
        let masks = masks(&mut connection).await?;
        let chains = Chains::follow(&mut connection).await?;
        let altered = |(municipality, number)| Finding::AuditAltered { municipality, number };
        findings.extend(chains.broken.into_iter().map(altered));
        let mut municipalities = 0;
        for (noun, sql, judge) in JUDGES {
            let look = |row: &Row| {
                municipalities += u64::from(*noun == Noun::Municipality);
                findings.extend(finding(*noun, *judge, row, &masks)?);
                Ok(())
            };
            connection.each(*sql, &[], look).await?;
        }
        Ok(Check {
            engine: self.engine(),
            place: self.place(),
            schema,
            known_schema: known_schema(),
            municipalities,
            audit_heads: chains.heads,
            findings,
        })
    }
}

async fn sqlite_findings(connection: &mut Connection) -> Result<Vec<Finding>, StoreError> {
    let mut findings = Vec::new();
    for row in connection.rows(INTEGRITY_SQLITE, &[]).await? {
        let message = row.text("message")?;
        if message != "ok" {
            findings.push(Finding::Damaged { message });
        }
    }
    for row in connection.rows(FOREIGN_KEYS_SQLITE, &[]).await? {
        findings.push(Finding::Orphans { table: row.text("message")? });
    }
    Ok(findings)
}

/// Of masked things: whose, which, and the fingerprint that masking left.
type Masks = BTreeSet<(String, String, String, Fingerprint)>;

async fn masks(connection: &mut Connection) -> Result<Masks, StoreError> {
    let mut masks = Masks::new();
    for row in connection.rows(MASKS, &[]).await? {
        let mask: Mask = from_json(Noun::Mask, &row.text("body")?)?;
        if let Some(after) = mask.after {
            masks.insert((row.text("municipality")?, row.text("noun")?, row.text("id")?, after));
        }
    }
    Ok(masks)
}

fn finding(noun: Noun, judge: Judge, row: &Row, masks: &Masks) -> Result<Option<Finding>, StoreError> {
    let (municipality, id) = (row.text("municipality")?, row.text("id")?);
    Ok(match judge(&row.text("body")?) {
        Condition::Sound => None,
        Condition::Unreadable => Some(Finding::Unreadable { municipality, noun, id }),
        Condition::Altered(Some(now))
            if masks.contains(&(municipality.clone(), noun.word().to_owned(), id.clone(), now.clone())) =>
        {
            None
        }
        Condition::Altered(_) => Some(Finding::Altered { municipality, noun, id }),
    })
}

fn reads<T: DeserializeOwned>(body: &str) -> Condition {
    if serde_json::from_str::<T>(body).is_ok() { Condition::Sound } else { Condition::Unreadable }
}

fn picture(body: &str) -> Condition {
    match serde_json::from_str::<Edition>(body) {
        Err(_) => Condition::Unreadable,
        Ok(edition) if edition.is_intact().unwrap_or(false) => Condition::Sound,
        Ok(edition) => Condition::Altered(edition.contents().ok()),
    }
}

fn plan(body: &str) -> Condition {
    match serde_json::from_str::<PlanVersion>(body) {
        Err(_) => Condition::Unreadable,
        Ok(version) if version.is_intact().unwrap_or(false) => Condition::Sound,
        Ok(version) => Condition::Altered(version.contents().ok()),
    }
}

fn promise(body: &str) -> Condition {
    let Ok(promise) = serde_json::from_str::<CitizenPromise>(body) else {
        return Condition::Unreadable;
    };
    let signed = match &promise.state {
        PromiseState::Draft | PromiseState::Historical { .. } => return Condition::Sound,
        signed => signed.signatures(),
    };
    if !promise.sealed.as_ref().is_none_or(Sealed::is_whole) {
        return Condition::Altered(None);
    }
    match Fingerprint::of(&promise.frozen()) {
        Ok(now) if signed.into_iter().all(|then| then.fingerprint == now) => Condition::Sound,
        now => Condition::Altered(now.ok()),
    }
}
