/* Without: what a program or script did not find, and then did its work without. */
#include "infer/model.h"

static bool ends_with_one_of(struct slice id, const struct slice *ends, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (slice_ends(id, ends[i]))
            return true;
    return false;
}

/* Is it code that could not be loaded, and does the program itself call that a warning at most? It
 * tried for something that it can do without. */
static bool is_optional_code(const struct node *n)
{
    static const struct slice ends[] = { SLICE(".module-not-found"), SLICE(".import-error"),
                                         SLICE(".load-error"), SLICE(".class-not-found"),
                                         SLICE(".gem-not-found") };
    return ends_with_one_of(n->sig->id, ends, sizeof ends / sizeof *ends)
           && model_is_told_at_most(n->finding, LEVEL_WARN);
}

/* Is it a package of the system that no repository has, each time? The script that asked for it
 * ends there, whatever else is told behind it, or has something to go on with. */
static bool is_optional_package(const struct node *n)
{
    if (!slice_eq(n->sig->id, SLICE("build.dependency-unresolved")))
        return false;
    for (uint32_t i = 0; i < n->finding->sample_count; i++)
        if (occurrence_capture(&n->finding->samples[i], SLICE("package")).len == 0)
            return false;
    return true;
}

bool model_is_fine_since(const struct model *m, const struct node *n)
{
    const struct occurrence *last = node_last(n);
    return last->stream != INCIDENT_NONE
           && model_is_clean_since(&m->incident->streams[last->stream], last)
           && model_ordinary_events(m, last) >= MODEL_WITHOUT_EVENTS;
}

bool model_is_done_without(const struct model *m, const struct node *n)
{
    return n->sig->kind == SIG_CAUSE && !n->finding->from_composite && is_optional_code(n)
           && model_is_fine_since(m, n);
}

bool model_is_script_without(const struct model *m, const struct node *n)
{
    return n->sig->kind == SIG_CAUSE && !n->finding->from_composite && is_optional_package(n)
           && model_is_fine_since(m, n);
}
