//! A promise in words: how much is undertaken, and the rule that its outcome is judged by.

use crate::words::{Words, capital};
use lofte_model::promise::{
    Carried, Commitment, Counted, Details, Direction, EffectGoal, Fate, PromiseState, Quantity,
};

/// Where a promise is on its road. Signed by both is not public: that it is once a publication holds it.
pub fn state(words: Words, state: &PromiseState, is_public: bool) -> String {
    match state {
        PromiseState::Published { closed: Some(_), .. } => words.say("promise-state-closed"),
        PromiseState::Published { .. } if is_public => words.say("promise-state-public"),
        state => words.known("promise-state", state.word()),
    }
}

/// How much is promised: `Minst 2 ronder varje månad`.
pub fn quantity(words: Words, quantity: &Quantity) -> String {
    let key = format!("quantity-{}", quantity.word());
    capital(&match quantity.counted() {
        Some(Counted { count, unit, per }) => {
            let gaps = [
                ("count", words.count(u64::from(count))),
                ("unit", unit.to_owned()),
                ("per", words.word("pace", &per)),
            ];
            words.tell(&key, &gaps)
        }
        None => words.say(&key),
    })
}

/// Where, when and for whom something is undertaken: label and text of everything that is said. `areas` are the names of
/// its areas.
pub fn details(words: Words, details: &Details, areas: &[String]) -> Vec<(String, String)> {
    let place: Vec<String> =
        areas.iter().cloned().chain([details.place.clone()]).filter(|name| !name.is_empty()).collect();
    let sort = details.sort.as_ref().map(|sort| capital(&words.word("commitment-sort", sort)));
    [
        ("sort", sort.unwrap_or_default()),
        ("where", place.join(", ")),
        ("when", details.hours.clone()),
        ("for", details.target_group.clone()),
        ("function", details.function.clone()),
    ]
    .into_iter()
    .filter(|(_, text)| !text.is_empty())
    .map(|(part, text)| (words.say(&format!("commitment-detail-{part}")), text))
    .collect()
}

/// The frozen rule in plain words. `areas` are the names of the goal's areas, where the caller has them.
pub fn rule(words: Words, goal: &EffectGoal, areas: &[String]) -> String {
    let way = match goal.direction {
        Direction::Increase => "increase",
        Direction::Decrease => "decrease",
    };
    let points = |share: f64| words.decimal(share.abs() * 100.0, 1);
    let by = match goal.threshold {
        threshold if threshold > 0.0 => words.tell("rule-by-more-than", &[("points", points(threshold))]),
        threshold if threshold < 0.0 => words.tell("rule-not-worse-than", &[("points", points(threshold))]),
        _ => words.say("rule-at-all"),
    };
    let mut rule = words.tell(
        "rule",
        &[
            ("indicator", goal.indicator.name.clone()),
            ("place", place(words, goal, areas)),
            ("way", words.say(&format!("rule-{way}"))),
            ("by", by),
            ("baseline", goal.baseline.to_string()),
            ("follow_up", goal.follow_up.to_string()),
            ("risk", words.percent(goal.alpha, 0)),
        ],
    );
    if let Some(share) = goal.practically_unchanged {
        rule.push(' ');
        rule.push_str(&words.tell("rule-practically-unchanged", &[("points", points(share))]));
    }
    rule
}

/// Where the goal holds.
fn place(words: Words, goal: &EffectGoal, areas: &[String]) -> String {
    match (goal.areas.is_empty(), areas.is_empty()) {
        (true, _) => words.say("rule-everywhere"),
        (false, true) => words.say("rule-in-its-areas"),
        (false, false) => words.tell("rule-in-areas", &[("areas", words.list(areas))]),
    }
}

/// What became of an undertaking of the promise that is continued, with its own words where they are known.
pub fn carried(words: Words, earlier: u32, commitments: &[Commitment], carried: &Carried) -> String {
    let text = commitments.iter().find(|known| known.number == carried.from).map(|known| known.text.as_str());
    let mut gaps = vec![
        ("from", carried.from.to_string()),
        ("earlier", earlier.to_string()),
        ("text", text.unwrap_or_default().to_owned()),
    ];
    let key = match &carried.fate {
        Fate::TakenOver { to } => {
            gaps.push(("to", to.to_string()));
            "carried-taken_over"
        }
        Fate::Changed { to } => {
            gaps.push(("to", to.to_string()));
            "carried-changed"
        }
        Fate::Dropped { reason } if reason.is_empty() => "carried-dropped-silent",
        Fate::Dropped { reason } => {
            gaps.push(("reason", reason.clone()));
            "carried-dropped"
        }
    };
    words.tell(key, &gaps)
}
