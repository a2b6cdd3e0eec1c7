//! `lofte report`: a report to the assembly, for Brå's survey or for a grant, as a file.

use super::desk::{Desk, Place};
use super::failure::{Ending, Failure, Outcome};
use clap::{Args, ValueEnum};
use lofte_app::error::AppError;
use lofte_app::official_report;
use lofte_publish::Fonts;
use lofte_publish::report::ReportKind;
use lofte_words::Message;
use std::path::PathBuf;

const EXAMPLE: &str = "Example:
  lofte report council --output rapport.pdf --dir flen
  lofte report grant --output bilaga.docx --dir flen";

/// Write a report to the municipal assembly, for Brå's yearly survey, or the appendix to a grant application
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Report {
    #[command(flatten)]
    place: Place,
    /// Which report
    #[arg(value_enum)]
    which: Which,
    /// File to write; its name ends in .pdf or .docx, and says so which form it is
    #[arg(long, value_name = "FILE")]
    output: PathBuf,
}

/// A report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Which {
    /// To the municipal assembly
    Council,
    /// For Brå's yearly survey
    Bra,
    /// Appendix to a grant application
    Grant,
}

impl From<Which> for ReportKind {
    fn from(which: Which) -> Self {
        match which {
            Which::Council => Self::Council,
            Which::Bra => Self::Bra,
            Which::Grant => Self::Grant,
        }
    }
}

impl Report {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        let form = self.output.extension().and_then(|form| form.to_str()).unwrap_or_default().to_lowercase();
        if !["pdf", "docx"].contains(&form.as_str()) {
            return Err(Failure::refused(Message::plain("cli-report-form")));
        }
        let (house, actor) = desk.open(&self.place).await?;
        let report = official_report::make(&actor, &house, self.which.into()).await?;
        let made = match form.as_str() {
            "docx" => report.docx(),
            _ => report.pdf(&Fonts::new(crate::assets::document_fonts())),
        };
        let file = self.output.display().to_string();
        let made = made.map_err(AppError::from)?;
        tokio::fs::write(&self.output, made).await.map_err(|source| Failure::machine(&file, source))?;
        desk.say("cli-report-written", &[("file", file)])?;
        Ok(Ending::Done)
    }
}
