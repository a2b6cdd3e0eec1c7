"""Aoristic weights by hour of the week, vectorised. args: FOLDER N

An end that is not known, that is before the start or within a minute of it gives 1 to the start's hour; a week or more
gives 1/168 to every hour. Minute 0 begins a week."""
import numpy as np
from common import arguments, best, emit, read

a = arguments()
start, end = read(a.folder, f"spans-{a.n}.from.i64"), read(a.folder, f"spans-{a.n}.to.i64")
WEEK = 10_080


def call():
    span = np.where(end < start, -1, end - start)
    out = np.full(168, (span >= WEEK).sum() / 168)
    point = span <= 1
    out += np.bincount((start[point] % WEEK) // 60, minlength=168)
    spread = (span > 1) & (span < WEEK)
    s, length = start[spread] % WEEK, span[spread]
    w = 1 / length
    change = np.bincount(s, w, 2 * WEEK + 1) - np.bincount(s + length, w, 2 * WEEK + 1)
    minutes = np.cumsum(change)[:-1]
    return out + (minutes[:WEEK] + minutes[WEEK:]).reshape(168, 60).sum(1)


seconds, weights = best(call, a.runs)
emit("aoristic", "numpy", np.__version__, a.n, seconds, (weights * np.arange(1, 169)).sum())
