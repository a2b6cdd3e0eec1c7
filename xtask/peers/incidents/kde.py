"""Density of events per km2 at cell centres. args: FOLDER N --peer numba|sklearn|kdepy --kernel quartic|gaussian
--radius METRES (the kernel's support, or the Gaussian's standard deviation) --cell METRES"""
import numpy as np
from common import arguments, best, emit, events

a = arguments(peer="numba", kernel="quartic", radius=500.0, cell=100.0)
x, y, _ = events(a.folder, a.n)
h, cell = a.radius, a.cell
x0, y0 = np.floor(x.min() / cell) * cell, np.floor(y.min() / cell) * cell
nx, ny = int(np.ceil((x.max() - x0) / cell)), int(np.ceil((y.max() - y0) / cell))
gx, gy = x0 + (np.arange(nx) + 0.5) * cell, y0 + (np.arange(ny) + 0.5) * cell

if a.peer == "numba":
    import numba

    @numba.njit(parallel=True)
    def surface(x, y, gx, gy, h, quartic, reach):
        nx, ny = len(gx), len(gy)
        out = np.zeros((ny, nx))
        cell = gx[1] - gx[0]
        order = np.argsort(y)
        xs, ys = x[order], y[order]
        for j in numba.prange(ny):
            lo, hi = np.searchsorted(ys, gy[j] - reach), np.searchsorted(ys, gy[j] + reach)
            for k in range(lo, hi):
                dy2 = (ys[k] - gy[j]) ** 2
                i0 = max(0, int(np.floor((xs[k] - reach - gx[0]) / cell)))
                i1 = min(nx - 1, int(np.ceil((xs[k] + reach - gx[0]) / cell)))
                for i in range(i0, i1 + 1):
                    r2 = dy2 + (xs[k] - gx[i]) ** 2
                    if quartic:
                        if r2 < h * h:
                            u = 1 - r2 / (h * h)
                            out[j, i] += 3 / (np.pi * h * h) * u * u
                    else:
                        out[j, i] += np.exp(-r2 / (2 * h * h)) / (2 * np.pi * h * h)
        return out

    quartic = a.kernel == "quartic"
    reach = h if quartic else 8 * h
    surface(x[:10], y[:10], gx[:3], gy[:3], h, quartic, reach)  # compiles
    call, version = lambda: surface(x, y, gx, gy, h, quartic, reach), numba.__version__
elif a.peer == "sklearn":
    import sklearn
    from sklearn.neighbors import KernelDensity

    def call():
        fitted = KernelDensity(bandwidth=h, kernel="gaussian", rtol=1e-4).fit(np.column_stack([x, y]))
        centres = np.column_stack([np.tile(gx, ny), np.repeat(gy, nx)])
        return np.exp(fitted.score_samples(centres)).reshape(ny, nx) * a.n

    version = sklearn.__version__
else:
    import KDEpy

    def call():
        pad = 5  # all events must lie inside the grid
        ax, ay = (o + (np.arange(-pad, m + pad) + 0.5) * cell for o, m in ((x0, nx), (y0, ny)))
        grid = np.column_stack([np.repeat(ax, len(ay)), np.tile(ay, len(ax))])
        z = KDEpy.FFTKDE(bw=h, kernel="gaussian", norm=2).fit(np.column_stack([x, y])).evaluate(grid)
        return z.reshape(len(ax), len(ay)).T[pad:-pad, pad:-pad] * a.n

    version = KDEpy.__version__

names = dict(numba="numba", sklearn="scikit-learn", kdepy="KDEpy FFT")
what = "kde-binned" if a.peer == "kdepy" else "kde-" + a.kernel
seconds, z = best(call, a.runs)
emit(what, names[a.peer], version, a.n, seconds, ((z * 1e6) ** 2).sum())
