"""Gi* and local Moran by esda, on one process and on two; the faster is reported. args: FOLDER CELLS --method M --perms P

esda divides by n - 1 where the definition has n; the check takes that out. In the lower tail esda does not count ties with
what was seen, so that the check for permutations takes p where the statistic is above zero."""
import warnings
import numpy as np, scipy.sparse as sp
from common import arguments, best, emit, read

warnings.filterwarnings("ignore")
import esda, libpysal

a = arguments(method="gi", perms=0)
count = read(a.folder, f"lattice-{a.n}.count.f64")
starts, neighbours = (read(a.folder, f"lattice-{a.n}.{c}.u32") for c in ("starts", "neighbours"))
matrix = sp.csr_matrix((np.ones(len(neighbours)), neighbours, starts), shape=(a.n, a.n))
matrix.sort_indices()
weights = libpysal.weights.WSP(matrix).to_W(silence_warnings=True)


def run(values, w, jobs):
    if a.method == "gi":
        return esda.G_Local(values, w, transform="B", permutations=a.perms, star=True, n_jobs=jobs, seed=1)
    return esda.Moran_Local(values, w, transformation="r", permutations=a.perms, n_jobs=jobs, seed=1)


small = libpysal.weights.lat2W(4, 4)
timed = []
for jobs in (1, 2) if a.perms else (1,):
    run(np.arange(16.0), small, jobs)  # compiles
    timed.append(best(lambda: run(count, weights, jobs), a.runs))
seconds, result = min(timed, key=lambda t: t[0])
observed = result.Zs if a.method == "gi" else result.Is * a.n / (a.n - 1)
check = result.p_sim[observed > 0].sum() if a.perms else np.abs(observed).sum()
emit(("permuted-" if a.perms else "") + a.method, "esda", esda.__version__, a.n, seconds, check)
