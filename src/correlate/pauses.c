#include "correlate/pauses.h"

#include "base/buf.h"

void pauses_init(struct pauses *p)
{
    *p = (struct pauses){ .first_us = TIMESTAMP_NONE, .latest_us = TIMESTAMP_NONE };
}

static int64_t length_of(const struct pause *pause)
{
    return pause->to_us - pause->from_us;
}

static void add(struct pauses *p, int64_t from_us, int64_t to_us)
{
    const struct pause pause = { from_us, to_us };
    if (to_us - from_us < PAUSES_MIN_US)
        return;
    if (p->count < INCIDENT_PAUSES_MAX) {
        p->items[p->count++] = pause;
        return;
    }
    struct pause *shortest = &p->items[0];
    for (uint32_t i = 1; i < p->count; i++)
        if (length_of(&p->items[i]) < length_of(shortest))
            shortest = &p->items[i];
    if (length_of(shortest) < length_of(&pause))
        *shortest = pause;
}

static void part(struct pauses *p, int64_t time_us)
{
    for (uint32_t i = 0; i < p->count; i++) {
        const struct pause whole = p->items[i];
        if (time_us <= whole.from_us || time_us >= whole.to_us)
            continue;
        p->items[i] = p->items[--p->count];
        add(p, whole.from_us, time_us);
        add(p, time_us, whole.to_us);
        return;
    }
}

void pauses_note(struct pauses *p, int64_t time_us)
{
    if (time_us == TIMESTAMP_NONE)
        return;
    p->events++;
    if (p->latest_us == TIMESTAMP_NONE) {
        p->first_us = p->latest_us = time_us;
    } else if (time_us > p->latest_us) {
        add(p, p->latest_us, time_us);
        p->latest_us = time_us;
    } else if (time_us >= p->first_us) {
        part(p, time_us);
    } else {
        add(p, time_us, p->first_us);
        p->first_us = time_us;
    }
}

static struct slice title_of(const struct pause *pause, int64_t interval_us, struct arena *arena)
{
    char length[TIMESTAMP_TEXT_BYTES], interval[TIMESTAMP_TEXT_BYTES];
    timestamp_format_duration(length_of(pause), length);
    timestamp_format_duration(interval_us, interval);
    struct buf text;
    buf_init(&text);
    buf_printf(&text, "Nothing came for %s, otherwise a line every %s", length, interval);
    const struct slice kept = arena_copy(arena, buf_slice(&text));
    buf_release(&text);
    return kept;
}

uint32_t pauses_list(const struct pauses *p, struct arena *arena,
                     struct timeline_entry out[INCIDENT_PAUSES_MAX])
{
    int64_t active_us = p->latest_us - p->first_us;
    uint32_t n = 0;
    if (p->events < PAUSES_EVENTS_MIN)
        return 0;
    for (uint32_t i = 0; i < p->count; i++)
        active_us -= length_of(&p->items[i]);
    const int64_t interval_us = active_us / (int64_t)(p->events - 1);
    for (uint32_t i = 0; i < p->count; i++) {
        const struct pause *pause = &p->items[i];
        if (length_of(pause) / PAUSES_INTERVALS < interval_us)
            continue;
        out[n++] = (struct timeline_entry){
            .time_us = pause->from_us,
            .last_us = pause->to_us,
            .kind = TIMELINE_GAP,
            .sig = SIG_NONE,
            .source = INCIDENT_NONE,
            .stream = INCIDENT_NONE,
            .count = 1,
            .text = title_of(pause, interval_us, arena),
        };
    }
    return n;
}
