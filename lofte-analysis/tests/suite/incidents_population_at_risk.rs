//! One count by several populations, against scipy and R (oracle/population_at_risk/README.md).

use crate::reference_cases::Case;
use lofte_analysis::incidents::rates::rate;

#[test]
fn rates_by_several_populations_agree_with_scipy_and_r() {
    let text = include_str!("../../oracle/population_at_risk/cases.json");
    for case in Case::of(text, "population_at_risk") {
        let events = case.input["events"].as_u64().unwrap();
        for (name, population) in case.input["denominators"].as_object().unwrap() {
            let ours = rate(events, population.as_f64(), 1000.0, 0.95).unwrap();
            let theirs = &case.output[name];
            case.near(ours.value, &theirs["rate"], 1e-10);
            case.near(ours.interval.lower, &theirs["lower"], 1e-10);
            case.near(ours.interval.upper, &theirs["upper"], 1e-10);
        }
    }
}
