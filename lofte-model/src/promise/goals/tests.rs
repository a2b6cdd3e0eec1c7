use super::*;

const RULE: GoalRule = GoalRule { direction: Direction::Increase, threshold: 0.0, alpha: 0.05 };

fn stated(scale: StatedScale, value: f64, certainty: Certainty) -> StatedGoal {
    let baseline = StatedFigure { year: 2025, value, certainty, measured_from: None };
    let (name, source, place) = ("trygga".into(), "Polisens trygghetsmätning".into(), "Flen".into());
    StatedGoal { name, source, place, scale, baseline, follow_up_year: 2027, rule: RULE }
}

#[test]
fn a_figure_of_a_table_says_how_sure_it_is() {
    let index = StatedScale::Index { lowest: 0.0, highest: 6.0 };
    let check = |scale, value, certainty, expected: &[GoalGap]| {
        assert_eq!(Goal::Stated(stated(scale, value, certainty)).own_gaps(), expected, "{scale:?} {value}");
    };
    check(StatedScale::Share, 0.63, Certainty::Answers { n: 264 }, &[]);
    check(StatedScale::Share, 0.63, Certainty::Answers { n: 29 }, &[GoalGap::TooFew { least: 30 }]);
    check(StatedScale::Share, 0.63, Certainty::Interval { lower: 0.6, upper: 0.66 }, &[]);
    check(StatedScale::Share, 0.63, Certainty::Interval { lower: 0.7, upper: 0.8 }, &[GoalGap::BadInterval]);
    check(StatedScale::Share, 0.63, Certainty::Counted, &[GoalGap::NoCertainty]);
    check(StatedScale::Share, 63.0, Certainty::Answers { n: 264 }, &[GoalGap::OffScale]);
    check(index, 2.4, Certainty::Answers { n: 264 }, &[GoalGap::IndexNeedsInterval]);
    check(index, 2.4, Certainty::Interval { lower: 2.2, upper: 2.6 }, &[]);
    check(StatedScale::Count, 83.0, Certainty::Counted, &[]);
    check(StatedScale::Count, 83.5, Certainty::Counted, &[GoalGap::OffScale]);
}

#[test]
fn counts_before_and_after_are_of_the_same_months() {
    let goal = |before, after, compared: &[&str]| IncidentGoal {
        name: "inbrott".into(),
        incidents: RecordKind::Offence,
        categories: vec![],
        areas: vec![AreaCode::new("a")],
        compared_with: compared.iter().map(|area| AreaCode::new(*area)).collect(),
        before,
        after,
        rule: GoalRule { direction: Direction::Decrease, ..RULE },
    };
    let gaps = |goal| Goal::Incidents(goal).own_gaps();
    let spring = |year| {
        let day = |month, day| jiff::civil::date(year, month, day);
        Period::new(day(1, 1), day(5, 31)).unwrap()
    };
    assert_eq!(gaps(goal(Period::year(2024), Period::year(2026), &["b"])), []);
    assert_eq!(gaps(goal(spring(2024), spring(2026), &[])), []);
    assert_eq!(gaps(goal(spring(2024), Period::year(2026), &[])), [GoalGap::OtherMonths]);
    assert_eq!(gaps(goal(Period::year(2026), Period::year(2026), &[])), [GoalGap::NotAfter]);
    assert_eq!(gaps(goal(Period::year(2024), Period::year(2026), &["a"])), [GoalGap::ComparedWithItself]);
}
