"""Funnel plots, written plainly in numpy and scipy.

    python funnel.py cases.json

Writes the cases with their output computed anew; a case below its floor gives {"refused": why}."""
import math, os, sys; sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import numpy as np
from scipy import stats
from reference_cases import need, run


def poisson_limit(mean, p):
    """Spiegelhalter 2005, appendix: the interpolated quantile of a Poisson count."""
    r = int(stats.poisson.ppf(p, mean))
    if stats.poisson.cdf(r, mean) <= p:
        r += 1
    top, below = stats.poisson.cdf(r, mean), (stats.poisson.cdf(r - 1, mean) if r > 0 else 0.0)
    return max(0.0, r - (top - p) / (top - below))


def binomial_limit(n, p0, p):
    r = int(stats.binom.ppf(p, n, p0))
    if stats.binom.cdf(r, n, p0) <= p:
        r += 1
    top, below = stats.binom.cdf(r, n, p0), (stats.binom.cdf(r - 1, n, p0) if r > 0 else 0.0)
    return min(float(n), max(0.0, r - (top - p) / (top - below)))


def funnel_poisson(inp):
    O = np.array([r["observed"] for r in inp["rows"]], float)
    E = np.array([r["expected"] for r in inp["rows"]], float)
    need(len(O) >= 5, "fewer_than_5_units")
    need((E > 0).all(), "expected_zero")
    t = inp.get("target", O.sum() / E.sum())
    rows = []
    for o, e in zip(O, E):
        m = t * e
        row = {"ratio": o / e, "p_value": min(1.0, 2 * min(stats.poisson.cdf(o, m), stats.poisson.sf(o - 1, m)))}
        for level in inp["levels"]:
            a = (1 - level) / 2
            lo, hi = poisson_limit(m, a) / e, poisson_limit(m, 1 - a) / e
            row[str(level)] = {"lower": lo, "upper": hi, "outside": "not judged" if m < inp.get("minimum_expected", 1.0) else
                               "above" if o / e > hi else "below" if o / e < lo else "inside"}
        rows.append(row)
    return {"target": t, "rows": rows}


def funnel_share(inp):
    y = np.array([r["yes"] for r in inp["rows"]], float)
    n = np.array([r["answers"] for r in inp["rows"]], float)
    need(len(y) >= 5, "fewer_than_5_units")
    t = inp.get("target", y.sum() / n.sum())
    rows = []
    for a, b in zip(y, n):
        row = {"share": a / b}
        for level in inp["levels"]:
            q = (1 - level) / 2
            lo, hi = binomial_limit(b, t, q) / b, binomial_limit(b, t, 1 - q) / b
            row[str(level)] = {"lower": lo, "upper": hi, "outside": "above" if a / b > hi else "below" if a / b < lo else "inside"}
        rows.append(row)
    return {"target": t, "rows": rows}


def funnel_overdispersed(inp):
    O = np.array([r["observed"] for r in inp["rows"]], float)
    E = np.array([r["expected"] for r in inp["rows"]], float)
    I = len(O)
    need(I >= 10, "fewer_than_10_units")
    t = inp.get("target", O.sum() / E.sum())
    M = t * E
    if inp.get("scale", "square_root") == "square_root":
        z = 2 * (np.sqrt(O) - np.sqrt(M))
        y0, s2 = math.sqrt(t), 1 / (4 * E)
        back = lambda v: max(0.0, v) ** 2
    else:
        z = (O - M) / np.sqrt(M)
        y0, s2 = t, t / E
        back = lambda v: max(0.0, v)
    q = inp.get("winsorise", 0.1)
    lo, hi = np.quantile(z, q), np.quantile(z, 1 - q)
    zw = np.clip(z, lo, hi)
    phi = float((zw ** 2).mean())
    w = 1 / s2
    tau2 = max(0.0, (I * phi - (I - 1)) / (w.sum() - (w ** 2).sum() / w.sum()))
    f = math.sqrt(max(1.0, phi))
    rows = []
    for k in range(I):
        row = {"ratio": O[k] / E[k], "z": z[k], "z_winsorised": zw[k], "z_multiplicative": z[k] / f,
               "z_additive": z[k] * math.sqrt(s2[k] / (s2[k] + tau2))}
        for level in inp["levels"]:
            c = stats.norm.ppf(1 - (1 - level) / 2)
            m, a = c * f * math.sqrt(s2[k]), c * math.sqrt(s2[k] + tau2)
            row[str(level)] = {"multiplicative": [back(y0 - m), back(y0 + m)], "additive": [back(y0 - a), back(y0 + a)]}
        rows.append(row)
    return {"target": t, "phi_plain": float((z ** 2).mean()), "phi": phi, "tau2": tau2,
            "overdispersion_p": stats.chi2.sf((z ** 2).sum(), I - 1), "rows": rows}


def funnel_change(inp):
    rows = inp["rows"]
    g = lambda k: np.array([r[k] for r in rows], float)
    a, b, Ea, Eb = g("before"), g("after"), g("expected_before"), g("expected_after")
    need(len(rows) >= 5, "fewer_than_5_units")
    t = (b.sum() / Eb.sum()) / (a.sum() / Ea.sum())
    out = []
    for x, y, e, f in zip(a, b, Ea, Eb):
        n, pi = x + y, t * f / (t * f + e)
        if n == 0:
            out.append({"ratio": None, "p_value": 1.0})
            continue
        row = {"ratio": (y / f) / (x / e) if x > 0 else None,
               "p_value": min(1.0, 2 * min(stats.binom.cdf(y, n, pi), stats.binom.sf(y - 1, n, pi)))}
        for level in inp["levels"]:
            q = (1 - level) / 2
            lim = [binomial_limit(n, pi, q), binomial_limit(n, pi, 1 - q)]
            odds = [(l / (n - l) * e / f if l < n else None) for l in lim]
            row[str(level)] = {"lower": odds[0], "upper": odds[1], "outside": "above" if y > lim[1] else "below" if y < lim[0] else "inside"}
        out.append(row)
    return {"overall_ratio": t, "rows": out}


run(funnel_poisson, funnel_share, funnel_change, funnel_overdispersed)
