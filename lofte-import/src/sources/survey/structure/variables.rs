//! The columns that an export has for the questions of a structure, each with its answers.
//!
//! A question with parts has a column for each: `G01Q02[SQ001]`. Left out: columns of free text and comments (`[other]`,
//! `[comment]`), which are never read.

use super::{Answer, Part, Question, Structure};
use crate::same::same_form;

/// A column that codes can answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variable {
    /// What the column is called where headings are codes.
    pub code: String,
    /// The question, with its part.
    pub question: String,
    /// The answers in their order.
    pub choices: Vec<Choice>,
    /// Whether an empty cell means that the last answer was given: a box that was not ticked.
    pub boxes: bool,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What it is called.
    pub text: String,
    /// How exports write it: its code first.
    pub written: Vec<String>,
}

impl Choice {
    fn new(text: &str, written: &[&str]) -> Self {
        Self { text: text.to_owned(), written: written.iter().map(|text| (*text).to_owned()).collect() }
    }

    fn of(answer: &Answer) -> Self {
        let text = answer.texts.first().unwrap_or(&answer.code).clone();
        let others = answer.texts.iter().skip(1).cloned();
        Self { text, written: std::iter::once(answer.code.clone()).chain(others).collect() }
    }
}

/// Numbers up to a limit.
fn numbers(most: u8) -> Vec<Choice> {
    (1..=most).map(|number| Choice::new(&number.to_string(), &[])).collect()
}

impl Structure {
    /// The columns of an export that codes can answer.
    pub fn variables(&self) -> Vec<Variable> {
        self.questions.iter().flat_map(Question::variables).collect()
    }

    /// The column that a heading means: a code, a code with its text, the whole question, or the code of the expression
    /// manager (`G01Q02_SQ001`).
    pub fn find<'a>(variables: &'a [Variable], heading: &str) -> Option<&'a Variable> {
        let plain = same_form(&super::plain(heading));
        let bare = plain.replace(' ', "");
        let code = |variable: &&Variable| {
            let code = same_form(&variable.code);
            let beside = plain.strip_prefix(&code).is_some_and(|rest| rest.starts_with(['.', ':']));
            bare == code || bare == underscored(&code) || beside
        };
        let question = |variable: &&Variable| same_form(&variable.question) == plain;
        let mut questions = variables.iter().filter(question);
        variables.iter().find(code).or_else(|| questions.next().filter(|_| questions.next().is_none()))
    }
}

fn underscored(code: &str) -> String {
    code.replace("][", "_").replace('[', "_").replace(']', "")
}

impl Question {
    fn variables(&self) -> Vec<Variable> {
        let yes = || Choice::new("Ja", &["Y", "Yes"]);
        let no = || Choice::new("Nej", &["N", "No"]);
        match self.kind.as_str() {
            "L" | "!" | "O" => self.one(self.answers_of(None, self.other)),
            "Y" => self.one(vec![yes(), no()]),
            "G" => {
                self.one(vec![Choice::new("Kvinna", &["F", "Female"]), Choice::new("Man", &["M", "Male"])])
            }
            "5" => self.one(numbers(5)),
            "F" | "H" => self.each_part(&self.answers_of(None, false)),
            "A" => self.each_part(&numbers(5)),
            "B" => self.each_part(&numbers(10)),
            "C" => {
                let unsure = Choice::new("Osäker", &["U", "Uncertain"]);
                self.each_part(&[yes(), unsure, no()])
            }
            "E" => self.each_part(&[
                Choice::new("Ökat", &["I", "Increase"]),
                Choice::new("Oförändrat", &["S", "Same"]),
                Choice::new("Minskat", &["D", "Decrease"]),
            ]),
            "1" => self.two_scales(),
            "M" | "P" => {
                let mut boxes = self.each_part(&[
                    Choice::new("Vald", &["Y", "Yes", "Ja"]),
                    Choice::new("Inte vald", &["N", "No", "Nej"]),
                ]);
                for variable in &mut boxes {
                    variable.boxes = true;
                }
                boxes
            }
            _ => Vec::new(),
        }
    }

    fn answers_of(&self, scale: Option<&str>, other: bool) -> Vec<Choice> {
        let fits = |answer: &&Answer| scale.is_none_or(|scale| answer.scale == scale);
        let mut choices: Vec<Choice> = self.answers.iter().filter(fits).map(Choice::of).collect();
        if other {
            choices.push(Choice::new("Annat", &["-oth-", "Other"]));
        }
        choices
    }

    fn one(&self, choices: Vec<Choice>) -> Vec<Variable> {
        let (code, question) = (self.code.clone(), self.text.clone());
        vec![Variable { code, question, choices, boxes: false }]
    }

    fn variable(&self, part: &Part, code: String, choices: &[Choice]) -> Variable {
        let question = format!("{} [{}]", self.text, part.text);
        Variable { code, question, choices: choices.to_vec(), boxes: false }
    }

    fn each_part(&self, choices: &[Choice]) -> Vec<Variable> {
        let part = |part: &Part| self.variable(part, format!("{}[{}]", self.code, part.code), choices);
        self.parts.iter().map(part).collect()
    }

    /// Each part is answered on two scales.
    fn two_scales(&self) -> Vec<Variable> {
        let mut variables = Vec::new();
        for part in &self.parts {
            for (scale, number) in [("0", 1), ("1", 2)] {
                let code = format!("{}[{}][{number}]", self.code, part.code);
                let mut variable = self.variable(part, code, &self.answers_of(Some(scale), false));
                variable.question = format!("{} [{number}]", variable.question);
                variables.push(variable);
            }
        }
        variables
    }
}
