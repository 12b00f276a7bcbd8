/* Keys and nesting of ripgrep's --json, so that what reads it reads this: an object per event with
 * "type" match or context, and in "data" path, lines, line_number, absolute_offset and submatches;
 * text that is not UTF-8 is "bytes" in base64. "lines" is the text that was searched, so that the
 * offsets of the submatches fit it. Our own keys stand behind them. Source: ripgrep, crate
 * grep-printer, documentation of JSON. */
#include "search/print.h"

#include "base/text.h"

#include <inttypes.h>

#define NAMES_MAX 32

static void add_string(struct buf *out, struct slice s)
{
    buf_add_byte(out, '"');
    for (size_t i = 0; i < s.len; i++) {
        const unsigned char c = (unsigned char)s.ptr[i];
        if (c == '"' || c == '\\') {
            buf_add_byte(out, '\\');
            buf_add_byte(out, (char)c);
        } else if (c == '\n') {
            buf_add_cstr(out, "\\n");
        } else if (c < 0x20 || c == 0x7f) {
            buf_printf(out, "\\u%04x", c);
        } else {
            buf_add_byte(out, (char)c);
        }
    }
    buf_add_byte(out, '"');
}

/* Source of the alphabet: RFC 4648, section 4. */
static void add_base64(struct buf *out, struct slice s)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    buf_add_byte(out, '"');
    for (size_t i = 0; i < s.len; i += 3) {
        uint32_t group = 0;
        for (size_t k = 0; k < 3; k++)
            group = group << 8 | (i + k < s.len ? (unsigned char)s.ptr[i + k] : 0);
        for (size_t k = 0; k < 4; k++)
            buf_add_byte(out, i + k <= s.len ? digits[group >> (18 - 6 * k) & 63] : '=');
    }
    buf_add_byte(out, '"');
}

static void add_text(struct buf *out, struct slice s)
{
    if (text_is_utf8(s)) {
        buf_add_cstr(out, "{\"text\":");
        add_string(out, s);
    } else {
        buf_add_cstr(out, "{\"bytes\":");
        add_base64(out, s);
    }
    buf_add_byte(out, '}');
}

/* A name or value for people: bad bytes are replaced. Left out where it is empty. */
static void add_field(struct printer *p, struct buf *out, const char *key, struct slice value)
{
    if (value.len == 0)
        return;
    buf_reset(&p->piece);
    text_add_utf8(&p->piece, value);
    buf_printf(out, ",\"%s\":", key);
    add_string(out, buf_slice(&p->piece));
}

static void add_event(struct printer *p, struct subject *s, struct buf *out)
{
    const struct event *e = s->event;
    char time[TIMESTAMP_TEXT_BYTES];
    timestamp_format(e->time_us, time);
    add_field(p, out, "time", slice_cstr(time));
    add_field(p, out, "group", e->group);
    add_field(p, out, "stream", e->stream);
    add_field(p, out, "task", e->task);
    add_field(p, out, "container", e->container);
    add_field(p, out, "service", e->service);
    add_field(p, out, "level", slice_cstr(level_name(e->level)));
    for (size_t i = 0; i < s->signature_count; i++) {
        buf_add_cstr(out, i == 0 ? ",\"signatures\":[" : ",");
        add_string(out, s->signatures[i]);
    }
    if (s->signature_count > 0)
        buf_add_byte(out, ']');
}

static void add_captures(struct printer *p, const struct confirm_match *m, struct buf *out)
{
    struct slice names[NAMES_MAX];
    const uint32_t count = patterns_names(p->patterns, names, NAMES_MAX);
    bool first = true;
    for (uint32_t i = 0; i < count; i++) {
        const struct slice value = patterns_named(p->patterns, m, names[i]);
        if (!value.ptr)
            continue;
        buf_add_cstr(out, first ? ",\"captures\":{" : ",");
        add_string(out, names[i]);
        buf_add_byte(out, ':');
        add_text(out, value);
        first = false;
    }
    if (!first)
        buf_add_byte(out, '}');
}

static void add_submatches(struct printer *p, struct slice text, struct buf *out)
{
    struct confirm_match m;
    bool first = true;
    patterns_begin(p->patterns, text);
    for (size_t from = 0; patterns_next(p->patterns, text, from, &m);
         from = patterns_after(text, &m)) {
        const struct slice match = m.groups[0];
        const size_t at = match.len > 0 ? (size_t)(match.ptr - text.ptr) : from;
        buf_add_cstr(out, first ? "{\"match\":" : ",{\"match\":");
        add_text(out, match);
        buf_printf(out, ",\"start\":%zu,\"end\":%zu", at, at + match.len);
        add_captures(p, &m, out);
        buf_add_byte(out, '}');
        first = false;
    }
}

void print_json(struct printer *p, struct subject *s, bool is_selected, struct buf *out)
{
    const bool matches = is_selected != p->opts->invert;
    const struct slice text = s->searched.ptr && matches ? s->searched : s->told;
    subject_take_own(s);
    const struct subject_line *place = &s->lines[0];
    buf_printf(out, "{\"type\":\"%s\",\"data\":{\"path\":", is_selected ? "match" : "context");
    add_text(out, slice_cstr(strcmp(s->name, "-") == 0 ? "<stdin>" : s->name));
    buf_add_cstr(out, ",\"lines\":");
    buf_reset(&p->piece);
    buf_add(&p->piece, text);
    buf_add_byte(&p->piece, '\n');
    add_text(out, buf_slice(&p->piece));
    buf_printf(out, ",\"line_number\":%" PRIu64 ",\"absolute_offset\":%" PRIu64 ",\"submatches\":[",
               place->line, place->offset);
    if (matches)
        add_submatches(p, text, out);
    buf_add_byte(out, ']');
    add_event(p, s, out);
    buf_add_cstr(out, "}}\n");
}
