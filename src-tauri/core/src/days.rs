//! Local days of a span of time.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use patchbay_model::UnixMs;

/// One local day, cut to the span asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Day {
    /// `2026-11-22`
    pub(crate) date: String,
    pub(crate) start_ms: UnixMs,
    pub(crate) end_ms: UnixMs,
}

/// Every local day that `[from_ms, to_ms)` touches, in order. Days are 23 to 25 hours long where
/// clocks change. `None` for times outside what a calendar holds.
pub(crate) fn days(from_ms: UnixMs, to_ms: UnixMs, zone: &TimeZone) -> Option<Vec<Day>> {
    let start_of = |date: Date| -> Option<UnixMs> {
        Some(
            date.to_zoned(zone.clone())
                .ok()?
                .timestamp()
                .as_millisecond(),
        )
    };
    let mut date = Timestamp::from_millisecond(from_ms)
        .ok()?
        .to_zoned(zone.clone())
        .date();
    let mut all = Vec::new();
    loop {
        let start = start_of(date)?;
        if start >= to_ms {
            return Some(all);
        }
        let next = date.checked_add(1.day()).ok()?;
        let (start_ms, end_ms) = (start.max(from_ms), start_of(next)?.min(to_ms));
        // A zone that skipped a whole day (Samoa, 2011-12-30) has days without an instant.
        if start_ms < end_ms {
            all.push(Day {
                date: date.to_string(),
                start_ms,
                end_ms,
            });
        }
        date = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: UnixMs = 3_600_000;

    fn at(text: &str) -> UnixMs {
        text.parse::<Timestamp>().expect("a time").as_millisecond()
    }

    fn hours(from: &str, to: &str, zone: &str) -> Vec<(String, UnixMs)> {
        let zone = TimeZone::get(zone).expect("a zone");
        days(at(from), at(to), &zone)
            .expect("in the calendar")
            .into_iter()
            .map(|day| (day.date, (day.end_ms - day.start_ms) / HOUR))
            .collect()
    }

    #[test]
    fn days_are_local_and_as_long_as_the_clocks_make_them() {
        let berlin = hours(
            "2026-10-24T22:00:00Z",
            "2026-10-26T23:00:00Z",
            "Europe/Berlin",
        );
        assert_eq!(
            berlin,
            [("2026-10-25".into(), 25), ("2026-10-26".into(), 24)]
        );
        let spring = hours(
            "2026-03-28T23:00:00Z",
            "2026-03-29T22:00:00Z",
            "Europe/Berlin",
        );
        assert_eq!(spring, [("2026-03-29".into(), 23)]);
    }

    #[test]
    fn the_first_and_the_last_day_are_cut_to_the_span() {
        let cut = hours("2026-02-28T18:00:00Z", "2026-03-01T06:00:00Z", "UTC");
        assert_eq!(cut, [("2026-02-28".into(), 6), ("2026-03-01".into(), 6)]);
    }

    #[test]
    fn a_day_that_never_was_is_left_out() {
        let samoa = hours(
            "2011-12-29T10:00:00Z",
            "2011-12-31T10:00:00Z",
            "Pacific/Apia",
        );
        assert_eq!(
            samoa,
            [("2011-12-29".into(), 24), ("2011-12-31".into(), 24)]
        );
    }

    #[test]
    fn the_days_cover_the_span_without_gap_or_overlap() {
        for zone in [
            "UTC",
            "Asia/Kathmandu",
            "America/Sao_Paulo",
            "Australia/Lord_Howe",
        ] {
            let zone = TimeZone::get(zone).expect("a zone");
            let (from, to) = (at("2025-01-01T05:17:00Z"), at("2026-02-01T00:00:01Z"));
            let all = days(from, to, &zone).expect("in the calendar");
            assert_eq!(all[0].start_ms, from);
            assert_eq!(all[all.len() - 1].end_ms, to);
            assert!(
                all.windows(2)
                    .all(|pair| pair[0].end_ms == pair[1].start_ms)
            );
        }
    }
}
