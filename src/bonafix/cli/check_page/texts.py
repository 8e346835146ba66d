"""What the page says and hands out to paste: Chinese, neutral, each with what it does not show."""

from collections.abc import Sequence
from pathlib import Path

from bonafix.examine import words
from bonafix.examine.model import ErrorRate, Finding, Strength
from bonafix.examine.runner import Report

HEADINGS = {
    "derivative": "与对照图同源，有无改动见下",
    "same_scene": "与对照图有相同的场景",
    "planar_inconclusive": "平面内容，无法判断",
    "unrelated": "与对照图没有共同内容",
    "contradiction": "买家的图片之间有不一致",
    "codes_agree": "买家的图片之间相符",
    "cannot_compare": "买家的图片之间无法比较",
    "unreadable": "文件读不出来",
    "view_agrees": "与另一张图片一致",
    "depth_consistent": "两张图片显示出立体感",
    "flat_source": "两张图片都像是平面",
    "text_read": "图片中的文字",
    "visible_ai_label": "图片上的 AI 标识",
}
OTHER = "文件自身的说明"
STRENGTHS: dict[Strength, str] = {
    "strong": "证明力较强", "moderate": "证明力中等", "weak": "证明力较弱", "hint": "仅供参考",
}  # fmt: skip
QUIET = ("file_type",)


def measured(rate: ErrorRate) -> str:
    """How often the method errs, with its interval and data."""
    interval = f"95 % 区间 {rate.low:.2%}–{rate.high:.2%}，n={rate.n}"
    return f"方法误差 {rate.rate:.2%}（{interval}）。数据：{rate.data}"


CLOSING = "以上为图片之间的测量结果，不说明是谁、何时、为何改动，也不代替人工判断。"


def line(report: Report) -> str:
    """One picture for a marketplace's form: what was found, and which bytes it is about."""
    found = [f for f in report.findings if f.kind == "derivative"]
    apart = [f for f in report.findings if f.kind == "contradiction"]
    said = _line(found) + "".join(words.statement(one, "zh_Hans") for one in apart)
    return f"{Path(report.file).name}（SHA-256 前 12 位 {report.sha256[:12]}）：{said}"


def _line(found: Sequence[Finding]) -> str:
    if not found:
        return "没有发现与所附对照图同源。"
    return words.statement(found[0], "zh_Hans")


def challenge(code: str) -> str:
    """A friendly request that an honest buyer meets in a minute and an edited picture does not."""
    return (
        f"您好，为了尽快帮您处理，麻烦再拍两张照片：请把「{code}」写在纸条上，放在商品有问题的位置旁边，"
        "从正面和侧面各拍一张（一小段视频也可以）。收到后我们马上处理，谢谢您。"
    )
