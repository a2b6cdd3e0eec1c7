"""Makes the files of this folder from the files that SOURCES.md names.

    python3 prepare.py FOLDER

FOLDER has the files under the names that SOURCES.md gives. Tables are packed anew without a date, so that the same data
give the same bytes. The borders become one gzip member per municipality: a reader unpacks the one that it asks for
(`regso_2025.index.csv` says where each begins and how long it is), and the file as a whole is still ordinary gzip.
"""

import csv
import gzip
import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
TABLES = [
    "deso_2018_key.csv.gz",
    "deso_2018_profile_2022.csv.gz",
    "kolada_groups_other.csv.gz",
    "kolada_similar_municipalities.csv.gz",
    "municipality_population.csv.gz",
    "postal_codes.csv.gz",
    "regso_2020_population.csv.gz",
    "tatorter_2020.csv.gz",
]
PLAIN = ["municipalities.csv", "municipality_neighbours.csv"]


def packed(data: bytes) -> bytes:
    return gzip.compress(data, 9, mtime=0)


def borders(source: Path, original: str, name: str, municipality_of) -> None:
    areas: dict[str, list[str]] = {}
    with gzip.open(source / original, "rt", encoding="utf-8") as lines:
        for line in lines:
            line = line.strip().rstrip(",")
            if line.startswith('{"type":"Feature"'):
                code = municipality_of(json.loads(line)["properties"])
                if code:
                    areas.setdefault(code, []).append(line)
    offset = 0
    with open(HERE / f"{name}.geojsonl.gz", "wb") as out, open(HERE / f"{name}.index.csv", "w") as index:
        index.write("kommun,offset,length\n")
        for code in sorted(areas):
            member = packed("".join(line + "\n" for line in areas[code]).encode())
            out.write(member)
            index.write(f"{code},{offset},{len(member)}\n")
            offset += len(member)


def main() -> None:
    source = Path(sys.argv[1])
    borders(source, "regso_2025.geojson.gz", "regso_2025", lambda known: known["kommun"])
    with gzip.open(source / "tatorter_2020.csv.gz", "rt", encoding="utf-8") as rows:
        localities = {row["tatort"]: row["kommun"] for row in csv.DictReader(rows)}
    # Polygons without a code of 2020 are of no locality that the table knows.
    borders(source, "tatort_polygons_lm.geojson.gz", "tatorter_lm", lambda known: localities.get(known["tatort_2020"]))
    for name in TABLES:
        (HERE / name).write_bytes(packed(gzip.decompress((source / name).read_bytes())))
    for name in PLAIN:
        (HERE / f"{name}.gz").write_bytes(packed((source / name).read_bytes()))


if __name__ == "__main__":
    main()
