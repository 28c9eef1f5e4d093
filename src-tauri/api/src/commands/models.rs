use crate::{Api, ApiError, ConnectorDraftDto, ConnectorModelsDto, Context, Empty, KnownModelsDto};

pub(crate) async fn of_connector(
    api: &Api,
    _: &Context,
    draft: ConnectorDraftDto,
) -> Result<ConnectorModelsDto, ApiError> {
    Ok(api.core.connector_models(draft.read()?).await?.into())
}

pub(crate) async fn known(api: &Api, _: &Context, _: Empty) -> Result<KnownModelsDto, ApiError> {
    let (source, models) = api.core.known_models().await?;
    Ok(KnownModelsDto {
        source: source.to_owned(),
        models: models.into_iter().map(Into::into).collect(),
    })
}
