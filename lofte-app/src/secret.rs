//! Passwords and tokens: how they are made, and what is kept of them, which is a hash.
//!
//! A password is hashed with Argon2id; a token has 256 bits of chance, so its SHA-256 is enough. Left out: who may try how
//! often ([`crate::throttle`]).

use crate::error::AppError;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::{PasswordHasher, PasswordVerifier};
use jiff::{SignedDuration, Timestamp};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::password::LONGEST_BYTES;
use rand::Rng;
use unicode_normalization::UnicodeNormalization;

/// The hash of a password that may be one.
pub(crate) fn hashed(password: &str, login: &str) -> Result<String, AppError> {
    lofte_model::password::check(password, login)?;
    let password = composed(password);
    let hash = Argon2::default().hash_password(password.as_bytes());
    Ok(hash.map_err(|error| AppError::Defect(error.to_string()))?.to_string())
}

/// A password in one form: the same letters are composed differently by different keyboards.
fn composed(password: &str) -> String {
    password.nfc().collect()
}

/// Whether the password is right. Without a hash the same work is done, so that the time taken does not tell which
/// names exist; what is too long to be a password costs nobody any work.
pub(crate) fn matches(hash: Option<&str>, password: &str) -> bool {
    if password.len() > LONGEST_BYTES {
        return false;
    }
    let password = composed(password);
    if let Some(Ok(hash)) = hash.map(PasswordHash::new) {
        return Argon2::default().verify_password(password.as_bytes(), &hash).is_ok();
    }
    let _ = Argon2::default().hash_password(password.as_bytes());
    false
}

/// The hash of a new password, made where it does not hold up other work.
pub(crate) async fn hashed_apart(password: &str, login: &str) -> Result<String, AppError> {
    let (password, login) = (password.to_owned(), login.to_owned());
    let made = tokio::task::spawn_blocking(move || hashed(&password, &login));
    made.await.map_err(|error| AppError::Defect(error.to_string()))?
}

/// What is kept of a token.
pub(crate) fn token_hash(token: &str) -> Fingerprint {
    Fingerprint::of_bytes(token.as_bytes())
}

/// A token that nobody can guess.
pub(crate) fn random_token() -> String {
    let mut bytes = [0_u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    Fingerprint::from_digest(&bytes).as_str().to_owned()
}

/// When what is made now ends.
pub(crate) fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_add(by).unwrap_or(now)
}
