"""The alert table, written plainly in numpy and scipy.

    python window_alert.py cases.json

Writes the cases with their output computed anew; a case below its floor gives {"refused": why}."""
import math, os, sys; sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import numpy as np
from scipy import stats
from reference_cases import run


def clopper(k, n, level=0.95):
    a = 1 - level
    return (stats.beta.ppf(a / 2, k, n - k + 1) if k > 0 else 0.0), (stats.beta.ppf(1 - a / 2, k + 1, n - k) if k < n else 1.0)


def benjamini_hochberg(p):
    p = np.asarray(p, float)
    o = np.argsort(-p, kind="stable")
    q = np.minimum.accumulate((p * len(p))[o] / np.arange(len(p), 0, -1))
    out = np.empty(len(p))
    out[o] = np.minimum(1, q)
    return out


def window_alert(inp):
    rows, tested = [], []
    for s in inp["series"]:
        r, b, wr, wb = float(s["recent"]), float(s["baseline"]), s["recent_weeks"], s["baseline_weeks"]
        season, phi = s.get("season_ratio", 1.0), max(1.0, s.get("dispersion", 1.0))
        n = r + b
        pi = wr * season / (wr * season + wb)
        row = {"name": s["name"], "expected": n * pi, "ratio": (r / wr) / (b / wb) / season if b > 0 else None}
        l, u = clopper(r, n) if n > 0 else (0.0, 1.0)
        row["lower"] = l / (1 - l) * wb / (wr * season)
        row["upper"] = u / (1 - u) * wb / (wr * season) if u < 1 else None
        if n < inp.get("minimum_events", 5):
            row["refused"] = "fewer_than_5_events"
        else:
            row["p_value"] = stats.binom.sf(r - 1, n, pi) if phi == 1 else stats.norm.sf((r - 0.5 - n * pi) / math.sqrt(phi * n * pi * (1 - pi)))
            tested.append(len(rows))
        rows.append(row)
    if tested:
        for i, q in zip(tested, benjamini_hochberg([rows[i]["p_value"] for i in tested])):
            rows[i]["q_value"] = q
            rows[i]["alert"] = bool(q <= inp.get("discovery_rate", 0.10) and inp["series"][i]["recent"] >= inp.get("minimum_recent", 3))
    return {"tested": len(tested), "rows": rows}


run(window_alert)
