"""Aoristic weights, 168 hours of the week (Ratcliffe 2002; rules of the R package aoristic 1.1.1, written anew).
args: INPUT dc|nyc|dc2024|bench [--n N]. bench: N synthetic spans whose lengths are drawn from the real DC spans (for timing only)."""
import argparse
import os, sys; sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from common import *
import pandas as pd
p = argparse.ArgumentParser(); p.add_argument("which"); p.add_argument("--n", type=int, default=0); a = p.parse_args()
def load(w):
    if w == "dc":
        d = pd.read_csv(data("dc_burglary_2016h1.csv.gz")); return pd.to_datetime(d.StartDateTime), pd.to_datetime(d.EndDateTime)
    if w == "nyc":
        d = pd.read_csv(data("nyc_manhattan_burglary_2019.csv.gz"))
        f = lambda dt, tm: pd.to_datetime(dt) + pd.to_timedelta((tm * 1440).round(), unit="min")
        return f(d.CMPLNT_FR_DT, d.CMPLNT_FR_TM), f(d.CMPLNT_TO_DT, d.CMPLNT_TO_TM)
    d = pd.read_csv(data("dc_crime_incidents_2024_ytd.csv.gz"), encoding="utf-8-sig")
    return tuple(pd.to_datetime(d[c].str.slice(0, 19)) for c in ("START_DATE", "END_DATE"))
def minutes(s):  # minutes since a Sunday 00:00
    return ((s - pd.Timestamp("2000-01-02")) / pd.Timedelta(minutes=1)).to_numpy()
def weights(f, e):
    """rows x 168, column 0 = Sunday 00. f, e: float minutes (nan = missing)"""
    W = np.zeros((len(f), 168)); W7 = 7 * 1440
    for i in range(len(f)):
        if np.isnan(f[i]): continue
        s = int(np.floor(f[i])); h0 = (s % W7) // 60
        span = -1 if np.isnan(e[i]) else int(np.floor(e[i] - f[i]))
        if span >= W7: W[i] += 1 / 168; continue
        if span <= 1: W[i, h0] += 1; continue
        left, take, h = span, 60 - s % 60, h0
        while left > 0:
            m = min(left, take); W[i, h] += m / span; left -= m; take = 60; h = (h + 1) % 168
    return W
def weights_vec(f, e):
    """the same sums (all rows added), vectorised over events with a difference array on minutes of the week: the fast peer"""
    W7 = 10080; ok = ~np.isnan(f); f, e = np.floor(f[ok]).astype("int64"), e[ok]
    fe = f.astype(float); span = np.where(np.isnan(e), -1, np.floor(e - fe)); out = np.zeros(168)
    out += (span >= W7).sum() / 168
    pt = span <= 1; out += np.bincount((f[pt] % W7) // 60, minlength=168)
    m = (span > 1) & (span < W7); s = f[m] % W7; L = span[m].astype("int64"); w = 1 / L
    diff = np.zeros(2 * W7 + 1); np.add.at(diff, s, w); np.add.at(diff, s + L, -w)
    c = np.cumsum(diff)[:-1]; c = c[:W7] + c[W7:]
    return out + c.reshape(168, 60).sum(1)
if a.which == "bench":
    f0, e0 = load("dc"); L = (e0 - f0).dt.total_seconds().to_numpy() / 60
    g = np.random.default_rng(2); f = g.integers(0, 525600, a.n).astype(float); e = f + g.choice(L, a.n)
    with Timer() as tv: v = weights_vec(f, e)
    k = min(a.n, 100_000)
    with Timer() as tl: W = weights(f[:k], e[:k])
    emit("aoristic hour of week", "numpy " + np.__version__, a.n, tv.s, dict(total=v.sum(), loop_rows=k, loop_s=tl.s)); raise SystemExit
f, e = load(a.which); fm, em = minutes(f), minutes(e)
with Timer() as t: W = weights(fm, em)
with Timer() as t2: v = weights_vec(fm, em)
tot = W.sum(0); L = em - fm
emit("aoristic hour of week", "own rules-after-Ratcliffe", len(f), t.s, dict(order="Sunday 00 .. Saturday 23", hour_of_week=tot, hour_of_day=tot.reshape(7, 24).sum(0), total=tot.sum(), vec_maxdiff=np.abs(tot - v).max(), missing_end=int(np.isnan(em).sum()), end_before_start=int((L < 0).sum()), zero=int((L == 0).sum()), over_week=int((L >= 10080).sum()), first_rows=W[:5]))
