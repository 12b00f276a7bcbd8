/* Place: is localhost a container of its own, or the machine that everything runs on? */
#include "infer/model.h"

/* Signatures of processes have "container" in front, too: a full disk, a signal, or a unit that
 * systemd gives up, which is captured as its service. Those happen on any host. */
static bool is_of_any_host(const struct finding *f, struct slice id)
{
    static const struct slice any[] = {
        SLICE("container.disk-full"),      SLICE("container.file-permission"),
        SLICE("container.file-in-use"),    SLICE("container.too-many-files"),
        SLICE("container.segfault"),       SLICE("container.illegal-instruction"),
        SLICE("container.out-of-memory"),  SLICE("container.killed"),
        SLICE("container.sigterm"),        SLICE("container.shared-library-missing"),
        SLICE("container.glibc-mismatch"), SLICE("container.thread-limit"),
        SLICE("container.read-only-fs"),
    };
    for (size_t i = 0; i < sizeof any / sizeof *any; i++)
        if (slice_eq(id, any[i]))
            return true;
    bool is_unit = slice_eq(id, SLICE("container.crashed"));
    for (uint32_t i = 0; i < f->sample_count && is_unit; i++)
        is_unit = occurrence_capture(&f->samples[i], SLICE("service")).len > 0;
    return is_unit;
}

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
        const struct slice id = m->set->items[inc->findings[i].sig].id;
        const struct slice c = sig_component(id);
        if (is_of_any_host(&inc->findings[i], id))
            continue;
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
