#include "simulator_clips.h"

static const uint8_t clip_16x9_5s[] = {
#embed "../../fixtures/clips/clip-16x9-5s.mp4"
};
static const uint8_t clip_16x9_10s[] = {
#embed "../../fixtures/clips/clip-16x9-10s.mp4"
};
static const uint8_t clip_9x16_5s[] = {
#embed "../../fixtures/clips/clip-9x16-5s.mp4"
};
static const uint8_t clip_9x16_10s[] = {
#embed "../../fixtures/clips/clip-9x16-10s.mp4"
};
static const uint8_t clip_1x1_5s[] = {
#embed "../../fixtures/clips/clip-1x1-5s.mp4"
};
static const uint8_t clip_1x1_10s[] = {
#embed "../../fixtures/clips/clip-1x1-10s.mp4"
};

static const simulator_clip clips[] = {
    {"16:9", 5, clip_16x9_5s, sizeof clip_16x9_5s},
    {"16:9", 10, clip_16x9_10s, sizeof clip_16x9_10s},
    {"9:16", 5, clip_9x16_5s, sizeof clip_9x16_5s},
    {"9:16", 10, clip_9x16_10s, sizeof clip_9x16_10s},
    {"1:1", 5, clip_1x1_5s, sizeof clip_1x1_5s},
    {"1:1", 10, clip_1x1_10s, sizeof clip_1x1_10s},
};

size_t simulator_clip_count(void) { return sizeof clips / sizeof *clips; }

simulator_clip simulator_clip_at(size_t index) {
  return clips[index < simulator_clip_count() ? index : 0];
}
