"""EARS C1, C2 (as surveillance: mean + z sd, sd with n-1) and C3 as defined by the CDC: sum over t,t-1,t-2 of max(0, C2stat - 1) > 2. args: CSV date,count [--days 365]"""
import argparse
import os, sys; sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from common import *
import pandas as pd
p = argparse.ArgumentParser(); p.add_argument("input"); p.add_argument("--days", type=int, default=365); a = p.parse_args()
y = pd.read_csv(a.input)["count"].to_numpy(float); n = len(y); idx = np.arange(n - a.days, n)
from scipy.stats import norm
def base(t, lag): w = y[t - 7 - lag:t - lag]; return w.mean(), w.std(ddof=1)
def stat(t): m, s = base(t, 2); return (y[t] - m) / s if s > 0 else (0.0 if y[t] <= m else float("inf"))
z = norm.ppf(.999)
with Timer() as t:
    c1 = [base(i, 0) for i in idx]; c2 = [base(i, 2) for i in idx]; c3 = [sum(max(0, stat(i - k) - 1) for k in (0, 1, 2)) for i in idx]
emit("EARS C1-C3", "own", a.days, t.s, dict(z=z, c1_upper=[m + z * s for m, s in c1], c2_upper=[m + z * s for m, s in c2], c1_alarm=[int(y[i] > m + z * s) for i, (m, s) in zip(idx, c1)], c2_alarm=[int(y[i] > m + z * s) for i, (m, s) in zip(idx, c2)], c3_stat=c3, c3_alarm=[int(v > 2) for v in c3]))
