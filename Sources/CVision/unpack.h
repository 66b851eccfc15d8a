// Converting numbers of half precision.

#if LANES > 4
/// Converts VISION_LANES numbers.
INLINE void unpack_lanes(const uint8_t *halves, float *target) {
  typedef _Float16 half_lanes __attribute__((ext_vector_type(VISION_LANES), aligned(1)));
  typedef float lanes __attribute__((ext_vector_type(VISION_LANES), aligned(4)));
  *(lanes *)target = __builtin_convertvector(*(const half_lanes *)halves, lanes);
}
#else
/// Converts VISION_LANES numbers. A number below the smallest normal one lacks the leading bit, which is added to its
/// float and subtracted again.
INLINE void unpack_lanes(const uint8_t *halves, float *target) {
  uint16_t bits[VISION_LANES];
  memcpy(bits, halves, sizeof bits);
  const uint32_t smallest = 113u << 23;
  UNROLLED for (int i = 0; i < VISION_LANES; i++) {
    const uint32_t magnitude = (uint32_t)(bits[i] & 0x7FFF) << 13, sign = (uint32_t)(bits[i] & 0x8000) << 16;
    const uint32_t normal = magnitude + (112u << 23), raised = magnitude + smallest;
    float lead, value;
    memcpy(&lead, &smallest, sizeof lead);
    memcpy(&value, &raised, sizeof value);
    value -= lead;
    uint32_t small;
    memcpy(&small, &value, sizeof small);
    const uint32_t result = ((magnitude >> 23) ? normal : small) | sign;
    memcpy(target + i, &result, sizeof result);
  }
}
#endif

void LEVEL(vision_unpack)(const uint8_t *halves, size_t inputs, size_t outputs, float *target) {
  const size_t whole = outputs / VISION_LANES, rest = outputs % VISION_LANES;
  for (size_t panel = 0; panel < whole; panel++) {
    for (size_t input = 0; input < inputs; input++) {
      unpack_lanes(halves + (input * outputs + panel * VISION_LANES) * 2, target);
      target += VISION_LANES;
    }
  }
  for (size_t input = 0; rest && input < inputs; input++) {
    uint8_t last[2 * VISION_LANES] = {0};
    memcpy(last, halves + (input * outputs + whole * VISION_LANES) * 2, rest * 2);
    unpack_lanes(last, target);
    target += VISION_LANES;
  }
}
