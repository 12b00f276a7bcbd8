/* embed: writes the examples of all signatures in the input formats that hold log lines, to see
 * that each is still found there (formats.sh).
 *
 *     embed FOLDER        writes FOLDER/FORMAT-ROUND.in and FOLDER/ROUND.ids
 *     embed --formats     names the formats
 *
 * A round takes one example of each signature, so that every id in ROUND.ids must be among the
 * findings of FORMAT-ROUND.in, at the time behind it: what another example shows is not enough. An
 * id is left out where the bare text does not give it, because a
 * signature that refines it matches, too. Shapes: AWS CLI v2 `logs tail` and `filter-log-events`,
 * CloudWatch export to S3 and console CSV, Docker's json-file driver, docker compose, the CRI log
 * format of Kubernetes. */
#include "base/buf.h"
#include "cli/database.h"
#include "match/matcher.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define START_S 1759329900 /* 2025-10-01T14:45:00Z */
#define GAP_S 2            /* between examples: far enough apart to be no one event */
#define ROUNDS_MAX 64
#define SECONDS_PER_DAY 86400
#define SECONDS_PER_HOUR 3600
#define SECONDS_PER_MINUTE 60
#define PATH_BYTES 4096
#define LAST_ASCII 0x7f

struct record {
    struct slice text;
    const char *level; /* a recovery at level error is none */
    uint32_t number;   /* of the example in its round */
    bool is_first;
};

/* "2025-10-01T14:45:02", and past midnight on the next day. */
static void add_time(struct buf *out, const struct record *r)
{
    uint32_t s = START_S % SECONDS_PER_DAY + GAP_S * r->number;
    uint32_t day = 1 + s / SECONDS_PER_DAY;
    s %= SECONDS_PER_DAY;
    buf_printf(out, "2025-10-%02" PRIu32 "T%02" PRIu32 ":%02" PRIu32 ":%02" PRIu32, day,
               s / SECONDS_PER_HOUR, s / SECONDS_PER_MINUTE % SECONDS_PER_MINUTE,
               s % SECONDS_PER_MINUTE);
}

/* A JSON string with its quotes. The examples are UTF-8; what is not ASCII is left as it is. */
static void add_json(struct buf *out, struct slice text)
{
    buf_add_byte(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c == '"' || c == '\\')
            buf_printf(out, "\\%c", c);
        else if (c == '\n')
            buf_add_cstr(out, "\\n");
        else if (c == '\t')
            buf_add_cstr(out, "\\t");
        else if (c < ' ' || c == LAST_ASCII)
            buf_printf(out, "\\u%04x", c);
        else
            buf_add_byte(out, (char)c);
    }
    buf_add_byte(out, '"');
}

/* Calls add for each line of the example. */
static void each_line(struct buf *out, const struct record *r,
                      void (*add)(struct buf *out, const struct record *r, struct slice line))
{
    struct slice rest = r->text, line;
    while (slice_next_line(&rest, &line)) {
        add(out, r, line);
        buf_add_byte(out, '\n');
    }
}

/* The awslogs driver makes an event of each line. */
static void detailed_line(struct buf *out, const struct record *r, struct slice line)
{
    add_time(out, r);
    buf_printf(out, ".123000+00:00 ecs/app/%032" PRIx32, r->number + 1);
    line = slice_trim_right(line); /* as the producer does */
    if (line.len > 0)
        buf_printf(out, " %.*s", SLICE_ARG(line));
}

static void detailed(struct buf *out, const struct record *r)
{
    each_line(out, r, detailed_line);
}

/* An event of many lines: only the first has the time. */
static void tail_short(struct buf *out, const struct record *r)
{
    add_time(out, r);
    buf_add_byte(out, ' ');
    buf_add(out, r->text);
    buf_add_byte(out, '\n');
}

static void tail_json(struct buf *out, const struct record *r)
{
    add_time(out, r);
    buf_printf(out,
               ".123000+00:00 ecs/app/%032" PRIx32 " \n"
               "{\n    \"level\": \"%s\",\n    \"msg\": ",
               r->number + 1, r->level);
    add_json(out, r->text);
    buf_add_cstr(out, "\n}\n");
}

static void filter(struct buf *out, const struct record *r)
{
    uint64_t ms = (START_S + (uint64_t)GAP_S * r->number) * 1000;
    buf_add_cstr(out, r->is_first ? "{\n    \"events\": [\n" : ",\n");
    buf_printf(out,
               "        {\n            \"logStreamName\": \"ecs/app/%032" PRIx32 "\",\n"
               "            \"timestamp\": %" PRIu64 ",\n            \"message\": ",
               r->number + 1, ms);
    add_json(out, r->text);
    buf_printf(out,
               ",\n            \"ingestionTime\": %" PRIu64 ",\n"
               "            \"eventId\": \"%056" PRIu32 "\"\n        }",
               ms + 1, r->number + 1);
}

static void export_s3(struct buf *out, const struct record *r)
{
    add_time(out, r);
    buf_add_cstr(out, ".123Z ");
    buf_add(out, r->text);
    buf_add_byte(out, '\n');
}

static void docker_line(struct buf *out, const struct record *r, struct slice line)
{
    struct buf text;
    buf_init(&text);
    buf_add(&text, line);
    buf_add_byte(&text, '\n');
    buf_add_cstr(out, "{\"log\":");
    add_json(out, buf_slice(&text));
    buf_add_cstr(out, ",\"stream\":\"stderr\",\"time\":\"");
    add_time(out, r);
    buf_add_cstr(out, ".123456789Z\"}");
    buf_release(&text);
}

static void docker(struct buf *out, const struct record *r)
{
    each_line(out, r, docker_line);
}

static void compose_line(struct buf *out, const struct record *r, struct slice line)
{
    buf_printf(out, "svc%" PRIu32 "-1  | ", r->number);
    buf_add(out, line);
}

static void compose(struct buf *out, const struct record *r)
{
    each_line(out, r, compose_line);
}

static void cri_line(struct buf *out, const struct record *r, struct slice line)
{
    add_time(out, r);
    buf_add_cstr(out, ".123456789Z stderr F ");
    buf_add(out, line);
}

static void cri(struct buf *out, const struct record *r)
{
    each_line(out, r, cri_line);
}

static void csv(struct buf *out, const struct record *r)
{
    if (r->is_first)
        buf_add_cstr(out, "timestamp,message\n");
    buf_printf(out, "%" PRIu64 ",\"", (START_S + (uint64_t)GAP_S * r->number) * 1000);
    for (size_t i = 0; i < r->text.len; i++) {
        if (r->text.ptr[i] == '"')
            buf_add_byte(out, '"');
        buf_add_byte(out, r->text.ptr[i]);
    }
    buf_add_cstr(out, "\"\n");
}

static void json_log(struct buf *out, const struct record *r)
{
    buf_add_cstr(out, "{\"time\":\"");
    add_time(out, r);
    buf_printf(out, ".123Z\",\"level\":\"%s\",\"msg\":", r->level);
    add_json(out, r->text);
    buf_add_cstr(out, "}\n");
}

static const struct format {
    const char *name;
    void (*add)(struct buf *out, const struct record *r);
    const char *end;
} formats[] = {
    { "aws-logs-tail", detailed, "" },
    { "aws-logs-tail-short", tail_short, "" },
    { "aws-logs-tail-json", tail_json, "" },
    { "filter-log-events", filter, "\n    ],\n    \"searchedLogStreams\": []\n}\n" },
    { "s3-export", export_s3, "" },
    { "docker-json-file", docker, "" },
    { "compose", compose, "" },
    { "cri", cri, "" },
    { "console-csv", csv, "" },
    { "json-log", json_log, "" },
};

#define FORMAT_COUNT (sizeof formats / sizeof *formats)

static bool is_found(struct matcher *m, uint32_t sig, struct slice text)
{
    const struct event_line line = { .line = 1 };
    const struct event event = { .time_us = TIMESTAMP_NONE,
                                 .message = text,
                                 .length = text.len,
                                 .lines = &line,
                                 .line_count = 1 };
    const struct hit *hits;
    for (size_t i = 0, n = matcher_event(m, &event, &hits); i < n; i++)
        if (hits[i].sig == sig)
            return true;
    return false;
}

static bool write_file(const char *folder, const char *format, uint32_t round, const char *suffix,
                       struct slice bytes)
{
    char path[PATH_BYTES];
    int length = snprintf(path, sizeof path, "%s/%s%" PRIu32 "%s", folder, format, round, suffix);
    if (length < 0 || (size_t)length >= sizeof path)
        return false;
    FILE *file = fopen(path, "wb");
    if (!file)
        return false;
    bool is_good = fwrite(bytes.ptr, 1, bytes.len, file) == bytes.len;
    return fclose(file) == 0 && is_good;
}

/* One example of each signature that has so many. False at the end, or when a file cannot be
 * written. */
static bool write_round(const struct sigset *set, struct matcher *m, const char *folder,
                        uint32_t round)
{
    struct buf ids, out[FORMAT_COUNT];
    uint32_t number = 0;
    buf_init(&ids);
    for (size_t f = 0; f < FORMAT_COUNT; f++)
        buf_init(&out[f]);
    for (uint32_t i = 0; i < set->count; i++) {
        const struct sig *sig = &set->items[i];
        if (round >= sig->example_count || sig->kind == SIG_NOISE
            || !is_found(m, i, sig->examples[round].text))
            continue;
        const char *level = sig->kind == SIG_RECOVERY ? "info" : "error";
        struct record r = { sig->examples[round].text, level, number, number == 0 };
        for (size_t f = 0; f < FORMAT_COUNT; f++)
            formats[f].add(&out[f], &r);
        buf_printf(&ids, "%.*s ", SLICE_ARG(sig->id));
        add_time(&ids, &r);
        buf_add_byte(&ids, '\n');
        number++;
    }
    bool is_good = number && write_file(folder, "", round, ".ids", buf_slice(&ids));
    for (size_t f = 0; f < FORMAT_COUNT; f++) {
        char prefix[PATH_BYTES];
        snprintf(prefix, sizeof prefix, "%s-", formats[f].name);
        buf_add_cstr(&out[f], formats[f].end);
        is_good = is_good && write_file(folder, prefix, round, ".in", buf_slice(&out[f]));
        buf_release(&out[f]);
    }
    buf_release(&ids);
    return is_good;
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return EXIT_FAILURE;
    if (strcmp(argv[1], "--formats") == 0) {
        for (size_t f = 0; f < FORMAT_COUNT; f++)
            puts(formats[f].name);
        return EXIT_SUCCESS;
    }
    struct database *db;
    struct err err;
    err_init(&err);
    if (database_open(&db, NULL, NULL, 0, false, &err) != STATUS_OK)
        return EXIT_FAILURE;
    const struct sigset *set = database_signatures(db);
    struct matcher *m = matcher_new(set, NULL);
    uint32_t rounds = 0;
    while (rounds < ROUNDS_MAX && write_round(set, m, argv[1], rounds))
        rounds++;
    matcher_free(m);
    database_close(db);
    return rounds ? EXIT_SUCCESS : EXIT_FAILURE;
}
