"""The engines by name. Each runs the same rows to the same outcomes."""

from __future__ import annotations

from dataclasses import dataclass

from zh_tongbao.engine.outcomes import Engine, Load
from zh_tongbao.errors import InputError
from zh_tongbao.io.limits import LONGEST

ENGINES = ("local", "ray")


@dataclass(frozen=True)
class Work:
    """How the work is to be done; the output does not depend on it, save that slow documents may run out of time.

    Parameters:
        engine: one of :data:`ENGINES`.
        jobs: worker processes; None for as many as there are cores.
        timeout: seconds that one document may take; None for no bound.
        longest: characters; a longer document is refused.
        ray_address: of a Ray cluster; None starts one on this machine.
    """

    engine: str = "local"
    jobs: int | None = None
    timeout: float | None = None
    longest: int = LONGEST
    ray_address: str | None = None


def make_engine(work: Work, load: Load) -> Engine:
    """Return an engine of worker processes.

    Parameters:
        work: how.
        load: gives the pipeline; importable, since each worker calls it.

    Raises:
        InputError: unknown engine, or its library is not installed.
    """
    from zh_tongbao.engine.local import LocalEngine, usable_cores

    jobs = work.jobs or usable_cores()
    if work.engine == "local":
        return LocalEngine(load, jobs, work.timeout, work.longest)
    if work.engine == "ray":
        from zh_tongbao.engine.ray_actors import RayEngine

        return RayEngine(load, jobs, work.timeout, work.longest, work.ray_address)
    raise InputError(f"--engine {work.engine}: unknown engine; take one of {', '.join(ENGINES)}")
