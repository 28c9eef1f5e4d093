use futures_util::{Stream, stream};
use patchbay_core::{DraftRunRequest, RunRequest, RunStream};

use crate::{
    Api, ApiError, ConnectorsRun, ConnectorsRunDraft, ConnectorsRunStop, ConnectorsRunStopped,
    Context, RunEventDto,
};

pub(crate) async fn run(
    api: &Api,
    context: &Context,
    request: ConnectorsRun,
) -> Result<impl Stream<Item = RunEventDto> + Send + use<>, ApiError> {
    let request = RunRequest {
        run_id: request.run_id,
        connector_id: request.connector_id,
        body: request.body,
        stream: request.stream,
    };
    Ok(events(api.core.run(&context.caller, request).await?))
}

pub(crate) async fn run_draft(
    api: &Api,
    context: &Context,
    request: ConnectorsRunDraft,
) -> Result<impl Stream<Item = RunEventDto> + Send + use<>, ApiError> {
    let request = DraftRunRequest {
        run_id: request.run_id,
        unsaved: request.draft.read()?,
        body: request.body,
        stream: request.stream,
    };
    Ok(events(api.core.run_draft(&context.caller, request).await?))
}

fn events(run: RunStream) -> impl Stream<Item = RunEventDto> + Send {
    stream::unfold(run, |mut run| async {
        Some((run.recv().await?.into(), run))
    })
}

pub(crate) async fn stop(
    api: &Api,
    _: &Context,
    request: ConnectorsRunStop,
) -> Result<ConnectorsRunStopped, ApiError> {
    Ok(ConnectorsRunStopped {
        stopped: api.core.stop_run(request.run_id),
    })
}
