#include "cli/watch_view.h"

#include "base/alloc.h"
#include "correlate/correlate.h"
#include "correlate/mask.h"
#include "infer/title.h"

#define MIX UINT64_C(0x9e3779b97f4a7c15)

void watch_view_init(struct watch_view *view, const struct sigset *set, struct live_style style)
{
    *view = (struct watch_view){ .set = set, .style = style };
    view->seen = alloc_zeroed(set->count, sizeof *view->seen);
    buf_init(&view->out);
}

void watch_view_release(struct watch_view *view)
{
    alloc_free(view->seen);
    buf_release(&view->out);
}

/* Of a text: what is the same in others of its kind. *is_mute may be NULL. */
static uint64_t masked_key(struct slice text, bool *is_mute)
{
    struct buf masked;
    buf_init(&masked);
    mask_line(text, &masked);
    const uint64_t key = slice_hash(buf_slice(&masked));
    if (is_mute)
        *is_mute = mask_is_mute(buf_slice(&masked));
    buf_release(&masked);
    return key;
}

/* "Unhandled exception: ValueError" and "Unhandled exception: KeyError" are two things. */
static uint64_t hit_key(const struct watch_view *view, const struct hit *hit)
{
    struct buf title;
    buf_init(&title);
    title_add(&title, view->set->items[hit->sig].title, hit->captures, hit->capture_count, NULL);
    const uint64_t key = masked_key(buf_slice(&title), NULL) + hit->sig + 1;
    buf_release(&title);
    return key;
}

/* The same for an event that may go on and for what became of it. */
static uint64_t place_key(const struct live_event *e, uint64_t line, uint64_t key)
{
    const uint64_t name = slice_hash(slice_cstr(e->source));
    return (((name ^ key) * MIX + line) * MIX + e->event->offset) * MIX | 1;
}

static bool is_known(struct watch_view *view, uint64_t place)
{
    uint64_t count;
    (void)watch_fold_note(&view->places, place, TIMESTAMP_NONE, -1, &count);
    return count > 1;
}

static void show_event(struct watch_view *view, struct live_event *e, uint64_t key, uint64_t line)
{
    const uint64_t place = place_key(e, line, key);
    if (is_known(view, place))
        return;
    const int64_t time_us = e->event->time_us;
    const size_t before = view->out.len;
    if (watch_fold_note(&view->fold, key, time_us, INCIDENT_FOLD_US, &e->count))
        live_add_event(e, &view->style, &view->out);
    if (view->hand_over)
        view->hand_over(view->self, place, key, time_us, slice_from(buf_slice(&view->out), before));
}

void watch_view_event(struct watch_view *view, const char *source, const struct event *event,
                      const struct hit *hits, size_t count)
{
    struct live_event e = { .set = view->set, .source = source, .event = event };
    for (size_t i = 0; i < count; i++) {
        const struct sig *sig = &view->set->items[hits[i].sig];
        if (sig->kind == SIG_NOISE || (sig_is_run(sig) && event->task.len > 0))
            continue;
        view->changes++;
        view->seen[hits[i].sig] = true;
        e.hit = &hits[i];
        show_event(view, &e, hit_key(view, &hits[i]), hits[i].source_line);
    }
    if (event->definition)
        view->changes++;
    if (count > 0 || event->level < LEVEL_ERROR)
        return;
    view->changes++;
    e.hit = NULL;
    e.text = correlate_headline(event, &e.line);
    bool is_mute;
    const uint64_t key = masked_key(e.text, &is_mute);
    if (!is_mute)
        show_event(view, &e, key, e.line);
}

void watch_view_ahead(struct watch_view *view, uint64_t place, uint64_t key, int64_t time_us,
                      struct slice line)
{
    uint64_t count;
    if (place != 0 && is_known(view, place))
        return;
    (void)watch_fold_note(&view->fold, key, time_us, place ? INCIDENT_FOLD_US : -1, &count);
    if (place != 0 || count == 1)
        buf_add(&view->out, line);
}

/* Entries of one thing have one key, however the thing grows: they are shown once. */
static uint64_t derived_key(const struct report *report, const struct timeline_entry *e)
{
    uint64_t key = (uint64_t)e->kind * MIX + e->sig;
    if (e->stream < report->incident->stream_count) {
        const struct stream_info *s = &report->incident->streams[e->stream];
        key = key * MIX + slice_hash(s->task.len ? s->task : s->stream);
    }
    if (e->kind == TIMELINE_FINDING || e->kind == TIMELINE_BURST || e->kind == TIMELINE_GAP)
        key = key * MIX + (uint64_t)e->time_us;
    return key;
}

void watch_view_derived(struct watch_view *view, const struct report *report)
{
    const struct incident *inc = report->incident;
    for (uint32_t i = 0; i < inc->timeline_count; i++) {
        const struct timeline_entry *e = &inc->timeline[i];
        uint64_t count;
        if (e->kind == TIMELINE_FINDING && view->seen[e->sig])
            continue;
        const uint64_t key = derived_key(report, e);
        (void)watch_fold_note(&view->fold, key, e->time_us, -1, &count);
        if (count > 1)
            continue;
        buf_reset(&view->out);
        live_add_entry(report, e, &view->style, &view->out);
        view->hand_over(view->self, 0, key, e->time_us, buf_slice(&view->out));
    }
}
