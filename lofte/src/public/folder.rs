//! A folder with a published snapshot, as a server of its own follows it.
//!
//! The folder is looked at every other second. A file [`PAUSED`] in it hides the snapshot, and whoever writes the folder
//! anew takes that file away with everything else. What cannot be read is logged, and what was shown stays.

use super::{Display, LOOK_EVERY, Paused};
use lofte_app::error::AppError;
use lofte_model::message::chain;
use lofte_publish::Snapshot;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;
use tokio::sync::watch;

/// The file that hides the snapshot beside it.
pub const PAUSED: &str = "paused.json";

/// What tells that the folder has changed.
type Stamp = (Option<SystemTime>, Option<SystemTime>);

fn stamp(dir: &Path) -> Stamp {
    let changed = |name: &str| dir.join(name).metadata().and_then(|known| known.modified()).ok();
    (changed("snapshot.json"), changed(PAUSED))
}

/// What the folder shows now.
pub(super) fn display(dir: &Path) -> Result<Display, AppError> {
    let path = dir.join(PAUSED);
    match std::fs::read(&path) {
        Ok(bytes) => {
            let paused: Paused = serde_json::from_slice(&bytes)
                .map_err(|error| AppError::machine(&path, std::io::Error::other(error)))?;
            Ok(Display::Paused(paused))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Ok(Display::Snapshot(Arc::new(Snapshot::open(dir)?)))
        }
        Err(error) => Err(AppError::machine(&path, error)),
    }
}

/// Hides what a folder shows.
pub fn pause(dir: &Path, paused: &Paused) -> Result<(), AppError> {
    let path = dir.join(PAUSED);
    let failed = |error| AppError::machine(&path, error);
    let bytes = serde_json::to_vec(paused).map_err(|error| AppError::Defect(error.to_string()))?;
    let mut file = tempfile::NamedTempFile::new_in(dir).map_err(failed)?;
    std::io::Write::write_all(&mut file, &bytes).map_err(failed)?;
    file.persist(&path).map_err(|error| failed(error.error))?;
    Ok(())
}

pub(super) async fn follow(dir: PathBuf, sender: watch::Sender<Display>) {
    let mut known = stamp(&dir);
    loop {
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            () = sender.closed() => return,
        }
        let now = stamp(&dir);
        if now == known {
            continue;
        }
        let looked_at = dir.clone();
        match tokio::task::spawn_blocking(move || display(&looked_at)).await {
            Ok(Ok(display)) => {
                known = now;
                if sender.send(display).is_err() {
                    return;
                }
            }
            Ok(Err(error)) => {
                tracing::error!(code = error.code(), cause = chain(&error), "cannot read the folder");
            }
            Err(error) => tracing::error!(cause = error.to_string(), "cannot read the folder"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lofte_model::promise::Side;

    #[test]
    fn a_pause_hides_whatever_lies_beside_it_and_a_damaged_one_shows_nothing_instead() {
        let dir = tempfile::tempdir().unwrap();
        assert!(display(dir.path()).is_err(), "nothing there");
        let paused = Paused {
            municipality: "Flen".into(),
            side: Side::Police,
            since: "2026-11-29T20:00:00Z".parse().unwrap(),
        };
        pause(dir.path(), &paused).unwrap();
        let Display::Paused(read) = display(dir.path()).unwrap() else { panic!("not paused") };
        assert_eq!(read, paused);
        std::fs::write(dir.path().join(PAUSED), "{").unwrap();
        assert!(display(dir.path()).is_err());
    }
}
