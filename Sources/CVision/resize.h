// Resizing RGB with fixed-point weights. Whole numbers are exact, so that their order does not matter.

typedef int32_t ivec __attribute__((ext_vector_type(LANES)));
typedef uint8_t bytes __attribute__((ext_vector_type(LANES), aligned(1)));
typedef int32_t pixel __attribute__((ext_vector_type(4)));
typedef uint8_t pixel_bytes __attribute__((ext_vector_type(4), aligned(1)));

enum { FRACTION_BITS = 22, HALF = 1 << (FRACTION_BITS - 1) };

INLINE uint8_t byte_of(int32_t sum) {
  const int32_t value = sum >> FRACTION_BITS;
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

/// Sums wrap, as unsigned numbers do.
INLINE void mix_pixel(const uint8_t *source, const int32_t *weights, intptr_t taps, uint8_t *target) {
  for (int channel = 0; channel < 3; channel++) {
    uint32_t sum = HALF;
    for (intptr_t i = 0; i < taps; i++) sum += source[i * 3 + channel] * (uint32_t)weights[i];
    target[channel] = byte_of((int32_t)sum);
  }
}

enum { MIXED_ROWS = 4 };

/// Computes the three channels of a pixel in each of some rows, and a fourth number of no use.
INLINE void mix_pixel_wide(
    const uint8_t *source, size_t row, const int32_t *weights, intptr_t taps, uint8_t *target, size_t new_row,
    int rows) {
  pixel sum[MIXED_ROWS];
  UNROLLED for (int y = 0; y < rows; y++) sum[y] = (pixel)(HALF);
  for (intptr_t i = 0; i < taps; i++) {
    UNROLLED for (int y = 0; y < rows; y++) {
      const pixel_bytes *from = (const pixel_bytes *)(source + (size_t)y * row + i * 3);
      sum[y] += __builtin_convertvector(*from, pixel) * weights[i];
    }
  }
  UNROLLED for (int y = 0; y < rows; y++) {
    pixel value = sum[y] >> FRACTION_BITS;
    value = value < 0 ? (pixel)(0) : value;
    value = value > 255 ? (pixel)(255) : value;
    *(pixel_bytes *)(target + (size_t)y * new_row) = __builtin_convertvector(value, pixel_bytes);
  }
}

INLINE void mix_some_columns(
    const uint8_t *source, size_t width, uint8_t *target, const vision_axis *axis, int rows) {
  const size_t row = width * 3, new_row = (size_t)axis->count * 3;
  for (intptr_t x = 0; x < axis->count; x++) {
    const intptr_t start = axis->starts[x], first = axis->offsets[x], taps = axis->offsets[x + 1] - first;
    // The fourth number is read from the next pixel and written to it, if there is one.
    const int has_next = x + 1 < axis->count && start + taps < (intptr_t)width;
    const uint8_t *from = source + start * 3;
    uint8_t *to = target + x * 3;
    if (has_next) mix_pixel_wide(from, row, axis->weights + first, taps, to, new_row, rows);
    else {
      for (int y = 0; y < rows; y++) {
        mix_pixel(from + (size_t)y * row, axis->weights + first, taps, to + (size_t)y * new_row);
      }
    }
  }
}

/// The rows are taken some at a time, because the number of taps changes from pixel to pixel and is guessed wrong often.
void LEVEL(vision_mix_columns)(
    const uint8_t *source, size_t width, size_t rows, uint8_t *target, const vision_axis *axis) {
  const size_t row = width * 3, new_row = (size_t)axis->count * 3;
  size_t y = 0;
  for (; y + MIXED_ROWS <= rows; y += MIXED_ROWS) {
    mix_some_columns(source + y * row, width, target + y * new_row, axis, MIXED_ROWS);
  }
  for (; y < rows; y++) mix_some_columns(source + y * row, width, target + y * new_row, axis, 1);
}

INLINE uint8_t average(uint8_t one, uint8_t other) { return (uint8_t)((one + other + 1) >> 1); }

void LEVEL(vision_halve_columns)(const uint8_t *source, size_t width, uint8_t *target) {
  const size_t count = width / 2;
  size_t x = 0;
#if LANES > 4
  // Two pixels at a time: of each twelve bytes, six are averages that are wanted.
  typedef uint8_t block __attribute__((ext_vector_type(16), aligned(1)));
  typedef uint16_t block_sum __attribute__((ext_vector_type(16)));
  typedef uint8_t pair __attribute__((ext_vector_type(8), aligned(1)));
  for (; x + 4 <= count; x += 2) {
    const uint8_t *from = source + x * 6;
    const block_sum sum = __builtin_convertvector(*(const block *)from, block_sum) +
                          __builtin_convertvector(*(const block *)(from + 3), block_sum) + 1;
    const block mean = __builtin_convertvector(sum >> 1, block);
    *(pair *)(target + x * 3) = __builtin_shufflevector(mean, mean, 0, 1, 2, 6, 7, 8, 9, 10);
  }
#endif
  for (; x < count; x++) {
    for (int channel = 0; channel < 3; channel++) {
      target[x * 3 + channel] = average(source[x * 6 + channel], source[x * 6 + 3 + channel]);
    }
  }
}

/// Mixes `taps` rows that are `row` bytes apart into one.
INLINE void mix_row(const uint8_t *source, size_t row, const int32_t *weights, intptr_t taps, uint8_t *target) {
  enum { COUNT = 4 };
  size_t at = 0;
  for (; at + COUNT * LANES <= row; at += COUNT * LANES) {
    ivec sum[COUNT];
    UNROLLED for (int k = 0; k < COUNT; k++) sum[k] = (ivec)(HALF);
    for (intptr_t i = 0; i < taps; i++) {
      const uint8_t *from = source + (size_t)i * row + at;
      UNROLLED for (int k = 0; k < COUNT; k++) {
        sum[k] += __builtin_convertvector(*(const bytes *)(from + k * LANES), ivec) * weights[i];
      }
    }
    UNROLLED for (int k = 0; k < COUNT; k++) {
      ivec value = sum[k] >> FRACTION_BITS;
      value = value < 0 ? (ivec)(0) : value;
      value = value > 255 ? (ivec)(255) : value;
      *(bytes *)(target + at + k * LANES) = __builtin_convertvector(value, bytes);
    }
  }
  for (; at < row; at++) {
    uint32_t sum = HALF;
    for (intptr_t i = 0; i < taps; i++) sum += source[(size_t)i * row + at] * (uint32_t)weights[i];
    target[at] = byte_of((int32_t)sum);
  }
}

void LEVEL(vision_mix_rows)(const uint8_t *source, size_t row, uint8_t *target, const vision_axis *axis) {
  for (intptr_t y = 0; y < axis->count; y++) {
    const intptr_t first = axis->offsets[y], taps = axis->offsets[y + 1] - first;
    const uint8_t *from = source + (size_t)axis->starts[y] * row;
    uint8_t *to = target + (size_t)y * row;
    if (axis->halves) {
      for (size_t at = 0; at < row; at++) to[at] = average(from[at], from[row + at]);
    } else {
      mix_row(from, row, axis->weights + first, taps, to);
    }
  }
}
