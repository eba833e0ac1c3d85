"""Every wrong setting is one clear line that says how to mend it."""

from pathlib import Path

import pytest

from automation.errors import SettingsError
from automation.settings import Settings, load_settings
from tests.builders import SECRET

GOOD = {"PITBOARD_GITHUB_WEBHOOK_SECRET": SECRET.decode()}


JIRA = {"JIRA_WEBHOOK_SECRET": SECRET.decode()}


def settings(folder: Path, toml: str = "", **said: str) -> Settings:
    file = folder / "pitboard.toml"
    file.write_text(toml, "utf-8")
    environment = {
        "PITBOARD_DATA": str(folder / "data"),
        **{f"PITBOARD_{n}": v for n, v in said.items()},
    }
    return load_settings(environment, file=file)


def test_nothing_configured_is_the_sandbox(tmp_path: Path) -> None:
    assert settings(tmp_path).connections == {}


def test_the_environment_stands_above_the_file(tmp_path: Path) -> None:
    assert settings(tmp_path, "port = 8100", PORT="8200").port == 8200


def test_a_connection_is_named_in_the_file_and_its_secret_in_the_environment(
    tmp_path: Path,
) -> None:
    read = settings(
        tmp_path,
        '[connections.github-eu]\ntracker = "github"\nurl = "https://ghes.example/api/v3"',
        GITHUB_EU_WEBHOOK_SECRET=SECRET.decode(),
    )

    assert read.connections["github-eu"].url == "https://ghes.example/api/v3"
    assert read.connections["github-eu"].secrets == (SECRET,)


def test_jira_is_configured_by_its_secret_alone(tmp_path: Path) -> None:
    read = settings(tmp_path, JIRA_WEBHOOK_SECRET=SECRET.decode())

    assert read.connections["jira"].tracker == "jira"
    assert read.connections["jira"].secrets == (SECRET,)


def test_only_github_has_an_address_that_need_not_be_said(tmp_path: Path) -> None:
    both = {"GITHUB_WEBHOOK_SECRET": SECRET.decode(), "JIRA_WEBHOOK_SECRET": SECRET.decode()}
    read = settings(tmp_path, **both).connections

    assert read["github"].url == "https://api.github.com"
    assert read["jira"].url == ""


def test_a_further_connection_is_named_with_its_tracker(tmp_path: Path) -> None:
    read = settings(
        tmp_path,
        '[connections.jira-eu]\ntracker = "jira"\nurl = "https://eu.acme.example"',
        JIRA_EU_WEBHOOK_SECRET=SECRET.decode(),
    )

    assert read.connections["jira-eu"].tracker == "jira"
    assert read.connections["jira-eu"].secrets == (SECRET,)


def test_several_secrets_stand_while_one_is_rotated(tmp_path: Path) -> None:
    both = f"{SECRET.decode()}, previous-3b1f9a7c5e"
    read = settings(tmp_path, GITHUB_WEBHOOK_SECRET=both)

    assert len(read.connections["github"].secrets) == 2


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ({"PROT": "8000"}, 'PITBOARD_PROT: no such setting. Did you mean "PITBOARD_PORT"?'),
        ({"PORT": "many"}, "port: Input should be a valid integer"),
        ({"PORT": "70000"}, "port: Input should be less than or equal to 65535"),
        ({"GITHUB_TOKEN": "abc"}, "PITBOARD_GITHUB_WEBHOOK_SECRET: missing."),
        ({"GITHUB_WEBHOOK_SECRET": "short"}, "a secret of 5 characters, it needs 16 or more."),
        ({"GITHUB_WEBHOOK_SECRET": "my-secret-changeme"}, "a placeholder, not a secret."),
        ({"GITHUB_WEBHOOK_SECRET": "ababababababababab"}, "a placeholder, not a secret."),
        ({"GITHUB_WEBHOOK_SECRET": "x" * 40}, "a placeholder, not a secret."),
        ({"ACME_WEBHOOK_SECRET": SECRET.decode()}, "connections.acme.tracker: missing."),
        ({"GITHUB_SETTLE": "-1"}, "connections.github.settle: Input should be greater"),
        (
            {"REDIS_URL": "nonsense"},
            "PITBOARD_REDIS_URL: not an address; write one such as redis://",
        ),
        ({"REDIS_URL": "redis://host:abc"}, "PITBOARD_REDIS_URL: not an address"),
        ({"SMTP_URL": "smtp.acme.example"}, "PITBOARD_SMTP_URL: not an address; write one such as"),
        ({"SMTP_URL": "smtps://ann:p/w@host"}, "PITBOARD_SMTP_URL: not an address"),
        ({**JIRA, "JIRA_URL": "acme.atlassian.net"}, "PITBOARD_JIRA_URL: not an address; write"),
        ({**JIRA, "JIRA_URL": "https://<your site>.atlassian.net"}, "PITBOARD_JIRA_URL: not an"),
        ({**JIRA, "JIRA_TOKEN": "ann@acme.example:abc"}, "PITBOARD_JIRA_URL: missing."),
    ],
)
def test_a_wrong_setting_is_named_with_its_repair(
    tmp_path: Path, said: dict[str, str], line: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        settings(tmp_path, **said)

    assert line in str(refused.value)


def test_a_secret_is_never_printed(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        settings(tmp_path, GITHUB_WEBHOOK_SECRET="tooshort-9d8f")

    assert "tooshort" not in str(refused.value)


def test_an_address_that_may_hold_a_password_is_never_printed(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        settings(tmp_path, SMTP_URL="smtps://ann:pa55/w0rd@host")

    assert "pa55" not in str(refused.value)


@pytest.mark.parametrize(
    "said",
    [
        {"REDIS_URL": "unix:///run/pitboard/v.sock"},
        {"REDIS_URL": "rediss://:pa55@[2001:db8::1]:6380/0"},
        {"SMTP_URL": "smtp+starttls://ann:pa55@mail.acme.example:587"},
        {**JIRA, "JIRA_URL": "http://127.0.0.1:8002", "JIRA_TOKEN": "ann:abc"},
    ],
)
def test_an_address_that_can_be_called_holds(tmp_path: Path, said: dict[str, str]) -> None:
    assert settings(tmp_path, **said)


def test_a_misspelt_key_in_the_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r'prot: no such setting\. Did you mean "port"\?'):
        settings(tmp_path, "prot = 1")


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"pitboard\.toml: not TOML"):
        settings(tmp_path, "port = ")


def test_a_data_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way", "utf-8")

    with pytest.raises(SettingsError, match="PITBOARD_DATA"):
        settings(tmp_path)


def test_the_signing_key_is_made_once_and_is_private(tmp_path: Path) -> None:
    first = settings(tmp_path).secret_key

    assert settings(tmp_path).secret_key == first
    assert (tmp_path / "data" / "secret.key").stat().st_mode & 0o777 == 0o600


def test_a_long_data_folder_gets_a_short_folder_for_sockets(tmp_path: Path) -> None:
    long = tmp_path / ("x" * 120)
    read = load_settings({"PITBOARD_DATA": str(long)}, file=tmp_path / "none.toml")

    assert len(str(read.run)) < 90
    assert read.run.stat().st_mode & 0o777 == 0o700
