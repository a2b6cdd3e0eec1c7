//! How fast somebody must send what we wait for, and take what we send.
//!
//! Only time in which we wait counts: whoever is waiting for us is not slow.

use super::stage::{Answering, Stage};
use axum::body::{Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};
use lofte_app::limits::Limits;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

/// A window of no time would never end.
const SHORTEST: Duration = Duration::from_millis(1);

/// Counts what goes through, against the least that must in a window of time.
struct Pace {
    window: Duration,
    least: u64,
    gone: u64,
    waiting: Option<Pin<Box<Sleep>>>,
}

impl Pace {
    fn of(limits: &Limits) -> Self {
        Self { window: limits.pace_window.max(SHORTEST), least: limits.pace, gone: 0, waiting: None }
    }

    /// So many bytes went through.
    fn gone(&mut self, bytes: usize) {
        self.gone = self.gone.saturating_add(bytes as u64);
        if self.gone >= self.least {
            self.rest();
        }
    }

    /// We wait for nothing any more.
    fn rest(&mut self) {
        self.gone = 0;
        self.waiting = None;
    }

    /// Nothing goes through right now; whether that has been so for too long.
    fn is_too_slow(&mut self, context: &mut Context<'_>) -> bool {
        let window = self.window;
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(sleep(window)));
        while waiting.as_mut().poll(context).is_ready() {
            if self.gone < self.least {
                return true;
            }
            self.gone = 0;
            waiting.as_mut().reset(Instant::now() + window);
        }
        false
    }
}

/// What somebody sends, which ends in an error when it comes too slowly.
pub(super) struct Sent<B> {
    body: B,
    pace: Pace,
    too_slow: Arc<AtomicBool>,
}

impl<B> Sent<B> {
    pub(super) fn new(body: B, limits: &Limits, too_slow: Arc<AtomicBool>) -> Self {
        Self { body, pace: Pace::of(limits), too_slow }
    }
}

impl<B: HttpBody<Data = Bytes, Error = hyper::Error> + Unpin> HttpBody for Sent<B> {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        match Pin::new(&mut self.body).poll_frame(context) {
            Poll::Ready(Some(Ok(frame))) => {
                self.pace.gone(frame.data_ref().map_or(0, Bytes::len));
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(ended) => Poll::Ready(ended.map(|frame| frame.map_err(axum::Error::new))),
            Poll::Pending if self.pace.is_too_slow(context) => {
                self.too_slow.store(true, Ordering::Relaxed);
                Poll::Ready(Some(Err(axum::Error::new(io::Error::from(io::ErrorKind::TimedOut)))))
            }
            Poll::Pending => Poll::Pending,
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// An answer, which is being given until it is gone.
pub(super) struct Answer {
    pub(super) body: axum::body::Body,
    pub(super) _answering: Answering,
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The connection itself: tells the stage what comes, and fails when nobody takes what is sent.
pub(super) struct Line<S> {
    stream: S,
    stage: Stage,
    pace: Pace,
}

impl<S> Line<S> {
    pub(super) fn new(stream: S, stage: Stage, limits: &Limits) -> Self {
        Self { stream, stage, pace: Pace::of(limits) }
    }

    /// Keeps count of an attempt to send.
    fn sent(
        &mut self,
        context: &mut Context<'_>,
        outcome: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        match &outcome {
            Poll::Ready(Ok(bytes)) => self.pace.gone(*bytes),
            Poll::Pending if self.pace.is_too_slow(context) => {
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
            Poll::Ready(Err(_)) | Poll::Pending => {}
        }
        outcome
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Line<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if buffer.filled().len() > before {
            self.stage.heard();
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Line<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.sent(context, outcome)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.sent(context, outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        if flushed.is_ready() {
            self.pace.rest();
        }
        flushed
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
