#include "cvision.h"

#include <string.h>

#include "level.h"

#define LEVEL_FUNCTIONS(name)                                                                                  \
  {                                                                                                            \
    vision_run_block_##name, vision_statistics_##name, vision_mix_columns_##name, vision_halve_columns_##name, \
        vision_mix_rows_##name, vision_survey_row_##name, vision_add_steps_##name, vision_distance_##name,     \
        vision_unfilter_##name, vision_compose_##name, vision_unpack_##name                                    \
  }

typedef struct {
  void (*run_block)(const vision_block *, const float *, const float *, float *, float *);
  void (*statistics)(const float *, size_t, size_t, double *, double *);
  void (*mix_columns)(const uint8_t *, size_t, size_t, uint8_t *, const vision_axis *);
  void (*halve_columns)(const uint8_t *, size_t, uint8_t *);
  void (*mix_rows)(const uint8_t *, size_t, uint8_t *, const vision_axis *);
  void (*survey_row)(const uint8_t *, size_t, uint8_t *, vision_survey *);
  void (*add_steps)(const uint8_t *, size_t, intptr_t *);
  intptr_t (*distance)(const uint8_t *, const uint8_t *, size_t);
  void (*unfilter)(const uint8_t *, size_t, size_t, size_t, const uint8_t *, uint8_t *);
  void (*compose)(const uint8_t *, size_t, uint8_t, uint8_t *);
  void (*unpack)(const uint8_t *, size_t, size_t, float *);
} level_functions;

static const level_functions levels[VISION_LEVELS] = {
    [VISION_PLAIN] = LEVEL_FUNCTIONS(plain),
#ifdef __x86_64__
    [VISION_AVX2] = LEVEL_FUNCTIONS(avx2),
    [VISION_AVX512] = LEVEL_FUNCTIONS(avx512),
#endif
};

/// Returns the functions of a level that the processor has, and the plain ones for any other number.
static const level_functions *functions(int level) {
  const int is_known = level >= 0 && level < VISION_LEVELS && levels[level].run_block != NULL;
  return &levels[is_known ? level : VISION_PLAIN];
}

int vision_has_level(int level) {
#ifdef __x86_64__
  if (level == VISION_AVX2) return __builtin_cpu_supports("x86-64-v3") != 0;
  if (level == VISION_AVX512) return __builtin_cpu_supports("x86-64-v4") != 0;
#endif
  return level == VISION_PLAIN;
}

int vision_best_level(void) {
  for (int level = VISION_LEVELS - 1; level > VISION_PLAIN; level--) {
    if (vision_has_level(level)) return level;
  }
  return VISION_PLAIN;
}

size_t vision_block_scratch(const vision_block *block) {
  const int32_t side = block->side, output_side = block->output_side;
  const int is_sound =
      side > 0 && side <= 1024 && side % VISION_TILE == 0 && output_side % VISION_TILE == 0 &&
      (block->kernel == 3 || block->kernel == 5) && (block->stride == 1 || block->stride == 2) &&
      output_side == (side + block->stride - 1) / block->stride && block->padding >= 0 &&
      block->padding < block->kernel && block->channels > 0 && block->channels % VISION_LANES == 0 &&
      block->channels <= 4096 && block->inputs > 0 && block->inputs <= 4096 && block->outputs > 0 &&
      block->outputs <= 4096 && block->outputs % 8 == 0 && block->band > 0 && block->band <= output_side &&
      (!block->adds_input || (block->inputs == block->outputs && side == output_side));
  if (!is_sound) return 0;
  const size_t row = vision_ring_columns(block) * block->channels;
  const size_t filtered = (size_t)block->band * output_side * block->channels;
  return (vision_ring_rows(block) + 1) * row + filtered;
}

void vision_run_block(
    int level, const vision_block *block, const float *weights, const float *input, float *output, float *scratch) {
  functions(level)->run_block(block, weights, input, output, scratch);
}

void vision_statistics(
    int level, const float *map, size_t pixels, size_t channels, double *means, double *squares) {
  functions(level)->statistics(map, pixels, channels, means, squares);
}

void vision_mix_columns(
    int level, const uint8_t *source, size_t width, size_t rows, uint8_t *target, const vision_axis *axis) {
  const level_functions *own = functions(level);
  if (!axis->halves) return own->mix_columns(source, width, rows, target, axis);
  for (size_t y = 0; y < rows; y++) {
    own->halve_columns(source + y * width * 3, width, target + y * (size_t)axis->count * 3);
  }
}

void vision_mix_rows(int level, const uint8_t *source, size_t row, uint8_t *target, const vision_axis *axis) {
  functions(level)->mix_rows(source, row, target, axis);
}

void vision_survey_row(int level, const uint8_t *rgb, size_t width, uint8_t *luma, vision_survey *survey) {
  functions(level)->survey_row(rgb, width, luma, survey);
}

void vision_add_steps(int level, const uint8_t *luma, size_t width, intptr_t *steps) {
  functions(level)->add_steps(luma, width, steps);
}

intptr_t vision_distance(int level, const uint8_t *luma, const uint8_t *other, size_t width) {
  return functions(level)->distance(luma, other, width);
}

void vision_unfilter(
    int level, const uint8_t *filtered, size_t rows, size_t row, size_t distance, const uint8_t *above,
    uint8_t *target) {
  functions(level)->unfilter(filtered, rows, row, distance, above, target);
}

void vision_compose(int level, const uint8_t *rgba, size_t width, uint8_t grey, uint8_t *rgb) {
  functions(level)->compose(rgba, width, grey, rgb);
}

void vision_unpack(int level, const uint8_t *halves, size_t inputs, size_t outputs, float *target) {
  functions(level)->unpack(halves, inputs, outputs, target);
}

void vision_mark_colours(const uint8_t *rgb, size_t width, uint8_t *colours) {
  for (size_t x = 0; x < width; x++) {
    const uint8_t *pixel = rgb + x * 3;
    colours[(pixel[0] >> 4) << 8 | (pixel[1] >> 4) << 4 | pixel[2] >> 4] = 1;
  }
}

void vision_patches(const uint8_t *rgb, size_t stride, size_t side, float *map) {
  const size_t half = side / 2, step = padded(VISION_PATCH);
  for (size_t y = 0; y < half; y++) {
    for (size_t x = 0; x < half; x++) {
      float *target = map + (y * half + x) * step;
      // Below and to the right of the image are zeros.
      const size_t columns = 2 * x + 3 <= side ? 9 : 6;
      memset(target, 0, VISION_PATCH * sizeof(float));
      for (size_t row = 0; row < 3 && 2 * y + row < side; row++) {
        const uint8_t *source = rgb + (2 * y + row) * stride + 6 * x;
        for (size_t i = 0; i < columns; i++) target[row * 9 + i] = ((float)source[i] - 127) / 128;
      }
    }
  }
}
