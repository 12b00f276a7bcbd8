/* The conditions of CRE rules. */
#include "patdb/build_cre.h"

#include "base/timestamp.h"
#include "patdb/build_jq.h"
#include "patdb/build_re2.h"
#include "patdb/jqterm.h"

#define NUMBER_MAX 1000000000000.0

static const struct {
    const char *name;
    double us;
} units[] = { { "ns", 0.001 }, { "us", 1 },      { "\xc2\xb5s", 1 }, { "\xce\xbcs", 1 },
              { "ms", 1000 },  { "s", 1000000 }, { "m", 60000000 },  { "h", 3600000000.0 } };

/* "1.5" and its unit, longest unit first where one begins another. */
static bool take_part(struct slice *rest, double *us)
{
    double value = 0, scale = 1;
    size_t i = 0, digits = 0;
    bool has_point = false;
    for (; i < rest->len; i++) {
        const char c = rest->ptr[i];
        if (c == '.' && !has_point) {
            has_point = true;
        } else if (ascii_is_digit(c) && value < NUMBER_MAX) {
            value = value * 10 + (c - '0');
            scale *= has_point ? 10 : 1;
            digits++;
        } else {
            break;
        }
    }
    *rest = slice_from(*rest, i);
    for (size_t k = 0; digits > 0 && k < sizeof units / sizeof *units; k++) {
        const struct slice unit = slice_cstr(units[k].name);
        if (!slice_starts(*rest, unit))
            continue;
        if (slice_eq(unit, SLICE("m")) && slice_starts(*rest, SLICE("ms")))
            continue;
        *us += value / scale * units[k].us;
        *rest = slice_from(*rest, unit.len);
        return true;
    }
    return false;
}

bool cre_parse_duration(struct slice text, int64_t *us)
{
    double sum = 0;
    bool is_negative = false;
    text = slice_trim(text);
    if (text.len && (text.ptr[0] == '-' || text.ptr[0] == '+')) {
        is_negative = text.ptr[0] == '-';
        text = slice_from(text, 1);
    }
    if (text.len == 0)
        return false;
    while (!slice_eq(text, SLICE("0")) && text.len > 0)
        if (!take_part(&text, &sum))
            return false;
    if (sum > (double)SIG_SPAN_US_MAX)
        return false;
    *us = (int64_t)(is_negative ? -sum : sum);
    return true;
}

static bool read_duration(struct cre_reader *r, const struct tree *node, int64_t *us)
{
    if (node->kind == TREE_TEXT && cre_parse_duration(node->text, us))
        return true;
    cre_fail(r, node->line, "'%.*s' must be a time such as 30s, 5m or 1h30m", SLICE_ARG(node->key));
    return false;
}

static bool read_regex(struct cre_reader *r, const struct tree *node, struct buf *out)
{
    const char *why;
    size_t at;
    if (re2_translate(node->text, out, &why, &at))
        return true;
    cre_fail(r, node->line, "bad regex at byte %zu: %s", at, why);
    return false;
}

static bool read_jq(struct cre_reader *r, const struct tree *node, struct buf *out)
{
    struct jqterm *term;
    struct err err;
    const struct slice word = build_jq_unbounded(node->text);
    if (!jqterm_is_available()) {
        cre_skip(r, node->line, "it asks with jq, and culprit was built without libjq");
        return false;
    }
    if (word.len > 0) {
        cre_skip(r, node->line,
                 "its jq program has '%.*s', which may not end or looks outside the event",
                 SLICE_ARG(word));
        return false;
    }
    err_init(&err);
    if (jqterm_new(&term, node->text, &err) != STATUS_OK) {
        cre_fail(r, node->line, "bad jq program: %s", err.text);
        return false;
    }
    jqterm_free(term);
    buf_add(out, node->text);
    return true;
}

/* A text, a regex or a jq program, under its key; a list item of plain text is a text. */
static bool read_pattern(struct cre_reader *r, const struct tree *node, const char *kind,
                         struct cre_term *out)
{
    struct buf pattern, written;
    if (node->kind != TREE_TEXT || node->text.len == 0) {
        cre_fail(r, node->line, "a condition without text");
        return false;
    }
    buf_init(&pattern);
    buf_init(&written);
    bool is_good = true;
    out->is_jq = strcmp(kind, "jq") == 0;
    if (out->is_jq)
        is_good = read_jq(r, node, &pattern);
    else if (strcmp(kind, "regex") == 0)
        is_good = read_regex(r, node, &pattern);
    else
        re2_quote(node->text, &pattern);
    if (is_good && pattern.len > BUILD_REGEX_BYTES_MAX) {
        cre_fail(r, node->line, "a condition of more than %d bytes", BUILD_REGEX_BYTES_MAX);
        is_good = false;
    }
    buf_printf(&written, "%s:%.*s", kind, SLICE_ARG(node->text));
    out->line = node->line;
    out->pattern = arena_copy(&r->b->arena, buf_slice(&pattern));
    out->written = arena_copy(&r->b->arena, buf_slice(&written));
    buf_release(&pattern);
    buf_release(&written);
    return is_good;
}

static bool read_count(struct cre_reader *r, const struct tree *node, uint32_t *out)
{
    uint64_t n;
    if (node->kind != TREE_TEXT || !slice_to_u64(slice_trim(node->text), &n)
        || n > SIG_ARRIVAL_COUNT_MAX) {
        cre_fail(r, node->line, "'count' must be a number up to %d", SIG_ARRIVAL_COUNT_MAX);
        return false;
    }
    *out = n > 0 ? (uint32_t)n : 1;
    return true;
}

static bool read_bool(struct cre_reader *r, const struct tree *node, bool *out)
{
    *out = node->kind == TREE_TEXT && slice_eq(node->text, SLICE("true"));
    if (*out || (node->kind == TREE_TEXT && slice_eq(node->text, SLICE("false"))))
        return true;
    cre_fail(r, node->line, "'%.*s' must be true or false", SLICE_ARG(node->key));
    return false;
}

static bool read_absence(struct cre_reader *r, const struct tree *node, struct sig_absence *out)
{
    const struct tree *window = cre_find(node, "window"), *slide = cre_find(node, "slide");
    const struct tree *anchor = cre_find(node, "anchor"), *absolute = cre_find(node, "absolute");
    uint64_t n = out->anchor;
    if ((window && !read_duration(r, window, &out->window_us))
        || (slide && !read_duration(r, slide, &out->slide_us))
        || (absolute && !read_bool(r, absolute, &out->is_absolute)))
        return false;
    if (anchor
        && (anchor->kind != TREE_TEXT || !slice_to_u64(anchor->text, &n)
            || n >= SIG_ARRIVAL_COUNT_MAX)) {
        cre_fail(r, anchor->line, "'anchor' must be a number from 0 up");
        return false;
    }
    out->anchor = (uint32_t)n;
    return true;
}

/* What a name of `terms` stands for, or NULL. */
static const struct tree *named_term(const struct cre_reader *r, struct slice name)
{
    for (const struct tree *t = r->terms ? r->terms->first : NULL; t; t = t->next)
        if (slice_eq(t->key, name))
            return t;
    return NULL;
}

static bool read_at_depth(struct cre_reader *r, const struct tree *node, bool is_absence,
                          unsigned depth, struct cre_term *out);

/* A plain text or a `value`: a name, or what is looked for. */
static bool read_text(struct cre_reader *r, const struct tree *node, bool is_absence,
                      unsigned depth, struct cre_term *out)
{
    const struct tree *named = node->kind == TREE_TEXT ? named_term(r, node->text) : NULL;
    if (named && depth < CRE_NESTING_MAX)
        return read_at_depth(r, named, is_absence, depth + 1, out);
    return read_pattern(r, node, "value", out);
}

static bool read_at_depth(struct cre_reader *r, const struct tree *node, bool is_absence,
                          unsigned depth, struct cre_term *out)
{
    static const char *const known[] = { "value",  "regex",  "jq",       "set",     "sequence",
                                         "promql", "field",  "count",    "extract", "window",
                                         "slide",  "anchor", "absolute", NULL };
    static const char *const kinds[] = { "value", "regex", "jq", "set", "sequence", "promql" };
    if (node->kind == TREE_TEXT)
        return read_text(r, node, is_absence, depth, out);
    const struct tree *chosen = NULL;
    unsigned kind = 0, found = 0;
    for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const struct tree *child = cre_find(node, kinds[i]);
        if (!child || (child->kind == TREE_TEXT && child->text.len == 0))
            continue;
        chosen = child;
        kind = i;
        found++;
    }
    cre_check_keys(r, node, "a condition", known);
    if (node->kind != TREE_MAP || found != 1) {
        cre_fail(r, node->line, "a condition needs one of value, regex and jq");
        return false;
    }
    if (kind > 2) {
        cre_skip(r, chosen->line, "'%s' inside a rule is not supported", kinds[kind]);
        return false;
    }
    const bool is_good = kind == 0 ? read_text(r, chosen, is_absence, depth, out)
                                   : read_pattern(r, chosen, kinds[kind], out);
    const struct tree *count = cre_find(node, "count");
    if (!is_good || (count && !read_count(r, count, &out->count)))
        return false;
    if (is_absence && out->count > 1) {
        cre_fail(r, node->line, "'count' is not for what must be absent");
        return false;
    }
    return !is_absence || read_absence(r, node, &out->absence);
}

bool cre_read_term(struct cre_reader *r, const struct tree *node, bool is_absence,
                   struct cre_term *out)
{
    *out = (struct cre_term){ .count = 1, .absence.sig = SIG_NONE };
    return read_at_depth(r, node, is_absence, 0, out);
}
