#include "frame/line_warn.h"

#include "frame/line_parts.h"

/* As much of the name of a zone as a warning shows. */
#define ZONE_SHOWN_MAX 40

/* A row of `aws logs get-query-results --output yaml`. */
static bool is_insights_yaml(struct slice text)
{
    return text.len > 0 && (text.ptr[0] == '-' || text.ptr[0] == ' ')
           && slice_starts(slice_trim(text), SLICE("- - field: "));
}

void line_warn_output(struct line_warn *w, struct source *src, struct slice text, uint64_t line,
                      uint64_t offset)
{
    if (w->told_output)
        return;
    const bool is_table = line_is_aws_table(text);
    if (!is_table && !is_insights_yaml(text))
        return;
    struct err err;
    w->told_output = true;
    err_init(&err);
    err_set(&err,
            "%s output of the AWS CLI: its times and streams cannot be read; run the command again "
            "with --output json",
            is_table ? "table" : "YAML");
    err_at(&err, line, offset);
    source_warn(src, &err, false);
}

void line_warn_zone(struct line_warn *w, struct source *src, struct slice name, int32_t zone_s,
                    uint64_t line, uint64_t offset)
{
    struct err err;
    if (w->told_zone || name.len == 0)
        return;
    w->told_zone = true;
    err_init(&err);
    err_set(&err,
            "time zone \"%.*s\" is not known, or stands for several: times are read as %s; say "
            "what it is with --tz, such as --tz +05:30",
            (int)(name.len < ZONE_SHOWN_MAX ? name.len : ZONE_SHOWN_MAX), name.ptr,
            zone_s == 0 ? "UTC" : "local time of --tz");
    err_at(&err, line, offset);
    source_warn(src, &err, false);
}
