//! The one binary. Everything it can do stands in [`lofte::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    lofte::cli::run()
}
