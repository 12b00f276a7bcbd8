/* window: which four bytes of a literal stand for it in the prefilter.
 *
 * A literal of eight bytes or more is looked for by a word of eight bytes, a shorter one by four; a
 * window are the first four bytes of that. Any will do, but how much text is looked at in vain
 * hangs on the choice: on the chance that text passes the filter of pairs (match/pair_filter.h),
 * and on the chance that it holds the whole word. The choice for all signatures is made when they
 * are compiled, and is part of the database. */
#ifndef PATDB_WINDOW_H
#define PATDB_WINDOW_H

#include "base/slice.h"

#define WINDOW_BYTES 4
#define WINDOW_WORD 8

/* Windows begin among the first so many bytes of a literal. */
#define WINDOW_PLACES_MAX 4096

/* At how many offsets, from 0 on, the window of a literal of this length may begin. */
static inline size_t window_places(size_t length)
{
    const size_t bytes = length < WINDOW_WORD ? WINDOW_BYTES : WINDOW_WORD;
    const size_t places = length < bytes ? 0 : length - bytes + 1;
    return places < WINDOW_PLACES_MAX ? places : WINDOW_PLACES_MAX;
}

/* What was chosen so far. */
struct window_choice;

struct window_choice *window_choice_new(void);
void window_choice_free(struct window_choice *w);

/* Takes a window into account that was chosen before. */
void window_choice_enter(struct window_choice *w, struct slice literal, size_t offset);

/* Chooses the window of a literal of WINDOW_BYTES or more, and takes it into account. Short
 * literals should come first: they have the least choice. */
size_t window_choice_add(struct window_choice *w, struct slice literal);

/* window_common.c: texts of the windows that logs hold most often, the commonest first. */
#define WINDOW_CLASSES 3
extern const char *const window_common[WINDOW_CLASSES];

#endif
