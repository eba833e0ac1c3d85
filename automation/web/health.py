"""Is it alive, is it ready, how is it doing: /healthz, /readyz, /metrics."""

from collections.abc import Iterator
from datetime import timedelta

from flask import Blueprint, Response, current_app, jsonify
from prometheus_client.core import CollectorRegistry, GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from automation.bootstrap import Line
from automation.errors import SettingsError

health = Blueprint("health", __name__)

SILENT = timedelta(seconds=30)
EXPECTED = ("clock", "worker:line", "worker:deliver")


@health.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return jsonify({"ok": True})


@health.get("/readyz")
def readyz() -> Response:
    """200 when the database answers, rules are active and every process was seen lately."""
    refused: tuple[str, ...] = ()
    try:
        line: Line = current_app.extensions["line"]
        checks, refused = _checks(line), tuple(line.record.rulesets.trouble("rules"))
    except SettingsError as error:
        checks = {"database": str(error)}
    ready = set(checks.values()) == {"ok"}
    # The last good rules decide on: what is wrong with newer files is told, and stops nobody.
    answer = jsonify({"ready": ready, "checks": checks, "refused": refused})
    answer.status_code = 200 if answer.json and answer.json["ready"] else 503
    return answer


@health.get("/metrics")
def metrics() -> Response:
    """Prometheus text, counted in the tables: a job's own counters die with its process."""
    registry = CollectorRegistry()
    registry.register(_Tables(current_app.extensions["line"]))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _checks(line: Line) -> dict[str, str]:
    record, wall = line.record, line.clock()
    beats = record.clocks.beats()
    checks = {"database": "ok"}
    wrong = record.rulesets.trouble("rules") or ("no set of rules is active yet",)
    checks["rules"] = "ok" if record.rulesets.active_hash() else wrong[0]
    for name in EXPECTED:
        seen = beats.get(name)
        alive = seen is not None and wall - seen < SILENT
        checks[name] = "ok" if alive else f"not seen since {seen or 'the start'}"
    return checks


class _Tables(Collector):
    """The line's tables as gauges."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One family for each table, and the age of the oldest due work of each queue."""
        record, wall = self._line.record, self._line.clock()
        views = record.views
        inbox = {k: v for k, v in views.counts().items() if k != "received"}
        yield _family("pitboard_inbox_rows", "Deliveries by state.", "state", inbox)
        agenda = views.agenda_counts(wall=wall)
        yield _family("pitboard_agenda_rows", "Agenda rows.", "state", agenda)
        yield _family("pitboard_outbox_rows", "Wishes by state.", "state", views.write_counts())
        rests = {"resting": len(record.fuses.resting())}
        yield _family("pitboard_rules_resting", "Rules whose fuse is blown.", "state", rests)
        missed = {"missed": record.ticks.missed()}
        yield _family("pitboard_ticks_missed", "Times nobody made up for.", "state", missed)
        due = views.due(wall=wall)
        ages = {"line": due.line or 0.0, "deliver": due.deliver or 0.0}
        yield _family("pitboard_oldest_due_seconds", "Age of the oldest due work.", "queue", ages)


def _family(
    name: str, about: str, label: str, values: dict[str, int] | dict[str, float]
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, about, labels=[label])
    for key, value in sorted(values.items()):
        family.add_metric([key], value)
    return family
