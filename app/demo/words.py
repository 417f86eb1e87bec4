"""What the example company's people write besides questions: answers, feedback, messages, reasons."""

from app.complaints.models import ComplaintAbout, ComplaintOutcome
from app.surveys.models import Relationship

ANSWERS = (
    "谢谢您的提问。按目前的安排，我们会在页面上写明的日期之前给您答复。",
    "这个岗位的具体情况是：日常以团队协作为主，月末和上线窗口会忙一些，有调休。",
    "五险一金按实际工资足额缴纳，公积金比例和当地上限一致，详情会写在录用通知里。",
    "薪资结构是固定加绩效，具体数额由人力资源部在录用沟通时说明，不会低于公布的范围。",
    "团队目前十人左右，分前台支持、数据和测试三个小组，会有一位导师带您三个月。",
    "Thank you for asking. The next round is with the head of the department; you will see the date here.",
    "晋升每年一次，专业序列和管理序列可以互转，要求公开在内部网站上。",
    "上班地点在总部大楼，每周可以申请一天远程，出差一个季度一两次。",
    "We use code review on every change and release every two weeks.",
    "试用期六个月，转正看三项约定的目标，入职时会和您一起写下来。",
)
HOLDING_REPLY = "您的问题我们正在向业务部门确认，会在约定的日期前回复您。"
FOR_PANEL = (
    "基础扎实，表达清楚，对业务的理解还需要加强。",
    "项目经历真实，细节问得住，建议下一轮重点看协作能力。",
    "案例分析思路不错，但风险意识偏弱。",
    "沟通顺畅，动机明确，和岗位匹配度较高。",
    "Solid fundamentals; needs more depth in data modelling.",
    "回答偏笼统，缺少量化结果。",
    "学习能力强，压力下反应稳定。",
)
FOR_CANDIDATE = (
    "感谢您的时间。您的项目讲得很清楚，建议多准备一些量化的结果。",
    "谢谢参加面试，您的沟通给我们留下了很好的印象。",
    "Thank you for the conversation; your examples were concrete and easy to follow.",
    "建议进一步了解银行业务的基本流程，对这个岗位会很有帮助。",
)
STATUS_REQUESTS = (
    "您好，请问上次面试的结果出来了吗？",
    "面试过去几天了，想问一下有没有进展？",
    "Hi, is there any update on my application?",
    "一直没收到通知，请问我是通过了没？",
    "方便告知什么时候能有结果吗？我手上还有别的 offer 要答复。",
)
STATUS_REPLIES = (
    "您好，面试评价已经收齐，正在走审批，会在页面上的日期前通知您。",
    "抱歉让您久等，还差一位面试官的评价，我已经催办。",
    "Thank you for your patience; you will hear from us by the date shown on your page.",
)
OTHER_MESSAGES = (
    "您好，请问面试需要带纸质简历吗？",
    "我可能会提前十五分钟到，前台怎么登记？",
    "Could you please share the parking information?",
    "视频面试用哪个软件？",
)
OTHER_REPLIES = (
    "您好，带身份证即可，前台会接待您。",
    "都可以的，地址和联系人已写在面试安排里。",
    "Please see the visitor notes; parking is free.",
)
NOTES = ("期望薪资略高于范围，录用前再沟通。", "候选人下月才能离职。", "推荐人评价不错。")
CONTACTS = ("电话沟通，候选人询问结果。", "微信上说明了流程进度。")
SCREENED_IN = "经历与岗位要求相符"

REASONS = {
    "screening": ("经历与岗位要求差距较大", "相关年限不足", "岗位方向不匹配"),
    "advance": ("综合表现达到进入下一轮的要求", "专业能力突出", "面试官一致推荐"),
    "reject": ("专业深度未达到岗位要求", "与岗位方向不匹配", "同批候选人中不占优"),
    "hold": ("等待同批候选人比较", "编制审批中"),
    "cancel": ("面试官临时出差", "候选人临时有事", "会议室冲突"),
    "reschedule": ("候选人请求改期", "面试官时间冲突"),
    "withdraw": ("等待时间过长，已接受其他机会", "个人原因", "决定留在现单位"),
    "no_chance": ("面试超时，候选人赶火车，已约定在线提问", "候选人中途断线"),
    "excuse": ("面试官住院，改由同组同事口头评价", "候选人已退出，评价不再需要"),
}
SOURCES = ("官网", "内部推荐", "校园招聘", "招聘网站", "猎头")
DECLINES = ("薪资低于预期", "已接受另一份工作", "家里希望我留在本地", "The other offer starts earlier.")
ON_WHOSE_WORD = ("候选人电话答复", "候选人微信答复，猎头转告")
ALLOWANCES = ("餐补每月 600 元，交通补贴每月 300 元", "餐补每月 600 元", "住房补贴前两年每月 1500 元")
OTHER_TERMS = (
    "试用期六个月，期间工资不打折。",
    "试用期三个月；带薪年假十天。",
    "Probation of three months; ten days of leave.",
)
COMPLAINTS = {
    ComplaintAbout.SILENCE: (
        "面试结束两周了，一点消息都没有，问了也没人回。",
        "说好三天内答复，到现在没有任何通知。",
        "Nobody has told me anything since the interview.",
    ),
    ComplaintAbout.INTERVIEWER: ("面试官迟到了二十分钟，也没有道歉。", "面试官一直在看手机。"),
    ComplaintAbout.FEEDBACK: ("反馈太笼统，看不出哪里不够。",),
    ComplaintAbout.OTHER: ("面试地点临时换了楼层，没有人通知。",),
}
RESOLUTIONS = {
    ComplaintOutcome.UPHELD: "您说得对，是我们的疏忽，非常抱歉。我们已经和相关同事沟通，并改进了流程。",
    ComplaintOutcome.NOT_UPHELD: "我们核对了记录，答复是按承诺的日期发出的，可能未被看到。感谢您的提醒。",
    ComplaintOutcome.PARTLY_UPHELD: "日期没有错过，但说明确实不够清楚，抱歉。我们已补充说明。",
}
SURVEY_COMMENTS = {
    Relationship.GREAT: ("流程清楚，每一步都有通知，提的问题也都回答了。", "Everyone kept their word."),
    Relationship.PRETTY_GOOD: ("整体不错，就是第二轮等得久了点。", "面试官很专业。"),
    Relationship.NEUTRAL: ("还可以，没有特别的感受。", "反馈再具体一些会更好。"),
    Relationship.NEGATIVE: ("等了很久没有消息，不会再投。", "I had to ask three times."),
}
NOTICE = {
    "zh-CN": "我们用您提交的信息处理您的申请。经您同意，我们也会请您评价这一过程。您可随时撤回同意。",
    "en": "We use what you give us for your application. With your consent we also ask how it was. "
    "You can withdraw it at any time.",
}
