//! The walls of the house: which crate may use which, and what every crate must look like.
//!
//! Reads what each `Cargo.toml` declares (tests and build scripts count too: an arrow is an arrow) and
//! compares it with the tables in [`rules`]. The shape of the files is checked in [`shape`].
//! Between crates no single `use` line is looked at: what is not declared cannot be used. Inside a crate, [`rooms`] looks for
//! circles.

mod invariants;
mod rooms;
mod rules;
mod shape;
#[cfg(test)]
mod tests;
mod twins;

use std::fmt;

use anyhow::{Result, bail};

use self::rules::{OUTSIDE, Outside, WALLS, Wall};
use crate::shell::say;
use crate::workspace::{self, Metadata, Package};

/// One broken rule: where, what, and the way out.
#[derive(Debug, PartialEq, Eq)]
pub struct Violation {
    place: String,
    problem: String,
    remedy: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}.\n    {}.", self.place, self.problem, self.remedy)
    }
}

/// Checks the checkout and prints every violation.
pub fn run() -> Result<()> {
    let root = workspace::root()?;
    let metadata = workspace::whole(&root)?;
    let mut violations = check(&metadata)?;
    violations.extend(invariants::check(&root)?);
    violations.extend(twins::check(&root)?);
    if violations.is_empty() {
        let arrows: usize = metadata.packages.iter().map(|package| ours(package).count()).sum();
        say(&format!("{} crates, {arrows} arrows between them: all as drawn", metadata.packages.len()));
        return Ok(());
    }
    for violation in &violations {
        say(&violation.to_string());
    }
    bail!("{} broken rules of the house; the tables are in xtask/src/layers/rules.rs", violations.len())
}

/// Everything that is wrong in the workspace.
pub fn check(metadata: &Metadata) -> Result<Vec<Violation>> {
    let mut violations = arrows(metadata);
    for package in &metadata.packages {
        violations.extend(shape::check(package)?);
        violations.extend(rooms::check(package)?);
    }
    Ok(violations)
}

/// The arrows that the tables do not allow.
fn arrows(metadata: &Metadata) -> Vec<Violation> {
    let mut violations = Vec::new();
    for package in &metadata.packages {
        match WALLS.iter().find(|wall| wall.name == package.name) {
            Some(wall) => violations.extend(forbidden_ours(package, wall)),
            None => violations.push(unknown(package)),
        }
        violations.extend(forbidden_outside(package));
    }
    violations
}

fn unknown(package: &Package) -> Violation {
    Violation {
        place: package.name.clone(),
        problem: "this crate has no row in the table of walls".to_owned(),
        remedy: "a thing smaller than a wall becomes a module; if it is a wall, add its row with what it \
                 may use, and an ADR"
            .to_owned(),
    }
}

fn forbidden_ours(package: &Package, wall: &Wall) -> Vec<Violation> {
    let allowed = match wall.may_use {
        [] => "none of ours".to_owned(),
        names => names.join(", "),
    };
    ours(package)
        .filter(|name| !wall.may_use.contains(name))
        .map(|name| Violation {
            place: format!("{} → {name}", package.name),
            problem: format!("this arrow is not allowed; {} may use {allowed}", package.name),
            remedy: wall.instead.to_owned(),
        })
        .collect()
}

fn forbidden_outside(package: &Package) -> Vec<Violation> {
    let broken =
        |outside: &&Outside, name: &str| outside.covers(name) && !outside.only.contains(&&*package.name);
    package
        .dependencies
        .iter()
        .filter_map(|dependency| {
            let outside = OUTSIDE.iter().find(|outside| broken(outside, &dependency.name))?;
            Some(Violation {
                place: format!("{} → {}", package.name, dependency.name),
                problem: format!("{} belongs to {} only", dependency.name, outside.only.join(", ")),
                remedy: outside.instead.to_owned(),
            })
        })
        .collect()
}

/// The crates of ours that a crate declares, whatever for.
fn ours(package: &Package) -> impl Iterator<Item = &str> {
    let names = package.dependencies.iter().map(|dependency| dependency.name.as_str());
    names.filter(|name| *name == "lofte" || *name == "xtask" || name.starts_with("lofte-"))
}
