/* Line shapes of hosts: syslog, the journal, the ECS agent. */
#include "frame/level.h"
#include "frame/line_parts.h"

/* <PRI> at the start: facility * 8 + severity. Source: RFC 5424, section 6.2.1. */
static size_t take_pri(struct slice line, enum level *level)
{
    size_t n = slice_byte(line, 0) == '<' ? slice_digits(line, 1) : 0;
    uint64_t pri;
    if (n < 1 || n > 3 || slice_byte(line, 1 + n) != '>'
        || !slice_to_u64(slice_sub(line, 1, n), &pri) || pri > 191)
        return 0;
    *level = level_of_severity((unsigned)(pri % 8));
    return n + 2;
}

/* Position behind structured data ("-" or [id k="v"]…, where ] in values is escaped), or 0.
 * Source: RFC 5424, section 6.3. */
static size_t skip_sd(struct slice line, size_t at)
{
    if (slice_byte(line, at) == '-')
        return at + 1;
    size_t start = at;
    while (slice_byte(line, at) == '[') {
        bool quoted = false;
        for (at++; at < line.len && (quoted || line.ptr[at] != ']'); at++) {
            if (line.ptr[at] == '\\')
                at++;
            else if (line.ptr[at] == '"')
                quoted = !quoted;
        }
        if (at >= line.len)
            return 0;
        at++;
    }
    return at > start ? at : 0;
}

static bool parse_5424(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    struct timestamp t = { .us = TIMESTAMP_NONE };
    size_t at = take_pri(line, &out->level);
    if (at == 0 || slice_byte(line, at) != '1' || slice_byte(line, at + 1) != ' ')
        return false;
    at += 2;
    size_t end = slice_byte(line, at) == '-' ? at + 1 : line_time(line, at, zone_s, &t);
    if (end == 0 || slice_byte(line, end) != ' ')
        return false;
    struct slice host = line_word(line, end + 1);
    struct slice app = line_word(line, end + 1 + host.len + 1);
    at = end + 1 + host.len + 1 + app.len + 1;
    for (int i = 0; i < 2; i++) /* PROCID, MSGID */
        at += line_word(line, at).len + 1;
    at = at < line.len ? skip_sd(line, at) : 0;
    if (at == 0 || !line_rest(line, at, &out->rest))
        return false;
    if (slice_starts(out->rest, SLICE("\xEF\xBB\xBF")))
        out->rest = slice_from(out->rest, 3);
    out->time_us = t.us;
    out->stream = app;
    return true;
}

const struct line_shape line_syslog_5424 = {
    .name = "syslog",
    .help = "syslog, RFC 5424",
    .first = "<",
    .specificity = 230,
    .parse = parse_5424,
};

/* "tag[pid]: " or "tag: ". Gives the tag with its pid, so that processes are told apart. */
static bool take_tag(struct slice line, size_t at, bool needs_pid, struct slice *tag,
                     struct slice *rest)
{
    struct slice word = line_word(line, at);
    if (word.len < 2 || word.ptr[word.len - 1] != ':')
        return false;
    *tag = slice_sub(word, 0, word.len - 1);
    size_t open = slice_find_byte(*tag, '[', 0);
    bool has_pid = open != SLICE_NONE && tag->ptr[tag->len - 1] == ']'
                   && slice_digits(*tag, open + 1) == tag->len - open - 2;
    /* "util.py[DEBUG]: " is what the program of the tag before says. */
    if ((!has_pid && (needs_pid || open != SLICE_NONE)) || open == 0)
        return false;
    return line_rest(line, at + word.len, rest);
}

/* "<PRI>Mon dd hh:mm:ss host tag: message". The year is not told. Source: RFC 3164, section 4.1. */
static bool parse_3164(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    struct timestamp t;
    size_t at = take_pri(line, &out->level);
    size_t end = at ? line_time(line, at, zone_s, &t) : 0;
    if (end == 0 || slice_byte(line, end) != ' ')
        return false;
    out->time_us = t.us;
    out->yearless = slice_sub(line, at, end - at);
    struct slice host = line_word(line, end + 1);
    if (!take_tag(line, end + 1 + host.len + 1, false, &out->stream, &out->rest))
        out->rest = slice_from(line, end + 1);
    return true;
}

const struct line_shape line_syslog_3164 = {
    .name = "syslog-bsd",
    .help = "syslog, RFC 3164",
    .first = "<",
    .specificity = 130,
    .parse = parse_3164,
};

/* ISO time, host, tag[pid]: journalctl -o short-iso, and files of rsyslog. */
static bool parse_iso(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    struct timestamp t;
    if (slice_byte(line, 10) != 'T')
        return false;
    size_t at = line_time(line, 0, zone_s, &t);
    if (at == 0 || !t.has_zone || slice_byte(line, at) != ' ')
        return false;
    struct slice host = line_word(line, at + 1);
    if (host.len == 0 || !take_tag(line, at + 1 + host.len + 1, true, &out->stream, &out->rest))
        return false;
    out->time_us = t.us;
    return true;
}

const struct line_shape line_syslog_iso = {
    .name = "journal-iso",
    .help = "journalctl -o short-iso, rsyslog files",
    .first = LINE_DIGITS,
    .specificity = 270,
    .parse = parse_iso,
    .flags = LINE_INDENT_CONTINUES,
};

/* What journalctl says between the entries; *us is a time in it, which has a year. Source: systemd,
 * src/journal/journalctl-show.c ("-- Boot … --", "-- No entries --"; before v254 "-- Journal begins
 * at …", before v247 "-- Logs begin at …", before v245 "-- Reboot --"). */
static bool is_journal_mark(struct slice line, int32_t zone_s, int64_t *us)
{
    static const struct slice texts[] = {
        { "-- Boot ", 8 },           { "-- Reboot --", 12 },          { "-- No entries --", 16 },
        { "-- Logs begin at ", 17 }, { "-- Journal begins at ", 21 },
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (slice_starts(line, texts[i]) && slice_ends(line, SLICE("--"))) {
            struct timestamp t;
            const size_t day = texts[i].len + 4; /* behind "Mon " */
            *us = line_time(line, day, zone_s, &t) > 0 && t.has_year ? t.us : TIMESTAMP_NONE;
            return true;
        }
    return false;
}

/* "Oct 01 14:45:12 host unit[pid]: message", local zone, no year; the host is missing where a
 * program writes the file itself, as cloud-init does. */
static bool parse_journal(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    struct timestamp t;
    if (is_journal_mark(line, zone_s, &out->time_us)) {
        out->rest = slice_empty();
        return true;
    }
    if (slice_byte(line, 3) != ' ' || !ascii_is_alpha(line.ptr[0]))
        return false;
    size_t at = line_time(line, 0, zone_s, &t);
    if (at == 0 || t.has_year || slice_byte(line, at) != ' ')
        return false;
    struct slice host = line_word(line, at + 1);
    if (host.len == 0
        || (!take_tag(line, at + 1 + host.len + 1, false, &out->stream, &out->rest)
            && !take_tag(line, at + 1, true, &out->stream, &out->rest)))
        return false;
    out->time_us = t.us;
    out->yearless = slice_sub(line, 0, at);
    return true;
}

const struct line_shape line_journal = {
    .name = "journal",
    .help = "journalctl, /var/log/messages",
    .first = "JFMASOND-",
    .specificity = 120,
    .parse = parse_journal,
    .flags = LINE_INDENT_CONTINUES,
};

/* "level=info time=2025-10-01T14:45:12Z msg=…". The line is kept whole: its pairs say more than
 * the message does. Source: aws/amazon-ecs-agent, ecs-agent/logger/log.go. */
static bool parse_agent(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    size_t at = slice_starts(line, SLICE("level=")) ? line_word(line, 0).len + 1 : 0;
    if (at == 0 || !slice_starts(slice_from(line, at), SLICE("time=")))
        return false;
    at += 5;
    at += slice_byte(line, at) == '"';
    struct timestamp t;
    if (line_time(line, at, zone_s, &t) == 0)
        return false;
    out->time_us = t.us;
    out->rest = line;
    return true;
}

const struct line_shape line_ecs_agent = {
    .name = "ecs-agent",
    .help = "ecs-agent.log, ecs-init.log",
    .first = "l",
    .specificity = 220,
    .parse = parse_agent,
};
