"""The nemesis: the real program against a seeded enemy, and an independent log against its ledger.

    python -m tests.benchmarks nemesis --seed 1 --minutes 3

`enemy.py` draws the plan of a trial from its seed, `town.py` the chats that live through it, and `readers.py`
what readers do meanwhile; all three are pure up to where it is done. `trial.py` plays the plan:
`settlement.py` puts the chats into the playground and the store, `process.py` keeps the program running in
another process (which begins in `launcher.py`), `attacks.py` carries out what the enemy does, `clock.py`
moves the program's clock. Afterwards `log.py` hands over what the playground took, the ledger is read, and
`verdict.py` and `tempo.py` compare the two: pure functions of `evidence.py`'s values. `report.py` tells.
"""
