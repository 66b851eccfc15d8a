#ifndef LIKENESS_H
#define LIKENESS_H
#include <stddef.h>
#include <stdint.h>

/// The map from the activations of the scorer's network to what a picture shows, which `docs/make-likeness` writes. It is
/// embedded in the binary so that it runs from anywhere; the pointer is valid for the lifetime of the process.
typedef struct {
  const uint8_t *bytes;
  size_t count;
} vision_table;

vision_table vision_likeness(void);

#endif
