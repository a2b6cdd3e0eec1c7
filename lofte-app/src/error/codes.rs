//! Stable codes of the errors of casework and rows: what a message is looked up by, and what support searches for.

use lofte_records::RecordsError;
use lofte_store::StoreError;

/// The code of a casework error.
pub(super) fn store(error: &StoreError) -> &'static str {
    match error {
        StoreError::BadAddress(_) => "bad-address",
        StoreError::NoSuchFolder(_) => "no-such-folder",
        StoreError::CannotOpen { .. } => "cannot-open",
        StoreError::NotAStore(_) => "not-a-store",
        StoreError::ReadOnly => "store-read-only",
        StoreError::DiskFull => "disk-full",
        StoreError::Unreachable(_) => "unreachable",
        StoreError::Busy => "busy",
        StoreError::Conflict(_) => "conflict",
        StoreError::Frozen(_) => "frozen",
        StoreError::Taken(_) => "taken",
        StoreError::NotFound { .. } => "store-not-found",
        StoreError::Dangling => "dangling",
        StoreError::OtherMunicipality { .. } => "other-municipality",
        StoreError::TextInAudit => "text-in-audit",
        StoreError::NulInText => "nul-in-text",
        StoreError::Unwritable { .. } => "unwritable",
        StoreError::Unreadable { .. } => "unreadable",
        StoreError::NewerSchema { .. } => "newer-schema",
        StoreError::OlderSchema { .. } => "older-schema",
        StoreError::InsecureConnection { .. } => "insecure-connection",
        StoreError::Migration(_) => "migration",
        StoreError::File { .. } => "file",
        StoreError::BadBackup { .. } => "bad-backup",
        StoreError::NotEmpty => "not-empty",
        _ => "engine",
    }
}

/// The code of an error of the rows.
pub(super) fn records(error: &RecordsError) -> &'static str {
    match error {
        RecordsError::BadLocation { .. } => "bad-location",
        RecordsError::Full(_) => "records-full",
        RecordsError::NotAllowed(_) => "records-not-allowed",
        RecordsError::Store(_) => "records-store",
        RecordsError::Missing { .. } => "records-missing",
        RecordsError::Damaged { .. } => "records-damaged",
        RecordsError::LaterFormat { .. } => "records-later-format",
        RecordsError::Exists(_) => "delivery-exists",
        RecordsError::NotStaged(_) => "not-staged",
        RecordsError::Visible(_) => "delivery-visible",
        RecordsError::Overtaken { .. } => "overtaken",
        RecordsError::CountsDiffer { .. } => "counts-differ",
        RecordsError::WrongKind { .. } => "wrong-kind",
        RecordsError::TooManyYears { .. } => "too-many-years",
        RecordsError::WaveExists { .. } => "wave-exists",
        RecordsError::UnevenAnswers { .. } => "uneven-answers",
        RecordsError::BadEngine { .. } => "bad-engine",
        RecordsError::EngineAway(_) => "engine-away",
        RecordsError::EngineRefused(_) => "engine-refused",
        RecordsError::EngineAnswer(_) => "engine-answer",
        RecordsError::Stopping => "stopping",
    }
}
