//! A throw-away PostgreSQL for tests: made in a temporary folder, reachable on this machine only with a
//! password that is made up on the spot, and gone afterwards.
//!
//! It is gone even when this program is killed: a small shell, the *keeper*, waits at the end of a pipe
//! that only we hold. However we end, the pipe closes, and the keeper stops the server and removes the
//! folder. Deliberately unsafe with data (`fsync=off`): nothing in it may be worth keeping.

use std::env;
use std::fs::{self, File};
use std::io::{self, BufRead as _, Read as _};
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::needs::{self, Need};
use crate::shell::{self, say};

/// The variable through which the tests learn where the server is.
pub const VARIABLE: &str = "LOFTE_TEST_POSTGRES";

/// Wait for the end of the pipe, stop the server, leave nothing behind.
const KEEPER: &str = r#"read -r _; "$1/pg_ctl" -D "$2/data" -m immediate stop; rm -rf "$2""#;

/// A running server; dropping it stops it.
pub struct Postgres {
    keeper: Child,
    url: String,
}

impl Postgres {
    /// Makes a database cluster and starts a server on a free port.
    pub fn start() -> Result<Self> {
        let programs = needs::postgres_programs().context("PostgreSQL's initdb and pg_ctl were not found")?;
        let host = Host { user: server_user()?, programs, folder: new_folder()? };
        let keeper = host.keeper()?;
        // From here on the keeper cleans up, whichever line fails.
        let mut server = Self { keeper, url: String::new() };
        let password = unguessable()?;
        host.make_cluster(&password)?;
        let port = host.start_somewhere()?;
        server.url = format!("postgres://lofte:{password}@127.0.0.1:{port}/postgres");
        Ok(server)
    }

    /// How to reach it, as superuser of everything in it.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        if let Err(error) = self.keeper.wait() {
            say(&format!("the throw-away PostgreSQL may still be running: {error}"));
        }
    }
}

/// Starts a server and keeps it until Enter or the end of the input.
pub fn keep_until_enter() -> Result<()> {
    needs::meet(&[Need::Postgres])?;
    let server = Postgres::start()?;
    say(&format!("export {VARIABLE}='{}'\nIt stays until you press Enter.", server.url()));
    io::stdin().lock().read_line(&mut String::new()).context("cannot read from the terminal")?;
    Ok(())
}

/// Where a server is to run and as whom.
struct Host {
    programs: PathBuf,
    folder: PathBuf,
    /// User and group to become; nobody else when we are not root.
    user: Option<(u32, u32)>,
}

impl Host {
    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.folder);
        if let Some((user, group)) = self.user {
            command.uid(user).gid(group);
        }
        command
    }

    fn keeper(&self) -> Result<Child> {
        if let Some((user, group)) = self.user {
            chown(&self.folder, Some(user), Some(group))
                .context("cannot hand the folder to user postgres")?;
        }
        let mut command = self.command(Path::new("/bin/sh"));
        command.args(["-c", KEEPER, "keeper"]).args([&self.programs, &self.folder]);
        // Its own process group, because Ctrl-C goes to ours.
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
        command.current_dir("/").spawn().context("cannot start /bin/sh")
    }

    fn make_cluster(&self, password: &str) -> Result<()> {
        let file = self.folder.join("password");
        fs::write(&file, password).context("cannot write the password file")?;
        if let Some((user, group)) = self.user {
            chown(&file, Some(user), Some(group)).context("cannot hand the password to user postgres")?;
        }
        let mut command = self.command(&self.programs.join("initdb"));
        command.args([
            "--username=lofte",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ]);
        command.arg("--pwfile").arg(&file).arg("--pgdata").arg(self.folder.join("data"));
        shell::output(&mut command).map(drop)
    }

    /// Starts the server on a free port and gives it. Somebody else may take the port in between, so several are tried.
    fn start_somewhere(&self) -> Result<u16> {
        let mut attempts = 10;
        loop {
            let port = free_port()?;
            attempts -= 1;
            match self.start_server(port) {
                Err(_) if attempts > 0 => {}
                started => return started.map(|()| port),
            }
        }
    }

    fn start_server(&self, port: u16) -> Result<()> {
        let log = self.folder.join("server.log");
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={} -c fsync=off \
             -c synchronous_commit=off -c full_page_writes=off -c max_connections=300",
            self.folder.display()
        );
        let mut command = self.command(&self.programs.join("pg_ctl"));
        command
            .arg("-D")
            .arg(self.folder.join("data"))
            .arg("-l")
            .arg(&log)
            .args(["-w", "-o", &options, "start"]);
        // Not through a pipe: the server would inherit it and keep it open.
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if !command.status().context("cannot start pg_ctl")?.success() {
            let told = fs::read_to_string(&log).unwrap_or_default();
            bail!("the throw-away PostgreSQL did not start on port {port}; its log says:\n{}", told.trim());
        }
        Ok(())
    }
}

/// PostgreSQL refuses to run as root; then it runs as the user that its package made.
fn server_user() -> Result<Option<(u32, u32)>> {
    if !needs::is_root()? {
        return Ok(None);
    }
    let number = |option: &str| -> Result<u32> {
        let text = shell::output(Command::new("id").args([option, "postgres"]))
            .context("PostgreSQL does not run as root, and there is no user postgres to run it as")?;
        text.trim().parse().context("the system gave user postgres a number that is none")
    };
    Ok(Some((number("-u")?, number("-g")?)))
}

/// A folder for us alone. Below /tmp, because user postgres must reach it and because the path of a
/// socket has at most about a hundred characters.
fn new_folder() -> Result<PathBuf> {
    let root = if Path::new("/tmp").is_dir() { PathBuf::from("/tmp") } else { env::temp_dir() };
    let folder = root.join(format!("lofte-postgres-{}", unguessable()?));
    fs::create_dir(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))?;
    Ok(folder)
}

/// Sixteen characters that nobody guesses, for names and passwords.
fn unguessable() -> Result<String> {
    let mut bytes = [0_u8; 8];
    File::open("/dev/urandom")
        .and_then(|mut file| file.read_exact(&mut bytes))
        .context("cannot read /dev/urandom")?;
    Ok(format!("{:016x}", u64::from_le_bytes(bytes)))
}

/// A port that was free a moment ago.
fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("no port of this machine is free")?;
    Ok(listener.local_addr().context("the system does not tell its free port")?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_answers_with_its_password_only_and_then_disappears() {
        let Some(programs) = needs::postgres_programs() else {
            assert!(
                env::var_os(VARIABLE).is_none(),
                "a PostgreSQL is told of, but its programs are not found"
            );
            return;
        };
        let server = Postgres::start().unwrap();
        let ask = |url: &str| {
            let mut command = Command::new(programs.join("psql"));
            shell::output(command.args(["-X", "-A", "-t", "-w", "-c", "SELECT 6 * 7", url]))
        };
        assert_eq!(ask(server.url()).unwrap().trim(), "42");
        let (_, rest) = server.url().split_once('@').unwrap();
        let stranger = ask(&format!("postgres://lofte:guess@{rest}")).unwrap_err().to_string();
        assert!(stranger.contains("password authentication failed"), "{stranger}");
        let url = server.url().to_owned();
        drop(server);
        assert!(ask(&url).is_err());
    }
}
