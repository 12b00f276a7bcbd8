/* Line shapes of build and deployment services. */
#include "frame/line_parts.h"

/* "[Container] 2025/10/01 14:45:10.120394 message", UTC. Source: CodeBuild build logs in public
 * issues, 2017 to 2026 (fraction since 2023). */
static bool parse_codebuild(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    (void)zone_s;
    struct timestamp t;
    if (!slice_starts(line, SLICE("[Container] ")))
        return false;
    size_t at = line_time(line, 12, 0, &t);
    if (at == 0 || !line_rest(line, at, &out->rest))
        return false;
    out->time_us = t.us;
    return true;
}

const struct line_shape line_codebuild = {
    .name = "codebuild",
    .help = "CodeBuild build log",
    .first = "[",
    .second = "C",
    .heads = { "[Container] " },
    .specificity = 256,
    .parse = parse_codebuild,
    .flags = LINE_INNER,
};

/* "2021-01-05T11:53:18.650651+00:00 app[web.1]: message". Source: Heroku Dev Center, "Logging".
 * What the platform tells of a one-off dyno keeps its name, "heroku[run.1816]: ": its end is that
 * of somebody's command, such as a console, and not of the service. */
static bool parse_heroku(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    struct timestamp t;
    if (slice_byte(line, 10) != 'T')
        return false;
    size_t at = line_time(line, 0, zone_s, &t);
    if (at == 0 || !t.has_zone || slice_byte(line, at) != ' ')
        return false;
    struct slice word = line_word(line, at + 1);
    /* Only two sources: other words in front of brackets are text, such as "error[E0433]:". */
    if (!slice_starts(word, SLICE("app[")) && !slice_starts(word, SLICE("heroku[")))
        return false;
    if (!slice_ends(word, SLICE("]:")) || !line_rest(line, at + 1 + word.len, &out->rest))
        return false;
    if (slice_starts(word, SLICE("heroku[run.")))
        out->rest = slice_from(line, at + 1);
    out->time_us = t.us;
    out->stream = slice_sub(word, 0, word.len - 1);
    return true;
}

const struct line_shape line_heroku = {
    .name = "heroku",
    .help = "heroku logs",
    .first = LINE_DIGITS,
    .specificity = 265,
    .parse = parse_heroku,
};

/* "#12 3.118 message": step and seconds. Steps run side by side. Source: moby/buildkit,
 * util/progress/progressui/printer.go. */
static bool parse_buildkit(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    (void)zone_s;
    size_t step = slice_byte(line, 0) == '#' ? slice_digits(line, 1) : 0;
    if (step == 0 || slice_byte(line, step + 1) != ' ')
        return false;
    size_t at = step + 2, whole = slice_digits(line, at);
    size_t part = slice_byte(line, at + whole) == '.' ? slice_digits(line, at + whole + 1) : 0;
    if (whole == 0 || part == 0 || !line_rest(line, at + whole + 1 + part, &out->rest))
        return false;
    out->stream = slice_sub(line, 0, step + 1);
    return true;
}

const struct line_shape line_buildkit = {
    .name = "buildkit",
    .help = "docker build --progress=plain: #STEP SECONDS message",
    .first = "#",
    .specificity = 90,
    .parse = parse_buildkit,
    .flags = LINE_INNER,
};

/* " > [4/6] RUN npm ci:" opens the excerpt that is shown again below the steps; its lines are the
 * seconds, with three decimals below 10, two below 100, one above, and the text. Source:
 * moby/buildkit, util/progress/progressui/display.go (printErrorLogs, and where v.logs is filled).
 */
static bool parse_excerpt(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    (void)zone_s;
    size_t whole = slice_digits(line, 0);
    size_t decimals = whole == 1 ? 3 : whole == 2 ? 2 : 1;
    return whole > 0 && whole < 6 && slice_byte(line, whole) == '.'
           && slice_digits(line, whole + 1) == decimals
           && slice_byte(line, whole + 1 + decimals) == ' '
           && line_rest(line, whole + 1 + decimals, &out->rest);
}

const struct line_shape line_buildkit_excerpt = {
    .name = "buildkit-excerpt",
    .help = "log of the failed step that docker build shows at the end: SECONDS message",
    .first = LINE_DIGITS,
    .specificity = 70,
    .parse = parse_excerpt,
    .flags = LINE_WEAK,
};

/* A frame of box-drawing characters around a diagnostic. Also as they look when UTF-8 was read as
 * code page 437. Source: hashicorp/terraform, internal/command/format/diagnostic.go. */
static bool parse_terraform(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    static const struct {
        struct slice text;
        bool side;
    } parts[] = {
        { { "\xE2\x94\x82", 3 }, true },             /* │ */
        { { "\xE2\x95\xB7", 3 }, false },            /* ╷ */
        { { "\xE2\x95\xB5", 3 }, false },            /* ╵ */
        { { "\xCE\x93\xC3\xB6\xC3\xA9", 6 }, true }, /* │ in code page 437 */
        { { "\xCE\x93\xC3\xB2\xE2\x95\x96", 7 }, false },
        { { "\xCE\x93\xC3\xB2\xE2\x95\xA1", 7 }, false },
    };
    (void)zone_s;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!slice_starts(line, parts[i].text))
            continue;
        out->block = parts[i].side;
        return line_rest(line, parts[i].text.len, &out->rest)
               && (parts[i].side || slice_trim(out->rest).len == 0);
    }
    return false;
}

const struct line_shape line_terraform = {
    .name = "terraform",
    .help = "diagnostics of terraform and tofu, framed by bars",
    .first = "\xE2\xCE",
    .specificity = 80,
    .parse = parse_terraform,
    .flags = LINE_INNER,
};

/* Position behind "4:47:40 PM" or "16:47:40": the locale decides, and newer versions of Node put
 * U+202F before the half of the day. 0: none. */
static size_t skip_clock(struct slice line, size_t at)
{
    const size_t hours = slice_digits(line, at);
    if (hours < 1 || hours > 2 || slice_byte(line, at + hours) != ':')
        return 0;
    at += hours + 1;
    if (slice_digits(line, at) != 2 || slice_byte(line, at + 2) != ':'
        || slice_digits(line, at + 3) != 2)
        return 0;
    at += 5;
    const struct slice rest = slice_from(line, at);
    const size_t gap = slice_starts(rest, SLICE("\xE2\x80\xAF")) ? 3 : 1;
    const struct slice half = slice_sub(rest, gap, 2);
    return slice_eq(half, SLICE("AM")) || slice_eq(half, SLICE("PM")) ? at + gap + 2 : at;
}

/* "checkout |  3/12 | 4:47:40 PM | UPDATE_FAILED        | AWS::ECS::Service | …": the status is cut
 * to a width. The list of failed resources at the end has no count. A trace of constructs follows,
 * behind tabs. Source: aws/aws-cdk-cli, toolkit-lib activity-printer/history.ts. */
static bool parse_cdk(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    static const struct slice bar = { " | ", 3 };
    (void)zone_s;
    size_t at = slice_find(slice_sub(line, 0, 160), bar, 0);
    if (at == SLICE_NONE || at == 0)
        return false;
    for (at += bar.len; slice_byte(line, at) == ' ';)
        at++;
    const size_t done = slice_digits(line, at);
    const size_t all = slice_byte(line, at + done) == '/' ? slice_digits(line, at + done + 1) : 0;
    if (done > 0 && all > 0 && slice_starts(slice_from(line, at + done + 1 + all), bar))
        at += done + 1 + all + bar.len;
    while (slice_byte(line, at) == ' ')
        at++;
    at = skip_clock(line, at);
    if (at == 0 || !slice_starts(slice_from(line, at), bar))
        return false;
    const struct slice status = slice_from(line, at + bar.len);
    const struct slice word = line_word(status, 0);
    const size_t type = slice_find(status, bar, 0);
    if (word.len < 6 || type == SLICE_NONE
        || slice_find(slice_sub(status, type, 64), SLICE("::"), 0) == SLICE_NONE)
        return false;
    const bool is_skipped = slice_starts(slice_from(status, word.len), SLICE(" (skipped)"));
    out->level = slice_ends(word, SLICE("_FAILED")) && !is_skipped      ? LEVEL_ERROR
                 : slice_find(word, SLICE("ROLLBACK"), 0) != SLICE_NONE ? LEVEL_WARN
                                                                        : LEVEL_INFO;
    out->origin = ORIGIN_STACK;
    out->rest = line;
    return true;
}

const struct line_shape line_cdk = {
    .name = "cdk",
    .help = "cdk deploy 2>&1: STACK | n/m | TIME | STATUS | TYPE | resource, reason",
    .specificity = 104,
    .parse = parse_cdk,
    .flags = LINE_WEAK,
};
