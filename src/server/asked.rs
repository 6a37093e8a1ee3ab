//! Where a request comes from and by which name it asks. Behind a proxy that is what the proxy says
//! (<https://www.rfc-editor.org/info/rfc7239>, and the older `X-Forwarded-…`); without one, such headers are anybody's words.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::http::{HeaderMap, HeaderName, header};

use super::guard;

/// The other end of the connection.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

/// How the service is reached.
#[derive(Debug, Clone)]
pub struct Front {
    /// Connections are taken with TLS.
    pub has_tls: bool,
    /// Nobody but a proxy reaches it.
    pub behind_proxy: bool,
    /// Host and port for those who send no name of ours.
    pub authority: String,
}

/// Who asks, as far as the connection tells, and how she named the service.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    pub address: Option<IpAddr>,
    /// Scheme, host and port as she named them, without a slash at the end.
    pub base: String,
    /// Somebody on this machine who came without a proxy.
    pub is_here: bool,
}

const PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

impl Asked {
    pub fn new(front: &Front, peer: Option<Peer>, headers: &HeaderMap) -> Self {
        let forwarded = |name: &HeaderName, part: &str| {
            let told = last(headers, name).map(str::to_owned);
            told.or_else(|| pair(last(headers, &header::FORWARDED)?, part)).filter(|_| front.behind_proxy)
        };
        let through = forwarded(&FOR, "for");
        let address = through.as_deref().and_then(address).or(peer.map(|peer| peer.0.ip().to_canonical()));
        let tls = match forwarded(&PROTO, "proto") {
            Some(scheme) if scheme.eq_ignore_ascii_case("https") => true,
            Some(scheme) if scheme.eq_ignore_ascii_case("http") => false,
            _ => front.has_tls,
        };
        let named = forwarded(&HOST, "host").filter(|host| guard::is_authority(host));
        let host = named.as_deref().unwrap_or_else(|| host(headers));
        let host = if guard::is_authority(host) { host } else { &front.authority };
        Self {
            base: format!("{}://{host}", if tls { "https" } else { "http" }),
            is_here: !front.behind_proxy
                && address.is_some_and(|address| address.is_loopback())
                && ![&FOR, &header::FORWARDED, &header::VIA].iter().any(|name| headers.contains_key(*name)),
            address,
        }
    }
}

/// The name that is asked for.
pub fn host(headers: &HeaderMap) -> &str {
    headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default()
}

/// What stands for one who asks when she is counted: of IPv6 the network, since one household has as many addresses as it likes.
pub fn household(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(address) if !address.is_loopback() => Ipv6Addr::from_bits(address.to_bits() & (!0 << 64)).into(),
        address => address,
    }
}

/// What the nearest proxy has added; what stands before it may have been sent by anybody.
fn last<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let told = headers.get_all(name).iter().next_back()?.to_str().ok()?;
    told.rsplit(',').next().map(str::trim).filter(|told| !told.is_empty())
}

/// A part of an element of `Forwarded`: `for="[2001:db8::1]:4711";proto=https`.
fn pair(element: &str, part: &str) -> Option<String> {
    let mut pairs = element.split(';').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case(part))?;
    Some(value.trim().trim_matches('"').to_owned())
}

/// An address with a port or without one.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let alone = text.parse::<IpAddr>().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()));
    let in_brackets = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    Some(alone.or_else(in_brackets)?.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(behind_proxy: bool, has_tls: bool, headers: &[(&'static str, &str)]) -> Asked {
        let front = Front { has_tls, behind_proxy, authority: "127.0.0.1:8080".to_owned() };
        let name = HeaderName::from_static;
        let headers = headers.iter().map(|(key, value)| (name(key), value.parse().expect("a value"))).collect();
        Asked::new(&front, Some(Peer("127.0.0.1:9".parse().expect("an address"))), &headers)
    }

    #[test]
    fn a_proxy_is_believed_where_there_is_one() {
        let told = [
            ("host", "127.0.0.1:8080"),
            ("x-forwarded-for", "10.0.0.1, 203.0.113.7"),
            ("x-forwarded-proto", "https"),
            ("x-forwarded-host", "kitap.example"),
        ];
        let behind = asked(true, false, &told);
        assert_eq!(behind.address, Some([203, 0, 113, 7].into()), "what the sender made up stands before it");
        assert_eq!((&*behind.base, behind.is_here), ("https://kitap.example", false));
        let alone = asked(false, false, &told);
        assert_eq!((&*alone.base, alone.is_here), ("http://127.0.0.1:8080", false), "somebody forwards, unasked");
        assert!(alone.address.is_some_and(|address| address.is_loopback()));
        assert!(asked(false, true, &told[..1]).is_here && !asked(true, true, &told[..1]).is_here);
        assert_eq!(asked(false, true, &[("host", "a b")]).base, "https://127.0.0.1:8080");
    }

    #[test]
    fn the_newer_header_is_read_as_well() {
        let standard = "for=10.0.0.1, For=\"[2001:db8::17]:4711\";proto=https;host=\"kitap.example:8443\"";
        let behind = asked(true, false, &[("host", "x"), ("forwarded", standard)]);
        assert_eq!(behind.address, "2001:db8::17".parse().ok());
        assert_eq!(behind.base, "https://kitap.example:8443");
        for (wrong, base) in [("for=_hidden;proto=gopher", "http://x"), ("for=unknown;host=\"a/b\"", "http://x")] {
            let behind = asked(true, false, &[("host", "x"), ("forwarded", wrong)]);
            assert_eq!(&*behind.base, base, "{wrong}");
            assert!(behind.address.is_some_and(|address| address.is_loopback()), "{wrong}");
        }
    }

    #[test]
    fn addresses_of_one_household_are_one() {
        let one = |text: &str| household(text.parse().expect("an address"));
        assert_eq!(one("2001:db8:1:2:3::4"), one("2001:db8:1:2:ffff::1"));
        assert_ne!(one("2001:db8:1:2::"), one("2001:db8:1:3::"));
        assert_ne!(one("203.0.113.7"), one("203.0.113.8"));
        assert_eq!(address("[2001:db8::1]"), "2001:db8::1".parse().ok());
        assert_eq!(address("::ffff:203.0.113.7"), "203.0.113.7".parse().ok());
    }
}
