//! One connection: requests one after the other, each within its time.

use super::Side;
use super::pace::{Answer, Line, Sent};
use super::stage::Stage;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderValue, Request, Response, StatusCode, header};
use axum::response::IntoResponse as _;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use lofte_app::limits::Limits;
use lofte_words::Language;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tower::ServiceExt as _;

/// The head of a request may be so long.
const LONGEST_HEAD: usize = 64 << 10;

/// Answers what comes on a connection until either side has had enough.
pub(super) async fn answer(
    stream: TcpStream,
    peer: SocketAddr,
    side: Arc<Side>,
    limits: Arc<Limits>,
    mut stopped: watch::Receiver<bool>,
) {
    // It only makes small answers quicker.
    let _ = stream.set_nodelay(true);
    let stage = Stage::new();
    let line = TokioIo::new(Line::new(stream, stage.clone(), &limits));
    let (side, limits, at) = (&*side, &*limits, &stage);
    let service = service_fn(move |request| one(request, peer, side, limits, at));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        // The stages below see to that, and to the time between two requests.
        .header_read_timeout(None::<Duration>)
        .max_buf_size(LONGEST_HEAD)
        .serve_connection(line, service);
    let mut connection = pin!(connection);
    let mut is_stopping = false;
    loop {
        tokio::select! {
            // Whatever went wrong on the way, there is nobody left to tell.
            _ = connection.as_mut() => return,
            () = stage.overdue(limits) => return,
            _ = stopped.changed(), if !is_stopping => {
                if stage.is_waiting() {
                    return;
                }
                is_stopping = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

/// Answers one request.
async fn one(
    request: Request<Incoming>,
    peer: SocketAddr,
    side: &Side,
    limits: &Limits,
    stage: &Stage,
) -> Result<Response<Answer>, Infallible> {
    let answering = stage.answering();
    let (head, body) = request.into_parts();
    let mut bare = Request::new(());
    *bare.method_mut() = head.method.clone();
    *bare.uri_mut() = head.uri.clone();
    let in_time = !(side.brings_a_file)(&bare);
    let too_slow = Arc::new(AtomicBool::new(false));
    let body = Body::new(Sent::new(body, limits, Arc::clone(&too_slow)));
    let mut request = Request::from_parts(head, body);
    request.extensions_mut().insert(ConnectInfo(peer));
    let answered = side.router.clone().oneshot(request);
    let answered =
        if in_time { tokio::time::timeout(limits.request, answered).await } else { Ok(answered.await) };
    let response = match answered {
        _ if too_slow.load(Ordering::Relaxed) => {
            let kilobytes = limits.pace.div_ceil(1 << 10).to_string();
            let gaps = [("kilobytes", kilobytes), ("seconds", limits.pace_window.as_secs().to_string())];
            plain(StatusCode::REQUEST_TIMEOUT, &Language::Swedish.tell("error-sent-too-slowly", &gaps))
        }
        Ok(Ok(response)) => response,
        Err(_) => {
            tracing::warn!(seconds = limits.request.as_secs(), "a request took too long");
            let gaps = [("seconds", limits.request.as_secs().to_string())];
            plain(StatusCode::SERVICE_UNAVAILABLE, &Language::Swedish.tell("error-took-too-long", &gaps))
        }
    };
    Ok(response.map(|body| Answer { body, _answering: answering }))
}

/// An answer in words, for when no page can be made.
fn plain(status: StatusCode, words: &str) -> Response<Body> {
    let mut response = (status, format!("{words}\n")).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if status == StatusCode::SERVICE_UNAVAILABLE {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("10"));
    }
    response
}
