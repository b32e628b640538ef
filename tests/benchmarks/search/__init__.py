"""How quickly a search is answered, in the process, with many articles stored.

library    articles made up of words as frequent as those of a language, and a database of them
asking     what is asked of it, and how long that takes
report     the table
"""
