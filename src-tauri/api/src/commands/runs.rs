use futures_util::{Stream, stream};
use patchbay_core::RunRequest;

use crate::{
    Api, ApiError, ConnectorsRun, ConnectorsRunStop, ConnectorsRunStopped, Context, RunEventDto,
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
    let run = api.core.run(&context.caller, request).await?;
    Ok(stream::unfold(run, |mut run| async {
        Some((run.recv().await?.into(), run))
    }))
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
