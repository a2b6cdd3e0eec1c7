//! Incident analyses beside the libraries of the field, on resampled real events.
//!
//! [`works`] says what is measured with which settings and how fast ours must be; the scripts of the peers are in
//! `xtask/peers/incidents`, ours is `lofte-analysis/examples/measure_incidents`, and both read the same files. Ours and
//! its peers run one after the other, so that they meet the machine in the same state. [`table`] writes the tables.

mod table;
mod works;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use clap::Args;

use self::works::{Language, Peer, Size, WORKS, Work};
use super::peers::{self, Line, Measurement};
use crate::shell;

/// Our name in the lines.
const OURS: &str = "Löfte";

/// What is measured and how often.
#[derive(Args)]
pub struct Incidents {
    /// Smallest sizes, one run, peers stopped after 90 seconds: to see that everything works; the times say nothing
    #[arg(long)]
    quick: bool,
    /// Only the works whose name begins with one of these, for instance `knox,kde`
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Most runs of one measurement, of which the shortest counts
    #[arg(long, default_value_t = 5)]
    runs: u32,
    /// Seconds after which a peer is stopped
    #[arg(long, default_value_t = 900)]
    limit: u64,
    /// Ours alone, nothing else installed but what makes the input
    #[arg(long)]
    alone: bool,
}

/// What ours and the peers printed for one work of one size.
pub struct Measured {
    /// The work.
    pub work: &'static Work,
    /// Its size.
    pub size: &'static Size,
    /// Ours.
    pub ours: Line,
    /// Its peers, with what is expected of each.
    pub peers: Vec<(&'static Peer, Line)>,
}

/// Measures ours and the peers and prints the tables.
pub fn run(options: &Incidents) -> Result<()> {
    let chosen = chosen(&options.only)?;
    let bench = Bench::ready(options)?;
    let machine = super::machine_line();
    let mut measured = Vec::new();
    for work in chosen {
        let sizes = work.sizes.iter().take(if options.quick { 1 } else { work.sizes.len() });
        for size in sizes {
            measured.push(bench.measure(work, size)?);
        }
    }
    shell::print(&format!("{machine}\n\n{}", table::all(&measured, !options.quick)));
    Ok(())
}

/// The works that the person asked for, all when nothing was said.
fn chosen(only: &[String]) -> Result<Vec<&'static Work>> {
    let wanted =
        |work: &&Work| only.is_empty() || only.iter().any(|start| work.name.starts_with(start.as_str()));
    let chosen: Vec<_> = WORKS.iter().filter(wanted).collect();
    if let Some(start) =
        only.iter().find(|start| !WORKS.iter().any(|work| work.name.starts_with(start.as_str())))
    {
        let names: Vec<_> = WORKS.iter().map(|work| work.name).collect();
        bail!("there is no work that begins with {start:?}; there are {}", names.join(", "));
    }
    Ok(chosen)
}

/// Everything that a measurement needs.
struct Bench {
    ours: PathBuf,
    python: PathBuf,
    r: Option<PathBuf>,
    scripts: PathBuf,
    input: PathBuf,
    runs: u32,
    limit: Duration,
}

impl Bench {
    fn ready(options: &Incidents) -> Result<Self> {
        let scripts = peers::scripts("incidents")?;
        let python = peers::python("incidents", &scripts.join("requirements.txt"))?;
        let r = [
            ("surveillance", "r-cran-surveillance"),
            ("dbscan", "r-cran-dbscan"),
            ("jsonlite", "r-cran-jsonlite"),
        ];
        Ok(Self {
            r: if options.alone { None } else { Some(peers::r(&r)?) },
            input: input(&python, &scripts)?,
            ours: peers::example("lofte-analysis", "measure_incidents")?,
            python,
            scripts,
            runs: if options.quick { 1 } else { options.runs },
            limit: Duration::from_secs(if options.quick { 90 } else { options.limit }),
        })
    }

    fn measure(&self, work: &'static Work, size: &'static Size) -> Result<Measured> {
        let about = |peer| Measurement { what: work.name, peer, n: size.n, limit: self.limit };
        let mut command = Command::new(&self.ours);
        command.arg(work.name);
        let ours = self.line(&mut command, size, "", &about(OURS))?;
        let mut lines = Vec::new();
        for peer in work.peers.iter().filter(|peer| size.n <= peer.most) {
            let interpreter = match (peer.language, &self.r) {
                (_, None) => continue,
                (Language::Python, _) => &self.python,
                (Language::R, Some(r)) => r,
            };
            let mut command = Command::new(interpreter);
            command.arg(peer.script);
            lines.push((peer, self.line(&mut command, size, peer.settings, &about(peer.name))?));
        }
        Ok(Measured { work, size, ours, peers: lines })
    }

    /// Runs one measurement. Settings of BLAS that somebody made for other programs must not slow a peer.
    fn line(&self, command: &mut Command, size: &Size, own: &str, about: &Measurement) -> Result<Line> {
        command.current_dir(&self.scripts).env_remove("OPENBLAS_CORETYPE").env_remove("OPENBLAS_L2_SIZE");
        command.arg(&self.input).arg(size.n.to_string()).args(["--runs", &self.runs.to_string()]);
        command.args(size.settings.split_whitespace()).args(own.split_whitespace());
        let lines = peers::measure(command, about)?;
        lines.into_iter().next().with_context(|| format!("{} printed no line for {}", about.peer, about.what))
    }
}

/// The folder with what both sides read, made from the events in the checkout when it is not there yet or the script that
/// makes it has changed.
fn input(python: &Path, scripts: &Path) -> Result<PathBuf> {
    let folder = peers::folder()?.join("incidents-input");
    let (script, made_by) = (scripts.join("make_inputs.py"), folder.join("made-by.py"));
    if fs::read(&made_by).is_ok_and(|made_by| fs::read(&script).is_ok_and(|script| script == made_by)) {
        return Ok(folder);
    }
    let oracle = crate::workspace::root()?.join("lofte-analysis/oracle");
    shell::run(Command::new(python).arg(&script).arg(oracle).arg(&folder))?;
    fs::copy(script, made_by)?;
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn works_are_chosen_by_the_beginning_of_their_name() {
        let names = |only: &[&str]| -> Vec<&str> {
            let only: Vec<String> = only.iter().map(|&word| word.to_owned()).collect();
            chosen(&only).unwrap().iter().map(|work| work.name).collect()
        };
        assert_eq!(names(&["knox"]), ["knox", "knox-one-band"]);
        assert_eq!(names(&[]).len(), WORKS.len());
        assert!(chosen(&["nox".to_owned()]).is_err());
    }
}
