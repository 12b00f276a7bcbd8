/* Tested: what stands in pytest's list of failed tests, and is not why they failed. */
#include "infer/model.h"

#define REPORTED_ID "ci.tests-reported"
#define FAILED_ID "build.tests-failed"
#define ASSERTION_ID "ci.test-assertion"

/* Does the runner itself say by this line why a test failed? "E   ValueError: …",
 * "FAILED tests/test_x.py::test_y - ValueError: …". All else is source code, or was printed by what
 * is tested. */
static bool is_reason(const struct occurrence *at)
{
    static const struct slice marks[] = { SLICE("FAILED "), SLICE("ERROR ") };
    const struct slice line = occurrence_line(at);
    if (slice_starts(line, SLICE("E  ")))
        return true;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (slice_starts(line, marks[i]) && slice_byte(line, marks[i].len) != ' '
            && slice_find(slice_sub(line, 0, 200), SLICE(".py"), 0) != SLICE_NONE)
            return true;
    return false;
}

/* Is it behind the line that begins pytest's list ("=== FAILURES ==="), or before it? */
static bool is_beside(const struct finding *f, const struct occurrence *at, bool behind)
{
    for (uint32_t i = 0; i < f->sample_count; i++) {
        const struct occurrence *o = &f->samples[i];
        if (o->source != at->source)
            continue;
        if (behind ? o->sequence <= at->sequence && slice_starts(occurrence_line(o), SLICE("="))
                   : o->sequence >= at->sequence)
            return true;
    }
    return false;
}

bool model_is_test_output(const struct model *m, const struct node *n)
{
    const struct finding *reported =
        incident_finding_named(m->incident, m->set, SLICE(REPORTED_ID));
    const struct finding *failed = incident_finding_named(m->incident, m->set, SLICE(FAILED_ID));
    const struct finding *assertions =
        incident_finding_named(m->incident, m->set, SLICE(ASSERTION_ID));
    uint32_t reasons = 0;
    if (n->sig->kind != SIG_CAUSE || n->finding->from_composite || !reported || !failed)
        return false;
    for (uint32_t i = 0; i < n->finding->sample_count; i++) {
        const struct occurrence *at = &n->finding->samples[i];
        if (!is_beside(reported, at, true) || !is_beside(failed, at, false))
            return false;
        reasons += is_reason(at);
    }
    return reasons == 0 || (assertions && assertions->count > n->finding->count);
}
