// Preloaded into a program (LD_PRELOAD), this counts the calls that change something below given folders, and at one of
// them it kills the program or lets the call fail as a disk would. Linux only.
//
//   FAULT_FOLDERS  absolute folders, parted by ':'
//   FAULT_LOG      a file that gets a line for each call: number, call, how it may fail, path; '!' where it was struck
//   FAULT_KIND     one of `kinds` below; without it calls are only counted
//   FAULT_AT       the call that is struck, from 1; or the first after it that can fail so
//   FAULT_FOREVER  anything: from that call on, not only there
//
// Not seen are calls that libc makes inside of itself (stdio, mkstemp), raw system calls and mappings of memory. The
// audit of sweep.py compares the log with what strace sees, so a program that makes such calls does not go unnoticed.

#define _GNU_SOURCE
#include "faultpoints.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char letters[] = "isardp";

static const struct {
  const char *name;
  deed deed;
  int error, strikes;
} kinds[] = {
    {"count", COUNT, 0, 0},
    {"kill", KILL, 0, ANY},
    {"torn", TEAR, 0, PART},  // half of a write, then killed
    {"short", SHORTEN, 0, PART},
    {"EIO", FAIL, EIO, IO},
    {"ENOSPC", FAIL, ENOSPC, SPACE},
    {"EACCES", FAIL, EACCES, ACCESS},
    {"EROFS", FAIL, EROFS, READ_ONLY},
    {"EXDEV", FAIL, EXDEV, DEVICE},
};

static char folders[8][PATH_MAX];
static int log_file = -1;
static size_t kind;
static long strike_at;
static int is_forever;
static atomic_long calls;
static atomic_int was_struck;

__attribute__((constructor)) static void start(void) {
  const char *text = getenv("FAULT_FOLDERS");
  for (int index = 0; text && *text && index < 8; index++) {
    size_t length = strcspn(text, ":");
    if (length < PATH_MAX) memcpy(folders[index], text, length);
    text += length + (text[length] == ':');
  }
  if ((text = getenv("FAULT_LOG")))
    log_file = (int)syscall(SYS_openat, AT_FDCWD, text, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if ((text = getenv("FAULT_KIND"))) {
    kind = sizeof kinds / sizeof *kinds;
    while (kind > 0 && strcmp(kinds[--kind].name, text) != 0) continue;
  }
  strike_at = (text = getenv("FAULT_AT")) ? atol(text) : 0;
  is_forever = getenv("FAULT_FOREVER") != NULL;
  // What the program starts is another program.
  unsetenv("LD_PRELOAD");
}

static int is_below(const char *path) {
  for (int index = 0; index < 8 && *folders[index]; index++) {
    size_t length = strlen(folders[index]);
    if (strncmp(path, folders[index], length) == 0 && (path[length] == '/' || path[length] == 0)) return 1;
  }
  return 0;
}

// The path of an open file; empty where it has none.
static void path_of_file(int file, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  long length = syscall(SYS_readlinkat, AT_FDCWD, link, path, PATH_MAX - 1);
  path[length > 0 ? length : 0] = 0;
}

static void absolute_path(int folder, const char *name, char *path) {
  path[0] = 0;
  if (!name) return;
  if (name[0] != '/') {
    if (folder == AT_FDCWD) {
      if (syscall(SYS_getcwd, path, PATH_MAX) < 0) path[0] = 0;
    } else {
      path_of_file(folder, path);
    }
    strncat(path, "/", PATH_MAX - strlen(path) - 1);
  }
  strncat(path, name, PATH_MAX - strlen(path) - 1);
}

static void note(long number, const char *call, int may, const char *path, int is_struck) {
  if (log_file < 0) return;
  char line[PATH_MAX + 128], ways[8] = "";
  for (int bit = 0; bit < 6; bit++)
    if (may & 1 << bit) strncat(ways, letters + bit, 1);
  int length = snprintf(line, sizeof line, "%ld %s %s %s%s\n", number, call, ways, path, is_struck ? " !" : "");
  (void)!syscall(SYS_write, log_file, line, (size_t)length);
}

void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

static deed counted(const char *call, const char *path, int may) {
  if (!is_below(path)) return COUNT;
  long number = atomic_fetch_add(&calls, 1) + 1;
  int is_struck = strike_at > 0 && number >= strike_at && (kinds[kind].strikes & may) &&
                  (atomic_exchange(&was_struck, 1) == 0 || is_forever);
  note(number, call, may, path, is_struck);
  if (!is_struck) return COUNT;
  if (kinds[kind].deed == KILL) die();
  errno = kinds[kind].error;
  return kinds[kind].deed;
}

deed at_file(const char *call, int file, int may) {
  char path[PATH_MAX];
  path_of_file(file, path);
  return counted(call, path, may);
}

deed at_path(const char *call, int folder, const char *name, int may) {
  char path[PATH_MAX];
  absolute_path(folder, name, path);
  return counted(call, path, may);
}

deed at_pair(const char *call, int from, const char *name, int to, const char *new_name, int may) {
  char path[PATH_MAX];
  absolute_path(to, new_name, path);
  if (!is_below(path)) absolute_path(from, name, path);
  return counted(call, path, may);
}
