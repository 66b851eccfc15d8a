#ifndef SIMULATOR_CLIPS_H
#define SIMULATOR_CLIPS_H
#include <stddef.h>
#include <stdint.h>

/// One MP4 of the simulator: its aspect as "16:9", its length in seconds, and its bytes, valid for ever.
/// Several have the same aspect and length. Each has, in the supplemental data of its first frame, the text
/// "alice-simulator-" and 16 digits that may be written over.
typedef struct {
  const char *aspect;
  int seconds;
  const uint8_t *bytes;
  size_t count;
} simulator_clip;

size_t simulator_clip_count(void);
/// The clip at `index`; the first one where the index is out of range.
simulator_clip simulator_clip_at(size_t index);

#endif
