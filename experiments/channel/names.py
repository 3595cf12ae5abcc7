"""When two spellings are one partner: legal forms, quotes, case and look-alike letters; near ones are only told."""

from __future__ import annotations

import re

FORMS = {
    "ооо": "ооо", "общество с ограниченной "
    "ответственностью": "ооо", "оао": "оао", "зао": "зао", "пао": "пао", "ао": "ао",
    "акционерное общество": "ао", "ип": "ип", "индивидуальный "
    "предприниматель": "ип", "чп": "ип", "тоо": "тоо", "чоу": "чоу",
    "llc": "llc", "ltd": "ltd", "limited": "ltd", "inc": "inc", "gmbh": "gmbh", "ag": "ag", "plc": "plc", "corp": "inc",
    "co": "co", "sa": "sa", "oy": "oy", "bv": "bv", "jsc": "ао", "ojsc": "оао", "cjsc": "зао", "ooo": "ооо",
}  # fmt: skip
FORM = re.compile(r"(?<!\w)(" + "|".join(sorted(map(re.escape, FORMS), key=len, reverse=True)) + r")(?!\w)")
LOOK_ALIKE = str.maketrans("aceopxykmthb", "асеорхукмтнв")  # Latin letters that look Cyrillic
NEAR = 93.0  # of 100: names above it are told as perhaps one


def spelled(name: str) -> tuple[str, str]:
    """The name as a key (lower case, no punctuation, no legal form) and its legal form, if it has one."""
    text = re.sub(r"\s+", " ", name.replace("\u00a0", " ")).strip().lower().replace("ё", "е")
    text = re.sub(r"[«»\"'“”„`’?.,;:()]", " ", text.replace("l.l.c", "llc").replace("о.о.о", "ооо"))
    text = re.sub(r"\s+", " ", text.replace("–", "-").replace("—", "-")).strip()
    forms = [FORMS[found] for found in FORM.findall(text)]
    bare = re.sub(r"\s+", " ", FORM.sub(" ", text)).strip()
    if re.search("[а-я]", bare):
        bare = " ".join(word.translate(LOOK_ALIKE) if re.search("[а-я]", word) else word for word in bare.split())
    return (bare or text), (forms[0] if forms else "")


def near_names(keys: list[str]) -> list[tuple[int, int]]:
    """Pairs of places whose keys differ by a letter or two: perhaps one partner. Digits that differ part them."""
    import numpy as np
    from rapidfuzz import fuzz, process

    found = []
    digits = [re.sub(r"\D", "", key) for key in keys]
    for start in range(0, len(keys), 1000):
        block = process.cdist(keys[start : start + 1000], keys, scorer=fuzz.ratio, score_cutoff=NEAR, dtype=np.uint8)
        for row, column in zip(*np.nonzero(block), strict=True):
            one, other = start + int(row), int(column)
            if one < other and digits[one] == digits[other] and min(len(keys[one]), len(keys[other])) > 5:
                found.append((one, other))
    return found
