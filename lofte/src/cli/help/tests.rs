use super::{ANALYSE, about, language, more, option, told, wrong};
use clap::Command;
use lofte_words::Language;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::Write as _;

const ENGLISH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../lofte-words/texts/en/help.ftl");

fn raw() -> Command {
    <super::super::Cli as clap::CommandFactory>::command()
}

/// One line, as text files have it.
fn line(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.replace('{', "{\"{\"}")
}

/// Everything that the doc comments say, by key.
fn texts(command: &Command, path: &str, texts: &mut BTreeMap<String, String>) {
    let first = command.get_about().map(ToString::to_string);
    if let Some(first) = &first {
        texts.insert(about(path), line(first));
    }
    if let (Some(first), Some(long)) = (first, command.get_long_about().map(ToString::to_string)) {
        texts.insert(more(path), line(long.strip_prefix(&first).unwrap_or(&long).trim_start_matches('.')));
    }
    if path == ANALYSE {
        return;
    }
    for arg in command.get_arguments() {
        if let Some(help) = arg.get_long_help().or(arg.get_help()) {
            texts.insert(option(path, arg), line(&help.to_string()));
        }
    }
    for part in command.get_subcommands() {
        let name = part.get_name();
        let path = if path == "lofte" { name.to_owned() } else { format!("{path}-{name}") };
        self::texts(part, &path, texts);
    }
}

/// The doc comments are the English texts: LOFTE_BLESS=1 writes them into the text file.
#[test]
fn the_english_texts_are_those_of_the_doc_comments() {
    let mut all = BTreeMap::new();
    texts(&raw(), "lofte", &mut all);
    let written = std::fs::read_to_string(ENGLISH).unwrap();
    let (_, own) = written.split_once("## Around the doc comments\n").unwrap();
    let mut wanted = String::from("## What the doc comments of verbs and options say\n");
    for (key, text) in &all {
        writeln!(wanted, "{key} = {text}").unwrap();
    }
    write!(wanted, "\n## Around the doc comments\n{own}").unwrap();
    if std::env::var("LOFTE_BLESS").is_ok_and(|value| value == "1") {
        std::fs::write(ENGLISH, &wanted).unwrap();
        return;
    }
    assert!(all.len() > 100, "only {} texts", all.len());
    assert_eq!(written, wanted);
}

#[test]
fn the_language_is_known_before_the_arguments_are() {
    let of = |text: &str, environment| {
        let arguments: Vec<OsString> = text.split(' ').map(OsString::from).collect();
        language(&arguments, environment)
    };
    assert_eq!(of("lofte --help", None), Language::Swedish);
    assert_eq!(of("lofte --help", Some("en")), Language::English);
    assert_eq!(of("lofte --lang en --help", None), Language::English);
    assert_eq!(of("lofte serve --lang=sv --prot", Some("en")), Language::Swedish);
}

/// What the parser says to wrong arguments, in Swedish.
fn told_about(arguments: &str) -> String {
    let mut command = told(raw(), Language::Swedish);
    let error = command.try_get_matches_from_mut(arguments.split(' ')).unwrap_err();
    wrong(&error, &command)
}

#[test]
fn what_is_wrong_with_an_option_is_told_in_swedish() {
    for (arguments, words) in [
        ("lofte serve --prot 8080", "--prot finns inte"),
        ("lofte serv", "serv finns inte"),
        ("lofte init --name Flen", "--municipality"),
        ("lofte serve --port", "--port"),
        ("lofte serve --port många", "många går inte att använda"),
        ("lofte publish --preview --newest --dir y", "går inte ihop"),
        ("lofte verdict 2 --format xml", "table, json"),
    ] {
        let told = told_about(arguments);
        assert!(told.contains(words), "{arguments}: {told}");
        for english in ["error:", "Usage", "invalid", "required", "unexpected", "For more", "tip:"] {
            assert!(!told.contains(english), "{arguments}: {told}");
        }
    }
}

#[test]
fn help_holds_no_english_in_swedish() {
    for verb in ["", "demo", "practice", "init", "serve", "publish", "user", "promise"] {
        let mut command = told(raw(), Language::Swedish);
        let arguments = ["lofte", verb, "--help"].into_iter().filter(|text| !text.is_empty());
        let help = command.try_get_matches_from_mut(arguments).unwrap_err().render().to_string();
        let help = super::around(&help);
        assert!(help.contains("Användning: lofte"), "{help}");
        for english in [" the ", "Print ", "Options", "Commands", "default:", "possible"] {
            assert!(!help.contains(english), "{verb}: “{english}” in {help}");
        }
    }
}
