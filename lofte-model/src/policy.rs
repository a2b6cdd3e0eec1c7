//! Levels, floors and limits of the picture's conclusions, and where the house calls a figure large: one place to read
//! and to discuss them.
//!
//! Why each is what it is stands beside it. Limits of publication are settings and have their bounds in
//! [`crate::publication::Limits`]; what a promise may risk belongs to its rule ([`crate::promise`]).

/// Confidence level of every interval in the picture.
pub const LEVEL: f64 = 0.95;

/// Residents that a rate of an area is told for: DeSO have 700–2 700 of them.
pub const RESIDENTS: u32 = 1_000;

/// Residents that a rate of official statistics is told for, as its publisher does.
pub const OFFICIAL_RESIDENTS: u32 = 100_000;

/// A population is used for rates of its own year and so many years on either side.
pub const POPULATION_REACH: u16 = 2;

/// Rows with a clock time below which 168 hours of a week show chance alone.
pub const MIN_ROWS_FOR_HOURS: u64 = 100;

/// Rows with a clock time below which days and hours by themselves show chance alone.
pub const MIN_ROWS_FOR_DAYS: u64 = 30;

/// Months in each of the two periods that a trend compares: whole years, so that seasons cancel out.
pub const MONTHS_COMPARED: u16 = 12;

/// Years between the two figures of official statistics that are compared.
pub const OFFICIAL_YEARS_BACK: i16 = 5;

/// Names of those that cannot be told apart from the outermost are kept and told up to so many; beyond that only how
/// many they are.
pub const MOST_NAMED_ALIKE: usize = 4;

/// The smallest decrease of incidents that a promise's before and after may need in order to show it. The library's own
/// limit is 0.3; most counts of a small municipality lie above that, and a promise that halves them may be told.
pub const LARGEST_DETECTABLE_DECREASE: f64 = 0.5;

/// An area compared with another may have so many times its incidents: levels divide out of the ratio of ratios, but a
/// place with more than three times as many is of another kind.
pub const MATCHED_LEVELS: f64 = 3.0;

/// The smallest change that can be seen is called large above this share. A change of ten percentage points is rare from
/// one survey to the next: a promise that needs more can hardly be judged.
pub const LARGE_MINIMUM_DETECTABLE: f64 = 0.10;

/// Replicates behind the interval of the problem index: the fewest that a percentile interval of 95 percent is made from.
pub const INDEX_REPLICATES: usize = 1_000;

/// Seed of their draws, so that the same answers give the same interval.
pub const INDEX_SEED: u64 = 1;

/// Standard deviations above an even week from which on an hour of the week is told: of 168 hours of pure chance, 0.2 lie as far
/// above.
pub const HOUR_STANDS_OUT: f64 = 3.0;

/// The p-value up to which a run of events in space and time is told. It is that of the strongest run anywhere, so that no
/// correction for many runs follows.
pub const RUN_TOLD_P: f64 = 0.05;
