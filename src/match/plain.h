/* plain: regexes that are alternatives of literal text and nothing else (`502|503|504`). What they
 * match is found without a regex engine, and without compiling one. Internal to confirm. */
#ifndef MATCH_PLAIN_H
#define MATCH_PLAIN_H

#include "base/slice.h"

#include <stdbool.h>

struct plain;

/* Alternatives at most; a regex with more of them is left to the engine, which goes through a text
 * once for all. */
#define PLAIN_MAX 8

/* The alternatives of a regex, or NULL if it has another meaning. The caller frees it. */
struct plain *plain_new(struct slice regex);
void plain_free(struct plain *p);

/* As a regex matches: the leftmost match that starts at `from` or later; of several that start
 * there, the first one written. *matched is part of text. */
bool plain_find(const struct plain *p, struct slice text, size_t from, struct slice *matched);

#endif
