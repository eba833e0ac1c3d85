"""What boards call their columns, in eight languages: good enough to guess, and always named.

English, German, French, Spanish, Portuguese, Dutch, Polish, Russian. Whole names first, then
single words in them; accents and capitals do not count.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final, Literal

Group = Literal["todo", "doing", "done", "dropped"]

GROUPS: Final[tuple[Group, ...]] = ("todo", "doing", "done", "dropped")

_NAMES: Final[Mapping[Group, str]] = {
    "todo": """
        to do|todo|open|new|backlog|selected for development|ready|ready for development|reopened
        not started|planned|accepted|triage|funnel|icebox|next|up next|idea|created|requested
        offen|neu|zu erledigen|bereit|geplant|nicht begonnen|wieder geoffnet|erneut geoffnet
        ausgewahlt fur die entwicklung|angenommen|eingang|erstellt
        a faire|ouvert|nouveau|pret|planifie|non commence|rouvert|cree|en attente de demarrage
        por hacer|tareas por hacer|pendiente|abierto|nuevo|listo para desarrollo|planificado
        sin empezar|reabierto|creado
        a fazer|tarefas pendentes|aberto|novo|planejado|planeado|nao iniciado|reaberto|criado
        te doen|nieuw|gepland|niet gestart|klaar voor ontwikkeling|heropend|aangemaakt
        do zrobienia|otwarte|nowe|zaplanowane|nierozpoczete|gotowe do realizacji
        ponownie otwarte|utworzone
        сделать|к выполнению|открыт|открыта|открыто|новый|новая|новое|запланировано|бэклог
        беклог|не начато|переоткрыт|создано|в очереди""",
    "doing": """
        in progress|doing|in development|in review|code review|review|in testing|testing|in test
        qa|in qa|blocked|waiting|on hold|ready for review|ready for test|ready for testing
        ready for qa|ready for release|ready to merge|under review|started|active|in analysis
        analysis|discovery|in design|design|waiting for customer|waiting for support|pending
        escalated|in deployment|build|building|implementing|verifying|to verify|to review
        in arbeit|in bearbeitung|in entwicklung|in prufung|in abklarung|in klarung|im test
        wird bearbeitet|wird gepruft|blockiert|wartet|wartend|begonnen|abklarung|in umsetzung
        in abnahme|bereit zur abnahme|bereit zum test|zur prufung
        en cours|en developpement|en revue|en relecture|en test|bloque|en attente|commence
        en validation|a valider|a tester
        en curso|en progreso|en desarrollo|en revision|en pruebas|bloqueado|en espera|iniciado
        em andamento|em progresso|em curso|em desenvolvimento|em revisao|em teste|em testes
        bloqueada|em espera|aguardando|fazendo
        bezig|in uitvoering|in behandeling|in ontwikkeling|in beoordeling|geblokkeerd|wacht
        in de wacht|onder handen|te testen
        w toku|w trakcie|w realizacji|w przegladzie|w testach|zablokowane|wstrzymane|oczekuje
        do weryfikacji|do sprawdzenia
        в работе|в процессе|в разработке|на проверке|на ревью|в тестировании|на тестировании
        тестирование|заблокировано|заблокирован|ожидание|приостановлено|выполняется""",
    "done": """
        done|closed|resolved|complete|completed|released|shipped|merged|deployed|finished|fixed
        verified|live|published|in production|delivered
        erledigt|fertig|geschlossen|gelost|abgeschlossen|veroffentlicht|ausgeliefert|umgesetzt
        behoben|beendet
        termine|terminee|termines|ferme|fermee|resolu|resolue|fini|livre|publie|clos
        hecho|listo|finalizado|finalizada|cerrado|cerrada|resuelto|resuelta|completado|terminado
        publicado|entregado
        feito|concluido|concluida|fechado|fechada|resolvido|resolvida|finalizado|pronto|entregue
        gereed|klaar|gesloten|opgelost|afgerond|voltooid|opgeleverd
        gotowe|zrobione|zamkniete|rozwiazane|zakonczone|wdrozone|ukonczone
        готово|сделано|закрыт|закрыта|закрыто|решен|решена|решено|выполнено|завершено
        завершен|выпущено""",
    "dropped": """
        won't do|wont do|won't fix|wontfix|dropped|cancelled|canceled|rejected|declined|invalid
        duplicate|obsolete|abandoned|discarded|withdrawn|not planned|will not do|archived
        cannot reproduce
        abgelehnt|abgebrochen|verworfen|storniert|zuruckgezogen|nicht umgesetzt|wird nicht gemacht
        wird nicht erledigt|hinfallig|duplikat|ungultig|obsolet
        annule|annulee|rejete|rejetee|refuse|refusee|abandonne|abandonnee|ne sera pas fait|doublon
        cancelado|cancelada|rechazado|rechazada|descartado|descartada|no se hara|duplicado
        recusado|recusada|rejeitado|rejeitada|nao sera feito|duplicada
        geannuleerd|afgewezen|vervallen|wordt niet gedaan|ingetrokken|dubbel
        anulowane|odrzucone|porzucone|nie bedzie zrobione|duplikat
        отменен|отменена|отменено|отклонен|отклонена|отклонено|не будет сделано|дубликат""",
}

_SINGLE: Final[Mapping[Group, str]] = {
    "dropped": "cancelled canceled rejected abgelehnt verworfen annule rejete cancelado rechazado",
    "todo": "backlog triage ungeplant inbox",
    "doing": """review testing test qa progress blocked waiting arbeit bearbeitung prufung
        abklarung klarung abnahme entwicklung revue attente curso progreso andamento revisao toku
        trakcie behandeling uitvoering работе проверке тестировании ожидает""",
    "done": "done closed released shipped erledigt abgeschlossen fertig termine gotowe готово",
}


def plain(name: str) -> str:
    """A status name as it is compared: no accents, no capitals, one space between words."""
    apart = unicodedata.normalize("NFKD", name.replace("’", "'").casefold())  # noqa: RUF001 - the typographic apostrophe is what is replaced
    bare = "".join(each for each in apart if not unicodedata.combining(each))
    return " ".join(bare.replace("ł", "l").replace("_", " ").replace("-", " ").split())


def group_words() -> Mapping[str, Group]:
    """Every whole name that is known, as it is compared, to its group."""
    return {
        plain(name): group
        for group, names in _NAMES.items()
        for line in names.split("\n")
        for name in line.split("|")
        if name.strip()
    }


def single_words() -> Mapping[str, Group]:
    """Every single word that tells a group by itself."""
    return {plain(word): group for group, words in _SINGLE.items() for word in words.split()}


def guess(name: str, whole: Mapping[str, Group], single: Mapping[str, Group]) -> Group | None:
    """The group a status most likely belongs to; None where its name says nothing we know."""
    bare = plain(name)
    if bare in whole:
        return whole[bare]
    found = {single[word] for word in re.split(r"\W+", bare) if word in single}
    return next((group for group in _FIRST if group in found), None)


_FIRST: Final[tuple[Group, ...]] = ("dropped", "todo", "doing", "done")
"""Of several words, the one that is told: "Backlog review" is not begun, "Done testing" is."""
