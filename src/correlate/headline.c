#include "correlate/parts.h"

/* Lines of an event that are looked at; a trace is cut at EVENT_LINES_MAX anyway. */
#define HEADLINE_LINES_MAX 600

/* "pkg.SomeError: text", "SomeException", "error: text" at the start of a line: the sentence that a
 * program ends its trace with. */
static bool names_an_exception(struct slice line)
{
    static const struct slice endings[] = {
        { "Error", 5 }, { "Exception", 9 }, { "Exit", 4 }, { "Interrupt", 9 }, { "Warning", 7 }
    };
    size_t n = 0;
    while (n < line.len
           && (ascii_is_alnum(line.ptr[n]) || line.ptr[n] == '_' || line.ptr[n] == '.'))
        n++;
    if (n < 5 || (n < line.len && line.ptr[n] != ':'))
        return false;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (slice_ends(slice_sub(line, 0, n), endings[i]))
            return true;
    return false;
}

/* "cryptography.fernet.InvalidToken", with or without a text: what ends a trace of Python is an
 * exception, whatever its name. */
static bool is_dotted_name(struct slice line)
{
    size_t n = 0, dots = 0;
    while (n < line.len
           && (ascii_is_alnum(line.ptr[n]) || line.ptr[n] == '_' || line.ptr[n] == '.'))
        dots += line.ptr[n++] == '.';
    return dots > 0 && ascii_is_alpha(line.ptr[0]) && (n == line.len || line.ptr[n] == ':');
}

/* Says that something follows, and nothing itself. */
static bool is_introduction(struct slice line)
{
    static const struct slice words[] = { { "Traceback (most recent call last)", 33 },
                                          { "ERROR:    Traceback", 19 },
                                          { "FAILURE: Build failed with an exception", 39 },
                                          { "* What went wrong:", 18 },
                                          { "Stack trace:", 12 } };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (slice_starts(line, words[i]))
            return true;
    size_t letters = 0; /* "Error:", "ERROR", "[ERROR]" alone */
    for (size_t i = 0; i < line.len; i++)
        letters += ascii_is_alpha(line.ptr[i]);
    return letters < 6;
}

/* Lines that are looked at for one that says more than the first. */
#define TELLING_LINES_MAX 20

/* The line that says what is wrong, where the first one only says that something is: "Failed to
 * start", then the exception below it. Of several the first. */
static struct slice most_telling(struct slice message, struct slice first)
{
    struct slice rest = message, line, best = first;
    if (slice_find_byte(slice_trim(message), '\n', 0) == SLICE_NONE)
        return first;
    int most = telling_of(first);
    if (most >= TELLING_REASON)
        return first;
    for (size_t i = 0; i < TELLING_LINES_MAX && slice_next_line(&rest, &line); i++) {
        if (slice_starts(line, SLICE("{"))) /* the record that the other lines were made of */
            continue;
        const int points = telling_of(line);
        if (points >= TELLING_REASON && points > most) {
            best = line;
            most = points;
        }
    }
    return best;
}

/* The innermost "Caused by" of Java tells most; then the last exception of a Python trace, which
 * ends with it; then the first line that says what is wrong; then the first that says anything. */
struct slice headline_of(struct slice message)
{
    struct slice rest = message, line, first = slice_empty(), any = slice_empty();
    struct slice caused = slice_empty(), exception = slice_empty();
    bool trace = false;
    for (size_t i = 0; i < HEADLINE_LINES_MAX && slice_next_line(&rest, &line); i++) {
        const struct slice text = slice_trim(line);
        if (text.len == 0)
            continue;
        if (!any.ptr)
            any = line;
        if (slice_starts(text, SLICE("Caused by: ")))
            caused = line;
        if (slice_find(text, SLICE("Traceback (most recent call last)"), 0) != SLICE_NONE)
            trace = true;
        if (trace && text.ptr == line.ptr && (names_an_exception(text) || is_dotted_name(text)))
            exception = line;
        if (!first.ptr && !is_introduction(text))
            first = line;
    }
    if (caused.ptr)
        return caused;
    if (exception.ptr)
        return exception;
    return most_telling(message, first.ptr ? first : any);
}

/* Does the line say what lies inside the exception above? Sources: see nest_between() in nesting.c.
 */
static bool opens_inner(struct slice text)
{
    return slice_starts(text, SLICE("Caused by: ")) || slice_starts(text, SLICE("[cause]: "))
           || (slice_starts(text, SLICE("---> ")) && names_an_exception(slice_from(text, 5)));
}

struct slice headline_innermost(struct slice message)
{
    struct slice rest = message, line, inner = slice_empty(), exception = slice_empty();
    bool chained = false; /* Python prints the innermost exception first */
    for (size_t i = 0; i < HEADLINE_LINES_MAX && slice_next_line(&rest, &line); i++) {
        const struct slice text = slice_trim(line);
        if (opens_inner(text))
            inner = line;
        else if (!chained && text.ptr == line.ptr && names_an_exception(text))
            exception = line;
        if (!chained && slice_starts(text, SLICE("The above exception was the direct cause"))) {
            inner = exception;
            chained = true;
        }
    }
    return inner;
}
