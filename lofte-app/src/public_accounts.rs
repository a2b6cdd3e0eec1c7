//! What residents have been told: the accounts that the newest publication holds, word by word.
//!
//! A promise is closed, and nothing waits with it, when its newest account is one of them. Left out: how they are written
//! and published.

use crate::error::AppError;
use lofte_model::followup::{Feedback, Telling};
use lofte_model::id::PromiseId;
use lofte_publish::Snapshot;
use lofte_publish::promise::PublicPromise;
use lofte_store::View;
use std::collections::{BTreeMap, BTreeSet};

/// The accounts that the newest publication holds.
pub(crate) struct PublicAccounts {
    /// The publication; 0 where there is none.
    pub(crate) number: u32,
    /// The promises that are public.
    pub(crate) promises: BTreeSet<PromiseId>,
    accounts: BTreeMap<PromiseId, Telling>,
}

impl PublicAccounts {
    /// Of the newest publication.
    pub(crate) async fn read(view: &mut View) -> Result<Self, AppError> {
        let newest = view.publications().await?.iter().map(|known| known.number).max();
        let Some(number) = newest else {
            return Ok(Self { number: 0, promises: BTreeSet::new(), accounts: BTreeMap::new() });
        };
        let snapshot = Snapshot::kept(&view.snapshot(number).await?)?;
        let told = |promise: PublicPromise| promise.feedback.map(|feedback| (promise.id, feedback.telling));
        Ok(Self {
            number,
            promises: snapshot.promises.iter().map(|promise| promise.id).collect(),
            accounts: snapshot.promises.into_iter().filter_map(told).collect(),
        })
    }

    /// Whether residents have been shown an account, word by word.
    pub(crate) fn tells(&self, account: &Feedback) -> bool {
        self.accounts.get(&account.promise) == Some(&account.telling)
    }
}
