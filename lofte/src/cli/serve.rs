//! `lofte serve`: the pages, or the public side of a published snapshot alone.

use super::desk::{Desk, Place};
use super::failure::{Ending, Failure, Outcome};
use crate::setup::Setup;
use clap::Args;
use lofte_app::closed::{Openings, named};
use lofte_app::config::{Config, Origin};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::limits::Limits;
use lofte_model::access::Role;
use lofte_words::Message;
use std::net::ToSocketAddrs;
use std::path::{Path, PathBuf};
use tokio::net::TcpListener;

/// The port that is served on unless another is named.
pub(super) const PORT: u16 = 8080;
/// Only this machine, unless another address is named.
pub(super) const HOST: &str = "127.0.0.1";

const EXAMPLE: &str = "Example:
  lofte serve --dir flen --port 8081
  lofte serve --public flen-public";

/// Serve the pages of a municipality, or a published snapshot
///
/// In an empty folder it shows first how to make a municipality there, to whoever has the code that it prints. Without --host
/// only this machine is served. Put a web server that speaks TLS in front before anybody else is let
/// in, and say with --origin where browsers find it. --public needs no house: it shows a folder that `lofte publish` wrote.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Serve {
    #[command(flatten)]
    place: Place,
    /// Serve this published snapshot and nothing else
    #[arg(long, value_name = "SNAPSHOT")]
    public: Option<PathBuf>,
    /// Address to listen on
    #[arg(long, default_value = HOST)]
    host: String,
    /// Port to listen on; 0 takes any that is free
    #[arg(long, default_value_t = PORT)]
    port: u16,
    /// Where browsers reach the pages, such as https://lofte.flen.se; needed as soon as others than this machine are
    /// served, unless lofte.toml has it
    #[arg(long, env = "LOFTE_ORIGIN", hide_env_values = true)]
    origin: Option<Origin>,
    /// Role that must show a second factor; may be given several times
    #[arg(long, value_name = "ROLE", value_parser = super::user::role_parser())]
    require_second_factor: Vec<Role>,
}

impl Serve {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        let Some(snapshot) = self.public else {
            let (origin, roles) = (self.origin, self.require_second_factor);
            let change = move |config: Config| Config {
                origin: origin.clone().or(config.origin),
                require_second_factor: [config.require_second_factor, roles.clone()].concat(),
                ..config
            };
            // A folder that is not there is more likely misspelt than meant.
            if self.place.dir.is_dir() && lofte_app::setup::prepare(&self.place.dir)? {
                return serve_setup(desk, &self.place.dir, &self.host, self.port, change).await;
            }
            return serve_house(desk, &self.place.dir, &self.host, self.port, change).await;
        };
        if !snapshot.is_dir() {
            return Err(Failure::machine(snapshot, std::io::ErrorKind::NotFound.into()));
        }
        let side = crate::public::of_folder(&snapshot)?;
        let listener = listen(&self.host, self.port).await?;
        announce(desk, &listener)?;
        crate::serving::until_told(side, listener, &Limits::default()).await;
        Ok(Ending::Done)
    }
}

/// Serves the pages of a house until it is stopped.
pub(super) async fn serve_house(
    desk: &mut Desk,
    dir: &Path,
    host: &str,
    port: u16,
    change: impl FnOnce(Config) -> Config,
) -> Outcome {
    let house = House::open(dir).await?.with(change);
    if house.config().practice {
        return Err(Failure::refused(Message::plain("practice-served-otherwise")));
    }
    // A house without its municipality is no house; that is said before any address is.
    lofte_app::place::municipality(&house).await?;
    require_closed(desk, dir)?;
    let listener = listen(host, port).await?;
    let address = listener.local_addr().map_err(|source| Failure::machine("address", source))?;
    if !address.ip().is_loopback() && house.config().origin.is_none() {
        return Err(Failure::refused(Message::plain("cli-serve-origin")));
    }
    announce(desk, &listener)?;
    crate::pages::serve(house, listener).await?;
    Ok(Ending::Done)
}

/// Serves the first run in an empty folder, and then the house that it makes, until it is stopped.
async fn serve_setup(
    desk: &mut Desk,
    dir: &Path,
    host: &str,
    port: u16,
    change: impl Fn(Config) -> Config + Clone + Send + Sync + 'static,
) -> Outcome {
    let origin = change.clone()(Config::of(String::new())).origin;
    let listener = listen(host, port).await?;
    let address = listener.local_addr().map_err(|source| Failure::machine("address", source))?;
    if !address.ip().is_loopback() && origin.is_none() {
        return Err(Failure::refused(Message::plain("cli-serve-origin")));
    }
    let (setup, code) = Setup::of(dir, change);
    let address = origin.map_or_else(|| format!("http://{address}"), |origin| origin.to_string());
    desk.say("cli-setup", &[("address", address), ("code", code)])?;
    desk.out.finish()?;
    crate::setup::serve(setup, listener).await?;
    Ok(Ending::Done)
}

/// Refuses to serve what somebody else on the machine can change, and warns of what they can read.
pub(super) fn require_closed(desk: &Desk, dir: &Path) -> Result<(), Failure> {
    let found = Openings::of(dir).map_err(|source| Failure::machine(dir, source))?;
    let dir = dir.display().to_string();
    if found.can_be_changed() {
        let message = Message::with("closed-writable", "files", named(&found.writable)).and("dir", dir);
        return Err(Failure::refused(message));
    }
    if found.can_be_read() {
        let gaps = [("files", named(&found.readable)), ("dir", dir.clone())];
        lofte_analyse::output::say_to_stderr(&desk.words.tell("closed-readable", &gaps));
    }
    if found.as_root {
        lofte_analyse::output::say_to_stderr(&desk.words.tell("closed-as-root", &[("dir", dir)]));
    }
    Ok(())
}

/// Says the address, which is ours by then: whoever reads it can connect.
pub(super) fn announce(desk: &mut Desk, listener: &TcpListener) -> Result<(), Failure> {
    let address = listener.local_addr().map_err(|source| Failure::machine("address", source))?;
    desk.say("cli-serving", &[("address", format!("http://{address}"))])?;
    Ok(desk.out.finish()?)
}

/// Takes the address, if nobody else has it.
pub(super) async fn listen(host: &str, port: u16) -> Result<TcpListener, Failure> {
    let what = format!("{host}:{port}");
    let failed = |source| AppError::Machine { what: what.clone(), source };
    let nowhere = || failed(std::io::ErrorKind::AddrNotAvailable.into());
    let address = (host, port).to_socket_addrs().map_err(failed)?.next().ok_or_else(nowhere)?;
    Ok(TcpListener::bind(address).await.map_err(failed)?)
}
