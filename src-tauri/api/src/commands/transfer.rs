use patchbay_core::ImportFile;

use crate::{
    Api, ApiError, ConnectorsExport, ConnectorsExported, ConnectorsImport, ConnectorsImportPreview,
    ConnectorsImported, ConnectorsSealedExport, Context, ErrorCode, FaceDto, ImportPlanDto,
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

/// In the window only: a program with a key must not read secrets back by closing a file with a
/// passphrase of its own.
pub(crate) async fn export_sealed(
    api: &Api,
    context: &Context,
    request: ConnectorsSealedExport,
) -> Result<ConnectorsExported, ApiError> {
    if context.face != FaceDto::Window {
        return Err(ApiError::new(
            ErrorCode::Forbidden,
            "connectors with secrets are exported in Patchbay's window only",
        )
        .with_hint("Open the window of Patchbay on this machine and export there."));
    }
    let (ids, passphrase) = (request.ids.as_deref(), &request.passphrase);
    let exported = api
        .core
        .export_with_secrets(&context.caller, ids, passphrase)
        .await?;
    Ok(exported.into())
}

pub(crate) async fn preview(
    api: &Api,
    _: &Context,
    request: ConnectorsImportPreview,
) -> Result<ImportPlanDto, ApiError> {
    let ConnectorsImportPreview {
        ndjson,
        passphrase,
        conflicts,
    } = request;
    let file = ImportFile {
        text: ndjson,
        passphrase,
        conflicts: conflicts.into(),
    };
    Ok(api.core.plan_import(&file).await?.into())
}

pub(crate) async fn import(
    api: &Api,
    _: &Context,
    request: ConnectorsImport,
) -> Result<ConnectorsImported, ApiError> {
    let ConnectorsImport {
        ndjson,
        passphrase,
        conflicts,
        plan_id,
    } = request;
    let file = ImportFile {
        text: ndjson,
        passphrase,
        conflicts: conflicts.into(),
    };
    let rows = api.core.import(&file, &plan_id).await?;
    Ok(ConnectorsImported {
        rows: rows.into_iter().map(Into::into).collect(),
    })
}
