//! The structure of a survey as LimeSurvey exports it (`.lss`, XML): its questions, their parts, and what the answer codes
//! mean.
//!
//! Both forms are read: texts in the rows of questions and answers (up to version 3), and apart by language (from 4). Tables of
//! settings, themes and texts of mail are passed over. Left out: questions that no column of codes can answer (free text,
//! numbers, files, rankings).

mod tables;
mod variables;

pub use variables::{Choice, Variable};

use crate::bytes::{file_name, size, unreadable};
use crate::error::ImportError;
use std::collections::BTreeMap;
use std::path::Path;
use tables::{Fields, Tables};

/// Largest structure file: some thousand questions in ten languages are a tenth of it.
const LARGEST: u64 = 16 << 20;

/// The questions of a survey, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Structure {
    pub(super) questions: Vec<Question>,
}

/// A question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Question {
    pub(super) code: String,
    pub(super) text: String,
    /// The letter by which the program knows the kind.
    pub(super) kind: String,
    /// Whether “other, namely” is an answer.
    pub(super) other: bool,
    pub(super) parts: Vec<Part>,
    pub(super) answers: Vec<Answer>,
}

/// A row of a question that has several, or a choice of one that has many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) code: String,
    pub(super) text: String,
    pub(super) scale: String,
}

/// What an answer code means: first in the language of the survey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) code: String,
    pub(super) texts: Vec<String>,
    pub(super) scale: String,
}

impl Structure {
    /// Reads a structure file.
    ///
    /// # Errors
    /// A file that cannot be read, is too large or damaged, or has no questions.
    pub fn read(path: &Path) -> Result<Self, ImportError> {
        let file = file_name(path);
        let bytes = size(path)?;
        if bytes > LARGEST {
            return Err(ImportError::TooLarge { file, bytes, limit: LARGEST, unpacked: false });
        }
        let text = std::fs::read(path).map_err(unreadable(path))?;
        Self::parse(&text, &file)
    }

    /// Understands the contents of a structure file.
    ///
    /// # Errors
    /// As of [`Self::read`].
    pub fn parse(bytes: &[u8], file: &str) -> Result<Self, ImportError> {
        let tables = Tables::of(bytes)
            .map_err(|source| ImportError::Damaged { file: file.to_owned(), source: source.into() })?;
        let structure = Self::of(&tables);
        if structure.questions.is_empty() {
            return Err(ImportError::NotAStructure { file: file.to_owned() });
        }
        Ok(structure)
    }

    /// Whether a text says of itself that it is a structure file.
    pub fn is_one(text: &str) -> bool {
        text.contains("<LimeSurveyDocType>")
    }

    fn of(tables: &Tables) -> Self {
        let language =
            tables.rows("surveys").find_map(|row| row.get("language")).cloned().unwrap_or_default();
        let texts = QuestionTexts::of(tables, &language);
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        let mut questions: Vec<Question> = Vec::new();
        for row in tables.rows("questions").filter(|row| is_whole(row)) {
            let (id, code) = (field(row, "qid"), field(row, "title"));
            if code.is_empty() || places.contains_key(id) {
                continue;
            }
            places.insert(id, questions.len());
            questions.push(Question {
                code: code.to_owned(),
                text: texts.of_question(row),
                kind: field(row, "type").to_owned(),
                other: field(row, "other") == "Y",
                ..Question::default()
            });
        }
        // Old files have the parts among the questions.
        let inner = tables.rows("questions").filter(|row| !is_whole(row));
        let mut seen = std::collections::BTreeSet::new();
        for row in tables.rows("subquestions").chain(inner) {
            let Some(place) = places.get(field(row, "parent_qid")) else { continue };
            if seen.insert(field(row, "qid")) {
                let scale = field(row, "scale_id").to_owned();
                let part = Part { code: field(row, "title").to_owned(), text: texts.of_question(row), scale };
                questions[*place].parts.push(part);
            }
        }
        for (id, answer) in answers(tables, &language) {
            if let Some(place) = places.get(id.as_str()) {
                questions[*place].answers.push(answer);
            }
        }
        Self { questions }
    }
}

/// Whether a row is a question of its own.
fn is_whole(row: &Fields) -> bool {
    matches!(field(row, "parent_qid"), "" | "0")
}

fn field<'a>(row: &'a Fields, name: &str) -> &'a str {
    row.get(name).map_or("", String::as_str)
}

/// Texts of questions by their number, in the language of the survey where there is one.
struct QuestionTexts<'a> {
    apart: BTreeMap<&'a str, &'a str>,
}

impl<'a> QuestionTexts<'a> {
    fn of(tables: &'a Tables, language: &str) -> Self {
        let mut apart = BTreeMap::new();
        let rows = tables.rows("question_l10ns");
        // Old files have a row of the question itself for each language.
        let rows = rows.chain(tables.rows("questions")).chain(tables.rows("subquestions"));
        for row in rows.filter(|row| !field(row, "question").is_empty()) {
            let (id, text) = (field(row, "qid"), field(row, "question"));
            if field(row, "language") == language {
                apart.insert(id, text);
            } else {
                apart.entry(id).or_insert(text);
            }
        }
        Self { apart }
    }

    fn of_question(&self, row: &Fields) -> String {
        plain(self.apart.get(field(row, "qid")).copied().unwrap_or_default())
    }
}

/// What an answer is called, each with whether it is in the language of the survey.
type Texts = Vec<(bool, String)>;

/// Every answer with the number of its question, in the order of the file.
fn answers(tables: &Tables, language: &str) -> Vec<(String, Answer)> {
    let mut texts: BTreeMap<&str, Texts> = BTreeMap::new();
    for row in tables.rows("answer_l10ns") {
        let text = (field(row, "language") == language, plain(field(row, "answer")));
        texts.entry(field(row, "aid")).or_default().push(text);
    }
    let mut found: Vec<(String, Answer, Texts)> = Vec::new();
    for row in tables.rows("answers") {
        let (id, code, scale) = (field(row, "qid"), field(row, "code"), field(row, "scale_id"));
        let own = (field(row, "language") == language, plain(field(row, "answer")));
        let own = (!own.1.is_empty()).then_some(own);
        let apart = texts.get(field(row, "aid")).cloned().unwrap_or_default();
        let known = found
            .iter_mut()
            .find(|(other, answer, _)| other == id && answer.code == code && answer.scale == scale);
        if let Some((_, _, texts)) = known {
            texts.extend(own);
        } else if !code.is_empty() {
            let answer = Answer { code: code.to_owned(), texts: Vec::new(), scale: scale.to_owned() };
            found.push((id.to_owned(), answer, own.into_iter().chain(apart).collect()));
        }
    }
    let whole = found.into_iter().map(|(id, mut answer, mut texts)| {
        texts.sort_by_key(|(of_survey, _)| !of_survey);
        answer.texts = texts.into_iter().map(|(_, text)| text).filter(|text| !text.is_empty()).collect();
        (id, answer)
    });
    whole.collect()
}

/// A text without its markup.
pub(crate) fn plain(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        let Some(close) = rest[open..].find('>') else {
            rest = &rest[open..];
            break;
        };
        // A tag parts words: `<p>Ja</p><p>Nej</p>`.
        out.push(' ');
        rest = &rest[open + close + 1..];
    }
    out.push_str(rest);
    let named = [
        ("&nbsp;", " "),
        ("&aring;", "å"),
        ("&auml;", "ä"),
        ("&ouml;", "ö"),
        ("&Aring;", "Å"),
        ("&Auml;", "Ä"),
        ("&Ouml;", "Ö"),
        ("&eacute;", "é"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    if out.contains('&') {
        for (entity, sign) in named {
            out = out.replace(entity, sign);
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_no_text() {
        assert_eq!(plain("<p><b>Hur trygg</b> är du&nbsp;ute?</p>\n"), "Hur trygg är du ute?");
        assert_eq!(plain("färre < 3 &amp; fler"), "färre < 3 & fler");
        assert_eq!(plain("<br />"), "");
    }
}
