"""Kernel density on a grid, direct summation (exact) with scipy/numpy; and library peers.
args: INPUT --engine exact|sklearn|kdepy|scipy --kernel quartic|gaussian --h METRES --cell METRES [--edge none|uniform]
h: quartic = radius of support (CrimeStat, ArcGIS); gaussian = standard deviation. Value: events per km2 at cell centres."""
import argparse
import os, sys; sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from common import *
p = argparse.ArgumentParser(); p.add_argument("input"); p.add_argument("--engine", default="exact"); p.add_argument("--kernel", default="quartic")
p.add_argument("--h", type=float, default=500); p.add_argument("--cell", type=float, default=100); p.add_argument("--save"); a = p.parse_args()
import scipy
d = load_events(a.input); x = d.x.to_numpy(); y = d.y.to_numpy()
x0 = np.floor(x.min() / a.cell) * a.cell; y0 = np.floor(y.min() / a.cell) * a.cell
nx = int(np.ceil((x.max() - x0) / a.cell)); ny = int(np.ceil((y.max() - y0) / a.cell))
gx = x0 + (np.arange(nx) + .5) * a.cell; gy = y0 + (np.arange(ny) + .5) * a.cell
Q = np.column_stack([np.tile(gx, ny), np.repeat(gy, nx)])  # row major, y outer
if a.engine == "exact":
    import numba
    @numba.njit(parallel=True, fastmath=False)
    def run(x, y, gx, gy, h, quartic, R):
        nx, ny = len(gx), len(gy); out = np.zeros((ny, nx)); cell = gx[1] - gx[0]
        order = np.argsort(y); xs = x[order]; ys = y[order]
        for j in numba.prange(ny):
            lo = np.searchsorted(ys, gy[j] - R); hi = np.searchsorted(ys, gy[j] + R)
            for k in range(lo, hi):
                dy2 = (ys[k] - gy[j]) ** 2
                i0 = max(0, int(np.floor((xs[k] - R - gx[0]) / cell))); i1 = min(nx - 1, int(np.ceil((xs[k] + R - gx[0]) / cell)))
                for i in range(i0, i1 + 1):
                    r2 = dy2 + (xs[k] - gx[i]) ** 2
                    if quartic:
                        if r2 < h * h: u = 1 - r2 / (h * h); out[j, i] += 3 / (np.pi * h * h) * u * u
                    else: out[j, i] += np.exp(-r2 / (2 * h * h)) / (2 * np.pi * h * h)
        return out
    R = a.h if a.kernel == "quartic" else 8 * a.h
    run(x[:10], y[:10], gx[:3], gy[:3], a.h, a.kernel == "quartic", R)
    with Timer() as t: Z = run(x, y, gx, gy, a.h, a.kernel == "quartic", R)
    lib = "own numba, exact (gaussian cut at 8 sd)"
elif a.engine == "sklearn":
    import sklearn; from sklearn.neighbors import KernelDensity
    with Timer() as t:
        k = KernelDensity(bandwidth=a.h, kernel="gaussian", rtol=1e-4).fit(np.column_stack([x, y])); Z = np.exp(k.score_samples(Q)).reshape(ny, nx) * len(x)
    lib = "scikit-learn " + sklearn.__version__ + " rtol 1e-4"
elif a.engine == "scipy":
    from scipy.stats import gaussian_kde
    with Timer() as t:
        k = gaussian_kde(np.vstack([x, y])); k.covariance = np.eye(2) * a.h**2; k.cho_cov = np.linalg.cholesky(k.covariance); k.log_det = 2 * np.log(np.diag(k.cho_cov * np.sqrt(2 * np.pi))).sum()
        Z = k(Q.T).reshape(ny, nx) * len(x)
    lib = "scipy gaussian_kde " + scipy.__version__
else:
    import KDEpy; from KDEpy import FFTKDE
    with Timer() as t:
        G = np.column_stack([np.repeat(gx, ny), np.tile(gy, nx)])
        Z = FFTKDE(bw=a.h, kernel="gaussian", norm=2).fit(np.column_stack([x, y]))  # needs all points inside the grid
        pad = 5; ax = x0 + (np.arange(-pad, nx + pad) + .5) * a.cell; ay = y0 + (np.arange(-pad, ny + pad) + .5) * a.cell
        G = np.column_stack([np.repeat(ax, len(ay)), np.tile(ay, len(ax))]); v = Z.evaluate(G).reshape(len(ax), len(ay)).T
        Z = v[pad:-pad, pad:-pad] * len(x)
    lib = "KDEpy FFTKDE " + KDEpy.__version__
Z = Z * 1e6
if a.save: np.savez_compressed(a.save, z=Z.astype("float64"), x0=x0, y0=y0, cell=a.cell)
top = np.argsort(-Z.ravel(), kind="stable")[:20]
emit(f"KDE {a.kernel} h={a.h} cell={a.cell}", lib, len(d), t.s, dict(grid=[nx, ny], x0=x0, y0=y0, sum_cells=Z.sum() * (a.cell / 1000) ** 2, max=Z.max(), mean=Z.mean(), top=[dict(col=int(i % nx), row=int(i // nx), z=Z.ravel()[i]) for i in top], sample_rows={int(r): Z[r, ::10] for r in (ny // 4, ny // 2)}))
