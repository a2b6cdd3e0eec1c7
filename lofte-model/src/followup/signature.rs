//! The sides' signatures on a verdict: each signs it, or signs with what it sees otherwise.
//!
//! A verdict is arithmetic, so no signature changes it and a missing one hides nothing: it is told beside the verdict who
//! has signed it, who sees it otherwise and who has not signed yet. Signatures are of one recorded verdict. They are added
//! and never changed; the newest of a side stands, and one that was taken back stays on record with its reason.

use crate::fingerprint::Fingerprint;
use crate::id::{PromiseId, UserId};
use crate::period::swedish_day;
use crate::promise::{Given, NewSignature, OnPaper, PromiseRefusal, Side};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What a side says of a verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "stance")]
pub enum Stance {
    /// It is theirs too.
    Agrees,
    /// They see it otherwise.
    Dissents {
        /// How, in their words.
        text: String,
    },
    /// What they said before holds no more.
    TakenBack {
        /// Why.
        reason: String,
    },
}

impl Stance {
    /// Agrees, or dissents where something is said.
    pub fn of(dissent: &str) -> Self {
        match dissent.trim() {
            "" => Self::Agrees,
            text => Self::Dissents { text: text.to_owned() },
        }
    }
}

/// A side's signature on a recorded verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerdictSignature {
    /// Promise.
    pub promise: PromiseId,
    /// Number of the verdict within the promise.
    pub verdict: i64,
    /// Of that verdict.
    pub fingerprint: Fingerprint,
    /// Side.
    pub side: Side,
    /// Account that signed, or that noted it.
    pub by: UserId,
    /// When that account did so.
    pub at: Timestamp,
    /// The office that signed.
    pub office: String,
    /// How it was given.
    pub given: Given,
    /// What the side says.
    #[serde(flatten)]
    pub stance: Stance,
}

impl VerdictSignature {
    /// Of a verdict, by an account.
    ///
    /// # Errors
    /// No office, a day to come, a paper that nobody can find, a reason that is not given.
    pub fn new(
        (promise, verdict, fingerprint): (PromiseId, i64, Fingerprint),
        new: NewSignature,
        stance: Stance,
        by: UserId,
        at: Timestamp,
    ) -> Result<Self, PromiseRefusal> {
        let NewSignature { side, office, given } = new.fit(swedish_day(at))?;
        if matches!(&stance, Stance::TakenBack { reason } if reason.trim().is_empty()) {
            return Err(PromiseRefusal::NoReason);
        }
        Ok(Self { promise, verdict, fingerprint, side, by, at, office, given, stance })
    }

    /// Day it was signed.
    pub fn day(&self) -> Date {
        match &self.given {
            Given::Here => swedish_day(self.at),
            Given::OnPaper(OnPaper { signed_on, .. }) | Given::Elsewhere { signed_on, .. } => *signed_on,
        }
    }

    /// What the side sees otherwise; empty where it agrees.
    pub fn dissent(&self) -> &str {
        match &self.stance {
            Stance::Dissents { text } => text,
            Stance::Agrees | Stance::TakenBack { .. } => "",
        }
    }
}

/// The signatures that stand on a verdict, in the order of the sides. `all` are every signature on verdicts of its promise,
/// the earliest first.
pub fn standing<'a>(all: &'a [VerdictSignature], verdict: i64, sides: &[Side]) -> Vec<&'a VerdictSignature> {
    let newest = |side: &Side| all.iter().rfind(|one| one.verdict == verdict && one.side == *side);
    let stands = |one: &&VerdictSignature| !matches!(one.stance, Stance::TakenBack { .. });
    sides.iter().filter_map(newest).filter(stands).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIDES: [Side; 2] = [Side::Municipality, Side::Police];

    fn signed(side: Side, verdict: i64, stance: Stance) -> VerdictSignature {
        let of = (PromiseId::named("station"), verdict, Fingerprint::of_bytes(b"verdict"));
        let new = NewSignature::here(side, " kommunstyrelsens ordförande ");
        VerdictSignature::new(of, new, stance, UserId::named("one"), Timestamp::UNIX_EPOCH).unwrap()
    }

    #[test]
    fn the_newest_of_each_side_stands_unless_it_was_taken_back() {
        let dissents = || Stance::of(" Vi såg färre ronder. ");
        let mut all =
            vec![signed(Side::Police, 1, Stance::Agrees), signed(Side::Municipality, 1, dissents())];
        let told: Vec<_> = standing(&all, 1, &SIDES).iter().map(|one| one.dissent()).collect();
        assert_eq!(told, ["Vi såg färre ronder.", ""], "in the order of the sides");
        assert_eq!(all[0].office, "kommunstyrelsens ordförande");
        assert_eq!(standing(&all, 2, &SIDES), Vec::<&VerdictSignature>::new(), "of another verdict");
        all.push(signed(Side::Municipality, 1, Stance::TakenBack { reason: "fel text".into() }));
        let left: Vec<_> = standing(&all, 1, &SIDES).iter().map(|one| one.side).collect();
        assert_eq!(left, [Side::Police]);
        all.push(signed(Side::Municipality, 1, Stance::Agrees));
        assert_eq!(standing(&all, 1, &SIDES).len(), 2);
    }

    #[test]
    fn nobody_signs_without_an_office_or_takes_back_without_a_reason() {
        let of = || (PromiseId::named("station"), 1, Fingerprint::of_bytes(b"verdict"));
        let new = |office: &str| NewSignature::here(Side::Police, office);
        let by = UserId::named("one");
        let refused = VerdictSignature::new(of(), new(" "), Stance::Agrees, by, Timestamp::UNIX_EPOCH);
        assert!(matches!(refused, Err(PromiseRefusal::NoOffice)), "{refused:?}");
        let hushed = Stance::TakenBack { reason: " ".into() };
        let refused = VerdictSignature::new(of(), new("chef"), hushed, by, Timestamp::UNIX_EPOCH);
        assert!(matches!(refused, Err(PromiseRefusal::NoReason)), "{refused:?}");
    }
}
