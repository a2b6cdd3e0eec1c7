"""What every peer script does alike: arguments, input, best of several runs, one JSON line."""
import argparse, json, os, resource, sys, time
import numpy as np

TYPES = {"f64": "<f8", "i64": "<i8", "i32": "<i4", "u32": "<u4", "u16": "<u2", "u8": "u1"}


def arguments(**more):
    p = argparse.ArgumentParser()
    p.add_argument("folder")
    p.add_argument("n", type=int)
    p.add_argument("--runs", type=int, default=5)
    for name, value in more.items():
        p.add_argument("--" + name, default=value, type=type(value))
    return p.parse_args()


def read(folder, name):
    """A raw little-endian array; the file's ending says of what."""
    return np.fromfile(os.path.join(folder, name), dtype=TYPES[name.rsplit(".", 1)[1]])


def events(folder, n):
    """x, y in metres and whole minutes since 2010-01-01."""
    return tuple(read(folder, f"events-{n}.{c}") for c in ("x.f64", "y.f64", "minute.i32"))


def best(call, runs, budget=20.0):
    """The shortest wall time and the last result; no further run is begun after `budget` seconds."""
    times = []
    while len(times) < runs and sum(times) < budget:
        start = time.perf_counter()
        result = call()
        times.append(time.perf_counter() - start)
    return min(times), result


def emit(what, peer, version, n, seconds, check):
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = dict(what=what, peer=peer, version=str(version), n=int(n), seconds=seconds, peak_mb=peak, check=float(check))
    print(json.dumps(line))
    sys.stdout.flush()
