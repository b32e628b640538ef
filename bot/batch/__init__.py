"""The commands that work on files, without a store and without the network: `digest` and `stories`.

inputs     paths -> what is in them, in order; what cannot be read stays in its place
work       article -> result, in this process or in several, in order
output     lines to standard output, troubles to standard error, progress where a person watches
"""
