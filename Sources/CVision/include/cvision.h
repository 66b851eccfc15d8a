#ifndef CVISION_H
#define CVISION_H

#include <stddef.h>
#include <stdint.h>

// The inner loops over pixels. Each exists once per level of instructions, and every level computes the same bits:
// products and sums are rounded separately, and the numbers of a sum are added in the same order.
//
// Maps hold the channels of a pixel contiguously, then columns, then rows. The channels are padded to a multiple of
// VISION_LANES. Maps, weights and scratch are read fastest at multiples of 64 bytes.

enum { VISION_LANES = 16, VISION_TILE = 7, VISION_PATCH = 27 };

enum { VISION_PLAIN, VISION_AVX2, VISION_AVX512, VISION_LEVELS };

/// Returns 1 if this processor has the instructions of the level; every processor has those of VISION_PLAIN.
int vision_has_level(int level);
/// Returns the fastest level of this processor.
int vision_best_level(void);

/// Returns the number of processors on which the system may run this process; 0 if it does not say so.
int vision_affine_processors(void);

/// An expansion to more channels, a separate kernel for each channel, and a projection to few channels. ReLU6 follows
/// the first two. The weights are offsets in floats into one array.
typedef struct {
  /// The side of the square input, and that of the square output; both are multiples of VISION_TILE.
  int32_t side, output_side;
  /// The channels of input and output without padding, multiples of 8 except for the patches of the first block.
  int32_t inputs, outputs;
  /// The channels between expansion and projection, a multiple of VISION_LANES.
  int32_t channels;
  /// The side of the kernel, 3 or 5; its stride, 1 or 2; and the number of zero rows before the first.
  int32_t kernel, stride, padding;
  /// Whether the input is added to the output.
  int32_t adds_input;
  /// The output rows that are computed before the next are begun, so that the maps between stay in the cache.
  int32_t band;
  int32_t expand_weights, expand_biases, kernel_weights, kernel_biases, project_weights, project_biases;
} vision_block;

/// Returns the number of floats of scratch for a block; 0 if the block is none that the kernels can compute.
size_t vision_block_scratch(const vision_block *block);
/// Computes a block for which `vision_block_scratch` is not 0.
void vision_run_block(
    int level, const vision_block *block, const float *weights, const float *input, float *output, float *scratch);

/// Converts an RGB image to the first block's input: for each pixel of a map of half the side the 3 × 3 pixels that the
/// first convolution reads, as (v − 127) / 128. `side` is even; `stride` is the number of bytes between rows.
void vision_patches(const uint8_t *rgb, size_t stride, size_t side, float *map);

/// Writes the mean of each of the `channels`, a multiple of 8, and the sum of the squared distances from it.
void vision_statistics(
    int level, const float *map, size_t pixels, size_t channels, double *means, double *squares);

/// Asks the system for large pages, which it provides much faster; for memory that is not used yet.
void vision_prefer_large_pages(void *memory, size_t count);

/// Converts finite little-endian numbers of half precision. `outputs` of each of the `inputs` become panels of
/// VISION_LANES outputs, [panel][input][output]; the last panel is padded with zeros.
void vision_unpack(int level, const uint8_t *halves, size_t inputs, size_t outputs, float *target);

/// How the positions along one axis of an image are mixed to those of the resized image.
typedef struct {
  /// The number of new positions.
  intptr_t count;
  /// The first original position of each new one.
  const intptr_t *starts;
  /// The index of the first weight of each new position; one more than positions.
  const intptr_t *offsets;
  /// Fixed-point numbers with 22 fractional bits.
  const int32_t *weights;
  /// Whether each new position is the mean of two original ones.
  int32_t halves;
} vision_axis;

/// Resizes `rows` rows of RGB with `width` pixels along their length.
void vision_mix_columns(
    int level, const uint8_t *source, size_t width, size_t rows, uint8_t *target, const vision_axis *axis);
/// Resizes an image, whose rows have `row` bytes, along its height.
void vision_mix_rows(int level, const uint8_t *source, size_t row, uint8_t *target, const vision_axis *axis);

/// The sums over the pixels of an image.
typedef struct {
  /// The pixels with a luma below 4; the sums of the luma and of its square.
  int64_t dark, sum, squares;
  /// Whether a pixel is further than one step from (128, 128, 128).
  int32_t coloured;
} vision_survey;

/// Writes the luma (Rec. 601) of a row of RGB, and adds the row to the sums.
void vision_survey_row(int level, const uint8_t *rgb, size_t width, uint8_t *luma, vision_survey *survey);
/// Adds the distance of each luma from the next to `steps`, which has one number less than the row.
void vision_add_steps(int level, const uint8_t *luma, size_t width, intptr_t *steps);
/// Returns the sum of the distances between two rows of luma.
intptr_t vision_distance(int level, const uint8_t *luma, const uint8_t *other, size_t width);
/// Marks which of the 4,096 colours with four bits a channel occur in a row of RGB.
void vision_mark_colours(const uint8_t *rgb, size_t width, uint8_t *colours);

/// Reverses the row filters of PNG. Each of `rows` begins with its filter, at most 4, and has `row` more bytes; pixels
/// have `distance` bytes, 3 or 4. `above` is the row before.
void vision_unfilter(
    int level, const uint8_t *filtered, size_t rows, size_t row, size_t distance, const uint8_t *above,
    uint8_t *target);
/// Converts RGBA to RGB: each pixel over grey by its alpha.
void vision_compose(int level, const uint8_t *rgba, size_t width, uint8_t grey, uint8_t *rgb);

/// Decodes the stream of a PNG of eight bits a channel, in colour and not interlaced. Transparent pixels become grey.
/// Returns 0 if the stream is not exactly one of such an image, or without memory.
///
/// `channels` is 3 or 4. `pixels` has space for the stream's rows with their filters, `height` × (1 + `width` ×
/// `channels`) bytes, and begins with `width` × `height` pixels of RGB afterwards.
int vision_decode_png(
    int level, size_t width, size_t height, size_t channels, const uint8_t *stream, size_t count, uint8_t *pixels);
/// Continues a checksum of chunks of a PNG, which begins with 0.
uint32_t vision_crc(uint32_t crc, const uint8_t *bytes, size_t count);

#endif
