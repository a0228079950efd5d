"""Work outside requests: the queue, the worker, hourly upkeep."""
