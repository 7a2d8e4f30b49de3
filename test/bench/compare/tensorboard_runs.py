"""Writes the curves of all runs of a project as TensorBoard event files.

    tensorboard_runs.py PROJECT LOGDIR

One event for each step holds the values of all metrics at that step, as a training loop writes them.
"""

import json
import pathlib
import sys

import numpy as np
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary, SummaryMetadata
from tensorboard.compat.tensorflow_stub.io import gfile  # noqa: F401  (fails early without TensorBoard)
from tensorboard.summary.writer.record_writer import RecordWriter


def write_run(run: pathlib.Path, logdir: pathlib.Path) -> None:
    files = json.loads((run / "metrics.json").read_text())["files"]
    curves = {
        name: np.fromfile(run / "metrics" / file, dtype="<f8").reshape(-1, 3)
        for name, file in files.items()
    }
    logdir.mkdir(parents=True)
    by_step: dict[int, list[tuple[str, float, float]]] = {}
    for name, rows in curves.items():
        for step, seconds, value in rows:
            by_step.setdefault(int(step), []).append((name, float(seconds), float(value)))
    with open(logdir / f"events.out.tfevents.0.{run.name}", "wb") as file:
        writer = RecordWriter(file)
        writer.write(Event(wall_time=0.0, file_version="brain.Event:2").SerializeToString())
        for step in sorted(by_step):
            values = by_step[step]
            summary = Summary(
                value=[Summary.Value(tag="all/" + name.replace("/", "."), simple_value=value)
                    for name, _, value in values]
            )
            event = Event(wall_time=values[0][1], step=step, summary=summary)
            writer.write(event.SerializeToString())
        writer.flush()


def main() -> None:
    project, logdir = map(pathlib.Path, sys.argv[1:3])
    for run in sorted((project / "runs").iterdir()):
        if (run / "metrics.json").exists():
            write_run(run, logdir / run.name)


main()
