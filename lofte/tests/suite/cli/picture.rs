//! The picture of a house through the binary: what its warnings rest on.

use crate::cli::support::{Workplace, text};
use std::fmt::Write as _;

/// Delivers offences at these clock times, and asks whether the picture takes midnight for “not known”.
fn heaped(times: &[(&str, u32)]) -> bool {
    let workplace = Workplace::new();
    let (_, mapping) = workplace.offences();
    let mut table = "Nr;Tid;Typ\n".to_owned();
    let mut number = 0;
    for (time, rows) in times {
        for _ in 0..*rows {
            number += 1;
            writeln!(table, "B{number};2024-03-{:02} {time};Inbrott", number % 28 + 1).unwrap();
        }
    }
    let table = workplace.write("natt.csv", &table);
    workplace.run(&["import", "incidents", text(&table), "--mapping", &mapping]).done();
    let picture = workplace.run(&["picture", "--refresh", "--format", "json"]).done().json();
    let week = &picture["week"]["cells"][0];
    assert_eq!(week["timed"], number, "{week}");
    week["midnight_heaped"].as_bool().unwrap()
}

#[test]
fn a_busy_hour_after_midnight_is_not_taken_for_an_unknown_time() {
    // Most of the hour from 00, but no more at exactly 00:00 than at exactly 01:00.
    assert!(!heaped(&[("00:00", 3), ("00:20", 40), ("00:45", 30), ("01:00", 3), ("14:10", 20)]));
}

#[test]
fn midnight_for_an_unknown_time_is_warned_of_also_when_the_hour_after_one_is_busy() {
    assert!(heaped(&[("00:00", 10), ("01:00", 3), ("01:20", 40), ("14:10", 20)]));
}
