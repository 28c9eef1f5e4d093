use patchbay_core::Core;

use crate::{
    Api, ApiError, CertificateDto, CertificatesRead, ConnectorDraftDto, ConnectorsGet, Context,
    EffectiveNetworkingDto, Empty, NetworkingChecked, NetworkingDraftDto, NetworkingStatusDto,
    NetworkingTrust,
};

pub(crate) async fn get(api: &Api, _: &Context, _: Empty) -> Result<NetworkingStatusDto, ApiError> {
    let status = api.core.networking_status().await?;
    Ok(NetworkingStatusDto::of(status, |variable| {
        api.core.has_variable(variable)
    }))
}

pub(crate) async fn check(
    api: &Api,
    _: &Context,
    draft: NetworkingDraftDto,
) -> Result<NetworkingChecked, ApiError> {
    Ok(api.core.check_networking(draft.read()).await?.into())
}

pub(crate) async fn save(
    api: &Api,
    context: &Context,
    draft: NetworkingDraftDto,
) -> Result<NetworkingStatusDto, ApiError> {
    api.core.save_networking(draft.read()).await?;
    get(api, context, Empty {}).await
}

pub(crate) async fn trust(
    api: &Api,
    context: &Context,
    request: NetworkingTrust,
) -> Result<NetworkingStatusDto, ApiError> {
    let NetworkingTrust { url, pem } = request;
    api.core.trust_certificate(&url, &pem).await?;
    get(api, context, Empty {}).await
}

pub(crate) async fn certificates(
    _: &Api,
    _: &Context,
    request: CertificatesRead,
) -> Result<Vec<CertificateDto>, ApiError> {
    let found = Core::read_certificates(&request.pem)?;
    Ok(found.into_iter().map(Into::into).collect())
}

pub(crate) async fn of_connector(
    api: &Api,
    context: &Context,
    request: ConnectorsGet,
) -> Result<EffectiveNetworkingDto, ApiError> {
    let found = api.core.effective_networking(&context.caller, &request.id);
    Ok(found.await?.into())
}

pub(crate) async fn of_draft(
    api: &Api,
    _: &Context,
    draft: ConnectorDraftDto,
) -> Result<EffectiveNetworkingDto, ApiError> {
    let found = api.core.effective_networking_of_draft(draft.read()?);
    Ok(found.await?.into())
}
