#include "patdb/signature.h"

static const char *const kind_names[SIG_KIND_COUNT] = { "cause", "symptom", "change", "recovery",
                                                        "noise" };

static const char *const domain_names[SIG_DOMAIN_COUNT] = { "application", "configuration",
                                                            "image-build", "dependency",
                                                            "permissions", "network",
                                                            "capacity",    "platform" };

static const char *const severity_names[SIG_SEVERITY_COUNT] = { "info", "warning", "error",
                                                                "critical" };

const char *sig_kind_name(enum sig_kind kind)
{
    return (unsigned)kind < SIG_KIND_COUNT ? kind_names[kind] : "";
}

const char *sig_domain_name(enum sig_domain domain)
{
    return (unsigned)domain < SIG_DOMAIN_COUNT ? domain_names[domain] : "";
}

const char *sig_severity_name(enum sig_severity severity)
{
    return (unsigned)severity < SIG_SEVERITY_COUNT ? severity_names[severity] : "";
}

/* Index of s in names, or count. */
static unsigned find_name(const char *const *names, unsigned count, struct slice s)
{
    unsigned i = 0;
    while (i < count && !slice_eq(slice_cstr(names[i]), s))
        i++;
    return i;
}

bool sig_kind_parse(struct slice s, enum sig_kind *out)
{
    unsigned i = find_name(kind_names, SIG_KIND_COUNT, s);
    if (i == SIG_KIND_COUNT)
        return false;
    *out = (enum sig_kind)i;
    return true;
}

bool sig_domain_parse(struct slice s, enum sig_domain *out)
{
    unsigned i = find_name(domain_names, SIG_DOMAIN_COUNT, s);
    if (i == SIG_DOMAIN_COUNT)
        return false;
    *out = (enum sig_domain)i;
    return true;
}

bool sig_severity_parse(struct slice s, enum sig_severity *out)
{
    unsigned i = find_name(severity_names, SIG_SEVERITY_COUNT, s);
    if (i == SIG_SEVERITY_COUNT)
        return false;
    *out = (enum sig_severity)i;
    return true;
}

uint32_t sigset_find(const struct sigset *set, struct slice id)
{
    uint32_t low = 0, high = set->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = slice_cmp(set->items[middle].id, id);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return SIG_NONE;
}

uint32_t sigset_own_count(const struct sigset *set)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < set->count; i++)
        count += !set->items[i].is_part;
    return count;
}

struct slice sig_component(struct slice id)
{
    size_t dot = slice_find_byte(id, '.', 0);
    return dot == SLICE_NONE ? id : slice_sub(id, 0, dot);
}

bool sig_is_run(const struct sig *sig)
{
    return sig->kind == SIG_CHANGE && slice_eq(sig->id, SLICE("app.starting"));
}
