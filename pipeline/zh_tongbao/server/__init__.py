"""The web page and the JSON API: ``app`` joins them; nothing is stored unless a folder is named for it.

``schemas`` is what comes in and goes out; ``limits`` says what it may cost, ``connections``, ``guard``, ``bodies`` and
``routes`` hold it to that, in the order in which a request passes them; ``pipeline`` extracts, ``annotations`` corrects
documents, ``webpage`` renders. The API's description is at ``/openapi.json``.

``assistant_tools`` are tools for assistants over standard input and output: ``assistant`` does their work, ``allowed`` says
which files it may read.
"""
