/* pick: which entries of the timeline a report shows where there is no room for all. */
#ifndef REPORT_PICK_H
#define REPORT_PICK_H

#include "report/report.h"

/* At most `most` entries (0: all, and without the next rule), without those that tell an event in
 * vaguer words than their neighbour; those that a reader would miss most: the root, what its chain
 * and the changes say, then other causes; the first entry of a signature before its repetitions.
 * Returns their indices in order of time; the caller gives them to alloc_free. */
uint32_t *pick_timeline(const struct report *report, uint32_t most, uint32_t *count);

#endif
