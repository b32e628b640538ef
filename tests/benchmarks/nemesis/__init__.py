"""The nemesis: the real program against a seeded enemy, and an independent log against its ledger.

    python -m tests.benchmarks nemesis --seed 1 --minutes 3

`enemy.py` draws the plan of a trial from its seed and `town.py` the chats that live through it, both
pure. `trial.py` plays the plan: `process.py` keeps the program running in another process (its own start
is `launcher.py`), `attacks.py` carries out what the enemy does and `readers.py` what readers do meanwhile,
`clock.py` moves the program's clock. Afterwards `log.py` hands over what the playground took, the ledger is
read, and `verdict.py` and `tempo.py` compare the two: pure functions of `evidence.py`'s values.
"""
