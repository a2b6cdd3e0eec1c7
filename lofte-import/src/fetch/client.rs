//! Asking politely: within limits of time and size, and again where somebody says that they are busy.

use lofte_model::message::Told;
use reqwest::header::RETRY_AFTER;
use reqwest::redirect::{Action, Attempt, Policy};
use reqwest::{Response, StatusCode, Url};
use std::time::Duration;

/// How long it may take until somebody accepts a connection, and until they say something more.
const CONNECTING: Duration = Duration::from_secs(10);
const SILENT: Duration = Duration::from_mins(1);
/// The longest that an answer may take from its beginning to its end.
const WHOLE: Duration = Duration::from_mins(10);
/// How often a question is put.
const ATTEMPTS: u32 = 4;
/// The longest wait that is obeyed.
const LONGEST_WAIT: Duration = Duration::from_mins(1);
/// The wait before a question is put again where nobody says how long, doubled each time.
const PAUSE: Duration = Duration::from_secs(1);
/// Addresses that an answer may send us on to.
const MOST_REDIRECTS: usize = 3;

/// Why nothing was fetched.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The address is none.
    #[error("{address} is no address")]
    Address {
        /// As it was written.
        address: String,
    },
    /// Too many ids, none, or something that is none.
    #[error("name one to {most} indicators by their ids")]
    Indicators {
        /// The most.
        most: usize,
    },
    /// Nobody can be reached.
    #[error("{host} cannot be reached: is there a network?")]
    Unreachable {
        /// Who was asked.
        host: String,
        /// Why.
        #[source]
        source: reqwest::Error,
    },
    /// Somebody answered that they cannot or will not.
    #[error("{host} answered {status}")]
    Refused {
        /// Who was asked.
        host: String,
        /// The number of the answer.
        status: u16,
    },
    /// The answer is larger than anything of its kind.
    #[error("the answer of {host} is larger than {megabytes} MB")]
    TooLarge {
        /// Who was asked.
        host: String,
        /// The most.
        megabytes: u64,
    },
    /// The answer has nothing for the municipality.
    #[error("{host} has nothing for the municipality")]
    Nothing {
        /// Who was asked.
        host: String,
    },
    /// The answer is not all of it.
    #[error("the answer is cut short: {address}")]
    Cut {
        /// What was asked.
        address: String,
    },
    /// The answer is something else.
    #[error("{host} answered with something else than was asked for")]
    Other {
        /// Who was asked.
        host: String,
    },
}

impl Told for FetchError {
    fn code(&self) -> &'static str {
        match self {
            Self::Address { .. } => "address",
            Self::Indicators { .. } => "indicators",
            Self::Unreachable { .. } => "unreachable",
            Self::Refused { status: 429 | 502..=504, .. } => "busy",
            Self::Refused { .. } => "refused",
            Self::TooLarge { .. } => "too-large",
            Self::Nothing { .. } => "nothing",
            Self::Cut { .. } => "cut",
            Self::Other { .. } => "other",
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Address { address } | Self::Cut { address } => vec![("address", address.clone())],
            Self::Indicators { most } => vec![("most", most.to_string())],
            Self::Unreachable { host, .. } | Self::Nothing { host } | Self::Other { host } => {
                vec![("host", host.clone())]
            }
            Self::Refused { host, status } => vec![("host", host.clone()), ("status", status.to_string())],
            Self::TooLarge { host, megabytes } => {
                vec![("host", host.clone()), ("megabytes", megabytes.to_string())]
            }
        }
    }
}

/// Somebody who asks.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    pause: Duration,
}

impl Client {
    /// One that waits a second before it asks again.
    ///
    /// # Errors
    /// The machine has no way to speak in secret.
    pub fn new() -> Result<Self, FetchError> {
        Self::with_pause(PAUSE)
    }

    /// One that waits so long before it asks again.
    ///
    /// # Errors
    /// As [`Client::new`].
    pub fn with_pause(pause: Duration) -> Result<Self, FetchError> {
        let http = reqwest::Client::builder()
            .connect_timeout(CONNECTING)
            .read_timeout(SILENT)
            .timeout(WHOLE)
            .redirect(Policy::custom(follow))
            .user_agent(concat!("lofte/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|source| FetchError::Unreachable { host: String::new(), source })?;
        Ok(Self { http, pause })
    }

    /// The whole answer, if it is one and no larger than so many bytes.
    pub(super) async fn get(&self, address: &Url, most: u64) -> Result<Vec<u8>, FetchError> {
        let (mut pause, mut attempt) = (self.pause, 1);
        loop {
            let last = attempt == ATTEMPTS;
            let wait = match self.http.get(address.clone()).send().await {
                Ok(answer) if answer.status().is_success() => return whole(answer, address, most).await,
                Ok(answer) if is_busy(answer.status()) && !last => asked_to_wait(&answer).unwrap_or(pause),
                Ok(answer) => {
                    return Err(FetchError::Refused {
                        host: host(address),
                        status: answer.status().as_u16(),
                    });
                }
                Err(source) if last => return Err(FetchError::Unreachable { host: host(address), source }),
                Err(_) => pause,
            };
            tokio::time::sleep(wait.min(LONGEST_WAIT)).await;
            (pause, attempt) = (pause.saturating_mul(2), attempt + 1);
        }
    }
}

/// Follows within the same host, and never from a secret connection to an open one.
fn follow(attempt: Attempt<'_>) -> Action {
    let from = attempt.previous().last();
    let same = from.is_some_and(|from| {
        let to = attempt.url();
        let secret = from.scheme() == "http" && to.scheme() == "https";
        from.host_str() == to.host_str() && (from.origin() == to.origin() || secret)
    });
    if same && attempt.previous().len() <= MOST_REDIRECTS { attempt.follow() } else { attempt.stop() }
}

fn is_busy(status: StatusCode) -> bool {
    matches!(status.as_u16(), 429 | 502..=504)
}

/// How long somebody asks us to wait, in seconds.
fn asked_to_wait(answer: &Response) -> Option<Duration> {
    let text = answer.headers().get(RETRY_AFTER)?.to_str().ok()?;
    text.trim().parse().ok().map(Duration::from_secs)
}

/// Reads an answer piece by piece, so that one that does not end is given up.
async fn whole(mut answer: Response, address: &Url, most: u64) -> Result<Vec<u8>, FetchError> {
    let mut bytes = Vec::new();
    let lost = |source| FetchError::Unreachable { host: host(address), source };
    while let Some(piece) = answer.chunk().await.map_err(lost)? {
        if bytes.len() as u64 + piece.len() as u64 > most {
            return Err(too_large(address, most));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

/// More than the most that is read.
pub(super) fn too_large(address: &Url, most: u64) -> FetchError {
    FetchError::TooLarge { host: host(address), megabytes: most >> 20 }
}

/// Who is asked, for a message.
pub(super) fn host(address: &Url) -> String {
    address.host_str().unwrap_or_default().to_owned()
}
