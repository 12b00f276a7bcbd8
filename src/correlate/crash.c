/* crash: which exception a trace ends with, and which line of the program's own code raised it.
 *
 * Sources of the shapes: CPython Lib/traceback.py; java.lang.Throwable printStackTrace; V8's stack
 * trace API; Go runtime/traceback.go; Ruby's Exception#full_message; System.Exception.ToString; PHP
 * Zend/zend_exceptions.c. */
#include "correlate/parts.h"

#define LINES_MAX 600
#define TYPE_MAX 120
#define FRAME_MAX 200

static bool has_any(struct slice text, const char *const *words)
{
    for (; *words; words++)
        if (slice_find(text, slice_cstr(*words), 0) != SLICE_NONE)
            return true;
    return false;
}

static bool starts_any(struct slice text, const char *const *words)
{
    for (; *words; words++)
        if (slice_starts(text, slice_cstr(*words)))
            return true;
    return false;
}

/* --- exception -------------------------------------------------------------------------------- */

static bool type_byte(char c)
{
    return ascii_is_alnum(c) || c == '_' || c == '.' || c == '$' || c == '\\' || c == ':';
}

static bool names_type(struct slice word)
{
    static const char *const endings[] = { "Error",   "Exception", "Exit", "Interrupt",
                                           "Failure", "Fault",     NULL };
    for (size_t i = 0; endings[i]; i++)
        if (word.len > strlen(endings[i]) && slice_ends(word, slice_cstr(endings[i])))
            return true;
    return false;
}

/* The first word that names a type of exception: "pkg.SomeError: text", "text (RuntimeError)". */
struct slice crash_exception(struct slice headline)
{
    if (slice_starts(slice_trim(headline), SLICE("panic: ")))
        return SLICE("panic");
    for (size_t i = 0; i < headline.len;) {
        size_t n = 0;
        while (i + n < headline.len && type_byte(headline.ptr[i + n]))
            n++;
        struct slice word = slice_sub(headline, i, n);
        while (word.len > 0 && (word.ptr[word.len - 1] == ':' || word.ptr[word.len - 1] == '.'))
            word.len--;
        const bool in_path = i > 0 && headline.ptr[i - 1] == '/';
        if (word.len <= TYPE_MAX && !in_path && names_type(word))
            return word;
        i += n ? n : 1;
    }
    return slice_empty();
}

/* --- frame ------------------------------------------------------------------------------------ */

/* Code that came with a language, a framework or a package. */
static bool is_foreign(struct slice frame)
{
    static const char *const places[] = { "site-packages",      "dist-packages",
                                          "/lib/python",        "<frozen ",
                                          "node_modules",       "node:",
                                          "(internal/",         "/gems/",
                                          "/vendor/",           "/pkg/mod/",
                                          "/usr/local/go/src/", "<anonymous>",
                                          "/lib/ruby/",         NULL };
    static const char *const packages[] = { "at java.",
                                            "at javax.",
                                            "at jakarta.",
                                            "at jdk.",
                                            "at sun.",
                                            "at com.sun.",
                                            "at org.springframework.",
                                            "at org.apache.",
                                            "at org.hibernate.",
                                            "at io.netty.",
                                            "at reactor.",
                                            "at kotlin.",
                                            "at kotlinx.",
                                            "at scala.",
                                            "at com.fasterxml.",
                                            "at com.zaxxer.",
                                            "at org.postgresql.",
                                            "at com.mysql.",
                                            "at System.",
                                            "at Microsoft.",
                                            "at Npgsql.",
                                            "at io.lettuce.",
                                            "at redis.clients.",
                                            NULL };
    return has_any(frame, places) || starts_any(frame, packages);
}

enum frame_kind { FRAME_NONE, FRAME_INNERMOST_FIRST, FRAME_INNERMOST_LAST };

static bool ends_in_line_number(struct slice s)
{
    size_t digits = 0;
    while (digits < s.len && ascii_is_digit(s.ptr[s.len - 1 - digits]))
        digits++;
    return digits > 0 && digits < s.len && s.ptr[s.len - 1 - digits] == ':';
}

/* Python shows the innermost frame last, the others first. */
static enum frame_kind kind_of(struct slice line, struct slice text)
{
    if (slice_starts(text, SLICE("File \"")) && slice_find(text, SLICE(", line "), 0) != SLICE_NONE)
        return FRAME_INNERMOST_LAST;
    if (slice_starts(text, SLICE("at ")) && text.ptr > line.ptr)
        return FRAME_INNERMOST_FIRST;
    if (slice_starts(text, SLICE("from ")) && slice_find(text, SLICE(".rb:"), 0) != SLICE_NONE)
        return FRAME_INNERMOST_FIRST;
    if (slice_starts(text, SLICE("#")) && slice_find(text, SLICE(".php("), 0) != SLICE_NONE)
        return FRAME_INNERMOST_FIRST;
    const size_t go = slice_find(text, SLICE(".go:"), 0);
    if (go != SLICE_NONE && line.len > 0 && line.ptr[0] == '\t'
        && ends_in_line_number(slice_sub(text, 0, slice_find_byte(text, ' ', 0))))
        return FRAME_INNERMOST_FIRST;
    return FRAME_NONE;
}

/* A chain of exceptions ends with the innermost in Java ("Caused by:"): its frames count. */
struct slice crash_frame(struct slice message)
{
    struct slice rest = message, line, own = slice_empty();
    for (size_t i = 0; i < LINES_MAX && slice_next_line(&rest, &line); i++) {
        const struct slice text = slice_trim(line);
        if (slice_starts(text, SLICE("Caused by: "))) {
            own = slice_empty();
            continue;
        }
        const enum frame_kind kind = kind_of(line, text);
        if (kind == FRAME_NONE || is_foreign(text))
            continue;
        if (own.len == 0 || kind == FRAME_INNERMOST_LAST)
            own = slice_sub(text, 0, FRAME_MAX);
    }
    return own;
}
