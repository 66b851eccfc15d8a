#include "word_vectors.h"

static const uint8_t words[] = {
#embed "words.txt"
};
static const uint8_t vectors[] = {
#embed "vectors.i8"
};

word_vectors_blob word_vectors_words(void) { return (word_vectors_blob){words, sizeof words}; }
word_vectors_blob word_vectors_numbers(void) { return (word_vectors_blob){vectors, sizeof vectors}; }
