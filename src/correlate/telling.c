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

/* What a phrase is a sign of: a reason; what is wrong, or only what is so; that something failed;
 * what is said of every end, whatever its reason; that it will be tried again, or goes on without
 * it. */
enum sign { REASON, HINT, FAILURE, ECHO, RETRY };

/* In lower case, each from the beginning of a word. */
static const struct {
    struct slice text;
    enum sign sign;
} phrases[] = {
    { SLICE("no such "), REASON },
    { SLICE("not found"), REASON },
    { SLICE("denied"), REASON },
    { SLICE("refused"), REASON },
    { SLICE("already in use"), REASON },
    { SLICE("already running"), REASON },
    { SLICE("not exist"), REASON },
    { SLICE("doesn't exist"), REASON },
    { SLICE("invalid"), REASON },
    { SLICE("must "), REASON },
    { SLICE("not supported"), REASON },
    { SLICE("unsupported"), REASON },
    { SLICE("unrecognized"), REASON },
    { SLICE("unrecognised"), REASON },
    { SLICE("mismatch"), REASON },
    { SLICE("not match"), REASON },
    { SLICE("corrupt"), REASON },
    { SLICE("malformed"), REASON },
    { SLICE("has expired"), REASON },
    { SLICE("is expired"), REASON },
    { SLICE("timed out"), REASON },
    { SLICE("timeout"), REASON },
    { SLICE("no space"), REASON },
    { SLICE("out of memory"), REASON },
    { SLICE("unauthorized"), REASON },
    { SLICE("not authorized"), REASON },
    { SLICE("forbidden"), REASON },
    { SLICE("unreachable"), REASON },
    { SLICE("unavailable"), REASON },
    { SLICE("not available"), REASON },
    { SLICE("not allowed"), REASON },
    { SLICE("not permitted"), REASON },
    { SLICE("incompatible"), REASON },
    { SLICE("too many"), REASON },
    { SLICE("too large"), REASON },
    { SLICE("too old"), REASON },
    { SLICE("too new"), REASON },
    { SLICE("too small"), REASON },
    { SLICE("too long"), REASON },
    { SLICE("exceed"), REASON },
    { SLICE("no route"), REASON },
    { SLICE("duplicate"), REASON },
    { SLICE("violat"), REASON },
    { SLICE("not set"), REASON },
    { SLICE("not configured"), REASON },
    { SLICE("not installed"), REASON },
    { SLICE("not defined"), REASON },
    { SLICE("not initialized"), REASON },
    { SLICE("illegal"), REASON },
    { SLICE("authentication failed"), REASON },
    { SLICE("login failed"), REASON },
    { SLICE("read-only"), REASON },
    { SLICE("no longer"), REASON },
    { SLICE("not enough"), REASON },
    { SLICE("insufficient"), REASON },
    { SLICE("ambiguous"), REASON },
    { SLICE("unable to "), REASON },
    { SLICE("could not "), REASON },
    { SLICE("couldn't "), REASON },
    { SLICE("cannot "), REASON },
    { SLICE("can't "), REASON },
    { SLICE("can not "), REASON },
    { SLICE("unresolved"), REASON },
    { SLICE("no module"), REASON },
    { SLICE("reached limit"), REASON },
    { SLICE("limit reached"), REASON },
    { SLICE("rejected"), REASON },
    { SLICE("reset by"), REASON },
    { SLICE("untrusted"), REASON },
    { SLICE("self-signed"), REASON },
    { SLICE("self signed"), REASON },
    { SLICE("deadlock"), REASON },
    { SLICE("overflow"), REASON },
    { SLICE("out of range"), REASON },
    { SLICE("econn"), REASON },
    { SLICE("enoent"), REASON },
    { SLICE("eacces"), REASON },
    { SLICE("eaddr"), REASON },
    { SLICE("enospc"), REASON },
    { SLICE("eperm"), REASON },
    { SLICE("enotfound"), REASON },
    { SLICE("downgrade"), REASON },
    { SLICE("does not have"), REASON },
    { SLICE("is missing"), REASON },
    { SLICE("not a valid"), REASON },
    { SLICE("unhealthy"), REASON },
    { SLICE("is not a"), REASON },
    { SLICE("wrong "), REASON },
    { SLICE("bad "), REASON },
    { SLICE("undefined"), REASON },
    { SLICE("unexpected"), REASON },
    { SLICE("broken pipe"), REASON },
    { SLICE("is locked"), REASON },
    { SLICE("not ready"), REASON },
    { SLICE("larger than"), REASON },
    { SLICE("greater than"), REASON },
    { SLICE("less than"), REASON },
    { SLICE("too low"), REASON },
    { SLICE("too high"), REASON },
    { SLICE("i/o error"), REASON },
    { SLICE("input/output error"), REASON },
    { SLICE("missing"), HINT },
    { SLICE("required"), HINT },
    { SLICE("unknown "), HINT },
    { SLICE("expected"), HINT },
    { SLICE("already exist"), HINT },
    { SLICE("already registered"), HINT },
    { SLICE("expired"), HINT },
    { SLICE("conflict"), HINT },
    { SLICE("locked"), HINT },
    { SLICE("is empty"), HINT },
    { SLICE("is null"), HINT },
    { SLICE("wrong"), HINT },
    { SLICE("newer "), HINT },
    { SLICE("older "), HINT },
    { SLICE("has no "), HINT },
    { SLICE("have no "), HINT },
    { SLICE("not be "), HINT },
    { SLICE("insecure"), HINT },
    { SLICE("disconnected"), HINT },
    { SLICE("not a "), HINT },
    { SLICE("no available"), HINT },
    { SLICE("needs "), HINT },
    { SLICE("failed to "), HINT },
    { SLICE("is not "), HINT },
    { SLICE("fail"), FAILURE },
    { SLICE("error"), FAILURE },
    { SLICE("exception"), FAILURE },
    { SLICE("fatal"), FAILURE },
    { SLICE("panic"), FAILURE },
    { SLICE("abort"), FAILURE },
    { SLICE("exited with"), ECHO },
    { SLICE("exit code"), ECHO },
    { SLICE("exit status"), ECHO },
    { SLICE("exit value"), ECHO },
    { SLICE("exiting"), ECHO },
    { SLICE("shutting down"), ECHO },
    { SLICE("shutdown"), ECHO },
    { SLICE("stopping"), ECHO },
    { SLICE("stopped"), ECHO },
    { SLICE("terminat"), ECHO },
    { SLICE("aborting"), ECHO },
    { SLICE("giving up"), ECHO },
    { SLICE("startup failed"), ECHO },
    { SLICE("see above"), ECHO },
    { SLICE("see the log"), ECHO },
    { SLICE("check the log"), ECHO },
    { SLICE("check logs"), ECHO },
    { SLICE("view the log"), ECHO },
    { SLICE("stack trace"), ECHO },
    { SLICE("elifecycle"), ECHO },
    { SLICE("process completed"), ECHO },
    { SLICE("returned non-zero"), ECHO },
    { SLICE("non-zero return"), ECHO },
    { SLICE("returned a non-zero"), ECHO },
    { SLICE("for more information"), ECHO },
    { SLICE("for more details"), ECHO },
    { SLICE("cannot start because"), ECHO },
    { SLICE("will be stopped"), ECHO },
    { SLICE("context canceled"), ECHO },
    { SLICE("context cancelled"), ECHO },
    { SLICE("unhandled error"), ECHO },
    { SLICE("uncaught exception:"), ECHO },
    { SLICE("an error occurred"), ECHO },
    { SLICE("an error has occurred"), ECHO },
    { SLICE("build failed"), ECHO },
    { SLICE("deployment failed:"), ECHO },
    { SLICE("configuration is invalid"), ECHO },
    { SLICE("with error code"), ECHO },
    { SLICE("command failed"), ECHO },
    { SLICE("previous error"), ECHO },
    { SLICE("a complete log"), ECHO },
    { SLICE("this is probably not a problem"), ECHO },
    { SLICE("crashed"), ECHO },
    { SLICE("restarting"), ECHO },
    { SLICE("retry"), RETRY },
    { SLICE("retries"), RETRY },
    { SLICE("will try again"), RETRY },
    { SLICE("attempt "), RETRY },
    { SLICE("reconnect"), RETRY },
    { SLICE("falling back"), RETRY },
    { SLICE("ignoring"), RETRY },
    { SLICE("skipping"), RETRY },
    { SLICE("deprecat"), RETRY },
    { SLICE("ignored"), RETRY },
    { SLICE("default"), RETRY },
};

/* Does a word begin here, or a part of one ("SocketTimeoutException")? */
static bool begins_word(struct slice s, size_t at)
{
    if (!ascii_is_alpha(s.ptr[at]))
        return false;
    return at == 0 || !ascii_is_alpha(s.ptr[at - 1])
           || (ascii_is_upper(s.ptr[at]) && !ascii_is_upper(s.ptr[at - 1]));
}

/* The signs that stand in the text, a bit each. One pass: there may be very many such lines. */
static unsigned signs_of(struct slice text)
{
    unsigned signs = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (!begins_word(text, i))
            continue;
        const char first = ascii_lower(text.ptr[i]);
        for (size_t k = 0; k < sizeof phrases / sizeof *phrases; k++)
            if (phrases[k].text.ptr[0] == first
                && slice_starts_nocase(slice_from(text, i), phrases[k].text))
                signs |= 1u << phrases[k].sign;
    }
    return signs;
}

static bool shows(unsigned signs, enum sign sign)
{
    return (signs >> sign & 1) != 0;
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
    const bool is_call = (last == ')' || last == ';' || last == '{' || last == ',' || last == '\\')
                         && slice_find_byte(text, ' ', 0) == SLICE_NONE;
    size_t letters = 0;
    for (size_t i = 0; i < text.len; i++)
        letters += ascii_is_alpha(text.ptr[i]);
    return is_call || letters < 6;
}

/* A path, a place in a file: "/app/x.js:12". */
static bool is_place(struct slice text)
{
    return (slice_byte(text, 0) == '/' || slice_byte(text, 0) == '<')
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
    const unsigned signs = signs_of(text);
    int points = 0;
    if (has_words(text))
        points += shows(signs, REASON) ? POINTS_REASON : shows(signs, HINT) ? POINTS_HINT : 0;
    points += is_thrown(text) ? POINTS_THROWN : 0;
    points += shows(signs, FAILURE) ? POINTS_FAILURE : 0;
    points += has_name(text) ? POINTS_NAME : 0;
    points += crash_exception(text).len > 0 && last != ':' ? POINTS_EXCEPTION : 0;
    points += shows(signs, ECHO) ? POINTS_ECHO : 0;
    points += shows(signs, RETRY) ? POINTS_RETRY : 0;
    points += last == ':' || last == '{' ? POINTS_ECHO : 0; /* what it is comes behind it */
    return points;
}

/* May one of the words below begin with these two letters? Most do not. */
static bool may_say(struct slice s)
{
    static const char *const seconds[26] = {
        ['a' - 'a'] = "l", ['c' - 'a'] = "ao", ['d' - 'a'] = "eo", ['e' - 'a'] = "rx",
        ['f' - 'a'] = "a", ['i' - 'a'] = "ns", ['m' - 'a'] = "iu", ['n' - 'a'] = "o",
        ['r' - 'a'] = "e", ['u' - 'a'] = "n",
    };
    const char *const at = s.len > 1 ? seconds[ascii_lower(s.ptr[0]) - 'a'] : NULL;
    const char second = at ? ascii_lower(s.ptr[1]) : '\0';
    return at && (second == at[0] || (at[1] && second == at[1]));
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
            && may_say(slice_from(s, i)) && begins_saying(slice_from(s, i)))
            return true;
    return false;
}
