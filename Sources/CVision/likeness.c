#include "likeness.h"

static const uint8_t likeness[] = {
#embed "likeness.i8"
};

vision_table vision_likeness(void) { return (vision_table){likeness, sizeof likeness}; }
