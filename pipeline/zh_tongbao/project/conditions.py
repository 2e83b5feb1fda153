"""The conditions of a module, and the module with one of them forced one way.

A condition is what decides which way a program goes: the test of an ``if``, a ``while``, a ternary or the ``if`` of a
comprehension; where that is made with ``and`` and ``or``, each of its operands in place of the whole; and each operand of
other ``and`` and ``or`` but the last, which is a value (the last one, too, where it is a comparison or a negation).

A condition that is there for speed alone, so that by construction the same comes out without it, stands on a line that ends
with the comment ``# speed`` and, behind a colon, why nothing else comes out.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
TRUTH = frozenset({"any", "all", "bool"})
# Functions that ask for nothing but the truth of what they are given.
SPEED = re.compile(r"#\s*speed\b")


@dataclass(frozen=True)
class Condition:
    """One condition.

    Parameters:
        line, end_line: where it is written, from 1.
        column: from 1.
        kind: ``if``, ``while``, ``ternary``, ``comprehension``, ``and``, ``or``.
        source: as written, on one line.
        function: name and first line of the outermost function around it; None for code of a module or class.
        slot: where it hangs in the tree.
        speed: whether one of its lines is marked with ``# speed``.
    """

    line: int
    end_line: int
    column: int
    kind: str
    source: str
    function: tuple[str, int] | None
    slot: Slot
    speed: bool = False


@dataclass(frozen=True, eq=False)
class Slot:
    """Where a condition hangs: an attribute of a node, or one of the values of an ``and`` or ``or``.

    Parameters:
        parent: the node above.
        name: its attribute.
        index: in the list that the attribute is, or None.
        truth: whether nothing but its truth is asked for.
    """

    parent: ast.AST
    name: str
    index: int | None
    truth: bool

    @property
    def node(self) -> ast.expr:
        """What hangs there."""
        value = getattr(self.parent, self.name)
        found: ast.expr = value if self.index is None else value[self.index]
        return found

    def put(self, node: ast.expr) -> None:
        """Hang something else there."""
        if self.index is None:
            setattr(self.parent, self.name, node)
        else:
            getattr(self.parent, self.name)[self.index] = node


class Module:
    r"""A module's source, its conditions, and its code with one of them forced.

    Parameters:
        path: the file.
        source: its text; read where None.

    Example:
        >>> module = Module(Path("m.py"), "def f(x):\\n    return 1 if x and x > 2 else 0\\n")
        >>> [(one.line, one.source) for one in module.conditions]
        [(2, 'x'), (2, 'x > 2')]
    """

    def __init__(self, path: Path, source: str | None = None):
        self.path = path
        self.source = path.read_text(encoding="utf-8") if source is None else source
        self.tree = ast.parse(self.source)
        self._marked = _marked(self.source)
        self.conditions = list(self._of(self.tree, None))

    def forced(self, condition: Condition, way: bool, filename: str) -> CodeType:
        """The module's code with a condition that is always true, or always false.

        The condition itself is not evaluated, save for the names that it binds.

        Parameters:
            condition: one of this module's.
            way: what it is forced to.
            filename: that the code names as its file.
        """
        slot, kept = condition.slot, condition.slot.node
        parent = slot.parent
        values = list(parent.values) if isinstance(parent, ast.BoolOp) else []
        if slot.truth or not isinstance(parent, ast.BoolOp) or slot.index == len(values) - 1:
            slot.put(_constant(kept, way))
        else:
            at, goes_on = slot.index or 0, way is isinstance(parent.op, ast.And)
            # x and y: with x true y, with x false x; what is left may be one value, so a constant stands before it.
            left = [*values[:at], *values[at + 1 :]] if goes_on else values[: at + 1]
            neutral = ast.copy_location(ast.Constant(isinstance(parent.op, ast.And)), kept)
            parent.values = [neutral, *left]
        try:
            return compile(ast.fix_missing_locations(self.tree), filename, "exec", dont_inherit=True)
        finally:
            if values and isinstance(parent, ast.BoolOp):
                parent.values = values
            slot.put(kept)

    def _of(self, node: ast.AST, function: ast.AST | None) -> Iterator[Condition]:
        if isinstance(node, FUNCTIONS):
            function = function or node
        if isinstance(node, ast.If | ast.While | ast.IfExp):
            kinds = {ast.If: "if", ast.While: "while", ast.IfExp: "ternary"}
            yield from self._test(Slot(node, "test", None, truth=True), kinds[type(node)], function)
        elif isinstance(node, ast.comprehension):
            for index in range(len(node.ifs)):
                yield from self._test(Slot(node, "ifs", index, truth=True), "comprehension", function)
        elif isinstance(node, ast.BoolOp) and not hasattr(node, "seen"):
            yield from self._operands(node, function, truth=False)
        for slot in _asked_for_truth(node):
            if isinstance(slot.node, ast.BoolOp) and not hasattr(slot.node, "seen"):
                yield from self._operands(slot.node, function, truth=True)
        for child in ast.iter_child_nodes(node):
            yield from self._of(child, function)

    def _test(self, slot: Slot, kind: str, function: ast.AST | None) -> Iterator[Condition]:
        node = slot.node
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not) and isinstance(node.operand, ast.BoolOp):
            yield from self._operands(node.operand, function, truth=slot.truth)
        elif isinstance(node, ast.BoolOp):
            yield from self._operands(node, function, truth=slot.truth)
        else:
            yield self._condition(slot, kind, function)

    def _operands(self, node: ast.BoolOp, function: ast.AST | None, *, truth: bool) -> Iterator[Condition]:
        node.seen = True  # type: ignore[attr-defined]  # read where the walk comes to it
        kind = "and" if isinstance(node.op, ast.And) else "or"
        for index, operand in enumerate(node.values):
            last = index == len(node.values) - 1
            asked = truth or not last or isinstance(operand, ast.Compare | ast.BoolOp)
            if asked or (isinstance(operand, ast.UnaryOp) and isinstance(operand.op, ast.Not)):
                yield from self._test(Slot(node, "values", index, truth), kind, function)

    def _condition(self, slot: Slot, kind: str, function: ast.AST | None) -> Condition:
        node = slot.node
        source = " ".join((ast.get_source_segment(self.source, node) or "").split())
        around = None
        if isinstance(function, FUNCTIONS):
            first = min([function.lineno, *(one.lineno for one in function.decorator_list)])
            around = (function.name, first)
        end = node.end_lineno or node.lineno
        speed = not self._marked.isdisjoint(range(node.lineno, end + 1))
        return Condition(node.lineno, end, node.col_offset + 1, kind, source, around, slot, speed)


def _marked(source: str) -> set[int]:
    """The lines with a comment that marks what is there for speed alone."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {one.start[0] for one in tokens if one.type == tokenize.COMMENT and SPEED.match(one.string)}


def _asked_for_truth(node: ast.AST) -> Iterator[Slot]:
    """Where below a node nothing but the truth of a value is asked for: a function that returns bool, any, all, bool, not."""
    if isinstance(node, FUNCTIONS) and isinstance(node.returns, ast.Name) and node.returns.id == "bool":
        for inner in ast.walk(node):
            if isinstance(inner, ast.Return) and inner.value is not None:
                yield Slot(inner, "value", None, truth=True)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield Slot(node, "operand", None, truth=True)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TRUTH and node.args:
        inside = node.args[0]
        if isinstance(inside, ast.GeneratorExp):
            yield Slot(inside, "elt", None, truth=True)
        elif node.func.id == "bool":
            yield Slot(node, "args", 0, truth=True)


def _constant(node: ast.expr, way: bool) -> ast.expr:
    constant = ast.copy_location(ast.Constant(way), node)
    if not any(isinstance(inner, ast.NamedExpr) for inner in ast.walk(node)):
        return constant
    both = ast.Tuple([node, constant], ast.Load())
    return ast.copy_location(ast.Subscript(both, ast.Constant(1), ast.Load()), node)


def code_of(module: CodeType, name: str, first_line: int) -> CodeType | None:
    """The code of a function inside a module's code, by its name and first line."""
    for constant in module.co_consts:
        if isinstance(constant, CodeType):
            if (constant.co_name, constant.co_firstlineno) == (name, first_line):
                return constant
            if (found := code_of(constant, name, first_line)) is not None:
                return found
    return None
