/* Colours and the order of what stands before a line are those of GNU grep, see its manual,
 * GREP_COLORS; SGR and EL (ESC [ K) as in ECMA-48. */
#include "search/print.h"

#include "base/alloc.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>

#define COLOR_MATCH "01;31"
#define COLOR_NAME "35"
#define COLOR_NUMBER "32"
#define COLOR_SEPARATOR "36"

void print_init(struct printer *p, const struct print_options *opts, struct patterns *patterns)
{
    *p = (struct printer){ .opts = opts, .patterns = patterns };
    buf_init(&p->piece);
}

void print_release(struct printer *p)
{
    alloc_free(p->spans);
    buf_release(&p->piece);
}

static void add_colored(const struct printer *p, const char *color, struct slice text,
                        struct buf *out)
{
    if (p->opts->color)
        buf_printf(out, "\033[%sm\033[K", color);
    buf_add(out, text);
    if (p->opts->color)
        buf_add_cstr(out, "\033[m\033[K");
}

/* Text of the log, or what was made of it. */
static void add_text(const struct printer *p, struct slice text, struct buf *out)
{
    if (!p->opts->safe) {
        buf_add(out, text);
        return;
    }
    struct buf plain;
    buf_init(&plain);
    text_add_display(out, text_strip_ansi(text, &plain), SLICE("\n"));
    buf_release(&plain);
}

static void add_match(const struct printer *p, struct slice text, struct buf *out)
{
    if (text.len == 0)
        return;
    if (p->opts->color)
        buf_add_cstr(out, "\033[" COLOR_MATCH "m\033[K");
    add_text(p, text, out);
    if (p->opts->color)
        buf_add_cstr(out, "\033[m\033[K");
}

static void add_separator(const struct printer *p, char c, struct buf *out)
{
    add_colored(p, COLOR_SEPARATOR, slice_make(&c, 1), out);
}

static void add_name(const struct printer *p, const char *name, struct buf *out)
{
    const char *const shown = strcmp(name, "-") == 0 ? "(standard input)" : name;
    add_colored(p, COLOR_NAME, slice_cstr(shown), out);
}

static void add_number(const struct printer *p, uint64_t n, char separator, struct buf *out)
{
    char text[24];
    const int len = snprintf(text, sizeof text, "%" PRIu64, n);
    add_colored(p, COLOR_NUMBER, slice_make(text, (size_t)len), out);
    add_separator(p, separator, out);
}

static void add_head(const struct printer *p, const struct subject *s, uint64_t line,
                     uint64_t offset, bool is_selected, struct buf *out)
{
    const char separator = is_selected ? ':' : '-';
    if (p->opts->with_name) {
        add_name(p, s->name, out);
        if (p->opts->null)
            buf_add_byte(out, '\0');
        else
            add_separator(p, separator, out);
    }
    if (p->opts->with_line)
        add_number(p, line, separator, out);
    if (p->opts->with_offset)
        add_number(p, offset, separator, out);
}

/* --- whole events ---------------------------------------------------------------------- */

/* A line of own with its matches: spans[*next] and on are in order, and may go on in it. */
static void add_line(struct printer *p, const struct subject *s, const struct subject_line *line,
                     size_t count, size_t *next, struct buf *out)
{
    const size_t start = line->text.ptr ? (size_t)(line->text.ptr - s->own.ptr) : 0;
    const size_t end = start + line->text.len;
    size_t at = start;
    for (; *next < count && p->spans[*next].start < end; (*next)++) {
        const struct subject_span span = p->spans[*next];
        const size_t from = span.start > at ? span.start : at;
        const size_t to = span.end < end ? span.end : end;
        add_text(p, slice_sub(s->own, at, from - at), out);
        add_match(p, slice_sub(s->own, from, to - from), out);
        at = to;
        if (span.end > end)
            break;
    }
    add_text(p, slice_sub(s->own, at, end - at), out);
    buf_add_byte(out, '\n');
}

static void add_whole(struct printer *p, struct subject *s, bool is_selected, struct buf *out)
{
    size_t count = 0, next = 0;
    subject_take_own(s);
    if (p->opts->color && is_selected != p->opts->invert) {
        if (s->searched.ptr == NULL) /* an event around others that were inverted */
            s->searched = s->told;
        count = subject_spans(s, p->patterns, &p->spans, &p->span_capacity);
    }
    for (size_t i = 0; i < s->line_count; i++) {
        add_head(p, s, s->lines[i].line, s->lines[i].offset, is_selected, out);
        add_line(p, s, &s->lines[i], count, &next, out);
    }
}

/* --- single matches -------------------------------------------------------------------- */

/* Where byte `at` of what was searched stands in the source. */
static void place(const struct subject *s, size_t at, uint64_t *line, uint64_t *offset)
{
    if (s->has_own && s->searched.ptr == s->own.ptr) {
        const struct subject_line *l = &s->lines[subject_line_at(s, at)];
        *line = l->line;
        *offset = l->offset + (at - (size_t)(l->text.ptr - s->own.ptr));
        return;
    }
    const struct event_line *l = event_line_at(s->event, at);
    *line = l->line;
    *offset = l->offset + (at - l->start);
}

static void add_matches(struct printer *p, struct subject *s, bool is_selected, struct buf *out)
{
    const struct slice text = s->searched;
    struct confirm_match m;
    patterns_begin(p->patterns, text);
    for (size_t from = 0; patterns_next(p->patterns, text, from, &m);
         from = patterns_after(text, &m)) {
        const struct slice match = m.groups[0];
        uint64_t line, offset;
        if (match.len == 0)
            continue;
        place(s, (size_t)(match.ptr - text.ptr), &line, &offset);
        add_head(p, s, line, offset, is_selected, out);
        const struct fill *fill = p->opts->format ? p->opts->format : p->opts->replace;
        buf_reset(&p->piece);
        if (fill)
            fill_add(fill, s, p->patterns, &m, &p->piece);
        add_match(p, fill ? buf_slice(&p->piece) : match, out);
        buf_add_byte(out, '\n');
    }
}

/* --- templates ------------------------------------------------------------------------- */

static void add_format(struct printer *p, struct subject *s, struct buf *out)
{
    struct confirm_match m;
    bool found = false;
    buf_reset(&p->piece);
    if (s->searched.ptr && !p->opts->invert) {
        patterns_begin(p->patterns, s->searched);
        found = patterns_next(p->patterns, s->searched, 0, &m);
    }
    fill_add(p->opts->format, s, p->patterns, found ? &m : NULL, &p->piece);
    add_text(p, buf_slice(&p->piece), out);
    buf_add_byte(out, '\n');
}

/* Own with its matches replaced; where only the message matches, the message. */
static void add_replaced(struct printer *p, struct subject *s, struct buf *out)
{
    struct confirm_match m;
    subject_take_own(s);
    struct slice text = s->own;
    patterns_begin(p->patterns, text);
    if (!patterns_next(p->patterns, text, 0, &m)) {
        text = s->searched;
        patterns_begin(p->patterns, text);
    }
    size_t done = 0;
    add_head(p, s, s->lines[0].line, s->lines[0].offset, true, out);
    for (size_t from = 0; patterns_next(p->patterns, text, from, &m);
         from = patterns_after(text, &m)) {
        const size_t at = m.groups[0].len > 0 ? (size_t)(m.groups[0].ptr - text.ptr) : from;
        if (m.groups[0].len == 0)
            continue;
        add_text(p, slice_sub(text, done, at - done), out);
        buf_reset(&p->piece);
        fill_add(p->opts->replace, s, p->patterns, &m, &p->piece);
        add_match(p, buf_slice(&p->piece), out);
        done = at + m.groups[0].len;
    }
    add_text(p, slice_from(text, done), out);
    buf_add_byte(out, '\n');
}

/* --------------------------------------------------------------------------------------- */

void print_event(struct printer *p, struct subject *s, bool is_selected, struct buf *out)
{
    const struct print_options *o = p->opts;
    if (o->json)
        print_json(p, s, is_selected, out);
    else if (o->only_matching && is_selected != o->invert)
        add_matches(p, s, is_selected, out);
    else if (o->only_matching)
        return; /* what does not match has no part to show */
    else if (o->format)
        add_format(p, s, out);
    else if (o->replace && is_selected && !o->invert)
        add_replaced(p, s, out);
    else
        add_whole(p, s, is_selected, out);
}

void print_gap(const struct printer *p, struct buf *out)
{
    if (p->opts->json)
        return;
    add_colored(p, COLOR_SEPARATOR, SLICE("--"), out);
    buf_add_byte(out, '\n');
}

void print_name(const struct printer *p, const char *name, struct buf *out)
{
    add_name(p, name, out);
    buf_add_byte(out, p->opts->null ? '\0' : '\n');
}

void print_count(const struct printer *p, const char *name, uint64_t count, struct buf *out)
{
    if (p->opts->with_name) {
        add_name(p, name, out);
        if (p->opts->null)
            buf_add_byte(out, '\0');
        else
            add_separator(p, ':', out);
    }
    buf_printf(out, "%" PRIu64 "\n", count);
}
