/* Where findings were seen: which services, which tasks, which streams. */
#include "infer/model.h"

#include "base/map.h"

/* Streams of a finding that are looked at, to compare two of them in bounded time. */
#define SCOPE_STREAMS_MAX 12

/* The service of a stream, or what stands for it where no service is told. Containers and files
 * are not enough: what a compose file starts is one application. */
static struct slice service_key(const struct stream_info *s)
{
    return s->service.len ? s->service : s->group;
}

/* Numbers services 0 … 62; all further ones share bit 63. */
static void number_services(struct model *m)
{
    const struct incident *inc = m->incident;
    struct map keys;
    map_init(&keys);
    m->stream_service = arena_zeroed(m->arena, inc->stream_count, sizeof *m->stream_service);
    for (uint32_t i = 0; i < inc->stream_count; i++) {
        const struct slice key = service_key(&inc->streams[i]);
        if (key.len == 0)
            continue;
        const uint32_t at = map_put(&keys, key, NULL);
        if (at < 63)
            m->service_names[at] = key;
        m->stream_service[i] = UINT64_C(1) << (at < 63 ? at : 63);
    }
    map_release(&keys);
}

static void number_tasks(struct model *m)
{
    const struct incident *inc = m->incident;
    struct map keys;
    map_init(&keys);
    m->stream_task = arena_alloc(m->arena, inc->stream_count * sizeof *m->stream_task);
    m->tasks = arena_zeroed(m->arena, inc->stream_count, sizeof *m->tasks);
    for (uint32_t i = 0; i < inc->stream_count; i++) {
        const struct stream_info *s = &inc->streams[i];
        m->stream_task[i] = INCIDENT_NONE;
        if (s->task.len == 0)
            continue;
        const uint32_t at = map_put(&keys, s->task, NULL);
        m->stream_task[i] = at;
        struct task_scope *t = &m->tasks[at];
        if (t->service == 0)
            *t = (struct task_scope){ .name = s->task, .first_us = TIMESTAMP_NONE };
        t->service |= m->stream_service[i];
        t->trouble = t->trouble || s->troubles > 0;
        if (s->first_us != TIMESTAMP_NONE
            && (t->first_us == TIMESTAMP_NONE || s->first_us < t->first_us))
            t->first_us = s->first_us;
        if (s->last_us != TIMESTAMP_NONE && s->last_us > t->last_us)
            t->last_us = s->last_us;
    }
    m->task_count = keys.count;
    map_release(&keys);
}

void model_scopes(struct model *m)
{
    number_services(m);
    number_tasks(m);
}

uint64_t model_services_of(const struct model *m, const struct finding *f)
{
    uint64_t services = 0;
    for (uint32_t i = 0; i < f->stream_count; i++)
        services |= m->stream_service[f->streams[i]];
    return services;
}

static bool share_stream(const struct model *m, const struct finding *a, const struct finding *b)
{
    const uint32_t na = a->stream_count < SCOPE_STREAMS_MAX ? a->stream_count : SCOPE_STREAMS_MAX;
    const uint32_t nb = b->stream_count < SCOPE_STREAMS_MAX ? b->stream_count : SCOPE_STREAMS_MAX;
    for (uint32_t i = 0; i < na; i++)
        for (uint32_t k = 0; k < nb; k++) {
            const uint32_t x = a->streams[i], y = b->streams[k];
            const uint32_t task = m->stream_task[x];
            if (x == y || (task != INCIDENT_NONE && task == m->stream_task[y]))
                return true;
        }
    return false;
}

static enum scope_relation relate(const struct model *m, const struct node *a, const struct node *b)
{
    if (share_stream(m, a->finding, b->finding))
        return SCOPE_SHARED;
    if (a->services == 0 || b->services == 0 || (a->services & b->services))
        return SCOPE_UNKNOWN;
    return SCOPE_APART;
}

void model_relate(struct model *m)
{
    const uint32_t n = m->node_count;
    m->relations = arena_alloc(m->arena, (size_t)n * n);
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k <= i; k++) {
            const unsigned char relation = (unsigned char)relate(m, &m->nodes[i], &m->nodes[k]);
            m->relations[i * n + k] = relation;
            m->relations[k * n + i] = relation;
        }
}

enum scope_relation model_scope(const struct model *m, const struct node *a, const struct node *b)
{
    const uint32_t i = (uint32_t)(a - m->nodes), k = (uint32_t)(b - m->nodes);
    return (enum scope_relation)m->relations[i * m->node_count + k];
}

/* Is this the name of a task in trouble, of one of these services? */
static bool is_failing(const struct task_scope *t, uint64_t services)
{
    return t->trouble && (t->service == 0 || (t->service & services));
}

void model_coverage(const struct model *m, struct node *n)
{
    bool *seen = arena_zeroed(m->arena, m->task_count, sizeof *seen);
    for (uint32_t i = 0; i < n->finding->stream_count; i++) {
        const uint32_t task = m->stream_task[n->finding->streams[i]];
        if (task == INCIDENT_NONE || seen[task])
            continue;
        seen[task] = true;
        n->tasks_with++;
    }
    if (n->tasks_with == 0)
        return;
    for (uint32_t i = 0; i < m->task_count; i++)
        n->tasks_failing += seen[i] || is_failing(&m->tasks[i], n->services);
}
