//! The desktop window. Two commands, `rpc` and `rpc_stream`, carry the whole table; `save_file`
//! does what a browser does by itself.

use std::path::Path;
use std::time::Duration;

use futures_util::StreamExt;
use patchbay_api::{Api, ApiError, Caller, Context, ErrorCode, FaceDto, Role};
use serde_json::{Value, json};
use tauri::ipc::Channel;
use tauri::{AppHandle, RunEvent, State, WebviewUrl, WebviewWindowBuilder};
use tauri_plugin_store::StoreExt;

use crate::downloads::Downloads;
use crate::launch::{Error, Launched, Places, launch, runtime};

/// The file of tauri-plugin-store, beside the database.
const PREFERENCES: &str = "preferences.json";

/// Runs that last longer are stopped when the window closes.
const PATIENCE: Duration = Duration::from_secs(2);

/// What the screen asks through, or why there is nothing to ask.
struct Face {
    api: Result<Api, ApiError>,
    context: Context,
}

impl Face {
    fn api(&self) -> Result<&Api, ApiError> {
        self.api.as_ref().map_err(Clone::clone)
    }
}

pub(crate) fn context() -> tauri::Context {
    tauri::generate_context!()
}

pub(crate) fn open(places: Places) -> Result<(), Error> {
    // GTK panics without one.
    let has_screen = ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
    if cfg!(target_os = "linux") && !has_screen {
        return Err(Error::NoScreen);
    }
    let data_dir = places.data_dir()?;
    let runtime = runtime()?;
    tauri::async_runtime::set(runtime.handle().clone());
    // A database that cannot be opened is shown in the window: a program that ends without a
    // word, started from a menu, tells nobody why.
    let launched = runtime.block_on(launch(&places));
    let (launched, api) = match launched {
        Ok(launched) => {
            let api = launched.api.clone();
            (Some(launched), Ok(api))
        }
        Err(error) => {
            tracing::error!(%error, "the start failed");
            (None, Err(ApiError::from(error)))
        }
    };
    let face = Face {
        api,
        context: Context {
            caller: Caller {
                user: operating_system_user(),
                role: Role::All,
                connector: None,
            },
            face: FaceDto::Window,
        },
    };
    let preferences = data_dir.join(PREFERENCES);
    let app = tauri::Builder::default()
        .plugin(tauri_plugin_store::Builder::default().build())
        .plugin(tauri_plugin_opener::init())
        .manage(face)
        .manage(Downloads::beside(&data_dir))
        .invoke_handler(tauri::generate_handler![rpc, rpc_stream, save_file])
        .setup(move |app| Ok(open_window(app.handle(), &preferences)?))
        .build(context())?;
    app.run_return(|_, _: RunEvent| {});
    runtime.block_on(close(launched));
    Ok(())
}

async fn close(launched: Option<Launched>) {
    if let Some(launched) = launched {
        launched.core.close(PATIENCE).await;
    }
}

fn open_window(app: &AppHandle, preferences: &Path) -> tauri::Result<()> {
    let start = json!({
        "theme": stored_theme(app, preferences),
        "preferences_path": preferences,
    });
    WebviewWindowBuilder::new(app, "main", WebviewUrl::App("index.html".into()))
        .title("Patchbay")
        .inner_size(1280.0, 800.0)
        .min_inner_size(720.0, 480.0)
        // Known before the first paint, so that the window does not flash in the wrong colours.
        .initialization_script(format!("window.__PATCHBAY__ = Object.freeze({start});"))
        .on_navigation(is_screen)
        .build()?;
    Ok(())
}

/// Links lead to the browser. Whatever else tries to replace the screen stays outside.
fn is_screen(url: &tauri::Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" | "https" => url.host_str() == Some("tauri.localhost"),
        _ => false,
    }
}

fn stored_theme(app: &AppHandle, preferences: &Path) -> Value {
    let stored = app
        .store(preferences)
        .ok()
        .and_then(|store| store.get("theme"));
    match stored.as_ref().and_then(Value::as_str) {
        Some("light" | "dark") => stored.unwrap_or_default(),
        _ => "system".into(),
    }
}

fn operating_system_user() -> String {
    ["USER", "USERNAME", "LOGNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|user| !user.is_empty()))
        .unwrap_or_else(|| "local user".to_owned())
}

#[tauri::command]
async fn rpc(face: State<'_, Face>, command: String, request: Value) -> Result<Value, ApiError> {
    face.api()?.call(&face.context, &command, request).await
}

/// Events travel through the channel, which ends with `null`: the answer to the call itself takes
/// another way and may overtake the last events.
#[tauri::command]
async fn rpc_stream(
    face: State<'_, Face>,
    command: String,
    request: Value,
    channel: Channel<Value>,
) -> Result<(), ApiError> {
    let mut events = face.api()?.stream(&face.context, &command, request).await?;
    while let Some(event) = events.next().await {
        if channel.send(event?).is_err() {
            // The screen is gone; dropping the stream stops what it tells of.
            return Ok(());
        }
    }
    let _ = channel.send(Value::Null);
    Ok(())
}

/// What a browser does with a download: writes it where downloads go, and never over a file that
/// is there. Answers the path.
#[tauri::command]
async fn save_file(
    downloads: State<'_, Downloads>,
    name: String,
    text: String,
) -> Result<String, ApiError> {
    let downloads = downloads.inner().clone();
    let saved = tokio::task::spawn_blocking(move || downloads.save(&name, &text)).await;
    let saved = saved.unwrap_or_else(|error| Err(std::io::Error::other(error)));
    saved
        .map(|path| path.display().to_string())
        .map_err(|error| {
            ApiError::new(
                ErrorCode::Internal,
                format!("the file cannot be saved: {error}"),
            )
            .with_hint("Check that the folder for downloads can be written and has space.")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_screen_itself_may_be_shown() {
        let may = |url: &str| is_screen(&url.parse().expect("a URL"));
        assert!(may("tauri://localhost/connectors") && may("http://tauri.localhost/"));
        for foreign in [
            "https://example.com/",
            "http://localhost/",
            "tauri://evil/",
            "data:text/html,x",
            "file:///etc/passwd",
            "http://tauri.localhost.evil.com/",
            "javascript:alert(1)",
        ] {
            assert!(!may(foreign), "{foreign}");
        }
    }
}
