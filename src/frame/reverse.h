/* reverse: puts listings that come newest first the right way round, as far as traces need it.
 *
 * A query of Logs Insights gives the newest record first, so that the lines of a stack trace,
 * which are records of their own, come last line first. Where the times of a table go down, each
 * run of records that follow each other within REVERSE_GAP_US is turned; the runs stay in their
 * order. Records are held until it is clear which way the table goes; bounded, past a bound the run
 * is closed. Internal to frame_lines.c. */
#ifndef FRAME_REVERSE_H
#define FRAME_REVERSE_H

#include "frame/line_records.h"

#define REVERSE_RECORDS_MAX 512
#define REVERSE_BYTES_MAX (1024 * 1024)
#define REVERSE_GAP_US TIMESTAMP_US_PER_S

/* Steps down without any up that make a table one that goes down. */
#define REVERSE_STEPS 2

struct reverse;

struct reverse *reverse_new(void);
void reverse_free(struct reverse *r);

/* Takes a copy. line and offset: where record->raw starts in the source. */
void reverse_push(struct reverse *r, const struct line_record *record, uint64_t line,
                  uint64_t offset);

/* Do the times go up, and is nothing held? Then records need not go through here until the next
 * flush. */
bool reverse_is_needless(const struct reverse *r);

bool reverse_holds(const struct reverse *r); /* records that reverse_next has not given */

/* No more records come, for now. Forgets which way the table went. */
void reverse_flush(struct reverse *r);

/* The next record; what it points to is valid until the next call of any function. */
bool reverse_next(struct reverse *r, struct line_record *record, uint64_t *line, uint64_t *offset);

#endif
