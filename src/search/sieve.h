/* sieve: the events that may match, and as few others as possible.
 *
 *     struct sieve *v = sieve_new(src, framer, patterns);
 *     while (sieve_bulk(v, &run) || sieve_next(v, &event) != STATUS_END) …     // as framer_…
 *
 * Every match holds one of the guard literals of the patterns, and these stand in the bytes of the
 * source as they are. So the bytes are searched for them before anything is framed, and only the
 * lines around a place where one stands are: from the line that begins its event to the one that
 * begins the next. What is between is stepped over. Events that are given are the same as without;
 * those that are left out would not have matched.
 *
 * A regex whose matches lie within a line (line_bound.h) is looked for itself, if it has no guard
 * or one that stands in every other line.
 *
 * Where that is not certain, everything is framed: in the first SIEVE_LEARN_BYTES of a source, in
 * documents and tables, around lines that begin as no line did in the part framed last, lines with
 * colour codes, and very long ones. */
#ifndef SEARCH_SIEVE_H
#define SEARCH_SIEVE_H

#include "frame/framer.h"
#include "search/patterns.h"

#define SIEVE_LEARN_BYTES (128 * 1024)

/* How far back the line is looked for that begins the event around a candidate. */
#define SIEVE_BACK_BYTES (32 * 1024)

/* Of the bytes consumed, those that an event between lines of others may still be printed from. */
#define SIEVE_KEEP_BYTES (64 * 1024)

struct sieve;

/* NULL if the patterns have no guards and are no line-bound regex. Borrows everything. */
struct sieve *sieve_new(struct source *src, struct framer *framer, struct patterns *patterns);
void sieve_free(struct sieve *v);

/* As framer_bulk, and framer_next, which is to be called where the former is false. */
bool sieve_bulk(struct sieve *v, struct event_bulk *run);
enum status sieve_next(struct sieve *v, struct event *event);

/* Bytes stepped over so far. */
uint64_t sieve_skipped(const struct sieve *v);

#endif
