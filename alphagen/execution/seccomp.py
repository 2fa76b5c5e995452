"""Which system calls programs may make: two seccomp filters.

The *cell filter* holds for everything in the sandbox, the compiler included: no sockets, no other
process's memory, no mounts, namespaces, keyrings, kernel modules or tracing. What no honest
program does by accident kills the process with SIGSYS, which is the verdict SV; the rest fails
with EPERM, so that libraries that merely probe carry on.

The *program filter* is laid on top before a program starts: it may start threads but no processes,
create no memory files, and change the limits or the priority of nobody but itself. A Python program
that runs in a fork of the server may not execute anything either. In a cell that is kept for other
programs, what the server can do without is refused by the cell filter.

Filters are made by libseccomp for the architecture of this machine; calls through any other
system-call table of the processor (32-bit, x32) are killed.
"""

from __future__ import annotations

import errno
import functools
import importlib
import os
from typing import Any

from alphagen.errors import SandboxError

AF_UNIX = 1
CLONE_THREAD = 0x10000
CLONE_NEW = (0x80, *(1 << bit for bit in (17, 25, 26, 27, 28, 29, 30)))  # each kind of namespace
FCNTL_LOCKS = (6, 7, 37, 38, 1024)  # F_SETLK, F_SETLKW, F_OFD_SETLK, F_OFD_SETLKW, F_SETLEASE

_KILLED = """
    ptrace process_vm_readv process_vm_writev pidfd_getfd kcmp process_madvise process_mrelease
    mount umount umount2 pivot_root chroot move_mount open_tree fsopen fsmount fspick fsconfig
    mount_setattr unshare setns bpf perf_event_open userfaultfd keyctl add_key request_key
    init_module finit_module delete_module kexec_load kexec_file_load reboot swapon swapoff
    iopl ioperm acct quotactl quotactl_fd syslog settimeofday clock_settime adjtimex clock_adjtime
    vhangup nfsservctl lookup_dcookie open_by_handle_at name_to_handle_at modify_ldt vm86 vm86old
""".split()

_REFUSED = """
    bind connect listen accept accept4 sendmmsg recvmmsg
    shmget shmat shmctl msgget msgsnd msgrcv msgctl semget semop semtimedop semctl
    mq_open mq_unlink mq_timedsend mq_timedreceive mq_notify mq_getsetattr
    io_uring_setup io_uring_enter io_uring_register io_setup io_submit
    flock fanotify_init fanotify_mark inotify_init inotify_init1 memfd_secret
    pidfd_open pidfd_send_signal migrate_pages move_pages mbind set_mempolicy
    set_mempolicy_home_node sched_setscheduler sched_setparam sched_setattr ioprio_set
    sethostname setdomainname personality vmsplice tee mlock mlock2 mlockall
""".split()

_NOT_FOR_PROGRAMS = "vfork memfd_create".split()
_SIGNALS = "kill tkill tgkill rt_sigqueueinfo rt_tgsigqueueinfo pidfd_send_signal".split()
_NOT_FOR_SERVERS = "fork seccomp sched_setaffinity".split()


@functools.cache
def cell_filter(*, kept: bool) -> bytes:
    """Build the filter of a whole cell, as bubblewrap's ``--seccomp`` reads it.

    Args:
        kept: programs follow one another in this cell, so what its server can do without as well is
            refused here, once: the price of a filter is paid by each process it is laid on, 2 µs
            an instruction.
    """
    lib = _library()
    kill, refuse = lib.KILL_PROCESS, lib.ERRNO(errno.EPERM)
    rules: list[Rule] = [(kill, name) for name in _KILLED]
    rules += [(refuse, name) for name in _REFUSED]
    rules += [(kill, "clone", lib.Arg(0, lib.MASKED_EQ, bit, bit)) for bit in CLONE_NEW]
    rules += [
        (lib.ERRNO(errno.ENOSYS), "clone3"),
        (kill, "socket", lib.Arg(0, lib.NE, AF_UNIX)),
        (refuse, "socket", lib.Arg(0, lib.EQ, AF_UNIX)),
        (refuse, "socketpair", lib.Arg(0, lib.NE, AF_UNIX)),
    ]
    rules += [(refuse, "fcntl", lib.Arg(1, lib.EQ, command)) for command in FCNTL_LOCKS]
    return _export(lib, rules + (_server_rules(lib) if kept else []))


@functools.cache
def program_filter(*, executes: bool, kept: bool, signals: bool = True) -> bytes:
    """Build the filter a program gets on top: an array of ``struct sock_filter``.

    Args:
        executes: the program begins with execve(2), so that has to be allowed.
        kept: it runs in a cell with the filter for such.
        signals: it may send signals, for they reach nobody outside its cell.
    """
    lib = _library()
    refuse = lib.ERRNO(errno.EPERM)
    rules: list[Rule] = [(refuse, name) for name in _NOT_FOR_PROGRAMS]
    rules += [] if signals else [(refuse, name) for name in _SIGNALS]
    rules += [] if executes else [(refuse, "execve"), (refuse, "execveat")]
    rules.append((refuse, "clone", lib.Arg(0, lib.MASKED_EQ, CLONE_THREAD, 0)))
    return _export(lib, rules + ([] if kept else _server_rules(lib)))


def _server_rules(lib: Any) -> list[Rule]:
    refuse = lib.ERRNO(errno.EPERM)
    return [
        *((refuse, name) for name in _NOT_FOR_SERVERS),
        (refuse, "prlimit64", lib.Arg(0, lib.NE, 0), lib.Arg(2, lib.NE, 0)),
        (refuse, "setpriority", lib.Arg(0, lib.NE, os.PRIO_PROCESS)),  # a whole user's, say
        (refuse, "setpriority", lib.Arg(1, lib.NE, 0)),
    ]


Rule = tuple[Any, ...]
"""An action, the name of a system call, and conditions that must all hold."""


def _library() -> Any:
    try:
        return importlib.import_module("pyseccomp")
    except (ImportError, OSError, RuntimeError) as error:
        raise SandboxError(
            f"libseccomp cannot be loaded ({error}): install it with "
            "`apt-get install libseccomp2` and `pip install pyseccomp`."
        ) from error


def _export(lib: Any, rules: list[Rule]) -> bytes:
    filter_ = lib.SyscallFilter(lib.ALLOW)
    filter_.set_attr(lib.Attr.ACT_BADARCH, lib.KILL_PROCESS)
    for action, name, *conditions in rules:
        if _known(lib, name):
            filter_.add_rule(action, name, *conditions)
    fd = os.memfd_create("filter")
    with open(fd, "w+b") as file:  # noqa: PTH123 - a descriptor, not a path
        filter_.export_bpf(file)
        file.seek(0)
        return file.read()


def _known(lib: Any, name: str) -> bool:
    """Say whether this architecture has the call; old ones and new ones come and go."""
    try:
        return bool(lib.resolve_syscall(lib.Arch.NATIVE, name) >= 0)
    except (ValueError, OSError):
        return False
