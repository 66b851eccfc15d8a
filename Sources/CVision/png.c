#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

#include "cvision.h"

enum { GREY = 128, GROUP = 4 };

/// Decompresses exactly `size` bytes. Returns 0 if the stream is damaged, or has more or less than them.
static int decompress(const uint8_t *stream, size_t count, uint8_t *lines, size_t size) {
  struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
  if (decompressor == NULL) return 0;
  size_t used = 0;
  const enum libdeflate_result result =
      libdeflate_zlib_decompress_ex(decompressor, stream, count, lines, size, &used, NULL);
  libdeflate_free_decompressor(decompressor);
  return result == LIBDEFLATE_SUCCESS && used == count;
}

/// Returns 0 unless the window that zlib's header tells is enough for `size` bytes. libpng holds a stream to it, and
/// libdeflate does not.
static int has_window(const uint8_t *stream, size_t count, size_t size) {
  const unsigned bits = count > 0 ? (stream[0] >> 4) + 8 : 0;
  return bits == 15 || (bits > 0 && bits < 15 && size <= (size_t)1 << bits);
}

/// Reverses the filters of all rows, and converts the pixels to RGB at the front of `lines`: what is written of a group
/// of rows ends before the next group. `rows` has space for a group and the row above it, which is zeros. Returns 0 if
/// there is an unknown filter.
static int convert(int level, uint8_t *lines, size_t height, size_t row, size_t channels, uint8_t *rows) {
  const size_t width = row / channels;
  for (size_t y = 0; y < height; y += GROUP) {
    const size_t count = height - y < GROUP ? height - y : GROUP;
    const uint8_t *filtered = lines + y * (row + 1);
    for (size_t i = 0; i < count; i++) {
      if (filtered[i * (row + 1)] > 4) return 0;
    }
    uint8_t *target = lines + y * width * 3;
    vision_unfilter(level, filtered, count, row, channels, rows, rows + row);
    if (channels == 3) memcpy(target, rows + row, count * row);
    else vision_compose(level, rows + row, count * width, GREY, target);
    memcpy(rows, rows + count * row, row);
  }
  return 1;
}

int vision_decode_png(
    int level, size_t width, size_t height, size_t channels, const uint8_t *stream, size_t count, uint8_t *pixels) {
  const size_t limit = 1 << 24;
  if (width == 0 || height == 0 || width > limit || height > limit || (channels != 3 && channels != 4)) return 0;
  const size_t row = width * channels, size = height * (row + 1);
  if (!has_window(stream, count, size)) return 0;
  uint8_t *rows = calloc(GROUP + 1, row);
  const int is_decoded = rows != NULL && decompress(stream, count, pixels, size) &&
                         convert(level, pixels, height, row, channels, rows);
  free(rows);
  return is_decoded;
}

uint32_t vision_crc(uint32_t crc, const uint8_t *bytes, size_t count) {
  return count == 0 ? crc : libdeflate_crc32(crc, bytes, count);
}
