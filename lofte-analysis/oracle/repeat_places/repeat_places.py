"""The same place again, written plainly in numpy and scipy.

    python repeat_places.py cases.json

Writes the cases with their output computed anew; a case below its floor gives {"refused": why}."""
import os, sys; sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import numpy as np
from scipy import stats
from reference_cases import need, run


def repeat_places(inp):
    """Places hit again, against events thrown at random over the places at risk."""
    hits = {int(k): v for k, v in inp["places_by_events"].items()}
    n, d = sum(k * v for k, v in hits.items()), sum(hits.values())
    need(n >= 20, "fewer_than_20_events")
    out = {"events": n, "places_hit": d, "repeats": n - d, "repeat_share": (n - d) / n, "places_hit_twice_or_more": sum(v for k, v in hits.items() if k >= 2)}
    if "groups" in inp:                                   # unequal chance: places with a number of dwellings each
        g = inp["groups"]
        tot = sum(x["places"] * x["dwellings"] for x in g)
        pr = np.array([x["dwellings"] / tot for x in g])
        ct = np.array([x["places"] for x in g], float)
    else:
        M = inp["places_at_risk"]
        pr, ct = np.array([1 / M]), np.array([float(M)])
    need(ct.sum() >= d, "fewer_places_at_risk_than_hit")
    e0 = (1 - pr) ** n
    e1 = n * pr * (1 - pr) ** (n - 1)
    out["expected_places_hit"] = float((ct * (1 - e0)).sum())
    out["expected_repeats"] = n - out["expected_places_hit"]
    out["expected_places_twice_or_more"] = float((ct * (1 - e0 - e1)).sum())
    out["ratio"] = (n - d) / out["expected_repeats"]
    m = max(hits)
    out["largest_at_one_place"] = m
    out["bound_on_p_of_largest"] = float(min(1.0, (ct * stats.binom.sf(m - 1, n, pr)).sum()))
    if "groups" not in inp:
        M = inp["places_at_risk"]
        out["variance_places_hit"] = M * (1 - 1 / M) ** n + M * (M - 1) * (1 - 2 / M) ** n - M * M * (1 - 1 / M) ** (2 * n)
        f = np.zeros(n + 1)
        f[0] = 1.0
        idx = np.arange(n + 1)
        for _ in range(n):
            g = f * idx / M
            g[1:] += f[:-1] * (M - idx[:-1]) / M
            f = g
        out["p_value"] = float(f[:d + 1].sum())            # so few places or fewer
        out["expected_by_events"] = [float(M * stats.binom.pmf(j, n, 1 / M)) for j in range(0, 6)]
    return out


run(repeat_places)
