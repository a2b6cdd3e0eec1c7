"""Makes the files of this folder: one table in the formats that programs write, and files that are refused.

Run with Python 3, xlwt 1.3 and pyarrow 26 here. Everything in them is made up.
"""

import datetime
import decimal
import sqlite3
import struct

import pyarrow
import pyarrow.parquet
import xlwt

# Number, time, kind, longitude, latitude, how many, note
ROWS = [
    (12, datetime.datetime(2025, 3, 1, 13, 45), "Klotter", 16.585, 59.0512, 1, "på väggen"),
    (7, datetime.datetime(2025, 3, 2, 0, 30, 15), "Bråk", 16.59, 59.0571, 3, None),
    (100, datetime.datetime(2025, 12, 31, 23, 59), "Sång", None, None, None, "ö" * 40),
    (101, datetime.datetime(2024, 2, 29, 6, 0), "Klotter", 16.6, 59.06, -2, "“citat”; semikolon"),
]
NAMES = ["Nr", "Tid", "Typ", "Lon", "Lat", "Antal", "Not"]


def cell(value):
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return str(value)


def csv(name):
    with open(name, "w", encoding="utf-8", newline="\n") as file:
        file.write("\t".join(NAMES) + "\n")
        for row in ROWS:
            file.write("\t".join(cell(value) for value in row) + "\n")


def table(sheet, top, style):
    for column, name in enumerate(NAMES):
        sheet.write(top, column, name)
    for number, row in enumerate(ROWS, top + 1):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(number, column, value, *([style] if column == 1 else []))


def style(form):
    return xlwt.easyxf(num_format_str=form)


def xls(name, from_1904):
    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = from_1904
    moment = style("yyyy-mm-dd hh:mm:ss")
    table(book.add_sheet("Rapporter"), 0, moment)
    book.save(name)


def workbook(name):
    """Several sheets, one of them hidden, and what people do to a sheet."""
    book = xlwt.Workbook(encoding="utf-8")
    book.add_sheet("Läs mig").write(0, 0, "Om detta")
    sheet = book.add_sheet("Rapporter")
    sheet.write_merge(0, 0, 0, 4, "Rapporter 2025")
    for column, title in enumerate(["Tid", "Typ", "Nr", "Andel", "Plats"]):
        sheet.write(2, column, title)
    day = datetime.date(2025, 3, 1)
    for number, (kind, share) in enumerate([("Klotter", 0.5), ("Bråk", 0.125), ("Klotter", 1)]):
        row = 3 + number
        sheet.write(row, 0, day + datetime.timedelta(days=number), style("yyyy-mm-dd"))
        sheet.write(row, 1, kind)
        sheet.write(row, 2, 7 + number, style("00000"))
        sheet.write(row, 3, share, style("0.0%"))
    sheet.write_merge(3, 4, 4, 4, "Torget")
    sheet.row(5).set_cell_error(4, 0x2A)
    sheet.row(5).hidden = True
    sheet.row(6).set_cell_boolean(1, True)
    sheet.write(6, 0, datetime.time(13, 45), style("hh:mm"))
    sheet.write(6, 2, 12345678901)
    sheet.write(6, 3, 0.1)
    hidden = book.add_sheet("Dold")
    hidden.visibility = 1
    table(hidden, 0, style("yyyy-mm-dd hh:mm:ss"))
    book.save(name)


def long_texts(name):
    """More shared texts than one record holds, of one and of two bytes a letter."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Blad1")
    sheet.write(0, 0, "Text")
    for row in range(1, 31):
        letter = "å" if row % 2 else "→"
        sheet.write(row, 0, f"{row} " + letter * (row * 41))
    book.save(name)


def arrow():
    names = ["Nr", "Tid", "Typ", "Lon", "Lat", "Antal", "Not"]
    kinds = [
        pyarrow.int64(),
        pyarrow.timestamp("us"),
        pyarrow.dictionary(pyarrow.int32(), pyarrow.string()),
        pyarrow.float64(),
        pyarrow.float64(),
        pyarrow.int16(),
        pyarrow.large_string(),
    ]
    columns = [pyarrow.array([row[at] for row in ROWS], kind) for at, kind in enumerate(kinds)]
    return pyarrow.table(columns, names)


def parquet():
    write = pyarrow.parquet.write_table
    write(arrow(), "rows.parquet", row_group_size=3)
    write(arrow(), "rows_zstd.parquet", compression="zstd", data_page_version="2.0")
    write(arrow(), "gzip.parquet", compression="gzip")
    kinds = {
        "dag": pyarrow.array([datetime.date(2025, 3, 1), None], pyarrow.date32()),
        "utc": pyarrow.array([datetime.datetime(2025, 3, 1, 12, 45)] * 2, pyarrow.timestamp("ms", "UTC")),
        "ns": pyarrow.array([1740836700123456789, None], pyarrow.timestamp("ns")),
        "s": pyarrow.array([datetime.datetime(2025, 3, 1, 12, 45)] * 2, pyarrow.timestamp("s", "Europe/Stockholm")),
        "kl": pyarrow.array([datetime.time(13, 45), None], pyarrow.time32("ms")),
        "pris": pyarrow.array([decimal.Decimal("12.50"), decimal.Decimal("-0.05")], pyarrow.decimal128(9, 2)),
        "ja": pyarrow.array([True, False]),
        "u": pyarrow.array([2**63 + 1, 0], pyarrow.uint64()),
        "f": pyarrow.array([0.1, float("nan")], pyarrow.float32()),
        "tom": pyarrow.nulls(2),
    }
    write(pyarrow.table(kinds), "kinds.parquet", version="2.6")
    nested = pyarrow.table({"Nr": [1], "plats": [{"x": 1.0, "y": 2.0}]})
    write(nested, "nested.parquet")
    write(pyarrow.table({"Nr": [1], "geometry": [b"\x01\x02"]}), "bytes.parquet")
    text = pyarrow.table({"Text": ["a", "b"]})
    write(text, "lengths.parquet", use_dictionary=False, column_encoding={"Text": "DELTA_LENGTH_BYTE_ARRAY"})


def point(x, y, system):
    head = b"GP" + bytes([0, 1]) + struct.pack("<i", system)
    return head + struct.pack("<BIdd", 1, 1, x, y)


def geopackage(name):
    base = sqlite3.connect(name)
    base.executescript(
        """
        CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY,
            organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL);
        CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, srs_id INTEGER);
        CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
            geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL);
        INSERT INTO gpkg_spatial_ref_sys VALUES ('WGS 84', 4326, 'EPSG', 4326, ''),
            ('SWEREF99 16 30', 3010, 'EPSG', 3010, ''), ('none', -1, 'NONE', -1, ''),
            ('British', 27700, 'EPSG', 27700, '');
        CREATE TABLE "rapporter" ("fid" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "geom" POINT, "Nr" INTEGER,
            "Tid" DATETIME, "Typ" TEXT(20), "Antal" INTEGER, "Not" TEXT);
        CREATE TABLE "lokal zon" ("fid" INTEGER PRIMARY KEY, "geom" POINT, "longitude" TEXT);
        CREATE TABLE "brittisk" ("fid" INTEGER PRIMARY KEY, "geom" POINT, "Typ" TEXT);
        CREATE TABLE "okand" ("fid" INTEGER PRIMARY KEY, "geom" POINT, "Sort" TEXT);
        INSERT INTO gpkg_geometry_columns VALUES ('rapporter', 'geom', 'POINT', 4326, 0, 0),
            ('lokal zon', 'geom', 'POINT', 3010, 0, 0), ('brittisk', 'geom', 'POINT', 27700, 0, 0),
            ('okand', 'geom', 'POINT', -1, 0, 0);
        """
    )
    for number, time, kind, x, y, count, note in ROWS:
        blob = None if x is None else point(x, y, 4326)
        row = (blob, number, time.strftime("%Y-%m-%dT%H:%M:%SZ")[:-1], kind, count, note)
        base.execute('INSERT INTO rapporter ("geom", "Nr", "Tid", "Typ", "Antal", "Not") VALUES (?,?,?,?,?,?)', row)
    # On its meridian a zone has its false easting.
    base.execute("INSERT INTO \"lokal zon\" VALUES (1, ?, 'x')", (point(150000.0, 6548000.0, 3010),))
    base.execute("INSERT INTO brittisk VALUES (1, ?, 'x')", (point(530000.0, 180000.0, 27700),))
    base.execute("INSERT INTO okand VALUES (1, ?, 'x')", (point(591000.0, 6547000.5, -1),))
    base.commit()
    base.close()


csv("rows.tsv")
xls("rows.xls", False)
xls("rows_1904.xls", True)
workbook("workbook.xls")
long_texts("long_texts.xls")
parquet()
geopackage("points.gpkg")
