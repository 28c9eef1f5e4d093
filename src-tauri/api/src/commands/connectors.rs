use patchbay_model::Connector;

use crate::{
    Api, ApiError, ConnectorActivityDto, ConnectorChecked, ConnectorDraftDto, ConnectorDto,
    ConnectorSpecDto, ConnectorsCreate, ConnectorsDelete, ConnectorsGet, ConnectorsUpdate, Context,
    Empty,
};

pub(crate) async fn spec(_: &Api, _: &Context, _: Empty) -> Result<ConnectorSpecDto, ApiError> {
    Ok(patchbay_core::connector_spec().into())
}

pub(crate) async fn list(
    api: &Api,
    context: &Context,
    _: Empty,
) -> Result<Vec<ConnectorDto>, ApiError> {
    let all = api.core.connectors(&context.caller).await?.into_iter();
    let states = api.core.connection_states().await?;
    let shown = all.map(|one| ConnectorDto::of(&api.core, &states, one));
    Ok(shown.collect())
}

pub(crate) async fn activity(
    api: &Api,
    context: &Context,
    _: Empty,
) -> Result<Vec<ConnectorActivityDto>, ApiError> {
    let all = api.core.connector_activity(&context.caller).await?;
    Ok(all.into_iter().map(Into::into).collect())
}

pub(crate) async fn get(
    api: &Api,
    context: &Context,
    request: ConnectorsGet,
) -> Result<ConnectorDto, ApiError> {
    let connector = api.core.connector(&context.caller, &request.id).await?;
    shown(api, connector).await
}

pub(crate) async fn check(
    api: &Api,
    _: &Context,
    draft: ConnectorDraftDto,
) -> Result<ConnectorChecked, ApiError> {
    let fields = api.core.check_connector(&draft.read()?).await?;
    Ok(ConnectorChecked {
        fields: fields.into_iter().map(Into::into).collect(),
    })
}

pub(crate) async fn create(
    api: &Api,
    _: &Context,
    request: ConnectorsCreate,
) -> Result<ConnectorDto, ApiError> {
    let (id, draft) = request.read();
    let made = api.core.create_connector(id.as_deref(), draft).await?;
    shown(api, made).await
}

pub(crate) async fn update(
    api: &Api,
    _: &Context,
    request: ConnectorsUpdate,
) -> Result<ConnectorDto, ApiError> {
    let (id, draft, forget) = request.read()?;
    let changed = api.core.update_connector(&id, draft, &forget).await?;
    shown(api, changed).await
}

pub(crate) async fn delete(
    api: &Api,
    _: &Context,
    request: ConnectorsDelete,
) -> Result<(), ApiError> {
    Ok(api.core.delete_connectors(&request.ids).await?)
}

async fn shown(api: &Api, connector: Connector) -> Result<ConnectorDto, ApiError> {
    let states = api.core.connection_states().await?;
    Ok(ConnectorDto::of(&api.core, &states, connector))
}
