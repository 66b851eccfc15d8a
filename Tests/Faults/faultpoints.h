#ifndef FAULTPOINTS_H
#define FAULTPOINTS_H

// How a call may fail. The letters stand for them in the log.
enum { IO = 1, SPACE = 2, ACCESS = 4, READ_ONLY = 8, DEVICE = 16, PART = 32, ANY = 63 };

enum {
  DATA = IO | SPACE | READ_ONLY | PART,
  OPENING = IO | ACCESS | READ_ONLY,
  NAMING = IO | SPACE | ACCESS | READ_ONLY,
  REMOVING = IO | ACCESS | READ_ONLY,
  SYNCING = IO | SPACE | READ_ONLY,
  SIZING = IO | SPACE | READ_ONLY,
  MARKING = IO | SPACE | ACCESS | READ_ONLY,
};

typedef enum { COUNT, FAIL, KILL, SHORTEN, TEAR } deed;

#pragma GCC visibility push(hidden)

// Each counts a call, and tells what is to be done to it: COUNT, FAIL (errno is set), SHORTEN or TEAR. They do not return
// where the program is to be killed instead of the call.
deed at_file(const char *call, int file, int may);
deed at_path(const char *call, int folder, const char *name, int may);
// One of the two paths may lie elsewhere.
deed at_pair(const char *call, int from, const char *name, int to, const char *new_name, int may);

// Kills the program.
void die(void);

#pragma GCC visibility pop

#endif
