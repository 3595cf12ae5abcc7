"""Experiments: choose a manifest, see what it costs, start it, watch it, stop it, read what it found."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from app_pages import figures, state, unread
from app_pages.answers import result_of
from app_pages.names import number
from app_pages.uploads import manifest_from
from experiments.analysis.readable import readable
from experiments.analysis.report import METRICS, Report, make_report, write_report
from experiments.batch import launch
from experiments.batch.fence import BusyError
from experiments.batch.manifest import SHIPPED, Manifest, ManifestError, read_manifest, shipped_manifests
from experiments.batch.planning import planned, probe
from experiments.batch.standing import standing
from experiments.batch.store import Store
from experiments.stage.batch import title_in
from experiments.words.words import Words, words
from experiments.writing.markup import literal
from experiments.writing.outputs import OutputError
from experiments.writing.places import batches_folder
from model.measures import OUTCOMES, told_within

ROOT = batches_folder()
LARGEST = 1_000_000  # runs that the page starts; larger batches are for a terminal or a cluster
FIRST = "headline-2x2x2"
PROBES = 4  # pairs of trial runs
EVERY = 2.0  # seconds between looks at a running batch


def show() -> None:
    """The page."""
    say = words(state.language(), "app.batches")
    st.title(say("title"))
    st.write(say("lead"))
    busy = launch.running_in(ROOT)
    with st.expander(say("new"), expanded=busy is None, icon=":material/add_chart:"):
        new_batch(say, busy)
    st.header(say("batches"))
    found = launch.batches_in(ROOT)
    if busy is not None and busy not in found:
        watch(busy.name, say("state.starting"))
        return
    if not found:
        st.info(say("none"))
        return
    names = [folder.name for folder in found]
    noted = state.view().note("batch", busy.name if busy else names[0])
    if noted not in names:
        unread.tell("batch")
    st.selectbox(say("batch"), names, key=state.place("batch", noted if noted in names else names[0]),
                 on_change=lambda: state.set_note("batch", state.chosen("batch")))  # fmt: skip
    folder = ROOT / st.session_state["batch"]
    watch(folder.name, "")
    told_report(folder, say)


def new_batch(say: Words, busy: Path | None) -> None:
    """The choice of a manifest, its cost, and the button that starts it."""
    left, right = st.columns(2)
    shipped = shipped_manifests()
    name = left.selectbox(say("manifest"), shipped, shipped.index(FIRST), key="manifest")
    given = right.file_uploader(say("upload"), type="toml", key="manifest_file", help=say("upload.help"),
                                max_upload_size=1)  # fmt: skip
    try:
        if given is not None:
            name, text, manifest = manifest_from(given.getvalue(), given.name)
        else:
            text, manifest = (SHIPPED / f"{name}.toml").read_text(encoding="utf-8"), read_manifest(name)
    except ManifestError as problem:
        st.error(literal(str(problem)), icon=":material/report:")
        return
    if manifest.title:
        st.markdown(f"**{literal(title_in(manifest.title, state.language()))}**")
    replicates = st.number_input(say("replicates"), 1, 100_000, manifest.replicates, key=f"replicates_{name}",
                                 help=say("replicates.help"))  # fmt: skip
    with st.popover(say("show")):
        st.code(text, language="toml", wrap_lines=True)
    try:
        manifest = manifest.resized(int(replicates), None, None)
    except ManifestError as problem:
        st.error(literal(str(problem)), icon=":material/report:")
        return
    folder = ROOT / name
    told = costs(name, text, manifest, say)
    if told is None:
        return
    command = f"garden experiment run {name}{'.toml' if given else ''} --replicates {replicates}"
    if told["runs"] > LARGEST:
        st.warning(say("too_many", runs=written(told["runs"]), limit=written(LARGEST), command=command))
        return
    if busy is not None:
        st.info(say("busy", name=busy.name))
    if st.button(say("start"), type="primary", disabled=busy is not None, key="start", icon=":material/play_arrow:"):
        path = Path(name)
        if given is not None:
            path = ROOT / f"{name}.toml"
            ROOT.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        began(path, folder, int(replicates), say)
    st.caption(say("again"))
    st.code(command, language="bash", wrap_lines=True)


def began(manifest: Path, folder: Path, replicates: int | None, say: Words) -> None:
    """Start a batch and show it."""
    try:
        launch.start(manifest, folder, replicates)
    except (BusyError, OSError) as problem:
        st.error(literal(str(problem)))
        return
    state.set_note("batch", folder.name)
    state.say_done(say("started", name=folder.name))
    st.rerun()


def costs(name: str, text: str, manifest: Manifest, say: Words) -> dict | None:
    """Runs, core-hours, gigabytes and power, from a few trial runs by the app's workers."""
    key = ("plan", hash(text), name)
    found = result_of(key, lambda: probe(manifest, PROBES), say("planning"))
    if found is None:
        return None
    told = planned(manifest, found, os.cpu_count() or 1)
    places = st.columns(4)
    places[0].metric(say("runs.most" if manifest.decides else "runs"), written(told["runs"]))
    places[1].metric(say("processor"), duration(told["core_hours"], say))
    places[2].metric(say("wait"), duration(told["hours"], say))
    places[3].metric(say("megabytes"), written(1000 * sum(told["gigabytes"].values()), 1))
    power = {row["metric"]: row for row in told.get("power", ()) if row["detectable"]}
    if "survival_share" in power and "focal_profit" in power:
        kept, profit = power["survival_share"], power["focal_profit"]
        points = {name: written(100 * kept[name], 1) for name in ("detectable", "low", "high")}
        st.caption(say("power", share=points.pop("detectable"), profit=written(profit["detectable"]), **points,
                       pairs=told["probe_pairs"]))  # fmt: skip
    return told


def written(value: float, digits: int = 0) -> str:
    """A number as the visitor's language writes it."""
    return number(value, state.language(), digits)


def duration(hours: float, say: Words) -> str:
    """Hours, or minutes when there are few."""
    return say("h", n=written(hours, 1)) if hours >= 1.0 else say("min", n=written(60.0 * hours, 1))


@st.fragment(run_every=EVERY)
def watch(name: str, starting: str) -> None:
    """How far a batch is, again and again while it runs."""
    say = words(state.language(), "app.batches")
    folder = ROOT / name
    try:
        told = standing(folder)
    except (OutputError, ManifestError):
        if launch.running_in(ROOT) == folder:
            st.progress(0.0, text=f"{name}: {starting or say('state.starting')}")
            return
        st.error(say("ended", line=launch.last_words(folder)))
        return
    alive = launch.running_in(ROOT) == folder
    now = "running" if alive or told["state"] == "running" else told["state"]
    if st.session_state.get("watched") not in (None, (name, now)):
        st.session_state["watched"] = (name, now)
        st.rerun()  # it began or ended: the whole page changes
    st.session_state["watched"] = (name, now)
    planned = told["planned_at_most"] if now == "running" else told["planned"]  # more may be asked for
    done, total = told["stored"], max(planned, told["stored"], 1)
    st.progress(min(1.0, done / total) if now != "complete" else 1.0,
                text=say("progress", state=say(f"state.{now}"), done=written(done), total=written(total)))  # fmt: skip
    progress = told.get("progress", {})
    if now == "running" and progress.get("left_seconds"):
        st.caption(say("rate", rate=written(progress["rate"], 1), minutes=written(progress["left_seconds"] / 60)))
    bad = told["failed"] + told["quarantined"]
    if bad:
        st.warning(say("failed", failed=written(bad), reason=told["errors"][0]["error"] if told["errors"] else ""))
    if now == "running":
        if st.button(say("stop"), key="stop", icon=":material/stop:"):
            launch.stop(folder)
    elif now == "stopped":
        line = launch.last_words(folder)
        if line:
            st.info(line)
        if st.button(say("resume"), key="resume", icon=":material/resume:"):
            began(folder, folder, None, say)


def told_report(folder: Path, say: Words) -> None:
    """What the stored runs say now."""
    st.header(say("report"))
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    known, language = told_within(Store(folder).manifest.months), state.language()
    names = left.multiselect(say("metrics"), known, METRICS, key="metrics",
                             format_func=lambda name: OUTCOMES[name].title(language)) or list(METRICS)  # fmt: skip
    if right.button(say("refresh"), key="refresh", icon=":material/refresh:"):
        st.session_state["reading"] = st.session_state.get("reading", 0) + 1
    chunks = len(Store(folder).chunks()) if launch.running_in(ROOT) != folder else 0
    key = ("report", str(folder), tuple(names), language, chunks, st.session_state.get("reading", 0))
    report = result_of(key, lambda: make_report(folder, names, language), say("reading"))
    if report is None:
        return
    for note in report.notes:
        st.info(note)
    for part in report.parts:
        st.subheader(part.title)
        for chart in part.charts:
            figures.drawn(chart)
        if len(part.table):
            st.dataframe(readable(report.batch, part.table, language), hide_index=True, width="stretch")
        for note in part.below:
            st.caption(note)
    if report.parts:
        files = result_of((*key, "zip"), lambda: zipped(report), say("reading"))
        if files:
            st.download_button(say("download"), files, f"{folder.name}.zip", key="zip", icon=":material/download:")
    st.caption(say("again"))
    st.code(f"garden experiment report {folder.name}", language="bash", wrap_lines=True)


def zipped(report: Report) -> bytes:
    """All files of a report in one."""
    held = io.BytesIO()
    with TemporaryDirectory(prefix="garden-") as folder, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as files:
        for name in write_report(report, Path(folder)):
            files.write(Path(folder) / name, name)
    return held.getvalue()


if __name__ == "__main__":
    show()
