#include "patdb/jqterm.h"

#include "base/alloc.h"
#include "base/timestamp.h"

#include <string.h>

struct slice jqterm_object(struct slice text)
{
    const struct timestamp_context ctx = { .zone_s = 0, .hint_us = TIMESTAMP_NONE };
    struct timestamp time;
    if (text.len > 0 && text.ptr[0] == '{')
        return text;
    const size_t length = timestamp_parse(text, &ctx, &time);
    const struct slice rest = slice_from(text, length);
    return length > 0 && slice_starts(rest, SLICE(" {")) ? slice_from(rest, 1) : slice_empty();
}

#ifdef HAVE_JQ

#include <jq.h>

struct jqterm {
    jq_state *jq;
};

struct jqterm_json {
    jv value;
};

bool jqterm_is_available(void)
{
    return true;
}

/* The first line of what libjq says. */
static void note_error(void *self, jv message)
{
    struct err *err = self;
    if (err && !err->set) {
        jv text = jv_dump_string(jv_copy(message), 0);
        if (jv_get_kind(message) == JV_KIND_STRING) {
            jv_free(text);
            text = jv_copy(message);
        }
        const char *s = jv_string_value(text);
        err_set(err, "%.*s", (int)strcspn(s, "\n"), s);
        jv_free(text);
    }
    jv_free(message);
}

enum status jqterm_new(struct jqterm **out, struct slice program, struct err *err)
{
    *out = NULL;
    jq_state *jq = jq_init();
    char *text = alloc_bytes(program.len + 1);
    memcpy(text, program.ptr ? program.ptr : "", program.len);
    text[program.len] = '\0';
    const bool is_whole = strlen(text) == program.len;
    jq_set_error_cb(jq, note_error, err);
    const bool is_good = is_whole && jq_compile(jq, text);
    alloc_free(text);
    jq_set_error_cb(jq, note_error, NULL);
    if (!is_good) {
        if (err && !err->set)
            err_set(err, "jq does not take the program");
        jq_teardown(&jq);
        return STATUS_FAIL;
    }
    *out = alloc_zeroed(1, sizeof **out);
    (*out)->jq = jq;
    return STATUS_OK;
}

void jqterm_free(struct jqterm *term)
{
    if (!term)
        return;
    jq_teardown(&term->jq);
    alloc_free(term);
}

struct jqterm_json *jqterm_parse(struct slice text)
{
    text = jqterm_object(text);
    if (text.len == 0 || text.len > JQTERM_BYTES_MAX)
        return NULL;
    jv value = jv_parse_sized(text.ptr, (int)text.len);
    if (jv_get_kind(value) != JV_KIND_OBJECT) {
        jv_free(value);
        return NULL;
    }
    struct jqterm_json *json = alloc_zeroed(1, sizeof *json);
    json->value = value;
    return json;
}

void jqterm_json_free(struct jqterm_json *json)
{
    if (!json)
        return;
    jv_free(json->value);
    alloc_free(json);
}

bool jqterm_holds(struct jqterm *term, const struct jqterm_json *json)
{
    bool holds = false;
    jq_start(term->jq, jv_copy(json->value), 0);
    for (unsigned n = 0; n < JQTERM_OUTPUTS_MAX; n++) {
        jv out = jq_next(term->jq);
        const jv_kind kind = jv_get_kind(out);
        if (kind == JV_KIND_INVALID) {
            if (jv_invalid_has_msg(jv_copy(out)))
                holds = false;
            jv_free(out);
            break;
        }
        holds |= kind != JV_KIND_NULL && kind != JV_KIND_FALSE;
        jv_free(out);
    }
    return holds;
}

#else

bool jqterm_is_available(void)
{
    return false;
}

enum status jqterm_new(struct jqterm **out, struct slice program, struct err *err)
{
    (void)program;
    *out = NULL;
    err_set(err, "built without libjq");
    return STATUS_FAIL;
}

void jqterm_free(struct jqterm *term)
{
    (void)term;
}

struct jqterm_json *jqterm_parse(struct slice text)
{
    (void)text;
    return NULL;
}

void jqterm_json_free(struct jqterm_json *json)
{
    (void)json;
}

bool jqterm_holds(struct jqterm *term, const struct jqterm_json *json)
{
    (void)term;
    (void)json;
    return false;
}

#endif
