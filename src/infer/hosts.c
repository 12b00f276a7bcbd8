/* Hosts: a program that did not start, and those that name it as the host which does not answer. */
#include "infer/model.h"

static struct slice container_of(const struct model *m, const struct occurrence *at)
{
    return at->stream == INCIDENT_NONE ? slice_empty() : m->incident->streams[at->stream].container;
}

/* "db" of "db:5432" and "http://db:5432/x". */
static struct slice host_of(const struct occurrence *at)
{
    struct slice host = occurrence_capture(at, SLICE("host"));
    const size_t scheme = slice_find(host, SLICE("://"), 0);
    if (scheme < host.len)
        host = slice_from(host, scheme + 3);
    size_t end = 0;
    while (end < host.len && host.ptr[end] != ':' && host.ptr[end] != '/')
        end++;
    return slice_sub(host, 0, end);
}

/* Compose names the containers of a service "db" "db", "db-1", "shop-db-1" or "shop_db_1", and the
 * service is the host name. */
static bool is_container_of(struct slice container, struct slice host)
{
    size_t n = container.len;
    while (n > 0 && container.ptr[n - 1] >= '0' && container.ptr[n - 1] <= '9')
        n--;
    if (n > 1 && n < container.len && (container.ptr[n - 1] == '-' || container.ptr[n - 1] == '_'))
        container = slice_sub(container, 0, n - 1);
    if (host.len == 0 || !slice_ends(container, host))
        return false;
    const char before =
        container.len == host.len ? '-' : container.ptr[container.len - host.len - 1];
    return before == '-' || before == '_';
}

/* The host part of an address that every machine and every container has for itself. */
static bool is_loopback(struct slice address)
{
    static const struct slice own[] = { SLICE("localhost"), SLICE("127."), SLICE("::1"),
                                        SLICE("[::1]") };
    const size_t scheme = slice_find(address, SLICE("://"), 0);
    if (scheme < address.len)
        address = slice_from(address, scheme + 3);
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (slice_starts(address, own[i]))
            return true;
    return false;
}

bool model_is_out_of_reach(const struct model *m, const struct occurrence *missing,
                           const struct occurrence *other)
{
    const struct slice a = container_of(m, missing), b = container_of(m, other);
    return a.len > 0 && b.len > 0 && !slice_eq(a, b)
           && is_loopback(occurrence_capture(missing, SLICE("host")));
}

/* Did this keep the container from starting that the occurrence names, in another stream? */
static bool is_named_by(const struct model *m, const struct node *dead, const struct occurrence *at)
{
    const struct slice host = host_of(at);
    for (uint32_t i = 0; i < dead->finding->sample_count; i++) {
        const struct occurrence *o = &dead->finding->samples[i];
        if (o->stream != at->stream && is_container_of(container_of(m, o), host))
            return true;
    }
    return false;
}

bool model_is_named(const struct model *m, uint32_t dead, uint32_t node)
{
    const struct node *d = &m->nodes[dead], *n = &m->nodes[node];
    const bool is_absence = n->sig->domain == SIG_NETWORK || n->sig->domain == SIG_DEPENDENCY;
    return dead != node && is_absence && d->sig->kind == SIG_CAUSE && model_is_fatal(m, d->sig)
           && is_named_by(m, d, node_last(n)) && is_named_by(m, d, node_first(n));
}

/* A container that ends has no address and no name that resolves: what others say of their
 * connections to it follows from what ended it, whatever the two are. And so does what follows from
 * that. */
void model_reach_hosts(struct model *m)
{
    for (uint32_t i = 0; i < m->node_count; i++)
        for (uint32_t k = 0; k < m->node_count; k++) {
            if (model_reach_of(m, k, i) > 0 || !model_is_named(m, i, k))
                continue;
            for (uint32_t x = 0; x < m->node_count; x++) {
                double *reach = &m->reach[i * m->node_count + x];
                const double through = MODEL_HOST * (x == k ? 1 : model_reach_of(m, k, x));
                if (through > *reach)
                    *reach = through;
            }
        }
}
