#ifndef WORD_VECTORS_H
#define WORD_VECTORS_H
#include <stddef.h>
#include <stdint.h>

/// A part of the table of the meanings of words, which is embedded in the binary so that it runs from anywhere.
/// The pointer is valid for the lifetime of the process.
typedef struct {
  const uint8_t *bytes;
  size_t count;
} word_vectors_blob;

/// The words in lower case, in the order of their bytes, each ended by a newline.
word_vectors_blob word_vectors_words(void);
/// For each of the words, in the same order, 64 signed bytes: a vector of length 200, as far as rounding allows.
word_vectors_blob word_vectors_numbers(void);

#endif
