//! The action plan (åtgärdsplan): measures tied to numbered causes, one owner each, three separate statuses, and the
//! versions in which the plan was decided.
//!
//! "Done", "done as intended" and "had an effect" are three questions; one traffic light would hide two of them. Left
//! out: how a plan is written in a file ([`MeasureField`] names its columns, the application fills them).

mod change;
mod details;
mod late;
mod library;
mod measure;
mod order;
mod report;
mod status;
mod term;
mod version;

pub use change::{MeasureChange, MeasureField, PlanChanges, changes};
pub use details::{
    Camera, Details, DetailsGap, Effort, EvidenceStrength, Horizon, Moment, OtherPlan, PlanLink,
    PreventionLevel, WorkForm,
};
pub use late::{Late, late};
pub use library::{LibraryEntry, LibraryGap, LibraryMeasure};
pub use measure::{Measure, MeasureGap};
pub use order::{OrderGap, order_gaps};
pub use report::{ReportRefusal, StatusReport, Told};
pub use status::{Execution, Fidelity, JudgedEffect, MeasureKind, MeasureStatus};
pub use term::{CONTESTED, Term, TermGap, Wording, used};
pub use version::{FocusArea, PlanRefusal, PlanStyle, PlanText, PlanVersion, Planned, Proposal};

use crate::id::{ProblemId, PromiseId};
use crate::problem::CauseNumber;
use serde::{Deserialize, Serialize};

/// A cause of a problem, by number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CauseRef {
    /// Problem.
    pub problem: ProblemId,
    /// Cause in its tree.
    pub cause: CauseNumber,
}

/// An undertaking of a promise, by number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CommitmentRef {
    /// Promise.
    pub promise: PromiseId,
    /// Undertaking.
    pub commitment: u16,
}
