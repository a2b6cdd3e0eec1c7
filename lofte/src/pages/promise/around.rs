//! The chain around problems, promises and measures: all of them with the names they use, since each page shows what
//! hangs on what.

use super::names::Names;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::{category, plan, problem, promise, publication};
use lofte_model::access::Actor;
use lofte_model::id::PromiseId;
use lofte_model::plan::{CauseRef, Measure};
use lofte_model::problem::Problem;
use lofte_model::promise::CitizenPromise;
use lofte_model::scheme::Labels;
use std::collections::BTreeSet;

/// All problems, promises and measures, each by number.
pub(in crate::pages) struct Around {
    pub(in crate::pages) names: Names,
    pub(in crate::pages) problems: Vec<Problem>,
    pub(in crate::pages) promises: Vec<CitizenPromise>,
    pub(in crate::pages) measures: Vec<Measure>,
    /// How the municipality writes its own categories.
    pub(in crate::pages) labels: Labels,
    /// The promises that the newest publication holds.
    pub(in crate::pages) public: BTreeSet<PromiseId>,
}

impl Around {
    /// Looks them up.
    pub(in crate::pages) async fn gather(actor: &Actor, house: &House) -> Result<Self, AppError> {
        Ok(Self {
            names: Names::gather(actor, house).await?,
            problems: problem::list(actor, house).await?,
            promises: promise::list(actor, house).await?,
            measures: plan::list(actor, house).await?,
            labels: category::labels(actor, house).await?,
            public: publication::promises(actor, house).await?,
        })
    }

    /// A cause in words, with where it stands.
    pub(in crate::pages) fn cause(&self, reference: &CauseRef) -> Option<String> {
        let problem = self.problems.iter().find(|problem| problem.id == reference.problem)?;
        let cause = problem.causes.iter().find(|cause| cause.number == reference.cause)?;
        Some(format!("{} ({} i problem {})", cause.statement, cause.number, problem.number))
    }
}
