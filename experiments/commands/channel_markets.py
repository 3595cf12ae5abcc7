"""What the commands of a channel of one's own look at: its folder, its months, and simulated markets beside it."""

from __future__ import annotations

from pathlib import Path

from experiments.commands.flags import assignments
from experiments.running.progress import ProgressBar


def channel_of(options):
    """The folder and its months."""
    from experiments.channel.folder import read_channel
    from experiments.channel.history import history_of

    channel = read_channel(Path(options.folder))
    return channel, history_of(channel)


def markets_of(options):
    """The scenario, and candidates of its runs by replicate."""
    from experiments.channel.candidates import MONTHS, gathered
    from experiments.running.size import check_size
    from scenarios import load_scenario

    scenario = load_scenario(options.scenario, assignments(options.set))
    check_size([scenario], options.replicates, MONTHS)
    with ProgressBar("simulated markets") as bar:
        return scenario, gathered(scenario, options.seed, options.replicates, options.threads or 2, bar)
