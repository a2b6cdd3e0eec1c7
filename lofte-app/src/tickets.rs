//! Tickets: who has shown a password and still owes the second factor.
//!
//! A ticket is good for five minutes and five numbers, in this process only; after that the password is asked again,
//! which is slowed by [`crate::throttle`]. They are few and forgotten by themselves. Left out: the password, which is
//! never kept between the two steps.

use crate::secret::random_token;
use jiff::{SignedDuration, Timestamp};
use lofte_model::id::UserId;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

const LIFE: SignedDuration = SignedDuration::from_mins(5);
const TRIES: u32 = 5;
/// Tickets at once; beyond it the oldest goes.
const MOST: usize = 1000;

struct Ticket {
    user: UserId,
    opened: Timestamp,
    tries: u32,
}

/// The tickets of one program.
#[derive(Default)]
pub struct Tickets(Mutex<HashMap<String, Ticket>>);

impl Tickets {
    /// A ticket for somebody whose password was right.
    pub fn open(&self, user: UserId, now: Timestamp) -> String {
        let name = random_token();
        let mut tickets = self.lock();
        tickets.retain(|_, ticket| now.duration_since(ticket.opened) < LIFE);
        if tickets.len() >= MOST {
            let oldest = tickets.iter().min_by_key(|(_, ticket)| ticket.opened).map(|(name, _)| name.clone());
            oldest.map(|name| tickets.remove(&name));
        }
        tickets.insert(name.clone(), Ticket { user, opened: now, tries: 0 });
        name
    }

    /// Whose a ticket is; each time counts as one try.
    pub fn redeem(&self, name: &str, now: Timestamp) -> Option<UserId> {
        let mut tickets = self.lock();
        let ticket = tickets.get_mut(name)?;
        ticket.tries += 1;
        let good = ticket.tries <= TRIES && now.duration_since(ticket.opened) < LIFE;
        good.then_some(ticket.user)
    }

    /// The ticket has done its work.
    pub fn close(&self, name: &str) {
        self.lock().remove(name);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Ticket>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_is_good_for_five_numbers_and_five_minutes() {
        let at = |second: i64| Timestamp::from_second(1_760_000_000 + second).unwrap();
        let (tickets, user) = (Tickets::default(), UserId::named("anna"));
        let ticket = tickets.open(user, at(0));
        for _ in 0..TRIES {
            assert_eq!(tickets.redeem(&ticket, at(0)), Some(user));
        }
        assert_eq!(tickets.redeem(&ticket, at(0)), None);
        let ticket = tickets.open(user, at(0));
        assert_eq!(tickets.redeem(&ticket, at(299)), Some(user));
        assert_eq!(tickets.redeem(&ticket, at(300)), None);
        assert_eq!(tickets.redeem("another", at(0)), None);
        tickets.close(&ticket);
        assert_eq!(tickets.redeem(&ticket, at(0)), None);
        for _ in 0..MOST + 10 {
            tickets.open(user, at(1000));
        }
        assert_eq!(tickets.lock().len(), MOST);
    }
}
