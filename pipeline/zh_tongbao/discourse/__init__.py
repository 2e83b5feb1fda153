"""Political language over a corpus: who said which formulation, when, how often, and which formulations are new.

Everything here reads documents of the contract as ``tongbao extract`` wrote them, no pipeline runs again. One module a
question: :mod:`~zh_tongbao.discourse.frequencies`, :mod:`~zh_tongbao.discourse.concordance`,
:mod:`~zh_tongbao.discourse.keyness`, :mod:`~zh_tongbao.discourse.timelines`, :mod:`~zh_tongbao.discourse.networks`,
:mod:`~zh_tongbao.discourse.discovery`; all stand on :mod:`~zh_tongbao.discourse.corpus`.
"""
