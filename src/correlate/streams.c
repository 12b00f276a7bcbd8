#include "base/alloc.h"
#include "base/buf.h"
#include "correlate/parts.h"

#include <stdlib.h>

/* Longest name kept. Source: Amazon CloudWatch Logs API Reference, LogStream and LogGroup: at most
 * 512 characters. */
#define NAME_BYTES_MAX 512
/* Width of the first buckets of activity. */
#define ACTIVITY_US TIMESTAMP_US_PER_S

void streams_init(struct streams *s)
{
    *s = (struct streams){ 0 };
    map_init(&s->keys);
    arena_init(&s->arena);
    s->scratch = alloc_bytes(sizeof *s->scratch);
    buf_init(s->scratch);
}

void streams_release(struct streams *s)
{
    for (uint32_t i = 0; i < s->keys.count; i++) {
        alloc_free(s->states[i].over_time);
        alloc_free(s->states[i].ends);
        alloc_free(s->states[i].marks);
    }
    map_release(&s->keys);
    arena_release(&s->arena);
    alloc_free(s->items);
    alloc_free(s->states);
    buf_release(s->scratch);
    alloc_free(s->scratch);
}

static struct slice cut(struct slice name)
{
    return slice_sub(name, 0, NAME_BYTES_MAX);
}

/* Parts are joined with NUL, which no name holds. A task is the same one whatever else is known of
 * it; what has no name of its own is told apart by its source. */
static struct slice stream_key(struct buf *scratch, uint32_t source, const struct event *event)
{
    const struct slice none = slice_empty();
    const bool is_task = event->task.len > 0;
    const struct slice parts[] = { is_task ? event->task : none, event->container,
                                   is_task ? none : event->stream, is_task ? none : event->group,
                                   event->service };
    const size_t count = sizeof parts / sizeof *parts;
    buf_reset(scratch);
    char *at = buf_reserve(scratch, count * (NAME_BYTES_MAX + 1) + sizeof source);
    for (size_t i = 0; i < count; i++) {
        const struct slice part = cut(parts[i]);
        if (part.len > 0)
            memcpy(at, part.ptr, part.len);
        at += part.len;
        *at++ = '\0';
    }
    if (!is_task && event->stream.len == 0) {
        memcpy(at, &source, sizeof source);
        at += sizeof source;
    }
    scratch->len = (size_t)(at - scratch->ptr);
    return buf_slice(scratch);
}

/* Streams mostly come in turns, so the index of a key is remembered by a few bytes from its middle.
 * Multiplied by 2^64 over the golden ratio, they differ in the highest bits. */
static uint32_t *recent_place(struct streams *s, struct slice key)
{
    uint64_t some = 0;
    const size_t from = key.len / 2, left = key.len - from;
    memcpy(&some, key.ptr + from, left < sizeof some ? left : sizeof some);
    return &s->recent[(some + key.len) * UINT64_C(0x9e3779b97f4a7c15)
                      >> (64 - STREAMS_RECENT_LOG2)];
}

/* The smallest of several values, so that it does not matter which one came first. */
static void learn(struct streams *s, struct slice *known, struct slice value)
{
    value = cut(value);
    if (value.len == 0 || slice_eq(*known, value))
        return;
    if (known->len > 0 && slice_cmp(value, *known) > 0)
        return;
    if (value.len > known->len) {
        *known = arena_copy(&s->arena, value);
    } else { /* in place: names that alternate for ever must not add up */
        memcpy((char *)known->ptr, value.ptr, value.len);
        known->len = value.len;
    }
}

static uint32_t add_stream(struct streams *s, struct slice key,
                           const struct occurrence_place *place, const struct event *event)
{
    if (s->keys.count >= INCIDENT_STREAMS_MAX)
        return INCIDENT_NONE;
    const uint32_t index = map_put(&s->keys, key, NULL);
    s->items = alloc_grow(s->items, &s->capacity, index + 1, sizeof *s->items);
    s->states = alloc_grow(s->states, &s->state_capacity, index + 1, sizeof *s->states);
    s->states[index] = (struct stream_state){ .source_name = place->source_name };
    s->items[index] = (struct stream_info){
        .task = arena_copy(&s->arena, cut(event->task)),
        .container = arena_copy(&s->arena, cut(event->container)),
        .service = arena_copy(&s->arena, cut(event->service)),
        .source = place->source,
        .first_us = TIMESTAMP_NONE,
        .last_us = TIMESTAMP_NONE,
    };
    return index;
}

static uint32_t find_stream(struct streams *s, const struct occurrence_place *place,
                            const struct event *event)
{
    const struct slice key = stream_key(s->scratch, place->source, event);
    uint32_t *recent = recent_place(s, key);
    if (*recent && slice_eq(map_key(&s->keys, *recent - 1), key))
        return *recent - 1;
    uint32_t index = map_get(&s->keys, key);
    if (index == MAP_NONE)
        index = add_stream(s, key, place, event);
    if (index != INCIDENT_NONE)
        *recent = index + 1;
    return index;
}

uint32_t streams_find(struct streams *s, const struct event *event,
                      const struct occurrence_place *place)
{
    return find_stream(s, place, event);
}

struct occurrence streams_occurrence(const struct stream_line *line, uint32_t stream)
{
    return (struct occurrence){
        .time_us = line->time_us,
        .source_name = line->source_name,
        .sequence = line->sequence,
        .source = line->source,
        .stream = stream,
        .line = line->line,
        .offset = line->offset,
        .text = slice_make(line->text, line->len),
    };
}

static bool is_before(const struct stream_line *line, const struct event *event,
                      const struct occurrence_place *place)
{
    if (line->time_us != event->time_us)
        return line->time_us < event->time_us;
    const struct occurrence known = streams_occurrence(line, 0);
    const struct occurrence other = { .time_us = event->time_us,
                                      .source_name = place->source_name,
                                      .source = place->source,
                                      .sequence = place->sequence };
    return occurrence_order(&known, &other) < 0;
}

/* The first line that is not blank. This is done for every event of a task, so no better one is
 * looked for (headline.c). */
static struct slice first_line(const struct event *event)
{
    struct slice rest = event->message, line = slice_empty();
    while (slice_next_line(&rest, &line) && slice_trim(line).len == 0)
        ;
    return slice_sub(line, 0, STREAMS_TEXT_MAX);
}

static void take_line(struct stream_line *line, const struct event *event,
                      const struct occurrence_place *place)
{
    const struct slice text = first_line(event);
    const size_t at = text.ptr ? (size_t)(text.ptr - event->message.ptr) : 0;
    const struct event_line *where = event_line_at(event, at);
    line->time_us = event->time_us;
    line->sequence = place->sequence;
    line->line = where->line;
    line->offset = where->offset;
    line->source_name = place->source_name;
    line->source = place->source;
    line->len = (uint32_t)text.len;
    if (text.len)
        memcpy(line->text, text.ptr, text.len);
}

static void note_ends(struct stream_state *state, const struct event *event,
                      const struct occurrence_place *place)
{
    const bool is_new = !state->ends;
    if (is_new)
        state->ends = alloc_bytes(2 * sizeof *state->ends);
    if (is_new || !is_before(&state->ends[0], event, place))
        take_line(&state->ends[0], event, place);
    if (is_new || is_before(&state->ends[1], event, place))
        take_line(&state->ends[1], event, place);
}

static void note_times(struct stream_info *info, struct stream_state *state, int64_t first_us,
                       int64_t last_us, uint64_t count)
{
    if (info->first_us == TIMESTAMP_NONE || first_us < info->first_us)
        info->first_us = first_us;
    if (info->last_us == TIMESTAMP_NONE || last_us > info->last_us)
        info->last_us = last_us;
    if (!state->over_time) {
        state->over_time = alloc_bytes(sizeof *state->over_time);
        histogram_init(state->over_time, ACTIVITY_US);
    }
    histogram_add_run(state->over_time, first_us, last_us, count);
}

/* Where the stream stands in its source. Whatever comes first, runs or single events. */
static void note_numbers(struct stream_info *info, uint32_t source, uint64_t from, uint64_t to,
                         bool is_bad)
{
    if (info->events == 0) {
        info->first_number = from;
        info->last_number = to;
    }
    info->in_several = info->in_several || info->source != source;
    info->first_number = from < info->first_number ? from : info->first_number;
    info->last_number = to > info->last_number ? to : info->last_number;
    if (is_bad && to + 1 > info->bad_number)
        info->bad_number = to + 1;
}

static void learn_names(struct streams *s, struct stream_info *info, const struct event *event)
{
    learn(s, &info->group, event->group);
    learn(s, &info->stream, event->stream);
    learn(s, &info->cluster, event->cluster);
    learn(s, &info->region, event->region);
    info->origins |= 1u << event->origin;
}

uint32_t streams_note(struct streams *s, const struct event *event,
                      const struct occurrence_place *place, bool trouble)
{
    const uint32_t index = find_stream(s, place, event);
    if (index == INCIDENT_NONE)
        return index;
    struct stream_info *info = &s->items[index];
    learn_names(s, info, event);
    note_numbers(info, place->source, place->sequence, place->sequence,
                 trouble || event->level >= LEVEL_ERROR);
    info->events++;
    info->errors += event->level >= LEVEL_ERROR;
    info->troubles += trouble;
    if (event->time_us == TIMESTAMP_NONE)
        return index;
    note_times(info, &s->states[index], event->time_us, event->time_us, 1);
    if (info->task.len && event->origin == ORIGIN_LOG)
        note_ends(&s->states[index], event, place);
    return index;
}

void streams_note_run(struct streams *s, const struct event *first, const struct event *last,
                      uint64_t count, const struct occurrence_place place[2])
{
    const uint32_t index = find_stream(s, &place[0], first);
    if (index == INCIDENT_NONE)
        return;
    struct stream_info *info = &s->items[index];
    const uint64_t a = place[0].sequence, b = place[1].sequence;
    learn_names(s, info, first);
    note_numbers(info, place[0].source, a < b ? a : b, a < b ? b : a, false);
    info->events += count;
    note_times(info, &s->states[index], first->time_us, last->time_us, count);
    if (info->task.len && first->origin == ORIGIN_LOG) {
        note_ends(&s->states[index], first, &place[0]);
        note_ends(&s->states[index], last, &place[1]);
    }
}

/* The smallest signatures are kept, so it does not matter in which order they come: one that was
 * put out by eight smaller ones never returns. */
void streams_mark(struct streams *s, uint32_t stream, uint32_t sig, int64_t time_us)
{
    if (stream == INCIDENT_NONE || time_us == TIMESTAMP_NONE || s->items[stream].task.len == 0)
        return;
    struct stream_state *state = &s->states[stream];
    if (!state->marks)
        state->marks = alloc_zeroed(STREAM_MARKS_MAX, sizeof *state->marks);
    uint32_t at = 0;
    while (at < state->mark_count && state->marks[at].sig < sig)
        at++;
    if (at == STREAM_MARKS_MAX)
        return;
    struct stream_mark *mark = &state->marks[at];
    if (at == state->mark_count || mark->sig != sig) {
        const uint32_t kept = state->mark_count - (state->mark_count == STREAM_MARKS_MAX);
        memmove(mark + 1, mark, (kept - at) * sizeof *mark);
        *mark = (struct stream_mark){ sig, time_us, time_us, 0 };
        state->mark_count = kept + 1;
    }
    mark->count++;
    mark->first_us = time_us < mark->first_us ? time_us : mark->first_us;
    mark->last_us = time_us > mark->last_us ? time_us : mark->last_us;
}

struct named {
    struct stream_info info;
    struct stream_state state;
    uint32_t index;
};

static int by_name(const void *pa, const void *pb)
{
    const struct named *a = pa, *b = pb;
    const struct slice of_a[] = { a->info.service, a->info.container,
                                  a->info.task,    a->info.stream,
                                  a->info.group,   slice_cstr(a->state.source_name) };
    const struct slice of_b[] = { b->info.service, b->info.container,
                                  b->info.task,    b->info.stream,
                                  b->info.group,   slice_cstr(b->state.source_name) };
    for (size_t i = 0; i < sizeof of_a / sizeof *of_a; i++) {
        const int order = slice_cmp(of_a[i], of_b[i]);
        if (order != 0)
            return order;
    }
    return (a->info.source > b->info.source) - (a->info.source < b->info.source);
}

const uint32_t *streams_sort(struct streams *s, struct arena *arena)
{
    const uint32_t n = s->keys.count;
    struct named *sorted = alloc_zeroed(n, sizeof *sorted);
    uint32_t *to = arena_alloc(arena, n * sizeof *to);
    for (uint32_t i = 0; i < n; i++)
        sorted[i] = (struct named){ s->items[i], s->states[i], i };
    if (n)
        qsort(sorted, n, sizeof *sorted, by_name);
    for (uint32_t i = 0; i < n; i++) {
        s->items[i] = sorted[i].info;
        s->states[i] = sorted[i].state;
        s->items[i].over_time = s->states[i].over_time;
        to[sorted[i].index] = i;
    }
    alloc_free(sorted);
    return to;
}
