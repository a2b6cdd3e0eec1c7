//! An index table as people keep it: a header, and a row for each indicator. Pasted from a spreadsheet, or the cells of a file
//! that the door in has opened.

use super::{IndexColumn, IndexFault, IndexFaultKind, IndexIndicator, IndexTable};

/// Headings by which each column is known, the one that is told first.
pub const QUESTION: [&str; 5] = ["fråga", "indikator", "question", "indicator", "item"];
const GROUP: [&str; 2] = ["grupp", "group"];
const PROBLEM: [&str; 3] = ["problem", "svar som är problem", "problem answers"];
const NO_PROBLEM: [&str; 4] = ["inte problem", "svar som inte är problem", "no problem", "no_problem"];

/// Where everything stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headings {
    question: usize,
    group: Option<usize>,
    cuts: [usize; 6],
    problem: Option<usize>,
    no_problem: Option<usize>,
}

impl Headings {
    /// Finds the columns among these headings.
    ///
    /// # Errors
    /// The columns that are missing.
    pub fn of(names: &[String]) -> Result<Self, Vec<IndexColumn>> {
        let folded: Vec<String> = names.iter().map(|name| super::folded(name)).collect();
        let find = |known: &[&str]| folded.iter().position(|name| known.contains(&name.as_str()));
        let mut missing = Vec::new();
        let question = find(&QUESTION);
        if question.is_none() {
            missing.push(IndexColumn::Question);
        }
        let mut cuts = [0; 6];
        for (number, place) in (1_u8..).zip(&mut cuts) {
            let known = [
                format!("gräns {number}"),
                format!("cut {number}"),
                format!("{number} poäng"),
                format!("cut_{number}"),
                format!("gräns{number}"),
                number.to_string(),
            ];
            match folded.iter().position(|name| known.contains(name)) {
                Some(found) => *place = found,
                None => missing.push(IndexColumn::Cut(number)),
            }
        }
        match question {
            Some(question) if missing.is_empty() => Ok(Self {
                question,
                group: find(&GROUP),
                cuts,
                problem: find(&PROBLEM),
                no_problem: find(&NO_PROBLEM),
            }),
            _ => Err(missing),
        }
    }
}

/// The indicators of rows, with their places; rows without any cell are passed over.
///
/// # Errors
/// Every fault, by row and column.
pub fn of_rows(
    names: &[String],
    rows: &[(u64, Vec<String>)],
) -> Result<Vec<(u64, IndexIndicator)>, Vec<IndexFault>> {
    let headings = Headings::of(names).map_err(|missing| {
        let fault = |column| IndexFault { row: None, column, kind: IndexFaultKind::Missing };
        missing.into_iter().map(fault).collect::<Vec<_>>()
    })?;
    let (mut indicators, mut faults) = (Vec::new(), Vec::new());
    for (row, cells) in rows.iter().filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty())) {
        match indicator(&headings, cells) {
            Ok(indicator) => indicators.push((*row, indicator)),
            Err(of_row) => faults.extend(of_row.into_iter().map(|(column, kind)| IndexFault {
                row: Some(*row),
                column,
                kind,
            })),
        }
    }
    let read: Vec<IndexIndicator> = indicators.iter().map(|(_, indicator)| indicator.clone()).collect();
    let places: Vec<u64> = indicators.iter().map(|(row, _)| *row).collect();
    let table = IndexTable { indicators: read, ..IndexTable::default() };
    // Rows that could not be read are told already, also where none is left.
    if faults.is_empty() || !table.indicators.is_empty() {
        faults.extend(table.faults(Some(&places)));
    }
    if faults.is_empty() {
        return Ok(indicators);
    }
    faults.sort_by_key(|fault| (fault.row, fault.column));
    Err(faults)
}

/// The indicators of lines with semicolons or tabs between the cells, the first of which is the header.
///
/// # Errors
/// Every fault, by line and column.
///
/// # Examples
/// ```
/// use lofte_model::index_table::pasted;
/// let text = "Fråga;Grupp;Gräns 1;Gräns 2;Gräns 3;Gräns 4;Gräns 5;Gräns 6\nslagsmål;Brott;2,5;5;10;15;20;30";
/// let indicators = pasted(text).unwrap();
/// assert_eq!((indicators[0].question.as_str(), indicators[0].cuts[0]), ("slagsmål", 2.5));
/// ```
pub fn pasted(text: &str) -> Result<Vec<IndexIndicator>, Vec<IndexFault>> {
    let between = |line: &str| if line.contains('\t') { '\t' } else { ';' };
    let cells = |line: &str| line.split(between(line)).map(|cell| cell.trim().to_owned()).collect();
    let mut lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let names: Vec<String> = lines.next().map(|(_, line)| cells(line)).unwrap_or_default();
    let rows: Vec<(u64, Vec<String>)> = lines.map(|(row, line)| (row, cells(line))).collect();
    Ok(of_rows(&names, &rows)?.into_iter().map(|(_, indicator)| indicator).collect())
}

type Faults = Vec<(IndexColumn, IndexFaultKind)>;

fn indicator(headings: &Headings, cells: &[String]) -> Result<IndexIndicator, Faults> {
    let cell = |at: usize| cells.get(at).map_or("", |cell| cell.trim());
    let mut faults = Vec::new();
    let mut cuts = [0.0; 6];
    for ((number, at), cut) in (1..).zip(headings.cuts).zip(&mut cuts) {
        match percent(cell(at)) {
            Some(value) => *cut = value,
            None if cell(at).is_empty() => faults.push((IndexColumn::Cut(number), IndexFaultKind::Missing)),
            None => faults.push((IndexColumn::Cut(number), IndexFaultKind::NoNumber(shown(cell(at))))),
        }
    }
    let mut codes = |column, at: Option<usize>| {
        let text = at.map_or("", cell);
        codes_of(text).unwrap_or_else(|| {
            faults.push((column, IndexFaultKind::NoCodes(shown(text))));
            Vec::new()
        })
    };
    let problem = codes(IndexColumn::Problem, headings.problem);
    let no_problem = codes(IndexColumn::NoProblem, headings.no_problem);
    if !faults.is_empty() {
        return Err(faults);
    }
    let (question, group) = (cell(headings.question), headings.group.map_or("", cell));
    Ok(IndexIndicator { question: question.to_owned(), group: group.to_owned(), cuts, problem, no_problem })
}

fn shown(text: &str) -> String {
    text.chars().take(40).collect()
}

/// A number of percent: `12,5`, `12.5 %`.
fn percent(text: &str) -> Option<f64> {
    let number = text.trim().trim_end_matches('%').trim().replace(',', ".");
    number.parse::<f64>().ok().filter(|number| number.is_finite())
}

/// Answer codes with commas or spaces between; none in an empty cell.
fn codes_of(text: &str) -> Option<Vec<i16>> {
    let parts = text.split([',', ' ']).filter(|part| !part.is_empty());
    parts.map(|part| part.parse::<i16>().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str =
        "Fråga\tGrupp\tGräns 1\tGräns 2\tGräns 3\tGräns 4\tGräns 5\tGräns 6\tProblem\tInte problem";

    #[test]
    fn rows_of_a_spreadsheet_are_indicators() {
        let text = format!("{HEADER}\n\nnedskräpning\tOrdning\t5\t10\t15 %\t20\t30\t40\t3, 4\t1,2\n");
        let found = pasted(&text).unwrap();
        assert_eq!(found[0].cuts.map(f64::to_bits), [5.0, 10.0, 15.0, 20.0, 30.0, 40.0].map(f64::to_bits));
        assert_eq!((&found[0].problem, &found[0].no_problem), (&vec![3, 4], &vec![1, 2]));
    }

    #[test]
    fn faults_are_told_by_line_and_column_and_missing_columns_by_name() {
        let text = format!(
            "{HEADER}\na\t\t5\tx\t15\t\t30\t40\tja\t\nb\t\t5\t4\t15\t20\t30\t40\t\t\nB\t\t5\t10\t15\t20\t30\t40\t\t"
        );
        let faults = pasted(&text).unwrap_err();
        let told: Vec<(Option<u64>, IndexColumn)> =
            faults.iter().map(|fault| (fault.row, fault.column)).collect();
        assert_eq!(
            told,
            [
                (Some(2), IndexColumn::Cut(2)),
                (Some(2), IndexColumn::Cut(4)),
                (Some(2), IndexColumn::Problem),
                (Some(3), IndexColumn::Cut(2)),
                (Some(4), IndexColumn::Question),
            ]
        );
        let lacking = pasted("Fråga;Gräns 1;Gräns 2\na;1;2").unwrap_err();
        assert_eq!(lacking.len(), 4);
        assert_eq!(pasted("").unwrap_err().len(), 7);
        assert_eq!(pasted(HEADER).unwrap_err()[0].kind, IndexFaultKind::Missing);
    }
}
