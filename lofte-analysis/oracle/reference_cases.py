"""What the scripts that compute cases share: `python SCRIPT cases.json` writes the cases with their output computed anew; a case
below its floor gives {"refused": why}."""
import json, sys


class Refused(Exception):
    pass


def need(condition, why):
    if not condition:
        raise Refused(why)


def run(*methods):
    """Computes each case of the file named on the command line by the method of its name."""
    by_name = {method.__name__: method for method in methods}
    cases = json.load(open(sys.argv[1]))["cases"]
    for case in cases:
        try:
            case["output"] = by_name[case["method"]](case["input"])
        except Refused as why:
            case["output"] = {"refused": str(why)}
    json.dump({"cases": cases}, sys.stdout, ensure_ascii=False, default=float)
