#include "base/alloc.h"
#include "base/buf.h"
#include "correlate/parts.h"

#include <stdlib.h>

/* Of the kinds before the first symptom, those that come first in the list. */
#define TEMPLATES_BEFORE_MAX 3
/* What must be more in one third for a trend; thirds shorter than this show none. */
#define TREND_MIN 3
#define TREND_THIRD_MIN_US (10 * (int64_t)TIMESTAMP_US_PER_S)

void templates_init(struct templates *t)
{
    *t = (struct templates){ 0 };
    map_init(&t->keys);
    t->scratch = alloc_bytes(sizeof *t->scratch);
    buf_init(t->scratch);
}

/* All but the examples, which may have moved on. */
static void drop_tables(struct templates *t)
{
    for (uint32_t i = 0; i < t->count; i++)
        alloc_free(t->over_time[i]);
    map_release(&t->keys);
    alloc_free(t->items);
    alloc_free(t->examples);
    alloc_free(t->over_time);
    alloc_free(t->last);
}

void templates_release(struct templates *t)
{
    for (uint32_t i = 0; i < t->count; i++)
        occurrence_slot_free(t->examples[i]);
    drop_tables(t);
    buf_release(t->scratch);
    alloc_free(t->scratch);
}

/* What is kept of a template at each step: when there are more than TEMPLATES_KEPT_MAX different
 * ones, all are cut shorter and those that are then the same are added up. So a frequent error is
 * never lost to a crowd of rare ones before it. */
static struct slice cut(struct slice template, uint32_t level)
{
    return slice_sub(template, 0, MASK_BYTES_MAX >> level);
}

static void note_times(struct error_template *item, int64_t first_us, int64_t last_us)
{
    if (first_us == TIMESTAMP_NONE)
        return;
    if (item->first_us == TIMESTAMP_NONE || first_us < item->first_us)
        item->first_us = first_us;
    if (item->last_us == TIMESTAMP_NONE || last_us > item->last_us)
        item->last_us = last_us;
}

static struct histogram *new_histogram(void)
{
    struct histogram *h = alloc_bytes(sizeof *h);
    histogram_init(h, TIMESTAMP_US_PER_S);
    return h;
}

static void add_new(struct templates *t)
{
    t->items = alloc_grow(t->items, &t->capacity, t->count + 1, sizeof *t->items);
    t->examples = alloc_grow(t->examples, &t->example_capacity, t->count + 1,
                             sizeof(struct occurrence_slot *));
    t->over_time =
        alloc_grow(t->over_time, &t->over_time_capacity, t->count + 1, sizeof(struct histogram *));
    t->last = alloc_grow(t->last, &t->last_capacity, t->count + 1, sizeof *t->last);
    t->last[t->count] = (struct occurrence){ .stream = INCIDENT_NONE };
    t->examples[t->count] = NULL;
    t->over_time[t->count] = new_histogram();
    t->items[t->count++] =
        (struct error_template){ .first_us = TIMESTAMP_NONE, .last_us = TIMESTAMP_NONE };
}

static void note_last(struct templates *t, uint32_t at, const struct occurrence *occ)
{
    struct occurrence *last = &t->last[at];
    if (t->items[at].count > 0 && occurrence_order(occ, last) < 0)
        return;
    *last = *occ;
    last->text = last->quoted = last->inner = slice_empty();
    last->capture_count = 0;
}

/* The earlier example stays. */
static void merge(struct templates *t, uint32_t at, const struct error_template *item,
                  struct occurrence_slot *example, const struct occurrence *last)
{
    note_last(t, at, last);
    t->items[at].count += item->count;
    note_times(&t->items[at], item->first_us, item->last_us);
    struct occurrence_slot **kept = &t->examples[at];
    if (*kept && occurrence_order(&example->at, &(*kept)->at) >= 0) {
        occurrence_slot_free(example);
        return;
    }
    occurrence_slot_free(*kept);
    *kept = example;
}

static void coarsen(struct templates *t)
{
    struct templates wide = { .level = t->level + 1, .events = t->events, .scratch = t->scratch };
    map_init(&wide.keys);
    for (uint32_t i = 0; i < t->count; i++) {
        const uint32_t at = map_put(&wide.keys, cut(map_key(&t->keys, i), wide.level), NULL);
        if (at == wide.count)
            add_new(&wide);
        merge(&wide, at, &t->items[i], t->examples[i], &t->last[i]);
        histogram_join(wide.over_time[at], t->over_time[i]);
    }
    drop_tables(t);
    *t = wide;
}

static void add_capture(struct occurrence *occ, struct slice name, struct slice value)
{
    if (value.len > 0)
        occ->captures[occ->capture_count++] = (struct sig_capture){ name, value };
}

/* Traces are only read where they are kept: they are long, and mostly the same. */
static void keep_example(struct templates *t, uint32_t at, const struct occurrence *occ,
                         struct slice message)
{
    struct occurrence example = *occ;
    example.capture_count = 0;
    add_capture(&example, SLICE("exception"), crash_exception(occ->text));
    add_capture(&example, SLICE("frame"), crash_frame(message));
    t->examples[at] = occurrence_slot_set(t->examples[at], &example);
}

void templates_add(struct templates *t, const struct occurrence *occ, struct slice message)
{
    t->events++;
    buf_reset(t->scratch);
    mask_line(occ->text, t->scratch);
    struct slice key;
    uint32_t at;
    for (;;) {
        key = cut(buf_slice(t->scratch), t->level);
        at = map_get(&t->keys, key);
        if (at != MAP_NONE || t->count < TEMPLATES_KEPT_MAX)
            break;
        coarsen(t); /* at the last step the text is empty, and one template is left */
    }
    if (at == MAP_NONE) {
        at = map_put(&t->keys, key, NULL);
        add_new(t);
    }
    note_last(t, at, occ);
    t->items[at].count++;
    note_times(&t->items[at], occ->time_us, occ->time_us);
    histogram_add(t->over_time[at], occ->time_us);
    if (!t->examples[at] || occurrence_order(occ, &t->examples[at]->at) < 0)
        keep_example(t, at, occ, message);
}

/* --- order ------------------------------------------------------------------------------------ */

/* How the kind behaves over the time of the incident: the first third against the last. */
static enum trend trend_of(const struct error_template *item, const struct incident *inc)
{
    const int64_t third = (inc->last_us - inc->first_us) / 3;
    if (item->count == 1 || item->first_us == TIMESTAMP_NONE)
        return item->count == 1 ? TREND_ONCE : TREND_UNKNOWN;
    if (third < TREND_THIRD_MIN_US)
        return TREND_UNKNOWN;
    if (item->early == 0 && item->first_us >= inc->last_us - third)
        return TREND_NEW;
    if (item->late >= 2 * item->early + TREND_MIN)
        return TREND_RISING;
    return item->early >= 2 * item->late + TREND_MIN ? TREND_FALLING : TREND_STEADY;
}

static uint64_t growth_of(const struct error_template *item)
{
    return item->late >= item->early + TREND_MIN ? item->late - item->early : 0;
}

/* What says something, then the fastest growing, then the most frequent, then the first. */
static int growth_order(const void *pa, const void *pb)
{
    const struct error_template *a = pa, *b = pb;
    if (a->is_mute != b->is_mute)
        return a->is_mute ? 1 : -1;
    if (growth_of(a) != growth_of(b))
        return growth_of(a) > growth_of(b) ? -1 : 1;
    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return occurrence_order(&a->example, &b->example);
}

static int first_order(const void *pa, const void *pb)
{
    const struct error_template *a = pa, *b = pb;
    if (a->is_mute != b->is_mute)
        return a->is_mute ? 1 : -1;
    return occurrence_order(&a->example, &b->example);
}

/* Those that came before the first symptom are where it may have begun; of very many only the
 * earliest, so that they do not hide the others. */
static uint32_t count_before(const struct templates *t, const struct occurrence *symptom)
{
    uint32_t n = 0;
    while (n < t->count && n < TEMPLATES_BEFORE_MAX && !t->items[n].is_mute
           && (!symptom || occurrence_order(&t->items[n].example, symptom) < 0))
        n++;
    return n;
}

uint32_t templates_sort(struct templates *t, const struct incident *inc,
                        const struct occurrence *symptom)
{
    const int64_t third = inc->first_us == TIMESTAMP_NONE ? 0 : (inc->last_us - inc->first_us) / 3;
    for (uint32_t i = 0; i < t->count; i++) {
        struct error_template *item = &t->items[i];
        item->text = map_key(&t->keys, i);
        item->example = t->examples[i]->at;
        item->early = histogram_between(t->over_time[i], INT64_MIN, inc->first_us + third);
        item->late = histogram_between(t->over_time[i], inc->last_us - third, INT64_MAX);
        item->trend = trend_of(item, inc);
        item->is_mute = mask_is_mute(item->text);
        item->telling = telling_of(item->example.text);
    }
    if (t->count == 0)
        return 0;
    qsort(t->items, t->count, sizeof *t->items, first_order);
    const uint32_t before = symptom ? count_before(t, symptom) : 1;
    for (uint32_t i = 0; i < t->count; i++)
        t->items[i].before_symptoms = symptom && i < before;
    if (t->count > before)
        qsort(&t->items[before], t->count - before, sizeof *t->items, growth_order);
    return t->count < INCIDENT_TEMPLATES_MAX ? t->count : INCIDENT_TEMPLATES_MAX;
}

void templates_renumber(struct templates *t, const uint32_t *to)
{
    for (uint32_t i = 0; i < t->count; i++) {
        uint32_t *places[] = { &t->examples[i]->at.stream, &t->last[i].stream };
        for (size_t k = 0; k < sizeof places / sizeof *places; k++)
            if (*places[k] != INCIDENT_NONE)
                *places[k] = to[*places[k]];
    }
}

/* --- last words ------------------------------------------------------------------------------- */

static bool ends_stream(const struct occurrence *last, const struct stream_info *streams)
{
    return last->stream != INCIDENT_NONE
           && streams[last->stream].last_number <= last->sequence + INCIDENT_LAST_EVENTS;
}

static int telling_order(const struct error_template *a, const struct error_template *b)
{
    if (a->telling != b->telling)
        return a->telling > b->telling ? -1 : 1;
    return occurrence_order(&a->example, &b->example);
}

/* Into a short sorted list; what is over its end falls out. */
static uint32_t insert(struct error_template *list, uint32_t count,
                       const struct error_template *item)
{
    uint32_t at = count;
    while (at > 0 && telling_order(item, &list[at - 1]) < 0)
        at--;
    if (at == INCIDENT_LAST_WORDS_MAX)
        return count;
    if (count == INCIDENT_LAST_WORDS_MAX)
        count--;
    memmove(&list[at + 1], &list[at], (count - at) * sizeof *list);
    list[at] = *item;
    return count + 1;
}

struct error_template *templates_last_words(struct templates *t, const struct stream_info *streams,
                                            struct arena *arena, uint32_t *count)
{
    struct error_template *out = arena_alloc(arena, (INCIDENT_LAST_WORDS_MAX + 1) * sizeof *out);
    *count = 0;
    for (uint32_t i = 0; i < t->count; i++) {
        struct error_template *item = &t->items[i];
        if (!ends_stream(&t->last[i], streams))
            continue;
        item->text = map_key(&t->keys, i);
        item->example = t->examples[i]->at;
        item->telling = telling_of(item->example.text);
        if (item->telling >= TELLING_REASON)
            *count = insert(out, *count, item);
    }
    return out;
}

uint32_t templates_cut(const struct templates *t)
{
    return t->level == 0 ? 0 : (uint32_t)MASK_BYTES_MAX >> t->level;
}
