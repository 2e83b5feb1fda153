"""The case grammar, second design: from the items of a text to its records, as passes over structures that never change.

Read this page, then the files in the order in which it names them. Each pass is a function of what the pass before it
returned; nothing is written into afterwards.

1. :mod:`.layout` cuts the items into *clauses* at commas, semicolons, enumeration marks, brackets and sentence ends, and
   notes of each in which sentence, half of a sentence and bracket it stands. What is written in an order that hides the
   clause (佛山（275例）; 新疆（含兵团）新增…) is put in order here.
2. :mod:`.frames` writes a clause as a short string, two characters an item: a mark for the gap before it and a letter for its
   kind. The patterns of ``configs/vocab/clause_patterns.csv`` are searched in that string and say which item plays which
   *role* (of ``source place`` the place is a source; of ``ordinal count`` the count is none). The roles before and behind each
   count become a *mention*: a count and what its own clause says of it. As all this follows from the string alone,
   it is done once a string and kept: 50 strings are three quarters of all clauses.
3. :mod:`.spread` gives a count that is told of several places or names (各, 分别, 均) to each of them.
4. :mod:`.times` says which time is in force at each clause.
5. :mod:`.attach` finds of each mention the total that it is a part of. Lists open and close (:mod:`.lists`); which of the
   totals at hand a list or a part belongs to is scored by named features with the weights of ``configs/vocab/attach.csv``,
   and the runner-up is kept with its score: a :class:`.structure.Link`.
6. :mod:`.resolve` decides each field of a mention. A field is a *ladder* of ``configs/vocab/fields.toml``: its own clause,
   its total, its sentence, its passage, a default, each rung under guards with names (:mod:`.guards`). The first rung that gives
   a value wins: a :class:`.structure.Claim`, which keeps its words and its rung. Attaching and resolving go from left to right
   together, for a list is told by what its totals count; both return new structures.
7. :mod:`.modify` reads the clauses without a count (均为境外输入; 均在北海市) as modifiers in the manner of ConText: a cue, what it
   reaches, what it adds. What is added goes through the ladders again.
8. :mod:`.render` writes the records of the contract with their evidence; ``via`` is the rung that won.

What is about words stands in tables; what is about reading stands in code. A new house style is a row of
``clause_patterns.csv`` with its example, a new field a ladder in ``fields.toml``.
"""
