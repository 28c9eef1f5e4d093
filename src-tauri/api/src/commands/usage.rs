use patchbay_core::UsageQuery;

use crate::{Api, ApiError, Context, Empty, UsageConnector, UsageSummaryDto, UsageSummaryGet};

pub(crate) async fn connectors(
    api: &Api,
    context: &Context,
    _: Empty,
) -> Result<Vec<UsageConnector>, ApiError> {
    let all = api.core.usage_connectors(&context.caller).await?;
    Ok(all
        .into_iter()
        .map(|(id, name)| UsageConnector { id, name })
        .collect())
}

pub(crate) async fn summary(
    api: &Api,
    context: &Context,
    request: UsageSummaryGet,
) -> Result<UsageSummaryDto, ApiError> {
    let query = UsageQuery::from(request);
    let summary = api.core.usage_summary(&context.caller, query.clone());
    let summary = summary.await?;
    Ok(UsageSummaryDto::new(query, summary))
}
