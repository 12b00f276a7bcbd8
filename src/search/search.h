/* search: events in, text out: what `culprit grep` does between reading and writing.
 *
 *     search_begin(s, name, src);
 *     while (… an event …)
 *         if (search_event(s, &event) != SEARCH_GO_ON) break;
 *     search_end(s);
 *
 * Output is appended to the buffer given; the caller writes it and empties it between calls.
 * Memory: SEARCH_BEFORE_BYTES_MAX for events before a match, else what one event takes. */
#ifndef SEARCH_SEARCH_H
#define SEARCH_SEARCH_H

#include "frame/bulk.h"
#include "search/print.h"
#include "search/select.h"
#include "search/tally.h"

/* Text of events kept because a match may follow; what is older is left out. */
#define SEARCH_BEFORE_BYTES_MAX (8 * 1024 * 1024)

enum search_mode {
    SEARCH_PRINT,
    SEARCH_COUNT,         /* -c: events per input */
    SEARCH_COUNT_MATCHES, /* --count-matches */
    SEARCH_LIST,          /* -l: inputs with a match */
    SEARCH_LIST_WITHOUT,  /* -L: inputs without */
    SEARCH_QUIET,         /* -q: only whether there is one */
    SEARCH_TALLY,         /* --count-by */
};

struct search_options {
    enum search_mode mode;
    struct print_options print;
    uint64_t max_count; /* selected events per input; UINT64_MAX: all */
    size_t before, after;
    bool has_context; /* -A, -B or -C was given, if only with 0 */
};

enum search_next { SEARCH_GO_ON, SEARCH_SOURCE_DONE, SEARCH_ALL_DONE };

struct search;

/* Borrows everything; tally may be NULL unless the mode is SEARCH_TALLY. */
struct search *search_new(const struct search_options *opts, struct patterns *patterns,
                          struct select *select, struct tally *tally, struct buf *out);
void search_free(struct search *s);

void search_begin(struct search *s, const char *name, struct source *src);
enum search_next search_event(struct search *s, const struct event *event);
void search_end(struct search *s);

/* Event i of a run: is all that is to be done with it to count it, for it does not match? Then it
 * has been counted. Else make the event, search_put_line, and search_event. */
bool search_passes(struct search *s, const struct event_bulk *run, size_t i);

/* The line that the next events are, as they are not stepped over yet; empty: they are. */
void search_put_line(struct search *s, struct slice line);

/* Is the event selected? For callers that print themselves; *subject is filled. search_finds counts
 * it in the totals, too. */
bool search_finds(struct search *s, const struct event *event, struct subject **subject);
bool search_selects(struct search *s, const struct event *event, struct subject **subject);
struct printer *search_printer(struct search *s);

/* Where the first event of this input stands on which a pattern gave up. */
struct event_line search_limit_place(const struct search *s);

/* Events seen, and selected, in all inputs; matches where they were counted. */
struct search_totals {
    uint64_t events, selected, matches;
};
struct search_totals search_totals(const struct search *s);

#endif
