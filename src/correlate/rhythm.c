#include "base/alloc.h"
#include "correlate/parts.h"

#include <inttypes.h>
#include <stdlib.h>

/* A silence counts when it is at least so long, so many times the usual distance of lines and so
 * many times the next longest silence; when the stream has spoken in so many stretches of time, and
 * for at least half as long; and when so many events of others fall into it. Programs that only
 * speak when they start are silent for no reason. */
#define GAP_MIN_US (5 * TIMESTAMP_US_PER_MIN)
#define GAP_INTERVALS 20
#define GAP_OTHERS 3
#define GAP_BUCKETS_MIN 8
#define GAP_EVENTS_MIN 20
#define GAP_FOREIGN_MIN 10

/* A burst is so many errors in one bucket and so many times the median bucket, which is that of at
 * least so many. */
#define BURST_MIN 20
#define BURST_TIMES 8
#define BURST_BUCKETS_MIN 8

struct silence {
    uint32_t stream;
    int64_t from_us, to_us, interval_us;
    bool at_end;
};

static void consider(struct silence *best, int64_t *second, int64_t from_us, int64_t to_us,
                     bool at_end)
{
    const int64_t length = to_us - from_us, known = best->to_us - best->from_us;
    if (length > known) {
        *second = known;
        best->from_us = from_us;
        best->to_us = to_us;
        best->at_end = at_end;
    } else if (length > *second) {
        *second = length;
    }
}

/* How long others go on: to the end of its own source, or of another one that was there before for
 * at least as long, so that a file that takes over where this one ends (a log that was rotated, an
 * export of the next day) makes no silence. */
static int64_t end_of_others(const struct source_state *sources, uint32_t count, uint32_t own,
                             int64_t last_us)
{
    int64_t end_us = sources[own].last_us;
    for (uint32_t i = 0; i < count; i++) {
        const struct source_state *other = &sources[i];
        if (other->first_us != TIMESTAMP_NONE && other->last_us > last_us
            && last_us - other->first_us >= other->last_us - last_us && other->last_us > end_us)
            end_us = other->last_us;
    }
    return end_us;
}

/* The longest silence of a stream between two of its lines, or after the last one where others go
 * on. A task that falls silent at the end has ended: that is told by lives.c. */
static bool find_silence(const struct stream_info *info, const struct histogram *h, int64_t end_us,
                         struct silence *out)
{
    uint32_t filled = 0, before = 0;
    int64_t second = 0;
    for (uint32_t i = 0; i < h->used; i++) {
        if (h->buckets[i].count == 0)
            continue;
        if (filled++ > 0)
            consider(out, &second, h->buckets[before].last_us, h->buckets[i].first_us, false);
        before = i;
    }
    if (info->task.len == 0 && end_us != TIMESTAMP_NONE && end_us > info->last_us)
        consider(out, &second, info->last_us, end_us, true);
    const int64_t length = out->to_us - out->from_us;
    const int64_t active = info->last_us - info->first_us - (out->at_end ? 0 : length);
    if (filled < GAP_BUCKETS_MIN || info->events < GAP_EVENTS_MIN || length < GAP_MIN_US)
        return false;
    out->interval_us = active / (int64_t)(info->events - 1);
    return length / GAP_INTERVALS >= out->interval_us && length / GAP_OTHERS >= second
           && active >= length / 2;
}

static bool is_longer(const struct silence *a, const struct silence *b)
{
    const int64_t length_a = a->to_us - a->from_us, length_b = b->to_us - b->from_us;
    return length_a != length_b ? length_a > length_b : a->from_us < b->from_us;
}

static struct slice gap_title(const struct silence *gap, struct arena *arena)
{
    char length[TIMESTAMP_TEXT_BYTES], interval[TIMESTAMP_TEXT_BYTES];
    timestamp_format_duration(gap->to_us - gap->from_us, length);
    timestamp_format_duration(gap->interval_us, interval);
    struct buf text;
    buf_init(&text);
    buf_printf(&text, "Silent for %s%s, before%s a line every %s", gap->at_end ? "the last " : "",
               length, gap->at_end ? "" : " and after", interval);
    const struct slice kept = arena_copy(arena, buf_slice(&text));
    buf_release(&text);
    return kept;
}

uint32_t rhythm_gaps(const struct streams *s, const struct source_state *sources,
                     uint32_t source_count, const struct histogram *all, struct arena *arena,
                     struct timeline_entry out[INCIDENT_GAPS_MAX])
{
    struct silence longest[INCIDENT_GAPS_MAX + 1];
    uint32_t n = 0;
    for (uint32_t i = 0; i < s->keys.count; i++) {
        const struct stream_info *info = &s->items[i];
        struct silence gap = { .stream = i };
        if (!s->states[i].over_time || !(info->origins & 1u << ORIGIN_LOG)
            || !find_silence(info, s->states[i].over_time,
                             end_of_others(sources, source_count, info->source, info->last_us),
                             &gap)
            || histogram_within(all, gap.from_us, gap.to_us) < GAP_FOREIGN_MIN)
            continue;
        uint32_t at = n;
        for (; at > 0 && is_longer(&gap, &longest[at - 1]); at--)
            longest[at] = longest[at - 1];
        longest[at] = gap;
        n += n < INCIDENT_GAPS_MAX;
    }
    for (uint32_t i = 0; i < n; i++)
        out[i] = (struct timeline_entry){
            .time_us = longest[i].from_us,
            .last_us = longest[i].to_us,
            .kind = TIMELINE_GAP,
            .sig = SIG_NONE,
            .source_name = sources[s->items[longest[i].stream].source].name,
            .source = s->items[longest[i].stream].source,
            .stream = longest[i].stream,
            .count = 1,
            .text = gap_title(&longest[i], arena),
        };
    return n;
}

/* --- bursts ----------------------------------------------------------------------------------- */

static int by_value(const void *pa, const void *pb)
{
    const uint64_t a = *(const uint64_t *)pa, b = *(const uint64_t *)pb;
    return (a > b) - (a < b);
}

/* Of all buckets of the incident, most of which may be empty and outside of the histogram. */
static uint64_t median_of(const struct histogram *h, uint64_t buckets)
{
    uint64_t counts[HISTOGRAM_BUCKETS_MAX];
    for (uint32_t i = 0; i < h->used; i++)
        counts[i] = h->buckets[i].count;
    qsort(counts, h->used, sizeof *counts, by_value);
    const uint64_t outside = buckets > h->used ? buckets - h->used : 0;
    const uint64_t middle = (outside + h->used) / 2;
    return middle < outside ? 0 : counts[middle - outside];
}

static struct slice burst_title(const struct timeline_entry *burst, uint64_t median,
                                int64_t width_us, struct arena *arena)
{
    char length[TIMESTAMP_TEXT_BYTES], width[TIMESTAMP_TEXT_BYTES];
    timestamp_format_duration(burst->last_us - burst->time_us, length);
    timestamp_format_duration(width_us, width);
    struct buf text;
    buf_init(&text);
    buf_printf(&text, "Burst of errors: %" PRIu64 " in %s", burst->count, length);
    if (median == 0)
        buf_add_cstr(&text, ", otherwise hardly any");
    else
        buf_printf(&text, ", otherwise about %" PRIu64 " in %s", median, width);
    const struct slice kept = arena_copy(arena, buf_slice(&text));
    buf_release(&text);
    return kept;
}

static struct timeline_entry burst_of(const struct histogram *h, uint32_t from, uint32_t to)
{
    struct timeline_entry burst = {
        .time_us = h->buckets[from].first_us,
        .last_us = h->buckets[to - 1].last_us,
        .kind = TIMELINE_BURST,
        .sig = SIG_NONE,
        .source = INCIDENT_NONE,
        .stream = INCIDENT_NONE,
    };
    for (uint32_t i = from; i < to; i++)
        burst.count += h->buckets[i].count;
    return burst;
}

uint32_t rhythm_bursts(const struct histogram *errors, int64_t first_us, int64_t last_us,
                       struct arena *arena, struct timeline_entry out[INCIDENT_BURSTS_MAX])
{
    if (errors->used == 0 || last_us - first_us < BURST_BUCKETS_MIN * errors->width_us)
        return 0;
    const uint64_t buckets = (uint64_t)((last_us - first_us) / errors->width_us) + 1;
    const uint64_t median = median_of(errors, buckets);
    const uint64_t limit = median * BURST_TIMES > BURST_MIN ? median * BURST_TIMES : BURST_MIN;
    struct timeline_entry largest[INCIDENT_BURSTS_MAX + 1];
    uint32_t n = 0;
    for (uint32_t from = 0, to; from < errors->used; from = to + 1) {
        for (to = from; to < errors->used && errors->buckets[to].count >= limit; to++)
            ;
        if (to == from)
            continue;
        const struct timeline_entry burst = burst_of(errors, from, to);
        uint32_t at = n;
        for (; at > 0 && burst.count > largest[at - 1].count; at--)
            largest[at] = largest[at - 1];
        largest[at] = burst;
        n += n < INCIDENT_BURSTS_MAX;
    }
    for (uint32_t i = 0; i < n; i++) {
        out[i] = largest[i];
        out[i].text = burst_title(&out[i], median, errors->width_us, arena);
    }
    return n;
}
