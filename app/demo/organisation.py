"""The bank's departments, people and requisitions. All names are made up; the same for every size."""

from app.demo.schemas import PlannedRequisition, PlannedStaff
from app.people.models import Role

COMPANY = "回音示范银行"
HEAD_OFFICE = "总行"
MAIL_DOMAIN = "echo-demo-bank.example"
TECH, RISK, RETAIL, CORPORATE = "信息科技部", "风险管理部", "零售金融部", "公司金融部"
OPERATIONS, FINANCE, HR, COMPLIANCE = "运营管理部", "财务会计部", "人力资源部", "合规法务部"

# (name, parent), parents first
DEPARTMENTS: tuple[tuple[str, str | None], ...] = (
    (HEAD_OFFICE, None),
    (TECH, HEAD_OFFICE),
    ("软件开发中心", TECH),
    ("数据平台中心", TECH),
    (RISK, HEAD_OFFICE),
    (RETAIL, HEAD_OFFICE),
    (CORPORATE, HEAD_OFFICE),
    (OPERATIONS, HEAD_OFFICE),
    (FINANCE, HEAD_OFFICE),
    (HR, HEAD_OFFICE),
    (COMPLIANCE, HEAD_OFFICE),
)

# How slowly a department's people do what they owe, against 1.
PACE = {TECH: 0.8, "软件开发中心": 0.7, "数据平台中心": 0.9, RISK: 2.0, RETAIL: 0.9, CORPORATE: 1.7, OPERATIONS: 1.0}

# Per department that hires: head, question owner, further interviewers (pinyin, name).
PEOPLE: dict[str, tuple[tuple[str, str], ...]] = {
    TECH: (("zhou.mingyuan", "周明远"), ("lin.zhihe", "林知禾"), ("gu.yanqing", "顾砚清"), ("tan.jiahe", "谭嘉禾")),
    "软件开发中心": (
        ("chen.yiming", "陈一鸣"),
        ("xu.zian", "许子安"),
        ("fang.luo", "方洛"),
        ("he.qiubai", "何秋白"),
        ("meng.yutong", "孟雨桐"),
        ("jiang.lan", "江澜"),
        ("bai.jing", "白京"),
    ),
    "数据平台中心": (
        ("shen.moxuan", "沈墨轩"),
        ("ye.wanqing", "叶晚晴"),
        ("luo.cheng", "罗澄"),
        ("qiu.shi", "邱实"),
        ("wei.nan", "魏楠"),
        ("pan.yue", "潘越"),
    ),
    RISK: (
        ("zheng.haoran", "郑浩然"),
        ("song.qinghe", "宋清和"),
        ("liang.jun", "梁峻"),
        ("cao.wenyu", "曹文宇"),
        ("yu.zhen", "于真"),
        ("du.heng", "杜衡"),
        ("ren.yi", "任毅"),
    ),
    RETAIL: (
        ("tang.siqi", "唐思琪"),
        ("feng.ruolin", "冯若琳"),
        ("peng.yifan", "彭一凡"),
        ("dong.xue", "董雪"),
        ("yuan.hang", "袁航"),
        ("su.ke", "苏可"),
        ("lu.anran", "陆安然"),
    ),
    CORPORATE: (
        ("xie.jianguo", "谢建国"),
        ("han.lin", "韩霖"),
        ("yao.jing", "姚静"),
        ("shi.tao", "石涛"),
        ("kong.rui", "孔睿"),
        ("mao.ning", "毛宁"),
    ),
    OPERATIONS: (("hou.yaqin", "侯雅琴"), ("shao.bo", "邵博"), ("wan.li", "万里"), ("qin.shuang", "秦爽")),
    FINANCE: (("long.xin", "龙昕"), ("duan.yu", "段煜"), ("lei.min", "雷敏"), ("gong.ping", "龚平")),
    COMPLIANCE: (("jin.zhiyuan", "金致远"), ("dai.lu", "戴璐"), ("wu.qi", "武琦")),
}
LEADERS = (("gao.yuanshan", "高远山"), ("ma.shurong", "马淑容"))  # president, vice president: the executive round
RECRUITERS = (("li.xiaowen", "李晓雯"), ("sun.haoyu", "孙浩宇"), ("huang.kexin", "黄可欣"), ("zhao.ruoxi", "赵若曦"))
HR_LEAD, ANALYST, ADMINISTRATOR = ("wang.yawen", "王雅文"), ("qian.shu", "钱数"), ("guo.wei", "郭维")

_JOBS: tuple[tuple[str, str, str, int], ...] = (
    ("软件开发中心", "Java 后端工程师", "engineering", 4),
    ("软件开发中心", "前端工程师", "engineering", 2),
    ("软件开发中心", "测试工程师", "engineering", 2),
    (TECH, "网络与安全工程师", "engineering", 1),
    (TECH, "科技项目经理", "engineering", 1),
    ("数据平台中心", "数据工程师", "data", 3),
    ("数据平台中心", "数据分析师", "data", 2),
    (RISK, "信用风险建模岗", "risk", 2),
    (RISK, "反欺诈策略岗", "risk", 2),
    (RISK, "市场风险岗", "risk", 1),
    (RETAIL, "财富顾问", "retail", 5),
    (RETAIL, "零售产品经理", "retail", 2),
    (RETAIL, "信用卡运营岗", "retail", 2),
    (CORPORATE, "对公客户经理", "corporate", 4),
    (CORPORATE, "供应链金融岗", "corporate", 2),
    (OPERATIONS, "运营管培生", "operations", 6),
    (OPERATIONS, "支付清算岗", "operations", 2),
    (FINANCE, "管理会计岗", "finance", 1),
    (FINANCE, "资产负债管理岗", "finance", 1),
    (COMPLIANCE, "反洗钱岗", "compliance", 2),
)


def staff() -> tuple[PlannedStaff, ...]:
    """Everybody, managers before those they manage."""
    top, vice = LEADERS[0][0], LEADERS[1][0]
    people = [
        PlannedStaff(*LEADERS[0], HEAD_OFFICE, None, (Role.LEADERSHIP, Role.INTERVIEWER)),
        PlannedStaff(*LEADERS[1], HEAD_OFFICE, top, (Role.LEADERSHIP, Role.INTERVIEWER)),
        PlannedStaff(*HR_LEAD, HR, vice, (Role.HR_LEAD, Role.LEADERSHIP, Role.INTERVIEWER)),
        PlannedStaff(*ANALYST, HR, HR_LEAD[0], (Role.ANALYST,)),
        PlannedStaff(*ADMINISTRATOR, TECH, vice, (Role.ADMINISTRATOR,)),
    ]
    people += [
        PlannedStaff(key, name, HR, HR_LEAD[0], (Role.RECRUITER, Role.INTERVIEWER, Role.QUESTION_OWNER))
        for key, name in RECRUITERS
    ]
    for department, members in PEOPLE.items():
        people += _members(department, members, vice)
    return tuple(people)


def _members(department: str, members: tuple[tuple[str, str], ...], vice: str) -> list[PlannedStaff]:
    head, owner = members[0][0], members[1][0]
    roles = {
        head: (Role.INTERVIEWER, Role.HIRING_MANAGER, Role.QUESTION_OWNER),
        owner: (Role.INTERVIEWER, Role.QUESTION_OWNER),
    }
    return [
        PlannedStaff(key, name, department, vice if key == head else head, roles.get(key, (Role.INTERVIEWER,)))
        for key, name in members
    ]


def heads() -> dict[str, str]:
    """The head of each department, by staff key."""
    named = {department: members[0][0] for department, members in PEOPLE.items()}
    return named | {HEAD_OFFICE: LEADERS[0][0], HR: HR_LEAD[0]}


def requisitions() -> tuple[PlannedRequisition, ...]:
    """The year's open jobs; recruiters take turns by department."""
    return tuple(
        PlannedRequisition(
            code=f"ECHO-{number:03d}",
            title=title,
            job_family=family,
            department=department,
            hiring_manager=PEOPLE[department][0][0],
            question_owner=PEOPLE[department][1][0],
            recruiter=RECRUITERS[number % len(RECRUITERS)][0],
            headcount=headcount,
        )
        for number, (department, title, family, headcount) in enumerate(_JOBS, start=1)
    )
