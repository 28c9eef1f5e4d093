use std::future::Future;
use std::net::Ipv4Addr;

use axum::Router;
use tokio::net::TcpListener;

/// The port could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum CannotListen {
    /// Somebody else has it. It is never hopped to another: programs know this one.
    #[error(
        "port {port} on 127.0.0.1 is taken by another program; end that program, or choose another port with --port"
    )]
    Taken {
        /// The port asked for.
        port: u16,
    },
    /// The system refuses.
    #[error("cannot listen on 127.0.0.1:{port}: {source}")]
    Refused {
        /// The port asked for.
        port: u16,
        /// The system's reason.
        source: std::io::Error,
    },
}

/// A port that is ours. Loopback only; there is no way to ask for more.
pub struct Listener {
    socket: TcpListener,
    port: u16,
}

/// Takes a port, or any free one for 0.
pub async fn bind(port: u16) -> Result<Listener, CannotListen> {
    let refused = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::AddrInUse => CannotListen::Taken { port },
        _ => CannotListen::Refused { port, source },
    };
    let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .map_err(refused)?;
    let port = socket.local_addr().map_err(refused)?.port();
    Ok(Listener { socket, port })
}

impl Listener {
    /// The port taken.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Answers until `stop` resolves, and then until every open answer has ended.
    pub async fn serve(
        self,
        app: Router,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> std::io::Result<()> {
        axum::serve(self.socket, app)
            .with_graceful_shutdown(stop)
            .await
    }
}
