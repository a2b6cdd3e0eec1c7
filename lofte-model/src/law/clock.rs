//! The two clocks of the law (2023:196, section 6): at least every second year the picture is updated, and the plan
//! followed up. They run apart from each other.
//!
//! A clock starts anew with every adopted edition, or with every follow-up of the plan; before the first follow-up the
//! plan's clock runs from the decision on the plan. Leaves out what an update or a follow-up should hold.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

/// Months that may pass.
pub const MOST_MONTHS: i32 = 24;

/// Months before the last day that it is warned from.
pub const WARN_MONTHS: i32 = 3;

/// What a clock is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockKind {
    /// The picture is to be updated.
    Picture,
    /// The plan is to be followed up.
    Plan,
}

/// How a clock stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum ClockState {
    /// Nothing has started it.
    NotStarted,
    /// There is time.
    Running {
        /// The last day.
        due: Date,
    },
    /// The last day is near.
    Soon {
        /// The last day.
        due: Date,
    },
    /// The last day has passed.
    Overdue {
        /// The last day.
        due: Date,
    },
}

/// A clock as it stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Clock {
    /// What for.
    pub kind: ClockKind,
    /// The day it started on.
    pub since: Option<Date>,
    /// How it stands.
    #[serde(flatten)]
    pub state: ClockState,
}

/// What starts the clocks; days in any order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Started {
    /// Days that editions of the picture were adopted on.
    pub adopted: Vec<Date>,
    /// Days that the plan was decided on.
    pub decided: Vec<Date>,
    /// Days that the plan was followed up on.
    pub followed_up: Vec<Date>,
}

impl Started {
    /// Both clocks on a day, the picture's first. What is dated later has not happened.
    pub fn clocks(&self, today: Date) -> [Clock; 2] {
        let newest = |days: &[Date]| days.iter().copied().filter(|day| *day <= today).max();
        // Deciding a plan anew is no follow-up of it: the first decision starts the clock, follow-ups move it.
        let first_decided = self.decided.iter().copied().filter(|day| *day <= today).min();
        let plan = newest(&self.followed_up).max(first_decided);
        [clock(ClockKind::Picture, newest(&self.adopted), today), clock(ClockKind::Plan, plan, today)]
    }
}

fn clock(kind: ClockKind, since: Option<Date>, today: Date) -> Clock {
    let due = since.and_then(|since| since.checked_add(MOST_MONTHS.months()).ok());
    let state = due.map_or(ClockState::NotStarted, |due| match warned_from(due) {
        _ if today > due => ClockState::Overdue { due },
        from if today >= from => ClockState::Soon { due },
        _ => ClockState::Running { due },
    });
    Clock { kind, since, state }
}

fn warned_from(due: Date) -> Date {
    due.checked_sub(WARN_MONTHS.months()).unwrap_or(due)
}

impl Clock {
    /// The last day, where the clock runs.
    pub fn due(&self) -> Option<Date> {
        match self.state {
            ClockState::NotStarted => None,
            ClockState::Running { due } | ClockState::Soon { due } | ClockState::Overdue { due } => Some(due),
        }
    }

    /// Whether somebody should look at it.
    pub fn presses(&self) -> bool {
        matches!(self.state, ClockState::Soon { .. } | ClockState::Overdue { .. })
    }
}

/// What a reminder says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reminds {
    /// Three months are left.
    Soon,
    /// It is the last day.
    Due,
}

/// A day in a calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Reminder {
    /// The day.
    pub on: Date,
    /// What for.
    pub kind: ClockKind,
    /// What it says.
    pub says: Reminds,
}

/// The days of the clocks that run, the earliest first: when it is warned from, and the last day.
pub fn reminders(clocks: &[Clock]) -> Vec<Reminder> {
    let of = |clock: &Clock| {
        let (kind, due) = (clock.kind, clock.due()?);
        let soon = Reminder { on: warned_from(due), kind, says: Reminds::Soon };
        Some([soon, Reminder { on: due, kind, says: Reminds::Due }])
    };
    let mut reminders: Vec<Reminder> = clocks.iter().filter_map(of).flatten().collect();
    reminders.sort();
    reminders
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn picture(adopted: Date, today: Date) -> ClockState {
        Started { adopted: vec![adopted], ..Started::default() }.clocks(today)[0].state
    }

    #[test]
    fn the_last_day_is_two_years_on_and_is_warned_of_three_months_before() {
        let (adopted, due) = (date(2023, 6, 15), date(2025, 6, 15));
        assert_eq!(picture(adopted, adopted), ClockState::Running { due });
        assert_eq!(picture(adopted, date(2025, 3, 14)), ClockState::Running { due });
        assert_eq!(picture(adopted, date(2025, 3, 15)), ClockState::Soon { due });
        assert_eq!(picture(adopted, due), ClockState::Soon { due }, "the last day is in time");
        assert_eq!(picture(adopted, date(2025, 6, 16)), ClockState::Overdue { due });
    }

    #[test]
    fn a_leap_day_ends_with_february() {
        assert_eq!(
            picture(date(2024, 2, 29), date(2026, 3, 1)),
            ClockState::Overdue { due: date(2026, 2, 28) }
        );
        assert_eq!(
            picture(date(2023, 8, 31), date(2025, 5, 31)),
            ClockState::Soon { due: date(2025, 8, 31) }
        );
    }

    #[test]
    fn the_clocks_run_apart() {
        let started = Started {
            adopted: vec![date(2026, 4, 7), date(2023, 6, 15)],
            decided: vec![date(2024, 6, 17), date(2025, 2, 1)],
            followed_up: Vec::new(),
        };
        let [picture, plan] = started.clocks(date(2026, 11, 30));
        assert_eq!(picture.state, ClockState::Running { due: date(2028, 4, 7) });
        assert_eq!(plan.state, ClockState::Overdue { due: date(2026, 6, 17) }, "a new plan is no follow-up");
        let followed_up = Started { followed_up: vec![date(2026, 5, 1)], ..started };
        assert_eq!(followed_up.clocks(date(2026, 11, 30))[1].due(), Some(date(2028, 5, 1)));
        assert_eq!(followed_up.clocks(date(2026, 4, 30))[1].due(), Some(date(2026, 6, 17)), "not yet then");
    }

    #[test]
    fn nothing_runs_before_it_is_started() {
        let clocks = Started::default().clocks(date(2026, 1, 1));
        assert!(clocks.iter().all(|clock| clock.state == ClockState::NotStarted && !clock.presses()));
        assert_eq!(reminders(&clocks), []);
        assert_eq!(picture(date(2027, 1, 1), date(2026, 1, 1)), ClockState::NotStarted);
    }

    #[test]
    fn a_calendar_gets_two_days_of_each() {
        let started = Started { adopted: vec![date(2023, 6, 15)], ..Started::default() };
        let days = reminders(&started.clocks(date(2024, 1, 1)));
        let expected = [(date(2025, 3, 15), Reminds::Soon), (date(2025, 6, 15), Reminds::Due)];
        assert_eq!(days.iter().map(|day| (day.on, day.says)).collect::<Vec<_>>(), expected);
    }

    proptest! {
        /// Once overdue a clock stays so until something starts it anew, and it never skips the warning.
        #[test]
        fn a_clock_only_goes_on(since in 0_i32..20_000, step in 0_i32..900) {
            let from = date(1990, 1, 1).checked_add(since.days()).unwrap();
            let day = |n: i32| from.checked_add(n.days()).unwrap();
            let rank = |state| match state {
                ClockState::NotStarted => 0,
                ClockState::Running { .. } => 1,
                ClockState::Soon { .. } => 2,
                ClockState::Overdue { .. } => 3,
            };
            let (now, next) = (rank(picture(from, day(step))), rank(picture(from, day(step + 1))));
            prop_assert!(next == now || next == now + 1, "{now} {next}");
        }
    }
}
