//! What a stranger finds in the documentation: headings on every public function, and one list of methods.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use lofte_analysis::methods::{Area, METHODS};

/// A public function as its source has it.
struct Function {
    place: String,
    /// The type it is a method of.
    of_type: Option<String>,
    doc: Vec<String>,
    may_fail: bool,
}

impl Function {
    fn has(&self, heading: &str) -> bool {
        self.doc.iter().any(|line| line.strip_prefix("# ") == Some(heading))
    }
}

/// The public functions of the crate, and the types whose own documentation has an example.
#[derive(Default)]
struct Sources {
    functions: Vec<Function>,
    shown_types: BTreeSet<String>,
}

impl Sources {
    fn read() -> Self {
        let mut sources = Self::default();
        for path in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
            sources.file(&path);
        }
        sources
    }

    fn file(&mut self, path: &Path) {
        let text = std::fs::read_to_string(path).unwrap();
        let (mut doc, mut of_type) = (Vec::new(), None);
        let lines: Vec<&str> = text.lines().take_while(|line| *line != "#[cfg(test)]").collect();
        for (number, line) in lines.iter().enumerate() {
            let code = line.trim_start();
            if line.starts_with("impl") {
                of_type = Some(implemented(line));
            } else if *line == "}" {
                of_type = None;
            }
            if let Some(text) = code.strip_prefix("///") {
                doc.push(text.trim().to_owned());
                continue;
            }
            if let Some(name) = after(code, &["pub fn ", "pub const fn "]) {
                let rest = lines[number..].iter().copied();
                let signature: Vec<&str> = rest.scan(false, until_the_body).collect();
                self.functions.push(Function {
                    place: format!("{}:{} {name}", path.display(), number + 1),
                    of_type: of_type.clone(),
                    doc: doc.clone(),
                    may_fail: signature.iter().any(|line| line.contains("Result<")),
                });
            }
            if let Some(name) = after(code, &["pub struct ", "pub enum "])
                && doc.iter().any(|line| line == "# Examples" || line.starts_with("```"))
            {
                self.shown_types.insert(name);
            }
            // Attributes stand between the documentation and what it belongs to.
            if !(code.starts_with("#[") || code.starts_with(')') || code.ends_with(',')) {
                doc.clear();
            }
        }
    }
}

/// Lines up to the one that opens the body.
#[expect(clippy::unnecessary_wraps, reason = "what `scan` asks for")]
fn until_the_body<'a>(opened: &mut bool, line: &'a str) -> Option<&'a str> {
    let before = if *opened { "" } else { line };
    *opened |= line.contains('{');
    Some(before)
}

/// The name after the first of these words that the line begins with.
fn after(code: &str, words: &[&str]) -> Option<String> {
    let rest = words.iter().find_map(|word| code.strip_prefix(word))?;
    Some(rest.chars().take_while(|sign| sign.is_alphanumeric() || *sign == '_').collect())
}

/// The type of an `impl` line.
fn implemented(line: &str) -> String {
    let line = line.split_once(" for ").map_or_else(
        || line.trim_start_matches("impl").trim_start_matches(|sign| sign != ' ').trim(),
        |(_, of_type)| of_type.trim(),
    );
    line.chars().take_while(|sign| sign.is_alphanumeric() || *sign == '_').collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// A function that may fail says when; every function has an example, a method perhaps at its type; a free function names
/// the paper, or the function of R, that it follows.
#[test]
fn every_public_function_has_its_headings() {
    let sources = Sources::read();
    assert!(sources.functions.len() > 150, "only {} public functions were found", sources.functions.len());
    let mut missing = String::new();
    for function in &sources.functions {
        let shown = function.of_type.as_ref().is_some_and(|name| sources.shown_types.contains(name));
        let wanted =
            [("Errors", function.may_fail), ("Examples", !shown), ("References", function.of_type.is_none())];
        for (heading, is_wanted) in wanted {
            if is_wanted && !function.has(heading) {
                writeln!(missing, "{} lacks # {heading}", function.place).unwrap();
            }
        }
    }
    assert!(missing.is_empty(), "\n{missing}");
}

#[test]
fn the_reader_of_sources_sees_what_is_missing() {
    let folder = std::env::temp_dir().join(format!("lofte-analysis-sources-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("made_up.rs");
    let text = "/// Says something.\n///\n/// # Errors\n/// Never.\n#[must_use]\npub fn free(\n    a: u8,\n) -> \
                Result<u8, u8> {\n    Ok(a)\n}\n\nimpl Shown {\n    pub const fn quiet(&self) -> u8 {\n        0\n    \
                }\n}\n\n/// # Examples\npub struct Shown;\n";
    std::fs::write(&file, text).unwrap();
    let mut sources = Sources::default();
    sources.file(&file);
    std::fs::remove_dir_all(&folder).unwrap();
    let [free, quiet] = &sources.functions[..] else { panic!("{} functions", sources.functions.len()) };
    assert!(free.may_fail && free.has("Errors") && !free.has("Examples") && free.of_type.is_none());
    assert!(!quiet.may_fail && quiet.doc.is_empty() && quiet.of_type.as_deref() == Some("Shown"));
    assert!(sources.shown_types.contains("Shown"));
}

/// The front page as it should be: `README.md` with the list of methods between its two marks.
fn front_page(readme: &str) -> String {
    let (before, rest) = readme.split_once("<!-- methods -->\n").unwrap();
    let (_, after) = rest.split_once("<!-- end of methods -->").unwrap();
    let mut list = String::new();
    for (area, heading) in [
        (Area::Survey, "Surveys"),
        (Area::Incidents, "Incidents"),
        (Area::Effect, "Effect of an intervention"),
        (Area::Disclosure, "Disclosure control"),
    ] {
        writeln!(list, "\n### {heading}\n\n| Question | Method | Begin with | Needs | Reference |").unwrap();
        writeln!(list, "|---|---|---|---|---|").unwrap();
        for method in METHODS.iter().filter(|method| method.area == area) {
            let needs = method.minimum_in_words();
            let (question, name) = (method.question, method.name);
            let (function, reference) = (method.function, method.reference);
            writeln!(list, "| {question} | {name} | [`{function}`] | {needs} | {reference} |").unwrap();
        }
    }
    format!("{before}<!-- methods -->\n{list}\n<!-- end of methods -->{after}")
}

#[test]
fn the_front_page_has_the_list_of_methods() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let wanted = front_page(&readme);
    if std::env::var_os("LOFTE_BLESS").is_some() {
        std::fs::write(&path, &wanted).unwrap();
    } else {
        assert!(readme == wanted, "README.md does not list METHODS; run this test with LOFTE_BLESS=1");
    }
}

#[test]
fn the_list_of_methods_is_whole() {
    let names: BTreeSet<&str> = METHODS.iter().map(|method| method.name).collect();
    assert_eq!(names.len(), METHODS.len(), "a name occurs twice");
    for method in METHODS {
        assert!(method.question.ends_with('?'), "{}", method.name);
        assert!(method.reference.contains(|sign: char| sign.is_ascii_digit()), "{}", method.name);
        assert!(method.minimum.iter().all(|minimum| minimum.number > 0), "{}", method.name);
    }
    // Every function on the list exists: the front page links to each of them, and `cargo doc` refuses a broken link.
    // Here the other way round: every file of a method is on the list, or serves those that are.
    let serving = [
        "survey::auxiliary",
        "survey::batches",
        "survey::columns",
        "survey::design",
        "survey::error",
        "survey::estimate",
        "survey::quantile",
        "survey::sample",
        "survey::share_interval",
        "survey::statistic",
        "survey::taylor",
        "survey::calibrate",
        "survey::replicate_sums",
        "survey::replicate_weights",
        "incidents::counts",
        "incidents::exposure",
        "incidents::local_statistics",
        "incidents::neighbours",
        "incidents::points",
        "incidents::shuffle",
        "incidents::strips",
        "effect::minimum_detectable_effect",
        "effect::nearest_point",
        "effect::panel",
        "effect::pre_trend",
        "disclosure::chance",
        "disclosure::differencing",
        "disclosure::flow",
        "disclosure::network",
        "disclosure::one_way_table",
        "disclosure::pair",
        "disclosure::rounding",
        "disclosure::sequence",
        // It suggests, and a person decides: no table is made of it.
        "incidents::linkage",
    ];
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for area in ["survey", "incidents", "effect", "disclosure"] {
        for entry in std::fs::read_dir(source.join(area)).unwrap() {
            let path = entry.unwrap().path();
            let module = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let is_method = path.extension().is_some() && module != "mod";
            let module = format!("{area}::{module}");
            let listed = METHODS.iter().any(|method| method.function.starts_with(&format!("{module}::")));
            if is_method {
                assert!(listed || serving.contains(&module.as_str()), "{module} is in no list of methods");
            }
        }
    }
}
