/* telling: how much an error line says about what is wrong.
 *
 * Of many error lines one is the reason and the others are what came of it: frames and source code
 * around an exception, announcements of the end ("Exiting", "startup failed"), introductions
 * ("Error details:"). The reason says what is wrong in words that programs share (the texts of
 * strerror, "not found", "invalid", "must be", "does not match"), and mostly names what it is
 * about: in quotes, as a path, a key, or an address. */
#include "correlate/parts.h"

/* So much of a line is looked at. */
#define TELLING_BYTES_MAX 600

/* Points. A reason is worth most; an echo of a failure tells less than anything that has none. */
#define POINTS_REASON TELLING_REASON
#define POINTS_HINT 2
#define POINTS_FAILURE 1
#define POINTS_NAME 1
#define POINTS_EXCEPTION 1
#define POINTS_THROWN 2
#define POINTS_ECHO (-4)
#define POINTS_RETRY (-1)
#define POINTS_CODE (-6)

/* What is wrong, in words. */
static const char *const reasons[] = {
    "no such ",
    "not found",
    "denied",
    "refused",
    "already in use",
    "already running",
    "not exist",
    "doesn't exist",
    "invalid",
    "must ",
    "not supported",
    "unsupported",
    "unrecognized",
    "unrecognised",
    "mismatch",
    "not match",
    "corrupt",
    "malformed",
    "has expired",
    "is expired",
    "timed out",
    "timeout",
    "no space",
    "out of memory",
    "unauthorized",
    "not authorized",
    "forbidden",
    "unreachable",
    "unavailable",
    "not available",
    "not allowed",
    "not permitted",
    "incompatible",
    "too many",
    "too large",
    "too old",
    "too new",
    "too small",
    "too long",
    "exceed",
    "no route",
    "duplicate",
    "violat",
    "not set",
    "not configured",
    "not installed",
    "not defined",
    "not initialized",
    "illegal",
    "authentication failed",
    "login failed",
    "read-only",
    "no longer",
    "not enough",
    "insufficient",
    "ambiguous",
    "unable to ",
    "could not ",
    "couldn't ",
    "cannot ",
    "can't ",
    "can not ",
    "unresolved",
    "no module",
    "reached limit",
    "limit reached",
    "rejected",
    "reset by",
    "untrusted",
    "self-signed",
    "self signed",
    "deadlock",
    "overflow",
    "out of range",
    "econn",
    "enoent",
    "eacces",
    "eaddr",
    "enospc",
    "eperm",
    "enotfound",
    "downgrade",
    "does not have",
    "is missing",
    "not a valid",
    "unhealthy",
    "is not a",
    "wrong ",
    "bad ",
    "undefined",
    "unexpected",
    "broken pipe",
    "is locked",
    "not ready",
    "larger than",
    "greater than",
    "less than",
    "too low",
    "too high",
    "not enough",
    "i/o error",
    "input/output error",
    NULL,
};

/* What is wrong, or only what is so. */
static const char *const hints[] = {
    "missing",      "required", "unknown ", "expected",     "already exist", "already registered",
    "expired",      "conflict", "locked",   "is empty",     "is null",       "wrong",
    "newer ",       "older ",   "has no ",  "have no ",     "not be ",       "insecure",
    "disconnected", "not a ",   "nor ",     "no available", "needs ",        "failed to ",
    "is not ",      NULL,
};

/* That something failed. */
static const char *const failures[] = { "fail",  "error", "exception", "fatal",
                                        "panic", "abort", NULL };

/* What is said of every end, whatever its reason. */
static const char *const echoes[] = {
    "exited with",
    "exit code",
    "exit status",
    "exit value",
    "exiting",
    "shutting down",
    "shutdown",
    "stopping",
    "stopped",
    "terminat",
    "aborting",
    "giving up",
    "startup failed",
    "see above",
    "see the log",
    "check the log",
    "check logs",
    "view the log",
    "stack trace",
    "elifecycle",
    "process completed",
    "returned non-zero",
    "non-zero return",
    "returned a non-zero",
    "for more information",
    "for more details",
    "cannot start because",
    "will be stopped",
    "context canceled",
    "context cancelled",
    "unhandled error",
    "uncaught exception:",
    "an error occurred",
    "an error has occurred",
    "build failed",
    "deployment failed:",
    "configuration is invalid",
    "with error code",
    "command failed",
    "previous error",
    "a complete log",
    "this is probably not a problem",
    "crashed",
    "restarting",
    NULL,
};

/* It will be tried again, or goes on without it. */
static const char *const retries[] = { "retry",     "retries",      "will try again", "attempt ",
                                       "reconnect", "falling back", "ignoring",       "skipping",
                                       "deprecat",  "ignored",      "default",        NULL };

static bool holds_any(struct slice line, const char *const *words)
{
    for (; *words; words++)
        if (slice_find_nocase(line, slice_cstr(*words), 0) != SLICE_NONE)
            return true;
    return false;
}

static char byte_at(struct slice s, size_t at)
{
    return at < s.len ? s.ptr[at] : '\0';
}

/* "at f (x.js:1:2)", "File "x.py", line 3", "raise Error(…)", "}", "^~~": no sentence but code. */
static bool is_code(struct slice text)
{
    static const struct slice starts[] = {
        SLICE("at "),    SLICE("File \""), SLICE("raise "),  SLICE("return "), SLICE("throw "),
        SLICE("await "), SLICE("from /"),  SLICE("import "), SLICE("self."),   SLICE("goroutine "),
        SLICE("... "),   SLICE("if "),     SLICE("def "),    SLICE("class "),  SLICE("with "),
        SLICE("const "), SLICE("//"),
    };
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (slice_starts(text, starts[i]))
            return true;
    const char last = text.len ? text.ptr[text.len - 1] : '\0';
    const size_t file = slice_find(text, SLICE(" File \""), 0); /* behind the head of a logger */
    if (last == '('
        || (file != SLICE_NONE && slice_find(text, SLICE("\", line "), file) != SLICE_NONE))
        return true;
    const bool is_call =
        (last == ')' || last == ';' || last == '{' || last == '(' || last == ',' || last == '\\')
        && slice_find_byte(text, ' ', 0) == SLICE_NONE;
    size_t letters = 0;
    for (size_t i = 0; i < text.len; i++)
        letters += ascii_is_alpha(text.ptr[i]);
    return is_call || letters < 6;
}

/* A path, a place in a file: "/app/x.js:12". */
static bool is_place(struct slice text)
{
    return (byte_at(text, 0) == '/' || byte_at(text, 0) == '<')
           && slice_find_byte(text, ' ', 0) == SLICE_NONE;
}

/* Is there a word in quotes, at least two bytes long, that does not go over the whole line? */
static bool has_quoted(struct slice line)
{
    static const char marks[] = "'\"`";
    for (size_t k = 0; marks[k]; k++) {
        const size_t open = slice_find_byte(line, marks[k], 0);
        if (open == SLICE_NONE || (open > 0 && ascii_is_alpha(line.ptr[open - 1])))
            continue;
        const size_t close = slice_find_byte(line, marks[k], open + 1);
        if (close != SLICE_NONE && close > open + 2)
            return true;
    }
    return false;
}

/* " /var/lib/x", "host:5432", "SOME_KEY", "some.key.name": something that has a name. */
static bool has_name(struct slice line)
{
    for (size_t i = 1; i + 2 < line.len; i++) {
        const char before = line.ptr[i - 1], c = line.ptr[i], next = line.ptr[i + 1];
        const bool begins = before == ' ' || before == '(' || before == '=' || before == '\'';
        if (begins && c == '/' && ascii_is_alpha(next))
            return true;
        if (ascii_is_alpha(before) && c == ':' && ascii_is_digit(next)
            && ascii_is_digit(line.ptr[i + 2]))
            return true;
        if (ascii_is_upper(before) && c == '_' && ascii_is_upper(next))
            return true;
        if (ascii_is_alpha(before) && (c == '_' || c == '.') && ascii_is_alpha(next)
            && (c == '_' || i > 4))
            return true;
    }
    return has_quoted(line);
}

/* A sentence has so many words. */
#define WORDS_MIN 3

static bool has_words(struct slice text)
{
    return slice_count_byte(text, ' ') + 1 >= WORDS_MIN;
}

/* "some.pkg.NameError: text": what the program itself ended with. */
static bool is_thrown(struct slice text)
{
    const size_t colon = slice_find(text, SLICE(": "), 0);
    const struct slice type = crash_exception(text);
    return type.len > 0 && colon != SLICE_NONE && colon + 6 < text.len
           && type.ptr + type.len == text.ptr + colon
           && slice_find_byte(slice_sub(text, 0, colon), ' ', 0) == SLICE_NONE;
}

/* "rustc --crate-name x --edition=2021 …": a command that is run. */
static bool is_command(struct slice text)
{
    size_t options = 0;
    for (size_t at = 0; (at = slice_find(text, SLICE(" --"), at)) != SLICE_NONE; at += 3)
        options++;
    return options >= 3;
}

int telling_of(struct slice line)
{
    const struct slice text = slice_sub(slice_trim(line), 0, TELLING_BYTES_MAX);
    if (is_code(text) || is_place(text) || is_command(text))
        return POINTS_CODE;
    const char last = text.ptr[text.len - 1];
    int points = 0;
    if (has_words(text))
        points += holds_any(text, reasons) ? POINTS_REASON
                  : holds_any(text, hints) ? POINTS_HINT
                                           : 0;
    points += is_thrown(text) ? POINTS_THROWN : 0;
    points += holds_any(text, failures) ? POINTS_FAILURE : 0;
    points += has_name(text) ? POINTS_NAME : 0;
    points += crash_exception(text).len > 0 && last != ':' ? POINTS_EXCEPTION : 0;
    points += holds_any(text, echoes) ? POINTS_ECHO : 0;
    points += holds_any(text, retries) ? POINTS_RETRY : 0;
    points += last == ':' || last == '{' ? POINTS_ECHO : 0; /* what it is comes behind it */
    return points;
}

/* Words that such a line has, in lower case, each from the beginning of a word. */
static bool begins_saying(struct slice s)
{
    static const struct slice words[] = {
        SLICE("cannot"),  SLICE("can't"),    SLICE("could"),     SLICE("fail"),    SLICE("unable"),
        SLICE("not "),    SLICE("no "),      SLICE("denied"),    SLICE("refused"), SLICE("invalid"),
        SLICE("missing"), SLICE("unknown"),  SLICE("unsup"),     SLICE("does"),    SLICE("must"),
        SLICE("expired"), SLICE("mismatch"), SLICE("corrupt"),   SLICE("unrec"),   SLICE("is not"),
        SLICE("already"), SLICE("error"),    SLICE("exception"),
    };
    const char first = ascii_lower(s.ptr[0]);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (words[i].ptr[0] == first && slice_starts_nocase(s, words[i]))
            return true;
    return false;
}

bool telling_may_be(struct slice message)
{
    const struct slice s = slice_sub(message, 0, TELLING_BYTES_MAX);
    for (size_t i = 0; i < s.len; i++)
        if (ascii_is_alpha(s.ptr[i]) && (i == 0 || !ascii_is_alpha(s.ptr[i - 1]))
            && begins_saying(slice_from(s, i)))
            return true;
    return false;
}
