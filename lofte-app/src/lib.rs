#![doc = include_str!("../README.md")]

pub mod access;
pub mod account;
pub mod activity;
pub mod aggregate;
pub mod agreement;
pub mod archive;
pub mod attachment;
pub mod backup;
pub mod backup_folder;
pub mod calendar;
pub mod category;
pub mod closed;
pub mod config;
pub mod config_records;
pub mod coordination;
pub mod delivered;
pub mod delivery;
pub mod dictionary;
pub mod doctor;
pub mod erasure;
pub mod error;
pub mod extract;
pub mod factor;
pub mod feedback;
pub mod followup;
pub mod fulfilment;
pub(crate) mod goals;
pub mod halt;
pub mod history;
pub mod house;
pub mod index_table;
pub mod job;
pub mod joint;
pub mod kept;
pub mod law;
pub mod library;
pub mod limits;
pub mod link;
pub mod loaded;
pub mod machine;
pub mod mapping;
pub mod mask;
pub mod official_report;
pub mod old;
pub mod party;
pub mod picture;
pub mod place;
pub mod plan;
pub mod problem;
pub mod promise;
pub mod proof;
mod public_accounts;
pub mod public_side;
pub mod publication;
pub mod recovery;
pub mod report;
pub mod resting;
pub mod restore;
pub mod retention;
pub mod rhythm;
pub mod screening;
pub(crate) mod secret;
pub mod setup;
pub mod signing;
pub mod spreadsheet;
pub mod staging;
pub mod startup;
pub mod thread;
pub mod throttle;
pub mod tickets;
pub mod upgrade;
pub mod whole_file;
pub mod work;

use crate::error::AppError;
use crate::house::House;
use lofte_model::access::{Action, Actor};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::plan::Measure;
use lofte_model::promise::CitizenPromise;
use lofte_store::{AuditEntry, Noun, Tx, View};

/// What decides whether somebody sees a problem or a measure.
pub(crate) struct Sight {
    pub(crate) measures: Vec<Measure>,
    pub(crate) promises: Vec<CitizenPromise>,
}

impl Sight {
    pub(crate) async fn gather(view: &mut View) -> Result<Self, AppError> {
        Ok(Self {
            measures: view.measures().await?.into_iter().map(|measure| measure.value).collect(),
            promises: view.promises().await?.into_iter().map(|promise| promise.value).collect(),
        })
    }
}

/// Begins work in the asker's municipality, if the policy allows it.
pub(crate) async fn begin(actor: &Actor, house: &House, action: Action) -> Result<Tx, AppError> {
    actor.require(action)?;
    Ok(house.store().begin(&actor.municipality).await?.answered(screening::answer()))
}

/// What goes into the audit with a change.
#[expect(clippy::needless_pass_by_value, reason = "callers name numbers and ids as they have them")]
pub(crate) fn audit(
    actor: &Actor,
    house: &House,
    action: Action,
    noun: Noun,
    id: impl ToString,
) -> AuditEntry {
    AuditEntry::new(house.now(), Some(actor.user), action, noun, &id).through(&actor.channel)
}

/// Refuses a decision on something that is no longer what the asker was shown.
///
/// Every signature, adoption, recorded verdict and publication is of something that somebody has read; its fingerprint
/// comes with the request, and is compared in the transaction that decides.
pub(crate) fn require_seen(now: &Fingerprint, seen: &Fingerprint) -> Result<(), AppError> {
    if now == seen { Ok(()) } else { Err(AppError::refused(lofte_words::Message::plain("seen-changed"))) }
}
