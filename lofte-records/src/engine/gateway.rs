//! The client of a gateway: asks, waits, and tells what is wrong in words of its own.
//!
//! A question that found nobody is put again, a few times and not for long: a gateway that is started anew is back within
//! seconds, and somebody waits for the page. A gateway that says no is not asked again.

use super::question::{AnswerPart, CONTENT_TYPE, Failed, Failure, Line, PATH, Question};
use crate::error::RecordsError;
use crate::rows::answers::none_yet;
use crate::{Point, StoredIncident, StoredStatistic};
use lofte_model::place::MunicipalityCode;
use lofte_model::records::{CountTable, Dimension, NationalSelection, NationalTable, Selection};
use lofte_model::survey::{WaveAnswers, WaveName};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE as CONTENT_TYPE_HEADER, HeaderValue};
use reqwest::{Client, Response, StatusCode, Url};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How often a question is put where nobody answers.
const ATTEMPTS: u32 = 3;
/// The wait before it is put again, doubled each time.
const PAUSE: Duration = Duration::from_millis(200);
/// How long a gateway may take to accept a connection.
const CONNECTING: Duration = Duration::from_secs(5);
/// The longest line of an answer; the gateway sends no line that is nearly as long.
const LONGEST_LINE: usize = 64 << 20;
/// The longest refusal that is read.
const LONGEST_REFUSAL: usize = 64 << 10;
/// The fewest characters of a secret.
const SHORTEST_TOKEN: usize = 32;

/// A gateway that answers questions about rows. Cheap to clone.
#[derive(Clone)]
pub struct Gateway {
    client: Client,
    url: Url,
    authorization: HeaderValue,
}

/// Without the secret.
impl std::fmt::Debug for Gateway {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gateway").field("url", &self.url.as_str()).finish_non_exhaustive()
    }
}

impl Gateway {
    /// A gateway at an address, with the secret that stands in a file. `patience` is how long it may be silent.
    ///
    /// # Errors
    /// [`RecordsError::BadEngine`] where the address is none, the way to it is open to listeners, or there is no secret.
    pub fn open(address: &str, token_file: &Path, patience: Duration) -> Result<Self, RecordsError> {
        let bad = |why: String| RecordsError::BadEngine { engine: address.to_owned(), why };
        let mut url = Url::parse(address).map_err(|error| bad(error.to_string()))?;
        if !is_safe(&url) {
            return Err(bad("it must be https://, or http:// on this very machine".to_owned()));
        }
        if !url.path().ends_with('/') {
            url.set_path(&format!("{}/", url.path()));
        }
        let url = url.join(PATH).map_err(|error| bad(error.to_string()))?;
        let unread = |error| bad(format!("{}: {error}", token_file.display()));
        let token = std::fs::read_to_string(token_file).map_err(unread)?;
        let token = token.trim();
        if token.len() < SHORTEST_TOKEN {
            return Err(bad(format!(
                "{} holds no secret of {SHORTEST_TOKEN} characters",
                token_file.display()
            )));
        }
        let mut authorization = HeaderValue::try_from(format!("Bearer {token}"))
            .map_err(|_| bad(format!("{} holds more than a secret", token_file.display())))?;
        authorization.set_sensitive(true);
        let client = Client::builder()
            .connect_timeout(CONNECTING)
            .read_timeout(patience)
            // The secret goes to the gateway and nowhere else.
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .map_err(|error| bad(error.to_string()))?;
        Ok(Self { client, url, authorization })
    }

    pub(crate) async fn count(
        &self,
        selection: &Selection,
        dimensions: &[Dimension],
    ) -> Result<CountTable, RecordsError> {
        let (selection, dimensions) = (selection.clone(), dimensions.to_vec());
        let question = Question::Count { selection, dimensions: dimensions.clone() };
        let rows = self.collect(&question, |line| if let Line::Count(row) = line { Some(row) } else { None });
        Ok(CountTable { dimensions, rows: rows.await? })
    }

    pub(crate) async fn points(&self, selection: &Selection) -> Result<Vec<Point>, RecordsError> {
        let question = Question::Points { selection: selection.clone() };
        self.collect(&question, |line| if let Line::Point(point) = line { Some(point) } else { None }).await
    }

    pub(crate) async fn statistics(
        &self,
        municipality: &MunicipalityCode,
    ) -> Result<Vec<StoredStatistic>, RecordsError> {
        let question = Question::Statistics { municipality: municipality.clone() };
        let statistic = |line| if let Line::Statistic(row) = line { Some(*row) } else { None };
        self.collect(&question, statistic).await
    }

    pub(crate) async fn fold_incidents<T: Send>(
        &self,
        selection: &Selection,
        begin: &(dyn Fn() -> T + Send + Sync),
        take: &(dyn Fn(&mut T, StoredIncident) + Send + Sync),
    ) -> Result<Vec<T>, RecordsError> {
        let question = Question::Incidents { selection: selection.clone() };
        let nothing = || (Vec::new(), Arc::<str>::default());
        let (made, _) = self
            .ask(&question, nothing, |(made, source), line| match line {
                Line::File { source: name, .. } => {
                    *source = name.into();
                    made.push(begin());
                    Ok(())
                }
                Line::Incident(row) => {
                    let made = made.last_mut().ok_or_else(|| unexpected("a row before its file"))?;
                    take(made, StoredIncident { source: Arc::clone(source), ..*row });
                    Ok(())
                }
                _ => Err(unexpected("a line of another question")),
            })
            .await?;
        Ok(made)
    }

    pub(crate) async fn answers(
        &self,
        municipality: &MunicipalityCode,
        wave: &WaveName,
    ) -> Result<Option<WaveAnswers>, RecordsError> {
        let question = Question::Answers { municipality: municipality.clone(), wave: wave.clone() };
        self.ask(
            &question,
            || None,
            |found: &mut Option<WaveAnswers>, line| match (line, found) {
                (Line::Wave(wave), found @ None) => {
                    *found = Some(none_yet(&wave));
                    Ok(())
                }
                (Line::Answers(part), Some(found)) => add(found, part),
                _ => Err(unexpected("a line of another question")),
            },
        )
        .await
    }

    /// Asks the question across municipalities, which takes the secret of a national role.
    pub async fn national(&self, selection: NationalSelection) -> Result<NationalTable, RecordsError> {
        let question = Question::National { selection };
        let table = |line| if let Line::National(table) = line { Some(*table) } else { None };
        let found = self.collect(&question, table).await?;
        found.into_iter().next().ok_or_else(|| unexpected("no table"))
    }

    /// Whether the gateway is there and knows the secret; what it knows of any rows is not asked.
    pub async fn greet(&self) -> Result<(), RecordsError> {
        let away = |error: reqwest::Error| RecordsError::EngineAway(error.without_url().into());
        let request = self.client.get(self.url.clone()).header(AUTHORIZATION, self.authorization.clone());
        let response = request.send().await.map_err(away)?;
        if response.status() == StatusCode::NO_CONTENT { Ok(()) } else { Err(refusal(response).await) }
    }

    async fn collect<T: Send>(
        &self,
        question: &Question,
        row: impl Fn(Line) -> Option<T> + Sync,
    ) -> Result<Vec<T>, RecordsError> {
        self.ask(question, Vec::new, |rows, line| {
            rows.push(row(line).ok_or_else(|| unexpected("a line of another question"))?);
            Ok(())
        })
        .await
    }

    /// Puts the question, again where nobody answers or an answer breaks off.
    async fn ask<T: Send>(
        &self,
        question: &Question,
        begin: impl Fn() -> T,
        take: impl Fn(&mut T, Line) -> Result<(), RecordsError> + Sync,
    ) -> Result<T, RecordsError> {
        let mut attempt = 1;
        loop {
            let mut made = begin();
            match self.ask_once(question, &mut |line| take(&mut made, line)).await {
                Ok(()) => return Ok(made),
                Err(trouble) if trouble.may_pass && attempt < ATTEMPTS => {}
                Err(trouble) => return Err(trouble.error),
            }
            tokio::time::sleep(PAUSE * 2_u32.pow(attempt - 1)).await;
            attempt += 1;
        }
    }

    async fn ask_once(
        &self,
        question: &Question,
        take: &mut (dyn FnMut(Line) -> Result<(), RecordsError> + Send),
    ) -> Result<(), Trouble> {
        let body = serde_json::to_vec(question).map_err(|error| RecordsError::EngineAnswer(error.into()))?;
        let request = self.client.post(self.url.clone()).body(body);
        let request = request.header(AUTHORIZATION, self.authorization.clone());
        let request = request.header(CONTENT_TYPE_HEADER, "application/json");
        let mut response = request.send().await?;
        let kind = response.headers().get(CONTENT_TYPE_HEADER);
        if response.status() != StatusCode::OK || kind.is_none_or(|kind| kind != CONTENT_TYPE) {
            return Err(refusal(response).await.into());
        }
        let mut lines = Lines::default();
        while let Some(bytes) = response.chunk().await? {
            lines.add(&bytes, take)?;
        }
        Ok(lines.finish()?)
    }
}

/// What went wrong, and whether putting the question again may help.
struct Trouble {
    error: RecordsError,
    may_pass: bool,
}

impl From<RecordsError> for Trouble {
    fn from(error: RecordsError) -> Self {
        let may_pass = matches!(error, RecordsError::EngineAway(_) | RecordsError::Missing { .. });
        Self { error, may_pass }
    }
}

impl From<reqwest::Error> for Trouble {
    fn from(error: reqwest::Error) -> Self {
        // Somebody has waited long enough for a gateway that is there and silent.
        let may_pass = error.is_connect() || !error.is_timeout();
        Self { error: RecordsError::EngineAway(error.without_url().into()), may_pass }
    }
}

/// The lines of an answer, put together from the pieces that come.
#[derive(Default)]
struct Lines {
    rest: Vec<u8>,
    seen: u64,
    whole: bool,
}

impl Lines {
    fn add(
        &mut self,
        bytes: &[u8],
        take: &mut dyn FnMut(Line) -> Result<(), RecordsError>,
    ) -> Result<(), RecordsError> {
        let mut bytes = bytes;
        while let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
            self.rest.extend_from_slice(&bytes[..end]);
            bytes = &bytes[end + 1..];
            let line = serde_json::from_slice(&self.rest);
            self.rest.clear();
            self.one(line.map_err(|error| RecordsError::EngineAnswer(error.into()))?, take)?;
        }
        self.rest.extend_from_slice(bytes);
        if self.rest.len() > LONGEST_LINE { Err(unexpected("a line without an end")) } else { Ok(()) }
    }

    fn one(
        &mut self,
        line: Line,
        take: &mut dyn FnMut(Line) -> Result<(), RecordsError>,
    ) -> Result<(), RecordsError> {
        match line {
            _ if self.whole => Err(unexpected("a line after the end")),
            Line::Failed(failure) => Err(failure.told()),
            Line::End { lines } if lines == self.seen => {
                self.whole = true;
                Ok(())
            }
            Line::End { .. } => Err(unexpected("another number of lines than it says")),
            line => {
                self.seen += 1;
                take(line)
            }
        }
    }

    fn finish(self) -> Result<(), RecordsError> {
        let cut = || RecordsError::EngineAway("the answer breaks off".into());
        if self.whole && self.rest.is_empty() { Ok(()) } else { Err(cut()) }
    }
}

/// Whether nobody on the way can read the secret.
fn is_safe(url: &Url) -> bool {
    let here = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => return false,
    };
    url.scheme() == "https" || (here && url.scheme() == "http")
}

/// What an answer means that is none.
async fn refusal(mut response: Response) -> RecordsError {
    let status = response.status();
    let mut body = Vec::new();
    while let Ok(Some(bytes)) = response.chunk().await {
        body.extend_from_slice(&bytes);
        if body.len() > LONGEST_REFUSAL {
            break;
        }
    }
    if let Ok(failure) = serde_json::from_slice::<Failure>(&body) {
        return failure.told();
    }
    let why = format!("it answers with the status {status}");
    match status.as_u16() {
        401 | 403 => Failure { what: Failed::Unknown, path: None, why }.told(),
        // A web server in front that finds nobody behind it.
        429 | 502..=504 => RecordsError::EngineAway(why.into()),
        _ => RecordsError::EngineAnswer(why.into()),
    }
}

fn unexpected(what: &str) -> RecordsError {
    RecordsError::EngineAnswer(format!("its answer holds {what}").into())
}

fn add(found: &mut WaveAnswers, part: AnswerPart) -> Result<(), RecordsError> {
    let returned = part.stratum.len();
    let even = part.answers.values().all(|column| column.len() == returned);
    if !even || part.weights.as_ref().is_some_and(|weights| weights.len() != returned) {
        return Err(unexpected("columns of different lengths"));
    }
    found.stratum.extend(part.stratum);
    if let Some(weights) = part.weights {
        found.weights.get_or_insert_default().extend(weights);
    }
    for (item, column) in part.answers {
        found.answers.entry(item).or_default().extend(column);
    }
    Ok(())
}
