"""Pieces of text as the genre has them: the vocabulary's own words, numbers, marks, and what upsets parsers."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path

from zh_tongbao.resources import configs_dir

TABLES = (
    "case_terms",
    "comparison_terms",
    "table_terms",
    "period_terms",
    "title_terms",
    "statement_terms",
    "place_terms",
    "slogan_shapes",
    "names",
)
FOUND_IN_PLENTY = 400
MARKS = [*"，。；：、！？（）()“”‘’《》【】—-～…·,.;:\"'", "——", "\n", "\n\n", " ", "　", "\t", "\r\n"]
NUMBERS = [
    *"0123456789",
    "12", "956", "1,204", "1,20", "1.2", "3.5万", "1200余万", "二百三十", "十", "一千零五", "两", "〇", "百万", "１２", "0.5亿",
    "2022年", "4月2日", "4月2日0-24时", "截至4月2日24时", "2月30日", "13月40日", "昨日", "（3日）", "2022-04-03",
]  # fmt: skip
PHRASES = [
    "新增", "累计", "现有", "其中", "含", "其余", "例", "人", "名", "人次", "万剂次", "均为", "各", "无", "持平", "较前一日", "增加", "减少",
    "确诊病例", "无症状感染者", "本土", "境外输入", "转为", "轻型", "重型", "死亡病例", "治愈出院", "解除医学观察", "密切接触者", "病例1—病例15，居住于",
    "省委书记", "市长", "副主任", "强调", "指出", "会议指出，", "他表示：", "全省", "全市", "我省", "经开区", "本报讯",
]  # fmt: skip
STRANGE = [
    "\x00", "\x0b", "\x85", "\u200b", "\u200d", "\ufeff", "\u2028", "\u202e", "\u0301", "\U0001f1e8\U0001f1f3", "😷", "𠀀", "ﷺ", "ǅ",
    "²", "½", "Ⅷ", "٣", "१२", "㈠", "①", "㍘", "İ", "ß", "9" * 25, "9" * 5_000, "（" * 40, "）" * 40, "“" * 40, "其中" * 30, "、" * 60,
]  # fmt: skip


@cache
def words() -> tuple[str, ...]:
    """Words of the vocabulary; of long lists every so many, so that every kind is there in some measure."""
    folder = configs_dir() / "vocab"
    found: list[str] = []
    for table in TABLES:
        found += _thinned([row["term"] for row in _rows(folder / f"{table}.csv")])
    towns = [name[3:] for row in _rows(folder / "townships.csv") for name in row["value"].split("|")]
    found += _thinned(towns)
    for table in ("places", "zones"):
        rows = _rows(folder / f"{table}.csv")
        found += _thinned([row["name"] for row in rows]) + _thinned([row["short"] for row in rows if row["short"]])
    found += _thinned([row["name"] for row in _rows(folder / "countries.csv")])
    for table in ("slogans", "officials", "places"):
        lines = (folder / f"{table}.jsonl").read_text(encoding="utf-8").splitlines()
        patterns = [json.loads(line).get("pattern") for line in lines if line.startswith("{")]
        found += _thinned([pattern for pattern in patterns if isinstance(pattern, str)])
    return tuple(dict.fromkeys(found))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    return [row for row in rows if next(iter(row.values())) is not None]


def _thinned(found: list[str]) -> list[str]:
    return found[:: max(1, len(found) // FOUND_IN_PLENTY)]
