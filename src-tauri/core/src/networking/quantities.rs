//! Durations and sizes as Kibana writes them.

use std::time::Duration;

use serde_json::Value;

/// The longest wait that is a wait and not a mistake.
const MAX_DURATION: Duration = Duration::from_secs(24 * 60 * 60);
/// The largest answer that a machine can be asked to hold.
const MAX_BYTES: u64 = 1024 * 1024 * 1024;

const DURATION_WANTED: &str =
    "must be a duration such as \"60s\", \"500ms\" or \"5m\" (ms, s, m, h or d)";
const SIZE_WANTED: &str = "must be a size such as \"1mb\", \"500kb\" or a number of bytes";

/// A count with `ms`, `s`, `m`, `h`, `d` or `w`, or milliseconds. Kibana's months and years are
/// longer than the longest allowed. The error is the end of a sentence about the setting.
///
/// Kibana takes 0 for "no timeout"; here a wait has an end.
pub(super) fn duration(value: &Value) -> Result<Duration, String> {
    let (count, unit) = counted(value).ok_or(DURATION_WANTED)?;
    let unit_ms = match unit {
        "" | "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        "w" => 604_800_000,
        _ => return Err(DURATION_WANTED.into()),
    };
    let milliseconds = count.saturating_mul(unit_ms);
    let duration = Duration::from_millis(milliseconds);
    if duration.is_zero() {
        return Err("must be longer than 0".into());
    }
    if duration > MAX_DURATION {
        return Err("must be 24h or less".into());
    }
    Ok(duration)
}

/// A count with `b`, `kb`, `mb` or `gb` in either case, or bytes; 1 kb is 1024 bytes. The error is
/// the end of a sentence about the setting.
pub(super) fn size(value: &Value) -> Result<u64, String> {
    let (count, unit) = counted(value).ok_or(SIZE_WANTED)?;
    let unit_bytes = match unit.to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "kb" => 1024,
        "mb" => 1024 * 1024,
        "gb" => 1024 * 1024 * 1024,
        _ => return Err(SIZE_WANTED.into()),
    };
    match count.checked_mul(unit_bytes) {
        Some(0) => Err("must be larger than 0".into()),
        Some(bytes) if bytes <= MAX_BYTES => Ok(bytes),
        _ => Err("must be 1gb or less".into()),
    }
}

/// A whole number, which a variable of the environment can only give as text.
pub(super) fn count(value: &Value) -> Option<u64> {
    match counted(value)? {
        (count, "") => Some(count),
        _ => None,
    }
}

/// A number and what stands behind it. More digits than fit count as the largest number.
fn counted(value: &Value) -> Option<(u64, &str)> {
    let text = match value {
        Value::Number(number) => return Some((number.as_u64()?, "")),
        Value::String(text) => text,
        _ => return None,
    };
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (digits, unit) = text.split_at(end);
    (!digits.is_empty()).then(|| (digits.parse().unwrap_or(u64::MAX), unit))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn durations_are_read_as_kibana_writes_them() {
        for (value, milliseconds) in [
            (json!("60s"), 60_000),
            (json!("1m"), 60_000),
            (json!("500ms"), 500),
            (json!("2h"), 7_200_000),
            (json!("1d"), 86_400_000),
            (json!(1500), 1_500),
            (json!("1500"), 1_500),
        ] {
            let read = duration(&value).expect("a duration");
            assert_eq!(read, Duration::from_millis(milliseconds), "{value}");
        }
        for (value, part) in [
            (json!(""), "such as"),
            (json!("s"), "such as"),
            (json!("1.5s"), "such as"),
            (json!("-1s"), "such as"),
            (json!("1 s"), "such as"),
            (json!(" 1s"), "such as"),
            (json!("1S"), "such as"),
            (json!("1M"), "such as"),
            (json!("1y"), "such as"),
            (json!("1h30m"), "such as"),
            (json!(1.5), "such as"),
            (json!(-1), "such as"),
            (json!(true), "such as"),
            (json!(["60s"]), "such as"),
            (json!({"s": 60}), "such as"),
            (json!("0s"), "longer than 0"),
            (json!(0), "longer than 0"),
            (json!("25h"), "24h or less"),
            (json!("1w"), "24h or less"),
            (json!("99999999999999999999999s"), "24h or less"),
        ] {
            let error = duration(&value).expect_err("no duration");
            assert!(error.contains(part), "{value}: {error}");
        }
    }

    #[test]
    fn sizes_are_read_as_kibana_writes_them() {
        for (value, bytes) in [
            (json!("1mb"), 1_048_576),
            (json!("500kb"), 512_000),
            (json!("1GB"), 1_073_741_824),
            (json!("123b"), 123),
            (json!("123"), 123),
            (json!(2048), 2048),
        ] {
            assert_eq!(size(&value), Ok(bytes), "{value}");
        }
        for (value, part) in [
            (json!("1tb"), "such as"),
            (json!("1.5mb"), "such as"),
            (json!("1 mb"), "such as"),
            (json!("mb"), "such as"),
            (json!(1.5), "such as"),
            (json!(-1), "such as"),
            (json!(null), "such as"),
            (json!("0mb"), "larger than 0"),
            (json!("2gb"), "1gb or less"),
            (json!("99999999999999999999999gb"), "1gb or less"),
        ] {
            let error = size(&value).expect_err("no size");
            assert!(error.contains(part), "{value}: {error}");
        }
    }

    #[test]
    fn a_count_is_a_whole_number() {
        assert_eq!(count(&json!(7)), Some(7));
        assert_eq!(count(&json!("7")), Some(7));
        for value in [json!("7s"), json!(7.5), json!(-7), json!(true), json!("")] {
            assert_eq!(count(&value), None, "{value}");
        }
    }
}
