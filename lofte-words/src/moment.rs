//! Moments as people in Sweden read them off a clock. Which moment it is, is never asked here.

use jiff::Timestamp;

/// A moment as Swedish clocks show it.
pub fn swedish(time: Timestamp) -> jiff::civil::DateTime {
    // The time zone database is compiled in, so the fallback is never taken.
    time.in_tz("Europe/Stockholm")
        .map_or_else(|_| jiff::tz::TimeZone::UTC.to_datetime(time), |zoned| zoned.datetime())
}
