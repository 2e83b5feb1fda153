"""The web page and the JSON API: ``app`` joins them; nothing is stored unless a folder is named for it.

``schemas`` is what comes in and goes out, ``limits`` guards size, time and number, ``annotations`` corrects documents,
``webpage`` renders. The API's description is at ``/openapi.json``.
"""
