// Means and squared distances in double precision, pixel after pixel.

typedef double wide __attribute__((ext_vector_type(LANES / 2)));
typedef float half_vec __attribute__((ext_vector_type(LANES / 2), aligned(sizeof(float))));

INLINE wide load_wide(const float *from) { return __builtin_convertvector(*(const half_vec *)from, wide); }

/// Summarizes `count` vectors of channels; more than one, so that an addition need not wait for the one before.
INLINE void summarize(
    const float *map, size_t pixels, size_t step, double *means, double *squares, const int count) {
  wide mean[VISION_LANES], square[VISION_LANES];
  UNROLLED for (int i = 0; i < count; i++) mean[i] = square[i] = (wide){0};
  for (size_t pixel = 0; pixel < pixels; pixel++) {
    const float *from = map + pixel * step;
    UNROLLED for (int i = 0; i < count; i++) mean[i] = mean[i] + load_wide(from + i * (LANES / 2));
  }
  UNROLLED for (int i = 0; i < count; i++) mean[i] = mean[i] / (double)pixels;
  for (size_t pixel = 0; pixel < pixels; pixel++) {
    const float *from = map + pixel * step;
    UNROLLED for (int i = 0; i < count; i++) {
      const wide distance = load_wide(from + i * (LANES / 2)) - mean[i];
      square[i] = square[i] + distance * distance;
    }
  }
  memcpy(means, mean, count * sizeof(wide));
  memcpy(squares, square, count * sizeof(wide));
}

void LEVEL(vision_statistics)(
    const float *map, size_t pixels, size_t channels, double *means, double *squares) {
  const size_t step = padded(channels);
  size_t c = 0;
  for (; c + 16 <= channels; c += 16) summarize(map + c, pixels, step, means + c, squares + c, 16 / (LANES / 2));
  if (c < channels) summarize(map + c, pixels, step, means + c, squares + c, 8 / (LANES / 2));
}
