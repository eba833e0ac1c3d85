"""What the pretend Jira has to be told; nothing of it is read from the environment here."""

from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from pathlib import Path

from automation.sandbox.jira.acts import Deed
from automation.sandbox.script import Script


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxJira:
    """One pretend Jira Cloud site.

    `data` is the folder of its journal. `base_url` is where it can be reached, with the port
    and without a slash at the end: every link it hands out begins with it. `hook_url` is where
    its webhooks go, None for nowhere. `token` is `email:token` and belongs to the account
    Pitboard writes as. `templates` is the root that holds `sandbox/`. `patience` is how many
    seconds the first webhook waits for somebody to listen at `hook_url`. `waits` are the seconds
    before each further try of a webhook that failed; the real one waits 5 to 15 minutes. `script`
    is the company that lives there, None for the first minutes of its projects and nothing after.
    `zone` is the one its pages' times are told in; its API and its webhooks know UTC alone.
    """

    data: Path
    base_url: str
    hook_url: str | None
    secret: str = field(repr=False)
    token: str = field(repr=False)
    pitboard_url: str
    templates: Path
    patience: float = 30.0
    script: Script[Deed] | None = None
    zone: tzinfo = UTC
    waits: tuple[float, ...] = (1.0, 3.0, 10.0, 30.0)
