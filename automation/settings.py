"""Settings: the environment (`PITBOARD_*`) over `pitboard.toml`, checked before anything starts."""

import difflib
import os
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from automation.addresses import MAIL, REDIS, TRACKER, check_address, database_address, hosts_of
from automation.errors import SettingsError
from automation.secret_key import own_key
from automation.webhook_secrets import check_webhook_secrets

_LONGEST_SOCKET = 90
"""Characters of a folder in which a unix socket's path still fits its 108 bytes."""

SandboxCompany = Literal["acme", "shop"]
"""Who lives in the pretend trackers: the whole company, or a handful of issues for tests."""

DEFAULT_COMPANY: Final[SandboxCompany] = "acme"
"""The company of a sandbox that is begun without naming one."""

Strict = ConfigDict(extra="forbid", frozen=True)


class ConnectionSettings(BaseModel):
    """One tracker site. Secrets are only ever read from here, never logged or rendered."""

    model_config = Strict

    tracker: str
    url: str = ""
    token: str = ""
    webhook_secret: str = ""
    settle: float = Field(10.0, ge=0, le=3600)
    gap: float = Field(1.0, ge=0)
    minute: int = Field(80, ge=0)
    hour: int = Field(500, ge=0)

    @model_validator(mode="before")
    @classmethod
    def _everybody_knows_github(cls, said: Any) -> Any:  # noqa: ANN401 - not yet checked
        """Only GitHub has one address for all; nobody else's token may be sent there."""
        if isinstance(said, dict) and said.get("tracker") == "github":
            return {"url": "https://api.github.com", **said}
        return said

    @property
    def secrets(self) -> tuple[bytes, ...]:
        """The webhook secrets, several while one is being rotated."""
        return tuple(s.strip().encode() for s in self.webhook_secret.split(",") if s.strip())

    @property
    def account(self) -> str:
        """Who we are there, without the token itself: with another one we are somebody else."""
        return sha256(f"{self.url}\n{self.token}".encode()).hexdigest()


class FileSettings(BaseModel):
    """What pitboard.toml and the environment may say."""

    model_config = Strict

    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    data: Path = Path(".pitboard")
    rules: Path | None = None
    database_url: str = ""
    redis_url: str | None = None
    redis_server: Path | None = None
    secret_key: str = ""
    public_url: str = ""
    smtp_url: str = ""
    mail_from: str = "Pitboard <pitboard@localhost.localdomain>"
    webhook_hosts: str = ""
    sandbox_company: SandboxCompany | None = None
    connections: dict[str, ConnectionSettings] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MailSettings:
    """The mail server's address, "" for the folder instead, and whom mails come from."""

    server: str
    sender: str


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings that hold: paths absolute, secrets checked, the signing key made."""

    host: str
    port: int
    data: Path
    rules: Path | None
    database: Path | str = field(repr=False)
    """The SQLite file, or a postgresql:// address, which is a secret."""
    redis_url: str | None
    redis_server: Path | None
    secret_key: bytes
    mail: MailSettings
    address: str
    """Where people reach the pages, without a slash at its end: what mails link to."""
    connections: Mapping[str, ConnectionSettings]
    webhook_hosts: frozenset[str] = frozenset()
    """The hosts that rules may post to; a private address of one of them is named as well."""
    sandbox_company: SandboxCompany | None = None
    """Who lives in the pretend trackers; None where no sandbox plays."""

    @property
    def run(self) -> Path:
        """A private folder, short enough for a socket: `run` in the data folder, if it fits."""
        inside = self.data / "run"
        if len(str(inside)) > _LONGEST_SOCKET:
            digest = sha256(str(self.data).encode()).hexdigest()[:12]
            inside = Path(tempfile.gettempdir()) / f"pitboard-{os.getuid()}-{digest}"
        inside.mkdir(mode=0o700, parents=True, exist_ok=True)
        if inside.stat().st_uid != os.getuid():
            raise SettingsError(f"{inside} belongs to somebody else. Name another PITBOARD_DATA.")
        return inside


def load_settings(
    environment: Mapping[str, str] | None = None, *, file: Path = Path("pitboard.toml")
) -> Settings:
    """Read and check everything. Raises SettingsError with one line for each mistake."""
    given = dict(environment or os.environ)
    said = _merged(_from_file(file), _from_environment(given))
    try:
        read = FileSettings.model_validate(said)
    except ValidationError as error:
        raise SettingsError("\n".join(_plain(e, given) for e in error.errors())) from error
    data = read.data.expanduser().resolve()
    _make_private(data)
    for name, connection in read.connections.items():
        check_webhook_secrets(name, connection.secrets)
    _check_addresses(read)
    return Settings(
        host=read.host,
        port=read.port,
        data=data,
        rules=read.rules.expanduser().resolve() if read.rules else None,
        database=database_address(read.database_url) or data / "pitboard.sqlite",
        redis_url=read.redis_url,
        redis_server=read.redis_server,
        secret_key=read.secret_key.encode() or own_key(data),
        mail=MailSettings(read.smtp_url, read.mail_from),
        address=read.public_url.rstrip("/") or f"http://{read.host}:{read.port}",
        connections=read.connections,
        webhook_hosts=hosts_of(read.webhook_hosts),
        sandbox_company=read.sandbox_company,
    )


def webhook_hosts(
    environment: Mapping[str, str] | None = None, *, file: Path = Path("pitboard.toml")
) -> frozenset[str]:
    """The hosts that rules may post to, whatever else is set. Raises SettingsError."""
    said = _merged(_from_file(file), _from_environment(dict(environment or os.environ)))
    return hosts_of(str(said.get("webhook_hosts", "")))


def _from_file(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: not TOML: {error}") from error
    except OSError as error:
        raise SettingsError(f"{file}: {error.strerror}") from error


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    """`PITBOARD_PORT` and `PITBOARD_<CONNECTION>_<SETTING>` as one tree."""
    said: dict[str, Any] = {}
    for name, value in sorted(environment.items()):
        if name.startswith("PITBOARD_") and value != "":
            _place(said, name, value)
    return said


def _place(said: dict[str, Any], name: str, value: str) -> None:
    key = name.removeprefix("PITBOARD_").lower()
    if key in FileSettings.model_fields and key != "connections":
        said[key] = value
        return
    for setting in ConnectionSettings.model_fields:
        if key.endswith(f"_{setting}") and key != setting:
            connection = key.removesuffix(f"_{setting}").replace("_", "-")
            said.setdefault("connections", {}).setdefault(connection, {})[setting] = value
            return
    known = [f"PITBOARD_{field.upper()}" for field in FileSettings.model_fields]
    known += [f"PITBOARD_GITHUB_{field.upper()}" for field in ConnectionSettings.model_fields]
    raise SettingsError(f"{name}: no such setting.{_did_you_mean(name, known)}")


def _merged(file: dict[str, Any], environment: dict[str, Any]) -> dict[str, Any]:
    connections = {**file.get("connections", {})}
    for name, settings in environment.get("connections", {}).items():
        connections[name] = {**_tracker_of(name), **connections.get(name, {}), **settings}
    return {**file, **environment, "connections": connections}


def _tracker_of(connection: str) -> dict[str, str]:
    """A connection named after its tracker need not say so."""
    return {"tracker": connection} if connection in {"github", "jira"} else {}


def _check_addresses(read: FileSettings) -> None:
    redis, mail = read.redis_url or "", read.smtp_url
    check_address("PITBOARD_REDIS_URL", redis, REDIS, example="redis://host:6379/0")
    example = "smtp+starttls://user:password@host:587"
    check_address("PITBOARD_SMTP_URL", mail, MAIL, example=example)
    public = "https://pitboard.example.com"
    check_address("PITBOARD_PUBLIC_URL", read.public_url, TRACKER, example=public)
    for name, connection in read.connections.items():
        setting = f"PITBOARD_{name.upper().replace('-', '_')}_URL"
        example = "https://acme.atlassian.net"
        check_address(setting, connection.url, TRACKER, example=example)
        if connection.token and not connection.url:
            raise SettingsError(f"{setting}: missing. Where is it? Write one such as {example}.")


def _make_private(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"PITBOARD_DATA: {folder}: {error.strerror}. Name a folder that you may write in."
        ) from error


def _plain(error: Any, given: Mapping[str, str]) -> str:  # noqa: ANN401 - pydantic's error mapping
    place = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return f"pitboard.toml: {place}: no such setting.{_did_you_mean(place, _known_names())}"
    if error["type"] == "missing":
        return f"{place}: missing."
    got = "" if _SECRETS & {*map(str, error["loc"])} else f", got {error['input']!r}"
    variable = "_".join(["PITBOARD", *place.removeprefix("connections.").split(".")])
    variable = variable.upper().replace("-", "_")
    named = f"{variable}, {place}" if variable in given else place
    return f"{named}: {error['msg']}{got}."


_SECRETS = frozenset(
    {"token", "webhook_secret", "secret_key", "database_url", "redis_url", "smtp_url"}
)
"""Settings whose value is never shown, not even when it is wrong."""


def _known_names() -> list[str]:
    return [*FileSettings.model_fields, *ConnectionSettings.model_fields]


def _did_you_mean(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name.rpartition(".")[2] or name, known, n=1)
    return f' Did you mean "{close[0]}"?' if close else ""
