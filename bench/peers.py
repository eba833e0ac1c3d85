"""What Pitboard is compared with, built only for that, as anybody would build it.

`python -m bench.peers plain|queued` serves a receiver on Pitboard's own server and settings: one
stores nothing, one enqueues an RQ job for each event. `... worker URL SINK_PORT` works the jobs.
"""

import json
import os
import sys
from functools import cache, partial

from flask import Flask, Response, request
from redis import Redis
from rq import Queue, SimpleWorker

from automation.settings import load_settings
from automation.trackers.door import signed_by
from automation.web.server import serve
from bench import payload
from bench.sink import Sink

REDIS_URL = "BENCH_REDIS_URL"
SINK_PORT = "BENCH_SINK_PORT"
KEEP_SECONDS = 7 * 24 * 3600
"""How long a delivery id is remembered, so that a repeat is not worked twice."""


def plain() -> Flask:
    """Checks the signature and answers: what the server itself costs."""
    app = Flask("plain")
    app.add_url_rule("/hooks/github", view_func=_verified, methods=["POST"])
    return app


def queued() -> Flask:
    """Checks the signature, drops repeats by SETNX and enqueues one RQ job."""
    app = Flask("queued")
    redis = Redis.from_url(os.environ[REDIS_URL])
    enqueue = partial(_enqueued, redis, Queue("events", connection=redis))
    app.add_url_rule("/hooks/github", "enqueue", enqueue, methods=["POST"])
    return app


def write_mark(body: bytes) -> None:
    """The job: the rule of `rules/bugs.yaml` as a line of Python, and its write."""
    event = json.loads(body)
    issue = event["issue"]
    if issue["state"] == "open" and "bug" in {label["name"] for label in issue["labels"]}:
        _sink().post(f"{event['repository']['full_name']}#{issue['number']}", "seen")


def _verified() -> Response:
    given = request.headers.get("X-Hub-Signature-256", "")
    known = signed_by(request.get_data(), given, (payload.SECRET.encode(),))
    return Response(status=202 if known else 401)


def _enqueued(redis: "Redis", queue: Queue) -> Response:
    answer = _verified()
    delivery = request.headers["X-GitHub-Delivery"]
    if answer.status_code == 202 and redis.set(f"seen:{delivery}", 1, nx=True, ex=KEEP_SECONDS):
        queue.enqueue(write_mark, request.get_data(), result_ttl=0)
    return answer


@cache
def _sink() -> Sink:
    return Sink(int(os.environ[SINK_PORT]))


def main(role: str) -> None:
    """Run one of them until it is told to stop."""
    if role == "worker":
        connection = Redis.from_url(os.environ[REDIS_URL])
        SimpleWorker([Queue("events", connection=connection)], connection=connection).work(
            logging_level="WARNING"
        )
        return
    serve(load_settings(), {"plain": plain, "queued": queued}[role])


if __name__ == "__main__":
    from bench.peers import main as run  # so that jobs are named bench.peers.write_mark

    run(sys.argv[1])
