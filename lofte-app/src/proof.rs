//! Proving to be the holder of an account: a try with a password, counted and slowed before anything is looked at.
//!
//! A name that nobody has costs the same work as one that somebody has. Left out: what proving leads to, a session
//! ([`crate::access`]) or a change ([`crate::account`]).

use crate::error::AppError;
use crate::house::House;
use crate::secret::{matches, token_hash};
use crate::throttle::{LINE_FULL_SECONDS, Try, Wait};
use lofte_model::access::Channel;
use lofte_store::{Account, AuditVerb, login_key};

/// Longest login that the casework is asked for.
const LONGEST_LOGIN: usize = 100;

/// How somebody arrives who wants to sign in.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// The way.
    pub channel: Channel,
    /// What the browser has kept from an earlier sign-in.
    pub browser: Option<String>,
}

impl Arrival {
    /// By this way, with nothing kept from earlier.
    pub fn by(channel: Channel) -> Self {
        Self { channel, browser: None }
    }
}

/// What the browser kept, if somebody has signed in to this account with it before.
pub(crate) async fn known_browser(
    house: &House,
    arrival: &Arrival,
    account: &Account,
) -> Result<Option<String>, AppError> {
    let Some(kept) = &arrival.browser else { return Ok(None) };
    let token = token_hash(kept);
    let known = house.store().knows_browser(house.municipality(), account.user, &token).await?;
    Ok(known.then(|| kept.clone()))
}

/// The open account whose login and password these are. The try is counted before anything is looked at, and waits for
/// its turn.
pub(crate) async fn proven(
    house: &House,
    arrival: &Arrival,
    login: &str,
    password: &str,
) -> Result<Account, AppError> {
    let (who, now) = (who_tries(house, arrival, login).await?, house.now());
    let throttle = house.throttle();
    throttle.reserve(&who, now).map_err(|Wait(seconds)| AppError::Throttled { seconds })?;
    let Ok(turn) = throttle.turn(&who).await else {
        throttle.release(&who);
        return Err(AppError::Crowded { seconds: LINE_FULL_SECONDS });
    };
    let account = match find(house, login).await {
        Ok(account) => account,
        Err(error) => {
            throttle.release(&who);
            return Err(error);
        }
    };
    let hash = account.as_ref().and_then(|account| account.password_hash.clone());
    let password = password.to_owned();
    let checked = tokio::task::spawn_blocking(move || {
        let matches = matches(hash.as_deref(), &password);
        // Only now may the next begin, also when nobody waits for this answer any more.
        drop(turn);
        matches
    });
    let matches = checked.await.map_err(|error| AppError::Defect(error.to_string()))?;
    let user = account.as_ref().map(|account| account.user);
    if let Some(account) = account.filter(|_| matches) {
        throttle.succeeded(&who);
        return Ok(account);
    }
    throttle.note(AuditVerb::SignInFailed, user, &arrival.channel);
    if throttle.holds_up(&who, now) {
        throttle.note(AuditVerb::HeldUp, user, &arrival.channel);
    }
    Err(AppError::WrongPassword)
}

/// Whom a try is held against. The casework is only asked for a browser that says it was here before.
pub(crate) async fn who_tries(house: &House, arrival: &Arrival, login: &str) -> Result<Try, AppError> {
    let known_browser = match &arrival.browser {
        None => None,
        Some(_) => match find(house, login).await? {
            None => None,
            Some(account) => known_browser(house, arrival, &account).await?,
        },
    };
    let block = match &arrival.channel {
        Channel::Page { address, .. } => address.clone(),
        _ => None,
    };
    let login = login_key(&login.chars().take(LONGEST_LOGIN + 1).collect::<String>());
    Ok(Try { login, block, known_browser })
}

/// The open account of a login. What cannot be a login is nobody's, and the casework is not asked.
pub(crate) async fn find(house: &House, login: &str) -> Result<Option<Account>, AppError> {
    if login.chars().count() > LONGEST_LOGIN || login.chars().any(char::is_control) {
        return Ok(None);
    }
    let mut view = house.store().read(house.municipality()).await?;
    Ok(view.account_by_login(login).await?.map(|known| known.value))
}
