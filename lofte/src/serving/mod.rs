//! Answering at an address: HTTP/1, within limits, until the program is told to stop.
//!
//! Anybody may open a connection and then do nothing, or nearly nothing. So every stage of a request has its time, what
//! is sent and taken has its pace, and there are only so many connections in all and from one address. When the program
//! is told to stop, whoever has not sent a whole request is left at once, and the others have a moment. TLS, and limits
//! on how often somebody asks, belong to the web server in front.

mod connection;
mod crowd;
mod pace;
mod stage;

use axum::Router;
use axum::http::Request;
use crowd::Crowd;
use lofte_app::limits::Limits;
use std::io::{Error, ErrorKind};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// What whoever is one too many gets, without being listened to.
const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 10\r\nContent-Length: 0\r\n\
    Connection: close\r\n\r\n";
/// Before the next connection is looked for when the system has no room for one.
const BREATH: Duration = Duration::from_millis(100);
/// File handles that are not connections: casework, rows, logs.
const OTHER_HANDLES: u64 = 32;

/// A side with all that it answers, and what may take its time there.
#[derive(Clone)]
pub struct Side {
    /// The answers.
    pub router: Router,
    /// Which requests bring a file, so that only their pace is bounded.
    pub brings_a_file: fn(&Request<()>) -> bool,
}

/// Answers at an address until Ctrl-C or a termination signal; requests under way get a moment to end.
pub async fn until_told(side: Side, listener: TcpListener, limits: &Limits) {
    serve(side, listener, limits, stopped()).await;
}

/// Ends when the process is told to stop. The handlers stand when this returns, before anybody is answered: a signal that
/// came first would end the process on the spot.
fn stopped() -> impl Future<Output = ()> {
    let (interrupted, terminated) = (told(SignalKind::interrupt()), told(SignalKind::terminate()));
    async move {
        tokio::select! {
            () = interrupted => {}
            () = terminated => {}
        }
    }
}

/// Ends at the first signal of a kind since this was called.
fn told(kind: SignalKind) -> impl Future<Output = ()> {
    let signals = signal(kind);
    async move {
        match signals {
            Ok(mut signals) => {
                signals.recv().await;
            }
            // Without a handler the system ends the process by itself.
            Err(_) => std::future::pending().await,
        }
    }
}

/// Answers until `stop` comes, and then until everybody under way is done or the time for that is over.
pub async fn serve(side: Side, listener: TcpListener, limits: &Limits, stop: impl Future<Output = ()>) {
    let (side, limits) = (Arc::new(side), Arc::new(limits.clone()));
    let crowd = Crowd::new(limits.connections.min(handles()), limits.connections_from_one_address);
    let (stopping, stopped) = watch::channel(false);
    let mut connections = JoinSet::new();
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => match crowd.enter(peer.ip()) {
                    Some(place) => {
                        let (side, limits, stopped) = (Arc::clone(&side), Arc::clone(&limits), stopped.clone());
                        connections.spawn(async move {
                            connection::answer(stream, peer, side, limits, stopped).await;
                            drop(place);
                        });
                    }
                    None => turn_away(&stream),
                },
                Err(error) => take_breath(&error).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
    drop(listener);
    stopping.send_replace(true);
    let all = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(limits.stopping, all).await.is_err() {
        tracing::warn!(connections = connections.len(), "some were still asking when the program stopped");
        connections.shutdown().await;
    }
}

fn turn_away(stream: &TcpStream) {
    // Whoever does not take it at once does without.
    let _ = stream.try_write(FULL);
}

/// After an error of one connection the next may come at once; after one of the system it would only fail again.
async fn take_breath(error: &Error) {
    let of_one = [ErrorKind::ConnectionRefused, ErrorKind::ConnectionAborted, ErrorKind::ConnectionReset];
    if !of_one.contains(&error.kind()) {
        tracing::warn!(%error, "cannot take a connection");
        tokio::time::sleep(BREATH).await;
    }
}

/// Connections for which the system has file handles.
fn handles() -> usize {
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile).current;
    // A request may open a file, or ask the casework over a connection of its own.
    limit.map_or(usize::MAX, |handles| {
        usize::try_from(handles.saturating_sub(OTHER_HANDLES).max(2) / 2).unwrap_or(usize::MAX)
    })
}
