#ifndef SIMULATOR_CLIPS_H
#define SIMULATOR_CLIPS_H
#include <stddef.h>
#include <stdint.h>

/// One MP4 of the simulator: its aspect ratio as "16:9", its length in seconds, and its bytes, which are always valid.
/// Several clips have the same aspect ratio and length. The supplemental data of each clip's first frame contains the
/// text "alice-simulator-" and 16 digits that may be overwritten.
typedef struct {
  const char *aspect;
  int seconds;
  const uint8_t *bytes;
  size_t count;
} simulator_clip;

size_t simulator_clip_count(void);
/// Returns the clip at `index`; the first one if the index is out of range.
simulator_clip simulator_clip_at(size_t index);

#endif
