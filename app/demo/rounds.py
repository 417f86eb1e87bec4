"""The bank's interview plan: HR, business, executive, each with its scorecard and its panel."""

from dataclasses import dataclass
from random import Random

from app.demo.organisation import HR_LEAD, LEADERS, PEOPLE, RECRUITERS
from app.demo.schemas import PlannedRequisition


@dataclass(frozen=True)
class PlannedRound:
    """A round as the template has it. `position` counts from 1."""

    position: int
    name: str
    minutes: int
    min_questions: int
    dimensions: tuple[tuple[str, str], ...]
    is_hr: bool = False


ROUNDS = (
    PlannedRound(
        1,
        "HR 面",
        30,
        1,
        (("沟通表达", "能否把经历讲清楚"), ("求职动机", "为什么是我们"), ("稳定性", "过往变动是否合理")),
        is_hr=True,
    ),
    PlannedRound(
        2,
        "业务面",
        60,
        2,
        (
            ("专业能力", "岗位所需知识与技能"),
            ("解决问题", "案例分析"),
            ("协作", "与他人配合的实例"),
            ("学习能力", "上手新领域的速度"),
        ),
    ),
    PlannedRound(3, "高管面", 30, 1, (("价值观", "与企业文化的契合"), ("发展潜力", "三年内能承担什么"))),
)


def panel_for(round_: PlannedRound, requisition: PlannedRequisition, chance: Random) -> list[tuple[str, bool]]:
    """Who sits: (staff key, is required)."""
    if round_.position == 1:
        others = [key for key, _ in RECRUITERS if key != requisition.recruiter]
        first = requisition.recruiter if chance.random() < 0.7 else chance.choice([*others, HR_LEAD[0]])
        return [(first, True)]
    if round_.position == 3:
        return [(requisition.hiring_manager, True), (chance.choice(LEADERS)[0], True)]
    members = [key for key, _ in PEOPLE[requisition.department][1:]]
    seats = chance.sample(members, min(len(members), chance.choice((1, 2, 2, 3))))
    return [(who, number == 0 or chance.random() < 0.75) for number, who in enumerate(seats)]
