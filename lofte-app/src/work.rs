//! How much long work this process has under way for a house: one job at a time, and a count of what has something left to do.
//!
//! What the work is, and in which order it is done, belongs to whoever does it.

use crate::error::AppError;
use std::sync::Arc;
use tokio::sync::{Mutex, MutexGuard, watch};

/// What this process does of a house's jobs.
#[derive(Clone, Debug, Default)]
pub struct Work {
    one_at_a_time: Arc<Mutex<()>>,
    under_way: Arc<watch::Sender<usize>>,
}

impl Work {
    /// A task begins; it has something left to do until what is returned is dropped.
    pub fn begin(&self) -> UnderWay {
        self.under_way.send_modify(|tasks| *tasks += 1);
        UnderWay(Arc::clone(&self.under_way))
    }

    /// Waits for the turn of one more job.
    pub async fn turn(&self) -> MutexGuard<'_, ()> {
        self.one_at_a_time.lock().await
    }

    /// Waits until every task that has begun is done.
    pub async fn rest(&self) {
        let mut under_way = self.under_way.subscribe();
        // The sender lives as long as the house.
        let _ = under_way.wait_for(|tasks| *tasks == 0).await;
    }
}

/// A task that has something left to do.
#[must_use]
pub struct UnderWay(Arc<watch::Sender<usize>>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.send_modify(|tasks| *tasks -= 1);
    }
}

/// Blocking work where it does not hold up others.
pub(crate) async fn off_the_way<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, AppError> + Send + 'static,
) -> Result<T, AppError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| AppError::Defect(error.to_string()))?
}
