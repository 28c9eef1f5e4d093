use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use secrecy::SecretString;

/// A browser signs in again after a working day.
const LIFETIME: Duration = Duration::from_secs(12 * 3600);
/// More browsers than one person has; the oldest session makes room.
const MAX_SESSIONS: usize = 100;

/// Signed-in browsers. In memory: a restart signs everybody out. Each session keeps the key it
/// was opened with and asks again with every request, so that a revoked key ends it.
#[derive(Default)]
pub(crate) struct Sessions {
    open: Mutex<HashMap<String, Session>>,
}

struct Session {
    key: SecretString,
    ends: Instant,
}

impl Sessions {
    /// Opens a session and returns its token, or `None` when the system gives no random numbers.
    pub(crate) fn open(&self, key: SecretString) -> Option<String> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).ok()?;
        let token: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let now = Instant::now();
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, session| session.ends > now);
        if open.len() >= MAX_SESSIONS {
            let oldest = open.iter().min_by_key(|(_, session)| session.ends);
            if let Some(oldest) = oldest.map(|(token, _)| token.clone()) {
                open.remove(&oldest);
            }
        }
        let ends = now + LIFETIME;
        open.insert(token.clone(), Session { key, ends });
        Some(token)
    }

    /// The key behind a token.
    pub(crate) fn key(&self, token: &str) -> Option<SecretString> {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.get(token)
            .filter(|session| session.ends > Instant::now())
            .map(|session| session.key.clone())
    }

    pub(crate) fn close(&self, token: &str) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.remove(token);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_session_makes_room() {
        let sessions = Sessions::default();
        let tokens: Vec<_> = (0..=MAX_SESSIONS)
            .map(|_| sessions.open("k".into()).expect("opened"))
            .collect();
        assert!(sessions.key(&tokens[0]).is_none());
        assert!(
            tokens[1..]
                .iter()
                .all(|token| sessions.key(token).is_some())
        );
        sessions.close(&tokens[1]);
        assert!(sessions.key(&tokens[1]).is_none());
    }
}
