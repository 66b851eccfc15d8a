#include "level.h"

#ifdef __x86_64__
#define LEVEL(name) name##_avx2
#define LANES 8
#define VECTORS 2
#define PIXELS 4
#define UNROLL 2
#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#include "kernels.h"
#pragma clang attribute pop
#endif
