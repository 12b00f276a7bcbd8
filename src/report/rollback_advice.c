#include "report/rollback_advice.h"

#include "report/advice.h"
#include "report/fields.h"

#define CAPTURES_MAX (4 * HIT_CAPTURES_MAX)

/* Fills a template with the service, the revisions, then all that the hypothesis knows. */
static void fill(const struct report *report, const struct hypothesis *h, struct slice service,
                 const char *template, struct buf *out)
{
    struct sig_capture known[CAPTURES_MAX];
    struct hypothesis filled = { .captures = known };
    known[filled.capture_count++] = (struct sig_capture){ SLICE("service"), service };
    known[filled.capture_count++] = (struct sig_capture){ SLICE("known_good"), h->rollback.to };
    known[filled.capture_count++] = (struct sig_capture){ SLICE("now"), h->rollback.from };
    for (uint32_t i = 0; i < h->capture_count && filled.capture_count < CAPTURES_MAX; i++)
        known[filled.capture_count++] = h->captures[i];
    advice_fill(slice_cstr(template), &filled, report->incident, true, out);
}

void rollback_advice_reason(const struct report *report, const struct hypothesis *h,
                            struct buf *out)
{
    const struct sig *sig = fields_sig(report, h->sig);
    if (h->rollback.reason.len > 0) {
        buf_add(out, h->rollback.reason);
        return;
    }
    for (uint32_t i = 1; sig && i < sig->rollback.count; i++) {
        if (i > 1)
            buf_add_byte(out, ' ');
        advice_fill(sig->rollback.items[i], h, report->incident, false, out);
    }
}

/* Services to roll back; one that is not known stays "<service>". */
static uint32_t service_count(const struct rollback *r)
{
    return r->service_count ? r->service_count : 1;
}

/* Stopped tasks can be described for about an hour only (Amazon ECS API reference,
 * DescribeTasks). */
static bool capture_line(const struct report *report, const struct hypothesis *h, uint32_t i,
                         struct buf *out)
{
    static const char *const templates[] = {
        "aws ecs describe-services --cluster {cluster} --services {service} --region "
        "{region} > services-before.json",
        "aws ecs describe-tasks --cluster {cluster} --region {region} --tasks $(aws ecs "
        "list-tasks --cluster {cluster} --service-name {service} --region {region} "
        "--desired-status STOPPED --query 'taskArns[]' --output text) > "
        "stopped-tasks.json",
        "aws ecs describe-task-definition --task-definition {now} --region {region} > "
        "task-definition-now.json",
        "aws logs tail {log_group} --since 2h --format detailed --region {region} > "
        "before-rollback.log",
    };
    if (i >= sizeof templates / sizeof *templates)
        return false;
    fill(report, h, h->rollback.services[0], templates[i], out);
    return true;
}

static bool command_line(const struct report *report, const struct hypothesis *h, uint32_t i,
                         struct buf *out)
{
    static const char find[] =
        "aws ecs describe-services --cluster {cluster} --services {service} --region {region} "
        "--query 'services[0].deployments[].[taskDefinition,rolloutState]'";
    static const char *const per_service[] = {
        "aws ecs update-service --cluster {cluster} --service {service} "
        "--task-definition {known_good} --region {region}",
        "aws ecs wait services-stable --cluster {cluster} --services {service} --region "
        "{region}",
    };
    const struct rollback *r = &h->rollback;
    if (r->to.len == 0 && i-- == 0) {
        fill(report, h, r->services[0], find, out);
        return true;
    }
    if (i >= 2 * service_count(r))
        return false;
    fill(report, h, r->services[i / 2], per_service[i % 2], out);
    return true;
}

static bool keep_line(const struct rollback *r, uint32_t i, struct buf *out)
{
    if (i == 0) {
        buf_add_cstr(out, "Secrets, parameters, database schema and data: the revision before must "
                          "find them as they are");
        return true;
    }
    if (i > 1 || r->spared_count == 0)
        return false;
    buf_add_cstr(out, "Services without trouble:");
    for (uint32_t k = 0; k < r->spared_count; k++) {
        buf_add_cstr(out, k ? ", " : " ");
        buf_add(out, r->spared[k]);
    }
    return true;
}

bool rollback_advice_line(const struct report *report, const struct hypothesis *h,
                          enum rollback_list list, uint32_t i, struct buf *out)
{
    const struct rollback *r = &h->rollback;
    if (!r->is_ecs || (r->decision != ROLLBACK_YES && r->decision != ROLLBACK_MAYBE))
        return false;
    switch (list) {
    case ROLLBACK_CAPTURE: return capture_line(report, h, i, out);
    case ROLLBACK_COMMANDS: return command_line(report, h, i, out);
    case ROLLBACK_KEEP: return keep_line(r, i, out);
    }
    return false;
}
