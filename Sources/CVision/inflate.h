// Decompression of a stream that is there as a whole (RFC 1951). What is not exactly as it must be is refused, some of
// which zlib would accept.

// An entry of a table: the bits of its code; the number of extra bits, or of those that the linked table looks up, from
// bit 8 on; what it is; and a value from bit 16 on.
enum { IS_LITERAL = 0x2000, IS_LINK = 0x4000, IS_SPECIAL = 0x8000, IS_INVALID = IS_SPECIAL | 1 << 16 };

/// Returns the entry of a symbol without the bits of its code.
INLINE uint32_t entry_of(int bits, unsigned symbol) {
  if (bits == INFLATE_LENGTH_BITS) return symbol << 16;
  if (bits == INFLATE_DISTANCE_BITS) {
    if (symbol > 29) return IS_INVALID;
    const unsigned extra = symbol < 4 ? 0 : symbol / 2 - 1, base = symbol < 4 ? symbol : (2 | (symbol & 1)) << extra;
    return (base + 1) << 16 | extra << 8;
  }
  if (symbol < 256) return symbol << 16 | IS_LITERAL;
  // 256 ends the block.
  if (symbol == 256) return IS_SPECIAL;
  if (symbol > 285) return IS_INVALID;
  if (symbol == 285) return 258 << 16;
  const unsigned index = symbol - 257, extra = index < 8 ? 0 : index / 4 - 1;
  return ((index < 8 ? index : (4 | (index & 3)) << extra) + 3) << 16 | extra << 8;
}

/// Builds the table that looks up `bits` bits at once, whose number also tells the kind of the symbols. Returns 0 for a
/// code that is not complete, apart from one for distances with a single symbol or none.
static int inflate_build(const uint8_t *lengths, unsigned symbols, int bits, unsigned slots, uint32_t *table) {
  unsigned counts[16] = {0}, next[16] = {0}, longest = 0, used = 0, left = 1;
  for (unsigned symbol = 0; symbol < symbols; symbol++) counts[lengths[symbol]]++;
  for (unsigned length = 1; length <= 15; length++) {
    if (counts[length] > 2 * left) return 0;
    left = 2 * left - counts[length];
    used += counts[length];
    if (counts[length] > 0) longest = length;
    if (length < 15) next[length + 1] = (next[length] + counts[length]) << 1;
  }
  const int is_alone = bits == INFLATE_DISTANCE_BITS && (used == 0 || (used == 1 && longest == 1));
  if (left != 0 && !is_alone) return 0;
  const unsigned first = 1u << bits, further = longest > (unsigned)bits ? longest - bits : 0;
  unsigned end = first;
  for (unsigned slot = 0; slot < first; slot++) table[slot] = IS_INVALID;
  for (unsigned symbol = 0; symbol < symbols; symbol++) {
    const unsigned length = lengths[symbol];
    if (length == 0) continue;
    const unsigned code = __builtin_bitreverse32(next[length]++) >> (32 - length);
    const uint32_t entry = entry_of(bits, symbol);
    if (length <= (unsigned)bits) {
      for (unsigned slot = code; slot < first; slot += 1u << length) table[slot] = entry | length;
      continue;
    }
    uint32_t *link = &table[code & (first - 1)];
    if (*link == IS_INVALID) {
      if (end + (1u << further) > slots) return 0;
      *link = end << 16 | IS_LINK | further << 8 | (unsigned)bits;
      for (unsigned slot = 0; slot < 1u << further; slot++) table[end + slot] = IS_INVALID;
      end += 1u << further;
    }
    uint32_t *linked = table + (*link >> 16);
    const unsigned rest = length - bits;
    for (unsigned slot = code >> bits; slot < 1u << further; slot += 1u << rest) linked[slot] = entry | rest;
  }
  return 1;
}

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define LITTLE_ENDIAN_WORD(word) __builtin_bswap64(word)
#else
#define LITTLE_ENDIAN_WORD(word) (word)
#endif

// The next bits of the stream: at least 56 after a refill.
#define REFILL()                                            \
  do {                                                      \
    uint64_t more;                                          \
    memcpy(&more, in, sizeof more);                         \
    more = LITTLE_ENDIAN_WORD(more);                        \
    buffer |= more << held;                                 \
    in += (63 - held) >> 3;                                 \
    held |= 56;                                             \
  } while (0)
#define TAKE(count) (taken = buffer & ((1ull << (count)) - 1), buffer >>= (count), held -= (count), taken)
#define LOOK_UP(table, bits) state->table[buffer & ((1 << (bits)) - 1)]
#define LOOK_UP_LINKED(table, entry) \
  (TAKE((entry) & 31), state->table[((entry) >> 16) + (buffer & ((1u << ((entry) >> 8 & 31)) - 1))])

/// Reads the lengths of the codes of a block, and builds their tables.
static int inflate_codes(vision_inflate *state) {
  static const uint8_t order[19] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
  const uint8_t *in = state->in;
  uint64_t buffer = state->buffer, taken;
  unsigned held = state->held;
  uint8_t lengths[320] = {0};
  REFILL();
  const unsigned literals = TAKE(5) + 257, distances = TAKE(5) + 1, count = TAKE(4) + 4, total = literals + distances;
  if (literals > 286 || distances > 30) return 0;
  for (unsigned i = 0; i < count; i++) {
    if (in > state->end) return 0;
    REFILL();
    lengths[order[i]] = TAKE(3);
  }
  if (!inflate_build(lengths, 19, INFLATE_LENGTH_BITS, 1 << INFLATE_LENGTH_BITS, state->distances)) return 0;
  memset(lengths, 0, 19);
  for (unsigned at = 0; at < total;) {
    if (in > state->end) return 0;
    REFILL();
    const uint32_t entry = state->distances[buffer & ((1 << INFLATE_LENGTH_BITS) - 1)], symbol = entry >> 16;
    (void)TAKE(entry & 31);
    if (symbol < 16) {
      lengths[at++] = symbol;
      continue;
    }
    if (symbol == 16 && at == 0) return 0;
    const uint8_t repeated = symbol == 16 ? lengths[at - 1] : 0;
    const unsigned times = symbol == 16 ? TAKE(2) + 3 : symbol == 17 ? TAKE(3) + 3 : TAKE(7) + 11;
    if (times > total - at) return 0;
    memset(lengths + at, repeated, times);
    at += times;
  }
  state->in = in;
  state->buffer = buffer;
  state->held = held;
  return lengths[256] != 0 &&
         inflate_build(lengths, literals, INFLATE_LITERAL_BITS, INFLATE_LITERAL_SLOTS, state->literals) &&
         inflate_build(
             lengths + literals, distances, INFLATE_DISTANCE_BITS, INFLATE_DISTANCE_SLOTS, state->distances);
}

static int inflate_fixed_codes(vision_inflate *state) {
  uint8_t lengths[288 + 32];
  memset(lengths, 8, 144);
  memset(lengths + 144, 9, 112);
  memset(lengths + 256, 7, 24);
  memset(lengths + 280, 8, 8);
  memset(lengths + 288, 5, 32);
  return inflate_build(lengths, 288, INFLATE_LITERAL_BITS, INFLATE_LITERAL_SLOTS, state->literals) &&
         inflate_build(lengths + 288, 32, INFLATE_DISTANCE_BITS, INFLATE_DISTANCE_SLOTS, state->distances);
}

/// Begins the next block. Returns 0 if there is none such.
static int inflate_begin_block(vision_inflate *state) {
  // A stream of empty blocks would take long.
  if (state->in > state->end || state->blocks_left-- == 0) return 0;
  const uint8_t *in = state->in;
  uint64_t buffer = state->buffer, taken;
  unsigned held = state->held;
  REFILL();
  state->is_last = TAKE(1);
  const unsigned kind = TAKE(2);
  if (kind == 0) {
    // Stored bytes begin at the next whole byte; those that were looked at already are given back.
    (void)TAKE(held & 7);
    in -= held / 8;
    buffer = held = 0;
    if (in > state->end || state->end - in < 4) return 0;
    const unsigned size = in[0] | (unsigned)in[1] << 8, inverse = in[2] | (unsigned)in[3] << 8;
    if (inverse != (size ^ 0xFFFF)) return 0;
    in += 4;
    state->stored = size;
  }
  state->in = in;
  state->buffer = buffer;
  state->held = held;
  state->block = kind == 0 ? INFLATE_STORED : INFLATE_CODED;
  return kind == 0 || (kind == 1 && inflate_fixed_codes(state)) || (kind == 2 && inflate_codes(state));
}

/// Copies bytes from before, which may reach into their copy. Up to 15 bytes more are written.
INLINE void inflate_copy(uint8_t *out, size_t distance, size_t length) {
  const uint8_t *from = out - distance, *const end = out + length;
  if (distance >= 16) {
    do {
      uint64_t bytes[2];
      memcpy(bytes, from, 16);
      memcpy(out, bytes, 16);
      out += 16;
      from += 16;
    } while (out < end);
  } else if (distance == 1) {
    memset(out, *from, length);
  } else {
    while (out < end) *out++ = *from++;
  }
}

/// Decodes symbols until the block ends, or until `limit` is reached. Returns 0 if the block is damaged.
static int inflate_symbols(vision_inflate *state, const uint8_t *limit) {
  const uint8_t *in = state->in;
  uint8_t *out = state->out;
  uint64_t buffer = state->buffer, taken;
  unsigned held = state->held;
  int is_sound = 0;
  for (;;) {
    if (out >= limit) {
      is_sound = 1;
      break;
    }
    if (in > state->end) break;
    REFILL();
    // The bits suffice for two literals and a length.
    uint32_t entry = LOOK_UP(literals, INFLATE_LITERAL_BITS);
    UNROLLED for (int i = 0; i < 2 && (entry & IS_LITERAL); i++) {
      (void)TAKE(entry & 31);
      *out++ = (uint8_t)(entry >> 16);
      entry = LOOK_UP(literals, INFLATE_LITERAL_BITS);
    }
    if (entry & IS_LINK) entry = LOOK_UP_LINKED(literals, entry);
    if (entry & IS_SPECIAL) {
      is_sound = entry >> 16 == 0;
      (void)TAKE(entry & 31);
      state->block = INFLATE_NONE;
      break;
    }
    (void)TAKE(entry & 31);
    if (entry & IS_LITERAL) {
      *out++ = (uint8_t)(entry >> 16);
      continue;
    }
    const size_t length = (entry >> 16) + TAKE(entry >> 8 & 31);
    if (held < 28) REFILL();
    entry = LOOK_UP(distances, INFLATE_DISTANCE_BITS);
    if (entry & IS_LINK) entry = LOOK_UP_LINKED(distances, entry);
    if (entry & IS_SPECIAL) break;
    (void)TAKE(entry & 31);
    const size_t distance = (entry >> 16) + TAKE(entry >> 8 & 31);
    if (distance > (size_t)(out - state->first)) break;
    inflate_copy(out, distance, length);
    out += length;
  }
  state->in = in;
  state->buffer = buffer;
  state->held = held;
  state->out = out;
  return is_sound;
}
#undef REFILL
#undef TAKE
#undef LOOK_UP
#undef LOOK_UP_LINKED

int LEVEL(vision_inflate_some)(vision_inflate *state, const uint8_t *limit) {
  while (state->out < limit) {
    switch (state->block) {
    case INFLATE_NONE:
      if (state->is_last) {
        // The bytes that were looked at already are given back.
        state->in -= state->held / 8;
        state->buffer = state->held = 0;
        return 1;
      }
      if (!inflate_begin_block(state)) return 0;
      break;
    case INFLATE_STORED: {
      const size_t left = (size_t)(limit - state->out), size = state->stored < left ? state->stored : left;
      if (state->in > state->end || size > (size_t)(state->end - state->in)) return 0;
      memcpy(state->out, state->in, size);
      state->out += size;
      state->in += size;
      state->stored -= (uint32_t)size;
      if (state->stored == 0) state->block = INFLATE_NONE;
      break;
    }
    default:
      if (!inflate_symbols(state, limit)) return 0;
    }
  }
  return 1;
}

enum { ADLER_PRIME = 65521, ADLER_RUN = 512 };

void LEVEL(vision_adler)(const uint8_t *bytes, size_t count, uint32_t *low, uint32_t *high) {
  uint32_t a = *low, b = *high;
  for (; count >= ADLER_RUN; bytes += ADLER_RUN, count -= ADLER_RUN) {
    uint32_t sum = 0, weighted = 0;
    for (uint32_t i = 0; i < ADLER_RUN; i++) {
      sum += bytes[i];
      weighted += (ADLER_RUN - i) * bytes[i];
    }
    b = (b + ADLER_RUN * a + weighted) % ADLER_PRIME;
    a = (a + sum) % ADLER_PRIME;
  }
  for (size_t i = 0; i < count; i++) b += a += bytes[i];
  *low = a % ADLER_PRIME;
  *high = b % ADLER_PRIME;
}
