use futures_util::{Stream, stream};
use patchbay_core::DiagnosisStream;

use crate::{
    Api, ApiError, ConnectorsDiagnose, ConnectorsDiagnoseDraft, Context, DiagnosisEventDto,
};

pub(crate) async fn of_connector(
    api: &Api,
    context: &Context,
    request: ConnectorsDiagnose,
) -> Result<impl Stream<Item = DiagnosisEventDto> + Send + use<>, ApiError> {
    let ConnectorsDiagnose {
        run_id,
        connector_id,
    } = request;
    let started = api.core.diagnose(&context.caller, run_id, &connector_id);
    Ok(events(started.await?))
}

pub(crate) async fn of_draft(
    api: &Api,
    context: &Context,
    request: ConnectorsDiagnoseDraft,
) -> Result<impl Stream<Item = DiagnosisEventDto> + Send + use<>, ApiError> {
    let ConnectorsDiagnoseDraft { run_id, draft } = request;
    let unsaved = draft.read()?;
    let started = api.core.diagnose_draft(&context.caller, run_id, unsaved);
    Ok(events(started.await?))
}

fn events(diagnosis: DiagnosisStream) -> impl Stream<Item = DiagnosisEventDto> + Send {
    stream::unfold(diagnosis, |mut diagnosis| async {
        Some((diagnosis.recv().await?.into(), diagnosis))
    })
}
