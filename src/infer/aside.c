/* Aside: what a program beside the work says of itself. */
#include "infer/model.h"

/* Its own log holds at least so much of it, in one of so many events. */
#define OWN_LOG_SHARE 30

/* Does any program say that it works, or that something is mended? */
static bool has_recovery(const struct model *m)
{
    for (uint32_t i = 0; i < m->incident->finding_count; i++) {
        const struct sig *sig = &m->set->items[m->incident->findings[i].sig];
        if (sig_is_good(sig))
            return true;
    }
    return false;
}

/* A cause of severity info; rules of others are taken at their word. */
static bool is_aside(const struct sig *sig)
{
    return sig->kind == SIG_CAUSE && sig->severity == SIG_INFO && !sig->on_entry;
}

bool model_is_aside(const struct model *m, const struct node *n)
{
    if (!is_aside(n->sig))
        return false;
    for (uint32_t i = 0; i < m->node_count; i++)
        if (!is_aside(m->nodes[i].sig) && m->nodes[i].sig->severity > SIG_INFO)
            return true;
    return has_recovery(m) || n->finding->count * OWN_LOG_SHARE < m->incident->events;
}

bool model_asks(const struct node *n)
{
    return n->sig->severity > SIG_INFO || is_aside(n->sig);
}
