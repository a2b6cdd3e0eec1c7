"""Rates by several populations at risk, written plainly in numpy and scipy.

    python population_at_risk.py cases.json

Writes the cases with their output computed anew; a case below its floor gives {"refused": why}."""
import os, sys; sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from scipy import stats
from reference_cases import run


def garwood(k, level=0.95):
    a = 1 - level
    return (stats.chi2.ppf(a / 2, 2 * k) / 2 if k > 0 else 0.0), stats.chi2.ppf(1 - a / 2, 2 * k + 2) / 2


def population_at_risk(inp):
    k = inp["events"]
    lo, hi = garwood(k)
    return {name: {"rate": 1000 * k / N, "lower": 1000 * lo / N, "upper": 1000 * hi / N} for name, N in inp["denominators"].items()}


run(population_at_risk)
