"""Streamlit mounted behind the gate, in a process of its own: its runtime exists once per process."""

import json
import subprocess
import sys

from app.kit.installation import Installation
from tests.conventions.code import ROOT
from tests.factories.desk import PASSWORD, Desk
from tests.integration.web.conftest import NOW

SCRIPT = """
import json, sys, warnings
warnings.simplefilter("ignore")
from datetime import datetime
from fastapi.testclient import TestClient
from app.kit.installation import Installation
from app.kit.settings import Settings
from app.web.main import create_app
home, password, now = sys.argv[1:]
installation = Installation(Settings(home=home))
moment = datetime.fromisoformat(now)
origin = "http://127.0.0.1"
seen = {}
with TestClient(create_app(installation, now=lambda: moment), base_url=origin, follow_redirects=False) as client:
    seen["stranger"] = client.get("/insights/_stcore/health").status_code
    for who in ("wang", "lead"):
        client.cookies.clear()
        client.post("/login", data={"email": f"{who}@bank.example", "password": password}, headers={"origin": origin})
        seen[who] = client.get("/insights/_stcore/health").status_code
    without_slash = client.get("/insights")
    seen["without_slash"] = without_slash.status_code, without_slash.headers["location"]
    page = client.get("/insights/")
    seen["page"], seen["csp"] = page.status_code, page.headers["content-security-policy"]
    closed = ("_stcore/agent/openapi.json", "_stcore/metrics", "_stcore/upload_file/a/b", "media/a.csv")
    seen["closed"] = [client.get(f"/insights/{door}").status_code for door in closed]
    with client.websocket_connect("ws://127.0.0.1/insights/_stcore/stream", headers={"origin": origin}) as socket:
        seen["socket"] = True
installation.web.close()
print(json.dumps(seen))
"""


def test_streamlit_stands_behind_the_gate(installation: Installation, desk: Desk) -> None:
    home = str(installation.settings.root)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, home, PASSWORD, NOW.isoformat()],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    seen = json.loads(done.stdout.splitlines()[-1])
    assert (seen["stranger"], seen["wang"], seen["lead"], seen["page"], seen["socket"]) == (401, 403, 200, 200, True)
    assert seen["without_slash"] == [307, "http://127.0.0.1/insights/"], "the address that is printed and documented"
    assert "frame-ancestors 'none'" in seen["csp"]
    assert "script-src 'self' 'wasm-unsafe-eval' 'sha256-" in seen["csp"]
    assert seen["closed"] == [404] * 4
