//! Where a connection that `reqwest` makes is on its way. It tells nobody, and its errors of some
//! layers have no cause; but whatever we gave it (names, verifiers, certificates) is called from
//! the task of the connection, and can leave a note there.

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::Failure;

tokio::task_local! {
    static CURRENT: Arc<Progress>;
}

/// Who is at the other end of a handshake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Peer {
    Host,
    Proxy,
}

/// Which part was begun last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    LooksUp(String),
    /// TCP, and what is said to a proxy that is not spoken to over TLS.
    Connects,
    /// The handshake; with a proxy also what is said to it after that.
    Handshake(Peer),
}

#[derive(Debug)]
pub(crate) struct Progress(Mutex<Notes>);

#[derive(Debug)]
struct Notes {
    place: Place,
    no_address: Option<Failure>,
}

impl Progress {
    /// Nothing is looked up for what is an address already.
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self(Mutex::new(Notes {
            place: Place::Connects,
            no_address: None,
        })))
    }

    /// What `work` does is noted here.
    pub(crate) async fn of<W: Future>(self: &Arc<Self>, work: W) -> W::Output {
        CURRENT.scope(Arc::clone(self), work).await
    }

    pub(crate) fn looks_up(name: &str) {
        note(|notes| notes.place = Place::LooksUp(name.to_owned()));
    }

    pub(crate) fn knows_no_address(why: &Failure) {
        note(|notes| notes.no_address = Some(why.clone()));
    }

    pub(crate) fn connects() {
        note(|notes| notes.place = Place::Connects);
    }

    pub(crate) fn shakes_hands(peer: Peer) {
        note(|notes| notes.place = Place::Handshake(peer));
    }

    /// Whose handshake this is; `None` outside of one.
    pub(crate) fn peer() -> Option<Peer> {
        let place = CURRENT.try_with(|current| current.place()).ok()?;
        match place {
            Place::Handshake(peer) => Some(peer),
            _ => None,
        }
    }

    pub(crate) fn place(&self) -> Place {
        self.lock().place.clone()
    }

    /// Why a name had none; nothing goes on after it.
    pub(crate) fn no_address(&self) -> Option<Failure> {
        self.lock().no_address.clone()
    }

    /// A panic cannot leave it half changed.
    fn lock(&self) -> MutexGuard<'_, Notes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Outside of a connection there is nothing to note.
fn note(change: impl FnOnce(&mut Notes)) {
    let _ = CURRENT.try_with(|current| change(&mut current.lock()));
}
