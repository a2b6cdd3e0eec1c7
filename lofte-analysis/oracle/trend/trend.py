"""Trend with season: NB2 and quasi-Poisson harmonic regression, STL. args: INPUT(events parquet) [--unit month|week] [--series N: time N fits]"""
import argparse
import os, sys; sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from common import *
import pandas as pd, statsmodels, statsmodels.api as sm
from statsmodels.tsa.seasonal import STL
p = argparse.ArgumentParser(); p.add_argument("input"); p.add_argument("--series", type=int, default=0); p.add_argument("--dump"); a = p.parse_args()
d = load_events(a.input); ts = pd.Timestamp("2010-01-01") + pd.to_timedelta(d.t, unit="min")
m = (ts.dt.year - 2010) * 12 + ts.dt.month - 1; m = m[(m >= 0) & (m < 120)]
y = np.bincount(m, minlength=120).astype(float)
days = np.array([pd.Period(f"{2010+i//12}-{i%12+1:02d}").days_in_month for i in range(120)], float)
t = np.arange(120); X = np.column_stack([np.ones(120), t / 12, *(f(2 * np.pi * k * t / 12) for k in (1, 2) for f in (np.sin, np.cos))])
def fits(y):
    po = sm.GLM(y, X, family=sm.families.Poisson(), offset=np.log(days)).fit(scale="X2")
    nb = sm.NegativeBinomial(y, X, offset=np.log(days)).fit(disp=0, maxiter=500, method="bfgs", start_params=np.r_[po.params, .01])
    nb = sm.NegativeBinomial(y, X, offset=np.log(days)).fit(disp=0, maxiter=200, method="newton", start_params=nb.params)
    st = STL(y, period=12, seasonal=13, trend=23, robust=False).fit(inner_iter=2, outer_iter=0)
    return po, nb, st
if a.series:
    g = np.random.default_rng(5); ys = [g.poisson(y) for _ in range(a.series)]
    with Timer() as tm:
        for q in ys: fits(q.astype(float))
    emit("quasi-Poisson + NB2 + STL on 120 months, per series", "statsmodels " + statsmodels.__version__, a.series, tm.s, dict(per_series_ms=1000 * tm.s / a.series)); raise SystemExit
with Timer() as tm: po, nb, st = fits(y)
if a.dump: np.savetxt(a.dump, np.column_stack([y, days]), fmt="%d", delimiter=",", header="y,days", comments="")
emit("trend with season, 120 months", "statsmodels " + statsmodels.__version__, len(d), tm.s, dict(
    y=y, days=days, design="1, t/12, sin/cos k=1,2 of 2 pi k t/12, offset log(days in month)",
    quasipoisson=dict(coef=po.params, se=po.bse, dispersion=po.scale, deviance=po.deviance, pct_per_year=100 * (np.exp(po.params[1]) - 1), pct_ci=100 * (np.exp(po.params[1] + np.array([-1, 1]) * 1.959963984540054 * po.bse[1]) - 1)),
    nb2=dict(coef=nb.params[:-1], alpha=nb.params[-1], theta=1 / nb.params[-1], se=nb.bse, loglik=nb.llf, converged=bool(nb.mle_retvals["converged"])),
    stl=dict(params="period 12, seasonal 13, trend 23, low_pass 13, degrees 1/1/1, not robust, inner_iter 2, outer_iter 0", trend=st.trend, seasonal=st.seasonal, resid=st.resid)))
