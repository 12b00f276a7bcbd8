/* fill: text with places to fill in: "{time} {stream} {1}".
 *
 * A place names a group of the match by number or name, else a field (lookup.h). "{{" and "}}" are
 * braces, "\n", "\t" and "\\" are what they are in C. A place without a value stays empty. */
#ifndef SEARCH_FILL_H
#define SEARCH_FILL_H

#include "base/arena.h"
#include "search/lookup.h"

struct fill_part {
    struct slice text; /* of a place: its name */
    bool is_place;
    uint32_t group; /* is_number: the group */
    bool is_number;
};

struct fill {
    struct arena arena;
    struct fill_part *parts;
    size_t count, capacity;
};

/* Fails on a brace without its other one; err says where. */
enum status fill_init(struct fill *t, struct slice text, struct err *err) MUST_CHECK;
void fill_release(struct fill *t);

/* Does it name this field? */
bool fill_names(const struct fill *t, struct slice name);

/* m may be NULL: then groups are empty. */
void fill_add(const struct fill *t, struct subject *s, const struct patterns *p,
              const struct confirm_match *m, struct buf *out);

#endif
