/* Each regex on its own: does PCRE2 take it, what does it capture, what guards it. The options are
 * those of match/confirm.h, so that what compiles here compiles there. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "patdb/build_internal.h"
#include "patdb/build_jq.h"
#include "patdb/build_literals.h"
#include "patdb/build_regex.h"

#include <pcre2.h>
#include <stdlib.h>

#define CHECK_OPTIONS (PCRE2_MULTILINE | PCRE2_DUPNAMES | PCRE2_NEVER_BACKSLASH_C | PCRE2_NEVER_UTF)
#define MESSAGE_BYTES 200
#define SHOWN_BYTES 24 /* of the regex, before and behind the place of an error */

struct checker {
    struct build *b;
    struct sig *sig;
    bool is_cre;
    struct arena scratch;
    struct map names; /* captures of this signature */
};

static void report_syntax(struct checker *c, uint32_t line, struct slice regex, int code,
                          size_t offset)
{
    PCRE2_UCHAR message[MESSAGE_BYTES];
    if (pcre2_get_error_message(code, message, sizeof message) < 0)
        message[0] = '\0';
    size_t from = offset > SHOWN_BYTES ? offset - SHOWN_BYTES : 0;
    struct slice before = slice_sub(regex, from, offset - from);
    struct slice behind = slice_sub(regex, offset, SHOWN_BYTES);
    build_report(c->b, true, c->sig->origin_file, line,
                 "%.*s: bad regex at byte %zu: %s: %.*s ^here^ %.*s", SLICE_ARG(c->sig->id), offset,
                 (const char *)message, SLICE_ARG(before), SLICE_ARG(behind));
}

static void collect_names(struct checker *c, const pcre2_code *code)
{
    uint32_t count = 0, size = 0;
    PCRE2_SPTR table = NULL;
    pcre2_pattern_info(code, PCRE2_INFO_NAMECOUNT, &count);
    pcre2_pattern_info(code, PCRE2_INFO_NAMEENTRYSIZE, &size);
    pcre2_pattern_info(code, PCRE2_INFO_NAMETABLE, &table);
    /* An entry: two bytes of group number, then the name, NUL-terminated. pcre2api(3). */
    for (uint32_t i = 0; i < count; i++)
        map_put(&c->names, slice_cstr((const char *)table + (size_t)i * size + 2), NULL);
}

/* False if PCRE2 refuses the regex. */
static bool check_syntax(struct checker *c, struct slice regex, uint32_t line, bool is_match)
{
    int error;
    PCRE2_SIZE offset;
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR)regex.ptr, regex.len, CHECK_OPTIONS, &error, &offset, NULL);
    if (!code) {
        report_syntax(c, line, regex, error, offset);
        return false;
    }
    uint32_t empty = 0;
    pcre2_pattern_info(code, PCRE2_INFO_MATCHEMPTY, &empty);
    if (empty && !c->is_cre)
        build_report(c->b, true, c->sig->origin_file, line,
                     "%.*s: the regex matches the empty text, so every event; require something",
                     SLICE_ARG(c->sig->id));
    if (is_match)
        collect_names(c, code);
    pcre2_code_free(code);
    return true;
}

static void copy_list(struct arena *arena, const struct sig_list *from, struct sig_list *to)
{
    to->items = arena_zeroed(arena, from->count, sizeof *to->items);
    to->count = from->count;
    for (uint32_t i = 0; i < from->count; i++)
        to->items[i] = arena_copy(arena, from->items[i]);
}

static void find_guard(struct checker *c, struct sig_pattern *pattern, uint32_t line, bool is_match)
{
    struct sig_list found, texts;
    arena_reset(&c->scratch);
    struct slice *also;
    literals_extract_both(&c->scratch, pattern->regex, &found, &also);
    copy_list(&c->b->arena, &found, &pattern->literals);
    copy_list(&c->b->arena, &(struct sig_list){ also, found.count }, &texts);
    pattern->also = texts.items;
    arena_reset(&c->scratch);
    const struct regex *tree = regex_parse(&c->scratch, pattern->regex);
    pattern->needs = tree ? regex_needs(tree) : 0;
    const char *risk = tree ? regex_risk(tree) : NULL;
    if (risk)
        build_remark(c->b, "slow-regex", c->sig, line, slice_empty(), "%.*s: slow regex: %s",
                     SLICE_ARG(c->sig->id), risk);
    if (!is_match)
        return;
    if (!found.count && c->is_cre)
        c->sig->unguarded = true; /* CRE rules cannot say so themselves */
    if (!found.count && !c->sig->unguarded)
        build_report(c->b, true, c->sig->origin_file, line,
                     "%.*s: no literal of %d characters that every match holds%s; reword, or write "
                     "unguarded: true",
                     SLICE_ARG(c->sig->id), LITERAL_BYTES_MIN,
                     tree ? "" : " could be found in this syntax");
    for (uint32_t i = 0; i < pattern->literals.count; i++)
        if (literals_bits(pattern->literals.items[i]) < LITERAL_WEAK_BITS)
            build_remark(c->b, "weak-guard", c->sig, line, pattern->literals.items[i],
                         "%.*s: the guard '%.*s' is in many log lines; require more text",
                         SLICE_ARG(c->sig->id), SLICE_ARG(pattern->literals.items[i]));
}

/* Without a guard it is asked of every JSON object: matcher.c. */
static void find_jq_guard(struct checker *c, struct sig_pattern *pattern)
{
    struct sig_list found;
    arena_reset(&c->scratch);
    build_jq_guard(&c->scratch, pattern->regex, &found);
    copy_list(&c->b->arena, &found, &pattern->literals);
    pattern->also = arena_zeroed(&c->b->arena, found.count, sizeof *pattern->also);
    c->sig->unguarded = found.count == 0;
}

static void check_pattern(struct checker *c, struct sig_pattern *pattern, uint32_t line,
                          bool is_match)
{
    if (pattern->is_jq) { /* build_cre_term.c has compiled it */
        find_jq_guard(c, pattern);
        return;
    }
    if (check_syntax(c, pattern->regex, line, is_match))
        find_guard(c, pattern, line, is_match);
}

static int by_bytes(const void *a, const void *b)
{
    return slice_cmp(*(const struct slice *)a, *(const struct slice *)b);
}

static void store_names(struct checker *c)
{
    struct sig_list *names = &c->sig->capture_names;
    names->count = c->names.count;
    names->items = arena_zeroed(&c->b->arena, names->count, sizeof *names->items);
    for (uint32_t i = 0; i < names->count; i++)
        names->items[i] = arena_copy(&c->b->arena, map_key(&c->names, i));
    if (names->count)
        qsort(names->items, names->count, sizeof *names->items, by_bytes);
}

/* An example that wants a capture that no regex has is a slip of the pen. */
static void check_examples(struct checker *c)
{
    for (uint32_t i = 0; i < c->sig->example_count; i++) {
        const struct sig_example *example = &c->sig->examples[i];
        for (uint32_t k = 0; k < example->capture_count; k++)
            if (map_get(&c->names, example->captures[k].name) == MAP_NONE)
                build_report(c->b, true, c->sig->origin_file, c->sig->origin_line,
                             "%.*s: an example wants the capture '%.*s', which no regex has",
                             SLICE_ARG(c->sig->id), SLICE_ARG(example->captures[k].name));
    }
}

static uint32_t line_of(const struct build_item *item, const uint32_t *lines, uint32_t k)
{
    return lines ? lines[k] : item->sig.origin_line;
}

void build_check(struct build *b)
{
    for (uint32_t i = 0; i < b->set.count; i++) {
        const struct build_item *item = b->sorted[i];
        struct checker c = { .b = b, .sig = &b->set.items[i], .is_cre = item->is_cre };
        if (item->is_base && !b->checks_base)
            continue;
        arena_init(&c.scratch);
        map_init(&c.names);
        for (uint32_t k = 0; k < c.sig->match_count; k++)
            check_pattern(&c, &c.sig->match[k], line_of(item, item->match_lines, k), true);
        for (uint32_t k = 0; k < c.sig->exclude_count; k++)
            check_pattern(&c, &c.sig->exclude[k], line_of(item, item->exclude_lines, k), false);
        store_names(&c);
        check_examples(&c);
        map_release(&c.names);
        arena_release(&c.scratch);
    }
}
