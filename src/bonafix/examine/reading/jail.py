"""What the child may not do: no network, no programs, no writing, no signals to others.

Linux without privileges: seccomp (a short filter, seccomp(2)) refuses the system calls and
Landlock (landlock(7)) the files; both hold for good and for every thread. Where the kernel
has neither, `socket.socket` is replaced, which stops honest code only; `enter` says which.
"""

import ctypes
import os
import platform
import socket
import struct
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
ALLOW, EPERM, ENOSYS = 0x7FFF0000, 0x00050001, 0x00050026
KILL = 0x80000000
CLONE_THREAD = 0x00010000
LOAD, JEQ, JSET, RET = 0x20, 0x15, 0x45, 0x06
AT_NUMBER, AT_ARCH, AT_FIRST_ARGUMENT = 0, 4, 16

# name: (x86_64, aarch64); -1 where the architecture has no such call.
_DENIED = {
    "socket": (41, 198), "connect": (42, 203), "accept": (43, 202), "accept4": (288, 242),
    "bind": (49, 200), "listen": (50, 201), "socketpair": (53, 199),
    "execve": (59, 221), "execveat": (322, 281), "fork": (57, -1), "vfork": (58, -1),
    "kill": (62, 129), "tkill": (200, 130), "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424), "pidfd_getfd": (438, 438), "ptrace": (101, 117),
    "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39),
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
    "keyctl": (250, 219), "add_key": (248, 217), "setrlimit": (160, 164),
    "prlimit64": (302, 261),
}  # fmt: skip
_ARCHES = {"x86_64": (0, 0xC000003E, 56, 435, 234), "aarch64": (1, 0xC00000B7, 220, 435, 131)}

_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_FS_BY_ABI = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}


def enter(readable: Iterable[Path]) -> tuple[str, ...]:
    """Shut the door behind the calling process; returns the names of what holds.

    `readable` are the only folders and files that stay readable (program and libraries).
    """
    held = []
    if sys.platform.startswith("linux"):
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
            held += ["landlock"] if _landlock(libc, readable) else []
            held += ["seccomp"] if _seccomp(libc) else []
    if "seccomp" not in held:
        socket.socket = _NoSocket  # type: ignore[misc, assignment]
        held.append("no socket in Python")
    return tuple(held)


class _NoSocket:
    def __init__(self, *_arguments: object, **_more: object) -> NoReturn:
        raise PermissionError("the reader has no network")


def _step(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("=HBBI", code, yes, no, value)


def filter_program(machine: str, pid: int) -> bytes:
    """The seccomp filter for a machine of `platform.machine()`; empty for an unknown one.

    Signals to the own process stay possible, because abort() needs them.
    """
    if machine not in _ARCHES:
        return b""
    column, arch, clone, clone3, tgkill = _ARCHES[machine]
    steps = [_step(LOAD, AT_ARCH), _step(JEQ, arch, 1, 0), _step(RET, KILL), _step(LOAD, AT_NUMBER)]
    if machine == "x86_64":  # the x32 calls would pass under other numbers
        steps += [_step(0x35, 0x40000000, 0, 1), _step(RET, EPERM)]
    for numbers in _DENIED.values():
        if numbers[column] >= 0:
            steps += [_step(JEQ, numbers[column], 0, 1), _step(RET, EPERM)]
    # clone3 hides its flags behind a pointer: glibc falls back to clone, which shows them.
    steps += [_step(JEQ, clone3, 0, 1), _step(RET, ENOSYS)]
    steps += [
        _step(JEQ, clone, 0, 4), _step(LOAD, AT_FIRST_ARGUMENT),
        _step(JSET, CLONE_THREAD, 1, 0), _step(RET, EPERM), _step(RET, ALLOW),
        _step(JEQ, tgkill, 0, 4), _step(LOAD, AT_FIRST_ARGUMENT),
        _step(JEQ, pid, 1, 0), _step(RET, EPERM), _step(RET, ALLOW),
    ]  # fmt: skip
    return b"".join([*steps, _step(RET, ALLOW)])


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_char_p)]


def _seccomp(libc: ctypes.CDLL) -> bool:
    steps = filter_program(platform.machine(), os.getpid())
    if not steps:
        return False
    program = _Program(len(steps) // 8, steps)
    return bool(libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) == 0)


def _landlock(libc: ctypes.CDLL, readable: Iterable[Path]) -> bool:
    abi = libc.syscall(_LANDLOCK_CREATE, None, 0, 1)
    if abi < 1:
        return False
    files = (1 << _FS_BY_ABI.get(min(abi, 5), 16)) - 1
    net = 0b11 if abi >= 4 else 0
    scope = 0b11 if abi >= 6 else 0
    rules = struct.pack("=QQQ", files, net, scope)
    size = 24 if abi >= 6 else 16 if abi >= 4 else 8
    ruleset = libc.syscall(_LANDLOCK_CREATE, rules[:size], size, 0)
    if ruleset < 0:
        return False
    for path in readable:
        _allow(libc, ruleset, path)
    done = libc.syscall(_LANDLOCK_RESTRICT, ruleset, 0) == 0
    os.close(ruleset)
    return bool(done)


def _allow(libc: ctypes.CDLL, ruleset: int, path: Path) -> None:
    try:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # a folder of sys.path that does not exist
    rights = _READ_FILE | (_READ_DIR if path.is_dir() else 0)
    libc.syscall(_LANDLOCK_ADD, ruleset, 1, struct.pack("=Qi", rights, handle), 0)
    os.close(handle)
