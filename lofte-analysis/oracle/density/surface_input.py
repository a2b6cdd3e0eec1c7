"""Input of the surface oracles from the Chicago extract: data/chicago_1e4_utm16.csv.gz, data/chicago_lattice_{500,150}.csv.gz.
The first is the draw of 10 000 that kde.py was run on (make_inputs.py, events_10000), the others what lattice_input.grid gives."""
import gzip
import numpy as np, pandas as pd
from pyproj import Transformer
from scipy.ndimage import binary_dilation
import os, sys; sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from common import data

def save(name, frame):
    with gzip.GzipFile(data(name), "wb", 9, mtime=0) as f: f.write(frame.to_csv(index=False).encode())
d = pd.read_csv(data("chicago_aggravated_assaults_2010-2019.csv.gz"))
d = d[(d.longitude.between(-88, -87)) & (d.latitude.between(41.5, 42.2))].reset_index(drop=True)
x, y = Transformer.from_crs(4326, 32616, always_xy=True).transform(d.longitude.values, d.latitude.values)
t = ((pd.to_datetime(d.date) - pd.Timestamp("2010-01-01")).dt.total_seconds() // 60).astype("int64")
e = pd.DataFrame(dict(x=x, y=y, t=t.values))
save("chicago_1e4_utm16.csv.gz", e.sample(10_000, random_state=1).sort_values("t", kind="stable")[["x", "y"]])
for cell in (500, 150):
    cx = (e.x // cell).astype(int); cy = (e.y // cell).astype(int); cx -= cx.min() - 1; cy -= cy.min() - 1
    z = np.zeros((cy.max() + 2, cx.max() + 2), int); np.add.at(z, (cy.to_numpy(), cx.to_numpy()), 1)
    r, c = np.nonzero(binary_dilation(z > 0, np.ones((3, 3))))
    save(f"chicago_lattice_{cell}.csv.gz", pd.DataFrame(dict(row=r, column=c, count=z[r, c])))
