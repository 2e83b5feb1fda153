"""The trained part: features of the vocabulary's words, the architecture, and a recognizer that learns from a few texts."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import spacy
from spacy.training import Example

from zh_tongbao.errors import InputError
from zh_tongbao.learned.architecture import lexicon_tok2vec
from zh_tongbao.learned.soft_lexicon import BEGIN, END, GROUPS, MIDDLE, NOTHING, SINGLE, SoftLexicon, soft_lexicon
from zh_tongbao.loading import load_pipeline

if TYPE_CHECKING:
    from spacy.language import Language

FORMS = {"长春": "prefecture", "长春市": "prefecture", "春市": "word", "委书记": "rank"}


@pytest.fixture(scope="module")
def chinese() -> Language:
    return spacy.blank("zh")


def test_every_match_is_in_the_groups_of_its_tokens(chinese: Language) -> None:
    doc = chinese("到长春市委")
    lexicon = SoftLexicon(FORMS)
    sizes = [0 if group == [NOTHING] else len(group) for group in lexicon.groups(doc)]
    counted = [sizes[GROUPS * i : GROUPS * i + GROUPS] for i in range(len(doc))]
    nothing = [0, 0, 0, 0]
    assert counted[0] == nothing
    assert counted[4] == nothing
    assert counted[1][BEGIN] == 2  # 长春, 长春市
    assert (counted[2][BEGIN], counted[2][MIDDLE], counted[2][END]) == (1, 1, 1)  # 春市, 长春市, 长春
    assert counted[3][END] == 2  # 长春市, 春市
    assert all(row[SINGLE] == 0 for row in counted)


def test_the_kind_of_a_form_is_what_its_row_says() -> None:
    forms = soft_lexicon(["vocab/places.csv", "vocab/title_terms.csv", "vocab/slogans.jsonl"])
    assert (forms["长春市"], forms["书记"], forms["动态清零"]) == ("prefecture", "rank", "slogans.jsonl")
    with pytest.raises(InputError):
        soft_lexicon([])


def test_shapes_and_gradients(chinese: Language) -> None:
    model = lexicon_tok2vec(FORMS, width=8, depth=1, rows=50, lexicon_width=4, lexicon_rows=50)
    docs = [chinese("长春市委书记"), chinese("到"), chinese("")]
    model.initialize()
    vectors, back = model(docs, is_train=True)
    assert [array.shape for array in vectors] == [(6, 8), (1, 8), (0, 8)]
    back([array * 0 + 1 for array in vectors])
    changed = [node.name for node in model.walk() for name in node.param_names if node.get_grad(name).any()]
    assert "hashembed" in changed
    again = pickle.loads(pickle.dumps(model)).predict(docs)
    assert (again[0] == vectors[0]).all()


def recognizer(root: Path) -> Language:
    nlp = load_pipeline(str(root / "configs" / "ner.cfg"))  # the tokenizer has its vocabulary before examples are made
    text, spans = "吉林省委书记王大山到长春市调研。", [(0, 6, "TITLE"), (6, 9, "OFFICIAL"), (10, 13, "PLACE")]
    examples = [Example.from_dict(nlp.make_doc(text), {"entities": spans}) for _ in range(4)]
    spacy.util.fix_random_seed(1)
    optimizer = nlp.initialize(lambda: examples)
    optimizer.learn_rate = 0.003
    for _ in range(100):
        nlp.update(examples, sgd=optimizer)
    return nlp


def test_it_learns_and_comes_back_from_disk(root: Path, tmp_path: Path) -> None:
    nlp = recognizer(root)
    text = "吉林省委书记王大山到长春市调研。"
    found = [(span.text, span.label_) for span in nlp(text).ents]
    assert found == [("吉林省委书记", "TITLE"), ("王大山", "OFFICIAL"), ("长春市", "PLACE")]
    nlp.to_disk(tmp_path / "ner")
    loaded = spacy.load(tmp_path / "ner")
    assert [(span.text, span.label_) for span in loaded(text).ents] == found
