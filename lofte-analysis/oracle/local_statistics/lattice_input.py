"""Areas with counts. args: wards|grid|bench OUT.gpkg-or-npz [--cell 500] [INPUT]
wards: Northumbria ASB 2022 by ward (real polygons, real points). grid: Chicago events per cell, distance band 1.5 cells (queen)."""
import sys, argparse
import os, sys; sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from common import *
import pandas as pd
def wards():
    import geopandas as gpd
    g = gpd.read_file(data("northumbria_wards.gpkg")).to_crs(27700)
    d = pd.read_csv(data("northumbria_asb_2022.tab.gz"), sep="\t")
    p = gpd.GeoDataFrame(d, geometry=gpd.points_from_xy(d.longitude, d.latitude), crs=4326).to_crs(27700)
    j = gpd.sjoin(p, g.reset_index(names="row")[["row", "geometry"]], predicate="within")
    g["count"] = j.groupby("row").size().reindex(range(len(g)), fill_value=0).to_numpy()
    return g
def grid(path, cell):
    """all cells of the bounding box that lie within 1 cell of an event (so no large empty lake)"""
    d = load_events(path); cx = (d.x // cell).astype(int); cy = (d.y // cell).astype(int)
    cx -= cx.min() - 1; cy -= cy.min() - 1; Z = np.zeros((cy.max() + 2, cx.max() + 2), int); np.add.at(Z, (cy.to_numpy(), cx.to_numpy()), 1)
    from scipy.ndimage import binary_dilation
    M = binary_dilation(Z > 0, np.ones((3, 3))); r, c = np.nonzero(M)
    return r, c, Z[r, c]
def queen(r, c):
    """neighbours on the lattice as CSR without self"""
    import scipy.sparse as sp
    key = {(a, b): i for i, (a, b) in enumerate(zip(r.tolist(), c.tolist()))}; I = []; J = []
    for i, (a, b) in enumerate(zip(r.tolist(), c.tolist())):
        for da in (-1, 0, 1):
            for db in (-1, 0, 1):
                if da or db:
                    j = key.get((a + da, b + db))
                    if j is not None: I.append(i); J.append(j)
    return sp.csr_matrix((np.ones(len(I)), (I, J)), shape=(len(r), len(r)))
