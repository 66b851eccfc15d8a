// A separate kernel for each channel, for seven outputs of a row at once: each input is loaded once and added to all
// outputs that it touches. The bias begins a sum; rows and then columns of the kernel follow in ascending order.

/// `rows` point to the first input of the tile. The weights are [row][column][channel].
INLINE void filter_tile(
    const float *const rows[], const float *weights, const float *biases, size_t channels, float *target,
    const int kernel, const int stride) {
  for (size_t c = 0; c < channels; c += LANES) {
    vec sum[VISION_TILE];
    UNROLLED for (int x = 0; x < VISION_TILE; x++) sum[x] = load(biases + c);
    for (int row = 0; row < kernel; row++) {
      const float *source = rows[row] + c;
      vec weight[5];
      UNROLLED for (int k = 0; k < kernel; k++) weight[k] = load(weights + (row * kernel + k) * channels + c);
      UNROLLED for (int at = 0; at < (VISION_TILE - 1) * stride + kernel; at++) {
        const vec value = load(source + at * channels);
        UNROLLED for (int x = 0; x < VISION_TILE; x++) {
          const int k = at - x * stride;
          if (k >= 0 && k < kernel) sum[x] = sum[x] + value * weight[k];
        }
      }
    }
    UNROLLED for (int x = 0; x < VISION_TILE; x++) store(target + x * channels + c, relu6(sum[x]));
  }
}

/// Computes one row of `side` outputs.
INLINE void filter_row(
    const float *const rows[], const float *weights, const float *biases, size_t channels, size_t side, float *target,
    const int kernel, const int stride) {
  for (size_t x = 0; x < side; x += VISION_TILE) {
    const float *tile[5];
    for (int row = 0; row < kernel; row++) tile[row] = rows[row] + x * stride * channels;
    filter_tile(tile, weights, biases, channels, target + x * channels, kernel, stride);
  }
}

static __attribute__((noinline)) void LEVEL(filter)(
    const vision_block *block, const float *const rows[], const float *weights, float *target) {
  const float *kernel = weights + block->kernel_weights, *biases = weights + block->kernel_biases;
  const size_t channels = block->channels, side = block->output_side;
  switch (block->kernel * 2 + block->stride) {
    case 3 * 2 + 1: return filter_row(rows, kernel, biases, channels, side, target, 3, 1);
    case 3 * 2 + 2: return filter_row(rows, kernel, biases, channels, side, target, 3, 2);
    case 5 * 2 + 1: return filter_row(rows, kernel, biases, channels, side, target, 5, 1);
    case 5 * 2 + 2: return filter_row(rows, kernel, biases, channels, side, target, 5, 2);
  }
}
