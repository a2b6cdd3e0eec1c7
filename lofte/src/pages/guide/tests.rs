//! The guide and the program say the same words, and every link of the guide leads somewhere.

use super::chapter::CHAPTERS;
use crate::web::help::{ABOUT, link};
use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| if path.is_dir() { files(&path, ending) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|found| found == ending))
        .collect()
}

#[test]
fn every_file_of_the_guide_is_a_chapter_with_a_title_and_a_lead() {
    let mut names: Vec<String> = files(&Path::new(ROOT).join("docs/guide"), "md")
        .iter()
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .filter(|name| name != "README")
        .collect();
    names.sort();
    let mut known: Vec<&str> = CHAPTERS.iter().map(|chapter| chapter.name).collect();
    known.sort_unstable();
    assert_eq!(known, names);
    let contents = fs::read_to_string(Path::new(ROOT).join("docs/guide/README.md")).unwrap();
    for chapter in CHAPTERS.iter() {
        assert!(!chapter.title.is_empty() && !chapter.html.is_empty(), "{}", chapter.name);
        assert!(contents.contains(&format!("[{}]({}.md)", chapter.title, chapter.name)), "{}", chapter.name);
    }
}

#[test]
fn every_link_of_the_guide_leads_to_a_chapter_and_a_heading_that_are_there() {
    for chapter in CHAPTERS.iter() {
        let links = chapter.html.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
        for link in links {
            let (page, heading) =
                link.split_once('#').map_or((link, None), |(page, heading)| (page, Some(heading)));
            let to = CHAPTERS.iter().find(|chapter| page == format!("/hjalp/{}", chapter.name));
            let to = to.unwrap_or_else(|| panic!("{}: {link} leads nowhere", chapter.name));
            let there = heading.is_none_or(|heading| to.headings.iter().any(|known| known.id == heading));
            assert!(there, "{}: there is no heading {link}", chapter.name);
        }
    }
}

#[test]
fn every_chapter_is_the_help_of_some_page() {
    for chapter in CHAPTERS.iter() {
        assert!(ABOUT.iter().any(|(_, name)| *name == chapter.name), "nothing leads to {}", chapter.name);
    }
    for (_, name) in ABOUT {
        assert!(CHAPTERS.iter().any(|chapter| chapter.name == name), "{name} is no chapter");
    }
    for (path, href) in
        [("/", "/hjalp/borja"), ("/leveranser/ny", "/hjalp/leverera"), ("/konto", "/hjalp/konton-och-drift")]
    {
        assert_eq!(link(path).href, href);
    }
}

/// Words in bold are those of menus, buttons, links and headings: they stand in a template, a page or a text file.
#[test]
fn what_the_guide_says_in_bold_stands_so_on_the_screen() {
    let house = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut screen = String::new();
    for (folder, ending) in
        [("templates", "html"), ("src/pages", "rs"), ("src/web", "rs"), ("../lofte-words/texts/sv", "ftl")]
    {
        for file in files(&house.join(folder), ending) {
            let is_guide = file.components().any(|part| part.as_os_str() == "guide");
            if !is_guide {
                screen.push_str(&fs::read_to_string(file).unwrap());
            }
        }
    }
    // Between the marks of a template, of Rust and of a text file.
    let stands = |word: &str| {
        screen.match_indices(word).any(|(at, _)| {
            let before = screen[..at].chars().next_back().is_none_or(|sign| !sign.is_alphanumeric());
            let after = screen[at + word.len()..].chars().next().is_none_or(|sign| !sign.is_alphanumeric());
            before && after
        })
    };
    assert!(!stands("Sidan som inte finns"), "the test can fail");
    let mut told = 0;
    for chapter in CHAPTERS.iter() {
        for word in &chapter.on_screen {
            assert!(stands(word), "{}: “{word}” is not on the screen", chapter.name);
            told += 1;
        }
    }
    assert!(told > 40, "only {told} words of the screen are told");
}
