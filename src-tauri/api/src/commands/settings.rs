use patchbay_core::Settings;

use crate::{Api, ApiError, Context, Empty, SettingsDto, SettingsUpdate};

pub(crate) async fn get(api: &Api, _: &Context, _: Empty) -> Result<SettingsDto, ApiError> {
    Ok(api.core.settings().await?.into())
}

pub(crate) async fn update(
    api: &Api,
    _: &Context,
    request: SettingsUpdate,
) -> Result<SettingsDto, ApiError> {
    let settings = Settings {
        show_sandbox: request.show_sandbox,
    };
    Ok(api.core.update_settings(settings).await?.into())
}
