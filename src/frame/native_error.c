#include "frame/native_error.h"

#include "frame/unwrap_rule.h"

/* Longest name of a program: a path. */
#define PROGRAM_BYTES_MAX 120

/* The end of the block, without blanks, as it may be wrapped anywhere. */
#define COMPACT_BYTES_MAX 512

size_t native_error_program(struct slice line)
{
    size_t n = 0;
    while (n < line.len && n < PROGRAM_BYTES_MAX && !ascii_is_space(line.ptr[n]))
        n++;
    if (n == 0 || n + 2 > line.len || line.ptr[n] != ' ' || line.ptr[n + 1] != ':')
        return 0;
    if (n + 2 == line.len)
        return n + 2;
    bool named = ascii_is_alnum(line.ptr[0]) || line.ptr[0] == '.' || line.ptr[0] == '&';
    return named && line.ptr[n + 2] == ' ' ? n + 3 : 0;
}

/* Adds the bytes that are no blanks. */
static size_t add_compact(char *to, size_t len, struct slice line)
{
    for (size_t i = 0; i < line.len && len < COMPACT_BYTES_MAX; i++)
        if (!ascii_is_space(line.ptr[i]))
            to[len++] = line.ptr[i];
    return len;
}

static bool begins_compact(struct slice line, struct slice word)
{
    char text[COMPACT_BYTES_MAX];
    struct slice s = slice_make(text, add_compact(text, 0, line));
    /* "+ CategoryInf" at 18 columns. */
    return s.len >= 9 && slice_starts(s.len < word.len ? word : s, s.len < word.len ? s : word);
}

/* Takes digits, and the colon and a blank before them, off the end. */
static bool take_number(struct slice *s)
{
    size_t n = s->len;
    while (n > 0 && ascii_is_digit(s->ptr[n - 1]))
        n--;
    bool digits = n < s->len;
    while (n > 0 && s->ptr[n - 1] == ' ')
        n--;
    if (!digits || n == 0 || s->ptr[n - 1] != ':')
        return false;
    *s = slice_trim_right(slice_sub(*s, 0, n - 1));
    return true;
}

bool native_error_is_position(struct slice line)
{
    struct slice s = slice_trim_right(line);
    if (!take_number(&s))
        return false;
    size_t n = s.len; /* back over the word for "char" */
    while (n > 0 && !ascii_is_digit(s.ptr[n - 1]))
        n--;
    s = slice_sub(s, 0, n);
    return take_number(&s);
}

bool native_error_is_tail(struct slice line)
{
    return slice_starts(line, SLICE("    +")) && begins_compact(line, SLICE("+CategoryInfo:"));
}

/* From "+ FullyQualifiedErrorId" on, which is the last part. */
static enum native_error_state state_of_end(const struct slice *lines, size_t count)
{
    static const struct slice id = { "+FullyQualifiedErrorId:", 23 };
    static const struct slice native = { "NativeCommandError", 18 };
    char text[COMPACT_BYTES_MAX];
    size_t len = 0;
    for (size_t i = 0; i < count; i++)
        len = add_compact(text, len, lines[i]);
    struct slice s = slice_make(text, len);
    if (s.len <= id.len)
        return slice_starts(id, s) ? NATIVE_ERROR_OPEN : NATIVE_ERROR_NONE;
    if (!slice_starts(s, id))
        return NATIVE_ERROR_NONE;
    s = slice_from(s, id.len);
    if (slice_starts(s, native)) /* or NativeCommandErrorMessage */
        return NATIVE_ERROR_WHOLE;
    return slice_starts(native, s) ? NATIVE_ERROR_OPEN : NATIVE_ERROR_OTHER;
}

static void scan_fields(const struct slice *lines, size_t count, struct native_error *out)
{
    out->fields = count - out->category;
    for (size_t i = out->category; i < count; i++) {
        size_t cells = unwrap_cells(lines[i]);
        out->widest = cells > out->widest ? cells : out->widest;
        if (i > out->category && slice_starts(lines[i], SLICE("    +"))) {
            out->state = state_of_end(lines + i, count - i);
            return;
        }
    }
}

void native_error_scan(const struct slice *lines, size_t count, struct native_error *out)
{
    *out = (struct native_error){ .state = NATIVE_ERROR_OPEN, .echo = count, .category = count };
    for (size_t i = 0; i < count; i++) {
        if (native_error_is_tail(lines[i])) {
            out->echo = out->echo < i ? out->echo : i;
            out->category = i;
            scan_fields(lines, count, out);
            break;
        }
        if (out->echo == count && slice_starts(lines[i], SLICE("+ ")))
            out->echo = i;
        bool over = out->echo == count && i >= NATIVE_ERROR_MESSAGE_MAX;
        if (over || (out->echo == count && slice_trim(lines[i]).len == 0)) {
            out->state = NATIVE_ERROR_NONE;
            return;
        }
    }
    if (out->state == NATIVE_ERROR_OPEN && count >= NATIVE_ERROR_LINES_MAX)
        out->state = NATIVE_ERROR_NONE;
}
