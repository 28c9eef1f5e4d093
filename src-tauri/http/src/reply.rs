use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use patchbay_api::{ApiError, ErrorCode};

/// The status that goes with an error of the contract.
pub(crate) fn status(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::Invalid => StatusCode::BAD_REQUEST,
        ErrorCode::NotFound => StatusCode::NOT_FOUND,
        ErrorCode::Conflict => StatusCode::CONFLICT,
        ErrorCode::ReadOnly | ErrorCode::Forbidden => StatusCode::FORBIDDEN,
        // Not 401: that would ask for another key to Patchbay.
        ErrorCode::SecretRequired
        | ErrorCode::SecretLost
        | ErrorCode::PassphraseRequired
        | ErrorCode::WrongPassphrase => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorCode::VaultLocked => StatusCode::LOCKED,
        ErrorCode::VaultUnavailable | ErrorCode::VaultUnset => StatusCode::SERVICE_UNAVAILABLE,
        ErrorCode::Unauthorized => StatusCode::UNAUTHORIZED,
        ErrorCode::TooMany => StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

pub(crate) fn refuse(status: StatusCode, error: ApiError) -> Response {
    (status, Json(error)).into_response()
}

pub(crate) fn error(error: ApiError) -> Response {
    refuse(status(error.code), error)
}
