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
    .specificity = 256,
    .parse = parse_codebuild,
    .flags = LINE_INNER,
};

/* Always seven digits of fraction and Z: .NET's round-trip format, as the Actions runner writes
 * it. Source: actions/runner, src/Runner.Common/Logging.cs. */
static bool parse_github(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    struct timestamp t;
    if (line_byte(line, 10) != 'T' || line_byte(line, 27) != 'Z'
        || line_time(line, 0, zone_s, &t) != 28)
        return false;
    out->time_us = t.us;
    return line_rest(line, 28, &out->rest);
}

const struct line_shape line_github = {
    .name = "github-actions",
    .help = "GitHub Actions job log",
    .specificity = 224,
    .parse = parse_github,
};

/* "2021-01-05T11:53:18.650651+00:00 app[web.1]: message". Source: Heroku Dev Center, "Logging". */
static bool parse_heroku(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    struct timestamp t;
    if (line_byte(line, 10) != 'T')
        return false;
    size_t at = line_time(line, 0, zone_s, &t);
    if (at == 0 || !t.has_zone || line_byte(line, at) != ' ')
        return false;
    struct slice word = line_word(line, at + 1);
    if (!slice_ends(word, SLICE("]:")) || slice_find_byte(word, '[', 0) == SLICE_NONE
        || word.ptr[0] == '[' || !line_rest(line, at + 1 + word.len, &out->rest))
        return false;
    out->time_us = t.us;
    out->stream = slice_sub(word, 0, word.len - 1);
    return true;
}

const struct line_shape line_heroku = {
    .name = "heroku",
    .help = "heroku logs",
    .specificity = 265,
    .parse = parse_heroku,
};

/* "#12 3.118 message": step and seconds. Steps run side by side. Source: moby/buildkit,
 * util/progress/progressui/printer.go. */
static bool parse_buildkit(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    (void)zone_s;
    size_t step = line_byte(line, 0) == '#' ? line_digits(line, 1) : 0;
    if (step == 0 || line_byte(line, step + 1) != ' ')
        return false;
    size_t at = step + 2, whole = line_digits(line, at);
    size_t part = line_byte(line, at + whole) == '.' ? line_digits(line, at + whole + 1) : 0;
    if (whole == 0 || part == 0 || !line_rest(line, at + whole + 1 + part, &out->rest))
        return false;
    out->stream = slice_sub(line, 0, step + 1);
    return true;
}

const struct line_shape line_buildkit = {
    .name = "buildkit",
    .help = "docker build --progress=plain: #STEP SECONDS message",
    .specificity = 90,
    .parse = parse_buildkit,
    .flags = LINE_INNER,
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
    .specificity = 80,
    .parse = parse_terraform,
    .flags = LINE_INNER,
};
