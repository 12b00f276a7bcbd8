/* Access log lines of an Application Load Balancer. Source: Elastic Load Balancing, Application
 * Load Balancers guide, "Access log entries". */
#include "frame/line_parts.h"

/* Fields behind the time, up to the status code: elb client target and three times. */
#define FIELDS_BEFORE_STATUS 6

static bool is_type(struct slice word)
{
    static const struct slice types[] = { { "http", 4 },  { "https", 5 }, { "h2", 2 },
                                          { "grpcs", 5 }, { "ws", 2 },    { "wss", 3 } };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (slice_eq(word, types[i]))
            return true;
    return false;
}

/* The line stays as it is: signatures match its codes and its error_reason. */
static bool parse_alb(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    struct slice type = line_word(line, 0);
    struct timestamp t;
    if (!is_type(type))
        return false;
    size_t at = line_time(line, type.len + 1, zone_s, &t);
    if (at == 0 || !t.has_zone || slice_byte(line, at) != ' ')
        return false;
    struct slice elb = line_word(line, at + 1);
    if (!slice_starts(elb, SLICE("app/")) && !slice_starts(elb, SLICE("net/")))
        return false;
    for (int i = 0; i < FIELDS_BEFORE_STATUS; i++)
        at += 1 + line_word(line, at + 1).len;
    struct slice status = line_word(line, at + 1);
    if (status.len != 3 && !slice_eq(status, SLICE("-")))
        return false;
    out->time_us = t.us;
    out->stream = elb;
    out->origin = ORIGIN_ELB_ACCESS;
    out->level = status.ptr[0] == '5' ? LEVEL_ERROR : LEVEL_INFO;
    out->rest = line;
    return true;
}

const struct line_shape line_alb = {
    .name = "alb-access-log",
    .help = "access log of an Application Load Balancer",
    .first = "hgw",
    .specificity = 330,
    .parse = parse_alb,
};
