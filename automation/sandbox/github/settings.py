"""What the pretend GitHub has to be told; nothing of it is read from the environment here."""

from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from pathlib import Path

from automation.sandbox.github.acts import Deed
from automation.sandbox.script import Script


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxGitHub:
    """One pretend GitHub.

    `data` is the folder of its journal. `base_url` is where it can be reached, with the port
    and without a slash at the end: every link it hands out begins with it. `hook_url` is where
    its webhooks go, None for nowhere. `templates` is the root that holds `sandbox/`. `patience`
    is how many seconds the first webhook waits for somebody to listen at `hook_url`. `script` is
    the company that lives there, None for a shop's first minute and nothing after it. `zone` is
    the one its pages' times are told in; its API and its webhooks know UTC alone.
    """

    data: Path
    base_url: str
    hook_url: str | None
    secret: str = field(repr=False)
    token: str = field(repr=False)
    pitboard_url: str
    templates: Path
    bot_login: str = "pitboard[bot]"
    patience: float = 30.0
    script: Script[Deed] | None = None
    zone: tzinfo = UTC
