//! Which rows belong to a domain: `area = 'Centrum' and (age >= 65 or sex in (1, 2))`.
//!
//! A language of its own, small enough to be safe: columns, values, six comparisons, `in`, `and`, `or`, `not` and
//! parentheses. A missing value satisfies no comparison, not even `!=`. Leaves out arithmetic and functions.

use crate::input::columns::{Frame, as_number};
use crate::input_error::InputError;
use lofte_import::text::composed;
use std::cmp::Ordering;

/// A condition on a row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Condition {
    Compare { column: String, operator: Operator, values: Vec<String> },
    Not(Box<Self>),
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    Different,
    Less,
    AtMost,
    Greater,
    AtLeast,
    In,
}

impl Condition {
    /// Reads an expression.
    pub(crate) fn parse(expression: &str) -> Result<Self, InputError> {
        let mut parser = Parser { expression, tokens: tokens(expression)?, next: 0, depth: 0 };
        let condition = parser.either()?;
        if parser.next < parser.tokens.len() {
            return Err(parser.trouble("“and” or “or” is expected here"));
        }
        Ok(condition)
    }

    /// The columns that it speaks of.
    pub(crate) fn columns(&self) -> Vec<String> {
        match self {
            Self::Compare { column, .. } => vec![column.clone()],
            Self::Not(inner) => inner.columns(),
            Self::And(one, other) | Self::Or(one, other) => [one.columns(), other.columns()].concat(),
        }
    }

    /// Whether a row satisfies it.
    pub(crate) fn holds(&self, frame: &Frame, row: usize) -> bool {
        match self {
            Self::Compare { column, operator, values } => {
                values.iter().any(|value| compares(frame, row, column, *operator, value))
            }
            Self::Not(inner) => !inner.holds(frame, row),
            Self::And(one, other) => one.holds(frame, row) && other.holds(frame, row),
            Self::Or(one, other) => one.holds(frame, row) || other.holds(frame, row),
        }
    }
}

/// Numbers are compared as numbers when both sides are, otherwise as texts.
fn compares(frame: &Frame, row: usize, column: &str, operator: Operator, value: &str) -> bool {
    let Some(text) = frame.text(column, row) else {
        return false;
    };
    let order = match (frame.number(column, row), as_number(value)) {
        (Some(number), Some(value)) => number.total_cmp(&value),
        _ => text.as_ref().cmp(value),
    };
    match operator {
        Operator::Equal | Operator::In => order == Ordering::Equal,
        Operator::Different => order != Ordering::Equal,
        Operator::Less => order == Ordering::Less,
        Operator::AtMost => order != Ordering::Greater,
        Operator::Greater => order == Ordering::Greater,
        Operator::AtLeast => order != Ordering::Less,
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    /// In quotation marks or backticks: never a word of the language.
    Quoted(String),
    Operator(Operator),
    Open,
    Close,
    Comma,
}

/// Tokens with the place of each, counted in characters from 1.
fn tokens(expression: &str) -> Result<Vec<(usize, Token)>, InputError> {
    let letters: Vec<char> = composed(expression).chars().collect();
    let trouble = |place: usize, why| InputError::Expression {
        expression: expression.to_owned(),
        place: place + 1,
        why,
    };
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(&letter) = letters.get(at) {
        let start = at;
        at += 1;
        let doubled = letters.get(at) == Some(&'=');
        let token = match letter {
            letter if letter.is_whitespace() => continue,
            '(' => Token::Open,
            ')' => Token::Close,
            ',' => Token::Comma,
            '=' | '!' | '<' | '>' => {
                let operator = match (letter, doubled) {
                    ('=', _) => Operator::Equal,
                    ('!', true) => Operator::Different,
                    ('<', true) => Operator::AtMost,
                    ('<', false) => Operator::Less,
                    ('>', true) => Operator::AtLeast,
                    ('>', false) => Operator::Greater,
                    _ => return Err(trouble(start, "“!” must be followed by “=”")),
                };
                at += usize::from(doubled);
                Token::Operator(operator)
            }
            '\'' | '"' | '`' => {
                let rest = letters[at..].iter().position(|other| *other == letter);
                let length = rest.ok_or_else(|| trouble(start, "the quotation mark is not closed"))?;
                let text = letters[at..at + length].iter().collect();
                at += length + 1;
                Token::Quoted(text)
            }
            letter if is_plain(letter) => {
                let length = letters[start..].iter().take_while(|other| is_plain(**other)).count();
                at = start + length;
                Token::Word(letters[start..at].iter().collect())
            }
            _ => {
                return Err(trouble(
                    start,
                    "this sign has no meaning here; put names and values in quotation marks",
                ));
            }
        };
        found.push((start + 1, token));
    }
    Ok(found)
}

fn is_plain(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '.' | '-' | '+')
}

struct Parser<'a> {
    expression: &'a str,
    tokens: Vec<(usize, Token)>,
    next: usize,
    depth: usize,
}

/// Parentheses and “not” within each other.
const DEEPEST: usize = 50;

impl Parser<'_> {
    fn trouble(&self, why: &'static str) -> InputError {
        let end = self.expression.chars().count() + 1;
        let place = self.tokens.get(self.next).map_or(end, |(place, _)| *place);
        InputError::Expression { expression: self.expression.to_owned(), place, why }
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.tokens.get(self.next), Some((_, Token::Word(found))) if found.eq_ignore_ascii_case(word))
    }

    fn takes(&mut self, wanted: bool) -> bool {
        self.next += usize::from(wanted);
        wanted
    }

    fn token(&mut self, wanted: &Token) -> bool {
        let found = self.tokens.get(self.next).is_some_and(|(_, token)| token == wanted);
        self.takes(found)
    }

    fn either(&mut self) -> Result<Condition, InputError> {
        let mut condition = self.both()?;
        while self.takes(self.is_word("or")) {
            condition = Condition::Or(Box::new(condition), Box::new(self.both()?));
        }
        Ok(condition)
    }

    fn both(&mut self) -> Result<Condition, InputError> {
        let mut condition = self.single()?;
        while self.takes(self.is_word("and")) {
            condition = Condition::And(Box::new(condition), Box::new(self.single()?));
        }
        Ok(condition)
    }

    fn single(&mut self) -> Result<Condition, InputError> {
        // Depth, not length, is what a stack is too small for.
        if self.depth > DEEPEST {
            return Err(self.trouble("the parentheses go too deep"));
        }
        self.depth += 1;
        let condition = self.inner();
        self.depth -= 1;
        condition
    }

    fn inner(&mut self) -> Result<Condition, InputError> {
        if self.takes(self.is_word("not")) {
            return Ok(Condition::Not(Box::new(self.single()?)));
        }
        if self.token(&Token::Open) {
            let condition = self.either()?;
            return if self.token(&Token::Close) {
                Ok(condition)
            } else {
                Err(self.trouble("“)” is missing"))
            };
        }
        let column = self.value("the name of a column is expected here")?;
        if self.takes(self.is_word("in")) {
            let values = self.list()?;
            return Ok(Condition::Compare { column, operator: Operator::In, values });
        }
        let Some((_, Token::Operator(operator))) = self.tokens.get(self.next) else {
            return Err(self.trouble("=, !=, <, <=, >, >= or in(…) is expected here"));
        };
        let operator = *operator;
        self.next += 1;
        let value = self.value("a value is expected here")?;
        Ok(Condition::Compare { column, operator, values: vec![value] })
    }

    fn list(&mut self) -> Result<Vec<String>, InputError> {
        if !self.token(&Token::Open) {
            return Err(self.trouble("“(” is expected after “in”"));
        }
        let mut values = vec![self.value("a value is expected here")?];
        while self.token(&Token::Comma) {
            values.push(self.value("a value is expected here")?);
        }
        if self.token(&Token::Close) { Ok(values) } else { Err(self.trouble("“)” is missing")) }
    }

    fn value(&mut self, why: &'static str) -> Result<String, InputError> {
        match self.tokens.get(self.next) {
            Some((_, Token::Word(text) | Token::Quoted(text))) => {
                let text = text.clone();
                self.next += 1;
                Ok(text)
            }
            _ => Err(self.trouble(why)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Condition;
    use crate::input::columns::Frame;
    use crate::input_error::InputError;
    use std::io::Write;

    fn rows(expression: &str) -> Vec<usize> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(
            "area;age;comp.imp\nCentrum;17;Yes\nSalsta;80;No\nCentrum;;Yes\n\"In, or\";9;\n".as_bytes(),
        )
        .unwrap();
        let columns = ["area", "age", "comp.imp"].map(str::to_owned);
        let frame = Frame::read(&[file.path().to_owned()], &columns).unwrap();
        let condition = Condition::parse(expression).unwrap();
        (0..frame.len()).filter(|row| condition.holds(&frame, *row)).collect()
    }

    #[test]
    fn conditions_choose_rows() {
        assert_eq!(rows("age >= 17"), [0, 1]);
        assert_eq!(rows("age<17.5 and area!=Salsta"), [0, 3]);
        assert_eq!(rows("comp.imp = Yes and not (age = 17)"), [2]);
        assert_eq!(rows("age in (9, 80) or comp.imp == 'Yes'"), [0, 1, 2, 3]);
        assert_eq!(rows("area = \"In, or\""), [3]);
        assert_eq!(rows("`area` = Centrum AND age > 9"), [0]);
        assert_eq!(rows("comp.imp != Yes"), [1]);
    }

    #[test]
    fn nonsense_is_refused_with_its_place() {
        let place = |expression: &str| match Condition::parse(expression).unwrap_err() {
            InputError::Expression { place, .. } => place,
            other => panic!("{other:?}"),
        };
        assert_eq!(place("age"), 4);
        assert_eq!(place("age > "), 7);
        assert_eq!(place("(age > 1"), 9);
        assert_eq!(place("age ! 1"), 5);
        assert_eq!(place("age = 'x"), 7);
        assert_eq!(place("age = 1 area = 2"), 9);
        assert_eq!(place("age; drop"), 4);
        assert_eq!(place("age in 1"), 8);
        let deep = format!("{}age = 1", "(".repeat(5000));
        assert_eq!(place(&deep), 52);
    }
}
