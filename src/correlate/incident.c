#include "correlate/incident.h"

/* What the order of everything in an incident goes by. */
struct place {
    int64_t us;
    const char *name;
    uint32_t source;
    uint64_t sequence, line;
};

static int place_order(const struct place *a, const struct place *b)
{
    if (a->us != b->us)
        return a->us < b->us ? -1 : 1;
    const int names = strcmp(a->name ? a->name : "", b->name ? b->name : "");
    if (names != 0)
        return names;
    if (a->source != b->source)
        return a->source < b->source ? -1 : 1;
    if (a->sequence != b->sequence)
        return a->sequence < b->sequence ? -1 : 1;
    return (a->line > b->line) - (a->line < b->line);
}

int occurrence_order(const struct occurrence *a, const struct occurrence *b)
{
    const struct place pa = { a->time_us != TIMESTAMP_NONE ? a->time_us : a->near_us,
                              a->source_name, a->source, a->sequence, a->line };
    const struct place pb = { b->time_us != TIMESTAMP_NONE ? b->time_us : b->near_us,
                              b->source_name, b->source, b->sequence, b->line };
    return place_order(&pa, &pb);
}

bool occurrence_same_event(const struct occurrence *a, const struct occurrence *b)
{
    return a->source == b->source && a->sequence == b->sequence;
}

bool incident_has_event(const struct finding *f, const struct occurrence *at)
{
    for (uint32_t i = 0; i < f->sample_count; i++)
        if (occurrence_same_event(&f->samples[i], at))
            return true;
    return false;
}

int incident_entry_order(const struct timeline_entry *a, const struct timeline_entry *b)
{
    const struct place pa = { a->time_us != TIMESTAMP_NONE ? a->time_us : a->near_us,
                              a->source_name, a->source, a->sequence, a->line };
    const struct place pb = { b->time_us != TIMESTAMP_NONE ? b->time_us : b->near_us,
                              b->source_name, b->source, b->sequence, b->line };
    return place_order(&pa, &pb);
}

const char *incident_kind_name(enum timeline_kind kind)
{
    static const char *const names[TIMELINE_KIND_COUNT] = { "",    "task-start", "task-end",
                                                            "gap", "burst",      "cycle" };
    return names[kind];
}

const char *incident_trend_name(enum trend trend)
{
    static const char *const names[] = { "", "once", "new", "rising", "steady", "falling" };
    return names[trend];
}

struct slice occurrence_capture(const struct occurrence *o, struct slice name)
{
    for (uint32_t i = 0; i < o->capture_count; i++)
        if (slice_eq(o->captures[i].name, name))
            return o->captures[i].value;
    return slice_empty();
}

struct slice occurrence_line(const struct occurrence *o)
{
    const struct slice text = slice_trim(o->text);
    const struct timestamp_context ctx = { .hint_us = o->time_us };
    struct timestamp t;
    const size_t open = text.len > 0 && text.ptr[0] == '[' ? 1 : 0;
    size_t end =
        o->time_us == TIMESTAMP_NONE ? 0 : timestamp_parse(slice_from(text, open), &ctx, &t);
    if (end == 0)
        return text;
    end += open;
    while (end < text.len && strchr(" ]:|-", text.ptr[end]))
        end += text.ptr[end] ? 1 : text.len - end;
    const struct slice rest = slice_trim(slice_from(text, end));
    return rest.len > 0 ? rest : text;
}

const struct finding *incident_finding(const struct incident *inc, uint32_t sig)
{
    for (uint32_t i = 0; i < inc->finding_count; i++)
        if (inc->findings[i].sig == sig)
            return &inc->findings[i];
    return NULL;
}

const struct finding *incident_finding_named(const struct incident *inc, const struct sigset *set,
                                             struct slice id)
{
    const uint32_t sig = sigset_find(set, id);
    return sig == SIG_NONE ? NULL : incident_finding(inc, sig);
}

struct slice incident_fact(const struct incident *inc, struct slice name)
{
    for (uint32_t i = 0; i < inc->fact_count; i++)
        if (slice_eq(inc->facts[i].name, name))
            return inc->facts[i].value;
    return slice_empty();
}
