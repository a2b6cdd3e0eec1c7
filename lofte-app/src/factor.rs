//! The second factor: numbers that change every half minute, from an app on a phone (RFC 6238).
//!
//! A secret is proposed, shown as a picture and as letters, and kept once a first number shows that it arrived. The
//! number before and the one after are accepted, because clocks differ; none is accepted twice. Which roles must have
//! one is a setting ([`crate::config::Config::require_second_factor`]). [`Factor`] has room for passkeys and for the
//! sign-in of the employer, which are left out here.

use crate::account::require_a_side;
use crate::error::AppError;
use crate::house::House;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use lofte_model::access::{Action, Actor, Channel};
use lofte_model::id::UserId;
use lofte_store::{AuditEntry, AuditVerb, Factor, Noun};
use lofte_words::Message;
use rand::Rng;
use sha1::Sha1;
use std::fmt::Write as _;

/// Seconds that a number lasts.
const STEP: i64 = 30;
/// Figures of a number.
const DIGITS: usize = 6;
/// Bytes of a secret: as many as the hash has.
const SECRET_BYTES: usize = 20;
const BASE_32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A secret that is proposed and not kept yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// In base 32, for who cannot take a picture.
    pub secret: String,
    /// The address that the picture holds.
    pub address: String,
}

/// What an account got with its second factor: recovery codes, to be shown once.
pub type Codes = Vec<String>;

/// Proposes a secret for the asker.
pub fn propose(actor: &Actor, municipality: &str) -> Proposal {
    let mut bytes = [0_u8; SECRET_BYTES];
    rand::rng().fill_bytes(&mut bytes);
    proposal(actor, municipality, base_32(&bytes))
}

/// The same proposal again, after a number that did not fit.
pub fn propose_again(actor: &Actor, municipality: &str, secret: &str) -> Result<Proposal, AppError> {
    decoded(secret).ok_or_else(|| AppError::refused(Message::plain("factor-secret")))?;
    Ok(proposal(actor, municipality, secret.to_owned()))
}

fn proposal(actor: &Actor, municipality: &str, secret: String) -> Proposal {
    let name = encoded(&format!("{} ({municipality})", actor.login));
    let address = format!("otpauth://totp/L%C3%B6fte:{name}?secret={secret}&issuer=L%C3%B6fte");
    Proposal { secret, address }
}

/// Keeps a proposed secret, once a number shows that it arrived. Gives new recovery codes.
pub async fn enrol(actor: &Actor, house: &House, secret: &str, number: &str) -> Result<Codes, AppError> {
    actor.require_holder()?;
    let now = house.now();
    let key = decoded(secret).ok_or_else(|| AppError::refused(Message::plain("factor-secret")))?;
    let step = fitting_step(&key, number, now, i64::MIN);
    let last_step = step.ok_or_else(|| AppError::refused(Message::plain("factor-wrong")))?;
    let mut tx = house.store().begin(&actor.municipality).await?;
    let factor = Factor::Totp { secret: secret.to_owned(), since: now, last_step };
    tx.save_factor(actor.user, &factor).await?;
    tx.commit(entry(actor, house, AuditVerb::EnrolFactor, actor.user)).await?;
    crate::recovery::renew_recovery_codes(actor, house).await
}

/// Takes the asker's own second factor away, which takes a number of it.
pub async fn give_up(actor: &Actor, house: &House, number: &str) -> Result<(), AppError> {
    actor.require_holder()?;
    if !accepts(house, &actor.channel, actor.user, number).await? {
        return Err(AppError::refused(Message::plain("factor-wrong")));
    }
    let mut tx = house.store().begin(&actor.municipality).await?;
    tx.drop_factors(actor.user).await?;
    Ok(tx.commit(entry(actor, house, AuditVerb::DropFactor, actor.user)).await?)
}

/// Takes somebody else's second factor away: a lost phone. It takes the right to help that account.
pub async fn take_away(actor: &Actor, house: &House, user: UserId) -> Result<(), AppError> {
    require_a_side(actor)?;
    let mut tx = house.store().begin(&actor.municipality).await?;
    let account = tx.account(user).await?.value;
    actor.require(Action::to_manage(account.role))?;
    tx.drop_factors(user).await?;
    tx.end_sessions(user).await?;
    Ok(tx.commit(entry(actor, house, AuditVerb::DropFactor, user)).await?)
}

/// Whether an account has a second factor.
pub async fn has_one(house: &House, user: UserId) -> Result<bool, AppError> {
    Ok(!house.store().read(house.municipality()).await?.factors(user).await?.is_empty())
}

/// Whether a number is the account's now. One that is accepted is used up.
pub async fn accepts(house: &House, channel: &Channel, user: UserId, number: &str) -> Result<bool, AppError> {
    let now = house.now();
    let mut tx = house.store().begin(house.municipality()).await?;
    for factor in tx.factors(user).await? {
        let Factor::Totp { secret, since, last_step } = factor;
        let key = decoded(&secret).unwrap_or_default();
        if let Some(step) = fitting_step(&key, number, now, last_step) {
            tx.save_factor(user, &Factor::Totp { secret, since, last_step: step }).await?;
            let entry = AuditEntry::new(now, Some(user), AuditVerb::UseFactor, Noun::Account, &user);
            tx.commit(entry.through(channel)).await?;
            return Ok(true);
        }
    }
    Ok(false)
}

fn entry(actor: &Actor, house: &House, verb: AuditVerb, user: UserId) -> AuditEntry {
    AuditEntry::new(house.now(), Some(actor.user), verb, Noun::Account, &user).through(&actor.channel)
}

/// The step of time whose number this is, if it is later than the last that was taken.
fn fitting_step(key: &[u8], number: &str, now: Timestamp, last_step: i64) -> Option<i64> {
    let number: String = number.chars().filter(|sign| !sign.is_whitespace()).collect();
    let step = now.as_second().div_euclid(STEP);
    (step - 1..=step + 1).find(|step| *step > last_step && number == number_at(key, *step))
}

/// The number of a step of time (RFC 4226, section 5.3).
fn number_at(key: &[u8], step: i64) -> String {
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(key) else { return String::new() };
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = usize::from(digest.last().copied().unwrap_or(0) & 15);
    let four = digest.iter().skip(offset).take(4).fold(0_u32, |sum, byte| (sum << 8) | u32::from(*byte));
    format!("{:0DIGITS$}", (four & 0x7fff_ffff) % 1_000_000)
}

fn base_32(bytes: &[u8]) -> String {
    let bits = bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| (byte >> bit) & 1));
    let bits: Vec<u8> = bits.collect();
    let letter = |five: &[u8]| {
        let value = five.iter().fold(0_u8, |sum, bit| (sum << 1) | bit) << (5 - five.len());
        char::from(BASE_32[usize::from(value)])
    };
    bits.chunks(5).map(letter).collect()
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    let values: Option<Vec<u8>> = text
        .bytes()
        .map(|letter| BASE_32.iter().position(|known| *known == letter).and_then(|at| u8::try_from(at).ok()))
        .collect();
    let bits: Vec<u8> =
        values?.iter().flat_map(|value| (0..5).rev().map(move |bit| (value >> bit) & 1)).collect();
    let bytes: Vec<u8> =
        bits.chunks_exact(8).map(|eight| eight.iter().fold(0_u8, |sum, bit| (sum << 1) | bit)).collect();
    (bytes.len() == SECRET_BYTES).then_some(bytes)
}

fn encoded(text: &str) -> String {
    let mut coded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            coded.push(char::from(byte));
        } else {
            let _ = write!(coded, "%{byte:02X}");
        }
    }
    coded
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8; 20] = b"12345678901234567890";

    /// The vectors of RFC 6238, appendix B, cut to six figures.
    #[test]
    fn numbers_are_those_of_the_standard() {
        for (second, number) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000_i64, "353130"),
        ] {
            assert_eq!(number_at(KEY, second / STEP), number);
            let now = Timestamp::from_second(second).unwrap();
            assert_eq!(fitting_step(KEY, number, now, i64::MIN), Some(second / STEP));
        }
    }

    #[test]
    fn a_number_is_accepted_a_little_early_or_late_and_once() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let number = number_at(KEY, 100);
        for second in [99 * STEP, 100 * STEP, 101 * STEP + 29] {
            assert_eq!(fitting_step(KEY, &number, at(second), 0), Some(100));
        }
        assert_eq!(fitting_step(KEY, &number, at(102 * STEP), 0), None);
        assert_eq!(fitting_step(KEY, &number, at(98 * STEP), 0), None);
        assert_eq!(fitting_step(KEY, &number, at(100 * STEP), 100), None, "not twice");
        let spaced = format!("{} {}", &number[..3], &number[3..]);
        assert_eq!(fitting_step(KEY, &spaced, at(100 * STEP), 0), Some(100));
    }

    #[test]
    fn a_secret_is_read_as_it_was_written() {
        assert_eq!(base_32(KEY), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(decoded("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").unwrap(), KEY);
        for bad in ["", "GEZDGNBV", "gezdgnbvgy3tqojqgezdgnbvgy3tqojq", "0EZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"] {
            assert_eq!(decoded(bad), None, "{bad}");
        }
    }
}
