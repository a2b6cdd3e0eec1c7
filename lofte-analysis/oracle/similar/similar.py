"""Similar units, written plainly in numpy and scipy.

    python similar.py cases.json

Writes the cases with their output computed anew; a case below its floor gives {"refused": why}."""
import os, sys; sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import numpy as np
from reference_cases import need, run


def similar(inp):
    units, names = inp["units"], inp["variables"]
    X = np.array([[float(u["values"][v]) for v in names] for u in units])
    for j, v in enumerate(names):
        if v in inp.get("logarithm", []):
            need((X[:, j] > 0).all(), "logarithm_of_zero")
            X[:, j] = np.log(X[:, j])
    need(len(units) >= 20, "fewer_than_20_units")
    sd = X.std(0)
    need((sd > 0).all(), "variable_without_spread")
    w = np.array([inp.get("weights", {}).get(v, 1.0) for v in names])
    w = w / w.sum()
    Z = X / sd
    codes = [u["code"] for u in units]
    D = (w * (Z[:, None, :] - Z[None, :, :]) ** 2).sum(2)
    f = codes.index(inp["focus"])
    order = sorted((i for i in range(len(units)) if i != f), key=lambda i: (round(D[f, i], 12), codes[i]))[:inp["take"]]
    near = np.sort(D + np.where(np.eye(len(units)) > 0, np.inf, 0), axis=1)[:, inp["take"] - 1]
    return {"similar": [{"code": codes[i], "distance": D[f, i], "by_variable": dict(zip(names, (w * (Z[f] - Z[i]) ** 2).tolist()))} for i in order],
            "own_rank_of_strangeness": float((near <= near[f]).mean())}


run(similar)
