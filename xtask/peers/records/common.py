"""What every peer script does alike: best of several runs, one JSON line."""
import json, resource, time


def best(call, runs):
    times = []
    for _ in range(max(runs, 1)):
        start = time.perf_counter()
        result = call()
        times.append(time.perf_counter() - start)
    return min(times), result


def emit(what, peer, version, n, seconds, check, figures=()):
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = dict(what=what, peer=peer, version=str(version), n=int(n), seconds=seconds, peak_mb=peak, check=float(check))
    print(json.dumps(dict(line, figures=[float(figure) for figure in figures])), flush=True)
