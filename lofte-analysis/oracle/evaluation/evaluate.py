"""Evaluation of an intervention on monthly counts by district: DiD (two-way fixed effects), interrupted time series, synthetic control. args: INPUT --district 11 --at 72 (month index)"""
import argparse
import os, sys; sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from common import *
import pandas as pd, statsmodels, statsmodels.api as sm
from scipy.optimize import minimize
p = argparse.ArgumentParser(); p.add_argument("input"); p.add_argument("--district", type=int, default=11); p.add_argument("--at", type=int, default=72); a = p.parse_args()
d = load_events(a.input); ts = pd.Timestamp("2010-01-01") + pd.to_timedelta(d.t, unit="min"); m = (ts.dt.year - 2010) * 12 + ts.dt.month - 1
Y = d[(m >= 0) & (m < 120)].groupby([d.district, m]).size().unstack(fill_value=0); Y = Y[Y.sum(axis=1) > 1200]; D = Y.index.to_numpy(); Y = Y.to_numpy(float); G, T = Y.shape; tr = int(np.nonzero(D == a.district)[0][0])
post = (np.arange(T) >= a.at).astype(float)
g = np.repeat(np.arange(G), T); t = np.tile(np.arange(T), G); y = Y.ravel(); z = ((g == tr) & (t >= a.at)).astype(float)
X = np.column_stack([z, np.eye(G)[g], np.eye(T)[t][:, 1:]])
with Timer() as t1:
    ols = sm.OLS(y, X).fit(cov_type="cluster", cov_kwds=dict(groups=g, use_correction=True, df_correction=True)); po = sm.GLM(y, X, family=sm.families.Poisson()).fit(cov_type="cluster", cov_kwds=dict(groups=g, use_correction=True))
yt = Y[tr]; tt = np.arange(T); days = np.array([pd.Period(f"{2010+i//12}-{i%12+1:02d}").days_in_month for i in range(T)], float)
XI = np.column_stack([np.ones(T), tt, post, post * (tt - a.at), *(f(2 * np.pi * k * tt / 12) for k in (1, 2) for f in (np.sin, np.cos))])
with Timer() as t2:
    its = sm.GLM(yt, XI, family=sm.families.Poisson(), offset=np.log(days)).fit(scale="X2"); itsn = sm.OLS(yt, XI).fit(cov_type="HAC", cov_kwds=dict(maxlags=12, use_correction=False))
def synth(i):
    """weights >= 0, sum 1, minimising the pre-period squared error on the outcome itself (Abadie, Diamond & Hainmueller 2010 with outcome lags, V = identity)"""
    o = [j for j in range(G) if j != i]; A = Y[o, :a.at].T; b = Y[i, :a.at]; n = len(o)
    r = minimize(lambda w: ((A @ w - b) ** 2).sum(), np.full(n, 1 / n), jac=lambda w: 2 * A.T @ (A @ w - b), bounds=[(0, 1)] * n, constraints=dict(type="eq", fun=lambda w: w.sum() - 1, jac=lambda w: np.ones(n)), method="SLSQP", options=dict(maxiter=2000, ftol=1e-13))
    e = Y[i] - Y[o].T @ r.x; pre, pst = (e[:a.at] ** 2).mean(), (e[a.at:] ** 2).mean(); return o, r.x, e, pre, pst
with Timer() as t3: o, w, e, pre, pst = synth(tr); ratio = [np.sqrt(q[4] / q[3]) for q in map(synth, range(G))]
emit("evaluation", "statsmodels " + statsmodels.__version__, len(d), t1.s + t2.s + t3.s, dict(districts=D, treated=a.district, at=a.at, Y=Y,
    did_ols=dict(effect=ols.params[0], se_cluster=ols.bse[0], p=ols.pvalues[0]), did_poisson=dict(log_irr=po.params[0], se_cluster=po.bse[0], irr=np.exp(po.params[0]), note="cluster-robust with one treated unit is far too small; report the placebo distribution instead"),
    did_simple=float((yt[a.at:].mean() - yt[:a.at].mean()) - (np.delete(Y, tr, 0)[:, a.at:].mean() - np.delete(Y, tr, 0)[:, :a.at].mean())),
    its_quasipoisson=dict(coef=its.params, se=its.bse, dispersion=its.scale), its_ols_newey_west=dict(coef=itsn.params, se=itsn.bse, maxlags=12),
    synthetic=dict(donors=D[o], weights=w, pre_mse=pre, post_mse=pst, gap_mean_post=e[a.at:].mean(), rmspe_ratio=ratio, placebo_p=float(np.mean(np.array(ratio) >= ratio[tr]))), times=dict(did=t1.s, its=t2.s, synth=t3.s)))
