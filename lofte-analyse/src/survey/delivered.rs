//! Answers that the municipality has delivered, instead of files: which waves, and how they were drawn.
//!
//! A wave knows its strata, how many live in each and, where it was delivered with weights, those. So a design that nobody
//! gives is the one that a promise is judged by.

use crate::input::columns::Frame;
use crate::input::records::{Hand, RecordSelection, answers};
use crate::input_error::InputError;
use crate::survey::design::DesignArgs;
use clap::Args;
use lofte_model::survey::WaveAnswers;
use serde::Serialize;
use std::cell::RefCell;
use std::path::PathBuf;

/// Which waves are read.
#[derive(Clone, Debug, Default, Args, Serialize)]
pub(crate) struct DeliveredArgs {
    /// Instead of files: a wave that the municipality has delivered, wave=NAME; for a change the baseline first, then the
    /// follow-up. Columns are stratum, population (of the register), mailed, weight (if delivered), each question by its
    /// code, and each indicator by its code as 1 and 0. Unless the design is given, it is that of the wave. It takes an
    /// account that may read small counts, and is noted in the log
    #[arg(long, value_name = "SELECTION", num_args = 1..)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    from_records: Vec<RecordSelection>,
    /// Folder of the municipality, for --from-records
    #[arg(long, value_name = "DIR", default_value = ".", env = "LOFTE_DIR", hide_env_values = true)]
    #[serde(skip)]
    dir: PathBuf,
    /// Who hands them over.
    #[arg(skip)]
    #[serde(skip)]
    pub(crate) hand: Hand,
    /// The waves, until a table is made of them.
    #[arg(skip)]
    #[serde(skip)]
    waves: RefCell<Vec<WaveAnswers>>,
}

impl DeliveredArgs {
    /// The folder of the house whose deliveries are read, where they are.
    pub(crate) fn house(&self) -> Option<PathBuf> {
        (!self.from_records.is_empty()).then(|| self.dir.clone())
    }

    /// Whether waves are asked for.
    pub(crate) fn is_asked(&self) -> bool {
        !self.from_records.is_empty()
    }

    /// Reads the waves that are asked for, and says how they were drawn where nobody has.
    pub(crate) fn fetch(&self, design: &mut DesignArgs) -> Result<(), InputError> {
        if self.from_records.is_empty() {
            return Ok(());
        }
        let waves = self.hand.answers(&self.from_records)?;
        if design.columns().is_empty() {
            design.strata = vec!["stratum".to_owned()];
            design.fpc = vec!["population".to_owned()];
            design.weights = waves.iter().all(|wave| wave.weights.is_some()).then(|| "weight".to_owned());
        }
        self.waves.replace(waves);
        Ok(())
    }

    /// Baseline and follow-up as one table, where waves are asked for and no files.
    pub(crate) fn two_waves(&self, files: bool, columns: &[String]) -> Result<Option<Frame>, InputError> {
        match self.from_records.len() {
            0 => Ok(None),
            2 if !files => self.or_files(&[], columns).map(Some),
            waves => {
                let must = "two waves and no files: the baseline, then the follow-up";
                let (option, value) = ("--from-records", waves.to_string());
                Err(InputError::OptionValue { option, value, must })
            }
        }
    }

    /// The table of the files, or of the waves where these are asked for: each wave as a file would be.
    pub(crate) fn or_files(&self, files: &[PathBuf], columns: &[String]) -> Result<Frame, InputError> {
        if self.from_records.is_empty() {
            return Frame::read(files, columns);
        }
        let mut all = Frame::default();
        for wave in self.waves.take() {
            let called = format!("--from-records wave={}", wave.wave.name);
            all.append_frame(answers(&called, wave, columns)?);
        }
        Ok(all)
    }
}
