//! The demo municipality, made once for all tests of the program; every test works in a copy of its own.

use lofte_app::error::AppError;
use lofte_app::feedback;
use lofte_app::house::House;
use lofte_model::access::Actor;
use lofte_model::followup::{Feedback, Telling};
use lofte_model::id::PromiseId;
use std::path::Path;
use std::sync::LazyLock;
use tempfile::TempDir;

/// The folder of the demo. Nothing has it open: whoever made it closed it, and others only copy it.
static DEMO: LazyLock<TempDir> = LazyLock::new(|| {
    let making = std::thread::spawn(|| {
        let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(lofte::demo::make(&dir.path().join("demo"), &mut |_, _, _| {})).unwrap();
        dir
    });
    making.join().unwrap()
});

/// Tells residents of a promise, of what stands now.
pub async fn give_feedback(
    actor: &Actor,
    house: &House,
    promise: PromiseId,
    text: &str,
) -> Result<Feedback, AppError> {
    let seen = feedback::draft(actor, house, promise).await?.seen;
    let telling = Telling { text: text.to_owned(), ..Telling::default() };
    feedback::give(actor, house, promise, telling, &seen).await
}

/// Copies the demo into a folder.
pub async fn copy_demo(to: &Path) {
    // Making it takes a while, and a test's own thread has other things to do.
    let from = tokio::task::spawn_blocking(|| DEMO.path().join("demo")).await.unwrap();
    copy(&from, to);
    lofte_app::closed::close(to);
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
