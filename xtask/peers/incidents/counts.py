"""Grouped counts of coded rows in memory: category x month, weekday x hour, cell. args: FOLDER N --peer duckdb|polars"""
import numpy as np
from common import arguments, best, emit, read

a = arguments(peer="duckdb")
kinds = dict(category="u8", month="u8", weekday="u8", hour="u8", cell="u32")
rows = {name: read(a.folder, f"coded-{a.n}.{name}.{kind}") for name, kind in kinds.items()}
GROUPS = (("category", "month"), ("weekday", "hour"), ("cell",))

if a.peer == "polars":
    import polars as pl
    table = pl.DataFrame(rows)
    calls = lambda: pl.collect_all([table.lazy().group_by(g).len() for g in GROUPS])
    counts = lambda result: [t["len"].to_numpy() for t in result]
    version = pl.__version__
else:
    import duckdb, pyarrow
    source = pyarrow.table(rows)
    db = duckdb.connect()
    db.execute("CREATE TABLE events AS SELECT * FROM source")
    ask = lambda g: db.execute(f"SELECT {', '.join(g)}, count(*) AS len FROM events GROUP BY {', '.join(g)}").fetchnumpy()
    calls = lambda: [ask(g) for g in GROUPS]
    counts = lambda result: [t["len"] for t in result]
    version = duckdb.__version__

seconds, result = best(calls, a.runs)
check = sum(int((np.asarray(c, "int64") ** 2).sum()) for c in counts(result))
emit("counts", a.peer, version, a.n, seconds, check)
