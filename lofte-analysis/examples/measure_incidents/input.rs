//! What `xtask/peers/incidents/make_inputs.py` wrote: raw little-endian numbers, the ending of the name says of which type.

use std::error::Error;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::Anything;

/// No further run is begun after this time.
const BUDGET: Duration = Duration::from_secs(20);

/// What is asked on the command line.
pub struct Asked {
    /// The word for the work.
    pub what: String,
    /// The folder with the input.
    pub folder: PathBuf,
    /// Number of events, or whatever the work grows with.
    pub n: usize,
    settings: Vec<(String, String)>,
}

impl Asked {
    /// `WHAT FOLDER N --name value ...`
    pub fn read(mut words: impl Iterator<Item = String>) -> Anything<Self> {
        let mut next =
            |name: &str| words.next().ok_or(format!("{name} is missing: WHAT FOLDER N [--name value]"));
        let (what, folder) = (next("WHAT")?, next("FOLDER")?.into());
        let n = next("N")?.parse()?;
        let mut settings = Vec::new();
        while let Some(name) = words.next() {
            let value = words.next().ok_or(format!("{name} has no value"))?;
            settings.push((name.trim_start_matches("--").to_owned(), value));
        }
        Ok(Self { what, folder, n, settings })
    }

    /// A setting by its name.
    pub fn setting<T: std::str::FromStr>(&self, name: &str) -> Anything<T>
    where
        T::Err: Error + 'static,
    {
        let found = self.settings.iter().find(|(setting, _)| setting == name);
        Ok(found.ok_or(format!("give --{name}"))?.1.parse()?)
    }

    /// The shortest time and the last result.
    pub fn best<T>(&self, mut call: impl FnMut() -> T) -> Anything<(Duration, T)> {
        let runs: u32 = self.setting("runs")?;
        let (mut best, mut all) = (Duration::MAX, Duration::ZERO);
        let mut last = None;
        for _ in 0..runs.max(1) {
            // The result of the run before is given back before the clock starts.
            drop(last.take());
            let start = Instant::now();
            let result = call();
            let time = start.elapsed();
            (best, all, last) = (best.min(time), all + time, Some(result));
            if all > BUDGET {
                break;
            }
        }
        Ok((best, last.ok_or("nothing was run")?))
    }

    /// The bytes of a file.
    pub fn bytes(&self, name: &str) -> Anything<Vec<u8>> {
        let path = self.folder.join(name);
        std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()).into())
    }

    /// 64-bit floating point numbers.
    pub fn f64s(&self, name: &str) -> Anything<Vec<f64>> {
        Ok(numbers(&self.bytes(&format!("{name}.f64"))?, f64::from_le_bytes))
    }

    /// 32-bit whole numbers.
    pub fn u32s(&self, name: &str) -> Anything<Vec<u32>> {
        Ok(numbers(&self.bytes(&format!("{name}.u32"))?, u32::from_le_bytes))
    }

    /// 32-bit whole numbers with sign.
    pub fn i32s(&self, name: &str) -> Anything<Vec<i32>> {
        Ok(numbers(&self.bytes(&format!("{name}.i32"))?, i32::from_le_bytes))
    }

    /// 64-bit whole numbers with sign.
    pub fn i64s(&self, name: &str) -> Anything<Vec<i64>> {
        Ok(numbers(&self.bytes(&format!("{name}.i64"))?, i64::from_le_bytes))
    }

    /// x and y in metres of the events.
    pub fn places(&self, of: impl std::fmt::Display) -> Anything<(Vec<f64>, Vec<f64>)> {
        Ok((self.f64s(&format!("events-{of}.x"))?, self.f64s(&format!("events-{of}.y"))?))
    }

    /// The day of each event.
    pub fn days(&self, of: impl std::fmt::Display) -> Anything<Vec<i32>> {
        let minutes = self.i32s(&format!("events-{of}.minute"))?;
        Ok(minutes.into_iter().map(|minute| minute.div_euclid(1440)).collect())
    }
}

fn numbers<T, const SIZE: usize>(bytes: &[u8], number: impl Fn([u8; SIZE]) -> T) -> Vec<T> {
    bytes.as_chunks().0.iter().map(|chunk| number(*chunk)).collect()
}
