"""Grouped counts: category x month, weekday x hour, 250 m cells. args: INPUT --engine pandas|polars|duckdb"""
import argparse
import os, sys; sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from common import *
p = argparse.ArgumentParser(); p.add_argument("input"); p.add_argument("--engine", default="duckdb"); a = p.parse_args()
T0 = "2010-01-01"
if a.engine == "pandas":
    import pandas as pd
    with Timer() as tl: d = pd.read_parquet(a.input)
    with Timer() as tm:
        ts = pd.Timestamp(T0) + pd.to_timedelta(d.t, unit="min")
        r1 = d.groupby([d.cat, ts.dt.year * 12 + ts.dt.month]).size()
        r2 = d.groupby([ts.dt.day_of_week, ts.dt.hour]).size()
        r3 = d.groupby([(d.x // 250).astype("int64"), (d.y // 250).astype("int64")]).size()
    n = len(d); r = dict(cat_month=len(r1), cat_month_max=int(r1.max()), dow_hour={f"{i[0]}_{i[1]}": int(v) for i, v in r2.items()}, cells=len(r3), cell_max=int(r3.max())); lib = "pandas " + pd.__version__
elif a.engine == "polars":
    import polars as pl
    with Timer() as tl: d = pl.read_parquet(a.input)
    with Timer() as tm:
        q = d.lazy().with_columns(ts=pl.lit(T0).str.to_datetime("%Y-%m-%d") + pl.duration(minutes="t"))
        r1 = q.group_by("cat", pl.col("ts").dt.year().cast(pl.Int32) * 12 + pl.col("ts").dt.month()).len()
        r2 = q.group_by(dow=pl.col("ts").dt.weekday() - 1, h=pl.col("ts").dt.hour()).len()
        r3 = q.group_by(cx=(pl.col("x") / 250).floor().cast(pl.Int64), cy=(pl.col("y") / 250).floor().cast(pl.Int64)).len()
        r1, r2, r3 = pl.collect_all([r1, r2, r3])
    n = len(d); r = dict(cat_month=len(r1), cat_month_max=r1["len"].max(), dow_hour={f"{i}_{j}": k for i, j, k in sorted(r2.rows())}, cells=len(r3), cell_max=r3["len"].max()); lib = "polars " + pl.__version__
else:
    import duckdb
    c = duckdb.connect(); c.execute("SET threads=2")
    with Timer() as tl: c.execute(f"CREATE TABLE e AS SELECT *, TIMESTAMP '{T0}' + to_minutes(t) ts FROM '{a.input}'")
    with Timer() as tm:
        r1 = c.execute("SELECT cat, date_trunc('month',ts) m, count(*) FROM e GROUP BY 1,2").fetchall()
        r2 = c.execute("SELECT isodow(ts)-1, hour(ts), count(*) FROM e GROUP BY 1,2 ORDER BY 1,2").fetchall()
        r3 = c.execute("SELECT floor(x/250)::INT, floor(y/250)::INT, count(*) FROM e GROUP BY 1,2").fetchall()
    n = c.execute("SELECT count(*) FROM e").fetchone()[0]
    r = dict(cat_month=len(r1), cat_month_max=max(v[2] for v in r1), dow_hour={f"{i}_{j}": k for i, j, k in r2}, cells=len(r3), cell_max=max(v[2] for v in r3)); lib = "duckdb " + duckdb.__version__
emit("grouped counts (3 group-bys)", lib, n, tm.s, r, load_s=round(tl.s, 4))
