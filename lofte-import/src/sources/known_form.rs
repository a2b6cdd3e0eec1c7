//! Sources whose form is known, so that nothing has to be said of a file before it is read.

use super::{Reader, RowReader, Source, SourceCard};
use crate::error::ImportError;
use crate::report::ReadReport;
use crate::row::{Context, RowSink};
use lofte_model::records::RecordKind;
use std::path::Path;

/// Reads a file into the sink.
type ReadFile = fn(&Path, &Context<'_>, &mut dyn RowSink) -> Result<ReadReport, ImportError>;

/// A source that needs no settings: every file of it is read alike.
#[derive(Clone, Copy, Debug)]
pub struct KnownForm {
    pub(super) card: &'static SourceCard,
    /// What its rows tell of.
    pub(super) kind: RecordKind,
    /// The slug of its rows.
    pub(super) source: &'static str,
    pub(super) read: ReadFile,
}

impl Source for KnownForm {
    fn card(&self) -> &'static SourceCard {
        self.card
    }

    fn reader(&self, _settings: &str) -> Result<Reader, ImportError> {
        Ok(Reader::Rows(Box::new(*self)))
    }
}

impl RowReader for KnownForm {
    fn kind(&self) -> RecordKind {
        self.kind
    }

    fn source(&self) -> &str {
        self.source
    }

    fn synthetic(&self) -> bool {
        false
    }

    fn read(
        &self,
        path: &Path,
        context: &Context<'_>,
        sink: &mut dyn RowSink,
    ) -> Result<ReadReport, ImportError> {
        (self.read)(path, context, sink)
    }
}
