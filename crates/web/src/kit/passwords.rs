//! Passwords: Argon2id, off the async threads.

use super::Problem;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};

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

    /// Whether a password fits; a broken hash fits nothing. Takes tens of milliseconds and runs
    /// on a thread of its own.
    ///
    /// # Errors
    /// The thread was lost.
    pub async fn verify(self, password: String, kept: String) -> Result<bool, Problem> {
        let check = move || {
            let Ok(argon) = self.argon() else {
                return false;
            };
            PasswordHash::new(&kept)
                .is_ok_and(|hash| argon.verify_password(password.as_bytes(), &hash).is_ok())
        };
        tokio::task::spawn_blocking(check)
            .await
            .map_err(|e| Problem::internal(&e))
    }
}
