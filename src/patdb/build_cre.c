#include "patdb/build_cre.h"

#include <stdarg.h>
#include <stdio.h>

#define CRE_SEVERITIES 5
#define PARTS_MAX (2 * SIG_ARRIVAL_TERMS_MAX)

const struct tree *cre_find(const struct tree *map, const char *key)
{
    if (!map || map->kind != TREE_MAP)
        return NULL;
    for (const struct tree *child = map->first; child; child = child->next)
        if (slice_eq(child->key, slice_cstr(key)))
            return child;
    return NULL;
}

void cre_fail(struct cre_reader *r, uint32_t line, const char *fmt, ...)
{
    char text[ERR_TEXT_BYTES / 2];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    r->is_bad = true;
    build_report(r->b, true, r->file, line, "%.*s: %s", SLICE_ARG(r->id), text);
}

void cre_skip(struct cre_reader *r, uint32_t line, const char *fmt, ...)
{
    char text[ERR_TEXT_BYTES / 2];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    if (!r->is_bad)
        build_notice(r->b, r->file, line, "%.*s is not loaded: %s", SLICE_ARG(r->id), text);
    r->is_bad = true;
}

void cre_check_keys(struct cre_reader *r, const struct tree *map, const char *where,
                    const char *const *known)
{
    if (map->kind != TREE_MAP)
        return;
    for (const struct tree *child = map->first; child; child = child->next) {
        bool is_known = false, is_new;
        for (size_t i = 0; known[i]; i++)
            is_known |= slice_eq(child->key, slice_cstr(known[i]));
        if (is_known)
            continue;
        map_put(&r->b->unknown_keys, child->key, &is_new);
        if (is_new)
            build_notice(r->b, r->file, child->line,
                         "unknown key '%.*s' in %s is passed over, here and elsewhere",
                         SLICE_ARG(child->key), where);
    }
}

static struct slice text_of(const struct tree *map, const char *key)
{
    const struct tree *node = cre_find(map, key);
    return node && node->kind == TREE_TEXT ? slice_trim(node->text) : slice_empty();
}

/* --- what it says ----------------------------------------------------------------------------- */

static bool has_word(struct slice text, const char *const *words)
{
    for (size_t i = 0; words[i]; i++)
        if (slice_find(text, slice_cstr(words[i]), 0) != SLICE_NONE)
            return true;
    return false;
}

/* Whose problem it is, from category and tags: the first row with a word that is in them. */
static enum sig_domain domain_of(struct slice category, const struct tree *tags)
{
    static const char *const permissions[] = { "authoriz", "authent", "permission",
                                               "rbac",     "access",  NULL };
    static const char *const capacity[] = { "memory",           "oom",     "disk",
                                            "resource-exhaust", "storage", "quota",
                                            "capacity",         "scaling", "noisy",
                                            "performance",      NULL };
    static const char *const network[] = {
        "network", "dns",     "load-balancer", "proxy", "connectivity", "mesh", "upstream",
        "timeout", "vpc-cni", "istio",         NULL
    };
    static const char *const configuration[] = { "config", "migration", "incompatib", "startup",
                                                 NULL };
    static const char *const dependency[] = { "database", "cache",    "queue",  "messag",
                                              "stream",   "postgres", "broker", "redpanda",
                                              "temporal", NULL };
    static const char *const platform[] = { "kubernetes", "operator", "provision",
                                            "cloud",      "ubuntu",   NULL };
    static const struct {
        const char *const *words;
        enum sig_domain domain;
    } rows[] = {
        { permissions, SIG_PERMISSIONS }, { capacity, SIG_CAPACITY },
        { network, SIG_NETWORK },         { configuration, SIG_CONFIGURATION },
        { dependency, SIG_DEPENDENCY },   { platform, SIG_PLATFORM },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (has_word(category, rows[i].words))
            return rows[i].domain;
    for (const struct tree *tag = tags ? tags->first : NULL; tag; tag = tag->next)
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
            if (tag->kind == TREE_TEXT && has_word(tag->text, rows[i].words))
                return rows[i].domain;
    return SIG_APPLICATION;
}

/* 0 critical, 1 high, 2 medium, 3 low, 4 info. */
static enum sig_severity severity_of(struct slice text)
{
    static const enum sig_severity severities[CRE_SEVERITIES] = { SIG_CRITICAL, SIG_ERROR,
                                                                  SIG_WARNING, SIG_INFO, SIG_INFO };
    uint64_t n;
    return slice_to_u64(text, &n) && n < CRE_SEVERITIES ? severities[n] : SIG_WARNING;
}

/* One paragraph: line feeds of block texts are no more than where the author's editor broke it. */
static void add_paragraph(struct buf *out, const char *lead, struct slice text)
{
    bool was_blank = true;
    if (text.len == 0)
        return;
    if (out->len)
        buf_add_byte(out, ' ');
    buf_add_cstr(out, lead);
    for (size_t i = 0; i < text.len; i++) {
        const bool is_blank = text.ptr[i] == '\n' || text.ptr[i] == ' ' || text.ptr[i] == '\t';
        if (!is_blank)
            buf_add_byte(out, text.ptr[i]);
        else if (!was_blank)
            buf_add_byte(out, ' ');
        was_blank = is_blank;
    }
    while (out->len && out->ptr[out->len - 1] == ' ')
        out->len--;
}

static struct slice explain_of(struct build *b, const struct tree *cre)
{
    struct buf text;
    buf_init(&text);
    const struct slice cause = text_of(cre, "cause");
    add_paragraph(&text, "", cause.len ? cause : text_of(cre, "description"));
    add_paragraph(&text, "Impact: ", text_of(cre, "impact"));
    if (text.len > BUILD_TEXT_BYTES_MAX)
        text.len = BUILD_TEXT_BYTES_MAX;
    const struct slice out = arena_copy(&b->arena, buf_slice(&text));
    buf_release(&text);
    return out;
}

/* Marks of a list item: "- ", "* ", "1. ", "2) ". */
static struct slice without_mark(struct slice line)
{
    size_t i = 0;
    if (line.len > 1 && (line.ptr[0] == '-' || line.ptr[0] == '*') && line.ptr[1] == ' ')
        return slice_trim(slice_from(line, 2));
    while (i < line.len && ascii_is_digit(line.ptr[i]))
        i++;
    if (i > 0 && i + 1 < line.len && (line.ptr[i] == '.' || line.ptr[i] == ')')
        && line.ptr[i + 1] == ' ')
        return slice_trim(slice_from(line, i + 2));
    return line;
}

static bool is_item(struct slice line)
{
    return without_mark(line).len != line.len;
}

/* One more item, as a sentence: one that begins with a small letter would be told as a command. */
static void add_item(struct build *b, struct buf *item, struct sig_list *fix)
{
    if (item->len == 0)
        return;
    if (item->ptr[0] >= 'a' && item->ptr[0] <= 'z')
        item->ptr[0] = (char)(item->ptr[0] - 'a' + 'A');
    fix->items[fix->count++] = arena_copy(&b->arena, buf_slice(item));
    buf_reset(item);
}

/* Mitigation, an item each, then where to read on. */
static void read_fix(struct build *b, const struct tree *cre, struct sig_list *fix)
{
    const struct slice text = text_of(cre, "mitigation");
    const struct tree *references = cre_find(cre, "references");
    struct buf item;
    size_t at = 0, items = 1;
    for (size_t i = 0; i < text.len; i++)
        items += text.ptr[i] == '\n';
    if (references)
        items += references->count;
    fix->items = arena_zeroed(&b->arena, items + 1, sizeof *fix->items);
    buf_init(&item);
    while (at < text.len && fix->count < BUILD_ITEMS_MAX) {
        size_t end = slice_find_byte(text, '\n', at);
        if (end == SLICE_NONE)
            end = text.len;
        const struct slice line = slice_trim(slice_sub(text, at, end - at));
        if (line.len == 0 || is_item(line))
            add_item(b, &item, fix);
        add_paragraph(&item, "", without_mark(line));
        at = end + 1;
    }
    add_item(b, &item, fix);
    for (const struct tree *ref = references ? references->first : NULL; ref; ref = ref->next) {
        if (ref->kind != TREE_TEXT || ref->text.len == 0 || fix->count >= BUILD_ITEMS_MAX)
            continue;
        buf_printf(&item, "See %.*s", SLICE_ARG(slice_trim(ref->text)));
        add_item(b, &item, fix);
    }
    buf_release(&item);
}

static struct slice source_of(struct cre_reader *r, const struct tree *cre, struct slice log_source)
{
    struct buf text;
    buf_init(&text);
    const struct slice author = text_of(cre, "author");
    buf_printf(&text, "CRE rule %.*s for logs of %.*s", SLICE_ARG(r->id), SLICE_ARG(log_source));
    if (author.len)
        buf_printf(&text, ", by %.*s", SLICE_ARG(author));
    const struct slice out = arena_copy(&r->b->arena, buf_slice(&text));
    buf_release(&text);
    return out;
}

static void describe(struct cre_reader *r, const struct tree *cre, struct slice log_source,
                     struct sig *sig)
{
    const struct slice title = text_of(cre, "title");
    sig->title = title.len ? title : r->id;
    sig->kind = SIG_CAUSE;
    sig->severity = severity_of(text_of(cre, "severity"));
    sig->domain = domain_of(text_of(cre, "category"), cre_find(cre, "tags"));
    sig->explain = explain_of(r->b, cre);
    sig->source = source_of(r, cre, log_source);
    read_fix(r->b, cre, &sig->fix);
}

/* --- what it looks for ------------------------------------------------------------------------ */

struct cre_rule {
    bool is_sequence;
    struct cre_term terms[SIG_ARRIVAL_TERMS_MAX], absences[SIG_ARRIVAL_TERMS_MAX];
    uint32_t term_count, absence_count, occurrences; /* occurrences: with counts */
    int64_t window_us;
    bool has_window;
};

/* Equal terms are one that is needed more often: in a set all, in a sequence neighbours. */
static void add_term(struct cre_reader *r, struct cre_rule *rule, const struct cre_term *term)
{
    const uint32_t n = rule->term_count;
    rule->occurrences += term->count;
    for (uint32_t i = rule->is_sequence && n > 0 ? n - 1 : 0; i < n; i++) {
        if (!slice_eq(rule->terms[i].written, term->written))
            continue;
        rule->terms[i].count += term->count;
        return;
    }
    if (n == SIG_ARRIVAL_TERMS_MAX) {
        cre_fail(r, term->line, "more than %d conditions", SIG_ARRIVAL_TERMS_MAX);
        return;
    }
    rule->terms[rule->term_count++] = *term;
}

static void read_terms(struct cre_reader *r, const struct tree *list, bool is_absence,
                       struct cre_rule *rule)
{
    struct cre_term term;
    if (list->kind != TREE_LIST) {
        cre_fail(r, list->line, "'%.*s' must be a list", SLICE_ARG(list->key));
        return;
    }
    for (const struct tree *node = list->first; node && !r->is_bad; node = node->next) {
        if (!cre_read_term(r, node, is_absence, &term))
            return;
        if (!is_absence)
            add_term(r, rule, &term);
        else if (rule->absence_count == SIG_ARRIVAL_TERMS_MAX)
            cre_fail(r, node->line, "more than %d conditions", SIG_ARRIVAL_TERMS_MAX);
        else
            rule->absences[rule->absence_count++] = term;
    }
}

static void check_rule(struct cre_reader *r, const struct tree *body, const struct cre_rule *rule)
{
    const uint32_t n = rule->occurrences;
    if (n == 0)
        cre_fail(r, body->line, "no condition; write %s", rule->is_sequence ? "order" : "match");
    else if (rule->is_sequence && n < 2)
        cre_fail(r, body->line, "a sequence needs two conditions or more");
    else if (n > SIG_ARRIVAL_COUNT_MAX)
        cre_fail(r, body->line, "more than %d occurrences", SIG_ARRIVAL_COUNT_MAX);
    else if (n > 1 && !rule->has_window)
        cre_fail(r, body->line, "several conditions need a window, such as window: 5m");
    else if (!rule->is_sequence && n == 1 && rule->has_window)
        cre_fail(r, body->line, "a set of a single condition has no window; remove it");
    for (uint32_t i = 0; i < rule->absence_count; i++)
        if (!r->is_bad && rule->absences[i].absence.anchor >= n)
            cre_fail(r, rule->absences[i].line, "'anchor' is out of range; there are 0 to %u",
                     n - 1);
}

static bool read_body(struct cre_reader *r, const struct tree *body, struct cre_rule *rule)
{
    static const char *const known[] = { "window", "correlations", "event",  "match",
                                         "origin", "order",        "negate", NULL };
    const struct tree *window = cre_find(body, "window"), *negate = cre_find(body, "negate");
    const struct tree *list = cre_find(body, rule->is_sequence ? "order" : "match");
    const struct tree *event = cre_find(body, "event"),
                      *correlations = cre_find(body, "correlations");
    cre_check_keys(r, body, rule->is_sequence ? "a sequence" : "a set", known);
    if (text_of(event, "source").len == 0)
        cre_fail(r, body->line, "no event with a source; write event: {source: ...}");
    if (correlations && correlations->count > 0)
        cre_skip(r, correlations->line, "correlations are not supported");
    if (window && window->kind == TREE_TEXT && window->text.len > 0) {
        rule->has_window = true;
        if (!cre_parse_duration(window->text, &rule->window_us) || rule->window_us < 0)
            cre_fail(r, window->line, "'window' must be a time such as 30s, 5m or 1h30m");
    }
    if (list)
        read_terms(r, list, false, rule);
    if (negate && !r->is_bad)
        read_terms(r, negate, true, rule);
    if (!r->is_bad)
        check_rule(r, body, rule);
    return !r->is_bad;
}

/* --- signatures ------------------------------------------------------------------------------- */

static void set_pattern(struct build *b, struct build_item *item, const struct cre_term *term)
{
    uint32_t *line = arena_zeroed(&b->arena, 1, sizeof *line);
    *line = term->line;
    item->sig.on_entry = true;
    item->match_lines = line;
    item->sig.match = arena_zeroed(&b->arena, 1, sizeof *item->sig.match);
    item->sig.match->regex = term->pattern;
    item->sig.match->is_jq = term->is_jq;
    item->sig.match_count = 1;
}

/* A part: CRE-2025-0119.1 and on; returns its id. */
static struct slice add_part(struct cre_reader *r, uint32_t number, const struct cre_term *term)
{
    struct buf id;
    buf_init(&id);
    buf_printf(&id, "%.*s.%u", SLICE_ARG(r->id), number);
    const struct slice text = arena_copy(&r->b->arena, buf_slice(&id));
    buf_release(&id);
    struct build_item *item = build_new_item(r->b, text, r->file, term->line, false);
    if (!item) {
        r->is_bad = true;
        return text;
    }
    item->is_cre = true;
    item->sig.is_part = true;
    item->sig.kind = SIG_NOISE;
    item->sig.severity = SIG_INFO;
    item->sig.precision = 1;
    item->sig.title = text;
    set_pattern(r->b, item, term);
    return text;
}

static void add_composite(struct cre_reader *r, const struct cre_rule *rule,
                          struct sig_composite *out)
{
    struct sig_composite c = { .type = rule->is_sequence ? SIG_SEQUENCE : SIG_SET,
                               .is_by_arrival = true,
                               .window_us = rule->window_us,
                               .term_count = rule->term_count,
                               .absence_count = rule->absence_count };
    uint32_t number = 1;
    c.terms = arena_zeroed(&r->b->arena, c.term_count, sizeof *c.terms);
    c.absences = arena_zeroed(&r->b->arena, c.absence_count, sizeof *c.absences);
    for (uint32_t i = 0; i < c.term_count; i++)
        c.terms[i] = (struct sig_term){ .id = add_part(r, number++, &rule->terms[i]),
                                        .sig = SIG_NONE,
                                        .count = rule->terms[i].count };
    for (uint32_t i = 0; i < c.absence_count; i++) {
        c.absences[i] = rule->absences[i].absence;
        c.absences[i].id = add_part(r, number++, &rule->absences[i]);
    }
    *out = c;
}

static void add_rule(struct cre_reader *r, const struct tree *cre, struct slice log_source,
                     const struct cre_rule *rule)
{
    struct build *b = r->b;
    struct build_item *item = build_new_item(b, r->id, r->file, r->line, false);
    if (!item)
        return;
    item->is_cre = true;
    describe(r, cre, log_source, &item->sig);
    if (rule->occurrences == 1 && rule->absence_count == 0) {
        set_pattern(b, item, &rule->terms[0]);
        return;
    }
    struct sig_composite composite;
    item->composite_line = r->line;
    add_composite(r, rule, &composite);
    b->items[map_get(&b->ids, r->id)].sig.composite = composite; /* items may have moved */
}

static bool is_cre_id(struct slice id)
{
    for (size_t i = 0; i < id.len; i++)
        if (!ascii_is_alnum(id.ptr[i]) && id.ptr[i] != '-')
            return false;
    return id.len >= 4 && id.len <= 64;
}

static void check_rule_keys(struct cre_reader *r, const struct tree *node, const struct tree *cre)
{
    static const char *const known[] = { "metadata", "cre", "rule", NULL };
    static const char *const in_cre[] = {
        "id",          "severity", "title",        "category",    "tags",       "author",
        "description", "cause",    "impact",       "impactScore", "mitigation", "mitigationScore",
        "references",  "reports",  "applications", NULL
    };
    static const char *const in_metadata[] = { "id",   "hash",    "generation", "gen",
                                               "kind", "version", "name",       NULL };
    const struct tree *metadata = cre_find(node, "metadata");
    cre_check_keys(r, node, "a rule", known);
    cre_check_keys(r, cre, "'cre'", in_cre);
    if (metadata)
        cre_check_keys(r, metadata, "'metadata'", in_metadata);
}

static void read_rule(struct cre_reader *r, const struct tree *node)
{
    const struct tree *cre = cre_find(node, "cre"), *rule = cre_find(node, "rule");
    const struct tree *sequence = cre_find(rule, "sequence"), *set = cre_find(rule, "set");
    r->is_bad = false;
    r->line = node->line;
    r->id = text_of(cre, "id");
    if (!is_cre_id(r->id)) {
        build_report(
            r->b, true, r->file, node->line,
            "a CRE rule without id; write cre: {id: CRE-2025-0001} (letters, digits, '-')");
        return;
    }
    check_rule_keys(r, node, cre);
    if (!sequence && !set) {
        cre_fail(r, node->line, "no rule; write rule: {set: ...} or rule: {sequence: ...}");
        return;
    }
    if (sequence && set)
        build_notice(r->b, r->file, set->line, "%.*s has a set and a sequence; the sequence counts",
                     SLICE_ARG(r->id));
    const struct tree *body = sequence ? sequence : set;
    struct cre_rule *out = arena_zeroed(&r->b->arena, 1, sizeof *out);
    out->is_sequence = sequence != NULL;
    if (read_body(r, body, out))
        add_rule(r, cre, text_of(cre_find(body, "event"), "source"), out);
}

bool build_is_cre(const struct tree *root)
{
    return root->kind == TREE_MAP
           && (cre_find(root, "rules") || cre_find(root, "section") || cre_find(root, "tags")
               || cre_find(root, "categories"));
}

void build_read_cre(struct build *b, const struct tree *root, struct slice file)
{
    const struct tree *rules = cre_find(root, "rules");
    if (!rules) /* version, tags, categories: nothing to find */
        return;
    static const char *const known[] = { "rules", "terms", "section", "version", NULL };
    struct cre_reader r = { .b = b, .file = file, .terms = cre_find(root, "terms") };
    cre_check_keys(&r, root, "a rules file", known);
    if (rules->kind != TREE_LIST) {
        build_report(b, true, file, rules->line, "'rules' must be a list of CRE rules");
        return;
    }
    for (const struct tree *node = rules->first; node; node = node->next)
        read_rule(&r, node);
}
