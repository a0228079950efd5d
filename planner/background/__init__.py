"""Work outside requests: the queue, the worker and the hourly upkeep."""
