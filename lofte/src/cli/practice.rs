//! `lofte practice`: a municipality that one can break and begin again, beside the real one.

use super::desk::Desk;
use super::failure::{Ending, Failure, Outcome};
use super::serve::{HOST, announce, listen, require_closed};
use crate::practice::Practice as Municipality;
use clap::Args;
use lofte_analyse::output::progress;
use lofte_app::config::{Config, Origin};
use lofte_words::Message;
use std::path::PathBuf;

/// Beside the port of a real municipality.
const PORT: u16 = 8090;

const EXAMPLE: &str = "Example:
  lofte practice --dir practice
  lofte practice --dir /var/lib/lofte-practice --origin https://ovning.lofte.flen.se";

/// Serve a synthetic municipality to practise in, which can be begun again at any time
///
/// It has a folder, an address, accounts and cookies of its own, says on every page that it is practice, and nothing of it
/// can be published outside. A page in it puts everything back as it was on the first day, within seconds.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Practice {
    /// Folder for it, which holds nothing else
    #[arg(long, value_name = "DIR", default_value = "lofte-practice")]
    dir: PathBuf,
    /// Address to listen on
    #[arg(long, default_value = HOST)]
    host: String,
    /// Port to listen on; 0 takes any that is free
    #[arg(long, default_value_t = PORT)]
    port: u16,
    /// Where browsers reach it; needed as soon as others than this machine are served, and not that of the real one
    #[arg(long)]
    origin: Option<Origin>,
}

impl Practice {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        let dir = ("dir", self.dir.display().to_string());
        let (bar, words) = (progress::of_steps(), desk.words);
        let origin = self.origin.clone();
        let change = move |config: Config| Config { origin: origin.clone(), ..config };
        let opened = Municipality::open(&self.dir, change, &mut |step, of, key| {
            bar.set_length(u64::from(of));
            bar.set_message(words.say(key));
            bar.set_position(u64::from(step));
        })
        .await;
        bar.finish_and_clear();
        let (municipality, made) = opened?;
        require_closed(desk, &self.dir)?;
        let listener = listen(&self.host, self.port).await?;
        let address = listener.local_addr().map_err(|source| Failure::machine("address", source))?;
        if !address.ip().is_loopback() && self.origin.is_none() {
            return Err(Failure::refused(Message::plain("cli-serve-origin")));
        }
        desk.say(if made { "cli-practice-made" } else { "cli-practice-there" }, &[dir])?;
        super::demo::show_logins(desk)?;
        announce(desk, &listener)?;
        crate::practice::serve(municipality, listener).await?;
        Ok(Ending::Done)
    }
}
