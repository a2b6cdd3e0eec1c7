"""apistrat as analysts have it: Parquet from pyarrow and from polars, to be read by `lofte analyse survey`.

    python parquet_copies.py        (in this folder; pyarrow 26.0.1, polars 2.1.0)

The two files hold the same rows in unlike types: whole numbers in several widths, single precision, texts as
dictionaries, true and false, missing values, several row groups, two compressions.
"""
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

COLUMNS = ["snum", "stype", "pw", "fpc", "api00", "enroll", "api.stu", "awards", "comp.imp", "mobility"]

table = pa.csv.read_csv("data/apistrat.csv").select(COLUMNS)
change = {
    "snum": pa.int64(),
    "stype": pa.dictionary(pa.int8(), pa.string()),
    "fpc": pa.uint16(),
    "api00": pa.float32(),
    "enroll": pa.int32(),
    "awards": pa.bool_(),
}
for name, kind in change.items():
    column = table[name]
    if name == "awards":
        column = pa.chunked_array([[None if value is None else value == "Yes" for value in column.to_pylist()]])
    else:
        column = column.cast(kind) if name != "stype" else column.dictionary_encode().cast(kind)
    table = table.set_column(table.schema.get_field_index(name), name, column)
pq.write_table(table, "data/apistrat_pyarrow.parquet", row_group_size=64, compression="snappy")

frame = pl.read_csv("data/apistrat.csv", null_values=["", "NA"]).select(COLUMNS)
frame = frame.with_columns(
    pl.col("stype").cast(pl.Categorical),
    pl.col("enroll").cast(pl.Float64),
    (pl.col("awards") == "Yes").cast(pl.Int8),
    pl.col("api00").cast(pl.UInt16),
)
frame.write_parquet("data/apistrat_polars.parquet", compression="zstd")
