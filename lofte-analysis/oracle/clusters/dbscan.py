"""DBSCAN and ST-DBSCAN. args: houston | INPUT ; --eps M --minpts K [--eps_t DAYS for ST] [--engine sklearn|st] [--hours: times and limit in whole hours, so that the limit is exact]"""
import argparse
import os, sys; sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from common import *
import sklearn, pandas as pd
from sklearn.cluster import DBSCAN
from scipy.spatial import cKDTree
p = argparse.ArgumentParser(); p.add_argument("input"); p.add_argument("--eps", type=float, default=150); p.add_argument("--minpts", type=int, default=30); p.add_argument("--eps_t", type=float, default=0); p.add_argument("--save"); p.add_argument("--hours", action="store_true"); a = p.parse_args()
if a.input == "houston":
    from pyproj import Transformer
    d = pd.read_csv(data("houston_crime_2010.csv.gz")); d = d[d.lon.between(-96, -94.9) & d.lat.between(29.3, 30.2)].reset_index(drop=True)
    x, y = Transformer.from_crs(4326, 32615, always_xy=True).transform(d.lon.to_numpy(), d.lat.to_numpy())
    x, y = np.round(x, 3), np.round(y, 3); t = (pd.to_datetime(d.date, format="%m/%d/%Y") - pd.Timestamp("2010-01-01")).dt.days.to_numpy() + d.hour.to_numpy() / 24
else:
    d = load_events(a.input); x, y, t = d.x.to_numpy(), d.y.to_numpy(), d.t.to_numpy() / 1440
X = np.column_stack([x, y]); n = len(x); eps_t = a.eps_t
if a.hours: t = np.rint(t * 24); eps_t = a.eps_t * 24
if not a.eps_t:
    with Timer() as tm: m = DBSCAN(eps=a.eps, min_samples=a.minpts, n_jobs=1).fit(X)
    lab, core = m.labels_, m.core_sample_indices_; lib = "scikit-learn " + sklearn.__version__
else:
    with Timer() as tm:  # both limits closed (<=), as Birant & Kut 2007
        tree = cKDTree(X); pr = tree.query_pairs(a.eps, output_type="ndarray"); pr = pr[np.abs(t[pr[:, 0]] - t[pr[:, 1]]) <= eps_t]
        import scipy.sparse as sp
        from scipy.sparse.csgraph import connected_components
        deg = np.bincount(pr.ravel(), minlength=n) + 1; iscore = deg >= a.minpts
        cc = pr[iscore[pr[:, 0]] & iscore[pr[:, 1]]]; _, comp = connected_components(sp.coo_matrix((np.ones(len(cc), np.int8), (cc[:, 0], cc[:, 1])), shape=(n, n)), directed=False)
        lab = np.full(n, -1); u = np.unique(comp[iscore]); lab[iscore] = np.searchsorted(u, comp[iscore])
        for i, j in ((0, 1), (1, 0)):  # border points: lowest cluster number that reaches them
            b = pr[(~iscore[pr[:, i]]) & iscore[pr[:, j]]]
            for k in np.argsort(-lab[b[:, j]], kind="stable"): lab[b[k, i]] = lab[b[k, j]] if lab[b[k, i]] < 0 else min(lab[b[k, i]], lab[b[k, j]])
        core = np.nonzero(iscore)[0]
    lib = "own: cKDTree + scipy.sparse.csgraph"
iscore = np.zeros(n, bool); iscore[core] = True
cs = np.sort(np.bincount(lab[iscore & (lab >= 0)]) if iscore.any() else np.array([], int))[::-1]
canon = np.full(n, -1)  # canonical: a cluster is named by its lowest core index
if iscore.any():
    first = {}; [first.setdefault(l, i) for i, l in zip(np.nonzero(iscore)[0].tolist(), lab[iscore].tolist())]; canon = np.array([first.get(l, -1) for l in lab.tolist()])
if a.save: pd.DataFrame(dict(x=x, y=y, t=t, core=iscore, cluster=canon)).to_parquet(a.save, index=False, compression="zstd")
emit(f"{'ST-' if a.eps_t else ''}DBSCAN eps={a.eps} minpts={a.minpts}" + (f" eps_t={a.eps_t}d" if a.eps_t else "") + (" in hours" if a.hours else ""), lib, n, tm.s, dict(clusters=int(len(cs)), core=int(iscore.sum()), noise=int((lab < 0).sum()), border=int(((lab >= 0) & ~iscore).sum()), core_sizes_top=cs[:30], core_sha=sha(iscore), core_partition_sha=sha(canon[iscore].astype("int64")), rule="min_samples counts the point itself; distance <= eps; border points may belong to any reaching cluster, so compare core points, sizes of core sets, and the noise set", noise_sha=sha((lab < 0))))
