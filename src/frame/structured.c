#include "frame/structured.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/text.h"
#include "frame/jsonscan.h"
#include "frame/level.h"
#include "frame/line_parts.h"
#include "frame/structured_keys.h"

#define PATH_BYTES_MAX 256
#define NESTED_MAX 2
/* Letters that make a text; bytes of one in UTF-8. */
#define LETTERS_MIN 4
#define LETTER_BYTES_MAX 4

struct structured {
    int32_t zone_s;
    json_t *root;
    struct buf utf8, escaped, text, plain;
    struct event_line lines[EVENT_LINES_MAX];
    size_t members; /* told so far */
};

struct structured *structured_new(int32_t zone_s)
{
    struct structured *st = alloc_zeroed(1, sizeof *st);
    st->zone_s = zone_s;
    return st;
}

void structured_free(struct structured *st)
{
    if (!st)
        return;
    json_decref(st->root);
    buf_release(&st->utf8);
    buf_release(&st->escaped);
    buf_release(&st->text);
    buf_release(&st->plain);
    alloc_free(st);
}

/* A console's CSV export, and who pastes from a browser, turn \n inside a string into a line end,
 * which no JSON string may hold. */
static struct slice escape_line_ends(struct slice s, struct buf *out)
{
    bool in_string = false;
    buf_reset(out);
    for (size_t i = 0; i < s.len; i++) {
        const char c = s.ptr[i];
        if (in_string && c == '\\' && i + 1 < s.len) {
            buf_add(out, slice_sub(s, i++, 2));
        } else if (in_string && (c == '\n' || c == '\t')) {
            buf_add_cstr(out, c == '\n' ? "\\n" : "\\t");
        } else if (!in_string || c != '\r') {
            in_string ^= c == '"';
            buf_add_byte(out, c);
        }
    }
    return buf_slice(out);
}

/* jansson refuses bytes that are no UTF-8, and integers of more than 63 bits. */
static json_t *parse_object(struct structured *st, struct slice s)
{
    if (s.len < 2 || s.ptr[0] != '{' || s.ptr[s.len - 1] != '}' || !jsonscan_tree_fits(s))
        return NULL;
    if (!text_is_utf8(s)) {
        buf_reset(&st->utf8);
        text_add_utf8(&st->utf8, s);
        s = buf_slice(&st->utf8);
    }
    json_error_t error;
    json_t *root = json_loadb(s.ptr, s.len, JSON_ALLOW_NUL, &error);
    if (!root && json_error_code(&error) == json_error_numeric_overflow)
        root = json_loadb(s.ptr, s.len, JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, &error);
    if (!root && slice_find_byte(s, '\n', 0) != SLICE_NONE) {
        s = escape_line_ends(s, &st->escaped);
        root = json_loadb(s.ptr, s.len, JSON_ALLOW_NUL, &error);
    }
    return root;
}

/* --- members as text ------------------------------------------------------------------- */

static void add_line_start(struct structured *st)
{
    if (st->text.len > 0)
        buf_add_byte(&st->text, '\n');
}

static bool full(const struct structured *st)
{
    return st->members >= STRUCTURED_MEMBERS_MAX || st->text.len >= EVENT_BYTES_MAX;
}

static void add_scalar(struct structured *st, const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_STRING: buf_add(&st->text, slice_trim_right(key_text(value))); break;
    case JSON_INTEGER:
        buf_printf(&st->text, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        break;
    case JSON_REAL: buf_printf(&st->text, "%.15g", json_real_value(value)); break;
    case JSON_TRUE: buf_add_cstr(&st->text, "true"); break;
    case JSON_FALSE: buf_add_cstr(&st->text, "false"); break;
    case JSON_NULL:
    case JSON_OBJECT:
    case JSON_ARRAY: break;
    }
}

static void add_value(struct structured *st, struct buf *path, const char *key, json_t *value,
                      int depth);

static void add_pair(struct structured *st, const struct buf *path, const char *key,
                     const json_t *value)
{
    if (json_is_string(value) && json_string_length(value) == 0)
        return;
    add_line_start(st);
    if (!key_is_trace(key)) { /* a trace stands as it would in plain text */
        buf_add(&st->text, buf_slice(path));
        buf_add_byte(&st->text, '=');
    }
    add_scalar(st, value);
    st->members++;
}

static void add_array(struct structured *st, struct buf *path, const char *key, json_t *array,
                      int depth)
{
    size_t i;
    json_t *item;
    json_array_foreach(array, i, item)
    {
        if (key_is_trace(key) && json_is_string(item)) {
            add_line_start(st);
            add_scalar(st, item);
            st->members++;
        } else {
            char number[24];
            snprintf(number, sizeof number, "%zu", i);
            add_value(st, path, number, item, depth);
        }
        if (full(st))
            return;
    }
}

static void add_members(struct structured *st, struct buf *path, json_t *object, int depth)
{
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        if (full(st))
            return;
        add_value(st, path, key, value, depth);
    }
}

static void add_value(struct structured *st, struct buf *path, const char *key, json_t *value,
                      int depth)
{
    size_t before = path->len;
    if (before + strlen(key) + 1 > PATH_BYTES_MAX || json_is_null(value))
        return;
    if (before > 0)
        buf_add_byte(path, '.');
    buf_add_cstr(path, key);
    if (json_is_object(value)) {
        if (depth < STRUCTURED_DEPTH_MAX)
            add_members(st, path, value, depth + 1);
    } else if (json_is_array(value)) {
        if (depth < STRUCTURED_DEPTH_MAX)
            add_array(st, path, key, value, depth + 1);
    } else {
        add_pair(st, path, key, value);
    }
    path->len = before;
}

/* --- the record ------------------------------------------------------------------------ */

static void add_record(struct structured *st, json_t *object, int nested, struct event *event);

/* The message member: text, an object again (Powertools), JSON in a string, bytes (journald). */
static void add_message(struct structured *st, json_t *value, int nested, struct event *event)
{
    if (json_is_object(value)) {
        if (nested < NESTED_MAX)
            add_record(st, value, nested + 1, event);
        return;
    }
    if (json_is_array(value)) {
        size_t i;
        json_t *item;
        json_array_foreach(value, i, item) if (json_is_integer(item) && !full(st))
            buf_add_byte(&st->text, (char)json_integer_value(item));
        return;
    }
    struct slice text = slice_trim(key_text(value));
    json_t *inner = nested < NESTED_MAX ? parse_object(st, text) : NULL;
    if (inner)
        add_record(st, inner, nested + 1, event);
    else
        add_scalar(st, value);
    json_decref(inner);
}

static void take_names(json_t *object, struct event *event)
{
    struct slice service = key_text(json_object_get(object, "service.name"));
    if (service.len == 0)
        service = key_text(json_object_get(object, "service"));
    if (event->service.len == 0 && service.len < 100)
        event->service = service;
}

/* The n-th letter of a text that was spread over members, or an empty slice. */
static struct slice letter(const json_t *object, size_t n)
{
    char key[24];
    snprintf(key, sizeof key, "%zu", n);
    const struct slice s = key_text(json_object_get(object, key));
    return s.len <= LETTER_BYTES_MAX ? s : slice_empty();
}

/* winston's logger.error("failed:", text) makes a member of each letter of the text, "0", "1" …:
 * it is told behind the message. Source: winston, lib/winston/logger.js (log), Object.assign of the
 * first splat. Returns the count of letters; few of them are no text. */
static size_t add_letters(struct structured *st, const json_t *object)
{
    size_t count = 0;
    while (letter(object, count).len > 0)
        count++;
    if (count < LETTERS_MIN)
        return 0;
    if (st->text.len > 0)
        buf_add_byte(&st->text, ' ');
    for (size_t i = 0; i < count && st->text.len < EVENT_BYTES_MAX; i++)
        buf_add(&st->text, letter(object, i));
    return count;
}

static bool is_letter(const char *key, size_t letters)
{
    uint64_t n;
    return letters > 0 && slice_to_u64(slice_cstr(key), &n) && n < letters;
}

static void add_record(struct structured *st, json_t *object, int nested, struct event *event)
{
    struct key_roles roles;
    key_roles_find(object, st->zone_s, &roles);
    if (roles.level != LEVEL_NONE)
        event->level = roles.level;
    if (event->time_us == TIMESTAMP_NONE)
        event->time_us = roles.time_us;
    if (roles.error_type && roles.message == roles.error_message)
        buf_printf(&st->text, "%s: ", roles.error_type);
    if (roles.message)
        add_message(st, roles.message, nested, event);
    const size_t letters = add_letters(st, object);
    struct buf path;
    buf_init(&path);
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        if (full(st))
            break;
        if (value != roles.message && value != roles.level_value && value != roles.time_value
            && !is_letter(key, letters))
            add_value(st, &path, key, value, 1);
    }
    buf_release(&path);
}

/* Colour codes go, CRs become line ends, and the text is cut at the bounds of an event. */
static struct slice clean(struct structured *st)
{
    struct slice s = text_strip_ansi(buf_slice(&st->text), &st->plain);
    s = slice_trim_right(slice_sub(s, 0, EVENT_BYTES_MAX));
    if (s.ptr != st->plain.ptr) {
        buf_reset(&st->plain);
        buf_add(&st->plain, s);
    }
    size_t out = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = st->plain.ptr[i];
        if (c == '\r' && i + 1 < s.len && st->plain.ptr[i + 1] == '\n')
            continue;
        st->plain.ptr[out++] = c == '\r' ? '\n' : c;
    }
    return slice_make(st->plain.ptr, out);
}

/* All lines stand at the place of the record. */
static void set_lines(struct structured *st, struct event *event)
{
    struct event_line first = event->lines[0];
    size_t count = 0;
    first.start = 0;
    st->lines[count++] = first;
    for (size_t at = 0; (at = slice_find_byte(event->message, '\n', at)) != SLICE_NONE; at++) {
        if (count == EVENT_LINES_MAX) {
            event->message.len = at;
            break;
        }
        first.start = (uint32_t)(at + 1);
        st->lines[count++] = first;
    }
    event->lines = st->lines;
    event->line_count = count;
}

bool structured_message(struct structured *st, struct event *event)
{
    struct slice s = slice_trim(event->message);
    json_t *root = parse_object(st, s);
    if (!root)
        return false;
    json_decref(st->root);
    st->root = root;
    st->members = 0;
    buf_reset(&st->text);
    struct event told = *event;
    /* What the scan of the raw line took for a level was a piece of JSON. */
    told.level = LEVEL_NONE;
    add_record(st, root, 0, &told);
    take_names(root, &told);
    if (st->text.len == 0)
        return false;
    add_line_start(st);
    buf_add(&st->text, s);
    told.message = clean(st);
    if (told.message.len == 0)
        return false;
    told.json = s;
    set_lines(st, &told);
    if (told.level == LEVEL_NONE) {
        struct level_facts facts;
        size_t end = told.line_count > 1 ? told.lines[1].start - 1 : told.message.len;
        level_scan(slice_sub(told.message, 0, end), st->zone_s, told.time_us, &facts);
        told.level = facts.level != LEVEL_NONE ? facts.level : event->level;
    }
    *event = told;
    return true;
}

bool structured_record(struct structured *st, struct slice json, struct structured_record *out)
{
    json_t *root = parse_object(st, slice_trim(json));
    json_t *log = root ? json_object_get(root, "log") : NULL;
    if (!json_is_string(log)) {
        json_decref(root);
        return false;
    }
    json_decref(st->root);
    st->root = root;
    *out = (struct structured_record){ .time_us = TIMESTAMP_NONE };
    struct slice text = key_text(log);
    const json_t *source = json_object_get(root, "source"), *flag;
    /* Fluent Bit on Kubernetes. Source: fluent/fluent-bit, plugins/filter_kubernetes/kube_meta.c;
     * conf/parsers.conf (cri: logtag), src/multiline/flb_ml_parser_cri.c (_p). */
    const json_t *pod = json_object_get(root, "kubernetes"), *tag = json_object_get(root, "_p");
    tag = tag ? tag : json_object_get(root, "logtag");
    const bool docker = !source && !pod && !tag;
    out->stream = key_text(source ? source : json_object_get(root, "stream"));
    out->container = key_text(json_object_get(root, "container_name"));
    if (pod) {
        const struct slice name = key_text(json_object_get(pod, "pod_name"));
        out->stream = name.len > 0 ? name : out->stream;
        out->container = key_text(json_object_get(pod, "container_name"));
    }
    out->cluster = key_text(json_object_get(root, "ecs_cluster"));
    struct slice arn = key_text(json_object_get(root, "ecs_task_arn"));
    size_t slash = slice_find_last_byte(arn, '/');
    if (slash != SLICE_NONE)
        out->task = slice_from(arn, slash + 1);
    const struct timestamp_context ctx = { .zone_s = st->zone_s, .hint_us = TIMESTAMP_NONE };
    struct timestamp t;
    if (timestamp_parse(key_text(json_object_get(root, "time")), &ctx, &t) > 0)
        out->time_us = t.us;
    /* json-file: a line that does not end goes on in the next record. Source: moby/moby,
     * daemon/logger/copier.go. FireLens records never end in LF, but say so themselves. */
    flag = json_object_get(root, "partial_message");
    bool ended = slice_ends(text, SLICE("\n"));
    out->partial =
        docker ? !ended
        : tag  ? slice_eq(key_text(tag), SLICE("P"))
               : flag && !slice_eq(key_text(json_object_get(root, "partial_last")), SLICE("true"));
    out->may_end = docker;
    out->text = out->partial ? text : slice_trim_right(text);
    return true;
}
