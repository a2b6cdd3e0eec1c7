//! Steps with a name, a time and an outcome, and the summary that a person reads at the end.
//!
//! A failed step does not stop the others: whoever waits for a long run wants all its news at once.
//! Leaves out any parallelism: the steps are heavy already.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::shell::say;

/// The steps that were taken so far.
#[derive(Default)]
pub struct Steps {
    taken: Vec<Step>,
}

struct Step {
    name: &'static str,
    took: Duration,
    passed: bool,
}

impl Steps {
    /// Takes one step; its result, or nothing when it failed (the reason is then printed).
    pub fn take<T>(&mut self, name: &'static str, work: impl FnOnce() -> Result<T>) -> Option<T> {
        say(&format!("\n== {name}"));
        let started = Instant::now();
        let result = work();
        self.taken.push(Step { name, took: started.elapsed(), passed: result.is_ok() });
        result.map_err(|error| say(&format!("{name}: {error:#}"))).ok()
    }

    /// Prints the summary; an error names the steps that failed.
    pub fn finish(self) -> Result<()> {
        say(&format!("\n{}", self.summary()));
        let failed: Vec<_> = self.taken.iter().filter(|step| !step.passed).map(|step| step.name).collect();
        if failed.is_empty() {
            return Ok(());
        }
        bail!("failed: {}", failed.join(", "))
    }

    fn summary(&self) -> String {
        let width = self.taken.iter().map(|step| step.name.chars().count()).max().unwrap_or(0);
        let mut text = String::new();
        for step in &self.taken {
            let outcome = if step.passed { "passed" } else { "FAILED" };
            let seconds = step.took.as_secs_f64();
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{:width$}  {outcome}  {seconds:7.1} s", step.name);
        }
        text.trim_end().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::*;

    #[test]
    fn a_failed_step_is_named_and_the_next_one_still_runs() {
        let mut steps = Steps::default();
        assert_eq!(steps.take("first", || Ok(1)), Some(1));
        assert_eq!(steps.take("second", || Err::<(), _>(anyhow!("broken"))), None);
        assert_eq!(steps.take("third", || Ok(3)), Some(3));
        let outcomes: Vec<_> = steps.summary().lines().map(|line| line[..14].to_owned()).collect();
        assert_eq!(outcomes, ["first   passed", "second  FAILED", "third   passed"]);
        assert_eq!(steps.finish().unwrap_err().to_string(), "failed: second");
    }

    #[test]
    fn all_passed_is_no_error() {
        let mut steps = Steps::default();
        steps.take("only", || Ok(()));
        assert!(steps.finish().is_ok());
    }
}
