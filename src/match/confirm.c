#include "match/confirm.h"

#include "base/alloc.h"
#include "match/plain.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* Nested backtracking points; the heap limit is the finer one, this bounds the time to reach it. */
#define CONFIRM_DEPTH_LIMIT 100000

/* The machine stack of JIT code: what it starts with, and what it may grow to. */
#define CONFIRM_JIT_STACK_START (32 * 1024)
#define CONFIRM_JIT_STACK_MAX (1024 * 1024)

/* A long text is searched in windows: starts within STRIDE bytes, with SPAN bytes and more of what
 * follows in sight. PCRE2 counts steps anew for each start, so without windows a regex with an
 * unbounded repeat costs the square of the text's length. The price: a match of more than SPAN
 * bytes may be missed or cut. */
#define CONFIRM_STRIDE (16 * 1024)
#define CONFIRM_SPAN (16 * 1024)

struct confirm {
    struct plain *plain; /* literal text alone; NULL: code it is */
    pcre2_code *code;
    struct slice names[CONFIRM_GROUPS_MAX]; /* of group i + 1; empty if it has none */
    uint32_t group_count;
};

struct confirm_scratch {
    pcre2_general_context *general;
    pcre2_match_context *context;
    pcre2_match_data *data;
    pcre2_jit_stack *stack; /* NULL: this PCRE2 has no JIT */
};

static void *pcre2_alloc(size_t size, void *user)
{
    (void)user;
    return alloc_bytes(size);
}

static void pcre2_release(void *ptr, void *user)
{
    (void)user;
    alloc_free(ptr);
}

static pcre2_general_context *new_general(void)
{
    return pcre2_general_context_create(pcre2_alloc, pcre2_release, NULL);
}

struct confirm_scratch *confirm_scratch_new(uint32_t step_limit, uint32_t heap_limit_kib)
{
    struct confirm_scratch *s = alloc_zeroed(1, sizeof *s);
    s->general = new_general();
    s->context = pcre2_match_context_create(s->general);
    s->data = pcre2_match_data_create(CONFIRM_GROUPS_MAX + 1, s->general);
    pcre2_set_match_limit(s->context, step_limit);
    pcre2_set_heap_limit(s->context, heap_limit_kib);
    pcre2_set_depth_limit(s->context, CONFIRM_DEPTH_LIMIT);
    s->stack = pcre2_jit_stack_create(CONFIRM_JIT_STACK_START, CONFIRM_JIT_STACK_MAX, s->general);
    if (s->stack)
        pcre2_jit_stack_assign(s->context, NULL, s->stack);
    return s;
}

void confirm_scratch_free(struct confirm_scratch *s)
{
    if (!s)
        return;
    pcre2_match_data_free(s->data);
    pcre2_match_context_free(s->context);
    if (s->stack)
        pcre2_jit_stack_free(s->stack);
    pcre2_general_context_free(s->general);
    alloc_free(s);
}

static pcre2_code *compile(struct slice regex, unsigned flags, int *code, size_t *offset)
{
    uint32_t options = PCRE2_MULTILINE | PCRE2_DUPNAMES | PCRE2_NEVER_UCP | PCRE2_NEVER_BACKSLASH_C
                       | PCRE2_USE_OFFSET_LIMIT;
    options |= flags & CONFIRM_UTF ? PCRE2_UTF | PCRE2_MATCH_INVALID_UTF : PCRE2_NEVER_UTF;
    if (flags & CONFIRM_CASELESS)
        options |= PCRE2_CASELESS;
    pcre2_general_context *general = new_general();
    pcre2_compile_context *context = pcre2_compile_context_create(general);
    pcre2_set_newline(context, PCRE2_NEWLINE_LF);
    const char *text = regex.len ? regex.ptr : "";
    pcre2_code *re = pcre2_compile((PCRE2_SPTR)text, regex.len, options, code, offset, context);
    pcre2_compile_context_free(context);
    pcre2_general_context_free(general);
    return re;
}

/* The name table: entries of equal size, a group number of two bytes, high byte first, and a
 * NUL-terminated name. Source: pcre2api(3), PCRE2_INFO_NAMETABLE. */
static void read_names(struct confirm *c)
{
    uint32_t count = 0, size = 0;
    PCRE2_SPTR table = NULL;
    pcre2_pattern_info(c->code, PCRE2_INFO_NAMECOUNT, &count);
    pcre2_pattern_info(c->code, PCRE2_INFO_NAMEENTRYSIZE, &size);
    pcre2_pattern_info(c->code, PCRE2_INFO_NAMETABLE, &table);
    for (uint32_t i = 0; i < count; i++) {
        PCRE2_SPTR entry = table + (size_t)i * size;
        uint32_t group = (uint32_t)(entry[0] << 8 | entry[1]);
        if (group >= 1 && group <= c->group_count)
            c->names[group - 1] = slice_cstr((const char *)(entry + 2));
    }
}

static void set_compile_error(int code, size_t offset, struct err *err)
{
    unsigned char why[ERR_TEXT_BYTES / 2];
    pcre2_get_error_message(code, why, sizeof why);
    err_set(err, "regex, byte %zu: %s", offset, (const char *)why);
}

enum status confirm_new(struct confirm **out, struct slice regex, struct err *err)
{
    return confirm_new_with(out, regex, 0, NULL, err);
}

static enum status new_code(struct confirm **out, struct slice regex, unsigned flags,
                            size_t *offset, struct err *err)
{
    int code = 0;
    pcre2_code *re = compile(regex, flags, &code, offset);
    if (!re) {
        set_compile_error(code, *offset, err);
        return STATUS_FAIL;
    }
    *offset = 0;
    uint32_t groups = 0;
    pcre2_pattern_info(re, PCRE2_INFO_CAPTURECOUNT, &groups);
    if (groups > CONFIRM_GROUPS_MAX) {
        err_set(err, "regex has %u capture groups, at most %d are allowed: write (?:...) for (...)",
                groups, CONFIRM_GROUPS_MAX);
        pcre2_code_free(re);
        return STATUS_FAIL;
    }
    /* Without JIT, because it was not built in or the system forbids it, the interpreter serves. */
    (void)pcre2_jit_compile(re, PCRE2_JIT_COMPLETE);
    *out = alloc_zeroed(1, sizeof **out);
    (*out)->code = re;
    (*out)->group_count = groups;
    read_names(*out);
    return STATUS_OK;
}

enum status confirm_new_with(struct confirm **out, struct slice regex, unsigned flags,
                             size_t *error_at, struct err *err)
{
    *out = NULL;
    size_t offset = 0;
    enum status st = STATUS_OK;
    struct plain *plain = flags == 0 ? plain_new(regex) : NULL;
    if (plain) {
        *out = alloc_zeroed(1, sizeof **out);
        (*out)->plain = plain;
    } else {
        st = new_code(out, regex, flags, &offset, err);
    }
    if (error_at)
        *error_at = offset;
    return st;
}

void confirm_free(struct confirm *c)
{
    if (!c)
        return;
    plain_free(c->plain);
    pcre2_code_free(c->code);
    alloc_free(c);
}

/* Where the window of the starts [start, start + STRIDE) ends: behind a line feed if there is one
 * in the last half of what it may see. */
static size_t window_end(struct slice text, size_t start)
{
    if (text.len - start <= CONFIRM_STRIDE + CONFIRM_SPAN)
        return text.len;
    size_t end = start + CONFIRM_STRIDE + CONFIRM_SPAN;
    struct slice tail = slice_sub(text, end - CONFIRM_SPAN / 2, CONFIRM_SPAN / 2);
    size_t lf = slice_find_last_byte(tail, '\n');
    return lf == SLICE_NONE ? end : end - CONFIRM_SPAN / 2 + lf + 1;
}

static int search_windows(const struct confirm *c, struct confirm_scratch *s, struct slice text,
                          size_t start)
{
    PCRE2_SPTR subject = (PCRE2_SPTR)(text.len ? text.ptr : "");
    for (;;) {
        size_t end = window_end(text, start);
        bool last = end == text.len;
        pcre2_set_offset_limit(s->context, last ? PCRE2_UNSET : start + CONFIRM_STRIDE - 1);
        int rc =
            pcre2_match(c->code, subject, end, start, last ? 0 : PCRE2_NOTEOL, s->data, s->context);
        if (rc != PCRE2_ERROR_NOMATCH || last)
            return rc;
        start += CONFIRM_STRIDE;
    }
}

static bool has_name(const struct slice *names, uint32_t count, struct slice name)
{
    for (uint32_t i = 0; i < count; i++)
        if (slice_eq(names[i], name))
            return true;
    return false;
}

static bool has_capture(const struct sig_capture *captures, uint32_t count, struct slice name)
{
    for (uint32_t i = 0; i < count; i++)
        if (slice_eq(captures[i].name, name))
            return true;
    return false;
}

/* Groups behind the highest that took part are unset in the vector, so all may be read. */
static uint32_t read_captures(const struct confirm *c, pcre2_match_data *data, struct slice text,
                              struct sig_capture *captures, uint32_t max)
{
    const size_t *vector = pcre2_get_ovector_pointer(data);
    uint32_t n = 0;
    for (uint32_t g = 1; g <= c->group_count && n < max; g++) {
        size_t from = vector[2 * g], to = vector[2 * g + 1];
        struct slice name = c->names[g - 1];
        if (name.len == 0 || from == PCRE2_UNSET || from > to || to > text.len
            || has_capture(captures, n, name))
            continue;
        captures[n++] = (struct sig_capture){ name, slice_sub(text, from, to - from) };
    }
    return n;
}

enum confirm_result confirm_search(const struct confirm *c, struct confirm_scratch *scratch,
                                   struct slice text, struct slice *matched,
                                   struct sig_capture *captures, uint32_t max, uint32_t *count)
{
    if (c->plain) {
        *count = 0;
        return plain_find(c->plain, text, 0, matched) ? CONFIRM_YES : CONFIRM_NO;
    }
    int rc = search_windows(c, scratch, text, 0);
    if (rc == PCRE2_ERROR_NOMATCH)
        return CONFIRM_NO;
    if (rc < 0) /* match, heap, depth or JIT stack limit; no other error can come from a text */
        return CONFIRM_LIMIT;
    const size_t *vector = pcre2_get_ovector_pointer(scratch->data);
    size_t from = vector[0], to = vector[1];
    if (from > to) /* \K in a look-ahead may set the start behind the end */
        from = to;
    *matched = slice_sub(text, from, to - from);
    *count = read_captures(c, scratch->data, text, captures, max);
    return CONFIRM_YES;
}

enum confirm_result confirm_find(const struct confirm *c, struct confirm_scratch *scratch,
                                 struct slice text, size_t from, struct confirm_match *out)
{
    if (c->plain) {
        out->count = 1;
        return plain_find(c->plain, text, from, &out->groups[0]) ? CONFIRM_YES : CONFIRM_NO;
    }
    const int rc = search_windows(c, scratch, text, from);
    if (rc == PCRE2_ERROR_NOMATCH)
        return CONFIRM_NO;
    if (rc < 0)
        return CONFIRM_LIMIT;
    const size_t *vector = pcre2_get_ovector_pointer(scratch->data);
    const char *const base = text.len ? text.ptr : "";
    out->count = c->group_count + 1;
    for (uint32_t g = 0; g < out->count; g++) {
        const size_t start = vector[2 * g], end = vector[2 * g + 1];
        out->groups[g] = slice_empty();
        if (start == PCRE2_UNSET || end > text.len)
            continue;
        out->groups[g] =
            slice_make(base + (start > end ? end : start), start > end ? 0 : end - start);
    }
    return CONFIRM_YES;
}

uint32_t confirm_group(const struct confirm *c, struct slice name)
{
    for (uint32_t g = 0; g < c->group_count && name.len > 0; g++)
        if (slice_eq(c->names[g], name))
            return g + 1;
    return 0;
}

uint32_t confirm_names(const struct confirm *c, struct slice *names, uint32_t max)
{
    uint32_t n = 0;
    for (uint32_t g = 0; g < c->group_count && n < max; g++)
        if (c->names[g].len > 0 && !has_name(names, n, c->names[g]))
            names[n++] = c->names[g];
    return n;
}
