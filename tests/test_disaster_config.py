"""disaster.cfg is bulletin.cfg with another vocabulary of counts, without line lists, and stays so."""

from __future__ import annotations

import json

from spacy.util import load_config

from zh_tongbao.resources import configs_dir


def test_disaster_differs_from_bulletin_in_vocabulary_paths_alone() -> None:
    bulletin, disaster = (load_config(configs_dir() / name) for name in ("bulletin.cfg", "disaster.cfg"))
    assert disaster != bulletin
    bulletin["nlp"]["pipeline"].remove("line_list")
    del bulletin["components"]["line_list"], bulletin["initialize"]["components"]["line_list"]
    assert json.loads(json.dumps(disaster).replace("disaster_terms.csv", "case_terms.csv")) == bulletin
