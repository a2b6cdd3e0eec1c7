//! The nouns of casework, as tables, audit entries and messages call them.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A noun that the store keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Noun {
    /// The tenant.
    Municipality,
    /// A statistical area or one of the municipality's own.
    Area,
    /// An organisation.
    Party,
    /// A cooperation agreement.
    Agreement,
    /// Who leads, who coordinates and who meets.
    Coordination,
    /// A delivery of rows.
    Delivery,
    /// How files of a source are read.
    Mapping,
    /// Whether rows of two sources tell of the same event.
    Link,
    /// The situational picture, as draft or edition.
    Picture,
    /// A prioritised problem.
    Problem,
    /// A citizen promise.
    Promise,
    /// A measure.
    Measure,
    /// The action plan: the words around its measures, and its versions.
    Plan,
    /// A category that the municipality added beside the shared scheme.
    Category,
    /// A table that was loaded: a gazetteer, weights of harm.
    LoadedTable,
    /// A measure that the municipality has added to the library.
    LibraryMeasure,
    /// A word of the local dictionary.
    Term,
    /// An entry of the activity log.
    Activity,
    /// What a thing said before it was changed.
    Revision,
    /// How often a promise is followed up while it runs.
    Rhythm,
    /// A follow-up on the way.
    Checkpoint,
    /// A verdict.
    Verdict,
    /// A scan of a signed paper.
    Attachment,
    /// A side's signature on a verdict.
    VerdictSignature,
    /// What the parties say about a promise and its verdict.
    Feedback,
    /// A publication.
    Publication,
    /// What the public side shows when it is not the newest publication.
    PublicSide,
    /// The limits that figures are published with.
    Protection,
    /// That something was masked.
    Mask,
    /// An account.
    Account,
    /// A signed-in session.
    Session,
    /// A piece of long work.
    Job,
    /// An entry of the audit.
    Audit,
    /// A backup.
    Backup,
    /// Something that the policy knows, where it was only asked for.
    Action,
}

impl Noun {
    /// The word that tables, commands and audit entries use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Municipality => "municipality",
            Self::Area => "area",
            Self::Party => "party",
            Self::Agreement => "agreement",
            Self::Coordination => "coordination",
            Self::Delivery => "delivery",
            Self::Mapping => "mapping",
            Self::Link => "link",
            Self::Picture => "picture",
            Self::Problem => "problem",
            Self::Promise => "promise",
            Self::Measure => "measure",
            Self::Plan => "plan",
            Self::Category => "category",
            Self::LoadedTable => "loaded_table",
            Self::LibraryMeasure => "library_measure",
            Self::Term => "term",
            Self::Activity => "activity",
            Self::Revision => "revision",
            Self::Rhythm => "rhythm",
            Self::Checkpoint => "checkpoint",
            Self::Verdict => "verdict",
            Self::Attachment => "attachment",
            Self::VerdictSignature => "verdict_signature",
            Self::Feedback => "feedback",
            Self::Publication => "publication",
            Self::PublicSide => "public_side",
            Self::Protection => "protection",
            Self::Mask => "mask",
            Self::Account => "account",
            Self::Session => "session",
            Self::Job => "job",
            Self::Audit => "audit",
            Self::Backup => "backup",
            Self::Action => "action",
        }
    }
}

impl fmt::Display for Noun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
