#ifndef DEMO_FILES_H
#define DEMO_FILES_H
#include <stddef.h>
#include <stdint.h>

/// A file that the demo puts into its inbox, as other programs leave them.
typedef struct {
  const char *name;
  const uint8_t *bytes;
  size_t count;
} demo_file;

size_t demo_file_count(void);
/// The file at `index`; the first one where the index is out of range.
demo_file demo_file_at(size_t index);

#endif
