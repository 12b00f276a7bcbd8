#include "search/lookup.h"

#include "frame/json_member.h"

#include <inttypes.h>

static bool add_slice(struct buf *out, struct slice s)
{
    buf_add(out, s);
    return s.len > 0;
}

static bool add_number(struct buf *out, uint64_t n)
{
    buf_printf(out, "%" PRIu64, n);
    return true;
}

static bool add_time(struct buf *out, int64_t us)
{
    char text[TIMESTAMP_TEXT_BYTES];
    timestamp_format(us, text);
    return add_slice(out, slice_cstr(text));
}

/* All of them, with commas between. */
static bool add_signatures(const struct subject *s, struct buf *out)
{
    for (size_t i = 0; i < s->signature_count; i++) {
        if (i > 0)
            buf_add_byte(out, ',');
        buf_add(out, s->signatures[i]);
    }
    return s->signature_count > 0;
}

static bool add_own(struct subject *s, struct slice name, struct buf *out)
{
    const struct event *e = s->event;
    const struct {
        struct slice name, value;
    } rows[] = {
        { SLICE("stream"), e->stream },   { SLICE("group"), e->group },
        { SLICE("task"), e->task },       { SLICE("container"), e->container },
        { SLICE("service"), e->service }, { SLICE("cluster"), e->cluster },
        { SLICE("region"), e->region },   { SLICE("level"), slice_cstr(level_name(e->level)) },
        { SLICE("message"), s->told },    { SLICE("source"), slice_cstr(s->name) },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (slice_eq(rows[i].name, name))
            return add_slice(out, rows[i].value);
    if (slice_eq(name, SLICE("signature")))
        return add_signatures(s, out);
    if (slice_eq(name, SLICE("time")))
        return add_time(out, e->time_us);
    const bool is_line = slice_eq(name, SLICE("line")), is_offset = slice_eq(name, SLICE("offset"));
    if (!is_line && !is_offset && !slice_eq(name, SLICE("text")))
        return false;
    subject_take_own(s);
    if (is_line || is_offset)
        return add_number(out, is_line ? s->lines[0].line : s->lines[0].offset);
    return add_slice(out, s->own);
}

static bool ends_value(char c)
{
    return ascii_is_space(c) || c == ',' || c == ';' || c == ')' || c == ']' || c == '}';
}

/* name=value in text; the value ends at a blank, or at the other quote. */
static bool add_pair(struct slice text, struct slice name, struct buf *out)
{
    for (size_t at = 0; name.len > 0 && (at = slice_find(text, name, at)) != SLICE_NONE; at++) {
        const size_t behind = at + name.len;
        const char before = at > 0 ? text.ptr[at - 1] : ' ';
        if (behind >= text.len || text.ptr[behind] != '=' || ascii_is_alnum(before)
            || memchr("_.-/", before, 4))
            continue;
        const char quote = behind + 1 < text.len ? text.ptr[behind + 1] : ' ';
        const bool quoted = quote == '"' || quote == '\'';
        const size_t from = behind + 1 + quoted;
        size_t end = from;
        while (end < text.len
               && (quoted ? text.ptr[end] != quote && text.ptr[end] != '\n'
                          : !ends_value(text.ptr[end])))
            end++;
        buf_add(out, slice_sub(text, from, end - from));
        return true;
    }
    return false;
}

static bool add_member(struct subject *s, struct slice name, struct buf *out)
{
    if (s->event->json.len > 0)
        return json_member_add(s->event->json, name, out);
    return add_pair(s->told, name, out);
}

bool lookup_add(struct subject *s, struct slice name, struct buf *out)
{
    return add_own(s, name, out) || add_member(s, name, out);
}

bool lookup_add_member(struct subject *s, struct slice name, struct buf *out)
{
    return add_member(s, name, out) || add_own(s, name, out);
}
