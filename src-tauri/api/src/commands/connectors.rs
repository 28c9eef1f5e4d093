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
    Ok(all.map(|one| ConnectorDto::of(&api.core, one)).collect())
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
    Ok(ConnectorDto::of(&api.core, connector))
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
    Ok(ConnectorDto::of(&api.core, made))
}

pub(crate) async fn update(
    api: &Api,
    _: &Context,
    request: ConnectorsUpdate,
) -> Result<ConnectorDto, ApiError> {
    let (id, draft, forget) = request.read()?;
    let changed = api.core.update_connector(&id, draft, &forget).await?;
    Ok(ConnectorDto::of(&api.core, changed))
}

pub(crate) async fn delete(
    api: &Api,
    _: &Context,
    request: ConnectorsDelete,
) -> Result<(), ApiError> {
    Ok(api.core.delete_connectors(&request.ids).await?)
}
