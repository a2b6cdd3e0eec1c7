//! What targets have in common: their list, a file that is written anew for every input, and archives made of parts.
//!
//! One program holds many targets, since each program of its own would cost a link; which one runs, the environment says
//! ([`VARIABLE`]). A target finds more than crashes: what a reader promises of what it gives is asserted. Left out: how long
//! and how large, which is for whoever runs the program.

pub mod archive;
pub mod scratch;

/// The variable that names the target.
pub const VARIABLE: &str = "LOFTE_FUZZ_TARGET";

/// Something that reads what a stranger gives.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name, and that of the folder of its seeds.
    pub name: &'static str,
    /// Reads one input.
    pub run: fn(&[u8]),
}

/// The target that the environment names.
///
/// # Panics
/// Where it names none: the names are told.
pub fn chosen(targets: &[Target]) -> Target {
    let name = std::env::var(VARIABLE).unwrap_or_default();
    let names: Vec<&str> = targets.iter().map(|target| target.name).collect();
    let found = targets.iter().find(|target| target.name == name);
    *found.unwrap_or_else(|| panic!("{VARIABLE} must be one of: {}", names.join(" ")))
}
