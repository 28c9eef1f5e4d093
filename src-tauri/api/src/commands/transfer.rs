use crate::{
    Api, ApiError, ConnectorsExport, ConnectorsExported, ConnectorsImport, ConnectorsImportPreview,
    ConnectorsImported, Context, ImportPlanDto,
};

pub(crate) async fn export(
    api: &Api,
    context: &Context,
    request: ConnectorsExport,
) -> Result<ConnectorsExported, ApiError> {
    let ids = request.ids.as_deref();
    let exported = api.core.export_connectors(&context.caller, ids).await?;
    Ok(exported.into())
}

pub(crate) async fn preview(
    api: &Api,
    _: &Context,
    request: ConnectorsImportPreview,
) -> Result<ImportPlanDto, ApiError> {
    let conflicts = request.conflicts.into();
    Ok(api
        .core
        .plan_import(&request.ndjson, conflicts)
        .await?
        .into())
}

pub(crate) async fn import(
    api: &Api,
    _: &Context,
    request: ConnectorsImport,
) -> Result<ConnectorsImported, ApiError> {
    let ConnectorsImport {
        ndjson,
        conflicts,
        plan_id,
    } = request;
    let rows = api.core.import(&ndjson, conflicts.into(), &plan_id).await?;
    Ok(ConnectorsImported {
        rows: rows.into_iter().map(Into::into).collect(),
    })
}
