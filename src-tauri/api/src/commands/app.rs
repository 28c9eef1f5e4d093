use crate::{Api, ApiError, AppInfo, Context, Empty};

pub(crate) async fn info(api: &Api, context: &Context, _: Empty) -> Result<AppInfo, ApiError> {
    Ok(AppInfo {
        version: api.about.version.clone(),
        data_dir: api.about.data_dir.clone(),
        face: context.face,
        role: context.caller.role.into(),
        user: context.caller.user.clone(),
        config_file: api.about.config_file.clone(),
        notices: api.about.notices.clone(),
    })
}
