//! Goals of other kinds on the pages of a promise, and what its goals start from, as a signature freezes it.

use super::around::Around;
use lofte_app::promise::Gate;
use lofte_model::policy;
use lofte_model::promise::{CitizenPromise, Goal, LEAST_EVENTS, Sealed};
use lofte_words::SV;
use lofte_words::{capital, number};

/// A goal of another kind, with its rule and what it could show.
pub(super) struct GoalView {
    pub(super) number: u16,
    pub(super) name: String,
    pub(super) standing: String,
    pub(super) rule: String,
    /// Where it starts, where it says so itself.
    pub(super) baseline: String,
    pub(super) could_show: String,
}

/// The goals of other kinds, in their order.
pub(super) fn goals(around: &Around, promise: &CitizenPromise, gate: &Gate) -> Vec<GoalView> {
    let view = |(number, goal): (u16, &Goal)| GoalView {
        number,
        name: capital(goal.name()),
        standing: SV.say(if number == 1 { "goal-decides" } else { "goal-beside" }),
        rule: around.names.goal_rule(goal),
        baseline: stated_baseline(goal),
        could_show: could_show(gate, number),
    };
    (promise.first_of_goals()..).zip(&promise.goals).map(view).collect()
}

/// The figure of a table that a goal starts from; empty for the other kinds.
pub(super) fn stated_baseline(goal: &Goal) -> String {
    match goal {
        Goal::Stated(stated) => {
            let figure = lofte_words::goal::figure(SV, stated.scale, &stated.baseline);
            format!("Utgångsläge {}: {figure}. Källa: {}.", stated.baseline.year, stated.source)
        }
        Goal::Share(_) | Goal::Mean(_) | Goal::Incidents(_) => String::new(),
    }
}

/// What a goal on incidents could show, in words.
fn could_show(gate: &Gate, number: u16) -> String {
    let Some(could) = gate.incidents.iter().find(|could| could.goal == number) else {
        return String::new();
    };
    let before = format!("{} händelser före.", number::count(could.before));
    if could.before < LEAST_EVENTS {
        return format!(
            "{before} Det är för få: det behövs minst {LEAST_EVENTS} för att något utfall ska kunna ges."
        );
    }
    match could.detectable {
        Some(share) if share <= policy::LARGEST_DETECTABLE_DECREASE => format!(
            "{before} I fyra fall av fem syns en minskning på minst {} procent.",
            number::decimal(share * 100.0, 0)
        ),
        Some(share) => format!(
            "{before} Först en minskning på {} procent skulle synas. Det är för grovt, så svaret blir att det inte går att \
             säga. Välj fler områden eller en längre period.",
            number::decimal(share * 100.0, 0)
        ),
        None => format!("{before} Ingen minskning skulle synas. Välj fler områden eller en längre period."),
    }
}

/// What the goals start from, as it is frozen: the figure, how sure it is, and the files that it rests on.
pub(super) fn frozen_baseline(sealed: Option<&Sealed>) -> Vec<(String, String)> {
    let mut facts = Vec::new();
    for baseline in sealed.map(Sealed::baselines).unwrap_or_default() {
        if let Some(wave) = &baseline.wave {
            let estimate = &wave.evidence.estimate;
            let interval = estimate.interval;
            let figure = format!(
                "{} ({} med 95 procents säkerhet), {} svar",
                number::percent(estimate.value, 1),
                number::percent_interval(interval.lower, interval.upper, 1),
                number::count(estimate.n)
            );
            facts.push((format!("Utgångsläget, mätningen {}", wave.evidence.wave), figure));
        }
        if let Some(counts) = &baseline.counts {
            let sum: u64 = counts.treated.iter().sum();
            facts.push((
                format!("Utgångsläget, mål {}", baseline.goal),
                format!("{} händelser", number::count(sum)),
            ));
        }
        facts.extend(baseline.deliveries.iter().map(|rests| {
            let file = format!(
                "Levererad {}, fil med fingeravtryck {}",
                SV.date(rests.delivered_on),
                rests.file.short()
            );
            ("Vilar på".to_owned(), file)
        }));
    }
    facts
}
