//! Numbers that are mostly sensible and sometimes not, and what an answer may not hold.

use proptest::prelude::*;
use proptest::test_runner::{RngSeed, contextualize_config};
use std::fmt::Debug;
use std::ops::Range;
use std::sync::LazyLock;
use std::time::Duration;

/// What a method may take of one processor, however long it has to wait for it.
const MAX_TIME: Duration = Duration::from_mins(1);

/// The one thread that methods are asked on, so that its time is theirs and nobody else's.
static ALONE: LazyLock<rayon::ThreadPool> =
    LazyLock::new(|| rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap());

/// What this thread has taken of a processor.
fn taken() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.try_into().unwrap(), time.tv_nsec.try_into().unwrap())
}

/// Few cases every day, and the same ones; more and others by the environment.
pub fn config() -> ProptestConfig {
    contextualize_config(ProptestConfig {
        cases: 96,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(482),
        ..ProptestConfig::default()
    })
}

/// A number within a range, or one that is hardly any.
pub fn number(usual: Range<f64>) -> BoxedStrategy<f64> {
    let odd = vec![
        0.0,
        -0.0,
        1.0,
        -1.0,
        0.5,
        2.0,
        1e-9,
        1e-300,
        f64::MIN_POSITIVE,
        5e-324,
        1e9,
        1e15,
        1e18,
        1e300,
        f64::MAX,
        f64::MIN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
    ];
    prop_oneof![12 => usual, 1 => prop::sample::select(odd)].boxed()
}

/// A whole number within a range, or a far one.
pub fn small(usual: Range<u32>) -> BoxedStrategy<u32> {
    prop_oneof![12 => usual, 1 => prop::sample::select(vec![0, 1, 2, u32::MAX - 1, u32::MAX])].boxed()
}

/// A count within a range, or a far one.
pub fn count(usual: Range<u64>) -> BoxedStrategy<u64> {
    let far = vec![0, 1, 1 << 32, (1 << 53) + 1, u64::MAX / 2, u64::MAX - 1, u64::MAX];
    prop_oneof![30 => usual, 1 => prop::sample::select(far)].boxed()
}

/// A floor: mostly none.
pub fn floor() -> BoxedStrategy<u64> {
    prop_oneof![4 => Just(0), 2 => 0_u64..60, 1 => Just(u64::MAX)].boxed()
}

/// Counts, many or few, all the same or all but one 0.
pub fn counts(length: Range<usize>) -> BoxedStrategy<Vec<u64>> {
    let one = |length: Range<usize>| {
        (prop::collection::vec(Just(0_u64), length), any::<prop::sample::Index>(), 1_u64..100).prop_map(
            |(mut counts, at, count)| {
                if !counts.is_empty() {
                    let at = at.index(counts.len());
                    counts[at] = count;
                }
                counts
            },
        )
    };
    let same = (length.clone(), 0_u64..9).prop_map(|(length, count)| vec![count; length]);
    prop_oneof![
        4 => prop::collection::vec(0_u64..30, length.clone()),
        1 => prop::collection::vec(0_u64..2, length.clone()),
        2 => prop::collection::vec(count(0..2000), length.clone()),
        1 => same,
        1 => one(length),
    ]
    .boxed()
}

/// Coordinates in metres: a cluster, one place, a line, a lattice or nonsense.
pub fn points(length: Range<usize>) -> BoxedStrategy<(Vec<f64>, Vec<f64>)> {
    let pairs = |pair: BoxedStrategy<(f64, f64)>| {
        prop::collection::vec(pair, length.clone()).prop_map(|pairs| pairs.into_iter().unzip()).boxed()
    };
    prop_oneof![
        4 => pairs((0.0..3000.0, 0.0..3000.0).boxed()),
        1 => pairs((590_000.0..592_000.0, Just(6_546_000.0)).boxed()),
        1 => pairs(Just((591_000.0, 6_547_000.0)).boxed()),
        2 => pairs((0..6_u8, 0..6_u8).prop_map(|(x, y)| (f64::from(x) * 100.0, f64::from(y) * 100.0)).boxed()),
        1 => pairs((number(-1e6..1e6), number(-1e6..1e6)).boxed()),
    ]
    .boxed()
}

/// Runs a method; what it gives holds only numbers, and came in time. Refusals may hold what was refused.
#[track_caller]
pub fn sound<T: Debug + Send, E: Debug + std::fmt::Display + Send>(
    method: impl FnOnce() -> Result<T, E> + Send,
) -> Result<(), TestCaseError> {
    let (found, took) = ALONE.install(|| {
        let begun = taken();
        let found = method();
        (found, taken().saturating_sub(begun))
    });
    prop_assert!(took < MAX_TIME, "it took {took:?}");
    match found {
        Ok(found) => {
            let text = format!("{found:?}");
            let none = text
                .split(|letter: char| !letter.is_alphanumeric())
                .find(|word| matches!(*word, "NaN" | "inf"));
            prop_assert!(none.is_none(), "{}", text.chars().take(4000).collect::<String>());
        }
        Err(error) => prop_assert!(!error.to_string().is_empty()),
    }
    Ok(())
}

/// For what cannot be refused.
#[track_caller]
pub fn sound_always<T: Debug + Send>(method: impl FnOnce() -> T + Send) -> Result<(), TestCaseError> {
    sound(|| Ok::<T, String>(method()))
}
