"""Crime concentration: Lorenz, Gini, generalised Gini (Bernasco & Steenbeek 2017), share of units holding 25/50/80 %. args: INPUT --cell 250 | demo"""
import argparse
import os, sys; sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from common import *
p = argparse.ArgumentParser(); p.add_argument("input"); p.add_argument("--cell", type=float, default=150); a = p.parse_args()
def gini(x, unbiased=False):
    x = np.sort(np.asarray(x, float)); n = len(x); g = (2 * (np.arange(1, n + 1) * x).sum() / x.sum() - n - 1) / n
    return g * n / (n - 1) if unbiased else g
def ggini(x, unbiased=True):
    """max(1, n/c) * (G - 1) + 1 ; unbiased: times m/(m-1), m = min(n, c)"""
    x = np.asarray(x, float); n, c = len(x), x.sum(); g = max(1, n / c) * (gini(x) - 1) + 1
    m = min(n, c); return g * m / (m - 1) if unbiased else g
def share(x, q):
    """smallest number of units that hold at least q of the events, as count, share of all units and share of units with an event"""
    s = np.sort(x)[::-1]; k = int(np.searchsorted(np.cumsum(s), q * s.sum() - 1e-9) + 1); return dict(units=k, of_all=k / len(x), of_nonzero=k / int((x > 0).sum()))
demo = {k: dict(gini=gini(v), ggini=ggini(v, False), gini_unbiased=gini(v, True), ggini_unbiased=ggini(v)) for k, v in {"10,8,2,0x7": [10, 8, 2] + [0] * 7, "5,2,1,0x7": [5, 2, 1] + [0] * 7, "10,0x99": [10] + [0] * 99, "1x5,0x5": [1] * 5 + [0] * 5, "1x10": [1] * 10}.items()}
if a.input == "demo": emit("concentration demo", "own", 0, 0, demo); raise SystemExit
from lattice_input import grid
r, c, x = grid(a.input, a.cell)
with Timer() as t: res = dict(units=len(x), events=int(x.sum()), gini=gini(x), ggini_biased=ggini(x, False), ggini=ggini(x), share={q: share(x, q) for q in (.25, .5, .8)})
from inequality.gini import Gini
res["pysal_gini"] = float(Gini(x).g); s = np.sort(x)[::-1]; res["lorenz_at_1pct_steps"] = np.cumsum(s)[np.minimum((np.arange(1, 101) * len(x) / 100).astype(int) - 1, len(x) - 1)] / s.sum(); res["demo"] = demo
res["max_equal_share"] = dict(note="with fewer events than units even a perfectly even spread leaves n-c units empty; the generalised curve starts from that maximum-equality line")
emit(f"concentration, {a.cell} m cells", "own; check PySAL inequality", int(x.sum()), t.s, res)
