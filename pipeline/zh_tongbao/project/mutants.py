"""Mutants of a package: each has one condition forced one way, and is killed where a case text is read otherwise."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from zh_tongbao.errors import InputError
from zh_tongbao.project.conditions import Condition, Module, code_of
from zh_tongbao.project.verdicts import Case, Traced, vocabulary_pipes

KILLED, SURVIVED, LATE, NOT_RUN = "killed", "survived", "late", "not run"
SECONDS = 5.0
# That a mutant may take with one text, which takes milliseconds; later is killed.


class _TooLate(BaseException):
    """A mutant goes on too long; no code under test catches it."""


@dataclass(frozen=True)
class Mutant:
    """One condition forced one way, and what became of it.

    Parameters:
        path: file of the condition.
        condition: the condition.
        way: what it is forced to.
        outcome: :data:`KILLED`, :data:`SURVIVED`, :data:`LATE` (killed, too) or :data:`NOT_RUN` (survived: no text gets there).
        reached: how many texts run the condition's lines.
        by: the case text that killed it.
    """

    path: Path
    condition: Condition
    way: bool
    outcome: str
    reached: int
    by: str | None = None

    @property
    def survives(self) -> bool:
        """Whether no case text tells it from the program."""
        return self.outcome in (SURVIVED, NOT_RUN)


def modules_of(packages: Sequence[str]) -> list[ModuleType]:
    """The modules of some packages, or modules by themselves.

    Raises:
        InputError: there is none of that name.
    """
    found: list[ModuleType] = []
    for name in packages:
        try:
            package = importlib.import_module(name)
        except ImportError as error:
            raise InputError(
                f"{name}: no such package; give its dotted name (zh_tongbao.components.periods)"
            ) from error
        inside = pkgutil.walk_packages(getattr(package, "__path__", []), f"{name}.")
        found += [package, *(importlib.import_module(module.name) for module in inside)]
    return found


def functions_of(module: ModuleType) -> dict[tuple[str, int], FunctionType]:
    """The functions and methods that are written in a module, by name and first line."""
    found: dict[tuple[str, int], FunctionType] = {}

    def take(value: Any) -> None:
        if isinstance(value, property):
            for function in (value.fget, value.fset, value.fdel):
                take(function)
        elif isinstance(value, staticmethod | classmethod):
            take(value.__func__)
        elif isinstance(value, type) and value.__module__ == module.__name__:
            for inner in vars(value).values():
                take(inner)
        elif callable(value):
            function = inspect.unwrap(value)
            if isinstance(function, FunctionType) and function.__code__.co_filename == module.__file__:
                found[function.__code__.co_name, function.__code__.co_firstlineno] = function

    for value in vars(module).values():
        take(value)
    return found


class Run:
    """Read case texts with mutants.

    Parameters:
        packages: dotted names of what is mutated.
        cases: the case texts, read up to what is mutated.

    Attributes:
        unreachable: conditions that cannot be forced: code of a module or class, run when it is imported.
    """

    def __init__(self, packages: Sequence[str], cases: Sequence[Case]):
        self.cases = cases
        self.modules = [module for module in modules_of(packages) if module.__file__]
        self.unreachable: list[tuple[Path, Condition]] = []
        self._compiled = vocabulary_pipes(cases, packages)
        files = frozenset(str(module.__file__) for module in self.modules)
        with Traced(files) as self._loading:
            self._compile()
        self._verdicts: list[Any] = []
        self._lines: list[set[tuple[str, int]]] = []
        for case in cases:
            with Traced(files) as lines:
                self._verdicts.append(case.verdict())
            self._lines.append(lines)

    def mutants(self, wanted: Callable[[Path, Condition], bool]) -> Iterator[Mutant]:
        """Try each wanted condition, forced true and forced false; in the order of files and lines."""
        for module in self.modules:
            path = Path(str(module.__file__))
            written, functions = Module(path), functions_of(module)
            for condition in written.conditions:
                if not wanted(path, condition):
                    continue
                function = functions.get(condition.function) if condition.function else None
                if function is None:
                    self.unreachable.append((path, condition))
                    continue
                for way in (True, False):
                    code = code_of(written.forced(condition, way, str(path)), *_name(function))
                    yield self._try(path, condition, way, function, code)

    def check(self) -> None:
        """Raises RuntimeError where the texts are not read as before the first mutant: one of them left something behind."""
        for case, verdict in zip(self.cases, self._verdicts, strict=True):
            if case.verdict() != verdict:
                raise RuntimeError(f"{case.source}: read otherwise after the run; a mutant changed what outlives it")

    def _try(
        self, path: Path, condition: Condition, way: bool, function: FunctionType, code: CodeType | None
    ) -> Mutant:
        if code is None:
            raise RuntimeError(f"{path}: {condition.function}: not found in the compiled module")
        lines = {(str(path), line) for line in range(condition.line, condition.end_line + 1)}
        reached = [at for at, run in enumerate(self._lines) if lines & run]
        loads = bool(lines & self._loading)
        if not (reached or loads):
            return Mutant(path, condition, way, NOT_RUN, 0)
        kept = function.__code__
        try:
            function.__code__ = code
            outcome, by = self._read(range(len(self.cases)) if loads else reached, loads=loads)
        finally:
            function.__code__ = kept
            if loads:
                self._compile()
        return Mutant(path, condition, way, outcome, len(reached), by)

    def _read(self, texts: Sequence[int], *, loads: bool) -> tuple[str, str | None]:
        """Read texts until one is read otherwise."""
        if loads:
            try:
                with _limit(SECONDS * 2):
                    self._compile()
            except _TooLate:
                return LATE, "loading"
            except Exception:  # whatever a mutant raises, it is told from the program
                return KILLED, "loading"
        for at in texts:
            case = self.cases[at]
            try:
                with _limit(SECONDS):
                    verdict = case.verdict()
            except _TooLate:
                return LATE, case.source
            except Exception:  # as above
                return KILLED, case.source
            if verdict != self._verdicts[at]:
                return KILLED, case.source
        return SURVIVED, None

    def _compile(self) -> None:
        for pipe in self._compiled:
            pipe.compile()


def _name(function: FunctionType) -> tuple[str, int]:
    return function.__code__.co_name, function.__code__.co_firstlineno


@contextmanager
def _limit(seconds: float) -> Iterator[None]:
    """Raise :class:`_TooLate` in a block that takes longer."""

    def ring(*_: object) -> None:
        raise _TooLate

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
