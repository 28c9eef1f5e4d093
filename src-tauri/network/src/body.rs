//! The bytes of an answer, decoded, under the limits of its route.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{BoxStream, Stream, StreamExt as _};
use tokio::time::{Instant, Sleep, sleep, sleep_until};

use crate::failure::span;
use crate::{Failure, FailureKind, Route};

/// The bytes of an answer. Ends after the first failure.
pub struct Body {
    bytes: BoxStream<'static, reqwest::Result<Bytes>>,
    left: usize,
    limit: usize,
    idle: Duration,
    silence: Pin<Box<Sleep>>,
    deadline: Option<Deadline>,
    is_over: bool,
}

struct Deadline {
    total: Duration,
    end: Pin<Box<Sleep>>,
}

impl Body {
    /// `began`: when the request was sent.
    pub(crate) fn new(
        bytes: BoxStream<'static, reqwest::Result<Bytes>>,
        route: &Route,
        began: Instant,
    ) -> Self {
        let limit = route.limits.max_response_bytes;
        let idle = route.timeouts.idle;
        Self {
            bytes,
            left: limit,
            limit,
            idle,
            silence: Box::pin(sleep(idle)),
            deadline: route.timeouts.total.map(|total| Deadline {
                total,
                end: Box::pin(sleep_until(began + total)),
            }),
            is_over: false,
        }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Failure>>> {
        // First, so that an answer that never pauses ends too.
        if let Some(deadline) = &mut self.deadline
            && deadline.end.as_mut().poll(cx).is_ready()
        {
            return Poll::Ready(Some(Err(unfinished(deadline.total))));
        }
        match self.bytes.poll_next_unpin(cx) {
            Poll::Pending => {
                ready!(self.silence.as_mut().poll(cx));
                let message = format!("the answer stopped: nothing came for {}", span(self.idle));
                let failure = Failure::new(FailureKind::Timeout, message);
                Poll::Ready(Some(Err(failure)))
            }
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(Failure::in_body(error)))),
            Poll::Ready(Some(Ok(piece))) => {
                self.silence.as_mut().reset(Instant::now() + self.idle);
                let Some(left) = self.left.checked_sub(piece.len()) else {
                    return Poll::Ready(Some(Err(Failure::too_large(self.limit))));
                };
                self.left = left;
                Poll::Ready(Some(Ok(piece)))
            }
        }
    }
}

pub(crate) fn unfinished(total: Duration) -> Failure {
    let message = format!("the answer was not complete within {}", span(total));
    Failure::new(FailureKind::Timeout, message)
}

impl Stream for Body {
    type Item = Result<Bytes, Failure>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        let next = ready!(self.poll(cx));
        if !matches!(next, Some(Ok(_))) {
            self.is_over = true;
            // Closes the connection of an answer that is not wanted any more.
            self.bytes = futures_util::stream::empty().boxed();
        }
        Poll::Ready(next)
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body").finish_non_exhaustive()
    }
}
