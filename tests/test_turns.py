"""Answers are drawn one at a time; who waits for the workers gives the turn away."""

import threading

import pytest

from app_pages.engine import Engine
from app_pages.turns import given_away, taken


def test_turns_are_taken_one_at_a_time_and_given_back_after_an_error():
    inside, most, lock = 0, 0, threading.Lock()

    def draw() -> None:
        nonlocal inside, most
        with taken(), taken():  # a page within a page waits for nobody
            with lock:
                inside += 1
                most = max(most, inside)
            threading.Event().wait(0.002)
            with lock:
                inside -= 1

    threads = [threading.Thread(target=draw) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (inside, most) == (0, 1) and not any(thread.is_alive() for thread in threads)
    with pytest.raises(ZeroDivisionError), taken():
        raise ZeroDivisionError
    with given_away(), taken():  # nothing to give away, and nobody holds it
        pass


def test_who_waits_for_the_workers_lets_others_draw():
    """A work that ends only when somebody else has drawn: were the turn kept, both would wait for ever."""
    drawn = threading.Event()

    def other() -> None:
        with taken():
            drawn.set()

    with taken():
        threading.Thread(target=other, daemon=True).start()
        assert not drawn.wait(0.05)
        work = Engine(workers=1).do("other", lambda: drawn.wait(30))
        assert work.wait(60) and work.result is True
        with given_away():
            assert drawn.is_set()
