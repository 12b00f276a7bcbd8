/* explain: what a signature means, in words. */
#include "base/text.h"
#include "cli/command.h"
#include "cli/database.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "report/advice.h"
#include "report/style.h"
#include "report/wrap.h"

#include <stdio.h>
#include <unistd.h>

#define INDENT 2
#define ID_COLUMNS 34
#define NEAR_IDS_MAX 8
#define SOURCES_MAX 64
#define MESSAGE_BYTES 1024

static const struct option_row rows[] = {
    { 'd', 'd', "database", OPTION_REQUIRED, "FILE",
      "use a compiled database instead of the built-in one" },
    { 's', 's', "signatures", OPTION_REQUIRED, "PATH",
      "also use the signatures of a YAML file or folder" },
    { 'h', 'h', "help", OPTION_PLAIN, NULL, "print this help" },
    { 0, 0, NULL, OPTION_PLAIN, NULL, NULL },
};

struct page {
    const struct sigset *set;
    struct report_style style;
    struct buf safe; /* scratch of put_text */
    struct buf out;
};

static struct slice safe_text(struct page *p, struct slice text, struct slice newline)
{
    buf_reset(&p->safe);
    text_add_display(&p->safe, text, newline);
    return buf_slice(&p->safe);
}

/* A paragraph, wrapped, all lines indented. */
static void put_text(struct page *p, uint32_t indent, struct slice text)
{
    buf_add_fill(&p->out, ' ', indent);
    struct wrap w = { .width = p->style.width, .column = indent, .indent = indent };
    wrap_add(&p->style, w, safe_text(p, text, SLICE(" ")), &p->out);
}

/* Text as it is, line by line: regexes and log lines must not be wrapped. */
static void put_raw(struct page *p, uint32_t indent, struct slice text)
{
    struct slice line;
    while (slice_next_line(&text, &line)) {
        buf_add_fill(&p->out, ' ', indent);
        buf_add(&p->out, safe_text(p, line, SLICE(" ")));
        buf_add_byte(&p->out, '\n');
    }
}

static void put_heading(struct page *p, const char *text)
{
    buf_add_byte(&p->out, '\n');
    style_add_cstr(&p->style, TONE_STRONG, text, &p->out);
    buf_add_byte(&p->out, '\n');
}

/* "  redis.unavailable    Redis cannot be reached (80 %)". */
static void put_relation(struct page *p, uint32_t sig, double strength)
{
    const struct sig *other = &p->set->items[sig];
    buf_printf(&p->out, "%*s%-*.*s ", INDENT, "", ID_COLUMNS, SLICE_ARG(other->id));
    buf_add(&p->out, safe_text(p, other->title, SLICE(" ")));
    if (strength > 0)
        buf_printf(&p->out, " (%.0f %%)", strength * 100);
    buf_add_byte(&p->out, '\n');
}

static void put_indexes(struct page *p, const char *heading, const uint32_t *items, uint32_t count)
{
    if (count == 0)
        return;
    put_heading(p, heading);
    for (uint32_t i = 0; i < count; i++)
        put_relation(p, items[i], 0);
}

static void put_effects(struct page *p, uint32_t index)
{
    const struct sig *sig = &p->set->items[index];
    if (sig->cause_count)
        put_heading(p, "Causes");
    for (uint32_t i = 0; i < sig->cause_count; i++)
        put_relation(p, sig->causes[i].effect, sig->causes[i].strength);
    bool has_heading = false;
    for (uint32_t i = 0; i < p->set->count; i++) {
        const struct sig *cause = &p->set->items[i];
        for (uint32_t k = 0; k < cause->cause_count; k++) {
            if (cause->causes[k].effect != index)
                continue;
            if (!has_heading)
                put_heading(p, "Caused by");
            has_heading = true;
            put_relation(p, i, cause->causes[k].strength);
        }
    }
}

static void put_list(struct page *p, const char *heading, const struct sig_list *list)
{
    if (list->count == 0)
        return;
    put_heading(p, heading);
    for (uint32_t i = 0; i < list->count; i++)
        put_text(p, INDENT, list->items[i]);
}

static void put_composite(struct page *p, const struct sig_composite *composite)
{
    char window[TIMESTAMP_TEXT_BYTES];
    if (composite->type == SIG_SIMPLE)
        return;
    timestamp_format_duration(composite->window_us, window);
    put_heading(p, composite->type == SIG_SET ? "Made of, in any order" : "Made of, in this order");
    for (uint32_t i = 0; i < composite->term_count; i++)
        buf_printf(&p->out, "%*s%u x %.*s\n", INDENT, "", composite->terms[i].count,
                   SLICE_ARG(composite->terms[i].id));
    for (uint32_t i = 0; i < composite->absence_count; i++)
        buf_printf(&p->out, "%*swithout %.*s\n", INDENT, "", SLICE_ARG(composite->absences[i].id));
    buf_printf(&p->out, "%*swithin %s\n", INDENT, "", window);
}

static void put_patterns(struct page *p, const struct sig *sig)
{
    if (sig->match_count)
        put_heading(p, sig->match[0].is_jq ? "Found by this jq program"
                                           : "Found by one of these regexes");
    for (uint32_t i = 0; i < sig->match_count; i++)
        put_raw(p, INDENT, sig->match[i].regex);
    if (sig->exclude_count)
        put_heading(p, "But not where one of these matches");
    for (uint32_t i = 0; i < sig->exclude_count; i++)
        put_raw(p, INDENT, sig->exclude[i].regex);
    put_composite(p, &sig->composite);
    if (sig->example_count)
        put_heading(p, "Examples");
    for (uint32_t i = 0; i < sig->example_count; i++)
        put_raw(p, INDENT, sig->examples[i].text);
}

/* Commands and sentences, commands marked by "$" as in the report. */
static void put_steps(struct page *p, const struct sig_list *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        if (!advice_is_command(list->items[i])) {
            put_text(p, INDENT, list->items[i]);
            continue;
        }
        buf_add_fill(&p->out, ' ', INDENT);
        style_add_cstr(&p->style, TONE_DIM, "$ ", &p->out);
        struct wrap w = { .width = p->style.width, .column = 2 * INDENT, .indent = 3 * INDENT };
        wrap_add_command(w, safe_text(p, list->items[i], SLICE(" ")), &p->out);
    }
}

static void put_advice(struct page *p, const struct sig *sig)
{
    if (sig->confirm.count)
        put_heading(p, "To confirm");
    put_steps(p, &sig->confirm);
    if (sig->fix.count)
        put_heading(p, "To fix");
    put_steps(p, &sig->fix);
    put_list(p, "Rolling back helps?", &sig->rollback);
}

static void put_signature(struct page *p, uint32_t index)
{
    const struct sig *sig = &p->set->items[index];
    style_add(&p->style, TONE_STRONG, sig->id, &p->out);
    buf_add_byte(&p->out, '\n');
    put_text(p, INDENT, sig->title);
    buf_add_fill(&p->out, ' ', INDENT);
    style_add_cstr(&p->style, style_kind_tone(sig->kind),
                   style_symbol(&p->style, style_kind_symbol(sig->kind)), &p->out);
    buf_add_byte(&p->out, ' ');
    style_add_cstr(&p->style, style_kind_tone(sig->kind), sig_kind_name(sig->kind), &p->out);
    buf_printf(&p->out, ", %s, %s%s\n", sig_domain_name(sig->domain),
               sig_severity_name(sig->severity),
               sig->latent ? ", shown by no log line: only inferred" : "");
    if (sig->explain.len) {
        buf_add_byte(&p->out, '\n');
        put_text(p, INDENT, sig->explain);
    }
    put_effects(p, index);
    put_indexes(p, "Says more than, and replaces", sig->refines, sig->refine_count);
    put_indexes(p, "Closes", sig->recovers, sig->recover_count);
    put_advice(p, sig);
    put_patterns(p, sig);
    if (sig->source.len) {
        put_heading(p, "Where the wording comes from");
        put_text(p, INDENT, sig->source);
    }
    buf_printf(&p->out, "\nDefined in %.*s:%u\n", SLICE_ARG(sig->origin_file), sig->origin_line);
}

/* Ids that share a part with the one that is not known: its component, or its condition. */
static void suggest(const struct sigset *set, struct slice id, struct buf *out)
{
    size_t dot = slice_find_byte(id, '.', 0);
    struct slice component = sig_component(id);
    struct slice condition = dot == SLICE_NONE ? id : slice_from(id, dot + 1);
    unsigned count = 0;
    for (uint32_t i = 0; i < set->count && count < NEAR_IDS_MAX; i++) {
        struct slice other = set->items[i].id;
        bool is_near = slice_eq(sig_component(other), component)
                       || (condition.len && slice_find(other, condition, 0) != SLICE_NONE);
        if (!is_near)
            continue;
        buf_printf(out, "%s%.*s", count ? ", " : "; near it: ", SLICE_ARG(other));
        count++;
    }
}

static bool explain_one(struct page *p, const char *operand)
{
    struct slice id = slice_cstr(operand);
    bool is_found = false;
    for (uint32_t i = 0; i < p->set->count; i++) {
        if (!slice_glob(id, p->set->items[i].id))
            continue;
        if (p->out.len)
            buf_add_cstr(&p->out, "\n\n");
        is_found = true;
        put_signature(p, i);
    }
    if (!is_found) {
        struct buf near;
        buf_init(&near);
        build_suggest(p->set, id, &near);
        if (near.len == 0)
            suggest(p->set, id, &near);
        fprintf(stderr, "culprit: explain: no signature '%s'%s\n", operand, buf_cstr(&near));
        buf_release(&near);
    }
    return is_found;
}

static int fail(const struct err *err)
{
    char text[MESSAGE_BYTES];
    err_format(err, text, sizeof text);
    fprintf(stderr, "culprit: explain: %s\n", text);
    return EXIT_STATUS_USAGE;
}

static int explain(const char *db_path, const char *const *sources, size_t source_count,
                   char **operands)
{
    struct database *db;
    struct err err;
    err_init(&err);
    if (database_open(&db, db_path, sources, source_count, true, &err) != STATUS_OK)
        return fail(&err);
    struct page p = { .set = database_signatures(db),
                      .style = { .color = terminal_color(COLOR_AUTO),
                                 .unicode = terminal_unicode(),
                                 .width = terminal_width() } };
    bool all_found = true;
    for (; *operands; operands++)
        all_found &= explain_one(&p, *operands);
    int status = all_found ? EXIT_STATUS_OK : EXIT_STATUS_USAGE;
    if (output_write(STDOUT_FILENO, buf_slice(&p.out), &err) != STATUS_OK)
        status = fail(&err);
    buf_release(&p.safe);
    buf_release(&p.out);
    database_close(db);
    return status;
}

static int run_explain(int argc, char **argv)
{
    const char *db_path = NULL, *sources[SOURCES_MAX];
    size_t source_count = 0;
    struct option_parser p;
    int id;
    option_parser_init(&p, rows, argc, argv);
    while ((id = option_next(&p)) > 0) {
        if (id == 'd') {
            db_path = p.value;
        } else if (id == 's' && source_count < SOURCES_MAX) {
            sources[source_count++] = p.value;
        } else if (id == 's') {
            fprintf(stderr, "culprit: explain: more than %d -s options\n", SOURCES_MAX);
            return EXIT_STATUS_USAGE;
        } else {
            puts("Usage: culprit explain [OPTION]... ID...\n"
                 "Tells what a signature means, what causes it, what follows, and what helps. An\n"
                 "ID may be a glob: 'redis.*'. 'culprit db list' names them all.\n"
                 "\nOptions:");
            option_print_help(rows, stdout);
            return EXIT_STATUS_OK;
        }
    }
    if (id < 0)
        return EXIT_STATUS_USAGE;
    if (p.index == argc) {
        fputs("culprit: explain: which signature? 'culprit db list' names them all\n", stderr);
        return EXIT_STATUS_USAGE;
    }
    return explain(db_path, sources, source_count, argv + p.index);
}

const struct command cmd_explain = { "explain", "what a signature means, and what helps",
                                     run_explain };
