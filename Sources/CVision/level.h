// What the levels share. Each level is one file that defines LEVEL and LANES and includes the kernels.
#ifndef CVISION_LEVEL_H
#define CVISION_LEVEL_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "cvision.h"

#define DECLARE_LEVEL(name)                                                                                        \
  void vision_run_block_##name(                                                                                    \
      const vision_block *block, const float *weights, const float *input, float *output, float *scratch);         \
  void vision_statistics_##name(                                                                                   \
      const float *map, size_t pixels, size_t channels, double *means, double *squares);                           \
  void vision_mix_columns_##name(                                                                                  \
      const uint8_t *source, size_t width, size_t rows, uint8_t *target, const vision_axis *axis);                 \
  void vision_halve_columns_##name(const uint8_t *source, size_t width, uint8_t *target);                          \
  void vision_mix_rows_##name(const uint8_t *source, size_t row, uint8_t *target, const vision_axis *axis);         \
  void vision_survey_row_##name(const uint8_t *rgb, size_t width, uint8_t *luma, vision_survey *survey);           \
  void vision_add_steps_##name(const uint8_t *luma, size_t width, intptr_t *steps);                                \
  intptr_t vision_distance_##name(const uint8_t *luma, const uint8_t *other, size_t width);                          \
  void vision_unfilter_##name(                                                                                       \
      const uint8_t *filtered, size_t rows, size_t row, size_t distance, const uint8_t *above, uint8_t *target);     \
  void vision_compose_##name(const uint8_t *rgba, size_t width, uint8_t grey, uint8_t *rgb);                         \
  void vision_unpack_##name(const uint8_t *halves, size_t inputs, size_t outputs, float *target);

DECLARE_LEVEL(plain)
DECLARE_LEVEL(avx2)
DECLARE_LEVEL(avx512)

#define INLINE static inline __attribute__((always_inline))
#define UNROLLED _Pragma("clang loop unroll(full)")

/// Returns the number of channels with padding.
INLINE size_t padded(size_t channels) { return (channels + VISION_LANES - 1) / VISION_LANES * VISION_LANES; }

/// Returns the columns of an expanded row with the zeros on both sides.
INLINE size_t vision_ring_columns(const vision_block *block) {
  const size_t read = (size_t)(block->output_side - 1) * block->stride + block->kernel;
  const size_t held = (size_t)block->padding + block->side;
  return read > held ? read : held;
}

/// Returns the number of expanded rows that the rows of a band read.
INLINE size_t vision_ring_rows(const vision_block *block) {
  return (size_t)(block->band - 1) * block->stride + block->kernel;
}

#endif
