//! The days of the work as a calendar: a file, or an address that a calendar program reads by itself.
//!
//! A subscription belongs to an account and shows what its role may read at that moment. Whoever has the address can read
//! the days and nothing else: no names, no texts but titles, nothing to change. It is revoked by its holder, and stops with
//! the account. Left out: hours, alarms, and what residents may see, which is published.

use super::audit;
use crate::error::AppError;
use crate::house::House;
use crate::secret::{random_token, token_hash};
use crate::throttle::{Try, Wait};
use jiff::civil::Date;
use lofte_model::access::{Action, Actor};
use lofte_model::followup::rhythm::Every;
use lofte_model::law::clock::{Reminder, Reminds, reminders};
use lofte_model::plan::Measure;
use lofte_model::promise::CitizenPromise;
use lofte_store::{AuditEntry, AuditVerb, Feed, Noun};
use lofte_words::Words;
use lofte_words::icalendar::{Occasion, calendar};
use std::collections::BTreeSet;

/// Whom wrong addresses are counted against.
const STRANGERS: &str = "calendar";

/// Every day of the work that the asker may read, in order.
pub async fn occasions(actor: &Actor, house: &House, words: Words) -> Result<Vec<Occasion>, AppError> {
    actor.require(Action::ReadCasework)?;
    let desk = Desk { words, code: actor.municipality.to_string() };
    let promises = super::promise::list(actor, house).await?;
    let judged: BTreeSet<_> =
        super::followup::recorded(actor, house).await?.into_iter().map(|verdict| verdict.promise).collect();
    let told: BTreeSet<_> =
        super::feedback::list(actor, house).await?.into_iter().map(|told| told.promise).collect();
    let mut days = Vec::new();
    for promise in promises.iter().filter(|promise| promise.is_in_force()) {
        days.extend(desk.of_promise(promise, judged.contains(&promise.id), told.contains(&promise.id)));
    }
    for (promise, rhythm) in super::rhythm::list(actor, house).await? {
        if promise.is_in_force() && rhythm.every != Every::Never {
            let falls = rhythm.every.days(promise.period).into_iter();
            days.extend(falls.map(|day| desk.checkpoint(&promise, day)));
        }
    }
    let measures = super::plan::list(actor, house).await?;
    days.extend(measures.iter().filter_map(|measure| desk.of_measure(measure)));
    for agreement in super::agreement::list(actor, house).await? {
        let gaps = [("title", agreement.title.clone())];
        let on = agreement.period.to();
        days.push(desk.one(("agreement", &agreement.id, "end"), (on, on), "calendar-agreement", &gaps));
    }
    for wave in super::promise::waves(actor, house).await? {
        let (name, fieldwork) = (wave.name.to_string(), wave.fieldwork);
        let gaps = [("wave", name.clone())];
        let span = (fieldwork.from(), fieldwork.to());
        days.push(desk.one(("wave", &name, "fieldwork"), span, "calendar-fieldwork", &gaps));
    }
    if actor.may(Action::ReadDrafts) {
        let reminders = reminders(&super::law::clocks(actor, house).await?);
        days.extend(reminders.into_iter().map(|reminder| desk.of_clock(reminder)));
    }
    days.sort_by(|one, other| (one.from, &one.uid).cmp(&(other.from, &other.uid)));
    Ok(days)
}

/// The same as a file.
pub async fn file(actor: &Actor, house: &House, words: Words) -> Result<String, AppError> {
    let days = occasions(actor, house, words).await?;
    let municipality = house.store().read(&actor.municipality).await?.municipality().await?.value;
    let name = words.tell("calendar-name", &[("municipality", municipality.name)]);
    Ok(calendar(&name, &days, house.now()))
}

/// How days are told.
struct Desk {
    words: Words,
    code: String,
}

impl Desk {
    fn one(
        &self,
        (noun, id, what): (&str, &dyn ToString, &str),
        (from, to): (Date, Date),
        key: &str,
        gaps: &[(&'static str, String)],
    ) -> Occasion {
        let uid = format!("{noun}-{}-{what}@{}.lofte", id.to_string(), self.code);
        Occasion { uid, from, to, summary: self.words.tell(key, gaps) }
    }

    fn of_promise(&self, promise: &CitizenPromise, judged: bool, told: bool) -> Vec<Occasion> {
        let gaps = [("number", promise.number.to_string()), ("title", promise.title.clone())];
        let (from, to) = (promise.period.from(), promise.period.to());
        let after = to.tomorrow().unwrap_or(to);
        let day = |what: &str, on: Date| {
            self.one(("promise", &promise.id, what), (on, on), &format!("calendar-promise-{what}"), &gaps)
        };
        let mut days = vec![day("begins", from), day("ends", to)];
        days.extend(promise.decided_by().filter(|_| !judged).map(|on| day("verdict", on)));
        if !told {
            days.push(day("account", after));
        }
        days
    }

    fn checkpoint(&self, promise: &CitizenPromise, on: Date) -> Occasion {
        let gaps = [("number", promise.number.to_string()), ("title", promise.title.clone())];
        let what = format!("checkpoint-{on}");
        self.one(("promise", &promise.id, &what), (on, on), "calendar-promise-checkpoint", &gaps)
    }

    /// A day of one of the two clocks of the law.
    fn of_clock(&self, reminder: Reminder) -> Occasion {
        let kind = self.words.word("law-clock", &reminder.kind);
        let what = match reminder.says {
            Reminds::Soon => "soon",
            Reminds::Due => "due",
        };
        let on = reminder.on;
        let key = format!("calendar-law-{what}");
        // A clock that starts anew is another day, and not the same one moved: the earlier was kept.
        self.one(("law", &on, &format!("{:?}-{what}", reminder.kind)), (on, on), &key, &[("what", kind)])
    }

    fn of_measure(&self, measure: &Measure) -> Option<Occasion> {
        let gaps = [("number", measure.number.to_string()), ("title", measure.title.clone())];
        let on = measure.deadline;
        (!measure.is_over())
            .then(|| self.one(("measure", &measure.id, "deadline"), (on, on), "calendar-measure", &gaps))
    }
}

/// The asker's subscription, where there is one.
pub async fn subscription(actor: &Actor, house: &House) -> Result<Option<Feed>, AppError> {
    Ok(house.store().read(&actor.municipality).await?.feed(actor.user).await?)
}

/// Makes a subscription for the asker's own account, and says what its address holds: shown once. An earlier one stops.
pub async fn subscribe(actor: &Actor, house: &House) -> Result<String, AppError> {
    actor.require_holder()?;
    actor.require(Action::ReadCasework)?;
    let token = random_token();
    let mut tx = house.store().begin(&actor.municipality).await?;
    tx.save_feed(actor.user, &token_hash(&token), house.now()).await?;
    tx.commit(entry(actor, house, AuditVerb::Subscribe)).await?;
    Ok(token)
}

/// Makes the asker's subscription stop working.
pub async fn unsubscribe(actor: &Actor, house: &House) -> Result<(), AppError> {
    actor.require_holder()?;
    let mut tx = house.store().begin(&actor.municipality).await?;
    tx.drop_feed(actor.user).await?;
    Ok(tx.commit(entry(actor, house, AuditVerb::Unsubscribe)).await?)
}

fn entry(actor: &Actor, house: &House, verb: AuditVerb) -> AuditEntry {
    AuditEntry { verb, ..audit(actor, house, Action::ReadCasework, Noun::Account, actor.user) }
}

/// The calendar that an address opens, for whoever has it. Wrong addresses are slowed like wrong passwords.
pub async fn feed(
    house: &House,
    block: Option<String>,
    token: &str,
    words: Words,
) -> Result<String, AppError> {
    let who = Try { login: STRANGERS.to_owned(), block, known_browser: None };
    let now = house.now();
    house.throttle().reserve(&who, now).map_err(|Wait(seconds)| AppError::Throttled { seconds })?;
    let hash = token_hash(token);
    let holder = house.store().feed_holder(&hash).await?;
    let Some(actor) = holder.filter(|actor| actor.municipality == *house.municipality()) else {
        return Err(AppError::not_found("calendar", "?"));
    };
    house.throttle().release(&who);
    house.store().feed_read(&hash, now).await?;
    file(&actor, house, words).await
}
