//! Everything that is held about the holder of an account: the extract that a person has a right to (GDPR, article 15).
//!
//! Accounts of officials are the only persons in the casework. Where an account is named is found by walking every
//! object for its id, so that a new field is not forgotten. Free text is not searched: names cannot be recognised.

use crate::error::AppError;
use crate::house::House;
use lofte_model::access::{Action, Actor, Channel};
use lofte_model::id::UserId;
use lofte_store::{Noun, NumberedEntry, Session, View};
use serde::Serialize;
use serde_json::Value;

/// What is held.
#[derive(Clone, Debug, Serialize)]
pub struct Extract {
    /// When the extract was made.
    pub made_at: jiff::Timestamp,
    /// Municipality.
    pub municipality: String,
    /// The account.
    pub account: Held,
    /// Where the casework names the account.
    pub named_in: Vec<Mention>,
    /// Where the account is signed in.
    pub sessions: Vec<SignedInAt>,
    /// Browsers that the account has signed in with, by when they were last seen; more is not held of them.
    pub known_browsers: Vec<jiff::Timestamp>,
    /// When a calendar address was made for the account and last read, where it has one; never the address.
    pub calendar: Option<CalendarAddress>,
    /// What the account did, by the audit, the newest first.
    pub audit: Vec<Deed>,
}

/// A calendar address, without its hash.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct CalendarAddress {
    /// When it was made.
    pub made_at: jiff::Timestamp,
    /// When a calendar last read it.
    pub read_at: Option<jiff::Timestamp>,
}

/// A session, without the hash of its token.
#[derive(Clone, Debug, Serialize)]
pub struct SignedInAt {
    /// When it was opened.
    pub created_at: jiff::Timestamp,
    /// When something was last asked for.
    pub seen_at: jiff::Timestamp,
    /// When it ends by itself.
    pub expires_at: jiff::Timestamp,
    /// Block of network addresses.
    pub address: Option<String>,
    /// Family of the browser.
    pub browser: Option<String>,
}

/// The account, without the hash of its password.
#[derive(Clone, Debug, Serialize)]
pub struct Held {
    /// Identity.
    pub user: UserId,
    /// What one signs in with.
    pub login: String,
    /// Role.
    pub role: String,
    /// Organisation.
    pub party: Option<String>,
    /// When it was made.
    pub created_at: jiff::Timestamp,
    /// When it was closed.
    pub closed_at: Option<jiff::Timestamp>,
}

/// A place that names the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mention {
    /// What sort of thing.
    pub noun: &'static str,
    /// Its number or id.
    pub id: String,
    /// The field that holds the account.
    pub field: String,
    /// What the field stands beside, where it has a time.
    pub at: Option<String>,
}

/// An entry of the audit.
#[derive(Clone, Debug, Serialize)]
pub struct Deed {
    /// Number.
    pub number: i64,
    /// When.
    pub at: jiff::Timestamp,
    /// What.
    pub verb: Value,
    /// To what sort of thing.
    pub noun: &'static str,
    /// Which.
    pub id: String,
    /// By which way, with the block of network addresses and the family of the browser as long as the log has them.
    pub channel: Option<Channel>,
}

/// The extract about an account. That it was made is in the log.
pub async fn extract(actor: &Actor, house: &House, login: &str) -> Result<Extract, AppError> {
    actor.require(Action::ReadAudit)?;
    actor.require(Action::ManageUsers)?;
    let mut view = house.store().read(&actor.municipality).await?;
    let accounts = view.accounts().await?;
    let account = accounts.into_iter().map(|known| known.value);
    let account =
        account.into_iter().find(|account| account.login.to_lowercase() == login.trim().to_lowercase());
    let account = account.ok_or_else(|| AppError::not_found("account", login))?;
    let named_in = mentions(&mut view, account.user).await?;
    let sessions = sessions(&mut view, account.user).await?;
    let known_browsers = view.known_browsers(account.user).await?;
    let calendar = view.feed(account.user).await?;
    let calendar = calendar.map(|feed| CalendarAddress { made_at: feed.made_at, read_at: feed.read_at });
    let audit = deeds(&mut view, account.user).await?;
    drop(view);
    let read = super::audit(actor, house, Action::ReadAudit, Noun::Account, account.user);
    house.store().begin(&actor.municipality).await?.commit(read).await?;
    Ok(Extract {
        made_at: house.now(),
        municipality: actor.municipality.to_string(),
        account: Held {
            user: account.user,
            login: account.login,
            role: account.role.word().to_owned(),
            party: account.party.map(|party| party.to_string()),
            created_at: account.created_at,
            closed_at: account.closed_at,
        },
        named_in,
        sessions,
        known_browsers,
        calendar,
        audit,
    })
}

async fn mentions(view: &mut View, user: UserId) -> Result<Vec<Mention>, AppError> {
    let mut found = Search { user: user.to_string(), found: Vec::new() };
    for known in view.deliveries().await? {
        found.within("delivery", &known.value.id, &known.value);
    }
    for edition in view.adopted_pictures().await? {
        found.within("picture", &edition.number, &edition);
    }
    for known in view.parties().await? {
        found.within("party", &known.value.id, &known.value);
    }
    for known in view.agreements().await? {
        found.within("agreement", &known.value.id, &known.value);
    }
    if let Some(known) = view.coordination().await? {
        found.within("coordination", &"1", &known.value);
    }
    for known in view.mappings().await? {
        found.within("mapping", &known.value.source, &known.value);
    }
    for known in view.problems().await? {
        found.within("problem", &known.value.number, &known.value);
    }
    for known in view.measures().await? {
        found.within("measure", &known.value.number, &known.value);
    }
    in_plan(view, &mut found).await?;
    for known in view.activities().await? {
        found.within("activity", &known.value.id, &known.value);
    }
    for known in view.rhythms().await? {
        found.within("rhythm", &known.value.promise, &known.value);
    }
    for known in view.checkpoints().await? {
        found.within("checkpoint", &known.value.id(), &known.value);
    }
    for former in view.all_revisions().await? {
        found.within("revision", &former.at, &former);
    }
    for publication in view.publications().await? {
        found.within("publication", &publication.number, &publication);
    }
    in_promises(view, user, &mut found).await?;
    for mask in view.all_masks().await?.into_iter().filter(|of| of.mask.by == user) {
        let at = Some(mask.mask.at.to_string());
        found.found.push(Mention { noun: Noun::Mask.word(), id: mask.id, field: "by".into(), at });
    }
    for job in view.jobs(u32::MAX).await?.into_iter().filter(|job| job.created_by == Some(user)) {
        let (id, at) = (job.id.to_string(), Some(job.created_at.to_string()));
        found.found.push(Mention { noun: Noun::Job.word(), id, field: "created_by".into(), at });
    }
    Ok(found.found)
}

/// Where the plan, the library and the dictionary name the account.
async fn in_plan(view: &mut View, found: &mut Search) -> Result<(), AppError> {
    if let Some(known) = view.plan_text().await? {
        found.within("plan", &"draft", &known.value);
    }
    for known in view.plan_versions().await? {
        found.within("plan", &known.value.number, &known.value);
    }
    for known in view.library_entries().await? {
        found.within("library_measure", &known.value.id, &known.value);
    }
    for known in view.own_categories().await? {
        found.within("category", &known.value.slug, &known.value);
    }
    for known in view.links().await? {
        found.within("link", &known.value.number, &known.value);
    }
    for known in view.loaded_tables().await? {
        found.within("loaded_table", &known.value.id(), &known.value);
    }
    for known in view.terms().await? {
        found.within("term", &known.value.id, &known.value);
    }
    Ok(())
}

/// Where promises name the account, and what was said and recorded of them.
async fn in_promises(view: &mut View, user: UserId, found: &mut Search) -> Result<(), AppError> {
    for known in view.promises().await? {
        let (id, number) = (known.value.id, known.value.number);
        found.within("promise", &number, &known.value);
        for feedback in view.feedback(id).await? {
            found.within("feedback", &number, &feedback);
        }
        for scan in view.scans(id).await?.into_iter().filter(|scan| scan.by == user) {
            let (noun, at) = ("attachment", Some(scan.at.to_string()));
            found.found.push(Mention { noun, id: number.to_string(), field: "by".into(), at });
        }
        for signature in view.verdict_signatures(id).await? {
            found.within("verdict_signature", &number, &signature);
        }
        for recorded in view.verdicts(id).await?.into_iter().filter(|verdict| verdict.by == Some(user)) {
            let (noun, at) = ("verdict", Some(recorded.at.to_string()));
            found.found.push(Mention { noun, id: number.to_string(), field: "judged_by".into(), at });
        }
    }
    Ok(())
}

async fn sessions(view: &mut View, user: UserId) -> Result<Vec<SignedInAt>, AppError> {
    let sessions = view.sessions(user).await?.into_iter();
    Ok(sessions
        .map(|Session { created_at, seen_at, expires_at, address, browser, .. }| SignedInAt {
            created_at,
            seen_at,
            expires_at,
            address,
            browser,
        })
        .collect())
}

async fn deeds(view: &mut View, user: UserId) -> Result<Vec<Deed>, AppError> {
    let entries: Vec<NumberedEntry> = view.audit(u32::MAX, None).await?;
    let own = entries
        .into_iter()
        .filter(|known| known.entry.user == Some(user) || known.entry.id == user.to_string());
    Ok(own
        .map(|NumberedEntry { number, entry }| Deed {
            number,
            at: entry.at,
            verb: serde_json::to_value(entry.verb).unwrap_or_default(),
            noun: entry.noun.word(),
            id: entry.id,
            channel: entry.channel,
        })
        .collect())
}

struct Search {
    user: String,
    found: Vec<Mention>,
}

impl Search {
    fn within(&mut self, noun: &'static str, id: &impl ToString, value: &impl Serialize) {
        // Whatever was read from the store can be written as JSON again.
        let value = serde_json::to_value(value).unwrap_or_default();
        self.look(noun, &id.to_string(), &value);
    }

    fn look(&mut self, noun: &'static str, id: &str, value: &Value) {
        match value {
            Value::Array(values) => values.iter().for_each(|value| self.look(noun, id, value)),
            Value::Object(fields) => {
                for (field, value) in fields {
                    if value.as_str() == Some(&self.user) {
                        let at = ["at", "signed_at", "delivered_at", "adopted_at"];
                        let at = at.iter().find_map(|name| fields.get(*name)?.as_str().map(str::to_owned));
                        let (id, field) = (id.to_owned(), field.clone());
                        self.found.push(Mention { noun, id, field, at });
                    } else {
                        self.look(noun, id, value);
                    }
                }
            }
            _ => {}
        }
    }
}
