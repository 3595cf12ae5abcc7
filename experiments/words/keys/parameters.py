"""Names of all parameters in English and Russian, and their Russian sentences of help, from ``parameters.toml``.

The English sentence is the ``tip`` of the parameter table itself.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import model

FILE = Path(__file__).with_suffix(".toml")
# What a star in the file stands for.
MEMBERS = {
    "customers.corporate": ("corporate customers", "крупные фирмы"),
    "customers.smb": ("small and medium firms", "малые и средние фирмы"),
    "customers.consumer": ("consumers", "население"),
    "goods.volume_devices": ("volume devices", "массовая техника"),
    "goods.systems": ("systems", "системы"),
    "goods.software": ("software", "программы"),
    "goods.accessories": ("accessories", "аксессуары"),
    "domains.infrastructure": ("infrastructure", "инфраструктура"),
    "domains.software": ("software", "программы"),
    "domains.security": ("networks and security", "сети и безопасность"),
    "partners.integrator": ("integrators", "интеграторы"),
    "partners.reseller": ("resellers", "реселлеры"),
    "partners.online_shop": ("online shops", "интернет-магазины"),
    "partners.retail_chain": ("retail chains", "розничные сети"),
    "vendors.us": ("US vendors", "вендоры США"),
    "vendors.asian": ("Asian vendors", "азиатские вендоры"),
    "vendors.european": ("European vendors", "европейские вендоры"),
    "vendors.domestic": ("domestic vendors", "отечественные вендоры"),
}


def rows() -> dict[str, tuple[str, str, str]]:
    """The file as it stands: key or pattern to English name, Russian name, Russian sentence."""
    return {key: tuple(texts) for key, texts in tomllib.loads(FILE.read_text(encoding="utf-8")).items()}


def pattern(key: str) -> str:
    """The row of the file that names a key: its own, or that of its family."""
    whose, _, field = key.rpartition(".")
    return f"{whose.partition('.')[0]}.*.{field}" if whose in MEMBERS else key


def named(key: str, table: dict[str, tuple[str, str, str]]) -> tuple[str, str, str]:
    """A key's names and Russian sentence; a member of a family is told with what it belongs to."""
    english, russian, sentence = table[pattern(key)]
    if pattern(key) == key:
        return english, russian, sentence
    whose = MEMBERS[key.rpartition(".")[0]]
    return f"{english}: {whose[0]}", f"{russian}: {whose[1]}", sentence


_ROWS = rows()
PARAMETER = {key: named(key, _ROWS) for key in model.PARAMETERS if pattern(key) in _ROWS}
