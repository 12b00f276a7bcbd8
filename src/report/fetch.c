#include "report/fetch.h"

#include "report/advice.h"

enum platform { PLATFORM_AWS, PLATFORM_KUBERNETES, PLATFORM_DOCKER, PLATFORM_OTHER };

/* Formats that only one platform writes, by how they begin (framer.h has them all). */
static const struct {
    struct slice format;
    enum platform platform;
} formats[] = {
    { SLICE("aws-"), PLATFORM_AWS },
    { SLICE("awslogs"), PLATFORM_AWS },
    { SLICE("sam-logs"), PLATFORM_AWS },
    { SLICE("s3-export"), PLATFORM_AWS },
    { SLICE("cloudwatch-"), PLATFORM_AWS },
    { SLICE("console-copy"), PLATFORM_AWS },
    { SLICE("filter-log-events"), PLATFORM_AWS },
    { SLICE("get-log-events"), PLATFORM_AWS },
    { SLICE("insights-"), PLATFORM_AWS },
    { SLICE("lambda"), PLATFORM_AWS },
    { SLICE("firelens"), PLATFORM_AWS },
    { SLICE("ecs-agent"), PLATFORM_AWS },
    { SLICE("cri"), PLATFORM_KUBERNETES },
    { SLICE("kubectl-"), PLATFORM_KUBERNETES },
    { SLICE("kubernetes-"), PLATFORM_KUBERNETES },
    { SLICE("stern"), PLATFORM_KUBERNETES },
    { SLICE("docker-"), PLATFORM_DOCKER },
};

struct fetch {
    enum platform platform;
    uint32_t unless; /* events of this origin (a bit each) make it needless */
    struct slice line;
};

static const struct fetch fetches[] = {
    { PLATFORM_AWS, 1u << ORIGIN_ECS,
      SLICE("aws ecs describe-services --cluster {cluster} --services {service} "
            "--region {region}") },
    { PLATFORM_AWS, 1u << ORIGIN_ECS,
      SLICE("aws ecs describe-tasks --cluster {cluster} --region {region} --tasks $(aws ecs "
            "list-tasks --cluster {cluster} --region {region} --desired-status STOPPED "
            "--query 'taskArns[]' --output text)") },
    { PLATFORM_AWS, 0,
      SLICE("aws logs tail {log_group} --since 6h --format detailed --region {region}") },
    { PLATFORM_AWS, 1u << ORIGIN_ELB,
      SLICE("aws elbv2 describe-target-health --target-group-arn {target_group_arn} "
            "--region {region}") },
    { PLATFORM_KUBERNETES, 0, SLICE("kubectl describe pod {pod}") },
    { PLATFORM_KUBERNETES, 0, SLICE("kubectl logs {pod} --previous --timestamps") },
    { PLATFORM_KUBERNETES, 0, SLICE("kubectl get events --sort-by=.lastTimestamp") },
    { PLATFORM_DOCKER, 0, SLICE("docker compose ps --all") },
    { PLATFORM_DOCKER, 0, SLICE("docker compose logs --timestamps --no-color") },
    { PLATFORM_OTHER, 0, SLICE("The log of this run from its first line on") },
    { PLATFORM_OTHER, 0, SLICE("The log of the last run that worked, as --baseline") },
};

static uint32_t origins_seen(const struct incident *inc)
{
    uint32_t seen = 0;
    for (uint32_t origin = 0; origin < INCIDENT_ORIGINS; origin++)
        if (inc->origin_events[origin] > 0)
            seen |= 1u << origin;
    return seen;
}

/* What somebody said with --set, or what events say of themselves. */
static bool has_aws_fact(const struct incident *inc)
{
    static const struct slice names[] = { SLICE("cluster"), SLICE("log_group"),
                                          SLICE("task_definition") };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (incident_fact(inc, names[i]).len > 0)
            return true;
    for (uint32_t i = 0; i < inc->stream_count; i++)
        if (inc->streams[i].group.len > 0)
            return true;
    return false;
}

static bool has_format_of(const struct report *report, enum platform platform)
{
    for (uint32_t i = 0; i < report->source_count; i++) {
        if (report->sources[i].events == 0)
            continue;
        const struct slice format = slice_cstr(report->sources[i].format);
        for (size_t k = 0; k < sizeof formats / sizeof *formats; k++)
            if (formats[k].platform == platform && slice_starts(format, formats[k].format))
                return true;
    }
    return false;
}

/* Where nothing was read, AWS is what this program is for. */
static enum platform platform_of(const struct report *report)
{
    const uint32_t seen = origins_seen(report->incident);
    if (seen == 0 || (seen & ~(1u << ORIGIN_LOG)) || has_aws_fact(report->incident)
        || has_format_of(report, PLATFORM_AWS))
        return PLATFORM_AWS;
    if (has_format_of(report, PLATFORM_KUBERNETES))
        return PLATFORM_KUBERNETES;
    return has_format_of(report, PLATFORM_DOCKER) ? PLATFORM_DOCKER : PLATFORM_OTHER;
}

bool fetch_line(const struct report *report, uint32_t i, struct buf *out)
{
    const enum platform platform = platform_of(report);
    const uint32_t seen = origins_seen(report->incident);
    for (size_t k = 0; k < sizeof fetches / sizeof *fetches; k++) {
        if (fetches[k].platform != platform || (fetches[k].unless & seen))
            continue;
        if (i-- == 0) {
            advice_fill(fetches[k].line, NULL, report->incident, advice_is_command(fetches[k].line),
                        out);
            return true;
        }
    }
    return false;
}
