#include "base/alloc.h"
#include "base/text.h"
#include "cli/why.h"
#include "match/matcher.h"
#include "report/redact.h"

#include <inttypes.h>

#define SAMPLE_TEXT_BYTES 200

void why_init(struct why *w, const struct sigset *set, uint32_t index)
{
    *w = (struct why){ .set = set, .index = index };
    w->refined_by = SIG_NONE;
    if (index == SIG_NONE)
        return;
    w->sig = &set->items[index];
    w->scratch = confirm_scratch_new(MATCHER_STEP_LIMIT, MATCHER_HEAP_LIMIT_KIB);
    w->match = alloc_zeroed(w->sig->match_count, sizeof *w->match);
    w->exclude = alloc_zeroed(w->sig->exclude_count, sizeof *w->exclude);
    for (uint32_t i = 0; i < w->sig->match_count; i++)
        if (w->sig->match[i].is_jq
            || confirm_new(&w->match[i].confirm, w->sig->match[i].regex, NULL) != STATUS_OK)
            w->match[i].confirm = NULL;
    for (uint32_t i = 0; i < w->sig->exclude_count; i++)
        if (confirm_new(&w->exclude[i], w->sig->exclude[i].regex, NULL) != STATUS_OK)
            w->exclude[i] = NULL;
}

static void tally_release(struct why_tally *t)
{
    for (uint32_t i = 0; i < WHY_SAMPLES_MAX; i++)
        buf_release(&t->samples[i]);
}

void why_release(struct why *w)
{
    if (!w->sig)
        return;
    for (uint32_t i = 0; i < w->sig->match_count; i++) {
        confirm_free(w->match[i].confirm);
        tally_release(&w->match[i].guarded);
        tally_release(&w->match[i].limited);
    }
    for (uint32_t i = 0; i < w->sig->exclude_count; i++)
        confirm_free(w->exclude[i]);
    tally_release(&w->fired);
    tally_release(&w->vetoed);
    tally_release(&w->refined);
    alloc_free(w->match);
    alloc_free(w->exclude);
    confirm_scratch_free(w->scratch);
    buf_release(&w->text);
}

static void add_sample(struct why *w, struct why_tally *t, const char *source,
                       const struct event *event, struct slice at)
{
    if (t->count++ >= WHY_SAMPLES_MAX)
        return;
    const size_t offset = at.ptr ? (size_t)(at.ptr - event->message.ptr) : 0;
    size_t start = offset;
    while (start > 0 && event->message.ptr[start - 1] != '\n')
        start--;
    struct slice line = slice_from(event->message, start);
    line = slice_sub(line, 0, slice_find_byte(line, '\n', 0));
    struct buf *out = &t->samples[t->sample_count++];
    buf_reset(&w->text);
    redact_add(&w->text, slice_sub(line, 0, SAMPLE_TEXT_BYTES));
    text_add_display(out, slice_cstr(source), SLICE("?"));
    buf_printf(out, ":%" PRIu64 ": ", event_line_at(event, offset)->line);
    text_add_display(out, buf_slice(&w->text), SLICE(" "));
}

static struct slice guard_in(const struct sig_pattern *p, struct slice text)
{
    for (uint32_t i = 0; i < p->literals.count; i++) {
        const size_t at = slice_find_nocase(text, p->literals.items[i], 0);
        if (at != SLICE_NONE)
            return slice_sub(text, at, p->literals.items[i].len);
    }
    return slice_empty();
}

static bool is_vetoed(const struct why *w, struct slice text)
{
    struct slice matched;
    struct sig_capture capture;
    uint32_t count;
    for (uint32_t i = 0; i < w->sig->exclude_count; i++)
        if (w->exclude[i]
            && confirm_search(w->exclude[i], w->scratch, text, &matched, &capture, 1, &count)
                   == CONFIRM_YES)
            return true;
    return false;
}

/* The hit that took precedence, or SIG_NONE. */
static uint32_t refining(const struct why *w, const struct hit *hits, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct sig *other = &w->set->items[hits[i].sig];
        for (uint32_t k = 0; k < other->refine_count; k++)
            if (other->refines[k] == w->index)
                return hits[i].sig;
    }
    return SIG_NONE;
}

void why_watch(void *self, const char *source, const struct event *event, const struct hit *hits,
               size_t hit_count)
{
    struct why *w = self;
    for (size_t i = 0; i < hit_count; i++)
        if (hits[i].sig == w->index) {
            add_sample(w, &w->fired, source, event, hits[i].matched);
            return;
        }
    for (uint32_t i = 0; i < w->sig->match_count; i++) {
        struct why_regex *r = &w->match[i];
        const struct slice guard = guard_in(&w->sig->match[i], event->message);
        if (!r->confirm || (guard.len == 0 && w->sig->match[i].literals.count > 0))
            continue;
        struct slice matched;
        struct sig_capture capture;
        uint32_t count;
        switch (
            confirm_search(r->confirm, w->scratch, event->message, &matched, &capture, 1, &count)) {
        case CONFIRM_NO: add_sample(w, &r->guarded, source, event, guard); break;
        case CONFIRM_LIMIT: add_sample(w, &r->limited, source, event, guard); break;
        case CONFIRM_YES: {
            const uint32_t by = refining(w, hits, hit_count);
            if (is_vetoed(w, event->message)) {
                add_sample(w, &w->vetoed, source, event, matched);
            } else if (by != SIG_NONE) {
                w->refined_by = by;
                add_sample(w, &w->refined, source, event, matched);
            }
            return;
        }
        }
    }
}
