"""Noise by cell key, written plainly in numpy and scipy.

    python cell_key.py cases.json

Writes the cases with their output computed anew; a case below its floor gives {"refused": why}."""
import os, sys; sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import numpy as np
from scipy import optimize
from reference_cases import need, run


def noise_row(i, D, V, js):
    """Largest entropy on the allowed outcomes with mean 0 and variance at most V."""
    js_out = [j for j in range(max(i - D, 0), i + D + 1) if not 1 <= j <= js]
    v = np.array([j - i for j in js_out], float)
    need(v.min() <= 0 <= v.max(), "no_unbiased_noise")
    # the smallest variance with mean 0 sits on the two outcomes next to 0: a b for a below and b above
    least = 0.0 if 0 in v else -v[v < 0].max() * v[v > 0].min()
    need(V > least + 1e-9, "variance_too_small")

    def p_of(l2):
        def mean(l1):
            e = -l1 * v - l2 * v ** 2
            w = np.exp(e - e.max())
            return (w * v).sum() / w.sum()
        l1 = optimize.brentq(mean, -200, 200, xtol=1e-14)
        e = -l1 * v - l2 * v ** 2
        w = np.exp(e - e.max())
        return w / w.sum()
    g = lambda l2: (p_of(l2) * v ** 2).sum() - V
    if g(0.0) <= 0:
        p = p_of(0.0)
    else:
        hi = 1.0
        while g(hi) > 0:
            hi *= 2
        p = p_of(optimize.brentq(g, 0, hi, xtol=1e-14))
    return v.astype(int).tolist(), p.tolist()


def noise_table(inp):
    D, V, js = inp["largest"], inp["variance"], inp["hidden_up_to"]
    rows = [{"count": 0, "noise": [0], "probability": [1.0]}]
    for i in range(1, D + js + 2):
        v, p = noise_row(i, D, V, js)
        rows.append({"count": i, "noise": v, "probability": p, "entropy_bits": float(-(np.array(p) * np.log2(p)).sum()),
                     "kept": p[v.index(0)] if 0 in v else 0.0})
    return {"rows": rows}


def apply_noise(inp):
    """Cells are lists of record keys; the cell key is their sum modulo the modulus, and decides the noise."""
    table = noise_table(inp["table"])["rows"]
    M, out = inp["modulus"], []
    for cell in inp["cells"]:
        n = len(cell["keys"])
        key = sum(cell["keys"]) % M
        row = table[min(n, len(table) - 1)]
        u = (key + 0.5) / M
        cum, noise = 0.0, row["noise"][-1]
        for v, p in zip(row["noise"], row["probability"]):
            cum += p
            if u < cum:
                noise = v
                break
        out.append({"name": cell["name"], "count": n, "cell_key": key, "noise": noise, "published": n + noise})
    return {"cells": out}


run(noise_table, apply_noise)
