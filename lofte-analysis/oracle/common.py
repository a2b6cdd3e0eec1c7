"""Shared helpers for the spatial oracles and peers. Every script prints one JSON object on stdout.
Run with .venv/bin/python SCRIPT INPUT [options]; README.md says how the environment is made."""
import json, os, resource, sys, time, hashlib, platform
import numpy as np

DATA = os.environ.get("SPATIAL_DATA", os.path.join(os.path.dirname(os.path.abspath(__file__)), "data"))

def data(name):
    return os.path.normpath(os.path.join(DATA, name))

def load_events(path):
    """bench inputs: parquet with x,y (metres), t (minutes since 2010-01-01 local), cat"""
    import pandas as pd
    return pd.read_parquet(path)

def rss_mb():
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)

class Timer:
    log = []
    def __enter__(self):
        self.t0 = time.perf_counter(); self.c0 = time.process_time(); return self
    def __exit__(self, *a):
        self.s = time.perf_counter() - self.t0; self.cpu = time.process_time() - self.c0; Timer.log.append([round(self.s, 4), round(self.cpu, 4)])

def sha(a):
    return hashlib.sha256(np.ascontiguousarray(a).tobytes()).hexdigest()[:16]

def clean(o):
    if isinstance(o, dict): return {str(k): clean(v) for k, v in o.items()}
    if isinstance(o, (list, tuple)): return [clean(v) for v in o]
    if isinstance(o, np.ndarray): return clean(o.tolist())
    if isinstance(o, (np.floating, float)): return float(o) if np.isfinite(o) else str(o)
    if isinstance(o, (np.integer,)): return int(o)
    if isinstance(o, (np.bool_,)): return bool(o)
    return o

def emit(what, lib, n, elapsed, result, **extra):
    d = dict(what=what, lib=lib, n=int(n), elapsed_s=round(float(elapsed), 6), timed_wall_cpu=Timer.log, peak_rss_mb=rss_mb(),
             loadavg=round(os.getloadavg()[0], 2), python=platform.python_version(), **extra, result=result)
    json.dump(clean(d), sys.stdout, ensure_ascii=False); print()
