"""The grouped counts of a picture over stored rows. args: FOLDER --peer duckdb|polars --runs N

FOLDER is the municipality's in the memory of rows. The check is the sum of the squares of all counts."""
import argparse
from common import best, emit

p = argparse.ArgumentParser()
p.add_argument("folder")
p.add_argument("--peer", default="duckdb")
p.add_argument("--runs", type=int, default=5)
a = p.parse_args()
files = f"{a.folder}/*/*/*.parquet"
COLUMNS = ("category", "year", "month", "weekday", "hour", "start", "deso")
GROUPS = ("category, year", "month", "weekday, hour", "year, category, deso")

import duckdb
db = duckdb.connect()
rows = db.execute(f"SELECT count(*) FROM '{files}'").fetchone()[0]
of_columns = ", ".join(f"'{name}'" for name in COLUMNS)
stored = db.execute(f"SELECT sum(total_compressed_size) FROM parquet_metadata('{files}') WHERE path_in_schema IN ({of_columns})").fetchone()[0]

if a.peer == "polars":
    import polars as pl
    version = pl.__version__
    def call():
        rows = pl.scan_parquet(files)
        asked = [rows.group_by(group.split(", ")).len() for group in GROUPS]
        minute = pl.col("start").dt.minute().alias("minute")
        asked.append(rows.filter(pl.col("hour") <= 1).group_by(["hour", minute]).len())
        return [table["len"] for table in pl.collect_all(asked)]
else:
    version = duckdb.__version__
    def call():
        ask = lambda sql: db.execute(sql).fetchnumpy()["n"]
        counts = [ask(f"SELECT {group}, count(*) AS n FROM '{files}' GROUP BY {group}") for group in GROUPS]
        counts.append(ask(f"SELECT hour, minute(start), count(*) AS n FROM '{files}' WHERE hour <= 1 GROUP BY 1, 2"))
        return counts

seconds, counts = best(call, a.runs)
check = sum(float(count) ** 2 for table in counts for count in table)
emit("picture", a.peer, version, rows, seconds, check, [stored or 0])
