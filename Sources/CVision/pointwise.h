// A product of two matrices, pixels × inputs and inputs × outputs.
//
// The sums of PIXELS pixels × VECTORS vectors stay in registers; one more of either, and they would not. The bias begins
// a sum, and the inputs follow in ascending order.

/// `source` has `step` floats a pixel, and `rows` rows of `side` pixels that are `source_row` floats apart.
typedef struct {
  const float *source;
  size_t step, source_row;
  size_t inputs, outputs;
  const float *weights, *biases;
  float *target;
  size_t target_step, target_row;
  /// A map of the target's shape that is added to it, or NULL.
  const float *kept;
  size_t rows, side;
} LEVEL(product);

/// Returns the weights of a vector of outputs for the first input; those for the next are VISION_LANES later.
INLINE const float *panel(const float *weights, size_t inputs, size_t vector) {
  const size_t per_panel = VISION_LANES / LANES;
  return weights + vector / per_panel * inputs * VISION_LANES + vector % per_panel * LANES;
}

/// Computes `vectors` vectors from `first` of `pixels` pixels.
INLINE void multiply_tile(
    const LEVEL(product) * p, size_t first, const float *source, float *target, const float *kept, int activated,
    const int pixels, const int vectors) {
  vec sum[PIXELS][VECTORS];
  const float *weights[VECTORS];
  UNROLLED for (int v = 0; v < vectors; v++) {
    weights[v] = panel(p->weights, p->inputs, first + v);
    const vec bias = load(p->biases + (first + v) * LANES);
    UNROLLED for (int x = 0; x < pixels; x++) sum[x][v] = bias;
  }
  const size_t step = p->step, inputs = p->inputs;
  _Pragma("clang loop unroll_count(UNROLL)") for (size_t i = 0; i < inputs; i++) {
    vec weight[VECTORS];
    UNROLLED for (int v = 0; v < vectors; v++) weight[v] = load(weights[v] + i * VISION_LANES);
    UNROLLED for (int x = 0; x < pixels; x++) {
      const vec value = (vec)(source[x * step + i]);
      UNROLLED for (int v = 0; v < vectors; v++) sum[x][v] = sum[x][v] + value * weight[v];
    }
  }
  UNROLLED for (int x = 0; x < pixels; x++) {
    UNROLLED for (int v = 0; v < vectors; v++) {
      const size_t at = x * p->target_step + v * LANES;
      vec value = activated ? relu6(sum[x][v]) : sum[x][v];
      if (kept) value = value + load(kept + at);
      store(target + at, value);
    }
  }
}

/// Computes `vectors` vectors from `first` of all pixels.
INLINE void multiply_panel(const LEVEL(product) * p, size_t first, int activated, const int vectors) {
  for (size_t y = 0; y < p->rows; y++) {
    for (size_t x = 0; x < p->side; x += VISION_TILE) {
      const float *source = p->source + y * p->source_row + x * p->step;
      const size_t at = y * p->target_row + x * p->target_step + first * LANES;
      const float *kept = p->kept ? p->kept + at : NULL;
      multiply_tile(p, first, source, p->target + at, kept, activated, PIXELS, vectors);
      if (PIXELS == VISION_TILE) continue;
      const size_t later = PIXELS * p->target_step;
      multiply_tile(
          p, first, source + PIXELS * p->step, p->target + at + later, kept ? kept + later : NULL, activated,
          VISION_TILE - PIXELS, vectors);
    }
  }
}

INLINE void multiply(const LEVEL(product) * p, int activated) {
  const size_t vectors = (p->outputs + LANES - 1) / LANES;
  size_t first = 0;
  for (; first + VECTORS <= vectors; first += VECTORS) multiply_panel(p, first, activated, VECTORS);
#if VECTORS > 2
  if (vectors - first == 2) multiply_panel(p, first, activated, 2);
#endif
  if (vectors - first == 1) multiply_panel(p, first, activated, 1);
}

// Separate functions keep the compiler from testing `activated` in the loops.
static __attribute__((noinline)) void LEVEL(expand)(const LEVEL(product) * p) { multiply(p, 1); }
static __attribute__((noinline)) void LEVEL(project)(const LEVEL(product) * p) { multiply(p, 0); }
