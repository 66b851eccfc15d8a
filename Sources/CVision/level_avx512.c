#include "level.h"

#ifdef __x86_64__
#define LEVEL(name) name##_avx512
#define LANES 16
#define VECTORS 3
#define PIXELS 7
#define UNROLL 2
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"))), apply_to = function)
#include "kernels.h"
#pragma clang attribute pop
#endif
