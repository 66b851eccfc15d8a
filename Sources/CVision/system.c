#define _GNU_SOURCE
#ifdef __linux__
#include <sched.h>
#endif
#include <sys/mman.h>

#include "cvision.h"

int vision_affine_processors(void) {
#ifdef __linux__
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
#endif
  return 0;
}

void vision_prefer_large_pages(void *memory, size_t count) {
#ifdef MADV_HUGEPAGE
  // Only whole pages can be meant; it does not matter if the system knows no larger ones.
  const uintptr_t page = 4096, first = ((uintptr_t)memory + page - 1) / page * page;
  const uintptr_t end = ((uintptr_t)memory + count) / page * page;
  if (first < end) madvise((void *)first, end - first, MADV_HUGEPAGE);
#else
  (void)memory, (void)count;
#endif
}
