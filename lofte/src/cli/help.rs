//! Help and usage errors in the language that was asked for.
//!
//! The parser knows one text for each verb and option, and English words around them. Here the texts are those of
//! `help.ftl`, and what the parser says around them is put into Swedish when its answer is shown. The doc comments of verbs and options are
//! the English texts; a test keeps the two alike. Left out: the methods of `lofte analyse`, whose help is for analysts and English.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, Error};
use lofte_words::{Language, Words};
use std::ffi::OsString;
use std::process::ExitCode;

/// The command itself could not be understood.
const NOT_UNDERSTOOD: u8 = 2;
/// The verb whose parts speak for themselves.
const ANALYSE: &str = "analyse";

/// What the parser says around the texts, and what that is in Swedish.
const AROUND: [(&str, &str); 14] = [
    ("Print help (see a summary with '-h')", "Visa hjälpen (kortare med -h)"),
    ("Print help (see more with '--help')", "Visa hjälpen (mer med --help)"),
    ("Print this message or the help of the given subcommand(s)", "Visa hjälpen om ett kommando"),
    ("Print help", "Visa hjälpen"),
    ("Print version", "Visa versionen"),
    ("Usage:", "Användning:"),
    ("Commands:", "Kommandon:"),
    ("Arguments:", "Argument:"),
    ("Options:", "Val:"),
    ("Possible values:", "Möjliga värden:"),
    ("[possible values: ", "[möjliga värden: "),
    ("[default: ", "[annars: "),
    ("[OPTIONS]", "[VAL]"),
    ("<COMMAND>", "<KOMMANDO>"),
];

/// The language that arguments or the environment ask for, before either has been understood.
pub(super) fn language(arguments: &[OsString], environment: Option<&str>) -> Language {
    let texts: Vec<&str> = arguments.iter().map(|argument| argument.to_str().unwrap_or_default()).collect();
    let beside = texts.windows(2).filter(|pair| pair[0] == "--lang").map(|pair| pair[1]);
    let inside = texts.iter().filter_map(|text| text.strip_prefix("--lang="));
    match beside.chain(inside).last().or(environment) {
        Some("en") => Language::English,
        _ => Language::Swedish,
    }
}

/// The command with its texts in a language.
pub(super) fn told(command: Command, language: Language) -> Command {
    tell(command, Words(language), "lofte")
}

fn tell(command: Command, words: Words, path: &str) -> Command {
    if path == ANALYSE {
        return command.about(words.say(&about(path)));
    }
    let mut command = match (command.get_about().is_some(), command.get_long_about().is_some()) {
        (false, _) => command,
        (true, false) => command.about(words.say(&about(path))),
        (true, true) => {
            let (first, more) = (words.say(&about(path)), words.say(&more(path)));
            command.about(first.clone()).long_about(format!("{first}\n\n{more}"))
        }
    };
    if let Some(after) = command.get_after_help().map(ToString::to_string) {
        command = command.after_help(examples(&after, words, path));
    }
    command = command.mut_args(|arg| {
        if arg.get_help().is_none() {
            return arg;
        }
        let said = words.say(&option(path, &arg));
        // What a value means stands in the text, and the parser would say it in English.
        let explained = arg.get_possible_values().iter().any(|value| value.get_help().is_some());
        let help = if explained { format!("{said} ({})", possible(&arg)) } else { said };
        arg.help(help).long_help(None::<&'static str>).hide_possible_values(explained)
    });
    let names: Vec<String> = command.get_subcommands().map(|part| part.get_name().to_owned()).collect();
    for name in names {
        let path = if path == "lofte" { name.clone() } else { format!("{path}-{name}") };
        command = command.mut_subcommand(name, |part| tell(part, words, &path));
    }
    command
}

/// The examples stand as they are: only the word before them is said.
fn examples(text: &str, words: Words, path: &str) -> String {
    let (examples, _) = text.split_once("\n\n").unwrap_or((text, ""));
    let examples = examples.replacen("Example:", &words.say("help-example"), 1);
    if path == "lofte" { format!("{examples}\n\n{}", words.say("help-lofte-after")) } else { examples }
}

fn possible(arg: &Arg) -> String {
    let values = arg.get_possible_values();
    values.iter().map(|value| value.get_name().to_owned()).collect::<Vec<_>>().join(", ")
}

fn about(path: &str) -> String {
    format!("help-{path}")
}

fn more(path: &str) -> String {
    format!("help-{path}-more")
}

/// Options that every verb has are worded once.
fn option(path: &str, arg: &Arg) -> String {
    let path = if arg.is_global_set() { "global" } else { path };
    format!("option-{path}-{}", arg.get_id().as_str().replace('_', "-"))
}

/// Shows what the parser has to say instead of arguments: help that was asked for, or what is wrong.
pub(super) fn show(error: &Error, command: &Command, language: Language) -> ExitCode {
    let asked_for = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    let help = asked_for || error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    let text = match language {
        Language::English => error.render().to_string(),
        Language::Swedish | Language::EasySwedish if help => around(&error.render().to_string()),
        Language::Swedish | Language::EasySwedish => wrong(error, command),
    };
    if asked_for {
        let mut out = lofte_analyse::output::Out::stdout();
        // A reader that has gone needs no answer.
        let _ = out.line(text.trim_end()).and_then(|()| out.finish());
        ExitCode::SUCCESS
    } else {
        lofte_analyse::output::say_to_stderr(text.trim_end());
        ExitCode::from(NOT_UNDERSTOOD)
    }
}

/// A sentence of our own about arguments that the parser took.
pub(super) fn refuse(key: &str, language: Language) -> ExitCode {
    lofte_analyse::output::say_to_stderr(&Words(language).say(key));
    ExitCode::from(NOT_UNDERSTOOD)
}

/// Help in Swedish, unless it is for analysts.
fn around(help: &str) -> String {
    if help.contains(&format!("Usage: lofte {ANALYSE} ")) {
        return help.to_owned();
    }
    in_swedish(help)
}

fn in_swedish(text: &str) -> String {
    AROUND.iter().fold(text.to_owned(), |text, (theirs, ours)| text.replace(theirs, ours))
}

/// What is wrong with the arguments, what could stand there, and where to read on.
fn wrong(error: &Error, command: &Command) -> String {
    let words = Words(Language::Swedish);
    let said = |kind: ContextKind| error.get(kind).map(said_by_the_parser).unwrap_or_default();
    let gaps = [
        ("arg", said(ContextKind::InvalidArg)),
        ("value", said(ContextKind::InvalidValue)),
        ("other", said(ContextKind::PriorArg)),
        ("verb", said(ContextKind::InvalidSubcommand)),
    ];
    let key = match error.kind() {
        ErrorKind::InvalidValue if gaps[1].1.is_empty() => "usage-value-missing",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => "usage-value",
        ErrorKind::UnknownArgument => "usage-unknown",
        ErrorKind::InvalidSubcommand => "usage-verb",
        ErrorKind::ArgumentConflict => "usage-conflict",
        ErrorKind::MissingRequiredArgument => "usage-missing",
        ErrorKind::MissingSubcommand => "usage-verb-missing",
        ErrorKind::InvalidUtf8 => "usage-letters",
        _ => "usage-number-of-values",
    };
    let mut lines = vec![words.tell(key, &gaps)];
    let help = option_help(command, &gaps[0].1);
    if matches!(error.kind(), ErrorKind::InvalidValue | ErrorKind::ValueValidation) && !help.is_empty() {
        lines.push(words.tell("usage-meaning", &[("arg", gaps[0].1.clone()), ("help", help)]));
    }
    let possible = said(ContextKind::ValidValue);
    if !possible.is_empty() {
        lines.push(words.tell("usage-possible", &[("values", possible)]));
    }
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    if let Some(near) = near.map(said).into_iter().find(|text| !text.is_empty()) {
        lines.push(words.tell("usage-near", &[("near", near)]));
    }
    lines.push(String::new());
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        lines.push(in_swedish(&usage.to_string()));
    }
    lines.push(words.say("usage-help"));
    lines.join("\n")
}

fn said_by_the_parser(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join(", "),
        ContextValue::StyledStr(text) => text.to_string(),
        ContextValue::StyledStrs(texts) => {
            texts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        }
        _ => String::new(),
    }
}

/// What the texts say of the option that the parser names, wherever it is.
fn option_help(command: &Command, named: &str) -> String {
    let name = named.split_whitespace().next().unwrap_or_default();
    let of = |arg: &Arg| {
        let long = arg.get_long().is_some_and(|long| name == format!("--{long}"));
        let value = arg.get_value_names().into_iter().flatten().any(|value| name == format!("<{value}>"));
        (long || (arg.is_positional() && value)).then(|| arg.get_help().map(ToString::to_string)).flatten()
    };
    let own = command.get_arguments().find_map(of);
    let inside =
        || command.get_subcommands().map(|part| option_help(part, named)).find(|help| !help.is_empty());
    own.or_else(inside).unwrap_or_default()
}

#[cfg(test)]
mod tests;
