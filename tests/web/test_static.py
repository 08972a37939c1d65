"""What a browser is given stands under names that may be kept for good."""

import re

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from ideaboard.paths import STATIC
from ideaboard.web.static import FOREVER, Static


def test_a_script_imports_others_by_names_kept_for_good() -> None:
    static = Static(STATIC)
    with TestClient(Starlette(routes=[Mount("/static", app=static)])) as client:
        answer = client.get(static.address("board/writing.js"))
        assert answer.headers["cache-control"] == FOREVER
        imported = re.findall(r'from "([^"]+)"', answer.text)
        assert imported == [static.address("board.js")]
        assert client.get(imported[0]).status_code == 200
