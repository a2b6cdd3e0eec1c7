"""Twelve months against the twelve before, written plainly in numpy and scipy.

    python twelve_month.py cases.json

Writes the cases with their output computed anew; a case below its floor gives {"refused": why}."""
import math, os, sys; sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import numpy as np
from scipy import optimize, stats
from reference_cases import need, run


def clopper(k, n, level=0.95):
    a = 1 - level
    return (stats.beta.ppf(a / 2, k, n - k + 1) if k > 0 else 0.0), (stats.beta.ppf(1 - a / 2, k + 1, n - k) if k < n else 1.0)


def twelve_month(inp):
    a, b = np.array(inp["before"], float), np.array(inp["after"], float)
    da, db = np.array(inp.get("days_before", [1.0] * len(a))), np.array(inp.get("days_after", [1.0] * len(b)))
    need(len(a) == len(b) and len(a) >= 3, "unequal_months")
    n1, n2 = a.sum(), b.sum()
    need(n1 + n2 >= 10, "fewer_than_10_events")
    E1, E2 = da.sum(), db.sum()
    k, T = (a + b) > 0, a + b
    # month factor and period: the fitted share of the second year in each month
    def share(r):
        return r * db / (r * db + da)
    f = lambda lr: (T * share(math.exp(lr))).sum() - n2
    r = math.exp(optimize.brentq(f, -20, 20, xtol=1e-15)) if n1 > 0 and n2 > 0 else None
    out = {"before": n1, "after": n2, "ratio_of_rates": (n2 / E2) / (n1 / E1) if n1 > 0 else None}
    l, u = clopper(n2, n1 + n2)
    out["exact"] = {"lower": l / (1 - l) * E1 / E2, "upper": u / (1 - u) * E1 / E2 if u < 1 else None,
                    "p_doubled": min(1.0, 2 * min(stats.binom.cdf(n2, n1 + n2, E2 / (E1 + E2)), stats.binom.sf(n2 - 1, n1 + n2, E2 / (E1 + E2))))}
    if r is not None and k.sum() >= 3:
        s = share(r)
        x2 = ((b - T * s) ** 2 / np.where(k, T * s * (1 - s), 1))[k].sum()
        df = int(k.sum()) - 1
        phi = x2 / df
        se = math.sqrt(max(1.0, phi) / (T * s * (1 - s)).sum())
        c = stats.t.ppf(0.975, df)
        out["quasi"] = {"ratio": r, "dispersion": phi, "df": df, "se_log": se, "lower": r * math.exp(-c * se), "upper": r * math.exp(c * se),
                        "p_value": 2 * stats.t.sf(abs(math.log(r)) / se, df)}
    out["use"] = "exact" if n1 + n2 < 30 or min(n1, n2) < 5 or "quasi" not in out or out["quasi"]["dispersion"] <= 1 else "quasi"
    return out


run(twelve_month)
