//! How far long work has come, on standard error and only where a person is looking.

use indicatif::{ProgressBar, ProgressStyle};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

/// Whether this program shows pages: whoever started it looks at no single answer.
static SERVES: AtomicBool = AtomicBool::new(false);

/// From now on nothing is drawn while methods work.
pub fn serves() {
    SERVES.store(true, Ordering::Relaxed);
}

/// A bar for a file being read; nothing is drawn where standard error is no terminal.
pub fn of_bytes() -> ProgressBar {
    styled("{bar:30} {bytes}/{total_bytes} {eta}")
}

/// A bar for steps with a word for each.
pub fn of_steps() -> ProgressBar {
    styled("{bar:30} {pos}/{len} {msg}")
}

fn styled(template: &str) -> ProgressBar {
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("━━─"));
    }
    bar
}

/// Does long work; where a person is looking, a sign of life is drawn once it has gone on for a second.
pub fn while_working<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    if SERVES.load(Ordering::Relaxed) {
        return work();
    }
    std::thread::scope(|scope| {
        let (done, waits) = std::sync::mpsc::channel::<()>();
        scope.spawn(move || {
            // The sender is dropped when the work ends, which also ends the wait.
            if waits.recv_timeout(Duration::from_secs(1)) == Err(RecvTimeoutError::Timeout) {
                let bar = ProgressBar::new_spinner();
                if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed_precise}") {
                    bar.set_style(style);
                }
                bar.enable_steady_tick(Duration::from_millis(200));
                let _ = waits.recv();
                bar.finish_and_clear();
            }
        });
        let result = work();
        drop(done);
        result
    })
}
