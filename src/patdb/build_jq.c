#include "patdb/build_jq.h"

#include "base/buf.h"
#include "patdb/build_literals.h"
#include "patdb/build_re2.h"

#define NESTING_MAX 16

static bool is_word(char c)
{
    return ascii_is_alnum(c) || c == '_';
}

/* Behind a string that begins at `at`. What is interpolated may hold strings again. */
static size_t string_end(struct slice s, size_t at, bool *is_plain)
{
    unsigned depth = 0;
    bool unused;
    *is_plain = true;
    for (size_t i = at + 1; i < s.len; i++) {
        const char c = s.ptr[i];
        if (depth > 0 && c == '"') {
            i = string_end(s, i, &unused) - 1;
        } else if (depth > 0) {
            depth += c == '(';
            depth -= c == ')';
        } else if (c == '"') {
            return i + 1;
        } else if (c == '\\') {
            *is_plain = false;
            i++;
            depth = i < s.len && s.ptr[i] == '(';
        }
    }
    return s.len;
}

struct slice build_jq_unbounded(struct slice program)
{
    static const char *const words[] = {
        /* may go on for ever */
        "def", "repeat", "until", "while", "range", "recurse", "gsub", "infinite",
        /* other events, files, surroundings */
        "import", "include", "input", "inputs", "env", "$ENV", "stderr", "halt", "halt_error",
        "now", "localtime", "strflocaltime", NULL
    };
    size_t inside = 0; /* of a string with code in it, up to here */
    for (size_t i = 0; i < program.len;) {
        size_t end = i;
        if (program.ptr[i] == '"' && i >= inside) {
            bool is_plain;
            end = string_end(program, i, &is_plain);
            if (is_plain) {
                i = end;
                continue;
            }
            inside = end;
        }
        end = i + (program.ptr[i] == '$');
        while (end < program.len && is_word(program.ptr[end]))
            end++;
        const struct slice word = slice_sub(program, i, end - i);
        const bool is_field = i > 0 && program.ptr[i - 1] == '.';
        for (size_t k = 0; words[k] && !is_field; k++)
            if (slice_eq(word, slice_cstr(words[k])))
                return word;
        i = end > i ? end : i + 1;
    }
    return slice_empty();
}

/* --- guards ----------------------------------------------------------------------------------- */

/* Length of the string or bracketed part at the start of s; 0 if it starts with neither. */
static size_t group_length(struct slice s)
{
    bool is_plain;
    if (s.len == 0)
        return 0;
    if (s.ptr[0] == '"')
        return string_end(s, 0, &is_plain);
    if (!memchr("([{", s.ptr[0], 3))
        return 0;
    unsigned depth = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '"')
            i = string_end(s, i, &is_plain) - 1;
        else if (memchr("([{", s.ptr[i], 3))
            depth++;
        else if (memchr(")]}", s.ptr[i], 3) && --depth == 0)
            return i + 1;
    }
    return s.len;
}

/* The first place of a word or sign outside of brackets and strings, at `from` or later. */
static size_t find_joint(struct slice s, const char *sign, size_t from)
{
    const struct slice want = slice_cstr(sign);
    for (size_t i = from; i < s.len;) {
        const size_t group = group_length(slice_from(s, i));
        if (group > 0) {
            i += group;
            continue;
        }
        const size_t end = i + want.len;
        if (slice_starts(slice_from(s, i), want)
            && (!is_word(want.ptr[0])
                || ((i == 0 || !(is_word(s.ptr[i - 1]) || s.ptr[i - 1] == '.'))
                    && (end == s.len || !is_word(s.ptr[end])))))
            return i;
        i++;
    }
    return SLICE_NONE;
}

/* Takes off brackets, and select() around all of it. */
static struct slice unwrap(struct slice s)
{
    for (;;) {
        s = slice_trim(s);
        struct slice inner = s;
        if (slice_starts(s, SLICE("select")))
            inner = slice_trim(slice_from(s, 6));
        if (inner.len == 0 || inner.ptr[0] != '(' || group_length(inner) != inner.len
            || inner.ptr[inner.len - 1] != ')')
            return s;
        s = slice_sub(inner, 1, inner.len - 2);
    }
}

/* Is it a path such as .spec.volumes[]?.nfs, whose value stands in the input? */
static bool is_path(struct slice s)
{
    if (s.len < 2 || s.ptr[0] != '.')
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (!is_word(s.ptr[i]) && !memchr(".[]?", s.ptr[i], 4))
            return false;
    return slice_find(s, SLICE(".."), 0) == SLICE_NONE;
}

struct guard {
    struct arena *arena;
    struct sig_list *best;
    double bits;
};

static void offer(struct guard *g, struct slice literal)
{
    struct buf regex;
    struct sig_list found;
    buf_init(&regex);
    re2_quote(literal, &regex);
    literals_extract(g->arena, arena_copy(g->arena, buf_slice(&regex)), &found);
    buf_release(&regex);
    if (found.count != 1 || literals_bits(found.items[0]) <= g->bits)
        return;
    g->bits = literals_bits(found.items[0]);
    *g->best = found;
}

/* The keys of a path without which its value is null. */
static void offer_keys(struct guard *g, struct slice path)
{
    for (size_t i = 0; i < path.len;) {
        size_t end = i;
        while (end < path.len && is_word(path.ptr[end]))
            end++;
        if (end > i && !ascii_is_digit(path.ptr[i]))
            offer(g, slice_sub(path, i, end - i));
        i = end > i ? end : i + 1;
    }
}

/* Offers the string constant s; false if it is none. */
static bool offer_string(struct guard *g, struct slice s)
{
    bool is_plain;
    if (s.len < 2 || s.ptr[0] != '"' || string_end(s, 0, &is_plain) != s.len || !is_plain)
        return false;
    offer(g, slice_sub(s, 1, s.len - 2));
    return true;
}

/* .path | contains("text") and the like. */
static void read_pipe(struct guard *g, struct slice path, struct slice rest)
{
    static const char *const names[] = { "contains", "startswith", "endswith" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!is_path(path) || !slice_starts(rest, slice_cstr(names[i])))
            continue;
        const struct slice call = slice_trim(slice_from(rest, strlen(names[i])));
        if (call.len > 2 && call.ptr[0] == '(' && group_length(call) == call.len
            && offer_string(g, slice_trim(slice_sub(call, 1, call.len - 2))))
            offer_keys(g, path);
    }
}

/* A path, alone or compared with a string or null. */
static void read_leaf(struct guard *g, struct slice s)
{
    const size_t equal = find_joint(s, "==", 0), other = find_joint(s, "!=", 0);
    if (is_path(s)) {
        offer_keys(g, s);
    } else if (equal != SLICE_NONE) {
        const struct slice a = slice_trim(slice_sub(s, 0, equal));
        const struct slice b = slice_trim(slice_from(s, equal + 2));
        const struct slice path = is_path(a) ? a : b;
        if (is_path(path) && offer_string(g, is_path(a) ? b : a))
            offer_keys(g, path);
    } else if (other != SLICE_NONE) {
        const struct slice path = slice_trim(slice_sub(s, 0, other));
        if (is_path(path) && slice_eq(slice_trim(slice_from(s, other + 2)), SLICE("null")))
            offer_keys(g, path);
    }
}

static void read_expression(struct guard *g, struct slice s, unsigned depth)
{
    static const char *const opaque[] = { ",",   "or",     "//",      "as",    "if",
                                          "try", "reduce", "foreach", "label", "+=",
                                          "-=",  "*=",     "/=",      "%=",    NULL };
    s = unwrap(s);
    if (depth == 0)
        return;
    const size_t pipe = find_joint(s, "|", 0);
    if (pipe != SLICE_NONE) {
        const struct slice first = slice_trim(slice_sub(s, 0, pipe));
        if (slice_starts(first, SLICE("select")) && unwrap(first).len != first.len)
            read_expression(g, first, depth - 1);
        else
            read_pipe(g, first, slice_trim(slice_from(s, pipe + 1)));
        return;
    }
    for (size_t i = 0; opaque[i]; i++)
        if (find_joint(s, opaque[i], 0) != SLICE_NONE)
            return;
    const size_t conjunction = find_joint(s, "and", 0);
    if (conjunction != SLICE_NONE) {
        read_expression(g, slice_sub(s, 0, conjunction), depth - 1);
        read_expression(g, slice_from(s, conjunction + 3), depth - 1);
    } else {
        read_leaf(g, s);
    }
}

void build_jq_guard(struct arena *arena, struct slice program, struct sig_list *out)
{
    struct guard g = { .arena = arena, .best = out, .bits = 0 };
    *out = (struct sig_list){ 0 };
    if (memchr(program.len ? program.ptr : "", '#', program.len))
        return; /* a comment may hold anything */
    read_expression(&g, program, NESTING_MAX);
}
