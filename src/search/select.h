/* select: which events a search looks at, by what is known of them besides their text. */
#ifndef SEARCH_SELECT_H
#define SEARCH_SELECT_H

#include "match/matcher.h"
#include "search/subject.h"

/* Values of one option. */
#define SELECT_VALUES_MAX 64

struct select_list {
    struct slice items[SELECT_VALUES_MAX]; /* any of them */
    size_t count;
};

struct select_field {
    struct slice name, value;
    struct confirm *regex; /* NULL: the value must be equal */
};

struct select {
    int64_t since_us, until_us; /* TIMESTAMP_NONE: no bound; events without a time pass */
    struct select_list streams, groups, ids; /* globs */
    struct select_list tasks;
    enum level level; /* this or above; LEVEL_NONE: any */
    bool kinds[SIG_KIND_COUNT];
    bool any_kind;                                 /* no kind was asked for */
    struct select_field fields[SELECT_VALUES_MAX]; /* all of them */
    size_t field_count;
    bool names_only; /* signatures are wanted by name, but do not decide */
    const struct sigset *set;
    struct matcher *matcher; /* NULL: no signatures are wanted */
    struct confirm_scratch *scratch;
    uint64_t limit_hits; /* of fields */
    struct buf value;    /* scratch */
};

void select_init(struct select *sel);
void select_release(struct select *sel);

/* Adds to a list; the slice is borrowed. False: it is full. */
bool select_add(struct select_list *list, struct slice value);

/* "NAME=VALUE", "NAME~REGEX" or "NAME=~REGEX"; borrowed. */
enum status select_add_field(struct select *sel, struct slice text, struct err *err) MUST_CHECK;

/* Are signatures wanted? Then select_signatures makes the matcher, and borrows set. */
bool select_needs_signatures(const struct select *sel);
void select_signatures(struct select *sel, const struct sigset *set);

/* Is anything asked for at all? */
bool select_is_empty(const struct select *sel);

/* Does the event pass? Fills subject->signatures. A stream glob without `*` and `?` also matches a
 * stream of which it is one part between slashes, and where there is no stream, the container. */
bool select_wants(struct select *sel, struct subject *subject);

#endif
