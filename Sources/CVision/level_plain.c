// For every processor: four channels at a time, which are SSE2 on x86-64 and NEON on arm64.
#include "level.h"

#define LEVEL(name) name##_plain
#define LANES 4
#define VECTORS 2
#define PIXELS 4
#define UNROLL 1
#include "kernels.h"
