// A histogram as HdrHistogram has it: 128 linear steps to each power of two.
#include "load.h"
#include <string.h>

enum { STEPS = 128, BUCKETS = (64 - 6) * STEPS };

static uint64_t counts[BUCKETS], total, longest;

void record(uint64_t nanos) {
    int shift = nanos < 2 * STEPS ? 0 : 63 - __builtin_clzll(nanos) - 7;
    counts[shift * STEPS + (nanos >> shift)]++;
    total++;
    if (nanos > longest) longest = nanos;
}

void forget(void) {
    memset(counts, 0, sizeof counts);
    total = longest = 0;
}

double percentile(double p) {
    uint64_t rank = (uint64_t)(p / 100 * total + 0.5), seen = 0;
    if (rank < 1) rank = 1;
    if (rank >= total) return longest;
    for (int i = 0; i < BUCKETS; i++) {
        seen += counts[i];
        if (seen >= rank) {
            int shift = i < 2 * STEPS ? 0 : i / STEPS - 1;
            return ((double)(i - shift * STEPS) + 0.5) * (1ull << shift);
        }
    }
    return longest;
}
