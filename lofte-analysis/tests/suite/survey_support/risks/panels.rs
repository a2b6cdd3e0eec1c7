//! Waves that share people: enumerated where all are asked twice, else drawn.

use super::counts::Counts;
use super::{ALPHA, LEVEL, Outcome, Rates, THRESHOLDS, bounds_of_t, grid, with_share};
use lofte_analysis::survey::change::{self, Change};
use lofte_analysis::survey::square_and_add::SharesOfWaves;
use lofte_analysis::survey::statistic::Statistic;
use lofte_analysis::survey::{Design, DesignColumns, Estimate, EstimateOptions, share};
use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;
use std::collections::HashMap;

/// Two waves of which the first `both` people are the same.
#[derive(Clone, Copy, Debug)]
pub struct Panel {
    pub before: u32,
    pub after: u32,
    pub both: u32,
}

const fn panel(before: u32, after: u32, both: u32) -> Panel {
    Panel { before, after, both }
}

pub const PANELS: [Panel; 15] = [
    panel(30, 30, 30),
    panel(60, 60, 60),
    panel(150, 150, 150),
    panel(400, 400, 400),
    panel(800, 800, 800),
    panel(60, 60, 30),
    panel(150, 150, 75),
    panel(400, 400, 100),
    panel(800, 800, 400),
    panel(30, 150, 30),
    panel(60, 400, 60),
    panel(400, 60, 30),
    panel(400, 150, 100),
    panel(150, 800, 75),
    panel(800, 30, 15),
];

/// How people change: the share before, the change, and the share of people who go from yes to no.
#[derive(Clone, Copy, Debug)]
pub struct Moves {
    pub share: f64,
    pub change: f64,
    pub fell: f64,
}

impl Moves {
    /// Of the grid: nobody goes down whom the change does not send there, one in a hundred more, half of what chance would
    /// give, and all of it.
    pub fn of(share: f64, change: f64) -> Vec<Self> {
        let least = (-change).max(0.0);
        let chance = share * (1.0 - share - change);
        let mut all: Vec<f64> = Vec::new();
        for fell in [least, least + 0.01, chance / 2.0, chance] {
            let rose = fell + change;
            let possible = fell <= share + 1e-12 && rose >= -1e-12 && share + rose <= 1.0 + 1e-12;
            if possible && fell + rose > 1e-12 && all.iter().all(|other| (other - fell).abs() > 1e-9) {
                all.push(fell);
            }
        }
        all.into_iter().map(|fell| Self { share, change, fell }).collect()
    }

    /// Those of the table of risks.
    pub fn grid() -> Vec<Self> {
        grid(&THRESHOLDS[..5]).into_iter().flat_map(|(share, change)| Self::of(share, change)).collect()
    }
}

/// Yes-yes, yes-no and no-yes of those asked twice, and yes of those asked once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Answers {
    pub stayed: u32,
    pub fell: u32,
    pub rose: u32,
    pub only_before: u32,
    pub only_after: u32,
}

impl Answers {
    fn before(self) -> u32 {
        self.stayed + self.fell + self.only_before
    }

    fn after(self) -> u32 {
        self.stayed + self.rose + self.only_after
    }
}

/// A panel with what each count of yes in a wave comes to.
pub struct Judge {
    panel: Panel,
    people: f64,
    before: Vec<(Estimate, Outcome)>,
    after: Vec<(Estimate, Outcome)>,
    /// The quantile of the change's degrees of freedom.
    t: f64,
}

impl Judge {
    pub fn new(panel: Panel) -> Self {
        let people = f64::from(panel.before + panel.after - panel.both);
        let half = Answers { stayed: panel.both / 2, ..Answers::default() };
        let templates = panel.asked(half).estimates();
        let wave = |template: &Estimate| -> Vec<(Estimate, Outcome)> {
            let of = |yes: u64| {
                let p = yes as f64 / template.n as f64;
                let variance = people / (people - 1.0) * p * (1.0 - p) / template.n as f64;
                let estimate = with_share(template, yes, p, variance);
                (estimate, Outcome::of(&estimate))
            };
            (0..=template.n).map(of).collect()
        };
        let (before, after) = (wave(&templates[0]), wave(&templates[1]));
        Self { panel, people, before, after, t: bounds_of_t(people - 1.0).1 }
    }

    /// The two shares and the variance of their change: the waves' own, less twice the covariance of those asked
    /// twice.
    pub fn shares(&self, answers: Answers) -> SharesOfWaves {
        let (before, after) =
            (&self.before[answers.before() as usize].0, &self.after[answers.after() as usize].0);
        let (p, q, both) = (before.value, after.value, f64::from(self.panel.both));
        let (first, second) =
            (f64::from(answers.stayed + answers.fell), f64::from(answers.stayed + answers.rose));
        let together = f64::from(answers.stayed) - q * first - p * second + both * p * q;
        let pairs = f64::from(self.panel.before) * f64::from(self.panel.after);
        let covariance = self.people / (self.people - 1.0) * together / pairs;
        let variance = before.variance() + after.variance() - 2.0 * covariance;
        // Of people asked twice of whom none changed nothing but rounding is left.
        let variance = if variance > 1e-15 { variance } else { 0.0 };
        SharesOfWaves::asked_twice(before, after, variance).unwrap()
    }

    /// The interval of these answers, as far as it matters. The wider of two holds: the second is asked only where the first
    /// is clear of the threshold, and is `known` for those who changed where all are asked twice.
    fn interval(
        &self,
        shares: &SharesOfWaves,
        answers: Answers,
        threshold: f64,
        known: &mut HashMap<(u32, u32), (f64, f64)>,
    ) -> (f64, f64) {
        let before = self.before[answers.before() as usize].1;
        let after = self.after[answers.after() as usize].1;
        let correlation = shares.asked_twice.map_or(0.0, |both| both.correlation);
        let (lower, upper) = after.limits.change_from(before.limits, correlation);
        if lower <= threshold && upper >= threshold {
            return (lower, upper);
        }
        let other = || shares.of_those_who_changed(ALPHA).unwrap();
        let (other_lower, other_upper) = if self.panel.all_twice() {
            *known.entry((answers.fell, answers.rose)).or_insert_with(other)
        } else {
            other()
        };
        (lower.min(other_lower), upper.max(other_upper))
    }

    pub fn panel(&self) -> Panel {
        self.panel
    }

    /// Both limits of these answers, from what is known of each count of yes.
    pub fn whole_interval(&self, answers: Answers) -> (f64, f64) {
        let shares = self.shares(answers);
        let mut known = HashMap::new();
        // Every interval is clear of one of these.
        let below = self.interval(&shares, answers, -2.0, &mut known);
        let above = self.interval(&shares, answers, 2.0, &mut known);
        (below.0, above.1)
    }

    /// How often the verdict on people who move so is clear of `threshold`, and how often estimate ± t · standard error is.
    pub fn rates(&self, moves: Moves, threshold: f64, (draws, seed): (usize, u64)) -> (Rates, Rates) {
        let (mut own, mut plain, mut known) = (Rates::default(), Rates::default(), HashMap::new());
        self.panel.each(moves, (draws, seed), |answers, weight| {
            let shares = self.shares(answers);
            own.count(self.interval(&shares, answers, threshold, &mut known), threshold, weight);
            let delta = shares.after.share - shares.before.share;
            let half = self.t * shares.asked_twice.map_or(0.0, |both| both.variance).sqrt();
            plain.count((delta - half, delta + half), threshold, weight);
        });
        (own, plain)
    }
}

/// Probability of a table below which nobody will miss it; all that is left out comes to less than a hundred thousandth.
const NEGLIGIBLE: f64 = 1e-12;

impl Panel {
    pub fn all_twice(self) -> bool {
        self.both == self.before && self.both == self.after
    }

    /// What the table calls it.
    pub fn name(self, moves: Moves) -> String {
        format!("panel of {} with {:.2} % down", self.both, 100.0 * moves.fell)
    }

    pub fn how(self) -> &'static str {
        if self.all_twice() { "exact" } else { "drawn" }
    }

    /// Calls `judge` with tables of answers and the weight of each.
    pub fn each(self, moves: Moves, (draws, seed): (usize, u64), mut judge: impl FnMut(Answers, f64)) {
        let Moves { share, change, fell } = moves;
        let rose = (fell + change).max(0.0);
        let part = |p: f64, rest: f64| if rest > 0.0 { (p / rest).clamp(0.0, 1.0) } else { 0.0 };
        let of_rose: Vec<Counts> =
            (0..=self.both).map(|n| Counts::binomial(n, part(rose, 1.0 - fell))).collect();
        let stays = part(share - fell, 1.0 - fell - rose);
        let of_stayed: Vec<Counts> = (0..=self.both).map(|n| Counts::binomial(n, stays)).collect();
        let of_fell = Counts::binomial(self.both, fell);
        if self.all_twice() {
            for (fell, p) in of_fell.iter() {
                for (rose, q) in
                    of_rose[(self.both - fell) as usize].iter().filter(|(_, q)| p * q > NEGLIGIBLE)
                {
                    let stayed = of_stayed[(self.both - fell - rose) as usize].iter();
                    for (stayed, r) in stayed.filter(|(_, r)| p * q * r > NEGLIGIBLE) {
                        judge(Answers { stayed, fell, rose, ..Answers::default() }, p * q * r);
                    }
                }
            }
            return;
        }
        let (first, second) = (
            Counts::binomial(self.before - self.both, share),
            Counts::binomial(self.after - self.both, share + change),
        );
        let mut rng = Pcg64Mcg::seed_from_u64(seed);
        for _ in 0..draws {
            let fell = of_fell.draw(&mut rng);
            let rose = of_rose[(self.both - fell) as usize].draw(&mut rng);
            let stayed = of_stayed[(self.both - fell - rose) as usize].draw(&mut rng);
            let (only_before, only_after) = (first.draw(&mut rng), second.draw(&mut rng));
            judge(Answers { stayed, fell, rose, only_before, only_after }, 1.0 / draws as f64);
        }
    }

    /// The rows of both waves with these answers.
    fn asked(self, given: Answers) -> Asked {
        let (mut people, mut answers) = (Vec::new(), Vec::new());
        for k in 0..self.before {
            people.push(k);
            let twice = k < self.both;
            let yes = if twice { k < given.stayed + given.fell } else { k - self.both < given.only_before };
            answers.push(Some(yes));
        }
        for k in 0..self.after {
            let twice = k < self.both;
            people.push(if twice { k } else { self.before + k });
            let (from, to) = (given.stayed + given.fell, given.stayed + given.fell + given.rose);
            let yes = if twice {
                k < given.stayed || (from..to).contains(&k)
            } else {
                k - self.both < given.only_after
            };
            answers.push(Some(yes));
        }
        let columns = DesignColumns { psu: Some(&people), ..DesignColumns::default() };
        let design = Design::from_columns(people.len(), &columns).unwrap();
        let waves = [false, true].map(|after| {
            (0..people.len()).map(|row| (row >= self.before as usize) == after).collect::<Vec<bool>>()
        });
        Asked { design, answers, waves }
    }

    /// The change that the library makes of these answers.
    pub fn by_library(self, given: Answers) -> Change {
        let asked = self.asked(given);
        let options = EstimateOptions { level: LEVEL, ..EstimateOptions::default() };
        let [before, after] = asked.estimates();
        let [first, second] = asked
            .waves
            .each_ref()
            .map(|wave| Statistic::share(&asked.design, &asked.answers, Some(wave)).unwrap());
        change::overlapping_change(&asked.design, &first, &second, &options).unwrap().between(&before, &after)
    }
}

/// The rows of two waves, the second after the first.
struct Asked {
    design: Design,
    answers: Vec<Option<bool>>,
    /// Which rows are of the first wave, and of the second.
    waves: [Vec<bool>; 2],
}

impl Asked {
    fn estimates(&self) -> [Estimate; 2] {
        let options = EstimateOptions { level: LEVEL, ..EstimateOptions::default() };
        self.waves.each_ref().map(|wave| share(&self.design, &self.answers, Some(wave), &options).unwrap())
    }
}
