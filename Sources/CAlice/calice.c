#include "calice.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/fs.h>
#include <linux/magic.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#endif

#define RETRYING(call)                         \
  ({                                           \
    __typeof__(call) result;                   \
    do result = (call);                        \
    while (result < 0 && errno == EINTR);      \
    result < 0 ? -(__typeof__(call))errno : result; \
  })

static int argument_count;
static char **arguments;

// Only these systems pass the arguments to the functions that run before `main`.
#if defined(__GLIBC__) || defined(__APPLE__)
__attribute__((constructor)) static void keep_arguments(int count, char **values) {
  argument_count = count;
  arguments = values;
}
#endif

int alice_argument_count(void) { return argument_count; }

const char *alice_argument(int index) {
  return index >= 0 && index < argument_count ? arguments[index] : NULL;
}

uint64_t alice_raise_file_limit(uint64_t wanted) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) < 0) return wanted;
  if (limit.rlim_cur < wanted && limit.rlim_cur < limit.rlim_max) {
    struct rlimit more = {limit.rlim_max < wanted ? limit.rlim_max : (rlim_t)wanted, limit.rlim_max};
    if (setrlimit(RLIMIT_NOFILE, &more) == 0) limit = more;
  }
  return (uint64_t)limit.rlim_cur;
}

int alice_here(void) { return AT_FDCWD; }

int alice_kind(uint32_t mode) {
  if (S_ISREG(mode)) return ALICE_REGULAR;
  if (S_ISDIR(mode)) return ALICE_FOLDER;
  if (S_ISLNK(mode)) return ALICE_LINK;
  return ALICE_SPECIAL;
}

int alice_open_folder(int folder, const char *name, int follow) {
  return RETRYING(openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | (follow ? 0 : O_NOFOLLOW)));
}

int alice_open_file(int folder, const char *name) {
  return RETRYING(openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
}

int alice_create_file(int folder, const char *name, uint32_t mode) {
  return RETRYING(openat(folder, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, (mode_t)mode));
}

int alice_open_lock_file(int folder, const char *name) {
  return RETRYING(openat(folder, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, (mode_t)0600));
}

int alice_open_log(int folder, const char *name) {
  int flags = O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
  return RETRYING(openat(folder, name, flags, (mode_t)0600));
}

int64_t alice_append(int file, const void *bytes, size_t count) { return RETRYING(write(file, bytes, count)); }

// It is not retried after EINTR: Linux has closed the descriptor by then, and its number may already belong to another
// file.
void alice_close(int file) { close(file); }

static int64_t nanoseconds(struct timespec time) {
  int64_t result;
  if (__builtin_mul_overflow((int64_t)time.tv_sec, INT64_C(1000000000), &result) ||
      __builtin_add_overflow(result, (int64_t)time.tv_nsec, &result))
    return time.tv_sec < 0 ? INT64_MIN : INT64_MAX;
  return result;
}

static int facts_from(int result, const struct stat *found, alice_facts *facts) {
  if (result < 0) return result;
#ifdef __APPLE__
  struct timespec modified = found->st_mtimespec, changed = found->st_ctimespec;
#else
  struct timespec modified = found->st_mtim, changed = found->st_ctim;
#endif
  *facts = (alice_facts){
      .device = (uint64_t)found->st_dev,
      .inode = (uint64_t)found->st_ino,
      .size = found->st_size < 0 ? 0 : (uint64_t)found->st_size,
      .links = (uint64_t)found->st_nlink,
      .held = found->st_blocks < 0 ? 0 : (uint64_t)found->st_blocks * 512,
      .modified = nanoseconds(modified),
      .changed = nanoseconds(changed),
      .mode = (uint32_t)found->st_mode,
  };
  return 0;
}

int alice_may_write(int folder) { return RETRYING(faccessat(folder, ".", W_OK, 0)); }

const char *alice_error_text(int code) { return strerror(code); }

int alice_facts_of_file(int file, alice_facts *facts) {
  struct stat found;
  return facts_from(RETRYING(fstat(file, &found)), &found, facts);
}

int alice_facts_of_entry(int folder, const char *name, alice_facts *facts) {
  struct stat found;
  return facts_from(RETRYING(fstatat(folder, name, &found, AT_SYMLINK_NOFOLLOW)), &found, facts);
}

int64_t alice_read(int file, void *bytes, size_t count, uint64_t offset) {
  size_t done = 0;
  while (done < count) {
    ssize_t got = RETRYING(pread(file, (char *)bytes + done, count - done, (off_t)(offset + done)));
    if (got < 0) return got;
    if (got == 0) break;
    done += (size_t)got;
  }
  return (int64_t)done;
}

// The position of the file is that of a program that gets the descriptor as its standard input.
static int64_t seek(int file, uint64_t offset, int kind) {
  int64_t found = RETRYING(lseek(file, (off_t)offset, kind));
  lseek(file, 0, SEEK_SET);
  return found;
}

int64_t alice_next_data(int file, uint64_t offset) { return seek(file, offset, SEEK_DATA); }

int64_t alice_next_hole(int file, uint64_t offset) { return seek(file, offset, SEEK_HOLE); }

void alice_expect_jumps(int file) {
#ifdef __linux__
  posix_fadvise(file, 0, 0, POSIX_FADV_RANDOM);
#else
  (void)file;
#endif
}

int64_t alice_write(int file, const void *bytes, size_t count, uint64_t offset) {
  size_t done = 0;
  while (done < count) {
    ssize_t put = RETRYING(pwrite(file, (const char *)bytes + done, count - done, (off_t)(offset + done)));
    if (put < 0) return put;
    if (put == 0) return -EIO;
    done += (size_t)put;
  }
  return (int64_t)done;
}

// A read lease is granted only if nobody has the file open for writing. Opening the file while the lease is held breaks
// the lease, which sends a signal that is ignored by default.
int alice_has_writer(int file) {
#ifdef __linux__
  if (RETRYING(fcntl(file, F_SETSIG, SIGURG)) < 0) return -EOPNOTSUPP;
  int result = RETRYING(fcntl(file, F_SETLEASE, F_RDLCK));
  if (result == 0) {
    fcntl(file, F_SETLEASE, F_UNLCK);
    return 0;
  }
  return result == -EAGAIN ? 1 : result;
#else
  (void)file;
  return -EOPNOTSUPP;
#endif
}

int alice_truncate(int file, uint64_t size) { return RETRYING(ftruncate(file, (off_t)size)); }

int64_t alice_copy_range(int source, uint64_t from, int target, uint64_t to, uint64_t count) {
#ifdef __linux__
  loff_t in = (loff_t)from, out = (loff_t)to;
  size_t part = count > INT64_C(1) << 30 ? (size_t)1 << 30 : (size_t)count;
  return RETRYING(copy_file_range(source, &in, target, &out, part, 0));
#else
  return -ENOSYS;
#endif
}

int alice_clone(int source, int target) {
#ifdef FICLONE
  return RETRYING(ioctl(target, FICLONE, source));
#else
  return -ENOSYS;
#endif
}

void alice_copy_attributes(int source, int target) {
#ifdef __linux__
  char names[4096];
  char value[4096];
  ssize_t length = flistxattr(source, names, sizeof names);
  for (ssize_t at = 0; at < length; at += (ssize_t)strlen(names + at) + 1) {
    if (strncmp(names + at, "user.", 5) != 0) continue;
    ssize_t size = fgetxattr(source, names + at, value, sizeof value);
    if (size >= 0) (void)fsetxattr(target, names + at, value, (size_t)size, 0);
  }
#endif
}

int alice_set_modified(int file, int64_t seconds, int64_t nanoseconds) {
  struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, {.tv_sec = (time_t)seconds, .tv_nsec = (long)nanoseconds}};
  return RETRYING(futimens(file, times));
}

int alice_set_mode(int file, uint32_t mode) { return RETRYING(fchmod(file, (mode_t)mode)); }

void alice_set_owner_like(int file, int model) {
  struct stat owner, own;
  if (fstat(model, &owner) != 0 || fstat(file, &own) != 0) return;
  if (owner.st_uid == own.st_uid && owner.st_gid == own.st_gid) return;
  if (fchown(file, owner.st_uid, owner.st_gid) != 0) (void)!fchown(file, (uid_t)-1, owner.st_gid);
}

void alice_start_writing(int file) {
#ifdef __linux__
  (void)sync_file_range(file, 0, 0, SYNC_FILE_RANGE_WRITE);
#endif
}

// The kernel reports a write error only once, so an error that this wait receives must be returned.
int alice_write_behind(int file, uint64_t from, uint64_t end, uint64_t backlog) {
#ifdef __linux__
  (void)sync_file_range(file, (off64_t)from, (off64_t)(end - from), SYNC_FILE_RANGE_WRITE);
  if (end <= backlog) return 0;
  int result = RETRYING(sync_file_range(file, 0, (off64_t)(end - backlog), SYNC_FILE_RANGE_WAIT_BEFORE));
  return result == -EIO || result == -ENOSPC || result == -EDQUOT ? result : 0;
#else
  return 0;
#endif
}

// Only file systems that are known to do it well count: others refuse, or accept the flag and copy nevertheless.
int alice_can_write_uncached(int folder) {
#ifdef __linux__
  struct statfs facts;
  if (fstatfs(folder, &facts) != 0) return 0;
  return (uint32_t)facts.f_type == EXT4_SUPER_MAGIC || (uint32_t)facts.f_type == XFS_SUPER_MAGIC;
#else
  return 0;
#endif
}

int alice_set_uncached(int file, int on) {
#ifdef __linux__
  int flags = RETRYING(fcntl(file, F_GETFL));
  return flags < 0 ? flags : RETRYING(fcntl(file, F_SETFL, on ? flags | O_DIRECT : flags & ~O_DIRECT));
#else
  return -ENOTSUP;
#endif
}

int alice_await_writing(int file) {
#ifdef __linux__
  int result = RETRYING(sync_file_range(
      file, 0, 0, SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER));
  return result == -EIO || result == -ENOSPC || result == -EDQUOT ? result : 0;
#else
  return 0;
#endif
}

int alice_sync(int file) {
#ifdef F_FULLFSYNC
  if (fcntl(file, F_FULLFSYNC) == 0) return 0;
#endif
  return RETRYING(fsync(file));
}

// A FUSE file system writes its pages at syncfs but is not told to make them durable, so only known file systems count.
int alice_can_sync_all(int folder) {
#ifdef __linux__
  struct statfs facts;
  if (fstatfs(folder, &facts) != 0) return 0;
  switch ((uint32_t)facts.f_type) {
    case EXT4_SUPER_MAGIC:
    case XFS_SUPER_MAGIC:
    case BTRFS_SUPER_MAGIC:
    case F2FS_SUPER_MAGIC:
    case TMPFS_MAGIC:
      return 1;
  }
#endif
  return 0;
}

int alice_sync_all(int folder) {
#ifdef __linux__
  return RETRYING(syncfs(folder));
#else
  return -ENOSYS;
#endif
}

int alice_make_folder(int folder, const char *name, uint32_t mode) {
  return RETRYING(mkdirat(folder, name, (mode_t)mode));
}

int alice_remove_file(int folder, const char *name) { return RETRYING(unlinkat(folder, name, 0)); }

int alice_remove_folder(int folder, const char *name) { return RETRYING(unlinkat(folder, name, AT_REMOVEDIR)); }

// For file systems without RENAME_NOREPLACE: a hard link fails on an existing name as well.
static int rename_by_link(int from, const char *name, int to, const char *new_name) {
  int linked = RETRYING(linkat(from, name, to, new_name, 0));
  return linked < 0 ? linked : RETRYING(unlinkat(from, name, 0));
}

// For file systems without hard links, such as exFAT: an empty file reserves the name.
static int rename_by_claim(int from, const char *name, int to, const char *new_name) {
  int claim = alice_create_file(to, new_name, 0600);
  if (claim < 0) return claim;
  close(claim);
  int renamed = RETRYING(renameat(from, name, to, new_name));
  if (renamed < 0) unlinkat(to, new_name, 0);
  return renamed;
}

int alice_rename(int from, const char *name, int to, const char *new_name) {
#ifdef __linux__
  int renamed = RETRYING(renameat2(from, name, to, new_name, RENAME_NOREPLACE));
#else
  int renamed = RETRYING(renameatx_np(from, name, to, new_name, RENAME_EXCL));
#endif
  if (renamed != -EINVAL && renamed != -ENOSYS && renamed != -ENOTSUP) return renamed;
  renamed = rename_by_link(from, name, to, new_name);
  if (renamed != -EPERM && renamed != -ENOSYS && renamed != -ENOTSUP) return renamed;
  return rename_by_claim(from, name, to, new_name);
}

int alice_rename_over(int from, const char *name, int to, const char *new_name) {
  return RETRYING(renameat(from, name, to, new_name));
}

int alice_exchange(int from, const char *name, int to, const char *other) {
#ifdef __linux__
  return RETRYING(renameat2(from, name, to, other, RENAME_EXCHANGE));
#else
  return RETRYING(renameatx_np(from, name, to, other, RENAME_SWAP));
#endif
}

int alice_link(int file, int folder, const char *name) {
#ifdef __linux__
  char path[64];
  snprintf(path, sizeof path, "/proc/self/fd/%d", file);
  return RETRYING(linkat(AT_FDCWD, path, folder, name, AT_SYMLINK_FOLLOW));
#else
  return -ENOTSUP;
#endif
}

int alice_lock(int file, int exclusive) { return RETRYING(flock(file, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB)); }

int alice_process(void) { return (int)getpid(); }

void alice_pause(uint32_t milliseconds) {
  struct timespec left = {.tv_sec = milliseconds / 1000, .tv_nsec = (long)(milliseconds % 1000) * 1000000};
  while (nanosleep(&left, &left) != 0 && errno == EINTR) {
  }
}

int alice_watch_open(void) {
#ifdef __linux__
  return RETRYING(inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
#else
  return -ENOSYS;
#endif
}

int alice_watch_add(int watch, const char *folder) {
#ifdef __linux__
  return RETRYING(inotify_add_watch(watch, folder,
                                    IN_CLOSE_WRITE | IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE_SELF |
                                        IN_MOVE_SELF | IN_ONLYDIR | IN_DONT_FOLLOW | IN_EXCL_UNLINK));
#else
  return -ENOSYS;
#endif
}

void alice_watch_remove(int watch, int id) {
#ifdef __linux__
  (void)inotify_rm_watch(watch, id);
#endif
}

int64_t alice_watch_read(int watch, void *bytes, size_t count) {
  ssize_t got = RETRYING(read(watch, bytes, count));
  return got == -EAGAIN || got == -EWOULDBLOCK ? 0 : got;
}

#ifdef __linux__
static int watch_kind(uint32_t mask) {
  if (mask & IN_Q_OVERFLOW) return ALICE_WATCH_OVERFLOW;
  if (mask & (IN_IGNORED | IN_UNMOUNT | IN_DELETE_SELF)) return ALICE_WATCH_ENDED;
  if (mask & IN_MOVE_SELF) return ALICE_WATCH_MOVED;
  int folder = (mask & IN_ISDIR) != 0;
  if (mask & IN_MOVED_FROM) return folder ? ALICE_WATCH_FOLDER_WENT : ALICE_WATCH_NOTHING;
  if (folder) return mask & (IN_CREATE | IN_MOVED_TO) ? ALICE_WATCH_FOLDER_CAME : ALICE_WATCH_NOTHING;
  if (mask & (IN_CLOSE_WRITE | IN_MOVED_TO)) return ALICE_WATCH_FILE_CHANGED;
  return mask & IN_CREATE ? ALICE_WATCH_FILE_MADE : ALICE_WATCH_NOTHING;
}
#endif

size_t alice_watch_event_at(const void *bytes, size_t count, alice_watch_event *event) {
#ifdef __linux__
  struct inotify_event head;
  if (count < sizeof head) return 0;
  memcpy(&head, bytes, sizeof head);
  if (head.len > count - sizeof head) return 0;
  const char *name = (const char *)bytes + sizeof head;
  *event = (alice_watch_event){
      .id = head.wd, .kind = watch_kind(head.mask), .name = name, .length = strnlen(name, head.len)};
  return sizeof head + head.len;
#else
  return 0;
#endif
}

typedef struct {
  char *bytes;
  size_t used, room;
  size_t count;
} name_list;

static int name_list_add(name_list *list, const char *name) {
  size_t length = strlen(name) + 1;
  if (list->used + length > list->room) {
    size_t room = list->room * 2 + length + 4096;
    char *bytes = realloc(list->bytes, room);
    if (!bytes) return -ENOMEM;
    list->bytes = bytes;
    list->room = room;
  }
  memcpy(list->bytes + list->used, name, length);
  list->used += length;
  list->count += 1;
  return 0;
}

static int by_bytes(const void *left, const void *right) {
  return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static int name_list_sort(name_list *list) {
  if (list->count < 2) return 0;
  const char **order = malloc(list->count * sizeof *order);
  char *sorted = malloc(list->used);
  if (!order || !sorted) {
    free(order);
    free(sorted);
    return -ENOMEM;
  }
  const char *name = list->bytes;
  for (size_t index = 0; index < list->count; index++, name += strlen(name) + 1) order[index] = name;
  qsort(order, list->count, sizeof *order, by_bytes);
  char *end = sorted;
  for (size_t index = 0; index < list->count; index++) end = stpcpy(end, order[index]) + 1;
  free(order);
  free(list->bytes);
  list->bytes = sorted;
  return 0;
}

static int name_list_read(name_list *list, DIR *stream) {
  for (;;) {
    errno = 0;
    const struct dirent *entry = readdir(stream);
    if (!entry && errno == EINTR) continue;
    if (!entry) return -errno;
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    int added = name_list_add(list, entry->d_name);
    if (added < 0) return added;
  }
}

int64_t alice_list(int folder, char **names) {
  int file = alice_open_folder(folder, ".", 0);
  if (file < 0) return file;
  DIR *stream = fdopendir(file);
  if (!stream) {
    int error = errno;
    close(file);
    return -error;
  }
  name_list list = {0};
  int done = name_list_read(&list, stream);
  closedir(stream);
  if (done == 0) done = name_list_sort(&list);
  if (done < 0) {
    free(list.bytes);
    return done;
  }
  *names = list.bytes;
  return (int64_t)list.used;
}

void alice_free(void *memory) { free(memory); }

int alice_real_path(const char *path, char *resolved) {
  char *found = realpath(path, NULL);
  if (!found) return -errno;
  size_t length = strlen(found);
  if (length < ALICE_PATH_SIZE) memcpy(resolved, found, length + 1);
  free(found);
  return length < ALICE_PATH_SIZE ? 0 : -ENAMETOOLONG;
}
