"""A file as it stands becomes Parquet. args: FILE OUT --peer duckdb|polars --runs N"""
import argparse
from common import best, emit

p = argparse.ArgumentParser()
p.add_argument("file")
p.add_argument("out")
p.add_argument("--peer", default="duckdb")
p.add_argument("--runs", type=int, default=3)
a = p.parse_args()
workbook = a.file.endswith(".xlsx")

if a.peer == "polars":
    import polars as pl
    version = pl.__version__
    if workbook:
        call = lambda: pl.read_excel(a.file, engine="calamine").write_parquet(a.out)
    else:
        call = lambda: pl.scan_csv(a.file, separator=";").sink_parquet(a.out)
    count = lambda: pl.scan_parquet(a.out).select(pl.len()).collect().item()
else:
    import duckdb
    version = duckdb.__version__
    db = duckdb.connect()
    call = lambda: db.execute(f"COPY (SELECT * FROM read_csv('{a.file}')) TO '{a.out}' (FORMAT parquet)")
    count = lambda: db.execute(f"SELECT count(*) FROM '{a.out}'").fetchone()[0]

seconds, _ = best(call, a.runs)
rows = count()
emit("workbook" if workbook else "csv", a.peer, version, rows, seconds, rows)
