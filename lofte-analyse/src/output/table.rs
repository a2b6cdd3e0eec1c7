//! Small tables for people: columns aligned by what the eye sees, words to the left and numbers to the right.
//!
//! Control characters from files and texts are shown as `�`, so that a name in a file cannot steer the terminal.
//! Cells are not cut or folded: who wants less asks for JSON and picks.

use std::fmt;

/// Which side the cells of a column stand on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

/// A table with a heading for each column.
#[derive(Clone, Debug, Default)]
pub struct Table {
    columns: Vec<(String, Side)>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Without columns yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// With one more column of words.
    #[must_use]
    pub fn words(self, heading: impl Into<String>) -> Self {
        self.column(heading, Side::Left)
    }

    /// With one more column of numbers.
    #[must_use]
    pub fn numbers(self, heading: impl Into<String>) -> Self {
        self.column(heading, Side::Right)
    }

    fn column(mut self, heading: impl Into<String>, side: Side) -> Self {
        self.columns.push((heading.into(), side));
        self
    }

    /// Adds a row; what is missing at its end stays empty.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().map(|cell| without_controls(&cell)).collect());
    }

    /// The headings from left to right, each with whether it stands over numbers.
    pub fn headings(&self) -> impl Iterator<Item = (&str, bool)> {
        self.columns.iter().map(|(heading, side)| (heading.as_str(), *side == Side::Right))
    }

    /// The cells of each row.
    pub fn rows(&self) -> &[Vec<String>] {
        &self.rows
    }

    fn widths(&self) -> Vec<usize> {
        let widest = |i: usize| self.rows.iter().filter_map(|row| row.get(i)).map(|cell| width(cell)).max();
        self.columns
            .iter()
            .enumerate()
            .map(|(i, (heading, _))| width(heading).max(widest(i).unwrap_or(0)))
            .collect()
    }

    fn write_line<'a>(
        &self,
        f: &mut fmt::Formatter<'_>,
        widths: &[usize],
        cell: impl Fn(usize) -> &'a str,
    ) -> fmt::Result {
        let mut line = String::new();
        for (i, (_, side)) in self.columns.iter().enumerate() {
            let (text, gap) = (cell(i), if i > 0 { "  " } else { "" });
            let space = " ".repeat(widths[i].saturating_sub(width(text)));
            line.push_str(gap);
            match side {
                Side::Left => line.extend([text, &space]),
                Side::Right => line.extend([&space, text]),
            }
        }
        writeln!(f, "{}", line.trim_end_matches(' '))
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths = self.widths();
        let rules: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
        self.write_line(f, &widths, |i| &self.columns[i].0)?;
        self.write_line(f, &widths, |i| &rules[i])?;
        for row in &self.rows {
            self.write_line(f, &widths, |i| row.get(i).map_or("", String::as_str))?;
        }
        Ok(())
    }
}

/// Places on the screen: a letter with a loose accent (å as a and ring) takes one.
fn width(text: &str) -> usize {
    text.chars().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).count()
}

fn without_controls(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::Table;

    #[test]
    fn columns_are_aligned_by_what_is_seen() {
        let mut table = Table::new().words("Område").numbers("Rader");
        table.row(["Åmål".to_owned(), "1\u{a0}000".to_owned()]);
        table.row(["A\u{30a}m".to_owned(), "7".to_owned()]);
        table.row(["x\u{1b}[31m".to_owned()]);
        let text = table.to_string();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines,
            ["Område  Rader", "──────  ─────", "Åmål    1\u{a0}000", "A\u{30a}m          7", "x�[31m"]
        );
    }

    #[test]
    fn an_empty_table_is_its_headings() {
        let table = Table::new().words("a");
        assert_eq!(table.to_string(), "a\n─\n");
    }
}
