"""Which DeSO of Flen a point lies in, decided in exact rational arithmetic with the standard library only: the
plainest correct method, slow and independent of any geometry library. Points: a grid over the municipality, every
corner of every area, and the middle of every edge. Rule: inside or on the border; the lowest area number wins.
Run: python3 flen_points.py > flen_points.json"""
import json, os
from fractions import Fraction as F

here = os.path.dirname(os.path.abspath(__file__))
features = json.load(open(os.path.join(here, "..", "data", "flen_deso_2025.geojson")))["features"]
areas = [[[[(F(x), F(y)) for x, y in ring] for ring in polygon]
          for polygon in (f["geometry"]["coordinates"] if f["geometry"]["type"] == "MultiPolygon" else [f["geometry"]["coordinates"]])]
         for f in features]

def has(polygon, x, y):
    inside = False
    for ring in polygon:
        for (ax, ay), (bx, by) in zip(ring, ring[1:]):
            cross = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
            if cross == 0 and min(ax, bx) <= x <= max(ax, bx) and min(ay, by) <= y <= max(ay, by):
                return True
            if (ay > y) != (by > y) and x < ax + (bx - ax) * (y - ay) / (by - ay):
                inside = not inside
    return inside

def locate(x, y):
    for i, area in enumerate(areas):
        if any(has(p, F(x), F(y)) for p in area): return i
    return -1

corners = [c for f in areas for p in f for r in p for c in r]
xs = [float(c[0]) for c in corners]; ys = [float(c[1]) for c in corners]
points = [(min(xs) + (max(xs) - min(xs)) * i / 40, min(ys) + (max(ys) - min(ys)) * j / 40) for i in range(41) for j in range(41)]
points += [(float(x), float(y)) for x, y in corners]
points += [((float(a[0]) + float(b[0])) / 2, (float(a[1]) + float(b[1])) / 2) for f in areas for p in f for r in p for a, b in zip(r, r[1:])]
answer = [locate(x, y) for x, y in points]
print(json.dumps({"what": "point in area, exact rationals", "deso": [f["properties"]["deso"] for f in features], "x": [p[0] for p in points], "y": [p[1] for p in points], "area": answer}))
