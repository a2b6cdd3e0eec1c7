//! The built program as a process: run to its end, or serving and asked over loopback, one request at a time.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use super::peers::memory;
use crate::group::Group;

/// How long a program ran and how much memory it held at most.
pub(super) struct Timed {
    pub(super) seconds: f64,
    pub(super) peak_mb: f64,
}

pub(super) fn timed(command: &mut Command) -> Result<Timed> {
    let start = Instant::now();
    let mut group = Group::start(command.stdout(Stdio::null()))?;
    let mut peak_mb: f64 = 0.0;
    loop {
        peak_mb = peak_mb.max(memory(group.leader().id(), "VmHWM:"));
        if let Some(status) = group.leader().try_wait()? {
            if !status.success() {
                bail!("the measured program failed ({status})");
            }
            return Ok(Timed { seconds: start.elapsed().as_secs_f64(), peak_mb });
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

pub(super) struct Server {
    pub(super) group: Group,
    address: SocketAddr,
}

impl Server {
    pub(super) fn start(program: &Path, home: &Path) -> Result<Self> {
        let mut command = Command::new(program);
        command.args(["serve", "--port", "0", "--lang", "en", "--dir"]).arg(home).stdout(Stdio::piped());
        let mut group = Group::start(&mut command)?;
        // It says its address when it listens there.
        let mut said = String::new();
        let out = group.leader().stdout.take().context("the server has no output")?;
        BufReader::new(out).read_line(&mut said)?;
        let address = said.split("http://").nth(1).and_then(|rest| rest.split_whitespace().next());
        let address = address.and_then(|text| text.trim_end_matches(['.', '/']).parse().ok());
        let address = address.with_context(|| format!("the server told no address: {said}"))?;
        Ok(Self { group, address })
    }

    /// One request on a connection of its own; gives the whole answer.
    fn ask(&self, request: &str) -> Result<String> {
        let mut stream = TcpStream::connect(self.address)?;
        stream.write_all(request.as_bytes())?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }

    pub(super) fn get(&self, path: &str, cookie: &str) -> Result<String> {
        let answer = self.ask(&format!(
            "GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
        ))?;
        if !answer.starts_with("HTTP/1.1 200") {
            bail!("{path} answered {}", answer.lines().next().unwrap_or_default());
        }
        Ok(answer)
    }

    /// Sends a form; gives the whole answer.
    pub(super) fn post(&self, path: &str, cookie: &str, body: &str) -> Result<String> {
        self.ask(&format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n\
             Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ))
    }

    /// Signs in the first coordinator; gives the cookie.
    pub(super) fn sign_in(&self, password: &str) -> Result<String> {
        let answer = self.post("/logga-in", "", &format!("login=samordnare&password={password}"))?;
        let cookie = answer.lines().find_map(|line| line.strip_prefix("set-cookie: "));
        let cookie =
            cookie.and_then(|cookie| cookie.split(';').next()).context("signing in gave no cookie")?;
        Ok(cookie.to_owned())
    }

    /// The id of a published promise, read off the page that lists them.
    pub(super) fn promise(&self, cookie: &str) -> Result<String> {
        let page = self.get("/loften", cookie)?;
        page.split("href=\"/uppfoljning/")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .map(str::to_owned)
            .context("no promise on /loften has a verdict")
    }

    /// Milliseconds of so many requests for a page, the quickest first.
    pub(super) fn times(&self, path: &str, cookie: &str, requests: usize) -> Result<Vec<f64>> {
        let mut times = Vec::with_capacity(requests);
        for _ in 0..requests {
            let start = Instant::now();
            self.get(path, cookie)?;
            times.push(start.elapsed().as_secs_f64() * 1000.0);
        }
        times.sort_by(f64::total_cmp);
        Ok(times)
    }

    pub(super) fn stop(&mut self) {
        self.group.stop();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The smallest time that so many per cent of the requests kept within.
pub(super) fn at(sorted: &[f64], percent: usize) -> f64 {
    sorted.get((sorted.len() * percent).div_ceil(100).saturating_sub(1)).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::at;

    #[test]
    fn a_percentile_is_a_time_that_was_measured() {
        let times: Vec<f64> = (1..=200).map(f64::from).collect();
        assert_eq!((at(&times, 50), at(&times, 99)), (100.0, 198.0));
        assert!(at(&[], 50).is_nan());
    }
}
