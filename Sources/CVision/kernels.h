// Included once per level. The functions are static: a vector of one level must not reach a function of another.

// A fused product and sum is rounded once instead of twice, and changes the bits.
#pragma clang fp contract(off)

typedef float vec __attribute__((ext_vector_type(LANES)));

// Addresses are multiples of a vector's size where it matters for speed, but need not be.
typedef float unaligned_vec __attribute__((ext_vector_type(LANES), aligned(sizeof(float))));

INLINE vec load(const float *from) { return *(const unaligned_vec *)from; }
INLINE void store(float *to, vec value) { *(unaligned_vec *)to = value; }

INLINE vec relu6(vec value) {
  const vec floored = value < 0 ? (vec)(0) : value;
  return floored > 6 ? (vec)(6) : floored;
}

#include "pointwise.h"
#include "depthwise.h"
#include "block.h"
#include "statistics.h"
#include "resize.h"
#include "survey.h"
#include "unfilter.h"
#include "unpack.h"
