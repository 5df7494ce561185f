//! What every handler can reach: the store, the time, the site's facts.

use crate::kit::limits::{Limiter, network_of};
use crate::kit::problem::Site;
use crate::kit::security::Transport;
use crate::kit::worker::Worker;
use crate::kit::{Problem, passwords::Passwords};
use banjie_core::moment::Moment;
use banjie_core::pack::Pack;
use banjie_store::Store;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

/// What the binary decides.
pub struct Settings {
    /// The store.
    pub store: Store,
    /// The clock; only the binary knows the real one.
    pub now: Box<dyn Fn() -> Moment + Send + Sync>,
    /// http on loopback or https behind a proxy.
    pub transport: Transport,
    /// Whether the district is invented.
    pub demo: bool,
    /// Sign-ins shown on the demo's pages: role, unit, user, password.
    pub demo_sign_ins: Vec<SignIn>,
    /// The address people use, for QR codes on papers.
    pub url: String,
    /// Keys the tracking cookie.
    pub secret: [u8; 32],
    /// Runs uploads and papers in a child process.
    pub worker: Worker,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub proxies: Vec<IpAddr>,
    /// Cost of the password hash.
    pub passwords: Passwords,
}

/// A sign-in of the demo.
#[derive(Clone, Debug, serde::Serialize)]
pub struct SignIn {
    /// Role code.
    pub role: String,
    /// Unit.
    pub unit: String,
    /// User name.
    pub user: String,
    /// Password.
    pub password: String,
}

/// The application; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    settings: Settings,
    site: Arc<Site>,
    submissions: Limiter<IpAddr>,
    sign_ins: Limiter<IpAddr>,
}

impl App {
    /// Puts the application together.
    ///
    /// # Errors
    /// A limit of zero; the limits are constants, so this shows in the first test.
    pub fn new(settings: Settings) -> Result<Self, String> {
        let district = &settings.store.pack().district;
        let site = Site {
            district_name: district.name.clone(),
            telephone: district.telephone.clone(),
            demo: settings.demo,
        };
        // One office may share an address: sixty at once, then one every second.
        let submissions = Limiter::new(60, Duration::from_secs(1))?;
        // A building signs in between half past eight and nine: sixty at once, then twelve a minute.
        let sign_ins = Limiter::new(60, Duration::from_secs(5))?;
        Ok(Self(Arc::new(Inner {
            site: Arc::new(site),
            submissions,
            sign_ins,
            settings,
        })))
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.0.settings.store
    }

    /// The pack.
    pub fn pack(&self) -> &Pack {
        self.0.settings.store.pack()
    }

    /// Now.
    pub fn now(&self) -> Moment {
        (self.0.settings.now)()
    }

    /// Today in the district.
    pub fn today(&self) -> jiff::civil::Date {
        self.now().date()
    }

    /// The site's facts.
    pub fn site(&self) -> &Arc<Site> {
        &self.0.site
    }

    /// What the binary decided.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// Counts a submission from an address.
    ///
    /// # Errors
    /// Too many.
    pub fn count_submission(&self, from: IpAddr) -> Result<(), Problem> {
        count(&self.0.submissions, from)
    }

    /// Counts a try to sign in from an address, besides those on the account: guesses spread over
    /// many accounts come from few addresses.
    ///
    /// # Errors
    /// Too many.
    pub fn count_sign_in(&self, from: IpAddr) -> Result<(), Problem> {
        count(&self.0.sign_ins, from)
    }
}

fn count(limiter: &Limiter<IpAddr>, from: IpAddr) -> Result<(), Problem> {
    if from.is_loopback() {
        return Ok(());
    }
    limiter.check(&network_of(from))
}
