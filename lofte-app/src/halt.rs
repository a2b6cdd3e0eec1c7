//! Places where the process stops when it is asked to, so that a test can kill it at exactly that moment.
//!
//! What a crash leaves behind depends on between which two steps it came. A test that waits "long enough" and then
//! kills meets another moment on another machine. So whoever starts the program may name places in `LOFTE_HALT`, with
//! commas between: at each of them the process writes the name on the socket that is its standard input, and goes on
//! when it gets a byte back, or when nobody is there any more. Without the variable nothing is looked at.

use std::io::{Read as _, Write as _};
use std::os::fd::AsFd as _;
use std::os::unix::net::UnixStream;
use std::sync::LazyLock;

/// The variable that names the places.
pub const VARIABLE: &str = "LOFTE_HALT";

static PLACES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let named = std::env::var(VARIABLE).unwrap_or_default();
    named.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
});

/// Stops here if the place was named.
pub fn at(place: &str) {
    if PLACES.iter().any(|named| named == place) {
        // Whoever is not listening does not want to be waited for.
        let _ = wait(place);
    }
}

/// Stops at the so-manieth row, a place called `row:` and the number.
pub fn at_row(number: u64) {
    if !PLACES.is_empty() {
        at(&format!("row:{number}"));
    }
}

fn wait(place: &str) -> std::io::Result<()> {
    let mut socket = UnixStream::from(std::io::stdin().as_fd().try_clone_to_owned()?);
    writeln!(socket, "{place}")?;
    socket.read_exact(&mut [0])
}
