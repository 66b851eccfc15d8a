#ifndef CALICE_H
#define CALICE_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>

// System calls as alice uses them. Every function returns its result or a negated error number. Callers do not read
// errno, no function is interrupted by a signal, and no descriptor survives exec. `folder` is an open folder; it is
// ignored if `name` is an absolute path.

typedef struct {
  uint64_t device, inode, size, links;
  uint64_t held;              // bytes on disk, in whole blocks
  int64_t modified, changed;  // nanoseconds since 1970, clamped to what fits
  uint32_t mode;
} alice_facts;

enum { ALICE_REGULAR, ALICE_FOLDER, ALICE_LINK, ALICE_SPECIAL };

/// Returns the number of the program's arguments, its name included; 0 where the system does not tell it at the start.
int alice_argument_count(void);
/// Returns an argument, or a null pointer if there is none of this index.
const char *alice_argument(int index);

/// Lets the process have up to `wanted` files open, as far as the system allows, and returns how many it allows then.
uint64_t alice_raise_file_limit(uint64_t wanted);

/// Returns the value that represents the working directory as a `folder`.
int alice_here(void);

/// Returns one of the four kinds above.
int alice_kind(uint32_t mode);

/// Follows symbolic links in every component but the last, and there too if `follow` is not zero.
int alice_open_folder(int folder, const char *name, int follow);
/// Opens for reading; never follows a symbolic link in the last component and never blocks on a pipe.
int alice_open_file(int folder, const char *name);
/// Creates a file for reading and writing; fails if the name exists.
int alice_create_file(int folder, const char *name, uint32_t mode);
/// Opens for reading and writing; creates the file with mode 0600 if it is missing.
int alice_open_lock_file(int folder, const char *name);
/// Opens for reading and for appending; creates the file with mode 0600 if it is missing.
int alice_open_log(int folder, const char *name);
/// Appends with one system call to a file that was opened as a log; writes fewer bytes only if the disk is full.
int64_t alice_append(int file, const void *bytes, size_t count);
void alice_close(int file);

/// Returns 0 if this user may create and change files in the folder.
int alice_may_write(int folder);
/// Returns the system's message for an error number.
const char *alice_error_text(int code);

int alice_facts_of_file(int file, alice_facts *facts);
/// Describes the entry itself if it is a symbolic link.
int alice_facts_of_entry(int folder, const char *name, alice_facts *facts);

/// Reads `count` bytes, or fewer at the end of the file.
int64_t alice_read(int file, void *bytes, size_t count, uint64_t offset);
/// Returns the offset of the first byte from `offset` on that is not in a hole, or -ENXIO if only a hole follows. Where the
/// file system does not know holes, every byte is data.
int64_t alice_next_data(int file, uint64_t offset);
/// Returns the offset of the first hole from `offset` on; the end of the file is one.
int64_t alice_next_hole(int file, uint64_t offset);
/// Announces random access to a few places, so that the kernel does not read ahead.
void alice_expect_jumps(int file);
/// Writes all `count` bytes or fails.
int64_t alice_write(int file, const void *bytes, size_t count, uint64_t offset);
int alice_truncate(int file, uint64_t size);
/// Copies inside the kernel, with shared blocks if the file system supports them; may copy fewer bytes, or none.
int64_t alice_copy_range(int source, uint64_t from, int target, uint64_t to, uint64_t count);
/// Clones the whole of `source` with shared blocks; fails with -EOPNOTSUPP or similar if the file system does not
/// support it.
int alice_clone(int source, int target);
/// Copies the extended attributes in the `user` namespace, and ignores errors.
void alice_copy_attributes(int source, int target);
/// Returns 1 if another program has the file open for writing, and 0 if none has; an error if the system does not
/// report it.
int alice_has_writer(int file);
int alice_set_modified(int file, int64_t seconds, int64_t nanoseconds);
int alice_set_mode(int file, uint32_t mode);
/// Sets the owner, with best effort: only root may give files away.
void alice_set_owner_like(int file, int model);

/// Starts writing to disk; guarantees nothing.
void alice_start_writing(int file);
/// Starts writing the range from `from` to `end`, and waits until at most `backlog` bytes before `end` are in flight;
/// guarantees nothing about power cuts.
int alice_write_behind(int file, uint64_t from, uint64_t end, uint64_t backlog);
/// Returns 1 if files on the folder's file system can be written without the page cache.
int alice_can_write_uncached(int folder);
/// If on, memory, offset and size of a write must be multiples of the block size, or it fails with EINVAL.
int alice_set_uncached(int file, int on);
/// Waits until the data is written to disk, and returns write errors; guarantees nothing about power cuts.
int alice_await_writing(int file);
/// Returns when the file, or the names in the folder, survive a power cut.
int alice_sync(int file);
/// Returns nonzero if `alice_sync_all` is known to do for all files what `alice_sync` does for one.
int alice_can_sync_all(int folder);
/// Syncs the whole file system that contains `folder`.
int alice_sync_all(int folder);

int alice_make_folder(int folder, const char *name, uint32_t mode);
int alice_remove_file(int folder, const char *name);
int alice_remove_folder(int folder, const char *name);
/// Returns -EEXIST if the new name exists.
int alice_rename(int from, const char *name, int to, const char *new_name);
int alice_rename_over(int from, const char *name, int to, const char *new_name);
/// Both names must exist; returns -EINVAL or -ENOSYS if the file system does not support it.
int alice_exchange(int from, const char *name, int to, const char *other);
/// Adds a name to an open file; returns -EEXIST if the name exists.
int alice_link(int file, int folder, const char *name);

/// Does not wait: returns -EWOULDBLOCK if another process holds the lock.
int alice_lock(int file, int exclusive);
int alice_process(void);
void alice_pause(uint32_t milliseconds);

/// Opens a watch for changes in folders; returns -ENOSYS if the system does not support it.
int alice_watch_open(void);
/// Adds one folder without its subfolders and returns its id, which is the same for the same folder. Returns -ENOSPC if
/// no more folders can be watched.
int alice_watch_add(int watch, const char *folder);
void alice_watch_remove(int watch, int id);
/// Reads as many whole events as fit; returns 0 without waiting if there are none.
int64_t alice_watch_read(int watch, void *bytes, size_t count);

enum {
  ALICE_WATCH_NOTHING,
  ALICE_WATCH_FILE_CHANGED,  // written and closed, or moved here
  ALICE_WATCH_FILE_MADE,     // created by a link, or to be written next
  ALICE_WATCH_FOLDER_CAME,
  ALICE_WATCH_FOLDER_WENT,
  ALICE_WATCH_MOVED,     // the folder itself was moved
  ALICE_WATCH_ENDED,     // the folder is removed or unmounted
  ALICE_WATCH_OVERFLOW,  // events were lost
};

typedef struct {
  int id, kind;
  const char *name;  // points into the bytes that were read; not NUL-terminated
  size_t length;
} alice_watch_event;

/// Returns the size of the event at the start of `bytes`; 0 if there is none.
size_t alice_watch_event_at(const void *bytes, size_t count, alice_watch_event *event);

/// Lists all entries except `.` and `..`, sorted by their bytes and each NUL-terminated. Free `*names` with
/// `alice_free`.
int64_t alice_list(int folder, char **names);
void alice_free(void *memory);

enum { ALICE_PATH_SIZE = 4097 };
/// Returns the absolute path without symbolic links; `resolved` holds ALICE_PATH_SIZE bytes.
int alice_real_path(const char *path, char *resolved);

#endif
