"""What runs inside a cell: the fork server, and how a fork of it becomes a program.

These files are copied into the sandbox and imported there by the Python that runs programs, which
may be older than ours (3.9) and has nothing of alphagen but them.
"""
