#ifndef CALICE_H
#define CALICE_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>

// System calls as alice uses them. Every function returns what it found, or a negated error number; none looks at
// errno afterwards, none is interrupted by a signal, and no descriptor survives exec. `folder` is an open folder, or
// anything at all where `name` is an absolute path.

typedef struct {
  uint64_t device, inode, size, links;
  int64_t modified, changed;  // nanoseconds since 1970, clamped to what fits
  uint32_t mode;
} alice_facts;

enum { ALICE_REGULAR, ALICE_FOLDER, ALICE_LINK, ALICE_SPECIAL };

/// Stands for the working directory where a folder is asked for.
int alice_here(void);

/// One of the four kinds above.
int alice_kind(uint32_t mode);

/// Follows symbolic links in every part but the last, and there too if `follow` is not zero.
int alice_open_folder(int folder, const char *name, int follow);
/// For reading; never follows a symbolic link in the last part and never blocks on a pipe.
int alice_open_file(int folder, const char *name);
/// For reading and writing; fails where the name is taken.
int alice_create_file(int folder, const char *name, uint32_t mode);
/// For reading and writing; made with mode 0600 where it is missing.
int alice_open_lock_file(int folder, const char *name);
/// For reading, and for writing at the end; made with mode 0600 where it is missing.
int alice_open_log(int folder, const char *name);
/// One call to the system, at the end of a file that was opened as a log; fewer bytes only where the disk is full.
int64_t alice_append(int file, const void *bytes, size_t count);
void alice_close(int file);

/// 0 where this user may make and change files in the folder.
int alice_may_write(int folder);
/// What an error number means, in the system's words.
const char *alice_error_text(int code);

int alice_facts_of_file(int file, alice_facts *facts);
/// Of the entry itself where it is a symbolic link.
int alice_facts_of_entry(int folder, const char *name, alice_facts *facts);

/// `count` bytes, fewer only where the file ends.
int64_t alice_read(int file, void *bytes, size_t count, uint64_t offset);
/// Little of the file will be read, here and there: what lies between need not be fetched.
void alice_expect_jumps(int file);
/// All of `count` bytes or an error.
int64_t alice_write(int file, const void *bytes, size_t count, uint64_t offset);
int alice_truncate(int file, uint64_t size);
/// Inside the kernel, shared blocks where the file system can; may copy fewer bytes, or none.
int64_t alice_copy_range(int source, uint64_t from, int target, uint64_t to, uint64_t count);
/// The whole of `source` by shared blocks; -EOPNOTSUPP or the like where the file system cannot.
int alice_clone(int source, int target);
/// Copies the extended attributes in the `user` namespace, as far as that works.
void alice_copy_attributes(int source, int target);
/// 1 where another program has the file open for writing, 0 where none has; an error where the system will not say.
int alice_has_writer(int file);
int alice_set_modified(int file, int64_t seconds, int64_t nanoseconds);
int alice_set_mode(int file, uint32_t mode);
/// Best effort: only root may give files away.
void alice_set_owner_like(int file, int model);

/// Lets the disk begin; promises nothing.
void alice_start_writing(int file);
/// Lets the disk begin with what was written from `from` to `end`, and waits until no more than `backlog` bytes before `end` are
/// under way; promises nothing about power cuts.
int alice_write_behind(int file, uint64_t from, uint64_t end, uint64_t backlog);
/// 1 where files on the folder's file system can be written past the system's cache.
int alice_can_write_uncached(int folder);
/// From now on memory, offset and size of a write must be multiples of the block size, or it fails with EINVAL.
int alice_set_uncached(int file, int on);
/// Waits until the data has left memory, and tells where that failed; promises nothing about power cuts.
int alice_await_writing(int file);
/// Returns when a power cut can no longer take the file, or the folder's names, away.
int alice_sync(int file);
/// Not zero where `alice_sync_all` is known to do for every file what `alice_sync` does for one.
int alice_can_sync_all(int folder);
/// The whole file system that `folder` lies on.
int alice_sync_all(int folder);

int alice_make_folder(int folder, const char *name, uint32_t mode);
int alice_remove_file(int folder, const char *name);
int alice_remove_folder(int folder, const char *name);
/// -EEXIST where the new name is taken.
int alice_rename(int from, const char *name, int to, const char *new_name);
int alice_rename_over(int from, const char *name, int to, const char *new_name);
/// Both must exist; -EINVAL or -ENOSYS where the file system cannot.
int alice_exchange(int from, const char *name, int to, const char *other);
/// A second name for an open file; -EEXIST where the name is taken.
int alice_link(int file, int folder, const char *name);

/// Does not wait: -EWOULDBLOCK where another holds it.
int alice_lock(int file, int exclusive);
int alice_process(void);
void alice_pause(uint32_t milliseconds);

/// For the changes in folders; -ENOSYS where the system has no such thing.
int alice_watch_open(void);
/// Adds one folder, without those below it, and returns its id, the same one for the same folder. -ENOSPC where no more
/// can be watched.
int alice_watch_add(int watch, const char *folder);
void alice_watch_remove(int watch, int id);
/// Whole events, as many as fit; 0 where there are none, and then it does not wait.
int64_t alice_watch_read(int watch, void *bytes, size_t count);

enum {
  ALICE_WATCH_NOTHING,
  ALICE_WATCH_FILE_CHANGED,  // written and closed, or moved here
  ALICE_WATCH_FILE_MADE,     // by a link, or about to be written
  ALICE_WATCH_FOLDER_CAME,
  ALICE_WATCH_FOLDER_WENT,
  ALICE_WATCH_MOVED,     // the folder itself
  ALICE_WATCH_ENDED,     // the folder is gone or out of reach
  ALICE_WATCH_OVERFLOW,  // events were lost
};

typedef struct {
  int id, kind;
  const char *name;  // in the bytes that were read, without an end mark
  size_t length;
} alice_watch_event;

/// The size of the event at the start of `bytes`; 0 where there is none.
size_t alice_watch_event_at(const void *bytes, size_t count, alice_watch_event *event);

/// All entries but `.` and `..`, in the order of their bytes, each ended by a NUL. Free `*names` with `alice_free`.
int64_t alice_list(int folder, char **names);
void alice_free(void *memory);

enum { ALICE_PATH_SIZE = 4097 };
/// Absolute, without symbolic links; `resolved` holds ALICE_PATH_SIZE bytes.
int alice_real_path(const char *path, char *resolved);

#endif
