"""Puts the points that dbscan.py clustered, their hour, and its labels into one small file.
args: DBSCAN.parquet STDBSCAN.parquet OUT.csv.gz (the files that dbscan.py houston --save makes; SPATIAL_DATA as in common.py)
x, y: UTM 15N, metres. hour: hours since 2010-01-01. robbery: 1 for the events that stscan.py takes. core, st_core: 1 for core points.
cluster, st_cluster: the row of the cluster's first core point, empty for noise."""
import gzip, sys
import os, sys; sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from common import *
import pandas as pd
a, b = (pd.read_parquet(f) for f in sys.argv[1:3])
h = pd.read_csv(data("houston_crime_2010.csv.gz")); h = h[h.lon.between(-96, -94.9) & h.lat.between(29.3, 30.2)].reset_index(drop=True)
hour = (pd.to_datetime(h.date, format="%m/%d/%Y") - pd.Timestamp("2010-01-01")).dt.days * 24 + h.hour
assert len(h) == len(a) == len(b) and (a.x == b.x).all() and (a.y == b.y).all() and (a.t == b.t).all()
assert (a.t == hour // 24 + hour % 24 / 24).all()
label = lambda c: c.astype("Int64").mask(c < 0)
o = pd.DataFrame(dict(x=a.x, y=a.y, hour=hour, robbery=(h.offense == "robbery").astype(int), core=a.core.astype(int), cluster=label(a.cluster), st_core=b.core.astype(int), st_cluster=label(b.cluster)))
with open(sys.argv[3], "wb") as f, gzip.GzipFile("", "wb", 9, f, 0) as g: g.write(o.to_csv(index=False, lineterminator="\n").encode())
