//! A method that a page asks for a reader: the arguments of the command line, and the answer of the command line, which is kept
//! instead of written.
//!
//! By this a figure on a page is the figure of `lofte analyse`, digit for digit: there is no second way to ask a method. Left
//! out: files, which a reader of a page has none of; rows come from whoever hands them over.

use crate::output::{Format, Kept, Out, Terminal};
use crate::{Analyse, Deliveries, Failure};
use clap::Parser;
use lofte_words::{Message, Words};
use std::sync::Arc;

/// The arguments behind `lofte analyse`.
#[derive(Debug, Parser)]
#[command(no_binary_name = true)]
struct Line {
    #[command(flatten)]
    analyse: Analyse,
}

/// Asks a method on rows that are handed over, and keeps the answer.
///
/// # Errors
///
/// [`Failure`] as on the command line; arguments that are none are refused in the parser's words.
pub fn kept(arguments: &[String], deliveries: Arc<dyn Deliveries>, words: Words) -> Result<Kept, Failure> {
    let mut out = Out::kept();
    act(arguments, deliveries, &mut Terminal { words, format: Format::Table, out: &mut out })?;
    Ok(out.into_kept())
}

/// Asks a method in the same way, and gives the file that the command line would print in a format.
///
/// # Errors
///
/// As [`kept`]; a method that does not lie on a map has no GeoJSON.
pub fn written(
    arguments: &[String],
    deliveries: Arc<dyn Deliveries>,
    words: Words,
    format: Format,
) -> Result<Vec<u8>, Failure> {
    let mut out = Out::whole();
    act(arguments, deliveries, &mut Terminal { words, format, out: &mut out })?;
    Ok(out.into_bytes())
}

fn act(
    arguments: &[String],
    deliveries: Arc<dyn Deliveries>,
    terminal: &mut Terminal<'_>,
) -> Result<(), Failure> {
    let line = Line::try_parse_from(arguments).map_err(|error| {
        Failure::Refused(vec![Message::with("analyse-not-asked", "why", error.to_string())])
    })?;
    let mut analyse = line.analyse;
    analyse.hand_over(deliveries);
    analyse.act(terminal)
}

#[cfg(test)]
mod tests {
    use super::{kept, written};
    use crate::output::Format;
    use crate::{Deliveries, Failure, IncidentColumns, RecordSelection, Unread};
    use jiff::civil::date;
    use lofte_model::records::{Category, Position, RecordKind, TimePrecision};
    use lofte_model::survey::{WaveAnswers, WaveName};
    use lofte_records::StoredIncident;
    use lofte_words::{Language, Words};
    use std::sync::Arc;

    /// Forty burglaries and twenty thefts.
    struct Sixty;

    impl Deliveries for Sixty {
        fn incidents(&self, _: &RecordSelection, columns: &[String]) -> Result<IncidentColumns, Unread> {
            let mut all = IncidentColumns::of(columns);
            for number in 0..60_i8 {
                let category = Category::new(if number % 3 == 0 { "theft" } else { "burglary" });
                all.take(&StoredIncident {
                    kind: RecordKind::Offence,
                    source: "polisen".into(),
                    category,
                    start: date(2025, 1 + number % 12, 1 + number % 28).at(number % 24, 0, 0, 0),
                    end: None,
                    precision: TimePrecision::Minute,
                    position: Some(Position { lon: 16.58 + f64::from(number) / 1e4, lat: 59.05 }),
                    deso: None,
                    own_area: None,
                });
            }
            Ok(all)
        }

        fn answers(&self, _: &WaveName) -> Result<WaveAnswers, Unread> {
            Err("there is none".into())
        }
    }

    const WORDS: Words = Words(Language::English);

    fn arguments(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn what_is_kept_is_what_is_written() {
        let asked = arguments("counts --from-records all --category category");
        let answer = kept(&asked, Arc::new(Sixty), WORDS).unwrap();
        let [table] = &answer.tables[..] else { panic!("{:?}", answer.tables) };
        assert_eq!(
            table.headings().map(|(_, numeric)| numeric).collect::<Vec<_>>(),
            [false, true, true, true]
        );
        assert_eq!(table.rows()[0][..2], ["burglary", "40"]);
        let values = &answer.values[0];
        assert_eq!(values.rows[1].number(values.column("count").unwrap()), Some(20.0));
        assert!(answer.said[0].contains("60"), "{:?}", answer.said);
        let csv = written(&asked, Arc::new(Sixty), WORDS, Format::Csv).unwrap();
        let csv = String::from_utf8(csv).unwrap();
        let lower = values.rows[0].number(values.column("lower").unwrap()).unwrap();
        assert!(csv.lines().nth(1).unwrap().starts_with(&format!("burglary,40,{lower},")), "{csv}");
    }

    #[test]
    fn what_cannot_be_asked_is_refused() {
        for wrong in ["", "counts --from-records colour=red", "no-such-method", "counts"] {
            let answer = kept(&arguments(wrong), Arc::new(Sixty), WORDS);
            assert!(matches!(answer, Err(Failure::Refused(_))), "{wrong}");
        }
    }
}
