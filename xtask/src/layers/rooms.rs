//! No circle between the rooms of a crate: whoever reads a room need not read what stands above it.
//!
//! A room is a file or a folder directly under `src`. An arrow is drawn where a file names another room by
//! `crate::room`, in code or in a use list, or by `super::room` from the first floor. Comments and tests do not count:
//! a doc comment may point anywhere, and a test may know the whole crate.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::Violation;
use super::shape::{read, sources, without_tests};
use crate::workspace::Package;

/// Which room names which, and in which file first.
type Arrows = BTreeMap<String, BTreeMap<String, String>>;

/// A violation for every circle of rooms in a crate.
pub fn check(package: &Package) -> Result<Vec<Violation>> {
    let folder = package.folder().join("src");
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let arrows = arrows(&folder, &rooms(&folder)?)?;
    Ok(circle(&arrows).into_iter().map(|circle| violation(package, &arrows, &circle)).collect())
}

fn rooms(folder: &Path) -> Result<BTreeSet<String>> {
    let context = || format!("cannot list {}", folder.display());
    let mut rooms = BTreeSet::new();
    for entry in fs::read_dir(folder).with_context(context)? {
        let name = entry.with_context(context)?.file_name().to_string_lossy().into_owned();
        rooms.insert(name.strip_suffix(".rs").unwrap_or(&name).to_owned());
    }
    for root in ["lib", "main", "tests"] {
        rooms.remove(root);
    }
    Ok(rooms)
}

fn arrows(folder: &Path, rooms: &BTreeSet<String>) -> Result<Arrows> {
    let mut arrows = Arrows::new();
    for path in sources(folder)? {
        let inside = path.strip_prefix(folder).unwrap_or(&path);
        let mut steps = inside.components().map(|step| step.as_os_str().to_string_lossy().into_owned());
        let Some(first) = steps.next() else { continue };
        let from = first.strip_suffix(".rs").unwrap_or(&first);
        if !rooms.contains(from) {
            continue;
        }
        let below = steps.next();
        let first_floor = below.as_ref().is_none_or(|file| file == "mod.rs");
        let text = code(without_tests(&read(&path)?));
        for to in named(&text, first_floor).filter(|to| rooms.contains(*to) && *to != from) {
            let files = arrows.entry(from.to_owned()).or_default();
            files.entry(to.to_owned()).or_insert_with(|| inside.display().to_string());
        }
    }
    Ok(arrows)
}

/// The text without comments and without what stands in strings: neither names a room, and each may look like the other.
fn code(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(sign) = rest.chars().next() {
        let passed = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block(rest)
        } else if let Some(length) = literal(rest, code.chars().next_back()) {
            length
        } else {
            code.push(sign);
            rest = &rest[sign.len_utf8()..];
            continue;
        };
        rest = &rest[passed..];
    }
    code
}

/// The length of the block comment that a text begins with; they nest.
fn block(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(found) = text[at..].find(['/', '*']) {
        at += found;
        let mark = text.get(at..at + 2);
        match mark {
            Some("/*") => depth += 1,
            Some("*/") => depth = depth.saturating_sub(1),
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// The length of the string or character that a text begins with, with its prefix; nothing where it begins with neither.
/// A lifetime is no character.
fn literal(text: &str, before: Option<char>) -> Option<usize> {
    let within_word = before.is_some_and(|sign| sign.is_alphanumeric() || sign == '_');
    let prefix = ["br", "cr", "b", "c", "r"].into_iter().find(|prefix| {
        let after = text.strip_prefix(prefix).unwrap_or_default().trim_start_matches('#');
        !within_word && text.starts_with(prefix) && after.starts_with('"')
    });
    let prefix = prefix.unwrap_or_default();
    let open = &text[prefix.len()..];
    if prefix.ends_with('r') {
        let hashes = open.len() - open.trim_start_matches('#').len();
        let end = format!("\"{}", "#".repeat(hashes));
        let inside = hashes + 1;
        return Some(
            prefix.len() + open[inside..].find(&end).map_or(open.len(), |at| inside + at + end.len()),
        );
    }
    match open.chars().next()? {
        '"' => Some(prefix.len() + closed(open, '"')),
        '\'' if prefix.is_empty() => {
            let mut signs = open[1..].chars();
            let first = signs.next()?;
            let is_character = first == '\\' || signs.next() == Some('\'');
            is_character.then(|| closed(open, '\''))
        }
        _ => None,
    }
}

/// The length up to the closing mark, over what is escaped.
fn closed(text: &str, mark: char) -> usize {
    let mut escaped = false;
    for (at, sign) in text.char_indices().skip(1) {
        match sign {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            sign if sign == mark => return at + sign.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

/// The names that follow `crate::`, or `super::` on the first floor, and those at the top of a use list there.
fn named(text: &str, first_floor: bool) -> impl Iterator<Item = &str> {
    let ways: &[&str] = if first_floor { &["crate::", "super::"] } else { &["crate::"] };
    ways.iter().flat_map(move |way| text.split(way).skip(1)).flat_map(|rest| match rest.strip_prefix('{') {
        Some(list) => top_of(list),
        None => vec![word(rest)],
    })
}

/// The names at the top of a use list, whose opening brace has been taken.
fn top_of(list: &str) -> Vec<&str> {
    let (mut depth, mut names, mut begin) = (0_usize, Vec::new(), 0);
    for (at, sign) in list.char_indices() {
        match sign {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' if depth > 0 => {}
            ',' | '}' => {
                names.push(word(list[begin..at].trim_start()));
                begin = at + 1;
                if sign == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    names
}

fn word(text: &str) -> &str {
    let end = text.find(|sign: char| !sign.is_alphanumeric() && sign != '_').unwrap_or(text.len());
    &text[..end]
}

/// The rooms that reach each other, in groups.
fn circle(arrows: &Arrows) -> Vec<Vec<String>> {
    let reached = |from: &str| {
        let (mut seen, mut next) = (BTreeSet::new(), vec![from.to_owned()]);
        while let Some(room) = next.pop() {
            for to in arrows.get(&room).into_iter().flat_map(BTreeMap::keys) {
                if seen.insert(to.clone()) {
                    next.push(to.clone());
                }
            }
        }
        seen
    };
    let reach: BTreeMap<&String, BTreeSet<String>> =
        arrows.keys().map(|room| (room, reached(room))).collect();
    let mut circles = BTreeSet::new();
    for (room, seen) in &reach {
        let back = |other: &&String| reach.get(other).is_some_and(|seen| seen.contains(*room));
        let group: Vec<String> = seen.iter().filter(back).cloned().collect();
        if group.len() > 1 {
            circles.insert(group);
        }
    }
    circles.into_iter().collect()
}

fn violation(package: &Package, arrows: &Arrows, circle: &[String]) -> Violation {
    let inside = circle.iter().flat_map(|from| {
        let to = arrows.get(from).into_iter().flatten().filter(|(to, _)| circle.contains(to));
        to.map(move |(to, file)| format!("{from} → {to} in {file}"))
    });
    Violation {
        place: format!("{}: {}", package.name, circle.join(", ")),
        problem: format!("these rooms need each other ({})", inside.collect::<Vec<_>>().join("; ")),
        remedy:
            "move what both need into a room below them, or what one needs of the other into a room above"
                .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_paths_and_lists() {
        let text = "use crate::{a::{b, c}, d, e as f};\ncrate::g::h();\nuse super::i;";
        assert_eq!(named(text, false).collect::<Vec<_>>(), ["a", "d", "e", "g"]);
        assert_eq!(named(text, true).collect::<Vec<_>>(), ["a", "d", "e", "g", "i"]);
        assert_eq!(code("a // crate::b\n/// crate::c\nd"), "a \n\nd");
    }

    #[test]
    fn what_stands_in_a_string_is_neither_comment_nor_name() {
        let text = r##"let at = "https://a"; crate::one::f(); /* crate::no /* nested */ */ let x = r#"crate::no "//"#;
            let q = '"'; crate::two::g('\'', "\"// crate::no"); fn a<'a>(b: &'a str) { crate::three::h(b"//") } // crate::no"##;
        let code = code(text);
        assert_eq!(named(&code, false).collect::<Vec<_>>(), ["one", "two", "three"], "{code}");
    }

    #[test]
    fn a_circle_is_found_through_others_and_a_line_is_none() {
        let draw = |arrows: &[(&str, &str)]| {
            let mut drawn = Arrows::new();
            for (from, to) in arrows {
                drawn.entry((*from).to_owned()).or_default().insert((*to).to_owned(), String::new());
            }
            drawn
        };
        assert!(circle(&draw(&[("a", "b"), ("b", "c"), ("a", "c")])).is_empty());
        assert_eq!(circle(&draw(&[("a", "b"), ("b", "c"), ("c", "b"), ("d", "a")])), [["b", "c"]]);
        assert_eq!(circle(&draw(&[("a", "b"), ("b", "c"), ("c", "a")])), [["a", "b", "c"]]);
    }
}
