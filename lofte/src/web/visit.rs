//! Where a request comes from, as the log keeps it: a part of the network address that many share, and the family of
//! the browser.
//!
//! Enough to see that somebody else used an account, too little to find where somebody lives. Both go from the log when
//! their rule says so ([`lofte_app::retention`]). Left out: versions, languages, devices, cookies.

use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use lofte_app::house::House;
use lofte_model::access::Channel;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Families by the word that their browsers say of themselves; those that also say another's word come before it.
const BROWSERS: [(&str, &str); 6] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// The way by which a request came.
pub fn channel(parts: &Parts, house: &House) -> Channel {
    let address = address(parts, &house.config().trusted_proxies);
    Channel::Page { address: address.map(block), browser: browser(&parts.headers) }
}

/// The address at the other end of the connection, where it is known. A web server in front is only believed about whose
/// request it passes on when the settings trust it, and then only about the last address that is not such a server's
/// own: what stands before that, anybody may have written.
fn address(parts: &Parts, trusted: &[IpAddr]) -> Option<IpAddr> {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>()?.0.ip().to_canonical();
    if !trusted.contains(&peer) {
        return Some(peer);
    }
    let passed_on = parts.headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let mut addresses: Vec<IpAddr> = Vec::new();
    for text in passed_on.flat_map(|line| line.split(',')) {
        match text.trim().parse::<IpAddr>() {
            Ok(address) => addresses.push(address.to_canonical()),
            Err(_) => addresses.clear(),
        }
    }
    Some(addresses.into_iter().rev().find(|address| !trusted.contains(address)).unwrap_or(peer))
}

/// The block that an address is in: what a household, an office or a provider shares.
fn block(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => {
            let [one, two, three, _] = address.octets();
            format!("{}/24", Ipv4Addr::new(one, two, three, 0))
        }
        IpAddr::V6(address) => {
            let [one, two, three, ..] = address.segments();
            format!("{}/48", Ipv6Addr::new(one, two, three, 0, 0, 0, 0, 0))
        }
    }
}

/// The family of the browser; nothing of what else it says is kept.
fn browser(headers: &HeaderMap) -> Option<String> {
    let said = headers.get(header::USER_AGENT)?.to_str().ok()?;
    let known = BROWSERS.iter().find(|(word, _)| said.contains(word));
    Some(known.map_or("annan", |(_, family)| family).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_kept_as_its_block() {
        let kept = |text: &str| block(text.parse::<IpAddr>().unwrap().to_canonical());
        assert_eq!(kept("192.0.2.77"), "192.0.2.0/24");
        assert_eq!(kept("::ffff:192.0.2.77"), "192.0.2.0/24");
        assert_eq!(kept("2001:db8:1:2:3:4:5:6"), "2001:db8:1::/48");
    }

    #[test]
    fn only_a_trusted_web_server_is_believed() {
        let asked = |peer: &str, passed_on: &str, trusted: &[&str]| {
            let peer: SocketAddr = peer.parse().unwrap();
            let request = axum::http::Request::get("/")
                .header("x-forwarded-for", passed_on)
                .extension(ConnectInfo(peer));
            let (parts, ()) = request.body(()).unwrap().into_parts();
            let trusted: Vec<IpAddr> = trusted.iter().map(|text| text.parse().unwrap()).collect();
            address(&parts, &trusted).unwrap().to_string()
        };
        assert_eq!(asked("192.0.2.1:9", "198.51.100.7", &[]), "192.0.2.1");
        assert_eq!(asked("192.0.2.1:9", "198.51.100.7", &["192.0.2.1"]), "198.51.100.7");
        assert_eq!(asked("192.0.2.1:9", "203.0.113.9, 198.51.100.7", &["192.0.2.1"]), "198.51.100.7");
        assert_eq!(
            asked("192.0.2.1:9", "198.51.100.7, 192.0.2.2", &["192.0.2.1", "192.0.2.2"]),
            "198.51.100.7"
        );
        assert_eq!(asked("192.0.2.1:9", "198.51.100.7, nonsense", &["192.0.2.1"]), "192.0.2.1");
        assert_eq!(asked("192.0.2.1:9", "", &["192.0.2.1"]), "192.0.2.1");
    }

    #[test]
    fn a_browser_is_kept_as_its_family() {
        let family = |said: &'static str| {
            browser(&HeaderMap::from_iter([(header::USER_AGENT, said.parse().unwrap())]))
        };
        let edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0";
        assert_eq!(family(edge).as_deref(), Some("Edge"));
        assert_eq!(
            family("Mozilla/5.0 (X11; rv:140.0) Gecko/20100101 Firefox/140.0").as_deref(),
            Some("Firefox")
        );
        assert_eq!(family("curl/8").as_deref(), Some("annan"));
        assert_eq!(browser(&HeaderMap::new()), None);
    }
}
