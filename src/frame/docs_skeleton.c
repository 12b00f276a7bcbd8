#include "frame/docs_skeleton.h"

#include "base/swar.h"
#include "frame/doc_cwl_direct.h"
#include "frame/json_text.h"

/* --- learning ----------------------------------------------------------------------------- */

struct learner {
    struct slice text;
    size_t at, from; /* from: where the present part begins */
    size_t used;     /* of out->bytes */
    unsigned seen;   /* roles, as bits */
    size_t places;
    struct docs_skeleton *out;
};

/* Members of one name twice are left to the long way; so is what would hold for a record around
 * others (docs_context). */
static bool take_key(struct learner *l, struct slice name, bool is_string,
                     struct skeleton_part *part)
{
    static const struct {
        const char *name;
        enum skeleton_role role;
        bool is_string;
    } roles[] = {
        { "message", SKELETON_MESSAGE, true },      { "timestamp", SKELETON_TIMESTAMP, false },
        { "logStreamName", SKELETON_STREAM, true }, { "logGroupName", SKELETON_GROUP, true },
        { "eventId", SKELETON_EVENT_ID, true },     { "id", SKELETON_ID, true },
    };
    part->role = SKELETON_OTHER;
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        if (!slice_eq(name, slice_cstr(roles[i].name)))
            continue;
        if (l->seen & 1u << roles[i].role || is_string != roles[i].is_string)
            return false;
        l->seen |= 1u << roles[i].role;
        part->role = (uint8_t)roles[i].role;
    }
    const struct docs_key *key = docs_key_find(name);
    if (!key)
        return true;
    if (docs_mask_has(&l->out->keys, key)
        || (key->context != DOCS_CONTEXT_NONE && part->role == SKELETON_OTHER))
        return false;
    docs_mask_add(&l->out->keys, key);
    part->is_place = (key->flags & DOCS_KEY_PLACE) != 0;
    return !part->is_place || ++l->places == 1;
}

/* Keeps the bytes from `from` to `at`. */
static bool keep(struct learner *l, uint16_t *start, uint16_t *len)
{
    const size_t size = l->at - l->from;
    if (size > SKELETON_BYTES_MAX - l->used)
        return false;
    memcpy(l->out->bytes + l->used, l->text.ptr + l->from, size);
    *start = (uint16_t)l->used;
    *len = (uint16_t)size;
    l->used += size;
    l->out->lines += (uint16_t)slice_count_byte(slice_sub(l->text, l->from, size), '\n');
    return true;
}

static char next_byte(struct learner *l)
{
    l->at = json_skip_blanks(l->text, l->at);
    return l->at < l->text.len ? l->text.ptr[l->at] : '\0';
}

/* A key, and where its value begins. */
static bool learn_key(struct learner *l, struct skeleton_part *part)
{
    struct slice name;
    if (next_byte(l) != '"')
        return false;
    const size_t place = l->at, lines = l->out->lines;
    if (!json_read_string(l->text, &l->at, NULL, &name) || next_byte(l) != ':')
        return false;
    l->at++;
    part->is_string = next_byte(l) == '"';
    if (!take_key(l, name, part->is_string, part))
        return false;
    if (part->is_place) {
        const struct slice before = slice_sub(l->text, l->from, place - l->from);
        part->place = (uint16_t)(place - l->from);
        l->out->lines_to_place = (uint16_t)(lines + slice_count_byte(before, '\n'));
    }
    return true;
}

/* A string up to its closing quote, which belongs to the next part. */
static bool learn_value(struct learner *l, const struct skeleton_part *part, struct buf *unescaped)
{
    struct slice value;
    int64_t number;
    if (!part->is_string)
        return json_read_digits(l->text, &l->at, &number);
    struct buf *const out = part->role == SKELETON_MESSAGE ? unescaped : NULL;
    l->at--;
    const bool read = json_read_string(l->text, &l->at, out, &value);
    l->at -= read;
    return read;
}

static bool learn_member(struct learner *l, struct buf *unescaped)
{
    if (l->out->count == SKELETON_VALUES_MAX)
        return false;
    struct skeleton_part *part = &l->out->parts[l->out->count++];
    *part = (struct skeleton_part){ .role = SKELETON_OTHER };
    if (!learn_key(l, part))
        return false;
    l->at += part->is_string;
    if (!keep(l, &part->start, &part->len) || !learn_value(l, part, unescaped))
        return false;
    l->from = l->at;
    l->at += part->is_string;
    return true;
}

static bool learn_record(struct learner *l, struct buf *unescaped)
{
    if (next_byte(l) != ',')
        return false;
    l->at++;
    if (next_byte(l) != '{')
        return false;
    l->out->open = (uint16_t)l->at;
    do {
        l->at++;
        if (!learn_member(l, unescaped))
            return false;
    } while (next_byte(l) == ',');
    if (next_byte(l) != '}')
        return false;
    l->at++;
    return keep(l, &l->out->tail, &l->out->tail_len);
}

enum skeleton_result docs_skeleton_learn(struct slice text, const struct docs_shapes *shapes,
                                         struct docs_skeleton *out)
{
    const unsigned needed = 1u << SKELETON_MESSAGE | 1u << SKELETON_TIMESTAMP;
    struct learner l = { .text = text, .out = out };
    struct buf unescaped;
    *out = (struct docs_skeleton){ .count = 0 };
    buf_init(&unescaped);
    const bool done = learn_record(&l, &unescaped);
    buf_release(&unescaped);
    if (!done)
        return l.at >= text.len ? SKELETON_NEEDS_MORE : SKELETON_DIFFERS;
    out->shape = docs_shapes_match(shapes, &out->keys, DOC_OBJECT, 0);
    const bool fits = (l.seen & needed) == needed && l.places == 1 && out->shape < shapes->count
                      && doc_shape_table[out->shape]->emit_text == doc_cwl_direct;
    return fits ? SKELETON_READ : SKELETON_DIFFERS;
}

/* --- reading ------------------------------------------------------------------------------ */

/* Are the next bytes these? They may be cut off. */
static inline enum skeleton_result match(struct slice text, size_t at, const char *bytes,
                                         size_t len)
{
    const size_t left = text.len - at;
    if (left < len)
        return memcmp(text.ptr + at, bytes, left) == 0 ? SKELETON_NEEDS_MORE : SKELETON_DIFFERS;
    return swar_same(text.ptr + at, bytes, len) ? SKELETON_READ : SKELETON_DIFFERS;
}

/* Where the string ends that begins at `at`. Whether it is valid is not looked at, but for control
 * bytes. */
static enum skeleton_result read_message(struct slice text, size_t at, size_t *end, bool *is_plain)
{
    *is_plain = true;
    for (;;) {
        at += json_plain_run(text.ptr + at, text.len - at);
        if (at >= text.len)
            return SKELETON_NEEDS_MORE;
        if (text.ptr[at] == '"')
            break;
        *is_plain = false;
        if ((unsigned char)text.ptr[at] < ' ')
            return SKELETON_DIFFERS;
        at += text.ptr[at] == '\\' ? 2 : 1;
        if (at > text.len)
            return SKELETON_NEEDS_MORE;
    }
    *end = at;
    return SKELETON_READ;
}

/* Names and ids: printable ASCII without escapes. */
static inline enum skeleton_result read_name(struct slice text, size_t at, size_t *end)
{
    *end = at + json_plain_run(text.ptr + at, text.len - at);
    if (*end == text.len)
        return SKELETON_NEEDS_MORE;
    return text.ptr[*end] == '"' ? SKELETON_READ : SKELETON_DIFFERS;
}

static inline enum skeleton_result read_number(struct slice text, size_t at, size_t *end,
                                               int64_t *out)
{
    *end = at;
    const bool read = json_read_digits(text, end, out);
    if (read ? *end == text.len : text.len - at <= JSON_DIGITS_MAX)
        return SKELETON_NEEDS_MORE;
    return read ? SKELETON_READ : SKELETON_DIFFERS;
}

enum skeleton_result docs_skeleton_read(const struct docs_skeleton *skeleton, struct slice text,
                                        struct skeleton_record *out)
{
    size_t at = 0;
    for (size_t i = 0; i < skeleton->count; i++) {
        const struct skeleton_part *part = &skeleton->parts[i];
        enum skeleton_result result = match(text, at, skeleton->bytes + part->start, part->len);
        if (result != SKELETON_READ)
            return result;
        if (part->is_place)
            out->place = at + part->place;
        at += part->len;
        size_t end;
        int64_t number = 0;
        if (part->role == SKELETON_MESSAGE)
            result = read_message(text, at, &end, &out->is_plain);
        else if (part->is_string)
            result = read_name(text, at, &end);
        else
            result = read_number(text, at, &end, &number);
        if (result != SKELETON_READ)
            return result;
        if (part->role == SKELETON_TIMESTAMP)
            out->timestamp = number;
        out->values[part->role] = slice_make(text.ptr + at, end - at);
        at = end;
    }
    const enum skeleton_result result =
        match(text, at, skeleton->bytes + skeleton->tail, skeleton->tail_len);
    out->open = skeleton->open;
    out->end = at + skeleton->tail_len;
    return result;
}
