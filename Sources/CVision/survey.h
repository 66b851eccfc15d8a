// The statistics of a row of RGB.

enum { CHUNK = 64 };

/// Separates the channels of CHUNK pixels.
INLINE void separate(const uint8_t *rgb, uint8_t *red, uint8_t *green, uint8_t *blue) {
#if LANES > 4 || defined(__aarch64__)
  typedef uint8_t block __attribute__((ext_vector_type(16), aligned(1)));
  for (int at = 0; at < CHUNK; at += 16) {
    const block a = *(const block *)(rgb + at * 3), b = *(const block *)(rgb + at * 3 + 16);
    const block c = *(const block *)(rgb + at * 3 + 32);
    // The first eleven (ten) of a channel come from the first two blocks; 0 stands for what the third one adds.
    const block r = __builtin_shufflevector(a, b, 0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 0, 0, 0, 0, 0);
    const block g = __builtin_shufflevector(a, b, 1, 4, 7, 10, 13, 16, 19, 22, 25, 28, 31, 0, 0, 0, 0, 0);
    const block l = __builtin_shufflevector(a, b, 2, 5, 8, 11, 14, 17, 20, 23, 26, 29, 0, 0, 0, 0, 0, 0);
    *(block *)(red + at) = __builtin_shufflevector(r, c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17, 20, 23, 26, 29);
    *(block *)(green + at) = __builtin_shufflevector(g, c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 18, 21, 24, 27, 30);
    *(block *)(blue + at) = __builtin_shufflevector(l, c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 19, 22, 25, 28, 31);
  }
#else
  for (int x = 0; x < CHUNK; x++) {
    red[x] = rgb[x * 3];
    green[x] = rgb[x * 3 + 1];
    blue[x] = rgb[x * 3 + 2];
  }
#endif
}

/// Adds `count` of at most CHUNK pixels.
INLINE void survey_chunk(
    const uint8_t *red, const uint8_t *green, const uint8_t *blue, size_t count, uint8_t *luma, vision_survey *survey) {
  uint32_t dark = 0, sum = 0, squares = 0, coloured = 0;
  for (size_t x = 0; x < count; x++) {
    const uint32_t weighted = 19595u * red[x] + 38470u * green[x] + 7471u * blue[x];
    const uint32_t rounded = (weighted + (1 << 15)) >> 16;
    luma[x] = (uint8_t)rounded;
    dark += weighted < 4 << 16;
    sum += rounded;
    squares += rounded * rounded;
    // 127, 128 and 129 are grey.
    coloured |= ((uint8_t)(red[x] - 127) > 2) | ((uint8_t)(green[x] - 127) > 2) | ((uint8_t)(blue[x] - 127) > 2);
  }
  survey->dark += dark;
  survey->sum += sum;
  survey->squares += squares;
  survey->coloured |= coloured;
}

void LEVEL(vision_survey_row)(const uint8_t *rgb, size_t width, uint8_t *luma, vision_survey *survey) {
  uint8_t red[CHUNK], green[CHUNK], blue[CHUNK];
  size_t x = 0;
  for (; x + CHUNK <= width; x += CHUNK) {
    separate(rgb + x * 3, red, green, blue);
    survey_chunk(red, green, blue, CHUNK, luma + x, survey);
  }
  for (size_t i = x; i < width; i++) {
    red[i - x] = rgb[i * 3];
    green[i - x] = rgb[i * 3 + 1];
    blue[i - x] = rgb[i * 3 + 2];
  }
  survey_chunk(red, green, blue, width - x, luma + x, survey);
}

INLINE uint32_t distance(uint8_t one, uint8_t other) { return one > other ? one - other : other - one; }

void LEVEL(vision_add_steps)(const uint8_t *luma, size_t width, intptr_t *steps) {
  for (size_t x = 0; x + 1 < width; x++) steps[x] += distance(luma[x + 1], luma[x]);
}

intptr_t LEVEL(vision_distance)(const uint8_t *luma, const uint8_t *other, size_t width) {
  intptr_t total = 0;
  for (size_t first = 0; first < width; first += 4096) {
    const size_t end = first + 4096 < width ? first + 4096 : width;
    uint32_t sum = 0;
    for (size_t x = first; x < end; x++) sum += distance(luma[x], other[x]);
    total += sum;
  }
  return total;
}
