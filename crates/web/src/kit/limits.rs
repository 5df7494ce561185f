//! Limits per key: tries of a password, a phone tail, submissions from one address.

use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::http::HeaderMap;
use governor::clock::{Clock, DefaultClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

use super::Problem;

/// So many at once, then one each so often, counted for each key by itself.
#[derive(Debug)]
pub struct Limiter<K: Hash + Eq + Clone, C: Clock = DefaultClock> {
    inner: RateLimiter<K, DashMapStateStore<K>, C, NoOpMiddleware<C::Instant>>,
    clock: C,
    checks: AtomicU32,
}

impl<K: Hash + Eq + Clone> Limiter<K> {
    /// `burst` at once, then one more every `every`.
    ///
    /// # Errors
    /// A sentence when either is zero.
    pub fn new(burst: u32, every: Duration) -> Result<Self, String> {
        Self::with_clock(burst, every, DefaultClock::default())
    }
}

impl<K: Hash + Eq + Clone, C: Clock + Clone> Limiter<K, C> {
    /// As [`Limiter::new`] with the clock given.
    ///
    /// # Errors
    /// A sentence when `burst` or `every` is zero.
    pub fn with_clock(burst: u32, every: Duration, clock: C) -> Result<Self, String> {
        let burst = NonZeroU32::new(burst).ok_or("a limit must allow at least one")?;
        let quota = Quota::with_period(every)
            .ok_or("a limit must have a period")?
            .allow_burst(burst);
        Ok(Self {
            inner: RateLimiter::new(quota, DashMapStateStore::default(), clock.clone()),
            clock,
            checks: AtomicU32::new(0),
        })
    }

    /// Counts one try of this key.
    ///
    /// # Errors
    /// [`Problem::TooMany`] with the seconds to wait.
    pub fn check(&self, key: &K) -> Result<(), Problem> {
        // Keys that have recovered are forgotten now and then, so that strangers cannot fill memory.
        if self.checks.fetch_add(1, Ordering::Relaxed) % 1024 == 1023 {
            self.inner.retain_recent();
        }
        self.inner.check_key(key).map_err(|not_until| {
            let wait = not_until.wait_time_from(self.clock.now());
            Problem::TooMany {
                seconds: wait.as_secs().saturating_add(1),
            }
        })
    }
}

/// Who is calling: the peer, or what a *configured* proxy says it is (the last address in
/// `X-Forwarded-For` that is not such a proxy itself).
pub fn caller(peer: IpAddr, headers: &HeaderMap, proxies: &[IpAddr]) -> IpAddr {
    if !proxies.contains(&peer) {
        return peer;
    }
    headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(','))
        .filter_map(|a| a.trim().parse::<IpAddr>().ok())
        .rfind(|a| !proxies.contains(a))
        .unwrap_or(peer)
}

/// The key under which an address is counted: all of an IPv4 address, the /64 of an IPv6 one.
pub fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => {
            let s = v6.segments();
            IpAddr::V6([s[0], s[1], s[2], s[3], 0, 0, 0, 0].into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use governor::clock::FakeRelativeClock;

    #[test]
    fn ten_tries_then_a_pause_for_this_key_only() {
        let clock = FakeRelativeClock::default();
        let limiter = Limiter::with_clock(10, Duration::from_secs(90), clock.clone()).unwrap();
        for _ in 0..10 {
            assert!(limiter.check(&"a").is_ok());
        }
        let Err(Problem::TooMany { seconds }) = limiter.check(&"a") else {
            panic!("the eleventh try must wait");
        };
        assert!((1..=91).contains(&seconds), "{seconds}");
        assert!(limiter.check(&"b").is_ok());
        clock.advance(Duration::from_secs(90));
        assert!(limiter.check(&"a").is_ok());
    }

    #[test]
    fn forwarded_addresses_count_only_from_our_proxy() {
        let proxy: IpAddr = "10.0.0.1".parse().unwrap();
        let peer: IpAddr = "10.0.0.9".parse().unwrap();
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "1.1.1.1, 2.2.2.2".parse().unwrap());
        assert_eq!(caller(peer, &headers, &[proxy]), peer);
        assert_eq!(caller(proxy, &headers, &[proxy]).to_string(), "2.2.2.2");
        let v6 = "2001:db8:1:2:3:4:5:6".parse().unwrap();
        assert_eq!(network_of(v6).to_string(), "2001:db8:1:2::");
    }
}
