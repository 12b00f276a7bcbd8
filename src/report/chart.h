/* chart: how often each cause and symptom was seen over time, for bars of text and of pictures.
 * What is in one bucket of a finding's histogram is spread evenly from its first to its last
 * occurrence. */
#ifndef REPORT_CHART_H
#define REPORT_CHART_H

#include "report/report.h"

#define CHART_CELLS_MAX 60

struct chart {
    uint32_t cells;
    int64_t start_us, end_us, cell_us; /* from the first trouble to the last */
    double counts[CHART_CELLS_MAX];    /* of the finding given to chart_fill */
    double most;                       /* the highest of them */
};

/* An axis of at most `room` cells (up to CHART_CELLS_MAX) of a length that people count in; false
 * where a chart would say nothing: too few entries with times, too short a time. */
bool chart_axis(const struct report *report, uint32_t room, struct chart *chart);

/* Can the finding be drawn? Then draws it: counts and most. */
bool chart_fill(struct chart *chart, const struct finding *finding);

/* The findings to draw: those of the first hypothesis' chain in its order, then other causes and
 * symptoms by first occurrence; at most `most`. Returns how many. */
uint32_t chart_rows(const struct report *report, uint32_t most, const struct finding **rows);

#endif
