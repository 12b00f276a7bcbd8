#include "search/subject.h"

#include "base/alloc.h"

void subject_init(struct subject *s)
{
    *s = (struct subject){ 0 };
    buf_init(&s->text);
}

void subject_release(struct subject *s)
{
    buf_release(&s->text);
    alloc_free(s->lines);
}

void subject_set(struct subject *s, const struct event *event, struct source *src, const char *name)
{
    s->event = event;
    s->src = src;
    s->name = name;
    s->told = event->message;
    s->has_own = false;
    s->searched = slice_empty();
    s->signature_count = 0;
    const struct slice json = event->json;
    if (json.len > 0 && s->told.len > json.len && slice_ends(s->told, json))
        s->told.len -= json.len + 1;
}

static void add_line(struct subject *s, struct slice text, uint64_t line, uint64_t offset)
{
    s->lines = alloc_grow(s->lines, &s->line_capacity, s->line_count + 1, sizeof *s->lines);
    s->lines[s->line_count++] = (struct subject_line){ text, line, offset };
}

/* The lines of the source. False if the reader has left one of them too far behind. */
static bool take_source_lines(struct subject *s)
{
    const struct event *e = s->event;
    s->line_count = 0;
    for (size_t i = 0; i < e->line_count; i++) {
        struct slice text;
        uint64_t start;
        if (!source_recall_line(s->src, e->lines[i].offset, &text, &start))
            return false;
        if (s->line_count == 0 || start > s->lines[s->line_count - 1].offset)
            add_line(s, text, e->lines[i].line, start);
    }
    return true;
}

static void take_message_lines(struct subject *s)
{
    const struct slice text = s->event->json.len > 0 ? s->event->json : s->event->message;
    struct slice rest = text;
    s->line_count = 0;
    do {
        struct slice line = slice_empty();
        slice_next_field(&rest, '\n', &line);
        const size_t at = line.len > 0 ? (size_t)(line.ptr - text.ptr) : 0;
        const struct event_line *place = event_line_at(s->event, at);
        add_line(s, line, place->line, place->offset);
    } while (rest.len > 0);
}

/* The lines one behind the other. */
static void join_lines(struct subject *s)
{
    size_t bytes = 0, at = 0;
    for (size_t i = 0; i < s->line_count; i++)
        bytes += s->lines[i].text.len + 1;
    buf_reset(&s->text);
    buf_reserve(&s->text, bytes + 1);
    for (size_t i = 0; i < s->line_count; i++) {
        if (i > 0)
            buf_add_byte(&s->text, '\n');
        at = s->text.len;
        buf_add(&s->text, s->lines[i].text);
        s->lines[i].text = slice_make(s->text.ptr + at, s->lines[i].text.len);
    }
    s->own = buf_slice(&s->text);
}

void subject_put_own(struct subject *s, struct slice line)
{
    s->has_own = true;
    s->own = line;
    s->line_count = 0;
    add_line(s, line, s->event->lines[0].line, s->event->offset);
}

void subject_take_own(struct subject *s)
{
    if (s->has_own)
        return;
    s->has_own = true;
    if (!s->event->is_lines || !s->src || !take_source_lines(s))
        take_message_lines(s);
    if (s->line_count == 1)
        s->own = s->lines[0].text;
    else
        join_lines(s);
}

bool subject_match(struct subject *s, struct patterns *p)
{
    s->searched = s->told;
    if (patterns_match(p, s->told))
        return true;
    if (!s->event->is_lines && s->event->json.len == 0)
        return false;
    subject_take_own(s);
    s->searched = s->own;
    return !slice_eq(s->own, s->told) && patterns_match(p, s->own);
}

/* Line of own that holds this offset of the source, or line_count. */
static size_t line_of(const struct subject *s, uint64_t offset)
{
    size_t low = 0, high = s->line_count;
    while (high - low > 1) {
        const size_t mid = low + (high - low) / 2;
        if (s->lines[mid].offset <= offset)
            low = mid;
        else
            high = mid;
    }
    const struct subject_line *l = &s->lines[low];
    return low < s->line_count && l->offset <= offset && offset - l->offset <= l->text.len
               ? low
               : s->line_count;
}

static size_t add_span(struct subject_span **spans, size_t *capacity, size_t count, size_t start,
                       size_t end)
{
    *spans = alloc_grow(*spans, capacity, count + 1, sizeof **spans);
    (*spans)[count] = (struct subject_span){ start, end };
    return count + 1;
}

/* Where the line of told around byte `at` stands in own: its line there ends with it. False if it
 * does not, as where the message was unescaped. *start: of the line in told. */
static bool place_line(const struct subject *s, size_t at, size_t *start, size_t *in_own)
{
    const size_t before = slice_find_last_byte(slice_sub(s->told, 0, at), '\n');
    *start = before == SLICE_NONE ? 0 : before + 1;
    size_t end = slice_find_byte(s->told, '\n', at);
    end = end == SLICE_NONE ? s->told.len : end;
    const struct slice line = slice_sub(s->told, *start, end - *start);
    const size_t k = line_of(s, event_line_at(s->event, at)->offset);
    if (k == s->line_count)
        return false;
    const struct slice own = slice_trim_right(s->lines[k].text);
    if (!slice_ends(own, line))
        return false;
    *in_own = (size_t)(own.ptr - s->own.ptr) + own.len - line.len;
    return true;
}

static bool add_placed(const struct subject *s, struct slice match, struct subject_span **spans,
                       size_t *capacity, size_t *count)
{
    size_t at = (size_t)(match.ptr - s->told.ptr);
    const size_t to = at + match.len;
    while (at < to) { /* line by line: between them stand the prefixes */
        size_t start, in_own, end = slice_find_byte(s->told, '\n', at);
        end = end == SLICE_NONE || end > to ? to : end;
        if (!place_line(s, at, &start, &in_own))
            return false;
        if (end > at)
            *count = add_span(spans, capacity, *count, in_own + at - start, in_own + end - start);
        at = end + 1;
    }
    return true;
}

static size_t spans_in_own(struct subject *s, struct patterns *p, struct subject_span **spans,
                           size_t *capacity)
{
    struct confirm_match m;
    size_t count = 0;
    patterns_begin(p, s->own);
    for (size_t from = 0; patterns_next(p, s->own, from, &m); from = patterns_after(s->own, &m)) {
        const size_t at = m.groups[0].len ? (size_t)(m.groups[0].ptr - s->own.ptr) : 0;
        if (m.groups[0].len > 0)
            count = add_span(spans, capacity, count, at, at + m.groups[0].len);
    }
    return count;
}

size_t subject_spans(struct subject *s, struct patterns *p, struct subject_span **spans,
                     size_t *capacity)
{
    struct confirm_match m;
    size_t count = 0;
    subject_take_own(s);
    if (s->searched.ptr == s->own.ptr || !s->event->is_lines)
        return spans_in_own(s, p, spans, capacity);
    patterns_begin(p, s->told);
    for (size_t from = 0; patterns_next(p, s->told, from, &m); from = patterns_after(s->told, &m))
        if (!add_placed(s, m.groups[0], spans, capacity, &count))
            return spans_in_own(s, p, spans, capacity);
    return count;
}

size_t subject_line_at(const struct subject *s, size_t at)
{
    for (size_t i = s->line_count; i > 1; i--)
        if (s->lines[i - 1].text.ptr <= s->own.ptr + at)
            return i - 1;
    return 0;
}
