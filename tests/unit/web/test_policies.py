"""A route without a policy stops the start."""

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
