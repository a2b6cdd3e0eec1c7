"""Kulldorff space-time permutation scan (2005). args: INPUT|dc|houston_robbery ; --cell M (events aggregated to cell centroids) ; --rmax M ; --tmax DAYS ; --unit DAYS ; --perms N ; --prospective
Cylinder: centre = a location, radius = distance to another location <= rmax, time window of <= tmax ending anywhere (or at the last day when prospective).
mu_A = c_S * c_T / C for the cylinder's space S and time T; statistic log[(c/mu)^c ((C-c)/(C-mu))^(C-c)] when c > mu."""
import argparse
import os, sys; sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from common import *
import pandas as pd, numba
p = argparse.ArgumentParser(); p.add_argument("input"); p.add_argument("--cell", type=float, default=500); p.add_argument("--rmax", type=float, default=2000); p.add_argument("--tmax", type=float, default=28); p.add_argument("--unit", type=float, default=1)
p.add_argument("--perms", type=int, default=99); p.add_argument("--prospective", action="store_true"); p.add_argument("--days", type=int, default=0); p.add_argument("--max_frac", type=float, default=.5); a = p.parse_args()
if a.input == "houston_robbery":
    from pyproj import Transformer
    d = pd.read_csv(data("houston_crime_2010.csv.gz")); d = d[(d.offense == "robbery") & d.lon.between(-96, -94.9) & d.lat.between(29.3, 30.2)]
    x, y = Transformer.from_crs(4326, 32615, always_xy=True).transform(d.lon.to_numpy(), d.lat.to_numpy()); t = (pd.to_datetime(d.date, format="%m/%d/%Y") - pd.Timestamp("2010-01-01")).dt.days.to_numpy()
else:
    d = load_events(a.input); x, y, t = d.x.to_numpy(), d.y.to_numpy(), (d.t // 1440).to_numpy()
if a.days: k = t > t.max() - a.days; x, y, t = x[k], y[k], t[k]
t = ((t - t.min()) // a.unit).astype("int64"); T = int(t.max()) + 1; W = int(a.tmax // a.unit); C = len(t)
ck = np.stack([np.floor(x / a.cell), np.floor(y / a.cell)], 1).astype("int64"); u, loc = np.unique(ck, axis=0, return_inverse=True); loc = loc.ravel(); L = len(u)
from scipy.spatial import cKDTree
cen = (u + .5) * a.cell; tree = cKDTree(cen); nb = tree.query_ball_point(cen, a.rmax + 1e-9)
ptr = [0]; idx = []; ring = []
for i, v in enumerate(nb):
    v = np.array(v); dd = np.round(np.hypot(*(cen[v] - cen[i]).T), 6); o = np.lexsort((v, dd)); v, dd = v[o], dd[o]
    idx.append(v); ring.append(np.r_[dd[1:] != dd[:-1], True]); ptr.append(ptr[-1] + len(v))   # ring: a circle closes only after all ties
idx = np.concatenate(idx); ring = np.concatenate(ring); ptr = np.array(ptr)
@numba.njit(parallel=True, cache=True)
def scan(M, ptr, idx, ring, colsum, C, W, prosp, maxc):
    L, T = M.shape; best = np.zeros(L); arg = np.zeros((L, 4), np.int64); logC = 0.0
    for i in numba.prange(L):
        cum = np.zeros(T + 1); cs = np.zeros(T + 1)
        for s in range(T): cs[s + 1] = cs[s] + colsum[s]
        row = np.zeros(T); tot = 0.0
        for q in range(ptr[i], ptr[i + 1]):
            for s in range(T): row[s] += M[idx[q], s]
            if not ring[q]: continue
            for s in range(T): cum[s + 1] = cum[s] + row[s]
            tot = cum[T]
            if tot > maxc: break
            e0 = T if prosp else 1
            for e in range(e0, T + 1):
                for s in range(max(0, e - W), e):
                    c = cum[e] - cum[s]
                    if c < 2: continue
                    mu = tot * (cs[e] - cs[s]) / C
                    if c > mu:
                        v = c * np.log(c / mu) + ((C - c) * np.log((C - c) / (C - mu)) if c < C else 0.0)
                        if v > best[i]: best[i] = v; arg[i, 0] = q - ptr[i]; arg[i, 1] = s; arg[i, 2] = e; arg[i, 3] = int(c)
    return best, arg
def mat(tt):
    M = np.zeros((L, T)); np.add.at(M, (loc, tt), 1); return M
col = np.bincount(t, minlength=T).astype(float); maxc = a.max_frac * C
scan(mat(t)[:, :], ptr, idx, ring, col, C, W, True, maxc)
with Timer() as t1: best, arg = scan(mat(t), ptr, idx, ring, col, C, W, a.prospective, maxc)
g = np.random.default_rng(11); sims = []
with Timer() as t2:
    for _ in range(a.perms): sims.append(scan(mat(g.permutation(t)), ptr, idx, ring, col, C, W, a.prospective, maxc)[0].max())
o = np.argsort(-best, kind="stable")[:10]; cl = []
for i in o:
    q, s, e, c = arg[i]; m = idx[ptr[i]:ptr[i] + q + 1]; nS = int(np.isin(loc, m).sum()); mu = nS * (col[s:e].sum()) / C
    cl.append(dict(centre=cen[i], radius=float(np.hypot(*(cen[m[-1]] - cen[i]))), cells=int(q + 1), t_from=int(s), t_to=int(e - 1), observed=int(c), expected=mu, llr=best[i], p=(1 + sum(v >= best[i] for v in sims)) / (a.perms + 1)))
emit("space-time permutation scan", "own numba brute force", C, t1.s + t2.s, dict(locations=L, times=T, window=W, cylinders_centres=int(len(idx)), one_scan_s=t1.s, perms=a.perms, perms_s=t2.s, sim_max_quantiles=np.quantile(sims, [.5, .9, .95]) if sims else None, top=cl, per_location_best_sum=best.sum()))
