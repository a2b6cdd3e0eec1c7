//! The gateway: takes a question over HTTP, lets in whoever has a secret for it, and sends the answer line by line.
//!
//! It speaks plain HTTP to a web server in front of it, which has the certificate; by itself it listens on its own machine
//! only. An answer that fails before its first line has the status of its failure; one that fails later ends with a line
//! that says so, and without the line that makes it whole.

use crate::callers::{Callers, May};
use crate::engine::Engine;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use lofte_records::RecordsError;
use lofte_records::engine::question::{self, Failed, Failure, Line, Question};
use std::convert::Infallible;
use std::sync::Arc;
use tokio::sync::mpsc::{Receiver, channel};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinHandle;

/// The longest question.
const LONGEST_QUESTION: usize = 1 << 20;
/// Questions that are answered at the same time; further ones are told to come again.
const QUESTIONS_AT_A_TIME: usize = 64;
/// Lines on their way between engine and client.
const LINES_UNDERWAY: usize = 1024;

/// What every request needs.
#[derive(Clone)]
struct Gateway {
    engine: Engine,
    callers: Arc<Callers>,
    places: Arc<Semaphore>,
}

/// The routes of a gateway: `v1/ask` for questions, `alive` for whoever watches it.
pub fn routes(engine: Engine, callers: Callers) -> Router {
    let places = Arc::new(Semaphore::new(QUESTIONS_AT_A_TIME));
    let gateway = Gateway { engine, callers: Arc::new(callers), places };
    Router::new()
        .route(&format!("/{}", question::PATH), get(greet).post(ask))
        .route("/alive", get(|| async { StatusCode::NO_CONTENT }))
        .layer(DefaultBodyLimit::max(LONGEST_QUESTION))
        .with_state(gateway)
}

/// Whether the secret is known, for whoever sets up a house.
async fn greet(State(gateway): State<Gateway>, headers: HeaderMap) -> Result<StatusCode, Refusal> {
    gateway.caller(&headers)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn ask(State(gateway): State<Gateway>, headers: HeaderMap, body: Bytes) -> Result<Response, Refusal> {
    let may = gateway.caller(&headers)?;
    let question: Question = serde_json::from_slice(&body).map_err(|error| {
        Refusal::because(Failed::Question, format!("the question is not understood: {error}"))
    })?;
    if !may.ask(&question) {
        let why = "the secret does not open these rows";
        return Err(Refusal::because(Failed::Forbidden, why.to_owned()));
    }
    let place = Arc::clone(&gateway.places).try_acquire_owned();
    let place = place
        .map_err(|_| Refusal::because(Failed::Engine, "too many questions at the same time".to_owned()))?;
    let answer = Answer::begin(gateway.engine.clone(), question, place).await?;
    let body = Body::from_stream(futures::stream::unfold(answer, Answer::next));
    Ok(([(CONTENT_TYPE, question::CONTENT_TYPE)], body).into_response())
}

impl Gateway {
    fn caller(&self, headers: &HeaderMap) -> Result<&May, Refusal> {
        let said = headers.get(AUTHORIZATION).and_then(|header| header.to_str().ok());
        let secret = said.and_then(|said| said.strip_prefix("Bearer ")).unwrap_or_default();
        let unknown = || Refusal::because(Failed::Unknown, "the secret is not known".to_owned());
        self.callers.known(secret).ok_or_else(unknown)
    }
}

/// A refusal before the first line.
struct Refusal(Failure);

impl Refusal {
    fn because(what: Failed, why: String) -> Self {
        Self(Failure { what, path: None, why })
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if status.is_server_error() {
            tracing::warn!(what = ?self.0.what, path = self.0.path, why = self.0.why, "a question failed");
        }
        (status, Json(self.0)).into_response()
    }
}

/// An answer on its way; whoever drops it stops the work on it.
struct Answer {
    lines: Receiver<Line>,
    work: JoinHandle<Result<(), RecordsError>>,
    first: Option<Line>,
    sent: u64,
    ended: bool,
    _place: OwnedSemaphorePermit,
}

impl Drop for Answer {
    fn drop(&mut self) {
        self.work.abort();
    }
}

impl Answer {
    /// Waits for the first line, so that a failure before it has a status.
    async fn begin(engine: Engine, question: Question, place: OwnedSemaphorePermit) -> Result<Self, Refusal> {
        let (to, lines) = channel(LINES_UNDERWAY);
        let work = tokio::spawn(async move { engine.answer(&question, &to).await });
        let mut answer = Self { lines, work, first: None, sent: 0, ended: false, _place: place };
        answer.first = answer.lines.recv().await;
        if answer.first.is_none() {
            answer.first = Some(match answer.outcome().await {
                Ok(()) => Line::End { lines: 0 },
                Err(failure) => return Err(Refusal(failure)),
            });
            answer.ended = true;
        }
        Ok(answer)
    }

    async fn outcome(&mut self) -> Result<(), Failure> {
        match (&mut self.work).await {
            Ok(done) => done.map_err(|error| Failure::of(&error)),
            Err(error) => Err(Failure { what: Failed::Engine, path: None, why: error.to_string() }),
        }
    }

    /// The next piece of the body.
    async fn next(mut self) -> Option<(Result<Vec<u8>, Infallible>, Self)> {
        let mut piece = Vec::new();
        if let Some(first) = self.first.take() {
            self.write(&mut piece, &first);
        } else if self.ended {
            return None;
        } else {
            let mut lines = Vec::new();
            if self.lines.recv_many(&mut lines, LINES_UNDERWAY).await == 0 {
                self.ended = true;
                let end = match self.outcome().await {
                    Ok(()) => Line::End { lines: self.sent },
                    Err(failure) => {
                        tracing::warn!(what = ?failure.what, why = failure.why, "an answer broke off");
                        Line::Failed(failure)
                    }
                };
                lines.push(end);
            }
            for line in &lines {
                self.write(&mut piece, line);
            }
        }
        Some((Ok(piece), self))
    }

    fn write(&mut self, piece: &mut Vec<u8>, line: &Line) {
        // A line that cannot be written is missed by whoever counts them.
        if serde_json::to_writer(&mut *piece, line).is_ok() {
            self.sent += 1;
        }
        piece.push(b'\n');
    }
}
