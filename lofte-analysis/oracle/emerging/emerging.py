"""Trend test, emerging hot spots and their patterns, written plainly in numpy and scipy.

    python emerging.py cases.json

Writes the cases with their output computed anew; a case below its floor gives {"refused": why}."""
import math, os, sys; sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import numpy as np
from scipy import stats
from reference_cases import need, run


def benjamini_hochberg(p):
    p = np.asarray(p, float)
    o = np.argsort(-p, kind="stable")
    q = np.minimum.accumulate((p * len(p))[o] / np.arange(len(p), 0, -1))
    out = np.empty(len(p))
    out[o] = np.minimum(1, q)
    return out


def mann_kendall(x):
    x = np.asarray(x, float)
    n = len(x)
    S = float(sum(np.sign(x[j] - x[i]) for i in range(n) for j in range(i + 1, n)))
    ties = np.unique(np.round(x, 12), return_counts=True)[1]
    var = (n * (n - 1) * (2 * n + 5) - (ties * (ties - 1) * (2 * ties + 5)).sum()) / 18
    z = 0.0 if S == 0 or var == 0 else (S - np.sign(S)) / math.sqrt(var)
    return S, var, z, 2 * stats.norm.sf(abs(z))


def trend_test(inp):
    x = inp["series"]
    need(len(x) >= 8, "fewer_than_8_periods")
    S, var, z, p = mann_kendall(x)
    n = len(x)
    sl = sorted((x[j] - x[i]) / (j - i) for i in range(n) for j in range(i + 1, n))
    return {"S": S, "variance": var, "z": z, "p_value": p, "tau_b": S / math.sqrt(n * (n - 1) / 2 * (n * (n - 1) / 2 - sum(t * (t - 1) / 2 for t in np.unique(x, return_counts=True)[1]))) if len(set(x)) > 1 else None,
            "slope": float(np.median(sl))}


def hot_class(hot, cold, z_trend, p_trend, alpha=0.05):
    """One of the eight names from the flags of one area over time; the same function with hot and cold changed gives cold spots."""
    n, share = len(hot), sum(hot) / len(hot)
    if hot[-1]:
        before = hot[:-1]
        if not any(before):
            return "new"
        run = 0
        for h in reversed(hot):
            if not h:
                break
            run += 1
        if share >= 0.9:
            return "intensifying" if p_trend < alpha and z_trend > 0 else "diminishing" if p_trend < alpha and z_trend < 0 else "persistent"
        if sum(hot) == run:
            return "consecutive"
        return "oscillating" if any(cold[:-1]) else "sporadic"
    return "historical" if share >= 0.9 else None


def emerging(inp):
    Y = np.array(inp["counts"], float)               # periods x areas
    T, n = Y.shape
    need(T >= 10, "fewer_than_10_periods")
    need(n >= 30, "fewer_than_30_areas")
    lag, window = inp.get("lag", 1), inp.get("window", "cube")
    nbs = [sorted(set(nb) | {i}) for i, nb in enumerate(inp["neighbours"])]
    Z = np.zeros((T, n))
    for t in range(T):
        part = Y if window == "cube" else Y[t:t + 1]
        N, m, S = part.size, part.mean(), math.sqrt((part ** 2).mean() - part.mean() ** 2)
        steps = range(max(0, t - lag), t + 1) if window == "cube" else [t]
        for i in range(n):
            W = len(nbs[i]) * len(steps)
            x = sum(Y[s, nbs[i]].sum() for s in steps)
            Z[t, i] = (x - m * W) / (S * math.sqrt((N * W - W * W) / (N - 1)))
    P = 2 * stats.norm.sf(np.abs(Z))
    q = benjamini_hochberg(P.ravel()).reshape(P.shape)
    sig = q <= inp.get("discovery_rate", 0.05)
    hot, cold = sig & (Z > 0), sig & (Z < 0)
    rows = []
    for i in range(n):
        S, var, z, p = mann_kendall(Z[:, i])
        h, c = hot[:, i].tolist(), cold[:, i].tolist()
        a = hot_class(h, c, z, p)
        b = hot_class(c, h, -z, p)
        rows.append({"class": f"{a} hot" if a else f"{b} cold" if b else "none", "hot": int(hot[:, i].sum()), "cold": int(cold[:, i].sum()),
                     "trend_z": z, "trend_p": p, "last_z": Z[-1, i]})
    return {"significant_bins": int(sig.sum()), "largest_passing_p": float(P[sig].max()) if sig.any() else None, "areas": rows, "z_first": Z[0].tolist()}


def classify(inp):
    a = hot_class(inp["hot"], inp["cold"], inp["trend_z"], inp["trend_p"])
    return {"class": a if a else "none"}


run(trend_test, emerging, classify)
