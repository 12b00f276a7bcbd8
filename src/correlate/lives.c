/* Tasks as their streams show them: when each began and ended, and whether tasks of one kind (the
 * same service, container and log group) replace each other without end.
 *
 * A log is a window: a task whose lines begin where the window does may be old, and one whose lines
 * stop where it ends goes on. So a start or an end counts only where the task is silent, before or
 * after, for much longer than it usually is, and others of its kind or of its source are not. */
#include "base/alloc.h"
#include "correlate/parts.h"

#include <inttypes.h>
#include <stdlib.h>

/* Silence that makes a start or an end: this, and this many times the usual distance of lines. */
#define SILENCE_US (30 * (int64_t)TIMESTAMP_US_PER_S)
#define SILENCE_INTERVALS 5
/* A task that fails is replaced: it lived at most so long; the next one came at most so much later
 * (ECS waits up to 15 minutes between attempts: Amazon ECS Developer Guide, "Amazon ECS service
 * throttle logic"), or a little before the last line of the old one. */
#define LIFE_SHORT_US (10 * TIMESTAMP_US_PER_MIN)
#define REPLACED_US (15 * TIMESTAMP_US_PER_MIN)
#define OVERLAP_US (5 * (int64_t)TIMESTAMP_US_PER_S)
#define TASK_CHARS 8

static int kind_order(const struct stream_info *a, const struct stream_info *b)
{
    const struct slice of_a[] = { a->service, a->container, a->group };
    const struct slice of_b[] = { b->service, b->container, b->group };
    for (size_t i = 0; i < sizeof of_a / sizeof *of_a; i++) {
        const int order = slice_cmp(of_a[i], of_b[i]);
        if (order != 0)
            return order;
    }
    return 0;
}

static int line_order(const struct stream_line *a, const struct stream_line *b)
{
    const struct occurrence oa = streams_occurrence(a, 0), ob = streams_occurrence(b, 0);
    return occurrence_order(&oa, &ob);
}

/* What sorting needs, as qsort passes nothing on. */
struct handle {
    const struct stream_info *info;
    uint32_t stream;
};

static int by_task(const void *pa, const void *pb)
{
    const struct handle *a = pa, *b = pb;
    const int order = slice_cmp(a->info->task, b->info->task);
    return order != 0 ? order : kind_order(a->info, b->info);
}

struct life_handle {
    struct life life;
    const struct stream_info *kind;
};

static int by_kind(const void *pa, const void *pb)
{
    const struct life_handle *a = pa, *b = pb;
    int order = kind_order(a->kind, b->kind);
    if (order == 0)
        order = line_order(a->life.first, b->life.first);
    return order != 0 ? order : slice_cmp(a->life.task, b->life.task);
}

static void extend(struct life *life, const struct streams *s, uint32_t stream)
{
    const struct stream_line *ends = s->states[stream].ends;
    if (!life->first || line_order(&ends[0], life->first) < 0) {
        life->first = &ends[0];
        life->stream = stream;
    }
    if (!life->last || line_order(&ends[1], life->last) > 0) {
        life->last = &ends[1];
        life->last_stream = stream;
    }
    life->events += s->items[stream].events;
    life->troubles += s->items[stream].troubles;
}

/* One life per task, in whatever streams it wrote; sorted. */
static uint32_t gather(const struct streams *s, struct arena *arena, struct life_handle **out)
{
    struct handle *handles = arena_alloc(arena, s->keys.count * sizeof *handles);
    uint32_t n = 0, count = 0;
    for (uint32_t i = 0; i < s->keys.count; i++)
        if (s->states[i].ends)
            handles[n++] = (struct handle){ &s->items[i], i };
    struct life_handle *lives = arena_alloc(arena, n * sizeof *lives);
    *out = lives;
    if (n == 0)
        return 0;
    qsort(handles, n, sizeof *handles, by_task);
    for (uint32_t i = 0; i < n; i++) {
        const struct stream_info *info = handles[i].info;
        if (i == 0 || !slice_eq(info->task, handles[i - 1].info->task))
            lives[count++] =
                (struct life_handle){ { .task = info->task, .family = handles[i].stream }, info };
        extend(&lives[count - 1].life, s, handles[i].stream);
    }
    qsort(lives, count, sizeof *lives, by_kind);
    return count;
}

static int64_t silence_of(const struct life *life)
{
    const int64_t length = life->last->time_us - life->first->time_us;
    const int64_t interval = life->events > 1 ? length / (int64_t)(life->events - 1) : 0;
    return interval > SILENCE_US / SILENCE_INTERVALS ? interval * SILENCE_INTERVALS : SILENCE_US;
}

static int64_t earlier(int64_t a, int64_t b)
{
    return b != TIMESTAMP_NONE && b < a ? b : a;
}

static int64_t later(int64_t a, int64_t b)
{
    return b != TIMESTAMP_NONE && b > a ? b : a;
}

/* family: lives of one kind. */
static void find_ends(struct life *family, uint32_t count, const struct source_state *sources)
{
    int64_t from = family[0].first->time_us, to = family[0].last->time_us;
    for (uint32_t i = 1; i < count; i++)
        to = later(to, family[i].last->time_us);
    for (uint32_t i = 0; i < count; i++) {
        struct life *life = &family[i];
        const int64_t silence = silence_of(life);
        const int64_t first = earlier(from, sources[life->first->source].first_us);
        const int64_t last = later(to, sources[life->last->source].last_us);
        life->began = life->first->time_us - first >= silence;
        life->ended = last - life->last->time_us >= silence;
    }
}

static bool is_replaced(const struct life *family, uint32_t count, uint32_t at)
{
    const int64_t end = family[at].last->time_us;
    for (uint32_t i = at + 1; i < count; i++)
        if (family[i].first->time_us >= end - OVERLAP_US)
            return family[i].first->time_us <= end + REPLACED_US;
    return false;
}

/* The last of a row: nothing came after it any more, but it came after one that failed. */
static bool is_replacement(const struct life *family, uint32_t at)
{
    const int64_t start = family[at].first->time_us;
    for (uint32_t i = 0; i < at; i++) {
        const int64_t end = family[i].last->time_us;
        if (family[i].cycled && start >= end - OVERLAP_US && start <= end + REPLACED_US)
            return true;
    }
    return false;
}

/* Several tasks that were there when the window began are a deployment's old ones, as far as anyone
 * can tell; a single one may be the first that failed. Lives without trouble are jobs that end. */
static void find_cycles(struct life *family, uint32_t count)
{
    uint32_t old = 0;
    for (uint32_t i = 0; i < count; i++)
        old += !family[i].began;
    for (uint32_t i = 0; i < count; i++) {
        struct life *life = &family[i];
        life->cycled = life->ended && life->troubles > 0 && (life->began || old == 1)
                       && life->last->time_us - life->first->time_us <= LIFE_SHORT_US
                       && (is_replaced(family, count, i) || is_replacement(family, i));
    }
}

void lives_find(const struct streams *s, const struct source_state *sources, struct arena *arena,
                struct lives *out)
{
    struct life_handle *gathered;
    out->count = gather(s, arena, &gathered);
    out->items = arena_alloc(arena, out->count * sizeof *out->items);
    for (uint32_t i = 0; i < out->count; i++)
        out->items[i] = gathered[i].life;
    for (uint32_t from = 0, to; from < out->count; from = to) {
        for (to = from; to < out->count && kind_order(gathered[from].kind, gathered[to].kind) == 0;
             to++)
            out->items[to].family = out->items[from].family;
        find_ends(&out->items[from], to - from, sources);
        find_cycles(&out->items[from], to - from);
    }
}

/* --- entries ---------------------------------------------------------------------------------- */

static struct timeline_entry entry_of(const struct life *life, bool is_end)
{
    const struct stream_line *line = is_end ? life->last : life->first;
    return (struct timeline_entry){
        .time_us = line->time_us,
        .last_us = line->time_us,
        .source_name = line->source_name,
        .sequence = line->sequence,
        .kind = is_end ? TIMELINE_TASK_END : TIMELINE_TASK_START,
        .sig = SIG_NONE,
        .source = line->source,
        .stream = is_end ? life->last_stream : life->stream,
        .line = line->line,
        .count = 1,
    };
}

static struct slice title_of(const struct life *life, bool is_end, struct arena *arena)
{
    struct buf text;
    buf_init(&text);
    buf_add_cstr(&text, "Task ");
    buf_add(&text, slice_sub(life->task, 0, TASK_CHARS));
    buf_add_cstr(&text, is_end ? ": last line" : " started logging");
    if (is_end && life->began) {
        char length[TIMESTAMP_TEXT_BYTES];
        timestamp_format_duration(life->last->time_us - life->first->time_us, length);
        buf_printf(&text, " after %s", length);
    }
    const struct slice kept = arena_copy(arena, buf_slice(&text));
    buf_release(&text);
    return kept;
}

static struct slice folded_title(const struct streams *s, const struct timeline_entry *entry,
                                 const struct life *life, struct arena *arena)
{
    const struct stream_info *info = &s->items[life->family];
    const struct slice name = info->service.len ? info->service : info->container;
    struct buf text;
    buf_init(&text);
    buf_printf(&text, "%" PRIu64 " task%s", entry->count, entry->count == 1 ? "" : "s");
    if (name.len) {
        buf_add_cstr(&text, " of ");
        buf_add(&text, name);
    }
    buf_add_cstr(&text, entry->kind == TIMELINE_TASK_END ? ": last lines" : " started logging");
    const struct slice kept = arena_copy(arena, buf_slice(&text));
    buf_release(&text);
    return kept;
}

static void join(struct timeline_entry *to, const struct timeline_entry *from)
{
    const uint64_t count = to->count + from->count;
    const int64_t last_us = later(to->last_us, from->last_us);
    if (to->count == 0 || incident_entry_order(from, to) < 0)
        *to = *from;
    to->count = count;
    to->last_us = later(last_us, from->last_us);
    if (count > 1)
        to->stream = INCIDENT_NONE;
}

/* One entry for all starts and one for all ends of a kind. */
static uint32_t add_folded(const struct lives *lives, const struct streams *s, struct arena *arena,
                           struct timeline_entry *out)
{
    uint32_t n = 0;
    for (uint32_t from = 0, to; from < lives->count && n + 2 <= INCIDENT_TASKS_MAX; from = to) {
        struct timeline_entry both[2] = { { .last_us = TIMESTAMP_NONE },
                                          { .last_us = TIMESTAMP_NONE } };
        const uint32_t family = lives->items[from].family;
        for (to = from; to < lives->count && lives->items[to].family == family; to++)
            for (int end = 0; end < 2; end++) {
                const struct life *life = &lives->items[to];
                const struct timeline_entry one = entry_of(life, end);
                if (end ? life->ended : life->began)
                    join(&both[end], &one);
            }
        for (int end = 0; end < 2; end++) {
            if (both[end].count == 0)
                continue;
            both[end].text = folded_title(s, &both[end], &lives->items[from], arena);
            out[n++] = both[end];
        }
    }
    return n;
}

uint32_t lives_entries(const struct lives *lives, const struct streams *s, struct arena *arena,
                       struct timeline_entry out[INCIDENT_TASKS_MAX])
{
    uint32_t wanted = 0, n = 0;
    for (uint32_t i = 0; i < lives->count; i++)
        wanted += (uint32_t)lives->items[i].began + lives->items[i].ended;
    if (wanted > INCIDENT_TASKS_MAX)
        return add_folded(lives, s, arena, out);
    for (uint32_t i = 0; i < lives->count; i++)
        for (int end = 0; end < 2; end++) {
            const struct life *life = &lives->items[i];
            if (!(end ? life->ended : life->began))
                continue;
            out[n] = entry_of(life, end);
            out[n++].text = title_of(life, end, arena);
        }
    return n;
}

/* --- cycles ----------------------------------------------------------------------------------- */

/* Tasks that make a cycle. */
#define CYCLE_TASKS_MIN 3

static int by_duration(const void *pa, const void *pb)
{
    const int64_t a = *(const int64_t *)pa, b = *(const int64_t *)pb;
    return (a > b) - (a < b);
}

/* How long the tasks of a row lived, and how far apart their last lines were: the medians. */
struct cycle {
    uint32_t tasks;
    const struct life *first, *last;
    int64_t life_us, period_us;
};

static struct cycle find_cycle(const struct life *family, uint32_t count, struct arena *arena)
{
    struct cycle c = { 0 };
    int64_t *lived = arena_alloc(arena, count * sizeof *lived);
    int64_t *apart = arena_alloc(arena, count * sizeof *apart);
    for (uint32_t i = 0; i < count; i++) {
        const struct life *life = &family[i];
        if (!life->cycled)
            continue;
        lived[c.tasks] = life->last->time_us - life->first->time_us;
        if (c.last)
            apart[c.tasks - 1] = life->first->time_us - c.last->first->time_us;
        else
            c.first = life;
        c.last = life;
        c.tasks++;
    }
    if (c.tasks < CYCLE_TASKS_MIN)
        return c;
    qsort(lived, c.tasks, sizeof *lived, by_duration);
    qsort(apart, c.tasks - 1, sizeof *apart, by_duration);
    c.life_us = lived[c.tasks / 2];
    c.period_us = apart[(c.tasks - 1) / 2];
    return c;
}

static struct slice cycle_title(const struct cycle *c, const struct stream_info *info,
                                struct arena *arena)
{
    const struct slice name = info->service.len ? info->service : info->container;
    char life[TIMESTAMP_TEXT_BYTES], period[TIMESTAMP_TEXT_BYTES];
    timestamp_format_duration(c->life_us, life);
    timestamp_format_duration(c->period_us, period);
    struct buf text;
    buf_init(&text);
    buf_printf(&text, "%u ", c->tasks);
    buf_add(&text, name);
    buf_printf(&text, "%stasks fail after %s each, one every %s", name.len ? " " : "", life,
               period);
    const struct slice kept = arena_copy(arena, buf_slice(&text));
    buf_release(&text);
    return kept;
}

uint32_t lives_cycles(const struct lives *lives, const struct streams *s, struct arena *arena,
                      struct timeline_entry out[INCIDENT_CYCLES_MAX])
{
    uint32_t n = 0;
    for (uint32_t from = 0, to; from < lives->count && n < INCIDENT_CYCLES_MAX; from = to) {
        const uint32_t family = lives->items[from].family;
        for (to = from; to < lives->count && lives->items[to].family == family; to++)
            ;
        const struct cycle c = find_cycle(&lives->items[from], to - from, arena);
        if (c.tasks < CYCLE_TASKS_MIN)
            continue;
        out[n] = entry_of(c.first, false);
        out[n].kind = TIMELINE_CYCLE;
        out[n].last_us = c.last->last->time_us;
        out[n].stream = INCIDENT_NONE;
        out[n].count = c.tasks;
        out[n].text = cycle_title(&c, &s->items[family], arena);
        n++;
    }
    return n;
}
