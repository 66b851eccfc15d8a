// A block by bands of output rows. The expanded rows of a band are in a ring whose rows have zeros on both sides; rows
// above and below the map are one row of zeros.

typedef struct {
  size_t row;   // floats of a row with its margins
  size_t rows;  // rows of the ring
  float *ring, *zeros, *filtered;
} LEVEL(band);

static LEVEL(band) LEVEL(make_band)(const vision_block *block, float *scratch) {
  LEVEL(band) band;
  const size_t channels = block->channels, side = block->side, padding = block->padding;
  band.row = vision_ring_columns(block) * channels;
  band.rows = vision_ring_rows(block);
  band.ring = scratch;
  band.zeros = band.ring + band.rows * band.row;
  band.filtered = band.zeros + band.row;
  memset(band.zeros, 0, band.row * sizeof(float));
  for (size_t row = 0; row < band.rows; row++) {
    float *start = band.ring + row * band.row, *end = start + (padding + side) * channels;
    memset(start, 0, padding * channels * sizeof(float));
    memset(end, 0, (band.row - (padding + side) * channels) * sizeof(float));
  }
  return band;
}

/// Expands the input's rows from `first` to `end`, which lie side by side in the ring.
static void LEVEL(expand_rows)(
    const vision_block *block, const LEVEL(band) * band, const float *weights, const float *input, size_t first,
    size_t end) {
  const size_t step = padded(block->inputs), channels = block->channels;
  LEVEL(product) product = {
      .source = input + first * block->side * step,
      .step = step,
      .source_row = block->side * step,
      .inputs = block->inputs,
      .outputs = channels,
      .weights = weights + block->expand_weights,
      .biases = weights + block->expand_biases,
      .target = band->ring + first % band->rows * band->row + block->padding * channels,
      .target_step = channels,
      .target_row = band->row,
      .rows = end - first,
      .side = block->side,
  };
  LEVEL(expand)(&product);
}

/// Projects `count` filtered rows to the output's rows from `first`.
static void LEVEL(project_rows)(
    const vision_block *block, const LEVEL(band) * band, const float *weights, const float *input, float *output,
    size_t first, size_t count) {
  const size_t side = block->output_side, channels = block->channels, step = padded(block->outputs);
  LEVEL(product) product = {
      .source = band->filtered,
      .step = channels,
      .source_row = side * channels,
      .inputs = channels,
      .outputs = block->outputs,
      .weights = weights + block->project_weights,
      .biases = weights + block->project_biases,
      .target = output + first * side * step,
      .target_step = step,
      .target_row = side * step,
      .kept = block->adds_input ? input + first * side * step : NULL,
      .rows = count,
      .side = side,
  };
  LEVEL(project)(&product);
}

void LEVEL(vision_run_block)(
    const vision_block *block, const float *weights, const float *input, float *output, float *scratch) {
  const LEVEL(band) band = LEVEL(make_band)(block, scratch);
  const int32_t side = block->output_side;
  int32_t expanded = 0;
  for (int32_t first = 0; first < side; first += block->band) {
    const int32_t end = first + block->band < side ? first + block->band : side;
    const int32_t below = (end - 1) * block->stride - block->padding + block->kernel;
    const int32_t needed = below < block->side ? below : block->side;
    while (expanded < needed) {
      const int32_t room = expanded + (int32_t)(band.rows - expanded % band.rows);
      const int32_t until = needed < room ? needed : room;
      LEVEL(expand_rows)(block, &band, weights, input, expanded, until);
      expanded = until;
    }
    for (int32_t y = first; y < end; y++) {
      const float *rows[5];
      for (int32_t row = 0; row < block->kernel; row++) {
        const int32_t from = y * block->stride - block->padding + row;
        const int is_inside = from >= 0 && from < block->side;
        rows[row] = is_inside ? band.ring + from % band.rows * band.row : band.zeros;
      }
      LEVEL(filter)(block, rows, weights, band.filtered + (size_t)(y - first) * side * block->channels);
    }
    LEVEL(project_rows)(block, &band, weights, input, output, first, end - first);
  }
}
