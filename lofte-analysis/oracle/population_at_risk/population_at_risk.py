"""Rates by several populations at risk, written plainly in numpy and scipy.

    python population_at_risk.py cases.json

Writes the cases with their output computed anew; a case below its floor gives {"refused": why}."""
import json, math, sys
import numpy as np
from scipy import optimize, special, stats


class Refused(Exception):
    pass


def need(condition, why):
    if not condition:
        raise Refused(why)


def garwood(k, level=0.95):
    a = 1 - level
    return (stats.chi2.ppf(a / 2, 2 * k) / 2 if k > 0 else 0.0), stats.chi2.ppf(1 - a / 2, 2 * k + 2) / 2


def population_at_risk(inp):
    k = inp["events"]
    lo, hi = garwood(k)
    return {name: {"rate": 1000 * k / N, "lower": 1000 * lo / N, "upper": 1000 * hi / N} for name, N in inp["denominators"].items()}


METHODS = {f.__name__: f for f in (population_at_risk,)}

if __name__ == "__main__":
    cases = json.load(open(sys.argv[1]))["cases"]
    for case in cases:
        try:
            case["output"] = METHODS[case["method"]](case["input"])
        except Refused as why:
            case["output"] = {"refused": str(why)}
    json.dump({"cases": cases}, sys.stdout, ensure_ascii=False, default=float)
