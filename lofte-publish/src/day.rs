//! Days: what residents are told of when something was signed, reported or written.
//!
//! A moment to the second can tell when somebody was at work, and in a small municipality who. Only the moment of the
//! publication itself stays, to the minute.

use jiff::civil::Date;
use jiff::{Timestamp, Unit};
use serde::{Deserialize, Deserializer};

pub(crate) use lofte_model::period::swedish_day as day;

/// The whole minute that a moment lies in.
pub(crate) fn minute(at: Timestamp) -> Timestamp {
    let down = jiff::TimestampRound::new().smallest(Unit::Minute).mode(jiff::RoundMode::Floor);
    at.round(down).unwrap_or(at)
}

/// A day, or a moment as snapshots of format 1 have it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Day(Date),
    Moment(Timestamp),
}

impl From<Written> for Date {
    fn from(written: Written) -> Self {
        match written {
            Written::Day(date) => date,
            Written::Moment(at) => day(at),
        }
    }
}

pub(crate) fn read<'de, D: Deserializer<'de>>(input: D) -> Result<Date, D::Error> {
    Written::deserialize(input).map(Date::from)
}

pub(crate) fn read_optional<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Date>, D::Error> {
    Ok(Option::<Written>::deserialize(input)?.map(Date::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_becomes_its_swedish_day_and_its_minute() {
        let late: Timestamp = "2023-06-26T22:30:59.123456789Z".parse().unwrap();
        assert_eq!(day(late).to_string(), "2023-06-27");
        assert_eq!(minute(late).to_string(), "2023-06-26T22:30:00Z");
    }

    #[test]
    fn both_ways_of_writing_are_read() {
        let read_json = |json: &str| read(&mut serde_json::Deserializer::from_str(json)).unwrap().to_string();
        assert_eq!(read_json("\"2023-06-26\""), "2023-06-26");
        assert_eq!(read_json("\"2023-06-26T08:00:00.5Z\""), "2023-06-26");
    }
}
