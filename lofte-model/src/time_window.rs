//! Windows of time: on which days of the week and between which hours a place is worked with, perhaps past midnight.
//!
//! A window is read from the words of the municipality (“fredag–lördag 22–03”), which stay beside it. What cannot be read
//! whole is no window: half of what somebody meant would count something else. Left out: minutes, holidays and seasons.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Days of the week with their hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeWindow {
    /// Days on which it begins, 1 (Monday) to 7.
    pub days: BTreeSet<u8>,
    /// The first hour, 0 to 23.
    pub from: u8,
    /// The hour at which it ends, 1 to 24; one that is not after the first is of the next day.
    pub until: u8,
}

/// Beginnings of the days of the week in Swedish.
const DAYS: [&str; 7] = ["mån", "tis", "ons", "tor", "fre", "lör", "sön"];

impl TimeWindow {
    /// Reads windows from words.
    ///
    /// ```
    /// use lofte_model::time_window::TimeWindow;
    /// let windows = TimeWindow::read("fredag–lördag kl. 22–03").unwrap();
    /// assert_eq!((windows[0].days.len(), windows[0].from, windows[0].until), (2, 22, 3));
    /// assert!(windows[0].has(7, 1) && !windows[0].has(7, 22), "the night to Sunday");
    /// assert_eq!(TimeWindow::read("sena kvällar"), None);
    /// ```
    pub fn read(text: &str) -> Option<Vec<Self>> {
        let text = text
            .to_lowercase()
            .replace(['–', '—', '−'], "-")
            .replace('-', " - ")
            .replace([',', ';', '&'], " och ");
        let mut words = text.split_whitespace().map(|word| word.trim_end_matches('.')).peekable();
        let (mut windows, mut days, mut through) = (Vec::new(), Vec::<u8>::new(), false);
        while let Some(word) = words.next() {
            if let Some(from) = hour(word) {
                words.next_if_eq(&"-").or_else(|| words.next_if_eq(&"till"))?;
                let until = hour(words.next()?)?;
                let days: BTreeSet<u8> = if days.is_empty() {
                    // More hours of the same days, or of any day.
                    windows.last().map_or_else(|| (1..=7).collect(), |last: &Self| last.days.clone())
                } else {
                    std::mem::take(&mut days).into_iter().collect()
                };
                if through || from > 23 || from == until {
                    return None;
                }
                windows.push(Self { days, from, until: if until == 0 { 24 } else { until } });
                continue;
            }
            match word {
                "kl" | "klockan" | "och" | "samt" | "mellan" | "alla" | "dagar" => {}
                "-" if !days.is_empty() && !through => through = true,
                "dagligen" => days.extend(1..=7),
                "vardag" | "vardagar" => days.extend(1..=5),
                "helg" | "helger" => days.extend([6, 7]),
                word => {
                    let day = day(word)?;
                    if std::mem::take(&mut through) {
                        let first = *days.last()?;
                        days.extend(
                            (1..7).map(|step| (first + step - 1) % 7 + 1).take_while(|next| *next != day),
                        );
                    }
                    days.push(day);
                }
            }
        }
        (!windows.is_empty() && days.is_empty()).then_some(windows)
    }

    /// Whether an hour of a day of the week, 1 (Monday) to 7, is in it.
    pub fn has(&self, weekday: u8, hour: u8) -> bool {
        let before = if weekday == 1 { 7 } else { weekday.saturating_sub(1) };
        if self.from < self.until {
            return self.days.contains(&weekday) && (self.from..self.until).contains(&hour);
        }
        (self.days.contains(&weekday) && hour >= self.from)
            || (self.days.contains(&before) && hour < self.until)
    }

    /// Of rows by weekday (1 to 7) and hour: those in any of the windows, and all of them.
    pub fn count(windows: &[Self], rows: impl IntoIterator<Item = (u8, u8, u64)>) -> (u64, u64) {
        let (mut inside, mut timed) = (0, 0);
        for (weekday, hour, count) in rows {
            timed += count;
            inside += if windows.iter().any(|window| window.has(weekday, hour)) { count } else { 0 };
        }
        (inside, timed)
    }

    /// Hours of a week that are in any of the windows.
    pub fn hours_a_week(windows: &[Self]) -> u64 {
        let all = (1..=7).flat_map(|day| (0..24).map(move |hour| (day, hour)));
        all.filter(|(day, hour)| windows.iter().any(|window| window.has(*day, *hour))).count() as u64
    }
}

/// A full hour: `22`, `22:00`, `22.00`.
fn hour(word: &str) -> Option<u8> {
    let word = word.strip_suffix(":00").or(word.strip_suffix(".00")).unwrap_or(word);
    let digits = (1..=2).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
    word.parse::<u8>().ok().filter(|hour| digits && *hour <= 24)
}

/// The day of a word: `fre`, `fredag`, `fredagar`, `fredagen`.
fn day(word: &str) -> Option<u8> {
    let ends = ["", "s", "dag", "sdag", "dagar", "sdagar", "dagen", "sdagen"];
    let fits = |begin: &str| word.strip_prefix(begin).is_some_and(|rest| ends.contains(&rest));
    let place = DAYS.iter().position(|begin| fits(begin))?;
    u8::try_from(place + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(text: &str) -> Vec<u8> {
        TimeWindow::read(text).unwrap()[0].days.iter().copied().collect()
    }

    #[test]
    fn words_become_windows_and_what_is_not_all_read_is_none() {
        for (text, expected) in [
            ("fredag och lördag 22–03", vec![5, 6]),
            ("fre-lör 22-03", vec![5, 6]),
            ("Torsdagar, fredagar kl 21.00–02:00", vec![4, 5]),
            ("lördag–måndag 10–14", vec![1, 6, 7]),
            ("vardagar 15–18", vec![1, 2, 3, 4, 5]),
            ("helger 0–24", vec![6, 7]),
            ("22–06", vec![1, 2, 3, 4, 5, 6, 7]),
            ("alla dagar klockan 22 till 6", vec![1, 2, 3, 4, 5, 6, 7]),
            ("alla fredagar 22–03", vec![5]),
            ("alla vardagar 7–9", vec![1, 2, 3, 4, 5]),
            ("alla helger 22–03", vec![6, 7]),
        ] {
            assert_eq!(days(text), expected, "{text}");
        }
        assert_eq!(TimeWindow::read("vardagar 15–18, lördag 10–14").unwrap().len(), 2);
        let twice = TimeWindow::read("fredag 18–20 och 22–03").unwrap();
        assert_eq!(twice.iter().map(|window| window.days.len()).collect::<Vec<_>>(), [1, 1]);
        for text in [
            "",
            "kvällar",
            "fredag",
            "fredag 22",
            "fredag 22:30–03",
            "fredag–22–03",
            "22–22",
            "0–0",
            "25–26",
            "fredag 22–03 i maj",
            "22–03 fredag",
        ] {
            assert_eq!(TimeWindow::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_window_past_midnight_has_the_night_to_the_day_after() {
        let windows = TimeWindow::read("söndag 22–03").unwrap();
        let has = |day, hour| windows[0].has(day, hour);
        assert_eq!(
            [has(7, 21), has(7, 22), has(1, 2), has(1, 3), has(7, 2)],
            [false, true, true, false, false]
        );
        assert_eq!(TimeWindow::hours_a_week(&windows), 5);
        let rows = [(7, 22, 3), (1, 2, 4), (1, 4, 5)];
        assert_eq!(TimeWindow::count(&windows, rows), (7, 12));
    }
}
