"""Shrinkage of rates and shares, written plainly in numpy and scipy.

    python shrinkage.py cases.json

Writes the cases with their output computed anew; a case below its floor gives {"refused": why}."""
import math, os, sys; sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import numpy as np
from scipy import optimize, special, stats
from reference_cases import need, run


def eb_marshall(inp):
    O = np.array([r["observed"] for r in inp["rows"]], float)
    N = np.array([r["population"] for r in inp["rows"]], float)
    need(len(O) >= 10, "fewer_than_10_areas")
    need(O.sum() >= 30, "fewer_than_30_events")
    r, m = O / N, O.sum() / N.sum()
    s2 = (N * (r - m) ** 2).sum() / N.sum()
    A = max(0.0, s2 - m / N.mean())
    C = A / (A + m / N)
    return {"mean": m, "between_variance": A, "shrinkage": C.tolist(), "estimate": (m + C * (r - m)).tolist()}


def eb_local(inp):
    O = np.array([r["observed"] for r in inp["rows"]], float)
    N = np.array([r["population"] for r in inp["rows"]], float)
    need(len(O) >= 10, "fewer_than_10_areas")
    est, mean = [], []
    for i, nb in enumerate(inp["neighbours"]):
        k = sorted(set(nb) | {i})
        m = O[k].sum() / N[k].sum()
        r = O[k] / N[k]
        s2 = (N[k] * (r - m) ** 2).sum() / N[k].sum()
        A = max(0.0, s2 - m / N[k].mean())
        d = A + m / N[i]
        est.append(m + (A / d if d > 0 else 0.0) * (O[i] / N[i] - m))
        mean.append(m)
    return {"local_mean": mean, "estimate": est}


def _gamma_report(O, E, nu, alpha, inp):
    post = stats.gamma(O + nu, scale=1 / (E + alpha))
    t = inp.get("exceed", 1.2)
    return {"estimate": ((O + nu) / (E + alpha)).tolist(), "lower": post.ppf(0.025).tolist(), "upper": post.ppf(0.975).tolist(),
            "shrinkage": (E / (E + alpha)).tolist(), "exceedance": post.sf(t).tolist()}


def eb_gamma(inp):
    O = np.array([r["observed"] for r in inp["rows"]], float)
    E = np.array([r["expected"] for r in inp["rows"]], float)
    n = len(O)
    need(n >= 10, "fewer_than_10_areas")
    need(O.sum() >= 30, "fewer_than_30_events")
    out = {}
    # moments, Clayton & Kaldor 1987
    th = O / E
    m, v = th.mean(), th.var(ddof=1)
    ok = v > 0
    nu, al = (m * m / v, m / v) if ok else (None, None)
    for _ in range(200000):
        th = (O + nu) / (E + al)
        m, v = th.mean(), ((1 + al / E) * (th - th.mean()) ** 2).sum() / (n - 1)
        new = (m * m / v, m / v)
        done = abs(new[0] - nu) < 1e-13 * nu and abs(new[1] - al) < 1e-13 * al
        nu, al = new
        if nu > 1e7:
            ok = False
            break
        if done:
            break
    out["moment"] = {"shape": nu, "rate": al, **_gamma_report(O, E, nu, al, inp)} if ok else {"no_difference_beyond_chance": True}
    # maximum likelihood of the negative binomial
    f = lambda x: -(special.gammaln(O + math.exp(x[0])) - special.gammaln(math.exp(x[0])) + math.exp(x[0]) * (x[1] - np.log(E + math.exp(x[1])))
                    - O * np.log(E + math.exp(x[1]))).sum()
    r = optimize.minimize(f, [math.log(2.0), math.log(2.0)], method="Nelder-Mead", options={"xatol": 1e-12, "fatol": 1e-14, "maxiter": 20000, "maxfev": 20000})
    r = optimize.minimize(f, r.x, method="BFGS", options={"gtol": 1e-11})
    nu, al = math.exp(r.x[0]), math.exp(r.x[1])
    out["likelihood"] = ({"shape": nu, "rate": al, **_gamma_report(O, E, nu, al, inp)} if nu < 1e5 else {"no_difference_beyond_chance": True})
    return out


def eb_share(inp):
    """Beta-binomial by maximum likelihood: shares of yes in small areas."""
    y = np.array([r["yes"] for r in inp["rows"]], float)
    n = np.array([r["answers"] for r in inp["rows"]], float)
    need(len(y) >= 10, "fewer_than_10_areas")
    need(n.sum() >= 200, "fewer_than_200_answers")
    lb = special.betaln

    def f(x):
        mu, s = special.expit(x[0]), math.exp(x[1])
        return -(lb(y + mu * s, n - y + (1 - mu) * s) - lb(mu * s, (1 - mu) * s)).sum()
    p = y.sum() / n.sum()
    r = optimize.minimize(f, [special.logit(p), math.log(20.0)], method="Nelder-Mead", options={"xatol": 1e-12, "fatol": 1e-13, "maxiter": 20000})
    r = optimize.minimize(f, r.x, method="BFGS", options={"gtol": 1e-10})
    mu, s = float(special.expit(r.x[0])), math.exp(r.x[1])
    if s > 1e5:
        return {"no_difference_beyond_chance": True, "mean": p}
    a, b = y + mu * s, n - y + (1 - mu) * s
    return {"mean": mu, "prior_size": s, "correlation": 1 / (1 + s), "estimate": (a / (a + b)).tolist(),
            "lower": stats.beta.ppf(0.025, a, b).tolist(), "upper": stats.beta.ppf(0.975, a, b).tolist()}


run(eb_marshall, eb_local, eb_gamma, eb_share)
