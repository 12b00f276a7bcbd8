#include "search/fill.h"

#include "base/alloc.h"

static void add_part(struct fill *t, struct slice text, bool is_place)
{
    uint64_t number = 0;
    if (text.len == 0 && !is_place)
        return;
    t->parts = alloc_grow(t->parts, &t->capacity, t->count + 1, sizeof *t->parts);
    struct fill_part *part = &t->parts[t->count++];
    *part = (struct fill_part){ arena_copy(&t->arena, text), is_place, 0, false };
    part->is_number = is_place && slice_to_u64(text, &number) && number <= CONFIRM_GROUPS_MAX;
    part->group = (uint32_t)number;
}

static void add_escape(struct buf *plain, char c)
{
    if (c == 'n' || c == 't') {
        buf_add_byte(plain, c == 'n' ? '\n' : '\t');
    } else {
        if (c != '\\')
            buf_add_byte(plain, '\\');
        buf_add_byte(plain, c);
    }
}

static enum status parse(struct fill *t, struct slice s, struct buf *plain, struct err *err)
{
    for (size_t i = 0; i < s.len; i++) {
        const char c = s.ptr[i], next = slice_byte(s, i + 1);
        if (c == '\\' && next) {
            add_escape(plain, next);
            i++;
        } else if ((c == '{' || c == '}') && next == c) {
            buf_add_byte(plain, c);
            i++;
        } else if (c == '}') {
            err_set(err, "'}' at byte %zu has no '{' before it; write }} for a brace", i);
            return STATUS_FAIL;
        } else if (c == '{') {
            const size_t end = slice_find_byte(s, '}', i);
            if (end == SLICE_NONE || end == i + 1) {
                err_set(err, "'{' at byte %zu begins no {name}; write {{ for a brace", i);
                return STATUS_FAIL;
            }
            add_part(t, buf_slice(plain), false);
            buf_reset(plain);
            add_part(t, slice_sub(s, i + 1, end - i - 1), true);
            i = end;
        } else {
            buf_add_byte(plain, c);
        }
    }
    add_part(t, buf_slice(plain), false);
    return STATUS_OK;
}

enum status fill_init(struct fill *t, struct slice text, struct err *err)
{
    struct buf plain;
    *t = (struct fill){ 0 };
    arena_init(&t->arena);
    buf_init(&plain);
    const enum status st = parse(t, text, &plain, err);
    buf_release(&plain);
    if (st != STATUS_OK)
        fill_release(t);
    return st;
}

void fill_release(struct fill *t)
{
    arena_release(&t->arena);
    alloc_free(t->parts);
    *t = (struct fill){ 0 };
}

bool fill_names(const struct fill *t, struct slice name)
{
    for (size_t i = 0; i < t->count; i++)
        if (t->parts[i].is_place && slice_eq(t->parts[i].text, name))
            return true;
    return false;
}

static void add_place(const struct fill_part *part, struct subject *s, const struct patterns *p,
                      const struct confirm_match *m, struct buf *out)
{
    if (part->is_number) {
        if (m && part->group < m->count)
            buf_add(out, m->groups[part->group]);
        return;
    }
    const struct slice named = m ? patterns_named(p, m, part->text) : slice_empty();
    if (named.len > 0)
        buf_add(out, named);
    else
        (void)lookup_add(s, part->text, out);
}

void fill_add(const struct fill *t, struct subject *s, const struct patterns *p,
              const struct confirm_match *m, struct buf *out)
{
    for (size_t i = 0; i < t->count; i++) {
        if (t->parts[i].is_place)
            add_place(&t->parts[i], s, p, m, out);
        else
            buf_add(out, t->parts[i].text);
    }
}
