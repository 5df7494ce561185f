//! Passwords: Argon2id, checked on a thread of their own.

use super::Problem;
use argon2::password_hash::PasswordHasher;
use argon2::password_hash::phc::{Output, PasswordHash};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use std::sync::OnceLock;
use tokio::sync::{mpsc, oneshot};

/// Shortest password for staff (assurance §3).
pub const SHORTEST: usize = 12;

/// How dear a hash is. OWASP's smallest recommended: 19 MiB, 2 rounds, 1 lane.
#[derive(Clone, Copy, Debug)]
pub struct Passwords {
    memory_kib: u32,
    rounds: u32,
}

impl Default for Passwords {
    fn default() -> Self {
        Self {
            memory_kib: 19 * 1024,
            rounds: 2,
        }
    }
}

impl Passwords {
    /// Another cost: cheap in tests, dearer on larger machines.
    pub fn with_cost(memory_kib: u32, rounds: u32) -> Self {
        Self { memory_kib, rounds }
    }

    fn argon(self) -> Result<Argon2<'static>, String> {
        let params =
            Params::new(self.memory_kib, self.rounds, 1, None).map_err(|e| e.to_string())?;
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }

    /// The PHC string to be kept. `salt` is 16 random bytes.
    ///
    /// # Errors
    /// The parameters or the password do not suit the function.
    pub fn hash(self, password: &str, salt: &[u8; 16]) -> Result<String, String> {
        let argon = self.argon()?;
        let hash = argon.hash_password_with_salt(password.as_bytes(), salt);
        hash.map(|h| h.to_string()).map_err(|e| e.to_string())
    }

    /// Whether a password fits; a broken hash fits nothing. Takes tens of milliseconds. All are
    /// checked one after the other on a thread of their own: each takes 19 MiB, which many at once
    /// would multiply.
    ///
    /// # Errors
    /// The thread was lost.
    pub async fn verify(self, password: String, kept: String) -> Result<bool, Problem> {
        let (answer, fits) = oneshot::channel();
        let check = Check {
            password,
            kept,
            answer,
        };
        let asked = checker().send(check).await;
        asked.map_err(|_| Problem::internal(&"the thread for passwords has ended"))?;
        fits.await.map_err(|e| Problem::internal(&e))
    }
}

/// Whether a password fits, computed as the kept hash says (algorithm, cost, salt) in `memory`,
/// which grows to what is needed and is used again: freed blocks of this size are not reused by
/// every allocator, so that memory would grow with each sign-in. `None`: a broken hash.
fn fits(password: &str, kept: &str, memory: &mut Vec<Block>) -> Option<bool> {
    let kept = PasswordHash::new(kept).ok()?;
    let (salt, expected) = (kept.salt?, kept.hash?);
    let algorithm = Algorithm::try_from(kept.algorithm.as_str()).ok()?;
    let version = kept.version.map(Version::try_from).transpose().ok()?;
    let params = Params::try_from(&kept).ok()?;
    let blocks = params.block_count();
    if memory.len() < blocks {
        memory.resize(blocks, Block::default());
    }
    let mut buffer = [0; Output::MAX_LENGTH];
    let out = buffer.get_mut(..expected.len())?;
    Argon2::new(algorithm, version.unwrap_or_default(), params)
        .hash_password_into_with_memory(password.as_bytes(), &salt, out, &mut *memory)
        .ok()?;
    // Compared in constant time.
    Some(Output::new(out).ok()? == expected)
}

/// A password to be checked.
struct Check {
    password: String,
    kept: String,
    answer: oneshot::Sender<bool>,
}

/// How many wait at most for the thread; further ones wait for a place.
const WAITING: usize = 64;

/// The way to the one thread, which is started when the first password comes.
fn checker() -> &'static mpsc::Sender<Check> {
    static CHECKER: OnceLock<mpsc::Sender<Check>> = OnceLock::new();
    CHECKER.get_or_init(|| {
        let (ask, mut asked) = mpsc::channel::<Check>(WAITING);
        let work = move || {
            let mut memory = Vec::new();
            while let Some(check) = asked.blocking_recv() {
                // Who has gone away meanwhile is not waited for, and costs no time.
                if !check.answer.is_closed() {
                    let fits = fits(&check.password, &check.kept, &mut memory);
                    let _ = check.answer.send(fits.unwrap_or(false));
                }
            }
        };
        let thread = std::thread::Builder::new().name("passwords".to_owned());
        if let Err(e) = thread.spawn(work) {
            tracing::error!(error = %e, "no thread for passwords");
        }
        ask
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two checks in the same memory, of different cost, do not disturb each other.
    #[test]
    fn the_right_password_fits_and_no_other_whatever_was_checked_before() {
        let dear = Passwords::with_cost(256, 2)
            .hash("correct horse", &[1; 16])
            .unwrap();
        let cheap = Passwords::with_cost(64, 1)
            .hash("battery staple", &[2; 16])
            .unwrap();
        let mut memory = Vec::new();
        for _ in 0..2 {
            assert_eq!(fits("correct horse", &dear, &mut memory), Some(true));
            assert_eq!(fits("battery staple", &cheap, &mut memory), Some(true));
            assert_eq!(fits("battery staple", &dear, &mut memory), Some(false));
            assert_eq!(fits("", &cheap, &mut memory), Some(false));
        }
        assert_eq!(fits("correct horse", "$argon2id$broken", &mut memory), None);
    }
}
