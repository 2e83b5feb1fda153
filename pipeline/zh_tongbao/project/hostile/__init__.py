"""Input that is made to break things, as a standing check: ``python -m zh_tongbao.project.hostile``.

A family of checks is a module with a function ``checks(folder, long)`` that yields each as a
:class:`~zh_tongbao.project.hostile.check.Check`; it is named in ``FAMILIES`` of ``__main__``, with how many of its checks may run at a time. What each promises is
written in docs/reference/hostile-input.md.
"""
