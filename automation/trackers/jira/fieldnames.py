"""Which facet an entry of Jira's changelog is about: by its fieldId, its name, or its values.

Jira names a field as the site's language does, and Data Center before 9 gives no id at all.
"""

from collections.abc import Mapping

from automation.trackers.shapes import Payload, text

_LONGEST_NAME = 100

UNTOLD = frozenset(
    {
        "attachment",
        "comment",
        "epic child",
        "rank",
        "remoteissuelink",
        "remoteworkitemlink",
        "resolutiondate",
        "timeestimate",
        "timeoriginalestimate",
        "timespent",
        "votes",
        "watchers",
        "workratio",
        "worklogid",
        "worklogtimespent",
    }
)
"""Entries that change nothing an item reads, or that have events of their own."""

_RANK = frozenset({"rank", "rang", "ранг"})
"""The order on a board: a custom field, but no person's word about the issue."""

_BY_ID: Mapping[str, str] = {
    "assignee": "assignees",
    "components": "components",
    "description": "description",
    "duedate": "due",
    "environment": "environment",
    "fixversions": "versions",
    "issuetype": "kind",
    "labels": "labels",
    "parent": "parent",
    "priority": "priority",
    "project": "project",
    "reporter": "reporter",
    "resolution": "resolution",
    "security": "security",
    "status": "status",
    "summary": "title",
    "versions": "affected_versions",
}

_BY_NAME: Mapping[str, str] = {
    "component": "components",
    "component/s": "components",
    "due date": "due",
    "fix version": "versions",
    "fix version/s": "versions",
    "issue type": "kind",
    "issueparentassociation": "parent",
    "key": "key",
    "link": "link",
    "parent issue": "parent",
    "security level": "security",
    "version": "affected_versions",
    "affects version/s": "affected_versions",
}

_BY_CUSTOM_NAME: Mapping[str, str] = {
    "epic link": "epic link",
    "epic-link": "epic link",
    "epic-verknüpfung": "epic link",
    "enlace de épica": "epic link",
    "lien d'epic": "epic link",
    "ссылка на эпик": "epic link",
    "parent link": "parent",
    "sprint": "sprint",
    "спринт": "sprint",
    "flagged": "flagged",
    "markiert": "flagged",
    "marqué": "flagged",
    "помечено": "flagged",
}
"""Fields of Jira's own that are custom ones by their id, which every site numbers anew."""

_LOCALISED: Mapping[str, str] = {
    "статус": "status",
    "состояние": "status",
    "estado": "status",
    "statut": "status",
    "stato": "status",
    "stav": "status",
    "tila": "status",
    "durum": "status",
    "ステータス": "status",
    "状态": "status",
    "상태": "status",
    "исполнитель": "assignees",
    "bearbeiter": "assignees",
    "zugewiesene person": "assignees",
    "responsable": "assignees",
    "responsável": "assignees",
    "assegnatario": "assignees",
    "担当者": "assignees",
    "经办人": "assignees",
    "тема": "title",
    "zusammenfassung": "title",
    "résumé": "title",
    "resumen": "title",
    "resumo": "title",
    "riepilogo": "title",
    "要約": "title",
    "概要": "title",
    "приоритет": "priority",
    "priorität": "priority",
    "priorité": "priority",
    "prioridad": "priority",
    "prioridade": "priority",
    "優先度": "priority",
    "优先级": "priority",
    "решение": "resolution",
    "резолюция": "resolution",
    "lösung": "resolution",
    "résolution": "resolution",
    "resolución": "resolution",
    "resolução": "resolution",
    "解決状況": "resolution",
    "解决结果": "resolution",
    "метки": "labels",
    "stichwörter": "labels",
    "étiquettes": "labels",
    "etiquetas": "labels",
    "описание": "description",
    "beschreibung": "description",
    "descripción": "description",
    "descrição": "description",
    "автор": "reporter",
}

_PROVEN_BY = {
    "status": "status",
    "priority": "priority",
    "resolution": "resolution",
    "issuetype": "kind",
}


def facet_of(item: Payload, fields: Payload) -> str:
    """The facet of this entry; "" for one that is not told. `fields` are the issue's as shown.

    A custom field is `customfield_<n>`, or by its name in lower case where Jira gives no id.
    """
    name = text(item.get("field") or "").strip().casefold()
    id_ = text(item.get("fieldId") or "").strip().casefold()
    if item.get("fieldtype") == "custom" or id_.startswith("customfield_"):
        told = _BY_CUSTOM_NAME.get(name) or id_[:_LONGEST_NAME] or name[:_LONGEST_NAME]
        return "" if name in _RANK else told
    if id_ in UNTOLD or name in UNTOLD:
        return ""
    if id_ in _BY_ID:
        return _BY_ID[id_]
    known = _BY_ID.get(name) or _BY_NAME.get(id_ or name) or _BY_CUSTOM_NAME.get(id_ or name)
    return known or _proven(item, fields) or _LOCALISED.get(name) or name[:_LONGEST_NAME]


def _proven(item: Payload, fields: Payload) -> str | None:
    """The field that reads exactly what this entry says it was set to, by id and by name."""
    for field, facet in _PROVEN_BY.items():
        now = fields.get(field)
        if not isinstance(now, dict) or now.get("id") is None:
            continue
        if (str(now["id"]), now.get("name")) == (item.get("to"), item.get("toString")):
            return facet
    return None
