"""Uncertainty of ranks, written plainly in numpy and scipy.

    python rank_uncertainty.py cases.json

Writes the cases with their output computed anew; a case below its floor gives {"refused": why}."""
import os, sys; sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import numpy as np
from scipy import special, stats
from reference_cases import need, run


def garwood(k, level=0.95):
    a = 1 - level
    return (stats.chi2.ppf(a / 2, 2 * k) / 2 if k > 0 else 0.0), stats.chi2.ppf(1 - a / 2, 2 * k + 2) / 2


def rank_uncertainty(inp):
    O = np.array([r["observed"] for r in inp["rows"]], float)
    E = np.array([r["expected"] for r in inp["rows"]], float)
    m, level = len(O), inp.get("level", 0.95)
    need(m >= 3, "fewer_than_3_units")
    one = level ** (1 / m)
    ci = np.array([garwood(o, one) for o in O]) / E[:, None]
    low = [1 + int((ci[:, 1] < ci[i, 0]).sum()) for i in range(m)]
    high = [m - int((ci[:, 0] > ci[i, 1]).sum()) for i in range(m)]
    same = sum(1 for i in range(m) for j in range(i) if not (ci[i, 1] < ci[j, 0] or ci[j, 1] < ci[i, 0]))
    a, b = O + inp.get("shape", 0.5), E + inp.get("rate", 0.0)
    P = np.array([[0.5 if i == j else special.betainc(a[j], a[i], b[j] / (b[i] + b[j])) for j in range(m)] for i in range(m)])
    return {"single_level": one, "lower_rank": low, "upper_rank": high, "pairs": m * (m - 1) // 2, "pairs_not_told_apart": same,
            "probability_higher": P.tolist(), "expected_rank": (P.sum(1) + 0.5).tolist(),
            "mean_rank_interval": float(np.mean([h - l for l, h in zip(low, high)]) / (m - 1))}


run(rank_uncertainty)
