"""Writes what both sides read, from the real events in lofte-analysis/oracle/data. args: ORACLE FOLDER

Raw little-endian arrays, named by their type, so that neither side is timed at reading text."""
import gzip, json, os, re, sys, warnings
import numpy as np, pandas as pd
from pyproj import Transformer
from scipy.ndimage import binary_dilation
from common import TYPES

oracle, out = sys.argv[1:3]
os.makedirs(out, exist_ok=True)
to_metres = Transformer.from_crs(4326, 32616, always_xy=True)  # UTM 16N


def write(name, values):
    np.ascontiguousarray(values).astype(TYPES[name.rsplit(".", 1)[1]]).tofile(os.path.join(out, name))


def chicago():
    d = pd.read_csv(f"{oracle}/data/chicago_aggravated_assaults_2010-2019.csv.gz")
    d = d[d.longitude.between(-88, -87) & d.latitude.between(41.5, 42.2)].reset_index(drop=True)
    x, y = to_metres.transform(d.longitude.to_numpy(), d.latitude.to_numpy())
    when = pd.to_datetime(d.date)
    minute = ((when - pd.Timestamp("2010-01-01")).dt.total_seconds() // 60).to_numpy("int64")
    return pd.DataFrame(dict(x=x, y=y, minute=minute, category=d.loc_cat.astype("category").cat.codes,
                             district=d.district, month=(when.dt.year - 2010) * 12 + when.dt.month - 1,
                             weekday=when.dt.day_of_week, hour=when.dt.hour))


def write_events(name, e):
    for column, kind in (("x", "f64"), ("y", "f64"), ("minute", "i32")):
        write(f"events-{name}.{column}.{kind}", e[column].to_numpy())


def events(e, draws):
    for n in (10_000, 100_000):
        write_events(n, e.sample(n, random_state=1).sort_values("minute", kind="stable"))
    b = e.iloc[draws.integers(0, len(e), 1_000_000)].reset_index(drop=True)
    b["x"] += draws.normal(0, 30, len(b))
    b["y"] += draws.normal(0, 30, len(b))
    b["minute"] = (b["minute"] + draws.integers(-720, 721, len(b))).clip(0, int(e.minute.max()))
    write_events(1_000_000, b.sort_values("minute", kind="stable"))
    days = e.minute // 1440
    write_events("scan", e[days > days.max() - 730])


def coded(e, draws):
    """Rows of codes: kind of place, month, weekday, hour, and the number of the 250 m cell."""
    cell = pd.factorize(pd.MultiIndex.from_arrays([e.x // 250, e.y // 250]))[0]
    for n in (10_000, 100_000, 1_000_000, 10_000_000):
        rows = draws.integers(0, len(e), n)
        for column in ("category", "month", "weekday", "hour"):
            write(f"coded-{n}.{column}.u8", e[column].to_numpy()[rows])
        write(f"coded-{n}.cell.u32", cell[rows])


def lattice(e, size):
    """Events in square cells, all cells with an event in them or beside them; the eight cells around as neighbours."""
    column, row = (e.x // size).astype(int).to_numpy(), (e.y // size).astype(int).to_numpy()
    column, row = column - column.min() + 1, row - row.min() + 1
    count = np.zeros((row.max() + 2, column.max() + 2), int)
    np.add.at(count, (row, column), 1)
    rows, columns = np.nonzero(binary_dilation(count > 0, np.ones((3, 3))))
    number = np.full((count.shape[0] + 2, count.shape[1] + 2), -1)
    number[rows + 1, columns + 1] = np.arange(len(rows))
    around = [number[rows + 1 + i, columns + 1 + j] for i in (-1, 0, 1) for j in (-1, 0, 1) if i or j]
    around = np.stack(around, 1)
    write(f"lattice-{len(rows)}.count.f64", count[rows, columns])
    write(f"lattice-{len(rows)}.starts.u32", np.r_[0, np.cumsum((around >= 0).sum(1))])
    write(f"lattice-{len(rows)}.neighbours.u32", around[around >= 0])


def districts():
    """The 25 police districts in metres: areas of polygons of rings of corners."""
    text = gzip.open(f"{oracle}/data/chicago_police_districts.kml.gz", "rt").read()
    ring = lambda s: [list(to_metres.transform(*map(float, p.split(",")[:2]))) for p in s.split()]
    polygon = lambda s: [ring(r) for r in re.findall(r"<coordinates>(.*?)</coordinates>", s, re.S)]
    areas = [[polygon(p) for p in re.findall(r"<Polygon>.*?</Polygon>", m, re.S)]
             for m in re.findall(r"<Placemark>.*?</Placemark>", text, re.S)]
    json.dump(areas, open(f"{out}/districts.json", "w"))


def spans(draws):
    """Starts drawn over a year, with the lengths of real burglaries; an end that is not known is the lowest number."""
    d = pd.read_csv(f"{oracle}/data/dc_burglary_2016h1.csv.gz")
    length = (pd.to_datetime(d.EndDateTime) - pd.to_datetime(d.StartDateTime)).dt.total_seconds() // 60
    for n in (10_000, 100_000, 1_000_000):
        start, length_drawn = draws.integers(0, 525_600, n), draws.choice(length.to_numpy(), n)
        known = ~np.isnan(length_drawn)
        end = np.where(known, start + np.where(known, length_drawn, 0).astype("int64"), np.iinfo("int64").min)
        write(f"spans-{n}.from.i64", start)
        write(f"spans-{n}.to.i64", end)


def weeks():
    """Whole ISO weeks of the daily series."""
    d = pd.read_csv(f"{oracle}/alerts/chicago_daily.csv", parse_dates=["date"])
    w = d.groupby(d.date - pd.to_timedelta(d.date.dt.weekday, unit="D"))["count"].agg(["sum", "size"])
    w = w[w["size"] == 7]["sum"]
    iso = w.index.isocalendar()
    pd.DataFrame(dict(monday=w.index, year=iso.year, week=iso.week, count=w)).to_csv(f"{out}/weeks.csv", index=False)
    write("weeks.count.u32", w.to_numpy())


def table(e):
    """The 300 squares of 1 km with most events, by month 2015-2019: a few events in most cells."""
    e = e[e.month >= 60]
    t = pd.crosstab([e.x // 1000, e.y // 1000], e.month - 60)
    t = t.loc[t.sum(axis=1).sort_values(ascending=False, kind="stable").index[:300]].sort_index()
    assert t.shape == (300, 60), t.shape
    write("table-300x60.u32", t.to_numpy().ravel())


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    e, draws = chicago(), np.random.default_rng(7)
    events(e, draws)
    coded(e, draws)
    for size in (500, 75):
        lattice(e, size)
    districts()
    spans(draws)
    weeks()
    table(e)
    print(json.dumps({name: os.path.getsize(f"{out}/{name}") for name in sorted(os.listdir(out))}))
