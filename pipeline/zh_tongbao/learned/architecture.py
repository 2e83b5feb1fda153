"""The thinc architecture ``tongbao.LexiconTok2Vec.v1``: characters, bigrams, and the words of the vocabulary around them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from typing import Any

from spacy.ml.models.tok2vec import MaxoutWindowEncoder
from spacy.strings import get_string_id
from spacy.tokens import Doc
from thinc.api import HashEmbed as hash_embed
from thinc.api import Maxout, Model, chain, concatenate

from zh_tongbao.learned.soft_lexicon import GROUPS, SoftLexicon

SURFACES = 4
# Columns of surface features: the token, its first and its last character with its neighbour's, and its length class.

EDGE = "<edge>"
KIND_ROWS = 500
FIRST_SEED = 7
Backward = Callable[[Any], Any]


def lexicon_tok2vec(
    lexicon: dict[str, str],
    width: int = 96,
    depth: int = 4,
    rows: int = 4000,
    lexicon_width: int = 48,
    lexicon_rows: int = 8000,
    window_size: int = 1,
    maxout_pieces: int = 3,
) -> Model[Any, Any]:
    """Build the model. Registered as the architecture ``tongbao.LexiconTok2Vec.v1``.

    For ``T`` tokens in all the documents of a batch, the shapes are::

        surface   (T, 4) ids            -> 4 hash embeddings      -> (T, 4 * width)
        lexicon   (N, 2) ids, N matches -> word + kind embeddings -> (N, lexicon_width)
                  mean of each of a token's 4 groups (B, M, E, S) -> (4 * T, lexicon_width) -> (T, 4 * lexicon_width)
        mix       (T, 4 * width + 4 * lexicon_width) -> maxout, layer norm -> (T, width)
        encode    per document (t, width) -> depth times a window of tokens -> (t, width)

    Ma et al. weigh the words of a group by their frequency in a corpus; a vocabulary has none, so the mean is plain.
    Beside each word its kind (``province``, ``rank``) is embedded: that is what an unseen word still has.

    Parameters:
        lexicon: form to kind (the reader ``tongbao.soft_lexicon.v1``).
        width: of the output, and of each surface embedding.
        depth: layers of the encoder.
        rows: rows of each surface table.
        lexicon_width: of the vector of one group.
        lexicon_rows: rows of the table of words.
        window_size: tokens on each side that an encoder layer sees.
        maxout_pieces: pieces of each maxout.

    Source: Ma, Peng, Zhang, Wei, Huang, "Simplify the Usage of Lexicon in Chinese NER", ACL 2020.
    """
    columns: list[Model[Any, Any]] = [
        hash_embed(width, rows, column=column, seed=FIRST_SEED + column) for column in range(SURFACES)
    ]
    surface: Model[Any, Any] = chain(_surface_ids(), concatenate(*columns))
    matches = _soft_lexicon(SoftLexicon(lexicon), lexicon_width, lexicon_rows)
    mixed = Maxout(width, width * SURFACES + lexicon_width * GROUPS, nP=maxout_pieces, normalize=True, dropout=0.0)
    embed = _by_document(chain(concatenate(surface, matches), mixed))
    encode = MaxoutWindowEncoder(width=width, depth=depth, window_size=window_size, maxout_pieces=maxout_pieces)
    model: Model[Any, Any] = chain(embed, encode)
    model.set_dim("nO", width)
    model.set_ref("embed", embed)
    model.set_ref("encode", encode)
    return model


def _surface_ids() -> Model[Any, Any]:
    return Model("surface_ids", _surface_forward)


def _surface_forward(model: Model[Any, Any], docs: Sequence[Doc], is_train: bool) -> tuple[Any, Backward]:  # noqa: ARG001
    rows: list[tuple[int, ...]] = []
    for doc in docs:
        words = [token.text for token in doc]
        for before, word, after in zip([EDGE, *words[:-1]], words, [*words[1:], EDGE]):
            bigrams = get_string_id(before[-1] + word[0]), get_string_id(word[-1] + after[0] + ">")
            rows.append((get_string_id(word), *bigrams, get_string_id(f"{min(len(word), 4)}{word[-1].isdigit()}")))
    ops: Any = model.ops
    return ops.asarray2i(rows, dtype="uint64").reshape(len(rows), SURFACES), _no_gradient


def _soft_lexicon(lexicon: SoftLexicon, width: int, rows: int) -> Model[Any, Any]:
    words: Any = hash_embed(width, rows, column=0, seed=21)
    kinds: Any = hash_embed(width, KIND_ROWS, column=1, seed=22)
    dims: dict[str, int | None] = {"nO": width * GROUPS}
    return Model("soft_lexicon", LexiconForward(lexicon), init=_init_layers, layers=[words, kinds], dims=dims)


class LexiconForward:
    """The forward pass of the lexicon's features: a class, because a closure cannot be pickled to a worker."""

    def __init__(self, lexicon: SoftLexicon):
        self.lexicon = lexicon

    def __call__(self, model: Model[Any, Any], docs: Sequence[Doc], is_train: bool) -> tuple[Any, Backward]:
        """Mean of the embeddings of each token's groups, and how gradients go back."""
        ops: Any = model.ops
        groups = [group for doc in docs for group in self.lexicon.groups(doc)]
        ids = ops.asarray2i([match for group in groups for match in group], dtype="uint64").reshape(-1, 2)
        lengths = ops.asarray1i([len(group) for group in groups], dtype="int32")
        (words, back_words), (kinds, back_kinds) = (layer(ids, is_train) for layer in model.layers)
        means = ops.reduce_mean(words + kinds, lengths)
        width = means.shape[1]

        def backward(gradient: Any) -> list[Doc]:
            each = ops.backprop_reduce_mean(ops.as_contig(gradient).reshape(-1, width), lengths)
            back_words(each)
            back_kinds(each)
            return []

        return means.reshape(len(groups) // GROUPS, GROUPS * width), backward


def _by_document(flat: Model[Any, Any]) -> Model[Any, Any]:
    """The rows of all documents at once, cut into one array a document."""
    return Model("by_document", _split_forward, init=_init_layers, layers=[flat])


def _init_layers(model: Model[Any, Any], X: Any = None, Y: Any = None) -> None:  # noqa: ARG001
    for layer in model.layers:
        layer.initialize()


def _split_forward(model: Model[Any, Any], docs: Sequence[Doc], is_train: bool) -> tuple[list[Any], Backward]:
    rows, back = model.layers[0](docs, is_train)
    edges = list(accumulate((len(doc) for doc in docs), initial=0))

    def backward(gradients: list[Any]) -> Any:
        return back(model.ops.xp.vstack(gradients))

    return [rows[start:end] for start, end in pairwise(edges)], backward


def _no_gradient(_: Any) -> list[Doc]:
    return []
