"""Documents of the contract for tests of what shows them, built by hand so that no pipeline is needed."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]

DAY = {"start": "2022-04-02T00:00", "end": "2022-04-03T00:00"}


def record(text: str, written: str, count: int, **fields: Any) -> Row:
    start = text.index(written)
    return {
        "start": start,
        "end": start + len(written),
        "text": written,
        "count": count,
        "modifier": None,
        "unit": "例",
        "metric": "confirmed",
        "of": None,
        "measure": "new",
        "origin": None,
        "severity": None,
        "from": None,
        "detected": None,
        "place": {"text": "吉林省", "adcode": "220000"},
        "source": None,
        "period": DAY,
        "parent": None,
        "relation": None,
        "derived": False,
        **fields,
    }


def entity(text: str, written: str, label: str, **fields: Any) -> Row:
    start = text.index(written)
    return {"start": start, "end": start + len(written), "text": written, "label": label, **fields}


def bulletin() -> Row:
    """Three new cases, of which the cities give only two, and who spoke."""
    text = "4月2日，吉林省新增确诊病例3例，其中长春市2例、四平市0例。省长王小明强调“动态清零”。"
    changchun, siping = {"text": "长春市", "adcode": "220100"}, {"text": "四平市", "adcode": "220300"}
    records = [
        record(text, "3例", 3),
        record(text, "2例", 2, place=changchun, parent=0, relation="place"),
        record(text, "0例", 0, place=siping, parent=0, relation="place"),
    ]
    return {
        "id": "b1",
        "title": "4月2日通报",
        "region": "220000",
        "published": "2022-04-03",
        "text": text,
        "entities": [
            entity(text, "4月2日", "PERIOD", start_time=DAY["start"], end_time=DAY["end"]),
            entity(text, "吉林省", "PLACE", name="吉林省", path=["吉林省"], adcode="220000"),
            entity(text, "长春市", "PLACE", name="长春市", path=["吉林省", "长春市"], adcode="220100"),
            entity(text, "王小明", "OFFICIAL", name="王小明", titles=["省长"]),
            entity(text, "动态清零", "SLOGAN", canonical="动态清零", slogan_id="dynamic-zero-covid"),
        ],
        "records": records,
        "checks": [{"parent": 0, "relation": "place", "expected": 3, "sum": 2, "ok": False, "parts": [1, 2]}],
    }


def hostile(text: str) -> Row:
    """The text in every place that a document has for one."""
    return {
        "id": text,
        "title": text,
        "region": None,
        "published": None,
        "text": text,
        "entities": [
            {"start": 0, "end": 2, "text": text[:2], "label": "PLACE", "name": text, "path": [text, text], "adcode": text},
            {"start": 0, "end": 1, "text": text[:1], "label": "OFFICIAL", "name": text, "titles": [text]},
            {"start": 1, "end": 3, "text": text[1:3], "label": "SLOGAN", "canonical": text},
            {"start": 2, "end": 3, "text": text[2:3], "label": "SLOGAN", "canonical": text},
        ],
        "records": [
            {
                **record(text, text[0], 5, place={"text": text, "adcode": None}),
                "unit": text,
                "modifier": text,
                "source": text,
                "origin": text,
                "period": {"start": text, "end": text},
            }
        ],
        "checks": [{"parent": 0, "relation": "place", "expected": 5, "sum": 6, "ok": False, "parts": [0]}],
    }  # fmt: skip


def told(text: str, written: str, via: str = "own") -> Row:
    """The evidence of a value that these words gave."""
    start = text.index(written)
    return {"start": start, "end": start + len(written), "via": via}


def explained() -> Row:
    """The bulletin with the evidence of its records, of the official's post and of the slogan's speaker."""
    document = bulletin()
    text, [total, changchun, siping] = document["text"], document["records"]
    total["evidence"] = {
        "count": told(text, "3例"),
        "metric": told(text, "确诊病例"),
        "measure": told(text, "新增"),
        "place": told(text, "吉林省"),
        "period": told(text, "4月2日", "sentence"),
    }
    for part, place, via in ((changchun, "长春市", "own"), (siping, "四平市", "list")):
        part["evidence"] = {
            "count": {"start": part["start"], "end": part["end"], "via": "own"},
            "metric": told(text, "确诊病例", "total"),
            "measure": told(text, "新增", "total"),
            "place": told(text, place),
            "period": told(text, "4月2日", "total"),
            "parent": told(text, "其中", via),
            "relation": told(text, place),
        }
    document["entities"][3]["evidence"] = {"titles": [told(text, "省长")]}
    document["entities"][4]["evidence"] = {"speaker": told(text, "王小明", "sentence")}
    document["entities"][4]["speaker"] = "王小明"
    return document
