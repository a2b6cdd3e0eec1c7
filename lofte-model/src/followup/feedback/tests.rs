use super::*;
use crate::followup::fulfilments;
use crate::followup::tests::promise;
use crate::promise::{Details, Direction, Quantity};
use jiff::civil::date;
use proptest::prelude::*;

fn with(numbers: &[u16]) -> CitizenPromise {
    let commitment = |number: &u16| Commitment {
        number: *number,
        text: format!("Åtagande {number}"),
        parties: vec![],
        quantity: Quantity::DoneOrNot,
        details: Details::default(),
    };
    CitizenPromise { commitments: numbers.iter().map(commitment).collect(), ..promise(Direction::Increase) }
}

fn said() -> impl Strategy<Value = Said> {
    (0_u16..12, "[ a-zå]{0,8}", "[ a-z]{0,8}").prop_map(|(commitment, done, why)| Said {
        commitment,
        done,
        why,
        source: String::new(),
    })
}

proptest! {
    /// Whatever people write, leave out, write twice or write of something else: every undertaking has its line with its
    /// own outcome, in the order of the promise.
    #[test]
    fn no_undertaking_disappears_between_promise_and_account(
        count in 0_u16..9,
        said in prop::collection::vec(said(), 0..12),
        tidy in any::<bool>(),
    ) {
        let numbers: Vec<u16> = (1..=count).collect();
        let promise = with(&numbers);
        let stands = fulfilments(&promise, &[], date(2025, 7, 1));
        let telling = Telling { text: "Så gick det.".into(), said, ..Telling::default() };
        let telling = if tidy { telling.tidied() } else { telling };
        for telling in [None, Some(&telling)] {
            let lines = lines(&promise.commitments, &stands, telling);
            let told: Vec<u16> = lines.iter().map(|line| line.commitment.number).collect();
            prop_assert_eq!(&told, &numbers);
            for (line, stands) in lines.iter().zip(&stands) {
                prop_assert_eq!(line.stands, Some(stands));
                prop_assert!(line.said.is_none_or(|said| said.commitment == line.commitment.number));
            }
        }
    }
}

#[test]
fn an_account_speaks_of_what_was_promised_and_of_nothing_else() {
    let promise = with(&[1, 2]);
    let one = |commitment| Said { commitment, done: "Gjort.".into(), ..Said::default() };
    let goal = |goal| SaidOfGoal { goal, text: "Nått.".into() };
    let telling = Telling {
        said: vec![one(2), one(3), one(2)],
        goals: vec![goal(1), goal(2), goal(0)],
        ..Telling::default()
    };
    assert_eq!(
        telling.gaps(&promise),
        [FeedbackGap::Commitment(3), FeedbackGap::Commitment(2), FeedbackGap::Goal(2), FeedbackGap::Goal(0),]
    );
    assert_eq!(Telling::default().gaps(&promise), [FeedbackGap::Empty]);
    let whole = Telling { text: "Så gick det.".into(), said: vec![one(1)], ..Telling::default() };
    assert_eq!(whole.gaps(&promise), []);
}

#[test]
fn what_says_nothing_is_left_out() {
    let blank = Said { commitment: 1, done: "  ".into(), ..Said::default() };
    let second = Said { commitment: 2, why: " Regn. ".into(), ..Said::default() };
    let telling = Telling { text: " Så. ".into(), said: vec![second, blank], ..Telling::default() }.tidied();
    assert_eq!(telling.text, "Så.");
    assert_eq!(telling.said.len(), 1);
    assert_eq!(telling.of(2).unwrap().why, "Regn.");
}

#[test]
fn what_fell_short_without_a_word_is_seen() {
    let promise = with(&[1, 2]);
    let stands = fulfilments(&promise, &[], date(2025, 7, 1));
    assert!(stands.iter().all(|stands| stands.outcome == Outcome::CannotBeShown));
    let why = Said { commitment: 2, why: "Ingen skrev upp det.".into(), ..Said::default() };
    let telling = Telling { said: vec![why], ..Telling::default() };
    let unexplained: Vec<bool> =
        lines(&promise.commitments, &stands, Some(&telling)).iter().map(Line::is_unexplained).collect();
    assert_eq!(unexplained, [true, false]);
}

#[test]
fn words_that_were_written_of_other_figures_are_known() {
    let promise = with(&[1, 2]);
    let stood = fulfilments(&promise, &[], date(2025, 7, 1));
    let feedback = Feedback {
        promise: promise.id,
        telling: Telling::default(),
        stood: stood.clone(),
        at: Timestamp::UNIX_EPOCH,
        by: UserId::named("one"),
    };
    assert!(feedback.outdated(&stood).is_empty());
    let mut now = stood;
    now[1].outcome = Outcome::Fulfilled;
    assert_eq!(feedback.outdated(&now), [2]);
}

/// What was written before undertakings had words of their own reads back, and is the same bytes when written again.
#[test]
fn an_account_of_before_keeps_its_form() {
    let old = r#"{"promise":"7e0f3d6a-58c4-5c5a-9a53-0c2a6a7a3c55","text":"Så gick det.","next":"","at":"2025-06-18T08:00:00Z","by":"7e0f3d6a-58c4-5c5a-9a53-0c2a6a7a3c55"}"#;
    let read: Feedback = serde_json::from_str(old).unwrap();
    assert_eq!(read.telling.text, "Så gick det.");
    assert_eq!(serde_json::to_string(&read).unwrap(), old);
}

/// Whatever people write in an account can be masked.
#[test]
fn masking_reaches_every_text_of_an_account() {
    let text = || "Anna Andersson".to_owned();
    let said = Said { commitment: 1, done: text(), why: text(), source: text() };
    let goals = vec![SaidOfGoal { goal: 1, text: text() }];
    let telling = Telling { text: text(), next: text(), said: vec![said], goals, learned: text() };
    let mut value = serde_json::to_value(&telling).unwrap();
    assert_eq!(crate::mask::mask(&mut value, "Andersson"), 7);
    assert!(!value.to_string().contains("Andersson"), "{value}");
}
