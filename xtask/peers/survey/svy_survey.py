"""svy's side of `cargo xtask bench survey`: one task on one wave, one line of JSON.

python svy_survey.py taylor FOLDER | python svy_survey.py raowu FOLDER REPLICATES

FOLDER holds the raw columns that lofte-analysis/examples/measure_survey.rs makes. The time is that of the estimates from
a sample object that is ready; reading and making it are not in it.
"""
import importlib.metadata
import json
import os
import resource
import sys
import time

import numpy as np
import polars as pl
import svy

BUDGET = 20.0


def wave(folder):
    """The columns and the first item of a wave."""
    column = lambda name, kind: np.fromfile(os.path.join(folder, name), dtype=kind)
    area = column("area.u16", "<u2").astype(np.int64)
    safe = column("answers.u8", "u1")[: area.size].astype(np.int64)
    return pl.DataFrame({
        "id": np.arange(area.size),
        "area": area,
        "w": column("weight.f64", "<f8"),
        "N": column("population.f64", "<f8"),
        "safe": safe,
    })


def best(work, runs=5):
    """The shortest of some runs and the last result; no run is begun after the budget."""
    times = []
    while not times or (len(times) < runs and sum(times) < BUDGET):
        start = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - start)
    return min(times), result


def by_area(sample, **more):
    return sample.estimation.mean("safe", by="area", **more).to_polars()


def main(task, folder, *more):
    data = wave(folder)
    if task == "taylor":
        sample = svy.Sample(data, svy.Design(stratum="area", wgt="w", pop_size="N"))
        seconds, table = best(lambda: by_area(sample))
        what = "share by area"
    else:
        # Its replicate weights know no finite population correction.
        sample = svy.Sample(data, svy.Design(stratum="area", psu="id", wgt="w"))
        start = time.perf_counter()
        replicates = sample.weighting.create_bs_wgts(n_reps=int(more[0]), rstate=1)
        table = by_area(replicates, method="replication")
        seconds = time.perf_counter() - start
        what = "bootstrap by area"
    table = table.with_columns(pl.col("area").cast(pl.Int64)).sort("area")
    print(json.dumps({
        "what": what,
        "peer": "svy",
        "version": importlib.metadata.version("svy"),
        "n": data.height,
        "seconds": seconds,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "figures": table["est"].to_list() + table["se"].to_list(),
    }))


main(*sys.argv[1:])
