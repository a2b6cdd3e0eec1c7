"""Near repeat: pairs in bands of distance and days, and permuted days. args: FOLDER N --metres M --perms P

Bands are closed on the left; the last ends at M."""
import numpy as np, scipy
from scipy.spatial import cKDTree
from common import arguments, best, emit, events

a = arguments(metres=1000.0, perms=99)
x, y, minute = events(a.folder, a.n)
day = minute // 1440
near = np.array([0, 0.1, 200, 400, 600, 800, 1000]) * a.metres / 1000
soon = np.array([0, 1, 3, 7, 14, 28])
ns, nt = len(near) - 1, len(soon) - 1


def table(band, days):
    t = np.searchsorted(soon, days, side="right") - 1
    ok = t < nt
    return np.bincount(band[ok] * nt + t[ok], minlength=ns * nt)


def knox():
    points = np.column_stack([x, y])
    pairs = cKDTree(points).query_pairs(near[-1], output_type="ndarray")
    d = points[pairs[:, 0]] - points[pairs[:, 1]]
    band = np.searchsorted(near, np.sqrt((d * d).sum(1)), side="right") - 1
    ok = band < ns
    i, j, band = pairs[ok, 0], pairs[ok, 1], band[ok]
    seen = table(band, np.abs(day[i] - day[j]))
    draws, as_many = np.random.default_rng(1), np.zeros(ns * nt, int)
    for _ in range(a.perms):
        t = draws.permutation(day)
        as_many += table(band, np.abs(t[i] - t[j])) >= seen
    return seen, (as_many + 1) / (a.perms + 1)


seconds, (seen, p) = best(knox, a.runs)
emit("knox", "scipy cKDTree", scipy.__version__, a.n, seconds, (seen * np.arange(1, ns * nt + 1)).sum())
