//! The wave file: design and code book of a survey wave, and which column of the answers is what.

use crate::error::{ImportError, Rule};
use crate::letters::Letters;
use crate::same::{Labels, same_form};
use crate::sources::incidents::encoding_named;
use crate::sources::survey::limesurvey::points_to_a_person;
use lofte_model::period::Period;
use lofte_model::survey::{Indicator, Mode, SurveyItem, SurveyStratum, Wave, WaveName};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use unicode_normalization::UnicodeNormalization;

/// Design, code book and columns of a wave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaveFile {
    /// The wave.
    pub wave: Wave,
    /// Whether the answers are synthetic.
    pub synthetic: bool,
    /// Sheet of the workbook; without it the sheets are searched.
    pub sheet: Option<String>,
    /// Column with the area code.
    pub stratum_column: String,
    /// Column with the weight.
    pub weight_column: Option<String>,
    /// Column that is filled when a questionnaire was sent in.
    pub submitted_column: Option<String>,
    /// Whether questionnaires that were never sent in are taken, where nothing else is said of them.
    pub incomplete_taken: bool,
    /// How the column of the area writes the strata, by their number, beside their codes.
    pub(super) written_strata: Vec<(String, u32)>,
    /// Row of the header; without it the first rows are searched.
    pub header_row: Option<u64>,
    /// Columns in which an empty cell means the text above it.
    pub fill_down: Vec<String>,
    /// Letters, where they must not be guessed.
    pub encoding: Option<Letters>,
    /// Columns of the items whose column is not named like their code.
    pub renamed: BTreeMap<String, String>,
    /// How the answers of each item are written, in the order of the code book.
    pub(super) written: Vec<Written>,
}

/// How the answers of an item are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Written {
    /// The code of a text: the code itself, one of `codes`, or the answer in words.
    pub(super) answers: Labels<i16>,
    /// Texts that are no answer.
    pub(super) missing: BTreeSet<String>,
    /// What an empty cell means, where it is an answer.
    pub(super) blank: Option<i16>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    year: i16,
    fieldwork: Period,
    instrument: String,
    mode: Mode,
    ages: (u8, u8),
    #[serde(default)]
    synthetic: bool,
    sheet: Option<String>,
    header_row: Option<u64>,
    encoding: Option<String>,
    #[serde(default)]
    incomplete: Incomplete,
    #[serde(default)]
    missing: Vec<String>,
    #[serde(default)]
    fill_down: Vec<String>,
    columns: ColumnNames,
    strata: Vec<Stratum>,
    items: Vec<Item>,
    #[serde(default)]
    indicators: Vec<IndicatorEntry>,
}

/// What becomes of questionnaires that were never sent in.
#[derive(Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Incomplete {
    /// They are left out where a column says which they are.
    #[default]
    LeftOut,
    /// They are taken, unless `[columns] submitted` names that column.
    Taken,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnNames {
    stratum: String,
    weight: Option<String>,
    submitted: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stratum {
    area: String,
    register_count: u32,
    mailed: u32,
    #[serde(default)]
    out_of_scope: u32,
    #[serde(default)]
    written: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    code: String,
    column: Option<String>,
    question: String,
    answers: BTreeMap<String, String>,
    #[serde(default)]
    codes: BTreeMap<String, i16>,
    #[serde(default)]
    missing: Vec<String>,
    blank: Option<i16>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IndicatorEntry {
    code: String,
    name: String,
    item: String,
    yes: Vec<i16>,
    no: Vec<i16>,
}

impl WaveFile {
    /// Reads a wave file.
    ///
    /// ```
    /// use lofte_import::WaveFile;
    /// let file = WaveFile::parse(lofte_import::sources::survey::CARD.settings.unwrap_or(""))?;
    /// assert_eq!(file.wave.strata.len(), 2);
    /// # Ok::<(), lofte_import::ImportError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, ImportError> {
        let text: String = text.nfc().collect();
        let file: File = toml::from_str(&text).map_err(|error| ImportError::toml(&text, &error))?;
        let mut renamed = BTreeMap::new();
        let (mut items, mut all_written) = (Vec::new(), Vec::new());
        for item in file.items {
            if let Some(column) = item.column {
                renamed.insert(item.code.clone(), column);
            }
            let answers = answers(&item.code, item.answers)?;
            let missing = file.missing.iter().chain(&item.missing);
            let mut written = written(&item.code, &answers, &item.codes, missing)?;
            written.blank = blank(&item.code, &answers, item.blank)?;
            all_written.push(written);
            items.push(SurveyItem { code: item.code, question: item.question, answers });
        }
        let written_strata = written_strata(&file.strata)?;
        let strata = file.strata.into_iter().map(|stratum| SurveyStratum {
            area: lofte_model::place::AreaCode(stratum.area),
            register_count: stratum.register_count,
            mailed: stratum.mailed,
            out_of_scope: stratum.out_of_scope,
        });
        let wave = Wave {
            name: WaveName(file.name),
            year: file.year,
            fieldwork: file.fieldwork,
            instrument: file.instrument,
            mode: file.mode,
            ages: file.ages,
            strata: strata.collect(),
            items,
            indicators: file.indicators.into_iter().map(indicator).collect(),
        };
        check(&wave)?;
        wave.indicators.iter().try_for_each(|indicator| check_indicator(&wave, indicator))?;
        let read = Self {
            wave,
            synthetic: file.synthetic,
            sheet: file.sheet,
            header_row: file.header_row,
            fill_down: file.fill_down,
            encoding: file.encoding.as_deref().map(encoding_named).transpose()?,
            stratum_column: file.columns.stratum,
            weight_column: file.columns.weight,
            submitted_column: file.columns.submitted,
            incomplete_taken: file.incomplete == Incomplete::Taken,
            written_strata,
            renamed,
            written: all_written,
        };
        match read.columns().into_iter().find(|column| points_to_a_person(column)) {
            Some(column) => Err(ImportError::rule("columns", Rule::PersonColumn(column.to_owned()))),
            None => Ok(read),
        }
    }

    /// The columns that the answers must have.
    pub fn columns(&self) -> Vec<&str> {
        let stratum = std::iter::once(self.stratum_column.as_str());
        let others = self.weight_column.as_deref().into_iter().chain(self.submitted_column.as_deref());
        stratum.chain(others).chain(self.item_columns()).collect()
    }

    /// The column of each item, in the order of the code book.
    pub(super) fn item_columns(&self) -> impl Iterator<Item = &str> {
        self.wave.items.iter().map(|item| self.renamed.get(&item.code).unwrap_or(&item.code).as_str())
    }
}

fn answers(code: &str, texts: BTreeMap<String, String>) -> Result<BTreeMap<i16, String>, ImportError> {
    let mut answers = BTreeMap::new();
    for (number, text) in texts {
        let Ok(parsed) = number.trim().parse::<i16>() else {
            return Err(ImportError::rule(format!("items.{code}.answers"), Rule::AnswerCode(number)));
        };
        answers.insert(parsed, text);
    }
    if answers.len() < 2 {
        return Err(ImportError::rule(format!("items.{code}.answers"), Rule::TwoAnswers));
    }
    Ok(answers)
}

/// What an empty cell means.
fn blank(item: &str, answers: &BTreeMap<i16, String>, code: Option<i16>) -> Result<Option<i16>, ImportError> {
    match code {
        Some(code) if !answers.contains_key(&code) => {
            let rule = Rule::NoSuchAnswer { code, item: item.to_owned() };
            Err(ImportError::rule(format!("items.{item}.blank"), rule))
        }
        code => Ok(code),
    }
}

/// How the column of the area writes the strata; a text that would be two of them is refused.
fn written_strata(strata: &[Stratum]) -> Result<Vec<(String, u32)>, ImportError> {
    let mut all = Labels::default();
    let mut written = Vec::new();
    for (stratum, number) in strata.iter().zip(0..) {
        all.add(&stratum.area, number);
    }
    for (stratum, number) in strata.iter().zip(0..) {
        for text in &stratum.written {
            if all.get(text).is_some_and(|known| *known != number) {
                let key = format!("strata.{}.written", stratum.area);
                return Err(ImportError::rule(key, Rule::TwoMeanings(text.clone())));
            }
            all.add(text, number);
            written.push((text.clone(), number));
        }
    }
    Ok(written)
}

/// How the answers of an item are written; a text that would be two things is refused.
fn written<'a>(
    item: &str,
    answers: &BTreeMap<i16, String>,
    codes: &BTreeMap<String, i16>,
    missing: impl Iterator<Item = &'a String>,
) -> Result<Written, ImportError> {
    let mut written = Written::default();
    let twice = |key: &str, text: &str| {
        Err(ImportError::rule(format!("items.{item}.{key}"), Rule::TwoMeanings(text.to_owned())))
    };
    for code in answers.keys() {
        written.answers.add(&code.to_string(), *code);
    }
    for (text, code) in codes {
        if !answers.contains_key(code) {
            let rule = Rule::NoSuchAnswer { code: *code, item: item.to_owned() };
            return Err(ImportError::rule(format!("items.{item}.codes"), rule));
        }
        if written.answers.add(text, *code).is_some() {
            return twice("codes", text);
        }
    }
    // The words of an answer stand for it too, where no other answer has the same.
    let form = |text: &String| same_form(text);
    for (code, text) in answers {
        let alone = answers.values().filter(|other| form(other) == form(text)).count() == 1;
        if alone && written.answers.get(text).is_none() {
            written.answers.add(text, *code);
        }
    }
    for text in missing {
        if written.answers.get(text).is_some() {
            return twice("missing", text);
        }
        written.missing.insert(same_form(text));
    }
    Ok(written)
}

fn indicator(entry: IndicatorEntry) -> Indicator {
    let IndicatorEntry { code, name, item, yes, no } = entry;
    Indicator { code, name, item, yes, no }
}

fn check_indicator(wave: &Wave, indicator: &Indicator) -> Result<(), ImportError> {
    let broken = |rule: Rule| Err(ImportError::rule(format!("indicators.{}", indicator.code), rule));
    let Some(item) = wave.item(&indicator.item) else {
        return broken(Rule::NoSuchItem(indicator.item.clone()));
    };
    let both = indicator.yes.iter().chain(&indicator.no);
    if let Some(code) = both.clone().find(|code| !item.answers.contains_key(code)) {
        return broken(Rule::NoSuchAnswer { code: *code, item: item.code.clone() });
    }
    if let Some(code) = indicator.yes.iter().find(|code| indicator.no.contains(code)) {
        return broken(Rule::YesAndNo(*code));
    }
    if indicator.yes.is_empty() || indicator.no.is_empty() {
        return broken(Rule::YesNoEmpty);
    }
    Ok(())
}

fn check(wave: &Wave) -> Result<(), ImportError> {
    let first_twice = |names: Vec<String>| {
        let mut seen = BTreeSet::new();
        names.into_iter().find(|name| !seen.insert(same_form(name)))
    };
    if wave.strata.is_empty() || wave.items.is_empty() {
        return Err(ImportError::rule("strata and items", Rule::AtLeastOne));
    }
    if let Some(area) = first_twice(wave.strata.iter().map(|stratum| stratum.area.0.clone()).collect()) {
        return Err(ImportError::rule("strata", Rule::Twice(area)));
    }
    if let Some(code) = first_twice(wave.items.iter().map(|item| item.code.clone()).collect()) {
        return Err(ImportError::rule("items", Rule::Twice(code)));
    }
    for stratum in &wave.strata {
        let key = format!("strata.{}", stratum.area);
        if stratum.mailed > stratum.register_count {
            return Err(ImportError::rule(key, Rule::MoreMailed));
        }
        if stratum.out_of_scope > stratum.mailed {
            return Err(ImportError::rule(key, Rule::MoreOutOfScope));
        }
    }
    let (from, to) = (wave.fieldwork.from().year(), wave.fieldwork.to().year());
    if !(from..=to).contains(&wave.year) {
        return Err(ImportError::rule("year", Rule::NotTheYear { from, to }));
    }
    if wave.ages.0 > wave.ages.1 {
        return Err(ImportError::rule("ages", Rule::Ages));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = include_str!("wave.toml");

    fn refusal(from: &str, to: &str) -> String {
        assert!(GOOD.contains(from), "{from}");
        WaveFile::parse(&GOOD.replacen(from, to, 1)).unwrap_err().to_string()
    }

    #[test]
    fn mistakes_are_answered_with_line_or_key() {
        let all = [
            refusal("mailed = 300", "mailed = 3000"),
            refusal("1 = ", "ett = "),
            refusal("0482A0020", "0482a0010"),
            refusal("ages = [16, 85]", "ages = [85, 16]"),
            refusal("year = 2023", "year = 2032"),
            refusal("post_and_web", "brev"),
            refusal("2023-04-03", "2023-09-03"),
            refusal("question", "qestion"),
            refusal("no = [3, 4]", "no = [2, 3]"),
            refusal("no = [3, 4]", "no = [3, 7]"),
            refusal("item = \"ute_sent\"", "item = \"ute\""),
            refusal("weight = \"vikt\"", "weight = \"ipaddr\""),
            refusal("code = \"utsatt\"", "code = \"utsatt\"\nblank = 7"),
            refusal("mailed = 300", "mailed = 300\nwritten = [\"0482A0020\"]"),
        ];
        insta::assert_snapshot!(all.join("\n"), @"
        the mapping: strata.0482A0010: more questionnaires were sent than persons are in the register
        the mapping: items.ute_sent.answers: “ett” is no answer code: write whole numbers
        the mapping: strata: 0482a0010 stands there twice
        the mapping: ages: write the youngest first
        the mapping: year: the field work is from 2023 to 2023: write the year of it
        line 6 of the mapping: unknown variant `brev`, expected one of `post_and_web`, `web`, `telephone`, `visit`, `self_selected`
        line 4 of the mapping: the period ends (2023-05-31) before it begins (2023-09-03): change one of the dates
        line 28 of the mapping: unknown field `qestion`, expected one of `code`, `column`, `question`, `answers`, `codes`, `missing`, `blank`
        the mapping: indicators.trygg_ute_sent: 2 counts both as yes and as no
        the mapping: indicators.trygg_ute_sent: 7 is no answer of “ute_sent”
        the mapping: indicators.trygg_ute_sent: there is no item “ute”
        the mapping: columns: the column “ipaddr” may point to a person and is never read
        the mapping: items.utsatt.blank: 7 is no answer of “utsatt”
        the mapping: strata.0482A0010.written: “0482A0020” stands for two different things
        ");
    }
}
