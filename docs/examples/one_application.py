"""One application from the requisition to the accepted offer, by somebody who knows only the API's description.

Needs Python 3.11 and nothing else. Run it against an installation with the people named below:

    python3.11 docs/examples/one_application.py http://127.0.0.1:8400 people.json

`people.json` says who acts: {"recruiter": ["e-mail", "password"], "hr_lead": […], "head": […], "interviewer": […]}.
The head needs the role `hiring_manager`, for it is the head who decides; the HR lead holds that role for the whole
company, whose template is saved. In the demo: wang.yawen leads HR, chen.yiming heads, xu.zian interviews.
Every request is found by its operation id in /api/v1/openapi.json, so paths and methods stand nowhere in here.
"""

import json
import sys
import urllib.error
import urllib.request
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROUNDS = ("HR 面", "业务面", "终面")


class Caller:
    """Speaks as one person, by operation ids of the description."""

    def __init__(self, base, token=None, operations=None):
        self.base, self.token = base, token
        self.operations = operations or {}

    def learn(self):
        """Reads the description: operation id -> (method, path)."""
        document = self._send("GET", "/api/v1/openapi.json")
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                self.operations[operation["operationId"]] = (method.upper(), path)
        return self

    def call(self, operation, body=None, **ids):
        """Does one operation; `ids` fill the path, what is left goes behind the question mark."""
        method, path = self.operations[operation]
        query = {name: value for name, value in ids.items() if "{" + name + "}" not in path}
        for name, value in ids.items():
            path = path.replace("{" + name + "}", str(value))
        if query:
            path += "?" + "&".join(f"{name}={value}" for name, value in query.items())
        return self._send(method, path, body)

    def _send(self, method, path, body=None):
        headers = {"accept": "application/json", "accept-language": "en"}
        if self.token:
            headers["authorization"] = f"Bearer {self.token}"
        if method != "GET":
            headers["idempotency-key"] = uuid.uuid4().hex
        content = None
        if body is not None:
            headers["content-type"] = "application/json"
            content = json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data=content, headers=headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                text = response.read()
        except urllib.error.HTTPError as error:
            problem = json.loads(error.read() or b"{}")
            raise SystemExit(
                f"{method} {path}: {error.code} {problem.get('code')}: {problem.get('title')} "
                f"{problem.get('detail')} {problem.get('errors', '')}"
            ) from None
        return json.loads(text) if text else None


def sign_in(base, email, password):
    """A person's caller, and who they are."""
    stranger = Caller(base)
    stranger.operations["create_session"] = ("POST", "/api/v1/sessions")
    session = stranger.call("create_session", {"email": email, "password": password})
    return Caller(base, session["token"]).learn(), session["viewer"]


def open_requisition(recruiter, hr_lead, me, manager, department_id):
    """Drafted by the recruiter, approved by the HR lead, posted."""
    tag = uuid.uuid4().hex[:6]
    drafted = recruiter.call(
        "draft_requisition",
        {
            "code": f"X-{tag}",
            "title": "授信审批岗",
            "job_family": "risk",
            "department_id": department_id,
            "hiring_manager_id": manager["id"],
            "recruiter_id": me["id"],
        },
    )
    recruiter.call("submit_requisition", {"approver_ids": [hr_lead[1]["id"]]}, requisition_id=drafted["id"])
    hr_lead[0].call("approve_requisition", {"reason": "In the plan."}, requisition_id=drafted["id"])
    template = hr_lead[0].call(
        "save_plan_template",
        {
            "name": f"three rounds {tag}",
            "rounds": [
                {"name": name, "dimensions": [{"name": "专业能力"}, {"name": "沟通表达", "is_required": False}]}
                for name in ROUNDS
            ],
        },
    )
    recruiter.call("copy_plan", {"template_id": template["id"]}, requisition_id=drafted["id"])
    recruiter.call(
        "open_posting",
        {"title": "授信审批岗", "text": "负责对公授信。", "channel": "官网"},
        requisition_id=drafted["id"],
    )
    return drafted["id"], recruiter.call("read_plan_of_requisition", requisition_id=drafted["id"])["rounds"]


def hold_round(people, candidate, application_id, round_, number):
    """Proposed, confirmed, asked, answered, scored, closed, decided. It took place earlier today."""
    recruiter, manager = people["recruiter"], people["manager"]
    interviewer = people["interviewer"]
    start = datetime.now(UTC) - timedelta(hours=6 - number, minutes=5)
    interview = recruiter[0].call(
        "propose_interview",
        {
            "round_id": round_["id"],
            "starts_at": start.isoformat(),
            "ends_at": (start + timedelta(minutes=45)).isoformat(),
            "panel": [{"staff_id": interviewer[1]["id"]}],
            "location": "18-3",
        },
        application_id=application_id,
    )
    candidate.call("confirm_interview", interview_id=interview["id"])
    question = candidate.call("ask_question", {"text": "试用期多久？"}, interview_id=interview["id"])
    owner = manager[0]  # without an owner in the round's rule the hiring manager answers
    owner.call("answer_question", {"text": "六个月。"}, question_id=question["id"])
    candidate.call("rate_answer", {"rating": 5}, question_id=question["id"])
    interviewer[0].call(
        "submit_feedback",
        {"recommendation": "yes", "scores": {"专业能力": 8}, "text_for_candidate": "谢谢您的时间。"},
        interview_id=interview["id"],
    )
    recruiter[0].call("hold_interview", {}, interview_id=interview["id"])
    manager[0].call(
        "decide_round",
        {"round_id": round_["id"], "decision": "advance", "reason": "A clear yes."},
        application_id=application_id,
    )


def make_offer(people, candidate, application_id):
    """Drafted, approved by the HR lead, sent, accepted by the candidate."""
    recruiter, hr_lead = people["recruiter"][0], people["hr_lead"]
    offer = recruiter.call(
        "draft_offer",
        {
            "terms": {
                "position_title": "授信审批岗",
                "place": "上海",
                "contract_type": "fixed_term",
                "starts_on": "2027-03-01",
                "currency": "CNY",
                "monthly_salary": 23000,
                "months_per_year": 14,
                "expires_at": (datetime.now(UTC) + timedelta(days=7)).isoformat(),
            }
        },
        application_id=application_id,
    )
    recruiter.call("submit_offer", {"approver_ids": [hr_lead[1]["id"]]}, offer_id=offer["id"])
    hr_lead[0].call("approve_offer", {}, offer_id=offer["id"])
    recruiter.call("send_offer", offer_id=offer["id"])
    return candidate.call("accept_offer", {"version": 1}, offer_id=offer["id"])


def main(base, who):
    people = {role: sign_in(base, *log_in) for role, log_in in who.items()}
    people["manager"] = people["head"]
    recruiter, me = people["recruiter"]
    department_id = recruiter.call("list_departments")["items"][0]["id"]
    requisition_id, rounds = open_requisition(recruiter, people["hr_lead"], me, people["head"][1], department_id)
    person = recruiter.call("create_candidate", {"name": "李晓雯", "email": f"{uuid.uuid4().hex[:8]}@mail.example"})
    application = recruiter.call("create_application", {"requisition_id": requisition_id, "candidate_id": person["id"]})
    link = recruiter.call("create_candidate_link", {}, application_id=application["id"])
    candidate = Caller(base, link["token"], recruiter.operations)
    recruiter.call(
        "screen_application",
        {"decision": "advance", "reason": "Five years in credit."},
        application_id=application["id"],
    )
    for number, round_ in enumerate(rounds):
        hold_round(people, candidate, application["id"], round_, number)
    offer = make_offer(people, candidate, application["id"])
    seen = candidate.call("read_timeline", application_id=application["id"])
    print(
        json.dumps(
            {
                "offer": offer["status"],
                "application": seen["application"]["status"],
                "lines": len(seen["lines"]),
                "promises": sorted({one["kind"] for one in seen["promises"]}),
                "missed": sum(one["outcome"] == "missed" for one in seen["promises"]),
            },
            ensure_ascii=False,
        )
    )


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")))
