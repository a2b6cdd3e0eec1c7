"""DBSCAN by scikit-learn, on one thread and on two; the faster is reported. args: FOLDER N --metres M --least K"""
import numpy as np, sklearn
from sklearn.cluster import DBSCAN
from common import arguments, best, emit, events

a = arguments(metres=50.0, least=50)
points = np.column_stack(events(a.folder, a.n)[:2])
call = lambda jobs: DBSCAN(eps=a.metres, min_samples=a.least, n_jobs=jobs).fit(points)
seconds, found = min((best(lambda: call(jobs), a.runs) for jobs in (1, 2)), key=lambda t: t[0])
emit("clusters", "scikit-learn", sklearn.__version__, a.n, seconds, (found.labels_ < 0).sum())
