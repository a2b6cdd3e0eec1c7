"""Disclosure control of a two-way table of counts with published margins: primary suppression (1..k-1), greedy secondary suppression, and the attacker's interval per suppressed cell by linear programming. args: [--k 5] [--protect 5]
Data: Houston, first week of March 2010, police district x offence, rows and columns with >= 20 events (real, many small cells). A row whose own total is below k needs its margin hidden or merged first: no inner pattern can protect it."""
import argparse
import os, sys; sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from common import *
import pandas as pd, scipy
from scipy.optimize import linprog
p = argparse.ArgumentParser(); p.add_argument("--k", type=int, default=5); p.add_argument("--protect", type=int, default=5); a = p.parse_args()
d = pd.read_csv(data("houston_crime_2010.csv.gz"), usecols=["date", "beat", "offense"]); dt = pd.to_datetime(d.date, format="%m/%d/%Y"); d = d[(dt >= "2010-03-01") & (dt < "2010-03-08")]
d = d.assign(dist=d.beat.str.extract(r"^(\d+)")[0].astype(float)).dropna(); T = pd.crosstab(d.dist.astype(int), d.offense); T = T.loc[T.sum(axis=1) >= 20, T.sum() >= 20]; X = T.to_numpy(); R, C = X.shape
def intervals(X, S):
    """min and max of every suppressed cell given published cells, all row and column sums, and x >= 0"""
    cells = np.argwhere(S); n = len(cells); row = X.sum(1) - np.where(S, 0, X).sum(1); col = X.sum(0) - np.where(S, 0, X).sum(0)
    A = np.zeros((R + C, n)); A[cells[:, 0], np.arange(n)] = 1; A[R + cells[:, 1], np.arange(n)] = 1; b = np.r_[row, col]; out = []
    for j in range(n):
        c = np.zeros(n); c[j] = 1; lo = linprog(c, A_eq=A, b_eq=b, bounds=(0, None), method="highs"); hi = linprog(-c, A_eq=A, b_eq=b, bounds=(0, None), method="highs"); out.append((lo.fun, -hi.fun))
    return cells, np.array(out)
def one(X, S, cell):
    cells = np.argwhere(S); n = len(cells); j = int(np.nonzero((cells == cell).all(1))[0][0]); row = X.sum(1) - np.where(S, 0, X).sum(1); col = X.sum(0) - np.where(S, 0, X).sum(0)
    A = np.zeros((R + C, n)); A[cells[:, 0], np.arange(n)] = 1; A[R + cells[:, 1], np.arange(n)] = 1; b = np.r_[row, col]; c = np.zeros(n); c[j] = 1
    return linprog(c, A_eq=A, b_eq=b, bounds=(0, None), method="highs").fun, -linprog(-c, A_eq=A, b_eq=b, bounds=(0, None), method="highs").fun
P_ = (X > 0) & (X < a.k); S = P_.copy(); steps = 0
with Timer() as t:
    cells0, I0 = intervals(X, S)
    while True:
        cells, I = intervals(X, S); bad = [(tuple(c), i) for c, i in zip(cells, I) if P_[tuple(c)] and i[1] - i[0] < a.protect - 1e-7]
        if not bad: break
        best = None   # greedy: for the least protected primary cell take the cheapest rectangle that widens its interval
        (r, c), _ = min(bad, key=lambda q: (q[1][1] - q[1][0], q[0])); w0 = dict(bad)[(r, c)]; cand = []
        for r2 in range(R):
            for c2 in range(C):
                if r2 == r or c2 == c: continue
                new = [(i, j) for i, j in ((r, c2), (r2, c), (r2, c2)) if not S[i, j]]
                if new: cand.append((sum(X[i, j] if X[i, j] else 1000 for i, j in new), new))   # a zero is hidden only as a last resort
        for cost, new in sorted(cand):
            S2 = S.copy()
            for i, j in new: S2[i, j] = True
            lo, hi = one(X, S2, (r, c))
            if hi - lo > w0[1] - w0[0] + 1e-7: best = (cost, new); break
        if best is None: break
        for i, j in best[1]: S[i, j] = True
        steps += 1
cells, I = intervals(X, S)
emit("disclosure control with LP audit", "scipy HiGHS " + scipy.__version__, int(X.sum()), t.s, dict(rows=list(T.index), cols=list(T.columns), table=X, k=a.k, protect=a.protect, primary=int(P_.sum()), exactly_recoverable_with_primary_only=int(((I0[:, 1] - I0[:, 0]) < 1e-7).sum()),
    primary_only=[dict(cell=c, lo=i[0], hi=i[1]) for c, i in zip(cells0, I0)], secondary=int(S.sum() - P_.sum()), steps=steps, pattern=S.astype(int), final=[dict(cell=c, primary=bool(P_[tuple(c)]), value=int(X[tuple(c)]), lo=round(i[0], 6), hi=round(i[1], 6)) for c, i in zip(cells, I)], unprotected=int(sum(P_[tuple(c)] and i[1] - i[0] < a.protect - 1e-7 for c, i in zip(cells, I)))))
