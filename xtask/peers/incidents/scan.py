"""Space-time permutation scan, one scan. args: FOLDER N --scans S (of ours; one here)

Events at the centres of 500 m cells; circles up to 2 000 m, windows up to 28 days, at most half of the events."""
import numpy as np, numba
from scipy.spatial import cKDTree
from common import arguments, best, emit, events

a = arguments(scans=1)
x, y, minute = events(a.folder, "scan")
CELL, RADIUS, WINDOW = 500, 2000, 28
day = minute // 1440
day = (day - day.min()).astype("int64")
days, n = int(day.max()) + 1, len(day)
cells, place = np.unique(np.stack([np.floor(x / CELL), np.floor(y / CELL)], 1).astype("int64"), axis=0, return_inverse=True)
place, centre = place.ravel(), (cells + 0.5) * CELL


def circles():
    """For every place its neighbours by distance; a circle closes only after all of one distance."""
    starts, members, closes = [0], [], []
    for i, near in enumerate(cKDTree(centre).query_ball_point(centre, RADIUS + 1e-9)):
        near = np.array(near)
        d = np.round(np.hypot(*(centre[near] - centre[i]).T), 6)
        order = np.lexsort((near, d))
        near, d = near[order], d[order]
        members.append(near)
        closes.append(np.r_[d[1:] != d[:-1], True])
        starts.append(starts[-1] + len(near))
    return np.array(starts), np.concatenate(members), np.concatenate(closes)


@numba.njit(parallel=True)
def scan(counts, starts, members, closes, per_day, n, window, most):
    places, days = counts.shape
    best = np.zeros(places)
    for i in numba.prange(places):
        cum, all_days, row = np.zeros(days + 1), np.zeros(days + 1), np.zeros(days)
        for s in range(days):
            all_days[s + 1] = all_days[s] + per_day[s]
        for q in range(starts[i], starts[i + 1]):
            for s in range(days):
                row[s] += counts[members[q], s]
            if not closes[q]:
                continue
            for s in range(days):
                cum[s + 1] = cum[s] + row[s]
            if cum[days] > most:
                break
            for e in range(1, days + 1):
                for s in range(max(0, e - window), e):
                    c = cum[e] - cum[s]
                    if c < 2:
                        continue
                    mu = cum[days] * (all_days[e] - all_days[s]) / n
                    if c > mu:
                        rest = (n - c) * np.log((n - c) / (n - mu)) if c < n else 0.0
                        best[i] = max(best[i], c * np.log(c / mu) + rest)
    return best


def counts(day):
    m = np.zeros((len(centre), days))
    np.add.at(m, (place, day), 1)
    return m


starts, members, closes = circles()
per_day = np.bincount(day, minlength=days).astype(float)
call = lambda: scan(counts(day), starts, members, closes, per_day, n, WINDOW, n / 2)
call()  # compiles
seconds, ratios = best(call, a.runs)
emit("scan", "numba", numba.__version__, n, seconds, ratios.max())
