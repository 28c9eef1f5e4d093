use crate::dto::draft;
use crate::{
    Api, ApiError, ConnectorDto, ConnectorSpecDto, ConnectorsCreate, ConnectorsDelete,
    ConnectorsGet, ConnectorsUpdate, Context, Empty,
};

pub(crate) async fn spec(_: &Api, _: &Context, _: Empty) -> Result<ConnectorSpecDto, ApiError> {
    Ok(patchbay_core::connector_spec().into())
}

pub(crate) async fn list(api: &Api, _: &Context, _: Empty) -> Result<Vec<ConnectorDto>, ApiError> {
    let all = api.core.connectors().await?;
    Ok(all.into_iter().map(Into::into).collect())
}

pub(crate) async fn get(
    api: &Api,
    _: &Context,
    request: ConnectorsGet,
) -> Result<ConnectorDto, ApiError> {
    Ok(api.core.connector(&request.id).await?.into())
}

pub(crate) async fn create(
    api: &Api,
    _: &Context,
    request: ConnectorsCreate,
) -> Result<ConnectorDto, ApiError> {
    let draft = draft(request.name, request.config, request.secrets);
    Ok(api.core.create_connector(draft).await?.into())
}

pub(crate) async fn update(
    api: &Api,
    _: &Context,
    request: ConnectorsUpdate,
) -> Result<ConnectorDto, ApiError> {
    let draft = draft(request.name, request.config, request.secrets);
    Ok(api.core.update_connector(&request.id, draft).await?.into())
}

pub(crate) async fn delete(
    api: &Api,
    _: &Context,
    request: ConnectorsDelete,
) -> Result<(), ApiError> {
    Ok(api.core.delete_connector(&request.id).await?)
}
