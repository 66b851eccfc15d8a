#!/usr/bin/env python3
"""cases.py ALICE: types command lines in bash, zsh and fish, and compares what TAB makes of them.

Each shell runs in a terminal of its own, with a library of three pictures. A stand-in named alice passes `complete` on to
the program, and prints the arguments of any other command, so that quoting is tested, too.
"""
import os
import pty
import select
import shutil
import subprocess
import sys
import tempfile
import time

ALICE = os.path.abspath(sys.argv[1])
SHELLS = sys.argv[2:] or ["bash", "zsh", "fish"]

# What is typed, and the arguments that the command then gets; a star at the end of a list allows more.
CASES = [
    ("se", ["search"]),
    ("complet", ["completions"]),
    ("jobs res", ["jobs", "resume"]),
    ("completions ins", ["completions", "install"]),
    ("help orga", ["help", "organize"]),
    ("rate --sta", ["rate", "--stars"]),
    ("search --quality-m", ["search", "--quality-min"]),
    ("search --sort rat", ["search", "--sort", "rating"]),
    ("search --sort=rat", ["search", "--sort=rating"]),
    ("search --color nev", ["search", "--color", "never"]),
    ("search --type model", ["search", "--type", "model3d"]),
    ("search --tag sunr", ["search", "--tag", "sunrise"]),
    ("search --tag gol", ["search", "--tag", "golden hour"]),
    ("search --model flux-sc", ["search", "--model", "flux-schnell"]),
    ("generate --model kling-v2-te", ["generate", "--model", "kling-v2-text"]),
    ("generate x --model flux-dev --param num_inf", ["generate", "x", "--model", "flux-dev", "--param", "num_inference_steps="]),
    ("search qual", ["search", "quality:"]),
    ("search prov", ["search", "provider:"]),
    ("search model:flux-s", ["search", "model:flux-schnell"]),
    ("search -model:flux-s", ["search", "-model:flux-schnell"]),
    ("search tag:sunr", ["search", "tag:sunrise"]),
    ("search is:trunc", ["search", "is:truncated"]),
    ("search has:proj", ["search", "has:project"]),
    ("search created:tod", ["search", "created:today"]),
    ("search type:aud", ["search", "type:audio"]),
    ("search lake tag:sunr", ["search", "lake", "tag:sunrise"]),
    ("rate --query tag:sunr", ["rate", "--query", "tag:sunrise"]),
    ("rate ID6", ["rate", "ID10"]),
    ("rate -n ID6", ["rate", "-n", "ID10"]),
    ("generate --from ID6", ["generate", "--from", "ID10"]),
    ("tag ID10 +sunr", ["tag", "ID10", "+sunrise"]),
    ("organize Dow", ["organize", "Downloads/"]),
    ("show Downloads/pla", ["show", "Downloads/plain.png"]),
    ("show Downloads/two", ["show", "Downloads/two words.png"]),
    ("batch reque", ["batch", "requests.jsonl"]),
    ("search --library Dow", ["search", "--library", "Downloads/"]),
    ("pipeline run best", ["pipeline", "run", "best-of"]),
    ("pipeline show draf", ["pipeline", "show", "draft-to-final"]),
    ("budget set mon", ["budget", "set", "month"]),
    ("search x --fields path,qual", ["search", "x", "--fields", "path,quality"]),
    ("stats --by gener", ["stats", "--by", "generator"]),
    ("events --name asset.pla", ["events", "--name", "asset.placed"]),
    ("jobs show JOB4", ["jobs", "show", "JOB"]),
    ("undo 1", ["undo", "1"]),
    ("rate --stars zz", ["rate", "--stars", "zz"]),
    ("show Downloads/夜", ["show", "Downloads/夜の山 🏔.png"]),
    ("organize Downloads/한", ["organize", "Downloads/한국어.png"]),
    ("search --tag 風景/", ["search", "--tag", "風景/山"]),
    ("search tag:風景/", ["search", "tag:風景/山"]),
    ("search @ヒ", ["search", "@ヒーロー"]),
    ("search --forget ヒ", ["search", "--forget", "ヒーロー"]),
    ("rate --query @ヒ", ["rate", "--query", "@ヒーロー"]),
    ("export ID6", ["export", "ID10"]),
    ("export ID10 --for inst", ["export", "ID10", "--for", "instagram"]),
    ("edit ID6", ["edit", "ID10"]),
    ("config set mod", ["config", "set", "model"]),
    ("config get libr", ["config", "get", "library"]),
    ("check --disc", ["check", "--disclosure"]),
    ("doctor Dow", ["doctor", "Downloads/"]),
    ("init --keep-l", ["init", "--keep-layout"]),
]


class Terminal:
    """A shell that somebody types into."""

    def __init__(self, words, env, folder):
        self.child, self.file = pty.fork()
        if self.child == 0:
            os.chdir(folder)
            os.execvpe(words[0], words, env)

    def type(self, text):
        os.write(self.file, text.encode())

    def until(self, mark, limit=20):
        seen, end = b"", time.monotonic() + limit
        while mark.encode() not in seen and time.monotonic() < end:
            if select.select([self.file], [], [], 0.1)[0]:
                try:
                    seen += os.read(self.file, 65536)
                except OSError:
                    break
        return seen.decode(errors="replace")

    def close(self):
        os.close(self.file)
        os.waitpid(self.child, 0)


def prepared(folder):
    """A home with a library; returns the environment and what stands for ID and JOB."""
    env = {
        "HOME": folder, "PATH": folder + "/bin:/usr/bin:/bin", "ALICE_LIBRARY": folder + "/Library", "TERM": "xterm",
        "ALICE_KEYCHAIN": "off", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8",
    }

    def alice(*words):
        return subprocess.run([ALICE, *words], env=env, cwd=folder, check=True, capture_output=True, text=True).stdout

    for number, tag in (("1", "sunrise"), ("2", "golden hour"), ("3", "風景/山")):
        alice("generate", "a lake " + number, "--model", "flux-schnell", "--simulate", "--seed", number, "--tag", tag)
    alice("search", "--save", "ヒーロー", "tag:sunrise")
    found = alice("search", "*", "--fields", "id").split()
    job = alice("jobs", "-0").split("\0")[0]
    os.mkdir(folder + "/Downloads")
    for name in ("Downloads/plain.png", "Downloads/two words.png", "Downloads/夜の山 🏔.png", "Downloads/한국어.png", "requests.jsonl"):
        open(folder + "/" + name, "w").close()
    os.mkdir(folder + "/bin")
    stand_in = folder + "/bin/alice"
    with open(stand_in, "w") as file:
        file.write(f'#!/bin/sh\n[ "$1" = complete ] && exec "{ALICE}" "$@"\nprintf "<%s>" "$@" > "$OUT"; echo >> "$OUT"\n')
    os.chmod(stand_in, 0o755)
    return env, found[0], job


def filled(text, asset, job):
    for size in (6, 10):
        text = text.replace(f"ID{size}", asset[:size])
    return text.replace("JOB4", job[:4]).replace("JOB", job)


def shell(name, env, folder):
    """Starts a shell with the script of alice, and without the settings of a user."""
    script = subprocess.run([ALICE, "completions", name], env=env, check=True, capture_output=True, text=True).stdout
    path = f"{folder}/script.{name}"
    with open(path, "w") as file:
        file.write(script)
    if name == "bash":
        terminal = Terminal(["bash", "--norc", "--noprofile", "-i"], env, folder)
        terminal.type(f"source {path}\n")
    elif name == "zsh":
        terminal = Terminal(["zsh", "-f", "-i"], env, folder)
        terminal.type(f"autoload -U compinit; compinit -u -D; source {path}\n")
    else:
        terminal = Terminal(["fish", "--no-config", "-i"], env, folder)
        terminal.type(f"source {path}\n")
    terminal.type("echo rea''dy\n")
    terminal.until("ready", 20)
    return terminal


def completed(terminal, typed, out):
    """Types a command line and TAB; returns the arguments that alice then gets."""
    if os.path.exists(out):
        os.remove(out)
    terminal.type("alice " + typed + "\t")
    terminal.until("\0", 0.3)
    terminal.type("\n")
    end = time.monotonic() + 10
    while time.monotonic() < end:
        got = open(out).read() if os.path.exists(out) else ""
        if got.endswith("\n"):
            return got.strip()
        time.sleep(0.02)
    terminal.type("\x03")
    return "nothing"


def check(name):
    folder = tempfile.mkdtemp(prefix="alice-completion-")
    failures = []
    try:
        env, asset, job = prepared(folder)
        env["OUT"] = folder + "/out"
        terminal = shell(name, env, folder)
        for typed, expected in CASES:
            wanted = "".join(f"<{filled(word, asset, job)}>" for word in expected)
            # On a busy machine alice gives up after a second, and a person presses the key again.
            for _ in range(3):
                got = completed(terminal, filled(typed, asset, job), env["OUT"])
                # zsh takes the slash of a folder away again when the line ends.
                if got.replace("/>", ">") == wanted.replace("/>", ">"):
                    break
            else:
                failures.append(f"{name}: alice {filled(typed, asset, job)}: {got}")
        terminal.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return failures


def main():
    failures = []
    for name in SHELLS:
        if shutil.which(name) is None:
            failures.append(f"{name} is not installed")
            continue
        failures += check(name)
    for failure in failures:
        print(failure)
    print(f"{len(CASES)} cases in {', '.join(SHELLS)}, {len(failures)} failures")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
