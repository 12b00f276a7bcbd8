#include "correlate/changes.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "frame/event.h"

#include <stdlib.h>

struct changes_revision {
    struct event_definition definition;
    struct occurrence where;
    uint32_t order; /* of arrival */
};

/* Two revisions, and what is told about them. */
struct comparison {
    const struct event_definition *older, *newer;
    bool has_parts; /* more than one container: its name is told */
    struct buf *out;
};

void changes_init(struct changes *changes)
{
    *changes = (struct changes){ .count = 0 };
    arena_init(&changes->arena);
    map_init(&changes->seen);
}

void changes_release(struct changes *changes)
{
    arena_release(&changes->arena);
    map_release(&changes->seen);
    alloc_free(changes->items);
    changes->items = NULL;
}

static void add_name(struct buf *out, const struct event_definition *d)
{
    buf_add(out, d->family);
    if (d->revision > 0)
        buf_printf(out, ":%lld", (long long)d->revision);
}

/* Revisions without number are told apart by what they say. */
static bool is_known(struct changes *changes, const struct event_definition *d)
{
    struct buf key;
    bool is_new;
    buf_init(&key);
    add_name(&key, d);
    for (size_t i = 0; d->revision == 0 && i < d->fact_count; i++) {
        buf_add_byte(&key, '\0');
        buf_add(&key, d->facts[i].part);
        buf_add_byte(&key, '\0');
        buf_add(&key, d->facts[i].name);
        buf_printf(&key, "=%llx", (unsigned long long)d->facts[i].hash);
    }
    map_put(&changes->seen, buf_slice(&key), &is_new);
    buf_release(&key);
    return !is_new;
}

void changes_note(struct changes *changes, const struct event_definition *definition,
                  const struct occurrence *where)
{
    if (changes->count >= CHANGES_REVISIONS_MAX) {
        changes->dropped++;
        return;
    }
    if (is_known(changes, definition))
        return;
    struct arena *arena = &changes->arena;
    struct event_fact *facts = arena_zeroed(arena, definition->fact_count, sizeof *facts);
    for (size_t i = 0; i < definition->fact_count; i++) {
        facts[i] = definition->facts[i];
        facts[i].part = arena_copy(arena, facts[i].part);
        facts[i].name = arena_copy(arena, facts[i].name);
        facts[i].value = arena_copy(arena, facts[i].value);
    }
    changes->items =
        alloc_grow(changes->items, &changes->capacity, changes->count + 1, sizeof *changes->items);
    struct changes_revision *kept = &changes->items[changes->count];
    *kept = (struct changes_revision){ *definition, *where, changes->count };
    kept->definition.family = arena_copy(arena, definition->family);
    kept->definition.facts = facts;
    kept->where.quoted = arena_copy(arena, where->text);
    kept->where.text = slice_empty();
    kept->where.capture_count = 0;
    changes->count++;
}

/* --- one pair ----------------------------------------------------------------------------------
 */

static const struct event_fact *find(const struct event_definition *d,
                                     const struct event_fact *like)
{
    for (size_t i = 0; i < d->fact_count; i++)
        if (slice_eq(d->facts[i].name, like->name) && slice_eq(d->facts[i].part, like->part))
            return &d->facts[i];
    return NULL;
}

static bool has_container(const struct event_definition *d, struct slice part)
{
    const struct event_fact container = { .part = part, .name = SLICE("container") };
    return part.len == 0 || find(d, &container);
}

static size_t container_count(const struct event_definition *d)
{
    size_t count = 0;
    for (size_t i = 0; i < d->fact_count; i++)
        count += slice_eq(d->facts[i].name, SLICE("container"));
    return count;
}

/* "1.42" of "repository/api:1.42", where the repository is the same in both. */
static void drop_repository(struct slice *a, struct slice *b)
{
    const size_t at = slice_find_last_byte(*a, ':');
    if (at == SLICE_NONE || at + 1 >= a->len || !slice_starts(*b, slice_sub(*a, 0, at + 1)))
        return;
    *a = slice_from(*a, at + 1);
    *b = slice_from(*b, at + 1);
}

static void start(const struct comparison *c, const struct event_fact *fact)
{
    const bool is_container = slice_eq(fact->name, SLICE("container"));
    if (c->out->len > 0)
        buf_add_cstr(c->out, "; ");
    if (fact->part.len > 0 && c->has_parts && !is_container) {
        buf_add(c->out, fact->part);
        buf_add_byte(c->out, ' ');
    }
    buf_add(c->out, fact->name);
    if (is_container) {
        buf_add_byte(c->out, ' ');
        buf_add(c->out, fact->part);
    }
}

static void tell_changed(const struct comparison *c, const struct event_fact *old,
                         const struct event_fact *new)
{
    struct slice from = old->value, to = new->value;
    start(c, new);
    if (slice_eq(new->name, SLICE("image")))
        drop_repository(&from, &to);
    if (from.len == 0 || to.len == 0
        || slice_eq(from, to)) { /* a secret, or cut before it differs */
        buf_add_cstr(c->out, " changed");
        return;
    }
    buf_add_byte(c->out, ' ');
    buf_add(c->out, from);
    buf_add_cstr(c->out, " → ");
    buf_add(c->out, to);
}

static void tell_whole(const struct comparison *c, const struct event_fact *fact, const char *what)
{
    start(c, fact);
    if (fact->value.len > 0 && !slice_starts(fact->name, SLICE("secret "))) {
        buf_add_byte(c->out, ' ');
        buf_add(c->out, fact->value);
    }
    buf_add_cstr(c->out, what);
}

static void compare(const struct comparison *c)
{
    for (size_t i = 0; i < c->newer->fact_count; i++) {
        const struct event_fact *fact = &c->newer->facts[i], *old = find(c->older, fact);
        if (old && old->hash != fact->hash)
            tell_changed(c, old, fact);
        else if (!old
                 && (has_container(c->older, fact->part)
                     || slice_eq(fact->name, SLICE("container"))))
            tell_whole(c, fact, " added");
    }
    for (size_t i = 0; i < c->older->fact_count; i++) {
        const struct event_fact *fact = &c->older->facts[i];
        if (!find(c->newer, fact)
            && (has_container(c->newer, fact->part) || slice_eq(fact->name, SLICE("container"))))
            tell_whole(c, fact, " removed");
    }
}

/* --- all ---------------------------------------------------------------------------------------
 */

static int revision_order(const void *pa, const void *pb)
{
    const struct changes_revision *a = pa, *b = pb;
    const int family = slice_cmp(a->definition.family, b->definition.family);
    if (family != 0)
        return family;
    const int64_t ra = a->definition.revision, rb = b->definition.revision;
    if (ra != rb && ra > 0 && rb > 0)
        return ra < rb ? -1 : 1;
    if ((ra > 0) != (rb > 0)) /* a file from which the next revision will be made */
        return ra > 0 ? -1 : 1;
    const bool has_time = a->where.time_us != TIMESTAMP_NONE;
    if (has_time != (b->where.time_us != TIMESTAMP_NONE))
        return has_time ? -1 : 1;
    if (a->where.time_us != b->where.time_us)
        return a->where.time_us < b->where.time_us ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

static void tell_pair(const struct changes_revision *older, const struct changes_revision *newer,
                      void (*emit)(void *self, const struct occurrence *occurrence), void *self)
{
    struct buf differences, text;
    buf_init(&differences);
    buf_init(&text);
    const struct comparison c = {
        .older = &older->definition,
        .newer = &newer->definition,
        .has_parts =
            container_count(&older->definition) > 1 || container_count(&newer->definition) > 1,
        .out = &differences,
    };
    compare(&c);
    if (differences.len > 0) {
        buf_add_cstr(&text, "task definition ");
        const size_t name = text.len;
        add_name(&text, c.newer);
        const size_t name_len = text.len - name;
        buf_add_cstr(&text, " vs ");
        add_name(&text, c.older);
        buf_add_cstr(&text, ": ");
        buf_add(&text, buf_slice(&differences));
        struct occurrence occurrence = newer->where;
        occurrence.text = slice_sub(buf_slice(&text), 0, INCIDENT_TEXT_MAX);
        occurrence.captures[0] =
            (struct sig_capture){ SLICE("resource"), slice_sub(buf_slice(&text), name, name_len) };
        occurrence.captures[1] =
            (struct sig_capture){ SLICE("value"),
                                  slice_sub(buf_slice(&differences), 0, INCIDENT_TEXT_MAX) };
        occurrence.capture_count = 2;
        emit(self, &occurrence);
    }
    buf_release(&differences);
    buf_release(&text);
}

void changes_each(struct changes *changes,
                  void (*emit)(void *self, const struct occurrence *occurrence), void *self)
{
    struct changes_revision *items = changes->items;
    if (changes->count > 1)
        qsort(items, changes->count, sizeof *items, revision_order);
    for (uint32_t i = 1; i < changes->count; i++)
        if (slice_eq(items[i].definition.family, items[i - 1].definition.family))
            tell_pair(&items[i - 1], &items[i], emit, self);
}
