#ifndef DEMO_FILES_H
#define DEMO_FILES_H
#include <stddef.h>
#include <stdint.h>

/// A file of the demo's inbox, in the form in which other programs write it.
typedef struct {
  const char *name;
  const uint8_t *bytes;
  size_t count;
} demo_file;

size_t demo_file_count(void);
/// Returns the file at `index`; the first one if the index is out of range.
demo_file demo_file_at(size_t index);

#endif
