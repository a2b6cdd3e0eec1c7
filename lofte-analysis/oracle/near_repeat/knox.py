"""Near repeat (Knox). Pair counts in space x time bands, exact expectation, Monte Carlo of permuted times.
args: arson|be_month1|burglary | INPUT ; --method euclidean|manhattan ; --perms N ; --sds 0,0.1,.. --tds 0,1,..
Bands are left-closed [a,b) as in R NearRepeat; a pair at distance 0 falls in the first band when sds starts at 0."""
import argparse
import os, sys; sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from common import *
import pandas as pd
from scipy.spatial import cKDTree
p = argparse.ArgumentParser(); p.add_argument("input"); p.add_argument("--method", default="euclidean"); p.add_argument("--perms", type=int, default=999)
p.add_argument("--sds", default="0,0.1,200,400,600,800,1000"); p.add_argument("--tds", default="0,1,3,7,14,28"); p.add_argument("--seed", type=int, default=1); p.add_argument("--engine", default="tree"); a = p.parse_args()
sds = np.array([float(v) for v in a.sds.split(",")]); tds = np.array([float(v) for v in a.tds.split(",")])
if a.input in ("arson", "be_month1"):
    d = pd.read_csv(data(f"chicago_{a.input}.csv"), header=None); X = d.iloc[:, :2].to_numpy(float); t = (pd.to_datetime(d[2]) - pd.Timestamp("2000-01-01")).dt.days.to_numpy(float)
elif a.input == "burglary":
    d = pd.read_csv(data("chicago_burglary.csv.gz")).dropna(); X = d[["X", "Y"]].to_numpy(float); t = (pd.to_datetime(d["date"]) - pd.Timestamp("2000-01-01")).dt.days.to_numpy(float)
else:
    d = load_events(a.input); X = d[["x", "y"]].to_numpy(); t = np.floor(d.t.to_numpy() / 1440.0)
n = len(t); ns, nt = len(sds) - 1, len(tds) - 1
def table(si, dt):
    ti = np.searchsorted(tds, dt, side="right") - 1; ok = (ti >= 0) & (ti < nt)
    return np.bincount(si[ok] * nt + ti[ok], minlength=ns * nt).reshape(ns, nt)
with Timer() as tp:
    pr = cKDTree(X).query_pairs(sds[-1], p=2 if a.method == "euclidean" else 1, output_type="ndarray")
    D = np.abs(X[pr[:, 0]] - X[pr[:, 1]]); D = np.sqrt((D * D).sum(1)) if a.method == "euclidean" else D.sum(1)
    si = np.searchsorted(sds, D, side="right") - 1; ok = si < ns; pr, si = pr[ok], si[ok]
with Timer() as to: obs = table(si, np.abs(t[pr[:, 0]] - t[pr[:, 1]]))
# exact mean under permutation: Ns * Nt / N pairs
u = np.sort(t); N = n * (n - 1) // 2
cum = lambda b: sum(np.searchsorted(u, u - b, side="right")) if b > 0 else 0   # pairs with dt >= b (from the earlier side)
def pairs_lt(b):  # number of unordered pairs with |dt| < b
    i = np.searchsorted(u, u + b, side="left") - np.arange(n) - 1; return int(i.sum()) if b > 0 else 0
NT = np.array([pairs_lt(tds[k + 1]) - pairs_lt(tds[k]) for k in range(nt)], float); NS = np.bincount(si, minlength=ns).astype(float)
exp = np.outer(NS, NT) / N
g = np.random.default_rng(a.seed); ge = np.zeros((ns, nt)); sm = np.zeros((ns, nt)); sq = np.zeros((ns, nt))
with Timer() as tm:
    for _ in range(a.perms):
        q = g.permutation(t); T = table(si, np.abs(q[pr[:, 0]] - q[pr[:, 1]])); ge += T >= obs; sm += T; sq += T * T.astype(float)
res = dict(sds=sds, tds=tds, method=a.method, pairs_in_range=int(len(si)), observed=obs, space_pairs=NS, time_pairs=NT, all_pairs=N, expected_exact=exp, knox_ratio_exact=obs / exp)
if a.perms: m = sm / a.perms; res.update(perms=a.perms, mc_mean=m, mc_sd=np.sqrt(np.maximum(sq / a.perms - m * m, 0)), p=(ge + 1) / (a.perms + 1))
emit("Knox near repeat", "own: scipy cKDTree + numpy", n, tp.s + to.s + tm.s, res, pairs_s=round(tp.s, 4), perms_s=round(tm.s, 4))
