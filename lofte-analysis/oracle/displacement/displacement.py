"""Weighted displacement quotient (Bowers & Johnson 2003) and weighted displacement difference (Wheeler & Ratcliffe 2018), with the published check values. args: none"""
import os, sys; sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from common import *
import scipy.stats as st
def wdq(t0, t1, d0, d1, c0, c1):
    """(D1/C1 - D0/C0) / (T1/C1 - T0/C0): <-1 displacement exceeds the gain, (-1,0) some displacement, 0 none, (0,1] diffusion of benefit, >1 diffusion larger than the direct effect. Only read it when the success measure T1/C1 - T0/C0 is negative."""
    if c0 <= 0 or c1 <= 0: return dict(wdq=None, readable=False, why="control count is zero")
    s = t1 / c1 - t0 / c0; b = d1 / c1 - d0 / c0; return dict(success=s, buffer=b, wdq=b / s if s else None, readable=s < 0)
def wdd(c, t, dc=(0, 0), dt=(0, 0), tw=(1, 1), aw=(1, 1, 1, 1), alpha=.1):
    """c,t,dc,dt = (pre, post) of control, treated, displacement control, displacement; aw = area weights in that order c,t,dc,dt; each count is divided by time weight x area weight"""
    def dif(v, a): return v[1] / (tw[1] * a) - v[0] / (tw[0] * a), v[1] / (tw[1] * a) ** 2 + v[0] / (tw[0] * a) ** 2
    (ec, vc), (et, vt), (edc, vdc), (ed, vd) = dif(c, aw[0]), dif(t, aw[1]), dif(dc, aw[2]), dif(dt, aw[3])
    l, d = et - ec, ed - edc; vl, vdis = vt + vc, vd + vdc; e, v = l + d, vl + vdis; q = st.norm.ppf(1 - alpha / 2)
    return dict(est_local=l, se_local=vl**.5, est_displace=d, se_displace=vdis**.5, est_total=e, se_total=v**.5, z=e / v**.5 if v else None, lo=e - q * v**.5, hi=e + q * v**.5)
def wdd_harm(rows, w, alpha=.05):
    e = sum(a * r["est_local"] for a, r in zip(w, rows)); s = sum((a * r["se_local"]) ** 2 for a, r in zip(w, rows)) ** .5; q = st.norm.ppf(1 - alpha / 2); return dict(est=e, se=s, z=e / s, lo=e - q * s, hi=e + q * s)
h = [wdd(*v) for v in (((133, 91), (130, 74)), ((388, 305), (327, 202)), ((148, 97), (398, 190)), ((86, 64), (144, 92)), ((94, 67), (183, 96)))]
emit("displacement", "own, formulae of the papers", 0, 0, dict(
    wdq={"20->10, buffer 15->15, control 100->100": wdq(20, 10, 15, 15, 100, 100), "buffer 15->20": wdq(20, 10, 15, 20, 100, 100), "buffer 15->10": wdq(20, 10, 15, 10, 100, 100), "target up": wdq(20, 25, 15, 15, 100, 100), "control 0": wdq(20, 10, 15, 10, 0, 10)},
    wdd={"paper Crime Science 2018": wdd((308, 318), (207, 110), (150, 140), (178, 157), alpha=.05), "time weights 2,1": wdd((100, 50), (80, 20), tw=(2, 1), alpha=.05), "area weights .9,1.2,1.6,1.5": wdd((308, 318), (207, 110), (150, 140), (178, 157), aw=(.9, 1.2, 1.6, 1.5), alpha=.05), "zeros": wdd((0, 0), (0, 0))},
    wdd_harm_weights_3_2_5_7_10=wdd_harm(h, (3, 2, 5, 7, 10)),
    published={"paper Crime Science 2018": dict(est_total=-118, se_total=1568**.5, z=-2.98, lo=-196, hi=-40), "time weights 2,1": dict(est_total=-20, se_total=115**.5), "area weights .9,1.2,1.6,1.5": dict(est_total=-99.69444444, se_total=35.4280755, z=-2.813995483, lo=-169.1321965, hi=-30.25669241), "harm": dict(est=-1721, se=304.10360077, z=-5.65925558, lo=-2317.03210507, hi=-1124.96789493)}))
