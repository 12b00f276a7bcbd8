#include "frame/json_member.h"

#include "base/text.h"
#include "frame/doc.h"
#include "frame/jsonscan.h"

static json_t *parse(struct slice json)
{
    json_error_t error;
    struct buf clean;
    if (json.len < 2 || json.ptr[0] != '{' || !jsonscan_tree_fits(json))
        return NULL;
    buf_init(&clean);
    if (!text_is_utf8(json)) {
        text_add_utf8(&clean, json);
        json = buf_slice(&clean);
    }
    json_t *root = json_loadb(json.ptr, json.len, JSON_ALLOW_NUL, &error);
    if (!root && json_error_code(&error) == json_error_numeric_overflow)
        root = json_loadb(json.ptr, json.len, JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, &error);
    buf_release(&clean);
    return root;
}

static const json_t *member(const json_t *value, struct slice key)
{
    uint64_t index;
    if (json_is_object(value)) {
        struct buf name;
        buf_init(&name);
        buf_add(&name, key);
        const json_t *found = json_object_get(value, buf_cstr(&name));
        buf_release(&name);
        return found;
    }
    if (json_is_array(value) && slice_to_u64(key, &index))
        return json_array_get(value, (size_t)index);
    return NULL;
}

/* The longest key that fits goes first, so that keys with dots are found. */
static const json_t *walk(const json_t *value, struct slice path, int depth)
{
    const json_t *const whole = member(value, path);
    if (whole || depth == JSON_MEMBER_DEPTH_MAX)
        return whole;
    for (size_t dot = slice_find_last_byte(path, '.'); dot != SLICE_NONE;
         dot = slice_find_last_byte(slice_sub(path, 0, dot), '.')) {
        const json_t *const inner = member(value, slice_sub(path, 0, dot));
        const json_t *const found =
            inner ? walk(inner, slice_from(path, dot + 1), depth + 1) : NULL;
        if (found)
            return found;
    }
    return NULL;
}

bool json_member_add(struct slice json, struct slice path, struct buf *out)
{
    json_t *root = parse(json);
    const json_t *value = root ? walk(root, path, 0) : NULL;
    if (json_is_string(value))
        buf_add(out, slice_make(json_string_value(value), json_string_length(value)));
    else if (value)
        doc_add_json(out, value);
    json_decref(root);
    return value != NULL;
}
