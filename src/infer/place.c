/* Place: is localhost a container of its own, or the machine that everything runs on? */
#include "infer/model.h"

/* Do the logs tell of containers at all? */
static bool shows_containers(const struct model *m)
{
    static const struct slice of_containers[] = {
        SLICE("container"), SLICE("docker"), SLICE("ecs"), SLICE("image"), SLICE("k8s"),
    };
    const struct incident *inc = m->incident;
    for (uint32_t i = 0; i < inc->stream_count; i++) {
        const struct stream_info *s = &inc->streams[i];
        if (s->container.len > 0 || s->task.len > 0 || s->cluster.len > 0 || s->group.len > 0)
            return true;
    }
    for (uint32_t i = 0; i < inc->finding_count; i++) {
        const struct slice c = sig_component(m->set->items[inc->findings[i].sig].id);
        for (size_t k = 0; k < sizeof of_containers / sizeof *of_containers; k++)
            if (slice_eq(c, of_containers[k]))
                return true;
    }
    return false;
}

/* That a dependency is looked for at localhost is a mistake inside a container. Where nothing runs
 * in one, it is where the dependency would be, and it is just not running. */
bool model_is_at_home(const struct model *m, const struct node *n)
{
    return slice_eq(n->sig->id, SLICE("config.localhost-address")) && !shows_containers(m);
}
