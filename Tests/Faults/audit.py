"""Are all calls seen? Compares the log of the preload library with what strace sees in the very same run."""

import collections
import re
import shutil
import subprocess

CALLS = {
    "open": "open openat openat2 creat", "write": "write pwrite64 writev pwritev pwritev2",
    "copy": "copy_file_range sendfile splice", "clone": "ioctl", "truncate": "truncate ftruncate", "allocate": "fallocate",
    "sync": "fsync fdatasync syncfs sync_file_range", "rename": "rename renameat renameat2",
    "link": "link linkat symlink symlinkat", "mkdir": "mkdir mkdirat mknod mknodat", "unlink": "unlink unlinkat rmdir",
    "mark": "chmod fchmod fchmodat fchmodat2 chown fchown fchownat lchown utimensat utime utimes futimesat setxattr "
            "lsetxattr fsetxattr removexattr lremovexattr fremovexattr"}
FAMILY = {call: family for family, calls in CALLS.items() for call in calls.split()}
# What these work on is an open file, and what they write may hold any path.
BY_FILE = {"write", "sync", "truncate", "allocate", "clone", "copy"}


def family(line, root):
    """What kind of call the line tells of, where it changes something in `root`."""
    match = re.match(r"(?:\d+ +)?(\w+)\((.*)", line)
    if not match or match[1] not in FAMILY:
        return None
    kind, rest = FAMILY[match[1]], match[2]
    if kind == "open" and not re.search(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC", rest):
        return None
    if kind == "clone" and "FICLONE" not in rest:
        return None
    if kind in BY_FILE and match[1] != "truncate":
        files = re.findall(r"<([^<>]*)>", rest)
        rest = files[1 if match[1] == "copy_file_range" else 0] if files else ""
    return kind if rest == str(root) or any(f"{root}{end}" in rest for end in '/>"') else None


def compare(world, arguments):
    """The differences by kind of call: how often strace saw it, and how often the log has it."""
    trace = world.base / "trace"
    world.log.unlink(missing_ok=True)
    variables = [part for name, value in world.preloaded().items() for part in ("-E", f"{name}={value}")]
    traced = subprocess.run(
        ["strace", "-f", "-qq", "-y", "-s", "4096", "-e", "trace=" + ",".join(f"?{call}" for call in FAMILY), "-o", trace,
         *variables, world.program, *map(str, arguments)], cwd=world.base, env=world.environment(), capture_output=True)
    if not trace.exists() or not trace.stat().st_size:
        return None, traced.stderr.decode(errors="replace").strip()
    lines = trace.read_text(errors="replace").splitlines()
    by_strace = collections.Counter(filter(None, (family(line, world.root) for line in lines)))
    by_log = collections.Counter(call.name for call in world.calls())
    wrong = [f"{kind}: strace {by_strace[kind]}, log {by_log[kind]}" for kind in CALLS if by_strace[kind] != by_log[kind]]
    return wrong, f"{sum(by_log.values())} calls of {len(by_log)} kinds"


def run(bench):
    """The number of problems."""
    if not shutil.which("strace"):
        print("  not compared with strace, which is not installed")
        return 0
    bench.begin()
    wrong, said = compare(bench.world, bench.scene.command(bench.world))
    if wrong is None:
        print(f"  not compared with strace: {said}")
        return 0
    print(f"  {'calls are missed: ' + '; '.join(wrong) if wrong else f'strace sees the same {said}'}")
    return 1 if wrong else 0
