"""What libraries' compiled code prints does not get between a program and what it reads."""

import ctypes

import numpy as np

from experiments.channel.offers import best_offers
from experiments.running.silence import unheard


def test_only_what_is_printed_below_python_meanwhile_is_not_heard(capfd):
    libc = ctypes.CDLL(None)
    print("before")
    with unheard():
        libc.printf(b"left in by somebody\n")
    print("after")
    libc.printf(b"heard\n")
    libc.fflush(None)
    assert sorted(capfd.readouterr().out.split()) == ["after", "before", "heard"]


def test_a_search_for_offers_prints_nothing(capfd):
    """Forty such lists made the solver of scipy 1.17 print on the output several times."""
    for seed in range(40):
        draw = np.random.default_rng(seed)
        names, number = ("terms", "limit", "rescue"), int(draw.integers(10, 400))
        gains, prices = ({name: np.exp(draw.normal(0.0, 3.0, number)) for name in names} for _ in range(2))
        found = best_offers(gains, prices, np.ones(number), float(np.exp(draw.normal(1.0, 2.0))))
        assert set(found.values()) <= {*names}
    assert capfd.readouterr() == ("", "")
