//! Moments as people in Sweden read them off a clock. Which moment it is, is never asked here.

use jiff::Timestamp;

/// A moment as Swedish clocks show it.
pub fn swedish(time: Timestamp) -> jiff::civil::DateTime {
    // The time zone database is compiled in, so the fallback is never taken.
    time.in_tz("Europe/Stockholm")
        .map_or_else(|_| jiff::tz::TimeZone::UTC.to_datetime(time), |zoned| zoned.datetime())
}

#[cfg(test)]
mod tests {
    use super::swedish;
    use jiff::tz::TimeZoneDatabase;

    /// An image without files of its own, or a machine without `tzdata`, must not show clocks of another zone.
    #[test]
    fn the_clocks_of_sweden_are_in_the_program() {
        assert!(TimeZoneDatabase::bundled().get("Europe/Stockholm").is_ok());
        let summer = "2025-07-01T10:00:00Z".parse().unwrap();
        assert_eq!(swedish(summer).to_string(), "2025-07-01T12:00:00");
    }
}
