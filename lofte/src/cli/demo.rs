//! `lofte demo`: a municipality to try everything in.

use super::desk::Desk;
use super::failure::{Ending, Failure, Outcome};
use super::serve::{HOST, PORT, serve_house};
use crate::demo::{DemoMade, LOGINS, PASSWORD, make};
use clap::Args;
use lofte_analyse::output::progress;
use lofte_analyse::output::{Format, OutputError};
use lofte_app::config::{Config, ConfigError};
use lofte_app::house::House;
use lofte_app::place;
use serde::Serialize;
use std::path::{Path, PathBuf};

const EXAMPLE: &str = "Example:
  lofte demo --dir flen-demo --port 8081";

/// Make a synthetic municipality from source rows to verdict, and serve it
///
/// Areas, residents and Brå's statistics of Flen are real; everything else is synthetic and says so. In a folder that
/// holds the demo already, it is served as it is.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Demo {
    /// Folder to make it in
    #[arg(long, value_name = "DIR", default_value = "lofte-demo")]
    dir: PathBuf,
    /// Only make it
    #[arg(long)]
    no_serve: bool,
    /// Port to serve on
    #[arg(long, default_value_t = PORT)]
    port: u16,
}

impl Demo {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        if is_demo(&self.dir).await? {
            desk.say("cli-demo-there", &[("dir", shown(&self.dir))])?;
        } else {
            let made = self.make(desk).await?;
            show(desk, &made)?;
        }
        if self.no_serve {
            return Ok(Ending::Done);
        }
        serve_house(desk, &self.dir, HOST, self.port, |config| config).await
    }

    async fn make(&self, desk: &Desk) -> Result<DemoMade, Failure> {
        let (bar, words) = (progress::of_steps(), desk.words);
        let made = make(&self.dir, &mut |step, of, key| {
            bar.set_length(u64::from(of));
            bar.set_message(words.say(key));
            bar.set_position(u64::from(step));
        })
        .await;
        bar.finish_and_clear();
        Ok(made?)
    }
}

/// Whether the folder holds a demo. Somebody's real municipality is refused.
async fn is_demo(dir: &Path) -> Result<bool, Failure> {
    match Config::read(dir) {
        Err(ConfigError::NoHouse(_)) => Ok(false),
        Err(error) => Err(error.into()),
        Ok(_) => {
            let municipality = place::municipality(&House::open(dir).await?).await?;
            if municipality.synthetic {
                Ok(true)
            } else {
                Err(ConfigError::AlreadyThere(dir.to_owned()).into())
            }
        }
    }
}

#[derive(Serialize)]
struct Shown<'a> {
    dir: &'a Path,
    deliveries: usize,
    rows: u64,
    promises: Vec<ShownPromise<'a>>,
    logins: Vec<&'a str>,
    password: &'a str,
}

#[derive(Serialize)]
struct ShownPromise<'a> {
    number: u32,
    title: &'a str,
    deeds: Option<lofte_model::followup::Outcome>,
    answer: Option<&'a str>,
}

/// The accounts that one can sign in with.
pub(super) fn show_logins(desk: &mut Desk) -> Result<(), OutputError> {
    desk.say("cli-demo-logins", &[("password", PASSWORD.to_owned())])?;
    for (login, role) in LOGINS {
        desk.out.line(&format!("  {login}  ({})", desk.words.word("role", &role)))?;
    }
    Ok(())
}

fn show(desk: &mut Desk, made: &DemoMade) -> Result<(), OutputError> {
    if desk.format == Format::Json {
        let promises = made.promises.iter().map(|promise| ShownPromise {
            number: promise.number,
            title: &promise.title,
            deeds: promise.deeds,
            answer: promise.answer.as_deref(),
        });
        return desk.out.json(&Shown {
            dir: &made.dir,
            deliveries: made.deliveries,
            rows: made.rows,
            promises: promises.collect(),
            logins: LOGINS.iter().map(|(login, _)| *login).collect(),
            password: PASSWORD,
        });
    }
    let words = desk.words;
    let arguments = [
        ("dir", shown(&made.dir)),
        ("deliveries", words.count(made.deliveries as u64)),
        ("rows", words.count(made.rows)),
    ];
    desk.say("cli-demo-made", &arguments)?;
    for promise in &made.promises {
        let answer = promise.answer.as_deref();
        let answer = answer.map_or_else(|| words.say("cli-no-verdict"), |word| words.known("answer", word));
        let deeds =
            promise.deeds.map_or_else(|| words.say("deeds-none"), |deeds| words.word("deeds", &deeds));
        let arguments = [
            ("number", promise.number.to_string()),
            ("title", promise.title.clone()),
            ("deeds", deeds),
            ("answer", answer),
        ];
        desk.say("cli-demo-promise", &arguments)?;
    }
    show_logins(desk)
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
