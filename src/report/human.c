#include "report/human.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

void human_count(uint64_t n, char out[HUMAN_BYTES])
{
    char digits[HUMAN_BYTES];
    const int printed = snprintf(digits, sizeof digits, "%" PRIu64, n);
    const size_t len = printed > 0 ? (size_t)printed : 0;
    size_t at = 0;
    for (size_t i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            out[at++] = ',';
        out[at++] = digits[i];
    }
    out[at] = '\0';
}

void human_size(uint64_t bytes, char out[HUMAN_BYTES])
{
    static const char *const units[] = { "B", "kB", "MB", "GB", "TB", "PB", "EB" };
    size_t unit = 0;
    double value = (double)bytes;
    while (value >= 999.95 && unit + 1 < sizeof units / sizeof *units) {
        value /= 1000;
        unit++;
    }
    snprintf(out, HUMAN_BYTES, unit == 0 || value >= 99.95 ? "%.0f %s" : "%.1f %s", value,
             units[unit]);
}

void human_percent(double probability, char out[HUMAN_BYTES])
{
    int percent = 1;
    if (probability >= 0.985)
        percent = 99;
    else if (probability > 0.01)
        percent = (int)(probability * 100 + 0.5);
    snprintf(out, HUMAN_BYTES, "%d %%", percent);
}

const char *human_likelihood(double probability)
{
    static const struct {
        double at_least;
        const char *words;
    } scale[] = { { 0.95, "almost certain" },
                  { 0.8, "very likely" },
                  { 0.6, "likely" },
                  { 0.4, "possible" },
                  { 0.2, "unlikely" } };
    for (size_t i = 0; i < sizeof scale / sizeof *scale; i++) {
        if (probability >= scale[i].at_least)
            return scale[i].words;
    }
    return "very unlikely";
}
