"""Points to areas. args: INPUT (Chicago events, EPSG:32616) ; --engine geopandas|shapely"""
import argparse, warnings; warnings.filterwarnings("ignore")
import os, sys; sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from common import *
import geopandas as gpd, shapely, pandas as pd
p = argparse.ArgumentParser(); p.add_argument("input"); p.add_argument("--engine", default="geopandas"); a = p.parse_args()
g = gpd.read_file(data("chicago_police_districts.kml")).to_crs(32616); g["geometry"] = shapely.force_2d(g.geometry.values); d = load_events(a.input)
if a.engine == "geopandas":
    with Timer() as t: q = gpd.GeoDataFrame(d, geometry=gpd.points_from_xy(d.x, d.y), crs=32616); j = gpd.sjoin(q, g.reset_index(names="row")[["row", "geometry"]], how="left", predicate="intersects"); row = j.groupby(level=0)["row"].first().to_numpy()
    lib = "geopandas " + gpd.__version__
else:
    with Timer() as t:
        tr = shapely.STRtree(g.geometry.values); pts = shapely.points(d.x, d.y); i, k = tr.query(pts, predicate="intersects"); row = np.full(len(d), np.nan); row[i[::-1]] = k[::-1]
    lib = "shapely " + shapely.__version__ + " STRtree"
r = np.where(np.isnan(row), -1, row).astype("int64"); emit("point in polygon join", lib, len(d), t.s, dict(polygons=len(g), vertices=int(shapely.get_num_coordinates(g.geometry.values).sum()), outside=int((r < 0).sum()), counts=np.bincount(r[r >= 0], minlength=len(g)), sha=sha(r)))
