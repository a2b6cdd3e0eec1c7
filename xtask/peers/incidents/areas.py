"""Points in the 25 police districts by geopandas. args: FOLDER N; a point on a border goes to the first that it touches"""
import json, os, warnings
import numpy as np

warnings.filterwarnings("ignore")
import geopandas as gpd, shapely
from common import arguments, best, emit, events

a = arguments()
x, y, _ = events(a.folder, a.n)
areas = json.load(open(os.path.join(a.folder, "districts.json")))
shape = lambda area: shapely.MultiPolygon([shapely.Polygon(rings[0], rings[1:]) for rings in area])
districts = gpd.GeoDataFrame(dict(row=range(len(areas))), geometry=[shape(area) for area in areas], crs=32616)


def call():
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y), crs=32616)
    joined = gpd.sjoin(points, districts, how="left", predicate="intersects")
    return joined.groupby(level=0)["row"].min().to_numpy()


seconds, row = best(call, a.runs)
row = np.where(np.isnan(row), -1, row).astype("int64")
emit("areas", "geopandas", gpd.__version__, a.n, seconds, ((row + 1) * (np.arange(a.n) % 97 + 1)).sum())
