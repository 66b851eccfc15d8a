#include "simulator_clips.h"

static const uint8_t clip_16x9_5s_0[] = {
#embed "../../fixtures/clips/clip-16x9-5s-0.mp4"
};
static const uint8_t clip_16x9_5s_1[] = {
#embed "../../fixtures/clips/clip-16x9-5s-1.mp4"
};
static const uint8_t clip_16x9_5s_2[] = {
#embed "../../fixtures/clips/clip-16x9-5s-2.mp4"
};
static const uint8_t clip_16x9_10s_0[] = {
#embed "../../fixtures/clips/clip-16x9-10s-0.mp4"
};
static const uint8_t clip_16x9_10s_1[] = {
#embed "../../fixtures/clips/clip-16x9-10s-1.mp4"
};
static const uint8_t clip_16x9_10s_2[] = {
#embed "../../fixtures/clips/clip-16x9-10s-2.mp4"
};
static const uint8_t clip_9x16_5s_0[] = {
#embed "../../fixtures/clips/clip-9x16-5s-0.mp4"
};
static const uint8_t clip_9x16_5s_1[] = {
#embed "../../fixtures/clips/clip-9x16-5s-1.mp4"
};
static const uint8_t clip_9x16_5s_2[] = {
#embed "../../fixtures/clips/clip-9x16-5s-2.mp4"
};
static const uint8_t clip_9x16_10s_0[] = {
#embed "../../fixtures/clips/clip-9x16-10s-0.mp4"
};
static const uint8_t clip_9x16_10s_1[] = {
#embed "../../fixtures/clips/clip-9x16-10s-1.mp4"
};
static const uint8_t clip_9x16_10s_2[] = {
#embed "../../fixtures/clips/clip-9x16-10s-2.mp4"
};
static const uint8_t clip_1x1_5s_0[] = {
#embed "../../fixtures/clips/clip-1x1-5s-0.mp4"
};
static const uint8_t clip_1x1_5s_1[] = {
#embed "../../fixtures/clips/clip-1x1-5s-1.mp4"
};
static const uint8_t clip_1x1_5s_2[] = {
#embed "../../fixtures/clips/clip-1x1-5s-2.mp4"
};
static const uint8_t clip_1x1_10s_0[] = {
#embed "../../fixtures/clips/clip-1x1-10s-0.mp4"
};
static const uint8_t clip_1x1_10s_1[] = {
#embed "../../fixtures/clips/clip-1x1-10s-1.mp4"
};
static const uint8_t clip_1x1_10s_2[] = {
#embed "../../fixtures/clips/clip-1x1-10s-2.mp4"
};

static const simulator_clip clips[] = {
    {"16:9", 5, clip_16x9_5s_0, sizeof clip_16x9_5s_0},
    {"16:9", 5, clip_16x9_5s_1, sizeof clip_16x9_5s_1},
    {"16:9", 5, clip_16x9_5s_2, sizeof clip_16x9_5s_2},
    {"16:9", 10, clip_16x9_10s_0, sizeof clip_16x9_10s_0},
    {"16:9", 10, clip_16x9_10s_1, sizeof clip_16x9_10s_1},
    {"16:9", 10, clip_16x9_10s_2, sizeof clip_16x9_10s_2},
    {"9:16", 5, clip_9x16_5s_0, sizeof clip_9x16_5s_0},
    {"9:16", 5, clip_9x16_5s_1, sizeof clip_9x16_5s_1},
    {"9:16", 5, clip_9x16_5s_2, sizeof clip_9x16_5s_2},
    {"9:16", 10, clip_9x16_10s_0, sizeof clip_9x16_10s_0},
    {"9:16", 10, clip_9x16_10s_1, sizeof clip_9x16_10s_1},
    {"9:16", 10, clip_9x16_10s_2, sizeof clip_9x16_10s_2},
    {"1:1", 5, clip_1x1_5s_0, sizeof clip_1x1_5s_0},
    {"1:1", 5, clip_1x1_5s_1, sizeof clip_1x1_5s_1},
    {"1:1", 5, clip_1x1_5s_2, sizeof clip_1x1_5s_2},
    {"1:1", 10, clip_1x1_10s_0, sizeof clip_1x1_10s_0},
    {"1:1", 10, clip_1x1_10s_1, sizeof clip_1x1_10s_1},
    {"1:1", 10, clip_1x1_10s_2, sizeof clip_1x1_10s_2},
};

size_t simulator_clip_count(void) { return sizeof clips / sizeof *clips; }

simulator_clip simulator_clip_at(size_t index) {
  return clips[index < simulator_clip_count() ? index : 0];
}
