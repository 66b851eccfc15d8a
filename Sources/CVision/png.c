#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "level.h"

enum { GROUP_BYTES = 128 << 10, GREY = 128, PAST_END = 8 };

/// The rows of an image as they come out of its stream.
typedef struct {
  int level;
  /// The bytes of a row without its filter, and those of a pixel.
  size_t row, distance;
  size_t height, done;
  uint8_t *rgb;
  /// For an image with alpha the row before a group of rows, and the group; for others a row of zeros.
  uint8_t *rows;
} png_rows;

/// Reverses the filters of the next rows. Returns 0 if there is an unknown one.
static int finish_rows(png_rows *png, const uint8_t *lines, size_t rows) {
  const size_t row = png->row;
  for (size_t y = 0; y < rows; y++) {
    if (lines[y * (row + 1)] > 4) return 0;
  }
  uint8_t *target = png->rgb + png->done * (row / png->distance) * 3;
  if (png->distance == 3) {
    const uint8_t *above = png->done > 0 ? target - row : png->rows;
    vision_unfilter(png->level, lines, rows, row, 3, above, target);
  } else {
    vision_unfilter(png->level, lines, rows, row, 4, png->rows, png->rows + row);
    vision_compose(png->level, png->rows + row, rows * (row / 4), GREY, target);
    memcpy(png->rows, png->rows + rows * row, row);
  }
  png->done += rows;
  return 1;
}

/// Decodes `group` rows at a time. `lines` has space for the window of the stream, the rows and INFLATE_ROOM.
static int decode_rows(
    png_rows *png, vision_inflate *state, size_t group, uint8_t *lines, uint32_t *low, uint32_t *high) {
  uint8_t *at = lines;
  state->first = state->out = lines;
  while (png->done < png->height) {
    const size_t left = png->height - png->done, rows = left < group ? left : group;
    const uint8_t *from = state->out;
    uint8_t *limit = at + rows * (png->row + 1);
    if (state->out < limit && !vision_inflate_some(png->level, state, limit)) return 0;
    if (state->out < limit) return 0;
    vision_adler(png->level, from, (size_t)(state->out - from), low, high);
    if (!finish_rows(png, at, rows)) return 0;
    // What later bytes may repeat moves to the front.
    const size_t made = (size_t)(state->out - lines), kept = made < INFLATE_WINDOW ? made : INFLATE_WINDOW;
    const size_t ahead = (size_t)(state->out - limit);
    memmove(lines, state->out - kept, kept);
    state->out = lines + kept;
    at = state->out - ahead;
  }
  // Only the end may be left.
  const uint8_t *end = state->out;
  return at == end && vision_inflate_some(png->level, state, end + 1) && state->out == end;
}

/// Returns 0 unless the header is one of zlib's, whose window does not restrict an image of `count` bytes.
static int is_sound(const uint8_t header[2], size_t count) {
  const unsigned bits = (header[0] >> 4) + 8;
  return (header[0] & 15) == 8 && bits <= 15 && (header[0] << 8 | header[1]) % 31 == 0 && (header[1] & 0x20) == 0 &&
         (bits == 15 || count <= (size_t)1 << bits);
}

int vision_decode_png(
    int level, size_t width, size_t height, size_t channels, const uint8_t *stream, size_t count, uint8_t *rgb) {
  const size_t limit = 1 << 24;
  if (width == 0 || height == 0 || width > limit || height > limit || (channels != 3 && channels != 4)) return 0;
  png_rows png = {.level = level, .row = width * channels, .distance = channels, .height = height, .rgb = rgb};
  if (count < 6 || !is_sound(stream, height * (png.row + 1))) return 0;
  const size_t fitting = GROUP_BYTES / (png.row + 1) / 4 * 4, group = fitting < 4 ? 4 : fitting;
  vision_inflate *state = malloc(sizeof *state);
  uint8_t *lines = malloc(INFLATE_WINDOW + group * (png.row + 1) + INFLATE_ROOM);
  png.rows = calloc(channels == 4 ? group + 1 : 1, png.row);
  uint32_t low = 1, high = 0;
  int is_decoded = 0;
  if (state != NULL && lines != NULL && png.rows != NULL) {
    state->in = stream + 2;
    // The checksum and the padding may be looked at; that nothing of them is used is found out at the end.
    state->end = stream + count + PAST_END;
    state->buffer = state->held = 0;
    state->is_last = state->block = INFLATE_NONE;
    state->stored = 0;
    state->blocks_left = 64 + (uint32_t)(count / 32);
    is_decoded = decode_rows(&png, state, group, lines, &low, &high) && state->in == stream + count - 4;
  }
  if (is_decoded) {
    const uint8_t *sum = state->in;
    is_decoded = (sum[0] << 8 | sum[1]) == (int)high && (sum[2] << 8 | sum[3]) == (int)low;
  }
  free(png.rows);
  free(lines);
  free(state);
  return is_decoded;
}

uint32_t vision_crc(uint32_t crc, const uint8_t *bytes, size_t count) {
  return count > 1 << 30 ? ~crc : (uint32_t)crc32(crc, bytes, (uInt)count);
}
