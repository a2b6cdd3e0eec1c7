//! Where a connection stands between two requests, and since when.

use lofte_app::limits::Limits;
use std::sync::Arc;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// Nothing of a next request has come.
    Idle,
    /// Something has, but not its whole head.
    Head,
    /// A request is being answered.
    Busy,
}

/// The stage of one connection, shared by those who read, answer and watch it.
#[derive(Clone)]
pub(super) struct Stage(Arc<watch::Sender<(At, Instant)>>);

impl Stage {
    pub(super) fn new() -> Self {
        Self(Arc::new(watch::Sender::new((At::Idle, Instant::now()))))
    }

    /// Bytes have come.
    pub(super) fn heard(&self) {
        self.0.send_if_modified(|at| {
            let begins = at.0 == At::Idle;
            if begins {
                *at = (At::Head, Instant::now());
            }
            begins
        });
    }

    /// A whole head has come; it is being answered until what this gives goes.
    pub(super) fn answering(&self) -> Answering {
        self.0.send_replace((At::Busy, Instant::now()));
        Answering(self.clone())
    }

    /// Whether nobody waits for an answer.
    pub(super) fn is_waiting(&self) -> bool {
        self.0.borrow().0 != At::Busy
    }

    /// Returns when a stage has taken longer than it may.
    pub(super) async fn overdue(&self, limits: &Limits) {
        let mut seen = self.0.subscribe();
        loop {
            let (at, since) = *seen.borrow_and_update();
            let until = match at {
                At::Idle => since.checked_add(limits.idle),
                At::Head => since.checked_add(limits.head),
                At::Busy => None,
            };
            let over = async {
                match until {
                    Some(until) => sleep_until(until).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                // The sender is ours, so it is there.
                _ = seen.changed() => {}
                () = over => return,
            }
        }
    }
}

/// A request that is being answered.
pub(super) struct Answering(Stage);

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.0.send_replace((At::Idle, Instant::now()));
    }
}
