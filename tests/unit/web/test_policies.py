"""A route without a policy stops the start; the web process stays light."""

import subprocess
import sys

import pytest
from fastapi import FastAPI
from starlette.routing import Mount, Route

from app.web.policies import PUBLIC, PolicyMissing, allow, check_policies


def test_a_route_without_a_policy_stops_the_start() -> None:
    app = FastAPI(openapi_url=None)

    @app.get("/open")
    @allow(PUBLIC)
    def opened() -> str:
        return "x"

    check_policies(app.routes, {})

    @app.get("/forgotten")
    def forgotten() -> str:
        return "x"

    with pytest.raises(PolicyMissing, match="/forgotten"):
        check_policies(app.routes, {})


def test_a_mount_without_a_policy_stops_the_start() -> None:
    with pytest.raises(PolicyMissing, match="/hidden"):
        check_policies([Mount("/hidden", app=Route("/", lambda request: None))], {})


def test_the_web_process_does_not_load_the_pipelines() -> None:
    code = (
        "import sys, app.web.main, app.insights.router, app.insights.serving, app.web.serve; "
        "print([name for name in ('dagster', 'dbt', 'great_expectations', 'sklearn', 'jieba') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.strip() == "[]"
