//! How many connections there are, in all and from each address.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Everybody who is connected.
#[derive(Clone)]
pub(super) struct Crowd {
    most: usize,
    most_of_one: usize,
    there: Arc<Mutex<There>>,
}

#[derive(Default)]
struct There {
    all: usize,
    of_one: HashMap<IpAddr, usize>,
}

/// A place in the crowd, free again when this goes.
pub(super) struct Place {
    crowd: Crowd,
    address: IpAddr,
}

impl Crowd {
    pub(super) fn new(most: usize, most_of_one: usize) -> Self {
        Self { most, most_of_one, there: Arc::default() }
    }

    /// A place for somebody from this address, if there is one.
    pub(super) fn enter(&self, address: IpAddr) -> Option<Place> {
        let address = household(address);
        let mut there = self.lock();
        let of_one = there.of_one.get(&address).copied().unwrap_or(0);
        if there.all >= self.most || (of_one >= self.most_of_one && !address.is_loopback()) {
            return None;
        }
        there.all += 1;
        there.of_one.insert(address, of_one + 1);
        Some(Place { crowd: self.clone(), address })
    }

    fn lock(&self) -> MutexGuard<'_, There> {
        // Counting cannot stop half-way.
        self.there.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut there = self.crowd.lock();
        there.all -= 1;
        match there.of_one.get_mut(&self.address) {
            Some(of_one) if *of_one > 1 => *of_one -= 1,
            _ => {
                there.of_one.remove(&self.address);
            }
        }
    }
}

/// Whoever has one address of the sixth version has a whole /64 of them.
fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) if !address.is_loopback() => {
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)))
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn places_are_counted_and_come_back() {
        let crowd = Crowd::new(3, 2);
        let mut places: Vec<_> =
            ["192.0.2.1", "192.0.2.1"].iter().filter_map(|text| crowd.enter(from(text))).collect();
        assert_eq!(places.len(), 2);
        assert!(crowd.enter(from("192.0.2.1")).is_none(), "two of one address");
        assert!(crowd.enter(from("::ffff:192.0.2.1")).is_none(), "the same in the other way of writing");
        places.extend(crowd.enter(from("192.0.2.2")));
        assert!(crowd.enter(from("192.0.2.3")).is_none(), "three in all");
        places.remove(0);
        assert!(crowd.enter(from("192.0.2.1")).is_some());
        drop(places);
        assert!(crowd.lock().of_one.is_empty() && crowd.lock().all == 0);
    }

    #[test]
    fn a_network_of_the_sixth_version_is_one_and_a_proxy_here_is_everybody() {
        let crowd = Crowd::new(10, 1);
        let _one = crowd.enter(from("2001:db8::1")).unwrap();
        assert!(crowd.enter(from("2001:db8::2")).is_none());
        assert!(crowd.enter(from("2001:db8:0:1::1")).is_some());
        let all: Vec<_> = ["127.0.0.1", "127.0.0.1", "::1", "::1"]
            .iter()
            .filter_map(|text| crowd.enter(from(text)))
            .collect();
        assert_eq!(all.len(), 4);
    }
}
