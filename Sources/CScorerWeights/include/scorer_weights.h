#ifndef SCORER_WEIGHTS_H
#define SCORER_WEIGHTS_H
#include <stddef.h>
#include <stdint.h>

/// A part of the scorer's model, which is embedded in the binary so that it runs from anywhere.
/// The pointer is valid for the lifetime of the process.
typedef struct {
  const uint8_t *bytes;
  size_t count;
} scorer_blob;

/// Convolution weights and biases, IEEE half precision, little-endian, in the order of the layers.
scorer_blob scorer_weights(void);
/// One layer per line: kind, kernel, stride, input channels, output channels, activation, residual flag.
scorer_blob scorer_layers(void);
/// The ridge head: mu[3136], sd[3136], w[3136], b, cuts[4], float32 little-endian.
scorer_blob scorer_head(void);

#endif
