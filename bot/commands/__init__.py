"""What readers can ask: one file for each command, all listed in `registry.py`.

A command knows nothing of Telegram: it gets a `Request` and the newsroom's `Desk`, and returns the
`Screen` that answers. `dispatch.py` turns updates into requests and sends the answers.
"""
