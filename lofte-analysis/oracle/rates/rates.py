"""Exact Poisson (Garwood) intervals, rate ratios, direct standardisation (Fay-Feuer). args: [INPUT.csv count,pop] --n for timing"""
import argparse
import os, sys; sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from common import *
import scipy, scipy.stats as st, statsmodels, statsmodels.stats.rates as sr
p = argparse.ArgumentParser(); p.add_argument("--n", type=int, default=0); a = p.parse_args()

def garwood(k, conf=.95):
    k = np.asarray(k, float); al = 1 - conf
    lo = np.where(k > 0, st.chi2.ppf(al / 2, 2 * k) / 2, 0.0)
    return lo, st.chi2.ppf(1 - al / 2, 2 * k + 2) / 2

def rr_exact(k1, n1, k2, n2, conf=.95):
    """conditional: k1 ~ Bin(k1+k2, pi), RR = pi/(1-pi) * n2/n1, Clopper-Pearson on pi; two-sided p by doubling and by minimum likelihood"""
    k = k1 + k2; al = 1 - conf
    pl = st.beta.ppf(al / 2, k1, k2 + 1) if k1 > 0 else 0.0
    pu = st.beta.ppf(1 - al / 2, k1 + 1, k2) if k2 > 0 else 1.0
    f = lambda q: (q / (1 - q) * n2 / n1) if q < 1 else float("inf")
    pi0 = n1 / (n1 + n2)
    dbl = min(1, 2 * min(st.binom.cdf(k1, k, pi0), st.binom.sf(k1 - 1, k, pi0))) if k else 1.0
    return dict(rr=(k1 / n1) / (k2 / n2) if k2 else float("inf"), lo=f(pl), hi=f(pu), p_double=dbl, p_minlik=st.binomtest(k1, k, pi0).pvalue if k else 1.0)

if a.n:
    k = np.random.default_rng(3).poisson(12, a.n)
    with Timer() as t: lo, hi = garwood(k)
    emit("Garwood 95 % intervals", "scipy " + scipy.__version__, a.n, t.s, dict(sum_lo=lo.sum(), sum_hi=hi.sum())); raise SystemExit
res = {}
ks = [0, 1, 2, 3, 4, 5, 7, 10, 17, 29, 50, 100, 316, 1000, 10000, 1000000]
for c in (.90, .95, .99, .998):
    lo, hi = garwood(ks, c); res[f"garwood_{c}"] = [dict(k=k, lo=l, hi=h) for k, l, h in zip(ks, lo, hi)]
chk = [sr.confint_poisson(k, 1, method="exact-c", alpha=.05) for k in ks[1:]]
res["max_abs_diff_vs_statsmodels_exact_c"] = float(max(abs(a_ - b_) for (l, h), i in zip(chk, res["garwood_0.95"][1:]) for a_, b_ in ((l, i["lo"]), (h, i["hi"]))))
import pandas as pd
b = pd.read_csv(data("bra_flen_oxelosund_1996_2025.csv"), dtype={"kommun": str})
pop = {("0482", 2025): 1965 / 12903e-5, ("0481", 2025): 1334 / 11120e-5, ("0482", 2024): 1980 / 12744e-5}
rows = []
for (kom, yr), N in pop.items():
    N = round(N)
    for _, r in b[(b.kommun == kom) & (b.year == yr)].iterrows():
        lo, hi = garwood(r["count"]); rows.append(dict(kommun=kom, year=yr, key=r["key"], count=int(r["count"]), pop=N, rate=r["count"] / N * 1e5, lo=float(lo) / N * 1e5, hi=float(hi) / N * 1e5))
res["bra_rates_per_100k"] = rows
n1, n2 = round(pop[("0482", 2025)]), round(pop[("0481", 2025)])
g = lambda kom, key, yr=2025: int(b[(b.kommun == kom) & (b.year == yr) & (b.key == key)]["count"].iloc[0])
res["rate_ratio_flen_vs_oxelosund_2025"] = {key: dict(k1=g("0482", key), n1=n1, k2=g("0481", key), n2=n2, **rr_exact(g("0482", key), n1, g("0481", key), n2)) for key in b.key.unique()}
res["rate_ratio_edge"] = {f"{k1}/{k2}": rr_exact(k1, 1000, k2, 2000) for k1, k2 in ((0, 0), (0, 5), (5, 0), (1, 1), (3, 10), (40, 40))}
sp = sr.test_poisson_2indep(1965, n1, 1334, n2, method="score"); res["statsmodels_score_total"] = dict(z=sp.statistic, p=sp.pvalue, ci=list(sr.confint_poisson_2indep(1965, n1, 1334, n2, method="score", compare="ratio")))
sp = sr.test_poisson_2indep(83, n1, 66, n2, method="etest"); res["statsmodels_etest_burglary"] = dict(stat=sp.statistic, p=sp.pvalue)
# direct standardisation with the Fay-Feuer gamma interval: rates_ref.R (epitools)
emit("rates and ratios", f"scipy {scipy.__version__}, statsmodels {statsmodels.__version__}", len(ks), 0, res)
