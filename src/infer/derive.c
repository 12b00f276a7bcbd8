/* Names that stand inside of other names: the repository of an image, the instance of a host.
 * Advice is filled with them. */
#include "infer/model.h"

static struct slice known(const struct model *m, const struct hypothesis *h, struct slice name)
{
    for (uint32_t i = 0; i < h->capture_count; i++)
        if (slice_eq(h->captures[i].name, name) && h->captures[i].value.len)
            return h->captures[i].value;
    return incident_fact(m->incident, name);
}

static void add(const struct model *m, struct hypothesis *h, struct slice name, struct slice value)
{
    if (value.len && h->capture_count < MODEL_CAPTURES_MAX && known(m, h, name).len == 0)
        h->captures[h->capture_count++] = (struct sig_capture){ name, value };
}

/* registry/repository:tag@digest; without registry it is Docker Hub's (distribution/reference,
 * reference.go: the first part is a registry if it has a dot or a port). */
static void derive_image(const struct model *m, struct hypothesis *h)
{
    struct slice image = known(m, h, SLICE("image"));
    const size_t at = slice_find_byte(image, '@', 0);
    if (at != SLICE_NONE)
        image = slice_sub(image, 0, at);
    const size_t slash = slice_find_byte(image, '/', 0);
    const size_t dot = slice_find_byte(image, '.', 0);
    const size_t port = slice_find_byte(image, ':', 0);
    if (slash != SLICE_NONE
        && ((dot != SLICE_NONE && dot < slash) || (port != SLICE_NONE && port < slash)))
        image = slice_from(image, slash + 1);
    const size_t colon = slice_find_byte(image, ':', 0);
    if (colon == SLICE_NONE) {
        add(m, h, SLICE("repository"), image);
        return;
    }
    add(m, h, SLICE("repository"), slice_sub(image, 0, colon));
    add(m, h, SLICE("tag"), slice_from(image, colon + 1));
}

/* The first label of an endpoint: mydb.c1a2b3.eu-west-1.rds.amazonaws.com; of ElastiCache, whose
 * endpoints may begin with a role, the one behind it: master.redis-prod.ab12cd.euw1.cache.… . */
static void derive_host(const struct model *m, struct hypothesis *h)
{
    struct slice rest = known(m, h, SLICE("host")), label;
    if (slice_ends(rest, SLICE(".rds.amazonaws.com"))) {
        if (slice_next_field(&rest, '.', &label))
            add(m, h, SLICE("db_instance"), label);
    } else if (slice_ends(rest, SLICE(".cache.amazonaws.com"))) {
        if (slice_starts(rest, SLICE("master.")) || slice_starts(rest, SLICE("replica.")))
            slice_next_field(&rest, '.', &label);
        if (slice_next_field(&rest, '.', &label))
            add(m, h, SLICE("cache"), label);
    }
}

/* Signatures of load balancers capture what they name as "value". */
static void derive_target_group(const struct model *m, struct hypothesis *h)
{
    const uint32_t count = h->capture_count;
    for (uint32_t i = 0; i < count; i++)
        if (slice_find(h->captures[i].value, SLICE(":targetgroup/"), 0) != SLICE_NONE)
            add(m, h, SLICE("target_group_arn"), h->captures[i].value);
}

void derive_captures(const struct model *m, struct hypothesis *h)
{
    derive_image(m, h);
    derive_host(m, h);
    derive_target_group(m, h);
    add(m, h, SLICE("task_definition"), h->rollback.from);
}
