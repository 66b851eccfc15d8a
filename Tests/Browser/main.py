"""Runs the tests of the page: every function of the `test_` modules that `@test` gives a sentence.

usage: main.py BINARY [WORD…]
  Tests whose sentence or module contains one of the words; without words all.
"""

import importlib
import re
import sys
import time
import traceback
from pathlib import Path

from screen import Chromium
from sentence import TESTS
from world import Studio


def main(binary, words):
    here = Path(__file__).parent
    for file in sorted(here.glob("test_*.py")):
        importlib.import_module(file.stem)
    chosen = [
        test for test in TESTS if not words or any(word in f"{test.module} {test.sentence}" for word in words)]
    started = time.monotonic()
    studio = Studio(binary)
    chromium = Chromium()
    failed = []
    try:
        for test in chosen:
            if not attempt(test, studio, chromium):
                failed.append(test)
    finally:
        chromium.close()
        studio.close()
    print(f"{len(chosen) - len(failed)} passed, {len(failed)} failed, {time.monotonic() - started:.0f} s")
    for test in failed:
        print(f"FAIL {test.sentence}")
    return 1 if failed or not chosen else 0


def attempt(test, studio, chromium):
    started = time.monotonic()
    try:
        test.run(studio, chromium)
        chromium.close_windows(check=True)
        print(f"ok   {test.sentence} ({time.monotonic() - started:.1f} s)", flush=True)
        return True
    except Exception as error:
        print(f"FAIL {test.sentence} ({time.monotonic() - started:.1f} s)", flush=True)
        print("     " + str(error)[:2000].replace("\n", "\n     "))
        for frame in traceback.extract_tb(error.__traceback__):
            if "Tests/Browser" in frame.filename:
                print(f"     {Path(frame.filename).name}:{frame.lineno} {frame.line}")
        chromium.keep(re.sub(r"\W+", "-", test.sentence)[:60])
        chromium.close_windows(check=False)
        return False


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2:]))
