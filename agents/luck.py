"""Keyed luck: a random number is a hash of (seed, purpose, month, entity, slot), never a stream.

An agent's draw does not shift because another agent drew more or less, so two scenarios with the
same seed meet the same luck. The mixing steps are those of the splitmix64 generator (Steele, Lea and
Flood 2014, "Fast splittable pseudorandom number generators").
"""

from __future__ import annotations

import math

import numpy as np

from agents.compiled import rule

# One number per purpose: two purposes never share a draw.
PROJECT_ARISES = 1
PROJECT_SIZE = 2
PROJECT_CHOICE = 3
INVOICE_LATE = 4
INVOICE_DELAY = 5
INVOICE_DEFAULT = 6
SHORTLIST_CHURN = 7
SHORTLIST_SOURCE = 8
SHORTLIST_PEER = 9
SHORTLIST_COLD = 10
SCORE_NOISE = 11
SUPPLIER_TASTE = 12
FOUNDER = 13
ENTRANT = 14
PERSON = 15
OPENING = 16
INHERITANCE = 17
ACCOUNT_OPENING = 18
TURN = 20
CONSUMER_TASTE = 21
DIRECT_OFFER = 22
DIRECT_CHOICE = 23
COOPERATION = 24
JOINING = 25
EXCLUSION = 26
INTRODUCTION = 27
UPTAKE = 28
RESCUE = 29
RECRUITING = 30
POND = 31
TAKEOVER = 32
CHAIN = 33
TREATMENT = 40
CREDIT_TURN = 53
CUSTOMER_FATE = 50
NEW_CUSTOMER = 51
PROSPECT = 52
PROJECT_CATEGORY = 60
SERVICE_ORDER = 70
SERVICE_CHOICE = 71
LEARNING = 72
JOINT_BID = 73
APPEAL = 80

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_PURPOSE = np.uint64(0xD6E8FEB86659FD93)
_MONTH = np.uint64(0xA0761D6478BD642F)
_SLOT = np.uint64(0xE7037ED1A0B428DB)
_R30, _R27, _R31, _R11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_TO_UNIT = 1.0 / 9007199254740992.0  # 2**-53


@rule
def mixed(x):
    """One splitmix64 finaliser: uint64 in, uint64 out."""
    x = (x ^ (x >> _R30)) * _MIX_1
    x = (x ^ (x >> _R27)) * _MIX_2
    return x ^ (x >> _R31)


@rule
def hashed(seed, purpose, month, entity, slot):
    """The 64 random bits that belong to this key (``entity``, ``month`` and ``slot`` not negative)."""
    x = seed + np.uint64(purpose) * _PURPOSE + np.uint64(month) * _MONTH
    x = mixed(x + _GOLDEN)
    return mixed(x + np.uint64(entity) * _GOLDEN + np.uint64(slot) * _SLOT)


@rule
def fraction(bits):
    """64 random bits as a number in [0, 1)."""
    return float(bits >> _R11) * _TO_UNIT


@rule
def uniform(seed, purpose, month, entity, slot):
    """A uniform number in (0, 1): never 0, so that its logarithm exists."""
    return (float(hashed(seed, purpose, month, entity, slot) >> _R11) + 0.5) * _TO_UNIT


@rule
def integer_below(seed, purpose, month, entity, slot, limit):
    """A whole number in [0, limit)."""
    return min(int(uniform(seed, purpose, month, entity, slot) * limit), limit - 1)


@rule
def normal(seed, purpose, month, entity, slot):
    """A standard normal number (Box and Muller 1958), from two draws of the key."""
    u = uniform(seed, purpose, month, entity, 2 * slot)
    v = uniform(seed, purpose, month, entity, 2 * slot + 1)
    return math.sqrt(-2.0 * math.log(u)) * math.cos(2.0 * math.pi * v)


@rule
def lognormal(seed, purpose, month, entity, slot, spread):
    """A positive number with mean 1 whose logarithm has standard deviation ``spread``."""
    return math.exp(spread * normal(seed, purpose, month, entity, slot) - 0.5 * spread * spread)


@rule
def exponential(seed, purpose, month, entity, slot):
    """An exponential number with mean 1: the arrival time in a race of choices."""
    return -math.log(uniform(seed, purpose, month, entity, slot))
