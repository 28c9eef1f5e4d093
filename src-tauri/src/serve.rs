//! `patchbay serve`: the loopback face, without a window.

use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

use crate::assets::EmbeddedScreen;
use crate::launch::{Error, Places, launch, runtime};
use crate::window;

/// How long open streams may go on after the signal to stop.
const PATIENCE: Duration = Duration::from_secs(10);

/// For answers to reach their readers once their runs have been stopped.
const LAST_WORDS: Duration = Duration::from_secs(1);

pub(crate) fn run(places: Places, port: u16) -> Result<(), Error> {
    runtime()?.block_on(async {
        // The port first: when it is taken, the database is not even opened.
        let listener = patchbay_http::bind(port).await?;
        let launched = launch(&places).await?;
        let port = listener.port();
        let screen = Arc::new(EmbeddedScreen(window::context()));
        let app = patchbay_http::app(launched.api.clone(), screen, port);
        let stop = tokio_util::sync::CancellationToken::new();
        let serving = tokio::spawn(listener.serve(app, stop.clone().cancelled_owned()));

        println!(
            "{}",
            serde_json::json!({ "url": format!("http://127.0.0.1:{port}") })
        );
        std::io::stdout().flush()?;

        stopped().await?;
        stop.cancel();
        launched.core.close(PATIENCE).await;
        let ended = tokio::time::timeout(LAST_WORDS, serving).await;
        if let Ok(Ok(ended)) = ended {
            ended?;
        }
        Ok(())
    })
}

/// SIGTERM from a service manager, Ctrl-C from a person.
async fn stopped() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            _ = terminate.recv() => Ok(()),
            interrupted = tokio::signal::ctrl_c() => interrupted,
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
