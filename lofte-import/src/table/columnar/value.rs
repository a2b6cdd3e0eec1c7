//! A value of a Parquet column as a text table would have it.

use arrow::array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, Decimal128Type, Decimal256Type, DecimalType, Float16Type,
    Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, Time32MillisecondType,
    Time32SecondType, Time64MicrosecondType, Time64NanosecondType, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow::array::{Array, AsArray};
use arrow::datatypes::{DataType, TimeUnit};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::fmt::Write as _;

/// Nanoseconds of a day.
const DAY: i128 = 86_400_000_000_000;

/// What a column holds that is no value of a text table; nothing where it is one.
pub(super) fn unread(of: &DataType) -> Option<&'static str> {
    match of {
        DataType::Binary
        | DataType::LargeBinary
        | DataType::BinaryView
        | DataType::FixedSizeBinary(_)
        | DataType::Interval(_)
        | DataType::Duration(_) => Some("bytes"),
        DataType::Null
        | DataType::Boolean
        | DataType::Date32
        | DataType::Date64
        | DataType::Time32(_)
        | DataType::Time64(_)
        | DataType::Timestamp(..)
        | DataType::Utf8
        | DataType::LargeUtf8
        | DataType::Utf8View
        | DataType::Decimal128(..)
        | DataType::Decimal256(..) => None,
        of if of.is_integer() || of.is_floating() => None,
        _ => Some("parts"),
    }
}

/// Writes a value; nothing where there is none.
pub(super) fn write(array: &dyn Array, row: usize, out: &mut String) {
    if array.is_null(row) {
        return;
    }
    match array.data_type() {
        DataType::Boolean => put(out, array.as_boolean().value(row)),
        DataType::Int8 => put(out, of::<Int8Type>(array, row)),
        DataType::Int16 => put(out, of::<Int16Type>(array, row)),
        DataType::Int32 => put(out, of::<Int32Type>(array, row)),
        DataType::Int64 => put(out, of::<Int64Type>(array, row)),
        DataType::UInt8 => put(out, of::<UInt8Type>(array, row)),
        DataType::UInt16 => put(out, of::<UInt16Type>(array, row)),
        DataType::UInt32 => put(out, of::<UInt32Type>(array, row)),
        DataType::UInt64 => put(out, of::<UInt64Type>(array, row)),
        DataType::Float16 => finite(out, of::<Float16Type>(array, row).to_f64(), &""),
        DataType::Float32 => {
            let number = of::<Float32Type>(array, row);
            finite(out, number.into(), &number);
        }
        DataType::Float64 => {
            let number = of::<Float64Type>(array, row);
            finite(out, number, &number);
        }
        DataType::Decimal128(precision, scale) => {
            out.push_str(&Decimal128Type::format_decimal(
                of::<Decimal128Type>(array, row),
                *precision,
                *scale,
            ));
        }
        DataType::Decimal256(precision, scale) => {
            out.push_str(&Decimal256Type::format_decimal(
                of::<Decimal256Type>(array, row),
                *precision,
                *scale,
            ));
        }
        DataType::Utf8 => out.push_str(array.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => out.push_str(array.as_string::<i64>().value(row)),
        DataType::Utf8View => out.push_str(array.as_string_view().value(row)),
        of => time(of, array, row, out),
    }
}

/// A day, a time of day, or both.
fn time(kind: &DataType, array: &dyn Array, row: usize, out: &mut String) {
    let (value, form): (i128, _) = match kind {
        DataType::Date32 => (i128::from(of::<Date32Type>(array, row)) * DAY, "%Y-%m-%d"),
        DataType::Date64 => (i128::from(of::<Date64Type>(array, row)) * 1_000_000, "%Y-%m-%d"),
        DataType::Time32(TimeUnit::Second) => {
            (i128::from(of::<Time32SecondType>(array, row)) * 1_000_000_000, "%H:%M:%S%.f")
        }
        DataType::Time32(_) => {
            (i128::from(of::<Time32MillisecondType>(array, row)) * 1_000_000, "%H:%M:%S%.f")
        }
        DataType::Time64(TimeUnit::Microsecond) => {
            (i128::from(of::<Time64MicrosecondType>(array, row)) * 1000, "%H:%M:%S%.f")
        }
        DataType::Time64(_) => (of::<Time64NanosecondType>(array, row).into(), "%H:%M:%S%.f"),
        DataType::Timestamp(unit, zone) => {
            let form = if zone.is_some() { "%Y-%m-%d %H:%M:%S%.fZ" } else { "%Y-%m-%d %H:%M:%S%.f" };
            (moment(*unit, array, row), form)
        }
        _ => return,
    };
    match Timestamp::from_nanosecond(value) {
        Ok(moment) => put(out, moment.to_zoned(TimeZone::UTC).strftime(form)),
        // No time that anybody has: what stands there is told with its row.
        Err(_) => put(out, value),
    }
}

/// Nanoseconds since 1970.
fn moment(unit: TimeUnit, array: &dyn Array, row: usize) -> i128 {
    match unit {
        TimeUnit::Second => i128::from(of::<TimestampSecondType>(array, row)) * 1_000_000_000,
        TimeUnit::Millisecond => i128::from(of::<TimestampMillisecondType>(array, row)) * 1_000_000,
        TimeUnit::Microsecond => i128::from(of::<TimestampMicrosecondType>(array, row)) * 1000,
        TimeUnit::Nanosecond => of::<TimestampNanosecondType>(array, row).into(),
    }
}

fn of<T: ArrowPrimitiveType>(array: &dyn Array, row: usize) -> T::Native {
    array.as_primitive::<T>().value(row)
}

fn put(out: &mut String, value: impl std::fmt::Display) {
    // Writing to a text cannot fail.
    let _ = write!(out, "{value}");
}

/// A number in its own form; what is none (NaN) is a missing value, as the programs that write such files mean it.
fn finite(out: &mut String, number: f64, shown: &dyn std::fmt::Display) {
    if !number.is_nan() {
        put(out, shown);
    }
}
