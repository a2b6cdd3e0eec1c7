//! Recovery codes: the way back for whoever has lost a password or a second factor, without anybody's help.
//!
//! Ten at a time, shown once, each good once; tries are slowed like those of passwords. What a code gives is a link for a
//! new password. Left out: help by somebody else ([`crate::account::make_link`]).

use crate::error::AppError;
use crate::house::House;
use crate::proof::{Arrival, find, who_tries};
use crate::secret::{later, random_token, token_hash};
use crate::throttle::Wait;
use jiff::SignedDuration;
use lofte_model::access::Actor;
use lofte_store::{AccountLink, AuditEntry, AuditVerb, LinkPurpose, Noun, Origin};
use lofte_words::Message;
use rand::Rng;

/// How long one has to choose a password after a recovery code.
const RECOVERY: SignedDuration = SignedDuration::from_mins(15);
/// Recovery codes that an account has at once.
pub const RECOVERY_CODES: usize = 10;
/// Letters of recovery codes: those of Crockford's base 32.
const CODE_LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Letters of a code; five bits each.
const CODE_LENGTH: usize = 20;

/// New recovery codes for the asker's own account, instead of those it had. They are shown once.
pub async fn renew_recovery_codes(actor: &Actor, house: &House) -> Result<Vec<String>, AppError> {
    actor.require_holder()?;
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| recovery_code()).collect();
    let mut tx = house.store().begin(&actor.municipality).await?;
    let kept: Vec<_> = codes.iter().map(|code| token_hash(&plain(code))).collect();
    tx.replace_recovery_codes(actor.user, &kept).await?;
    let user = actor.user;
    let entry = AuditEntry::new(house.now(), Some(user), AuditVerb::RenewCodes, Noun::Account, &user);
    tx.commit(entry.through(&actor.channel)).await?;
    Ok(codes)
}

/// How many recovery codes the asker has left.
pub async fn recovery_codes_left(actor: &Actor, house: &House) -> Result<usize, AppError> {
    Ok(house.store().read(&actor.municipality).await?.recovery_codes(actor.user).await?)
}

/// Uses a recovery code: gives what a link for a new password holds, good for a quarter of an hour. The second factor is
/// taken away, because whoever lost it recovers so. Tries are slowed like those of passwords.
pub async fn recover(house: &House, arrival: &Arrival, login: &str, code: &str) -> Result<String, AppError> {
    let (who, now) = (who_tries(house, arrival, login).await?, house.now());
    house.throttle().reserve(&who, now).map_err(|Wait(seconds)| AppError::Throttled { seconds })?;
    let account = find(house, login).await?;
    let user = account.as_ref().map(|account| account.user);
    let refused = || {
        house.throttle().note(AuditVerb::SignInFailed, user, &arrival.channel);
        AppError::refused(Message::plain("account-recovery-wrong"))
    };
    let account = account.ok_or_else(refused)?;
    let mut tx = house.store().begin(house.municipality()).await?;
    if !tx.use_recovery_code(account.user, &token_hash(&plain(code))).await? {
        return Err(refused());
    }
    house.throttle().succeeded(&who);
    tx.drop_factors(account.user).await?;
    let token = random_token();
    tx.add_account_link(&AccountLink {
        token: token_hash(&token),
        user: account.user,
        purpose: LinkPurpose::Reset,
        made_at: now,
        made: Origin { by: Some(account.user), through: Some(arrival.channel.word().to_owned()) },
        expires_at: later(now, RECOVERY),
    })
    .await?;
    let entry = AuditEntry::new(now, Some(account.user), AuditVerb::Recover, Noun::Account, &account.user);
    tx.commit(entry.through(&arrival.channel)).await?;
    Ok(token)
}

/// A code in groups of five letters, a hundred bits of chance.
pub(crate) fn recovery_code() -> String {
    let mut bytes = [0_u8; CODE_LENGTH];
    rand::rng().fill_bytes(&mut bytes);
    let letters: Vec<char> =
        bytes.iter().map(|byte| char::from(CODE_LETTERS[usize::from(byte & 31)])).collect();
    letters.chunks(5).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// A code as it is compared: as people copy it, without hyphens, spaces and capitals.
pub(crate) fn plain(code: &str) -> String {
    code.chars().filter(|sign| !sign.is_whitespace() && *sign != '-').flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recovery_codes_differ_and_are_compared_as_people_copy_them() {
        let (one, other) = (recovery_code(), recovery_code());
        assert_ne!(one, other);
        assert_eq!(one.len(), CODE_LENGTH + 3);
        assert_eq!(plain(&format!(" {} ", one.to_uppercase().replace('-', " "))), plain(&one));
    }
}
