"""The Telegram side: commands, screens, delivery, and the process that runs them."""
