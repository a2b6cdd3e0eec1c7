"""Daily counts -> CSV date,count. args: TYPE OUT (polisen.se national counts of one event type; the archive is complete from late March 2023) or chicago OUT"""
import os, sys; sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from common import *
import pandas as pd
if sys.argv[1] == "chicago":
    d = pd.read_csv(data("chicago_aggravated_assaults_2010-2019.csv.gz"), usecols=["date"]); s = d.date.str.slice(0, 10).value_counts().reindex(pd.date_range("2010-01-04", "2019-12-29").strftime("%Y-%m-%d"), fill_value=0)
    pd.DataFrame(dict(date=s.index, count=s.values)).to_csv(sys.argv[2], index=False); raise SystemExit
d = pd.read_parquet(data("polisen_events.parquet")); d = d[(d.type == sys.argv[1]) & (d.event_local >= "2023-04-03") & (d.event_local < "2026-08-17")]
s = d.groupby(d.event_local.dt.date).size().reindex(pd.date_range("2023-04-03", "2026-08-16").date, fill_value=0)
pd.DataFrame(dict(date=s.index, count=s.values)).to_csv(sys.argv[2], index=False)
