// The calls that change files, each of which asks first what is to be done to it.

#define _GNU_SOURCE
#include "faultpoints.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/xattr.h>
#include <unistd.h>

// The function that would have been called without this library.
#define NEXT(name)                                                   \
  static _Atomic(__typeof__(&name)) found;                           \
  __typeof__(&name) next = found;                                    \
  if (!next) found = next = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

// A call that is done or fails as a whole.
#define WHOLE(result, name, parameters, arguments, deed) \
  result name parameters {                               \
    NEXT(name);                                          \
    return deed == FAIL ? -1 : next arguments;           \
  }

// A call on `count` bytes, which may be done in part; a single byte cannot.
#define PARTIAL(name, parameters, count, part, whole, deed_now)         \
  ssize_t name parameters {                                             \
    NEXT(name);                                                         \
    deed what = deed_now;                                               \
    if (what == FAIL) return -1;                                        \
    size_t half = (count) / 2;                                          \
    if (what == COUNT || (what == SHORTEN && half == 0)) return whole;  \
    ssize_t done = half == 0 ? 0 : part;                                \
    if (what == TEAR) die();                                            \
    return done;                                                        \
  }

// --- Data

PARTIAL(write, (int file, const void *bytes, size_t count), count, next(file, bytes, half), next(file, bytes, count),
        at_file("write", file, DATA))
PARTIAL(pwrite, (int file, const void *bytes, size_t count, off_t at), count, next(file, bytes, half, at),
        next(file, bytes, count, at), at_file("write", file, DATA))
PARTIAL(pwrite64, (int file, const void *bytes, size_t count, off64_t at), count, next(file, bytes, half, at),
        next(file, bytes, count, at), at_file("write", file, DATA))
PARTIAL(copy_file_range, (int from, off64_t *in, int to, off64_t *out, size_t count, unsigned flags), count,
        next(from, in, to, out, half, flags), next(from, in, to, out, count, flags),
        at_file("copy", to, DATA | DEVICE))
PARTIAL(sendfile, (int to, int from, off_t *at, size_t count), count, next(to, from, at, half),
        next(to, from, at, count), at_file("copy", to, DATA))
PARTIAL(sendfile64, (int to, int from, off64_t *at, size_t count), count, next(to, from, at, half),
        next(to, from, at, count), at_file("copy", to, DATA))

// A part of several buffers is the first of them.
PARTIAL(writev, (int file, const struct iovec *parts, int count), count, next(file, parts, (int)half),
        next(file, parts, count), at_file("write", file, DATA))
PARTIAL(pwritev, (int file, const struct iovec *parts, int count, off_t at), count,
        next(file, parts, (int)half, at), next(file, parts, count, at), at_file("write", file, DATA))
PARTIAL(pwritev64, (int file, const struct iovec *parts, int count, off64_t at), count,
        next(file, parts, (int)half, at), next(file, parts, count, at), at_file("write", file, DATA))

WHOLE(int, truncate, (const char *name, off_t size), (name, size),
      at_path("truncate", AT_FDCWD, name, SIZING | ACCESS))
WHOLE(int, truncate64, (const char *name, off64_t size), (name, size),
      at_path("truncate", AT_FDCWD, name, SIZING | ACCESS))
WHOLE(int, ftruncate, (int file, off_t size), (file, size), at_file("truncate", file, SIZING))
WHOLE(int, ftruncate64, (int file, off64_t size), (file, size), at_file("truncate", file, SIZING))
WHOLE(int, fallocate, (int file, int mode, off_t at, off_t size), (file, mode, at, size),
      at_file("allocate", file, SIZING))
WHOLE(int, fallocate64, (int file, int mode, off64_t at, off64_t size), (file, mode, at, size),
      at_file("allocate", file, SIZING))

// These return the error.
int posix_fallocate(int file, off_t at, off_t size) {
  NEXT(posix_fallocate);
  return at_file("allocate", file, SIZING) == FAIL ? errno : next(file, at, size);
}

int posix_fallocate64(int file, off64_t at, off64_t size) {
  NEXT(posix_fallocate64);
  return at_file("allocate", file, SIZING) == FAIL ? errno : next(file, at, size);
}

int ioctl(int file, unsigned long request, ...) {
  NEXT(ioctl);
  va_list rest;
  va_start(rest, request);
  void *argument = va_arg(rest, void *);
  va_end(rest);
  if (request == FICLONE || request == FICLONERANGE)
    if (at_file("clone", file, IO | SPACE | READ_ONLY | DEVICE) == FAIL) return -1;
  return next(file, request, argument);
}

// --- Durability

WHOLE(int, fsync, (int file), (file), at_file("sync", file, SYNCING))
WHOLE(int, fdatasync, (int file), (file), at_file("sync", file, SYNCING))
WHOLE(int, syncfs, (int file), (file), at_file("sync", file, SYNCING))
WHOLE(int, sync_file_range, (int file, off64_t at, off64_t size, unsigned flags), (file, at, size, flags),
      at_file("sync", file, SYNCING))

// --- Opening

static deed at_opening(int folder, const char *name, int flags) {
  if ((flags & O_ACCMODE) == O_RDONLY && !(flags & (O_CREAT | O_TRUNC))) return COUNT;
  return at_path("open", folder, name, flags & O_CREAT ? OPENING | SPACE : OPENING);
}

static mode_t mode_of(int flags, va_list rest) {
  return flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(rest, mode_t) : 0;
}

#define OPEN(name_of_call, parameters, folder, call)             \
  int name_of_call parameters {                                  \
    NEXT(name_of_call);                                          \
    va_list rest;                                                \
    va_start(rest, flags);                                       \
    mode_t mode = mode_of(flags, rest);                          \
    va_end(rest);                                                \
    return at_opening(folder, name, flags) == FAIL ? -1 : call;  \
  }

OPEN(open, (const char *name, int flags, ...), AT_FDCWD, next(name, flags, mode))
OPEN(open64, (const char *name, int flags, ...), AT_FDCWD, next(name, flags, mode))
OPEN(openat, (int folder, const char *name, int flags, ...), folder, next(folder, name, flags, mode))
OPEN(openat64, (int folder, const char *name, int flags, ...), folder, next(folder, name, flags, mode))
WHOLE(int, creat, (const char *name, mode_t mode), (name, mode),
      at_opening(AT_FDCWD, name, O_WRONLY | O_CREAT | O_TRUNC))
WHOLE(int, creat64, (const char *name, mode_t mode), (name, mode),
      at_opening(AT_FDCWD, name, O_WRONLY | O_CREAT | O_TRUNC))

// --- Names

WHOLE(int, rename, (const char *from, const char *to), (from, to),
      at_pair("rename", AT_FDCWD, from, AT_FDCWD, to, NAMING | DEVICE))
WHOLE(int, renameat, (int from, const char *name, int to, const char *new_name), (from, name, to, new_name),
      at_pair("rename", from, name, to, new_name, NAMING | DEVICE))
WHOLE(int, renameat2, (int from, const char *name, int to, const char *new_name, unsigned flags),
      (from, name, to, new_name, flags), at_pair("rename", from, name, to, new_name, NAMING | DEVICE))
WHOLE(int, link, (const char *from, const char *to), (from, to),
      at_path("link", AT_FDCWD, to, NAMING | DEVICE))
WHOLE(int, linkat, (int from, const char *name, int to, const char *new_name, int flags),
      (from, name, to, new_name, flags), at_path("link", to, new_name, NAMING | DEVICE))
WHOLE(int, symlink, (const char *target, const char *name), (target, name),
      at_path("link", AT_FDCWD, name, NAMING))
WHOLE(int, symlinkat, (const char *target, int folder, const char *name), (target, folder, name),
      at_path("link", folder, name, NAMING))
WHOLE(int, mkdir, (const char *name, mode_t mode), (name, mode), at_path("mkdir", AT_FDCWD, name, NAMING))
WHOLE(int, mkdirat, (int folder, const char *name, mode_t mode), (folder, name, mode),
      at_path("mkdir", folder, name, NAMING))
WHOLE(int, unlink, (const char *name), (name), at_path("unlink", AT_FDCWD, name, REMOVING))
WHOLE(int, unlinkat, (int folder, const char *name, int flags), (folder, name, flags),
      at_path("unlink", folder, name, REMOVING))
WHOLE(int, rmdir, (const char *name), (name), at_path("unlink", AT_FDCWD, name, REMOVING))
WHOLE(int, remove, (const char *name), (name), at_path("unlink", AT_FDCWD, name, REMOVING))

// --- Attributes

WHOLE(int, chmod, (const char *name, mode_t mode), (name, mode), at_path("mark", AT_FDCWD, name, MARKING))
WHOLE(int, fchmod, (int file, mode_t mode), (file, mode), at_file("mark", file, MARKING))
WHOLE(int, fchmodat, (int folder, const char *name, mode_t mode, int flags), (folder, name, mode, flags),
      at_path("mark", folder, name, MARKING))
WHOLE(int, chown, (const char *name, uid_t user, gid_t group), (name, user, group),
      at_path("mark", AT_FDCWD, name, MARKING))
WHOLE(int, fchown, (int file, uid_t user, gid_t group), (file, user, group), at_file("mark", file, MARKING))
WHOLE(int, fchownat, (int folder, const char *name, uid_t user, gid_t group, int flags),
      (folder, name, user, group, flags), at_path("mark", folder, name, MARKING))
WHOLE(int, futimens, (int file, const struct timespec times[2]), (file, times), at_file("mark", file, MARKING))
WHOLE(int, utimensat, (int folder, const char *name, const struct timespec times[2], int flags),
      (folder, name, times, flags), at_path("mark", folder, name, MARKING))
WHOLE(int, setxattr, (const char *name, const char *key, const void *value, size_t size, int flags),
      (name, key, value, size, flags), at_path("mark", AT_FDCWD, name, MARKING))
WHOLE(int, lsetxattr, (const char *name, const char *key, const void *value, size_t size, int flags),
      (name, key, value, size, flags), at_path("mark", AT_FDCWD, name, MARKING))
WHOLE(int, fsetxattr, (int file, const char *key, const void *value, size_t size, int flags),
      (file, key, value, size, flags), at_file("mark", file, MARKING))
WHOLE(int, removexattr, (const char *name, const char *key), (name, key),
      at_path("mark", AT_FDCWD, name, MARKING))
WHOLE(int, lremovexattr, (const char *name, const char *key), (name, key),
      at_path("mark", AT_FDCWD, name, MARKING))
WHOLE(int, fremovexattr, (int file, const char *key), (file, key), at_file("mark", file, MARKING))
