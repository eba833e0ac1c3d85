from tests.web.conftest import PAGE, World


def test_smoke(world: World) -> None:
    world.sees()
    for a in [
        "/",
        PAGE,
        "/rules",
        "/rules/triage/needs-triage.yaml",
        "/operations",
        "/static/pitboard.css",
    ]:
        print(a, world.reads(a))
