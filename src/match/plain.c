#include "match/plain.h"

#include "base/alloc.h"

#include <string.h>

struct plain {
    struct slice items[PLAIN_MAX]; /* in bytes */
    size_t count;
    bool alike;   /* all begin with the same byte */
    char bytes[]; /* unescaped */
};

static bool is_one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, c);
}

/* Escaped, these stand for themselves; letters and digits do not. */
static bool is_punctuation(char c)
{
    return is_one_of(c, "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ ");
}

/* Reads one literal byte at *at and steps over it; false: it means something else. */
static bool read_byte(struct slice regex, size_t *at, char *out)
{
    char c = regex.ptr[(*at)++];
    if (c == '\\') {
        if (*at == regex.len || !is_punctuation(regex.ptr[*at]))
            return false;
        c = regex.ptr[(*at)++];
    } else if (is_one_of(c, "^$.[]()?*+{}")) {
        return false;
    }
    *out = c;
    return true;
}

/* Ends the alternative whose bytes are [start, used). An empty one matches everywhere: not worth a
 * way of its own. */
static bool end_item(struct plain *p, size_t start, size_t used)
{
    if (used == start || p->count == PLAIN_MAX)
        return false;
    p->items[p->count++] = slice_make(p->bytes + start, used - start);
    return true;
}

static bool read_items(struct plain *p, struct slice regex)
{
    size_t at = 0, start = 0, used = 0;
    while (at < regex.len) {
        if (regex.ptr[at] == '|') {
            if (!end_item(p, start, used))
                return false;
            start = used;
            at++;
        } else if (!read_byte(regex, &at, &p->bytes[used++])) {
            return false;
        }
    }
    return end_item(p, start, used);
}

static bool are_alike(const struct plain *p)
{
    for (size_t i = 1; i < p->count; i++)
        if (p->items[i].ptr[0] != p->items[0].ptr[0])
            return false;
    return true;
}

struct plain *plain_new(struct slice regex)
{
    struct plain *p = alloc_zeroed(1, sizeof *p + regex.len);
    if (read_items(p, regex)) {
        p->alike = are_alike(p);
        return p;
    }
    plain_free(p);
    return NULL;
}

void plain_free(struct plain *p)
{
    alloc_free(p);
}

/* One pass for all: where their first byte stands, one of them may. */
static bool find_alike(const struct plain *p, struct slice text, size_t from, struct slice *matched)
{
    for (size_t at = from; (at = slice_find_byte(text, p->items[0].ptr[0], at)) != SLICE_NONE; at++)
        for (size_t i = 0; i < p->count; i++)
            if (slice_starts(slice_from(text, at), p->items[i])) {
                *matched = slice_sub(text, at, p->items[i].len);
                return true;
            }
    return false;
}

/* One after the other. */
static bool find_each(const struct plain *p, struct slice text, size_t from, struct slice *matched)
{
    size_t best = SLICE_NONE;
    for (size_t i = 0; i < p->count; i++) {
        const struct slice item = p->items[i];
        /* What starts where something starts already, or behind it, is no better. */
        const struct slice before =
            best == SLICE_NONE ? text : slice_sub(text, 0, best + item.len - 1);
        const size_t at = slice_find(before, item, from);
        if (at == SLICE_NONE)
            continue;
        best = at;
        *matched = slice_sub(text, at, item.len);
    }
    return best != SLICE_NONE;
}

bool plain_find(const struct plain *p, struct slice text, size_t from, struct slice *matched)
{
    return p->count > 1 && p->alike ? find_alike(p, text, from, matched)
                                    : find_each(p, text, from, matched);
}
