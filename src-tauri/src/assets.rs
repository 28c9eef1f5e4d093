use patchbay_http::{Asset, Assets};
use tauri::utils::assets::AssetKey;
use tauri::utils::mime_type::MimeType;

/// The screen's files are in the program once, where Tauri put them; the server takes them from
/// there too.
pub(crate) struct EmbeddedScreen(pub(crate) tauri::Context);

impl Assets for EmbeddedScreen {
    fn get(&self, path: &str) -> Option<Asset> {
        let bytes = self.0.assets().get(&AssetKey::from(path))?;
        let content_type = MimeType::parse(&bytes, path);
        Some(Asset {
            bytes: bytes.into_owned(),
            content_type,
        })
    }
}
