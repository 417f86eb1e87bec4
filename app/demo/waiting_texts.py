"""The words and files of what waits at the example company: visibly made up."""

from app.questions.models import Topic

# (topic, question, answer); the last one waits for its review.
LIBRARY = (
    (
        Topic.HOURS,
        "平时加班多吗？",
        "（示范答复）平时按时下班为主，月末和上线窗口会忙一些，加班可以调休。",
    ),
    (
        Topic.LOCATION_REMOTE,
        "可以远程办公吗？",
        "（示范答复）每周可以申请一天远程，由部门负责人确认。",
    ),
    (
        Topic.PROCESS_NEXT,
        "What happens after the second round?",
        "(Made-up answer) The executive round follows within a week; its date is shown on your page.",
    ),
    (
        Topic.TRAINING,
        "新人有导师吗？",
        "（示范答复）入职前三个月有一位导师，每两周一起看一次进展。",
    ),
)
NEW_JOB = "平台稳定性工程师（示范）"
PLACE = "上海"
EARLY = "示范：候选人另有录用期限，经部门同意先行准备录用意向。"
GUIDE_SENT = "附上面试须知（示范文件），如有疑问请直接在这里回复。"
GUIDE_NAME = "面试须知-示范.txt"
GUIDE = """面试须知（示范文件，内容为虚构）

1. 请提前十分钟到场，带身份证件。
2. 可以带自己的作品或笔记。
3. 面试结束前会请您提问。
"""
WORK_SENT = "这是我的作品说明（示范文件），请查收，谢谢。"
WORK_NAME = "作品说明-示范.pdf"


def _pdf(text: str) -> bytes:
    """A page of one line (ASCII), with a correct table of its parts; always the same bytes."""
    drawn = f"BT /F1 14 Tf 72 720 Td ({text}) Tj ET".encode("ascii")
    parts = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    body, offsets = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(parts) + 1
    body += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return body + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, body.index(b"xref\n0"))


WORK = _pdf("Example work sample - made up for the demo")
