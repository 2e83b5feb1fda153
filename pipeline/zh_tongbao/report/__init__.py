"""Documents to look at: one self-contained HTML page, and charts.

Plain data in, markup out: nothing here knows spaCy. :func:`zh_tongbao.report.page.report_page` makes the page, from the
view of each document (``highlighting``, ``record_tree``) and an overview (``overview``, ``figures``, ``charts``).
Interface texts are in ``messages/*.json``, one file a language.
"""
