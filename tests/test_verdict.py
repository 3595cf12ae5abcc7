"""One rule for verdicts: what counts, what does not matter, what cannot be told, and who is best when it is a tie."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from experiments.comparing.finding import (
    KEPT,
    LESS,
    MORE,
    OPEN,
    PERHAPS_LESS,
    PERHAPS_MORE,
    SAME,
    SUBJECTS,
    Best,
    Line,
    Smallest,
    best_of,
    best_told,
    finding_of,
    leaders,
    line_told,
    sentence,
    state_of,
    verdict_told,
)
from experiments.comparing.statistics import Difference, paired_difference
from experiments.words.words import LANGUAGES, words


def pair(low: float, high: float, base: float = 0.5) -> Difference:
    """A difference with this interval."""
    return Difference(base, base + (low + high) / 2, (low + high) / 2, low, high, 9, 9)


@pytest.mark.parametrize(
    ("low", "high", "state"),
    [
        (0.011, 0.05, MORE),
        (-0.05, -0.011, LESS),
        (-0.009, 0.009, SAME),
        (0.0, 0.0, SAME),
        (0.002, 0.008, SAME),
        (0.002, 0.05, PERHAPS_MORE),
        (-0.05, -0.002, PERHAPS_LESS),
        (-0.02, 0.05, OPEN),
        (float("nan"), float("nan"), OPEN),
    ],
)
def test_the_interval_decides_against_the_smallest_that_matters(low, high, state):
    assert state_of(pair(low, high), 0.01) == state


def test_a_smallest_of_zero_is_the_old_question_whether_zero_is_outside():
    assert state_of(pair(0.001, 0.002), 0.0) == MORE and state_of(pair(-0.001, 0.002), 0.0) == OPEN


def effects(**bounds: tuple[float, float]) -> dict[str, Difference]:
    """Differences by subject: partners as shares, money on a baseline of 10,000."""
    return {SUBJECTS[name]: pair(*b, 0.5 if name in KEPT else 10_000.0) for name, b in bounds.items()}


UP, DOWN, FLAT, WIDE = (0.02, 0.05), (-0.05, -0.02), (-0.004, 0.004), (-0.3, 0.3)
RICHER, POORER, EVEN = (200.0, 600.0), (-600.0, -200.0), (-20.0, 60.0)


@pytest.mark.parametrize(
    ("bounds", "verdict"),
    [
        ({"own": UP, "channel": FLAT, "profit": RICHER}, "gain"),
        ({"own": UP, "channel": DOWN, "profit": RICHER}, "others_lose"),  # the whole channel's loss is no clear gain
        ({"own": UP, "rivals": DOWN, "channel": FLAT, "profit": EVEN}, "others_lose"),
        ({"own": FLAT, "rivals": UP, "profit": POORER}, "others_gain"),
        ({"own": FLAT, "rivals": UP, "partners": POORER, "profit": EVEN}, "elsewhere"),
        ({"own": UP, "channel": UP, "profit": POORER}, "mixed"),
        ({"own": FLAT, "channel": FLAT, "partners": EVEN, "profit": EVEN}, "none"),
        ({"own": FLAT, "channel": FLAT, "profit": (1.0, 47.0)}, "none"),  # +24, 0 %, and surely above zero
        ({"own": DOWN, "channel": FLAT, "profit": EVEN}, "loss"),
        ({"own": WIDE, "channel": FLAT, "profit": EVEN}, "open"),
        ({"own": UP, "channel": FLAT, "profit": (-403.0, 1056.0)}, "partly"),  # a profit that may fall is no gain
        ({"own": UP, "channel": FLAT, "profit": (-300.0, -5.0)}, "partly"),
        ({"own": UP, "channel": FLAT, "profit": (10.0, 500.0)}, "gain"),
    ],
)
def test_the_verdict_counts_every_side(bounds, verdict):
    assert finding_of(effects(**bounds)).verdict == verdict


def test_a_verdict_says_who_loses_the_worst_first_and_what_is_in_doubt():
    say = words("en")
    mixed = finding_of(effects(own=UP, rivals=DOWN, channel=UP, profit=(-5000.0, -4000.0)))
    assert verdict_told(mixed, say) == "You gain and you lose. Worse: your profit, rivals' partners."
    doubtful = finding_of(effects(own=UP, rivals=DOWN, profit=(-412.0, 3428.0)))
    assert verdict_told(doubtful, say) == (
        "A gain for you, a loss for others. Worse: rivals' partners. In doubt: your profit."
    )
    partly = finding_of(effects(own=UP, channel=UP, profit=(-403.0, 1056.0)))
    assert verdict_told(partly, say) == "A gain in part. In doubt: your profit."


def test_a_sure_loss_too_small_to_matter_is_not_told_like_none():
    say = words("en")
    little, none = (finding_of(effects(partners=bounds)).lines[0] for bounds in ((-80.0, -20.0), (-20.0, 60.0)))
    assert little.state == none.state == "same" and not little.counts
    assert (
        line_told(little, say)
        == "partners' gross profit: 50 (0.5 %) less, surely, but too little to matter (−80 … −20)"
    )
    assert "no difference that matters" in line_told(none, say)


def test_the_smallest_that_matters_can_be_set():
    found = effects(own=(0.012, 0.03), profit=EVEN)
    assert finding_of(found).verdict == "gain"
    assert finding_of(found, Smallest(points=5.0)).verdict == "none"
    assert finding_of(effects(own=FLAT, profit=(40.0, 60.0)), Smallest(percent=0.1)).verdict == "gain"


def test_a_loss_of_others_stands_in_the_sentence():
    text = sentence(finding_of(effects(own=UP, rivals=FLAT, channel=DOWN, profit=RICHER)), words("en"), "X")
    assert text == (
        "X: your partners: 3.5 more of 100 stay (+2.0 … +5.0); the whole channel: 3.5 fewer of 100 stay "
        "(−5.0 … −2.0); your profit: 400 (4.0 %) more (+200 … +600)."
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_and_verdict_has_words(language):
    say = words(language)
    for subject, bounds in product(SUBJECTS, ((2, 5), (-5, -2), (-0.4, 0.4), (0.2, 5), (-5, -0.2), (-5, 5))):
        scale = 0.01 if subject in KEPT else 100.0
        finding = finding_of(effects(**{subject: tuple(scale * b for b in bounds)}))
        text = line_told(finding.lines[0], say, "€")
        assert say(f"who.{subject}") in text and "{" not in text + verdict_told(finding, say)


def values(*means: float) -> dict[str, np.ndarray]:
    """Eight replicates a name, nearly the same luck in each."""
    luck = np.array([0.0, 0.01, -0.01, 0.02, -0.02, 0.01, 0.0, -0.01])
    wobble = np.array([1, -1, 1, -1, -1, 1, -1, 1]) * 0.001
    return {name: mean + luck + n * wobble for n, (name, mean) in enumerate(zip("abc", means, strict=False))}


def test_a_tie_is_told_as_a_tie():
    there = values(0.608, 0.608, 0.55)
    assert leaders(there, 0.01) == ["a", "b"]
    base = np.full(8, 0.5) + values(0.0)["a"]
    found = {name: paired_difference(base, row) for name, row in there.items()}
    best = best_of(found, there, "own")
    assert best.key == "tie" and set(best.names) == {"a", "b"}
    # An amount has its interval, also in a tie.
    assert "none of them surely ahead of another by enough to matter" in best_told(
        best, words("en"), "today"
    ) and "(+10." in best_told(best, words("en"), "today")
    alone = best_of(found | {}, there | {"b": there["b"] - 0.05}, "own")
    assert (alone.key, alone.names) == ("one", ("a",))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_only_sure_one_is_not_told_as_the_best(language):
    """Somebody less sure, with a higher mean, may keep more than the one that keeps more for sure."""
    base = np.full(8, 0.5) + values(0.0)["a"]
    sign = np.array([1, -1, 1, -1, 1, -1, 1, -1])
    there = {"wide": base + 0.08 + 0.2 * sign, "sure": base + 0.02 + 0.001 * sign}
    for subject in ("own", "profit"):
        best = best_of({name: paired_difference(base, row) for name, row in there.items()}, there, subject)
        assert (best.key, best.names) == ("sure", ("sure",))
        told = best_told(best, words(language), "today")
        assert ("cannot be told" if language == "en" else "сказать нельзя") in told and "most" not in told


def test_who_is_best_looks_at_both_signs():
    base, say = np.full(8, 0.5) + values(0.0)["a"], words("en")

    def told(*means: float) -> str:
        there = values(*means)
        return best_told(
            best_of({n: paired_difference(base, v) for n, v in there.items()}, there, "channel"), say, "today"
        )

    assert told(0.5, 0.44) == (
        "The whole channel: no policy surely keeps more by enough to matter; fewer stay with b, 6.0 of 100 at worst (−6.1 … −5.9)"
    )
    # Pairs that agree to the last digit have no interval: they tell nothing of the next pair.
    assert "no policy makes a clear difference" in told(0.5, 0.5)
    assert told(0.44) == "a: the whole channel: 6.0 fewer of 100 stay (−6.0 … −6.0)"


def test_where_no_policy_differs_in_enough_markets_the_sentence_says_that():
    few = paired_difference([0.0] * 8, [0.01, -0.01, *[0.0] * 6])
    best = Best("open", (), {name: Line("buying", OPEN, few) for name in "ab"})
    for language, told in (("en", "too few of 8 simulated futures"), ("ru", "немногих вариантах будущего из 8")):
        assert told in best_told(best, words(language), "x")
    many = Line("buying", OPEN, paired_difference([0.0] * 8, range(-4, 4)))
    assert "too few" not in best_told(replace(best, lines={**best.lines, "b": many}), words("en"), "x")
