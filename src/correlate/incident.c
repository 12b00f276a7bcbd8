#include "correlate/incident.h"

int occurrence_order(const struct occurrence *a, const struct occurrence *b)
{
    if (a->time_us != TIMESTAMP_NONE && b->time_us != TIMESTAMP_NONE && a->time_us != b->time_us)
        return a->time_us < b->time_us ? -1 : 1;
    if (a->source != b->source)
        return a->source < b->source ? -1 : 1;
    if (a->sequence != b->sequence)
        return a->sequence < b->sequence ? -1 : 1;
    return (a->line > b->line) - (a->line < b->line);
}

const struct finding *incident_finding(const struct incident *inc, uint32_t sig)
{
    for (uint32_t i = 0; i < inc->finding_count; i++)
        if (inc->findings[i].sig == sig)
            return &inc->findings[i];
    return NULL;
}

struct slice incident_fact(const struct incident *inc, struct slice name)
{
    for (uint32_t i = 0; i < inc->fact_count; i++)
        if (slice_eq(inc->facts[i].name, name))
            return inc->facts[i].value;
    return slice_empty();
}
