/* Line shapes of continuous integration services. */
#include "frame/line_parts.h"

/* Always seven digits of fraction and Z: .NET's round-trip format, as the Actions runner writes
 * it. Source: actions/runner, src/Runner.Common/Logging.cs. */
static size_t github_time(struct slice line, size_t at, int32_t zone_s, int64_t *us)
{
    struct timestamp t;
    if (slice_byte(line, at + 10) != 'T' || slice_byte(line, at + 27) != 'Z'
        || line_time(line, at, zone_s, &t) != at + 28)
        return 0;
    *us = t.us;
    return at + 28;
}

static bool parse_github(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    size_t at = github_time(line, 0, zone_s, &out->time_us);
    return at > 0 && line_rest(line, at, &out->rest);
}

const struct line_shape line_github = {
    .name = "github-actions",
    .help = "GitHub Actions job log",
    .first = LINE_DIGITS,
    .specificity = 224,
    .parse = parse_github,
};

/* JOB, tab, STEP, tab, a line of the job's log; each step's log begins with a BOM. Source:
 * output quoted in cli/cli, issues 9210 and 13687. */
static bool parse_gh(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    size_t job = slice_find_byte(line, '\t', 0);
    size_t step = job == SLICE_NONE ? SLICE_NONE : slice_find_byte(line, '\t', job + 1);
    if (step == SLICE_NONE || job == 0)
        return false;
    size_t at = step + 1;
    at += slice_starts(slice_from(line, at), SLICE("\xEF\xBB\xBF")) ? 3 : 0;
    at = github_time(line, at, zone_s, &out->time_us);
    out->stream = slice_sub(line, 0, job);
    out->container = slice_sub(line, job + 1, step - job - 1);
    struct timestamp t; /* of a transport, behind which all this is the message */
    return at > 0 && line_time(line, 0, zone_s, &t) == 0 && line_rest(line, at, &out->rest);
}

const struct line_shape line_gh = {
    .name = "gh-run-log",
    .help = "gh run view --log: JOB, STEP, line of a GitHub Actions log",
    .specificity = 320,
    .parse = parse_gh,
};

/* "section_start:1560896352:NAME[options]" and a CR; several may stand before the text. Source:
 * GitLab documentation, "Custom collapsible sections". */
static struct slice skip_sections(struct slice s)
{
    for (;;) {
        size_t at = slice_starts(s, SLICE("section_start:")) ? 14
                    : slice_starts(s, SLICE("section_end:")) ? 12
                                                             : 0;
        size_t n = at ? slice_digits(s, at) : 0;
        if (n == 0 || slice_byte(s, at + n) != ':')
            return s;
        size_t cr = slice_find_byte(s, '\r', 0);
        if (cr == SLICE_NONE)
            return slice_empty();
        s = slice_from(s, cr + 1);
    }
}

static bool parse_section(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    (void)zone_s;
    out->rest = skip_sections(line);
    return out->rest.len < line.len;
}

const struct line_shape line_gitlab_section = {
    .name = "gitlab-section",
    .help = "section marks of a GitLab job log",
    .first = "s",
    .heads = { "section_" },
    .specificity = 85,
    .parse = parse_section,
    .flags = LINE_INNER,
};

/* TIME with six digits, the number of the stream in hex, O or E, "+" where the line goes on from
 * the one before. Source: gitlab-org/gitlab merge request 153516, "Handle log timestamps in
 * Ansi2Json". */
static bool parse_gitlab(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    struct timestamp t;
    if (slice_byte(line, 10) != 'T' || slice_byte(line, 26) != 'Z' || slice_byte(line, 27) != ' '
        || line_time(line, 0, zone_s, &t) != 27)
        return false;
    char stream = slice_byte(line, 30), flag = slice_byte(line, 31);
    if (!ascii_is_hex(slice_byte(line, 28)) || !ascii_is_hex(slice_byte(line, 29))
        || (stream != 'O' && stream != 'E') || (line.len > 31 && flag != ' ' && flag != '+'))
        return false;
    out->time_us = t.us;
    out->stream = slice_sub(line, 28, 3);
    out->continues = flag == '+';
    out->rest = slice_from(line, 32);
    return true;
}

const struct line_shape line_gitlab = {
    .name = "gitlab",
    .help = "GitLab job log with timestamps",
    .first = LINE_DIGITS,
    .specificity = 266,
    .parse = parse_gitlab,
};
