#include "scorer_weights.h"

static const uint8_t weights[] = {
#embed "efflite0_folded_f16.bin"
};
static const uint8_t layers[] = {
#embed "efflite0.layers"
};
static const uint8_t head[] = {
#embed "head_T_C2.f32"
};

scorer_blob scorer_weights(void) { return (scorer_blob){weights, sizeof weights}; }
scorer_blob scorer_layers(void) { return (scorer_blob){layers, sizeof layers}; }
scorer_blob scorer_head(void) { return (scorer_blob){head, sizeof head}; }
