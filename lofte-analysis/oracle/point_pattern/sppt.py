"""Andresen's spatial point pattern test between two years. args: INPUT --y1 2018 --y2 2019 --cell 1000 --samples 200
classic: base percentage against the interval of nsamples resamples of 85 % of the test points (without replacement). exact: the same resampling is multivariate hypergeometric, so the interval follows from hypergeometric quantiles.
diff: Wheeler, Steenbeek & Andresen 2018: 2x2 chi-square / Fisher per unit with BH adjustment."""
import argparse
import os, sys; sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from common import *
import scipy.stats as st
p = argparse.ArgumentParser(); p.add_argument("input"); p.add_argument("--y1", type=int, default=2018); p.add_argument("--y2", type=int, default=2019); p.add_argument("--cell", type=float, default=2000); p.add_argument("--samples", type=int, default=200); a = p.parse_args()
import pandas as pd
d = load_events(a.input); yr = (pd.Timestamp("2010-01-01") + pd.to_timedelta(d.t, unit="min")).dt.year
k = list(zip((d.x // a.cell).astype(int), (d.y // a.cell).astype(int))); u = {c: i for i, c in enumerate(sorted(set(k)))}; k = np.array([u[c] for c in k]); n = len(u)
B = np.bincount(k[yr == a.y1], minlength=n); Tn = np.bincount(k[yr == a.y2], minlength=n); tp = k[yr == a.y2]
g = np.random.default_rng(1); m = int(round(.85 * len(tp)))
with Timer() as t1:
    S = np.stack([np.bincount(g.permutation(tp)[:m], minlength=n) for _ in range(a.samples)], 1) * 100 / m; S.sort(axis=1)
    lo, hi = S[:, int(np.floor(.025 * a.samples))], S[:, int(np.ceil(.975 * a.samples)) - 1]
bp = 100 * B / B.sum(); idx = np.where(bp < lo, -1, np.where(bp > hi, 1, 0))
with Timer() as t2:
    h = st.hypergeom(len(tp), Tn, m); elo, ehi = 100 * h.ppf(.025) / m, 100 * h.ppf(.975) / m; eidx = np.where(bp < elo, -1, np.where(bp > ehi, 1, 0))
with Timer() as t3: pf = np.array([st.fisher_exact([[b, B.sum() - b], [q, Tn.sum() - q]])[1] for b, q in zip(B, Tn)])
padj = st.false_discovery_control(pf); nz = (B + Tn) > 0
emit("SPPT", "own; scipy", len(d), t1.s, dict(units=n, base=B, test=Tn, S_global=float((idx == 0).mean()), S_robust=float((idx[nz] == 0).mean()), mc_index=idx, exact_index=eidx, exact_S=float((eidx == 0).mean()), agree=float((idx == eidx).mean()), exact_lo=elo, exact_hi=ehi, fisher_p=pf, fisher_bh=padj, fisher_S=float((padj > .05).mean()), times=dict(mc=t1.s, exact=t2.s, fisher=t3.s)))
