// Reversing the row filters of PNG (PNG specification, 9).

// No vector is passed between functions, as all that take one are inlined.
#pragma clang diagnostic ignored "-Wpsabi"

/// Four rows with up to four channels.
typedef int16_t wave __attribute__((ext_vector_type(16)));
typedef uint8_t wave_bytes __attribute__((ext_vector_type(16)));
typedef uint32_t wave_pixels __attribute__((ext_vector_type(4)));

enum { FILTER_NONE, FILTER_LEFT, FILTER_ABOVE, FILTER_MEAN, FILTER_PAETH };

INLINE uint8_t nearest(int left, int above, int corner) {
  const int to_left = above > corner ? above - corner : corner - above;
  const int to_above = left > corner ? left - corner : corner - left;
  const int both = left + above - 2 * corner, to_corner = both < 0 ? -both : both;
  return (uint8_t)(to_left <= to_above && to_left <= to_corner ? left : to_above <= to_corner ? above : corner);
}

/// Reverses the filter of the bytes from `first` to `end` of a row.
INLINE void unfilter_bytes(
    int filter, const uint8_t *from, const uint8_t *above, uint8_t *to, size_t first, size_t end, size_t distance) {
  for (size_t at = first; at < end; at++) {
    const int left = at < distance ? 0 : to[at - distance], corner = at < distance ? 0 : above[at - distance];
    const int predicted = filter == FILTER_LEFT    ? left
                          : filter == FILTER_ABOVE ? above[at]
                          : filter == FILTER_MEAN  ? (left + above[at]) / 2
                          : filter == FILTER_PAETH ? nearest(left, above[at], corner)
                                                   : 0;
    to[at] = (uint8_t)(from[at] + predicted);
  }
}

INLINE uint32_t pixel_at(const uint8_t *from) {
  uint32_t value;
  memcpy(&value, from, sizeof value);
  return value;
}

INLINE wave widened(wave_pixels pixels) { return __builtin_convertvector((wave_bytes)pixels, wave); }

INLINE wave magnitude(wave value) { return __builtin_elementwise_max(value, -value); }

INLINE wave nearest_wave(wave left, wave above, wave corner) {
  const wave across = above - corner, down = left - corner;
  const wave to_left = magnitude(across), to_above = magnitude(down), to_corner = magnitude(across + down);
  const wave other = to_above <= to_corner ? above : corner;
  return to_left <= __builtin_elementwise_min(to_above, to_corner) ? left : other;
}

/// Where the filter of each of the four rows is `filter`.
INLINE wave rows_with(const uint8_t *const from[4], int filter) {
  wave result;
  UNROLLED for (int row = 0; row < 4; row++) {
    UNROLLED for (int channel = 0; channel < 4; channel++) {
      result[row * 4 + channel] = from[row][-1] == filter ? -1 : 0;
    }
  }
  return result;
}

/// Reverses the filters of the middle of four rows: each row is one pixel behind the one above it, so that all that a
/// row needs was computed in the step before.
INLINE void unfilter_middle(
    const uint8_t *const from[4], const uint8_t *above, uint8_t *const to[4], size_t width, size_t distance,
    int is_paeth) {
  const wave lefts = rows_with(from, FILTER_LEFT), aboves = rows_with(from, FILTER_ABOVE);
  const wave means = rows_with(from, FILTER_MEAN), paeths = rows_with(from, FILTER_PAETH);
  const size_t d = distance;
  wave left = widened((wave_pixels){pixel_at(to[0] + 2 * d), pixel_at(to[1] + d), pixel_at(to[2]), 0});
  wave corner = widened((wave_pixels){pixel_at(above + 2 * d), pixel_at(to[0] + d), pixel_at(to[1]), 0});
  for (size_t x = 3; x + 1 < width; x++) {
    const wave first = widened((wave_pixels){pixel_at(above + x * d), 0, 0, 0});
    const wave up = __builtin_shufflevector(first, left, 0, 1, 2, 3, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27);
    wave predicted = nearest_wave(left, up, corner);
    if (!is_paeth) {
      predicted = (predicted & paeths) | (left & lefts) | (up & aboves) | (((left + up) >> 1) & means);
    }
    const wave filtered = widened((wave_pixels){
        pixel_at(from[0] + x * d), pixel_at(from[1] + (x - 1) * d), pixel_at(from[2] + (x - 2) * d),
        pixel_at(from[3] + (x - 3) * d)});
    corner = up;
    left = (filtered + predicted) & 255;
    const wave_pixels pixels = (wave_pixels)__builtin_convertvector(left, wave_bytes);
    UNROLLED for (int row = 0; row < 4; row++) {
      // With three channels, the fourth byte belongs to the next pixel, which is written in the next step.
      const uint32_t value = pixels[row];
      memcpy(to[row] + (x - row) * d, &value, sizeof value);
    }
  }
}

/// Reverses the filters of four rows; `above` is the row before them.
INLINE void unfilter_four(
    const uint8_t *filtered, size_t row, size_t distance, const uint8_t *above, uint8_t *target) {
  const uint8_t *from[4];
  uint8_t *to[4];
  int is_paeth = 1;
  for (int i = 0; i < 4; i++) {
    from[i] = filtered + i * (row + 1) + 1;
    to[i] = target + i * row;
    is_paeth &= from[i][-1] == FILTER_PAETH;
  }
  const size_t width = row / distance;
  for (int i = 0; i < 3; i++) {
    unfilter_bytes(from[i][-1], from[i], i > 0 ? to[i - 1] : above, to[i], 0, (3 - i) * distance, distance);
  }
  if (is_paeth) unfilter_middle(from, above, to, width, distance, 1);
  else unfilter_middle(from, above, to, width, distance, 0);
  for (int i = 0; i < 4; i++) {
    const size_t first = (width - 1 - i) * distance;
    unfilter_bytes(from[i][-1], from[i], i > 0 ? to[i - 1] : above, to[i], first, row, distance);
  }
}

void LEVEL(vision_unfilter)(
    const uint8_t *filtered, size_t rows, size_t row, size_t distance, const uint8_t *above, uint8_t *target) {
  size_t y = 0;
  // Narrower rows have no middle.
  for (; y + 4 <= rows && row >= 8 * distance; y += 4) {
    const uint8_t *from = filtered + y * (row + 1);
    uint8_t *to = target + y * row;
    if (distance == 3) unfilter_four(from, row, 3, above, to);
    else unfilter_four(from, row, 4, above, to);
    above = to + 3 * row;
  }
  for (; y < rows; y++) {
    const uint8_t *from = filtered + y * (row + 1);
    uint8_t *to = target + y * row;
    unfilter_bytes(from[0], from + 1, above, to, 0, row, distance);
    above = to;
  }
}

void LEVEL(vision_compose)(const uint8_t *rgba, size_t width, uint8_t grey, uint8_t *rgb) {
  for (size_t x = 0; x < width; x++, rgba += 4, rgb += 3) {
    const uint32_t alpha = rgba[3], behind = grey * (255 - alpha) + 127;
    for (int channel = 0; channel < 3; channel++) {
      rgb[channel] = alpha == 255 ? rgba[channel] : (uint8_t)((rgba[channel] * alpha + behind) / 255);
    }
  }
}
