"""The interview plan that a company starts with: HR, business, executive. Values only; they become
rows at `init`, and are a template to change from then on.
"""

from app.hiring.schemas import DimensionInput, RoundInput

DEFAULT_NAME = "标准面试"

DEFAULT_ROUNDS = (
    RoundInput(
        "HR 面",
        (
            DimensionInput("沟通表达", "能否把经历讲清楚"),
            DimensionInput("求职动机", "为什么是我们，为什么是现在"),
            DimensionInput("稳定性", "过往变动是否合理", is_required=False),
        ),
        duration_minutes=30,
        min_questions=1,
        suggested_questions=("团队是什么样的？", "接下来的流程和时间？"),
        panel_size=1,
    ),
    RoundInput(
        "业务面",
        (
            DimensionInput("专业能力", "岗位所需的知识与技能，请举一个具体例子", weight=2),
            DimensionInput("解决问题", "遇到没做过的事怎么办"),
            DimensionInput("协作", "与他人配合的实例"),
        ),
        duration_minutes=60,
        min_questions=2,
        suggested_questions=("这个岗位最重要的三件事是什么？", "入职后由谁带？"),
        panel_size=2,
    ),
    RoundInput(
        "高管面",
        (DimensionInput("价值观", "与企业文化的契合"), DimensionInput("发展潜力", "三年内能承担什么")),
        duration_minutes=30,
        min_questions=1,
        panel_size=1,
    ),
)
