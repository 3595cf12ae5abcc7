"""What the commands of a channel of one's own look at: its folder, its months, and simulated markets beside it."""

from __future__ import annotations

from pathlib import Path

from experiments.commands.flags import assignments
from experiments.running.progress import ProgressBar


def gathered_for(options):
    """The folder, its months, and candidates by run."""
    from experiments.channel.candidates import MONTHS, gathered
    from experiments.channel.folder import read_channel
    from experiments.channel.history import history_of
    from experiments.running.size import check_size
    from scenarios import load_scenario

    channel = read_channel(Path(options.folder))
    history = history_of(channel)
    scenario = load_scenario(options.scenario, assignments(options.set))
    check_size([scenario], options.replicates, MONTHS)
    with ProgressBar("simulated markets") as bar:
        return (
            channel,
            history,
            scenario,
            gathered(scenario, options.seed, options.replicates, options.threads or 2, bar),
        )
