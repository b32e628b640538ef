"""The commands that work on files, without a store and without the network: `digest` and `stories`.

inputs     paths -> what is in them, in order; what cannot be read stays in its place
work       article -> result, in order, in this process; `pool` does the same in several
output     lines to standard output, troubles to standard error, progress where a person watches
"""
