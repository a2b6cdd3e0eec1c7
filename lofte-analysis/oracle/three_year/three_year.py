"""Three-year means, written plainly in numpy and scipy.

    python three_year.py cases.json

Writes the cases with their output computed anew; a case below its floor gives {"refused": why}."""
import os, sys; sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import numpy as np
from scipy import stats
from reference_cases import need, run


def garwood(k, level=0.95):
    a = 1 - level
    return (stats.chi2.ppf(a / 2, 2 * k) / 2 if k > 0 else 0.0), stats.chi2.ppf(1 - a / 2, 2 * k + 2) / 2


def clopper(k, n, level=0.95):
    a = 1 - level
    return (stats.beta.ppf(a / 2, k, n - k + 1) if k > 0 else 0.0), (stats.beta.ppf(1 - a / 2, k + 1, n - k) if k < n else 1.0)


def three_year(inp):
    k, N = np.array(inp["counts"], float), np.array(inp["population"], float)
    need(len(k) >= 3, "fewer_than_3_years")
    per = inp.get("per", 1000.0)
    now, was = slice(-3, None), slice(-6, -3)
    lo, hi = garwood(k[now].sum())
    e = N[now] * k[now].sum() / N[now].sum()
    x2 = float(((k[now] - e) ** 2 / e).sum()) if k[now].sum() > 0 else 0.0
    out = {"count": k[now].sum(), "rate": per * k[now].sum() / N[now].sum(), "lower": per * lo / N[now].sum(), "upper": per * hi / N[now].sum(),
           "heterogeneity": x2, "heterogeneity_p": stats.chi2.sf(x2, 2)}
    if len(k) >= 6:
        a, b, A, B = k[now].sum(), k[was].sum(), N[now].sum(), N[was].sum()
        l, u = clopper(a, a + b)
        out["ratio"] = (a / A) / (b / B) if b > 0 else None
        out["ratio_lower"] = l / (1 - l) * B / A
        out["ratio_upper"] = u / (1 - u) * B / A if u < 1 else None
        out["ratio_p_doubled"] = min(1.0, 2 * min(stats.binom.cdf(a, a + b, A / (A + B)), stats.binom.sf(a - 1, a + b, A / (A + B))))
    return out


run(three_year)
