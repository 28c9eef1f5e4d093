use crate::{Api, ApiError, Context, Empty, VaultChange, VaultStatusDto, VaultUnlock};

pub(crate) async fn status(api: &Api, _: &Context, _: Empty) -> Result<VaultStatusDto, ApiError> {
    Ok(api.core.vault_status().await?.into())
}

pub(crate) async fn unlock(
    api: &Api,
    context: &Context,
    request: VaultUnlock,
) -> Result<VaultStatusDto, ApiError> {
    let passphrase = request.passphrase.as_ref();
    api.core.unlock_vault(passphrase).await?;
    status(api, context, Empty {}).await
}

pub(crate) async fn lock(
    api: &Api,
    context: &Context,
    _: Empty,
) -> Result<VaultStatusDto, ApiError> {
    api.core.lock_vault();
    status(api, context, Empty {}).await
}

pub(crate) async fn change(
    api: &Api,
    context: &Context,
    request: VaultChange,
) -> Result<VaultStatusDto, ApiError> {
    api.core.change_vault(request.read()).await?;
    status(api, context, Empty {}).await
}
