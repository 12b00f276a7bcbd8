/* Patterns on which a backtracking matcher can take very long. The run half has limits; this is to
 * keep signatures away from them. Rules of thumb, not a proof: a repeat whose rounds can be split
 * in several ways (time grows like a power of two), and two endless repeats over the same bytes
 * side by side (time grows with the square). */
#include "patdb/build_regex.h"

#define MANY 16 /* a repeat of more rounds counts as endless when nested */

static bool overlap(const struct regex_set *a, const struct regex_set *b)
{
    return (a->bits[0] & b->bits[0]) | (a->bits[1] & b->bits[1]) | (a->bits[2] & b->bits[2])
           | (a->bits[3] & b->bits[3]);
}

static void join(struct regex_set *a, const struct regex_set *b)
{
    for (int i = 0; i < 4; i++)
        a->bits[i] |= b->bits[i];
}

static bool is_nullable(const struct regex *r)
{
    const struct regex *child = r->first;
    switch (r->kind) {
    case REGEX_EMPTY:
    case REGEX_ANY: return true;
    case REGEX_SET: return false;
    case REGEX_REPEAT: return r->min == 0 || is_nullable(child);
    case REGEX_CONCAT:
        while (child && is_nullable(child))
            child = child->next;
        return !child;
    case REGEX_ALT:
        while (child && !is_nullable(child))
            child = child->next;
        return child;
    }
    return true;
}

/* Bytes with which a match can start. */
static struct regex_set first_of(const struct regex *r)
{
    struct regex_set set = r->set; /* empty but for REGEX_SET */
    for (const struct regex *child = r->first; child; child = child->next) {
        struct regex_set more = first_of(child);
        join(&set, &more);
        if (r->kind == REGEX_CONCAT && !is_nullable(child))
            break;
    }
    return set;
}

/* Bytes of the repeats of more than `rounds` rounds that stand at the end, or at the start, of r.
 */
static struct regex_set repeats_at(const struct regex *r, bool at_end, uint32_t rounds)
{
    struct regex_set set = { 0 };
    if (r->is_final)
        return set;
    bool is_open = true; /* at the start: nothing before has taken bytes yet */
    for (const struct regex *child = r->first; child && is_open; child = child->next) {
        struct regex_set more = repeats_at(child, at_end, rounds);
        if (r->kind == REGEX_CONCAT && !is_nullable(child)) {
            if (at_end)
                set = (struct regex_set){ 0 };
            else
                is_open = false;
        }
        join(&set, &more);
    }
    if (r->kind == REGEX_REPEAT && r->max > rounds) {
        struct regex_set body = first_of(r->first);
        join(&set, &body);
    }
    return set;
}

static const char *risk_of_rounds(const struct regex *repeat)
{
    const struct regex *body = repeat->first;
    struct regex_set tail = repeats_at(body, true, MANY), head = first_of(body);
    if (overlap(&tail, &head))
        return "a repeat inside a repeat over the same bytes; make the inner one possessive (*+, "
               "++) or bound it";
    while (body->kind == REGEX_CONCAT && body->first && !body->first->next)
        body = body->first;
    if (body->kind != REGEX_ALT || repeat->max <= MANY)
        return NULL;
    struct regex_set seen = { 0 };
    for (const struct regex *child = body->first; child; child = child->next) {
        struct regex_set first = first_of(child);
        if (overlap(&seen, &first))
            return "a repeat over alternatives that can start with the same byte; use one class "
                   "or an atomic group (?>...)";
        join(&seen, &first);
    }
    return NULL;
}

static const char *risk_of_neighbours(const struct regex *concat)
{
    struct regex_set tail = { 0 };
    for (const struct regex *child = concat->first; child; child = child->next) {
        struct regex_set head = repeats_at(child, false, REGEX_INFINITE - 1);
        if (overlap(&tail, &head))
            return "two endless repeats over the same bytes side by side; bound one of them, for "
                   "example {0,200}";
        struct regex_set more = repeats_at(child, true, REGEX_INFINITE - 1);
        if (!is_nullable(child))
            tail = (struct regex_set){ 0 };
        join(&tail, &more);
    }
    return NULL;
}

const char *regex_risk(const struct regex *r)
{
    if (r->kind == REGEX_REPEAT && r->max > MANY && !r->is_final) {
        const char *risk = risk_of_rounds(r);
        if (risk)
            return risk;
    }
    if (r->kind == REGEX_CONCAT) {
        const char *risk = risk_of_neighbours(r);
        if (risk)
            return risk;
    }
    for (const struct regex *child = r->first; child; child = child->next) {
        const char *risk = regex_risk(child);
        if (risk)
            return risk;
    }
    return NULL;
}

/* --- bytes that are needed -------------------------------------------------------------------- */

static bool is_only(const struct regex_set *set, unsigned char c)
{
    for (unsigned i = 0; i < sizeof set->bits / sizeof *set->bits; i++)
        if (set->bits[i] != (i == c / 64u ? UINT64_C(1) << c % 64u : 0))
            return false;
    return true;
}

static bool needs_byte(const struct regex *r, unsigned char c)
{
    const struct regex *child = r->first;
    switch (r->kind) {
    case REGEX_EMPTY:
    case REGEX_ANY: return false;
    case REGEX_SET: return is_only(&r->set, c);
    case REGEX_REPEAT: return r->min > 0 && needs_byte(r->first, c);
    case REGEX_CONCAT:
        while (child && !needs_byte(child, c))
            child = child->next;
        return child != NULL;
    case REGEX_ALT:
        while (child && needs_byte(child, c))
            child = child->next;
        return child == NULL && r->first != NULL;
    }
    return false;
}

char regex_needs(const struct regex *r)
{
    for (unsigned char c = 1; c < 0x20; c++)
        if (c != '\n' && c != '\r' && needs_byte(r, c))
            return (char)c;
    return 0;
}
