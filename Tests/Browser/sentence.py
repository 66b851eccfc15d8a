"""Tests are sentences about behaviour."""

from dataclasses import dataclass
from typing import Callable

TESTS = []


@dataclass
class Test:
    sentence: str
    module: str
    run: Callable


def test(sentence):
    """Registers a function of a studio and a browser as the test of this sentence."""
    def register(function):
        TESTS.append(Test(sentence, function.__module__, function))
        return function
    return register
