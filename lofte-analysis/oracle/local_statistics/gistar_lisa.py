"""Getis-Ord Gi* and local Moran I. args: wards | INPUT --cell C ; --perms N ; --engine own|esda ; --jobs J"""
import argparse, warnings; warnings.filterwarnings("ignore")
import os, sys; sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from common import *
from lattice_input import wards, grid, queen
import esda, libpysal, scipy.stats as st, scipy.sparse as sp
p = argparse.ArgumentParser(); p.add_argument("input"); p.add_argument("--cell", type=float, default=500); p.add_argument("--perms", type=int, default=999); p.add_argument("--jobs", type=int, default=1); p.add_argument("--brief", action="store_true"); a = p.parse_args()
if a.input == "wards":
    g = wards(); w = libpysal.weights.Queen.from_dataframe(g, use_index=False, silence_warnings=True); y = g["count"].to_numpy(float); A = w.sparse.tocsr()
else:
    r, c, y = grid(a.input, a.cell); y = y.astype(float); A = queen(r, c); A.sort_indices(); w = libpysal.weights.WSP(A).to_W(silence_warnings=True)
n = len(y)
def gistar(y, A):
    """Getis-Ord 1992/1995 with binary weights and self"""
    B = (A + sp.eye(n)).tocsr(); B.data[:] = 1; W = np.asarray(B.sum(1)).ravel(); S1 = np.asarray(B.multiply(B).sum(1)).ravel()
    m = y.mean(); s = np.sqrt((y * y).mean() - m * m)
    return (B @ y - m * W) / (s * np.sqrt((n * S1 - W * W) / (n - 1)))
def bh(p, q=.05):
    o = np.argsort(p); k = np.nonzero(p[o] <= q * np.arange(1, n + 1) / n)[0]; return float(p[o][k[-1]]) if len(k) else 0.0
_w = libpysal.weights.lat2W(4, 4); _w.transform = "R"; _y = np.arange(16.)  # compile numba kernels outside the timing
esda.G_Local(_y, libpysal.weights.lat2W(4, 4), transform="B", permutations=9, star=True, n_jobs=a.jobs); esda.Moran_Local(_y, _w, permutations=9, n_jobs=a.jobs)
with Timer() as tg: z = gistar(y, A); pv = 2 * st.norm.sf(np.abs(z)); cut = bh(pv)
with Timer() as te: G = esda.G_Local(y, w, transform="B", permutations=0, star=True)
np.random.seed(12345)
with Timer() as tp: Gp = esda.G_Local(y, w, transform="B", permutations=a.perms, star=True, n_jobs=a.jobs, seed=12345)
R = w; R.transform = "R"
with Timer() as tl: L = esda.Moran_Local(y, R, transformation="r", permutations=a.perms, n_jobs=a.jobs, seed=12345)
lfdr = esda.fdr(L.p_sim, .05)
res = dict(mean=y.mean(), sd=y.std(), n_links=int(A.nnz), islands=int((np.asarray(A.sum(1)).ravel() == 0).sum()),
    gistar=dict(max=z.max(), min=z.min(), fdr_cut_p=cut, hot=int(((pv <= cut) & (z > 0)).sum()), cold=int(((pv <= cut) & (z < 0)).sum()), hot_unadjusted_p05=int(((pv <= .05) & (z > 0)).sum()), maxdiff_vs_esda=float(np.nanmax(np.abs(z - G.Zs))), esda_s=te.s, own_s=tg.s, esda_perm_s=tp.s, perms=a.perms, jobs=a.jobs),
    lisa=dict(esda_s=tl.s, sig05=int((L.p_sim <= .05).sum()), fdr_cut_p=float(lfdr), sig_fdr=int((L.p_sim <= lfdr).sum()), quadrant_sig={q: int(((L.q == q) & (L.p_sim <= .05)).sum()) for q in (1, 2, 3, 4)}, globalI=esda.Moran(y, R, permutations=0).I),
)
if not a.brief: res.update(y=y, gistar_z=z, gistar_p=pv, lisa_I_esda=L.Is, lisa_q=L.q, lisa_EI_sim=L.EI_sim, lisa_VI_sim=L.VI_sim, lisa_p_sim=L.p_sim, neighbours=[A.indices[A.indptr[i]:A.indptr[i + 1]] for i in range(n)] if n < 2000 else None)
emit("Gi* and local Moran", f"esda {esda.__version__}, libpysal {libpysal.__version__}", n, te.s + tl.s, res, events=int(y.sum()))
