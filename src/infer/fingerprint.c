#include "infer/fingerprint.h"

#include "base/buf.h"
#include "correlate/mask.h"

#include <inttypes.h>
#include <stdio.h>

static bool is_one_of(struct slice name, const char *const *names)
{
    for (; *names; names++)
        if (slice_eq(name, slice_cstr(*names)))
            return true;
    return false;
}

/* Numbers in these are what they are about. */
static bool is_exact(struct slice name)
{
    static const char *const names[] = { "port",    "code",   "status", "signal",
                                         "version", "region", NULL };
    return is_one_of(name, names);
}

static bool is_volatile(struct slice name)
{
    static const char *const names[] = { "task",         "line", "time",   "exit_code",
                                         "container_id", "pid",  "thread", "deployment",
                                         "request_id",   NULL };
    return is_one_of(name, names);
}

static void add_captures(const struct occurrence *occ, struct buf *text)
{
    for (uint32_t i = 0; i < occ->capture_count; i++) {
        const struct sig_capture *c = &occ->captures[i];
        if (is_volatile(c->name) || c->value.len == 0)
            continue;
        buf_add_byte(text, '\n');
        buf_add(text, c->name);
        buf_add_byte(text, '=');
        if (is_exact(c->name))
            buf_add(text, c->value);
        else
            mask_name(c->value, text);
    }
}

static void add_unknown(const struct incident *inc, struct buf *text)
{
    if (inc->template_count == 0)
        return;
    buf_add_byte(text, '\n');
    mask_line(inc->templates[0].example.text, text); /* its own text may be cut */
}

void fingerprint_make(const struct incident *inc, struct hypothesis *h)
{
    const struct finding *own = h->sig == SIG_NONE ? NULL : incident_finding(inc, h->sig);
    struct buf text;
    buf_init(&text);
    buf_add(&text, h->id);
    buf_add_byte(&text, '\n');
    buf_add(&text, incident_fact(inc, SLICE("service")));
    if (own && own->sample_count > 0)
        add_captures(&own->samples[0], &text);
    else if (h->sig == SIG_NONE)
        add_unknown(inc, &text);
    snprintf(h->fingerprint, sizeof h->fingerprint, "%016" PRIx64, slice_hash(buf_slice(&text)));
    buf_release(&text);
}
