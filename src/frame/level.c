#include "frame/level.h"

#include "frame/level_words.h"
#include "frame/logger_head.h"

/* Words of a logger's head. */
#define SCAN_WORDS_MAX 12

/* How far JSON behind the head is searched for a level. */
#define JSON_BYTES_MAX 2048

/* Words that stand between the time and the level: a logger's or a program's name. */
#define SCAN_NAMES_MAX 1

/* … and names of programs and of their parts, each with a colon or a bracket behind it. */
#define SCAN_PROGRAMS_MAX 3

/* A walk over the head of a line. */
struct scan {
    struct slice s;
    size_t at;
    struct timestamp_context ctx;
    struct level_facts *out;
    bool only_level;   /* the rest of the facts is not wanted */
    unsigned names;    /* plain words passed */
    bool first;        /* no word passed yet that could be a sentence's */
    bool timed;        /* a date or a clock was passed */
    bool after_time;   /* … just now */
    bool warned;       /* a sign of a warning was passed */
    bool named;        /* the last word was the name of a program: "dovecot: ", "unbound[1:0] " */
    unsigned programs; /* such names passed */
    size_t level_end;  /* behind the level word; 0: there was none */
};

static bool all_upper(struct slice w)
{
    for (size_t i = 0; i < w.len; i++)
        if (!((w.ptr[i] >= 'A' && w.ptr[i] <= 'Z') || w.ptr[i] == '!'))
            return false;
    return w.len > 0;
}

static void set_time(struct scan *sc, const struct timestamp *t)
{
    if (sc->out->time_us == TIMESTAMP_NONE && t->us != TIMESTAMP_NONE) {
        sc->out->time_us = t->us;
        sc->out->open_zone = t->open_zone;
    }
    sc->timed = sc->after_time = true;
}

/* "a.rb:1:in `m': boom (RuntimeError)". Source: ruby, eval_error.c. */
static bool is_ruby_end(struct slice s)
{
    const size_t file = slice_ends(s, SLICE(")")) ? slice_find(s, SLICE(".rb:"), 0) : SLICE_NONE;
    if (file == SLICE_NONE)
        return false;
    const size_t in = slice_find(s, SLICE(":in "), file + 4);
    return in != SLICE_NONE && slice_digits(s, file + 4) == in - file - 4
           && slice_find_byte(slice_sub(s, 0, file), ' ', 0) == SLICE_NONE
           && slice_find(s, SLICE("': "), in) != SLICE_NONE;
}

/* Openings that runtimes print when a program dies, and "some.pkg.NameError: …". Sources: CPython,
 * Lib/traceback.py; Go, runtime/signal_unix.go (sigpanic) and runtime/sigtab_linux_generic.go;
 * Rust, library/std/src/panicking.rs. */
static enum level dying_words(struct slice s)
{
    static const struct {
        struct slice text;
        enum level level;
    } table[] = {
        { { "Traceback (most recent call last)", 33 }, LEVEL_ERROR },
        { { "Exception in thread", 19 }, LEVEL_ERROR },
        { { "Caused by: ", 11 }, LEVEL_ERROR },
        { { "Unhandled exception.", 20 }, LEVEL_FATAL },
        { { "fatal error: ", 13 }, LEVEL_FATAL },
        { { "Unhandled ", 10 }, LEVEL_ERROR },
        { { "UnhandledPromiseRejection", 25 }, LEVEL_ERROR },
        { { "Uncaught ", 9 }, LEVEL_ERROR },
        { { "  + Exception Group Traceback", 29 }, LEVEL_ERROR },
        { { "unexpected fault address ", 25 }, LEVEL_FATAL },
        { { "SIGSEGV: ", 9 }, LEVEL_FATAL },
        { { "SIGBUS: ", 8 }, LEVEL_FATAL },
        { { "SIGABRT: ", 9 }, LEVEL_FATAL },
        { { "SIGILL: ", 8 }, LEVEL_FATAL },
        { { "SIGFPE: ", 8 }, LEVEL_FATAL },
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (s.len > 0 && s.ptr[0] == table[i].text.ptr[0] && slice_starts(s, table[i].text))
            return table[i].level;
    if (slice_starts(s, SLICE("thread '"))
        && slice_find(s, SLICE("' panicked at "), 0) != SLICE_NONE)
        return LEVEL_FATAL;
    if (is_ruby_end(s))
        return LEVEL_ERROR;
    size_t n = 0;
    while (n < s.len && n < LEVEL_SCAN_BYTES_MAX
           && (ascii_is_alnum(s.ptr[n]) || s.ptr[n] == '.' || s.ptr[n] == '_' || s.ptr[n] == '$'))
        n++;
    struct slice name = slice_sub(s, 0, n);
    /* "AggregateError [ECONNREFUSED]: …": Node puts the code behind the name. */
    bool ends = (slice_byte(s, n) == ':' && slice_byte(s, n + 1) == ' ')
                || (slice_byte(s, n) == ' ' && slice_byte(s, n + 1) == '[');
    bool error =
        n > 5 && ends && (slice_ends(name, SLICE("Error")) || slice_ends(name, SLICE("Exception")));
    return error ? LEVEL_ERROR : LEVEL_NONE;
}

/* A date or a clock at the position. */
static bool take_time(struct scan *sc)
{
    char c = sc->s.ptr[sc->at];
    struct slice rest = slice_from(sc->s, sc->at);
    if (!ascii_is_digit(c) && !(c >= 'A' && c <= 'W'))
        return false;
    struct timestamp t;
    size_t n = timestamp_parse(rest, &sc->ctx, &t);
    if (n > 0) {
        set_time(sc, &t);
    } else if (slice_digits(rest, 0) == 2 && slice_byte(rest, 2) == ':'
               && slice_digits(rest, 3) == 2 && slice_byte(rest, 5) == ':'
               && slice_digits(rest, 6) == 2) {
        for (n = 8; n < rest.len
                    && (ascii_is_digit(rest.ptr[n]) || rest.ptr[n] == '.' || rest.ptr[n] == ',');)
            n++;
        sc->timed = sc->after_time = true;
    } else {
        return false;
    }
    sc->at += n;
    return true;
}

/* Keys of logfmt. */
static bool names_level(struct slice key)
{
    switch (key.len) {
    case 2: return slice_eq(key, SLICE("at")); /* Heroku's router */
    case 3: return slice_eq_nocase(key, SLICE("lvl"));
    case 5: return slice_eq_nocase(key, SLICE("level"));
    case 8:
        return slice_eq_nocase(key, SLICE("severity")) || slice_eq_nocase(key, SLICE("loglevel"));
    default: return false;
    }
}

static bool names_time(struct slice key)
{
    switch (key.len) {
    case 1: return key.ptr[0] == 't';
    case 2: return slice_eq(key, SLICE("ts"));
    case 4: return slice_eq(key, SLICE("time"));
    case 9: return slice_eq(key, SLICE("timestamp"));
    default: return false;
    }
}

/* Where a value without quotes ends: at a blank or a tab, or with the brackets around the pair. */
static size_t value_end(struct slice s)
{
    bool inner = false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == ' ' || s.ptr[i] == '\t' || (s.ptr[i] == ']' && !inner))
            return i;
        inner = inner || s.ptr[i] == '[';
    }
    return SLICE_NONE;
}

/* key=value of logfmt. */
static void take_pair(struct scan *sc, struct slice key)
{
    size_t at = sc->at + 1; /* behind '=' */
    bool quoted = slice_byte(sc->s, at) == '"';
    at += quoted;
    struct slice rest = slice_from(sc->s, at);
    const size_t end = quoted ? slice_find_byte(rest, '"', 0) : value_end(rest);
    struct slice value = slice_sub(rest, 0, end);
    struct timestamp t;
    if (names_level(key)) {
        if (sc->out->level == LEVEL_NONE)
            sc->out->level = level_word(value);
    } else if (names_time(key) && timestamp_parse(value, &sc->ctx, &t) > 0) {
        set_time(sc, &t);
    }
    sc->at = end == SLICE_NONE ? sc->s.len : at + end + quoted;
}

/* Is a level word at a place where loggers put it? before and next: the bytes around it. */
static bool in_position(const struct scan *sc, struct slice word, bool sure, char before, char next)
{
    bool bracketed = before == '[' || before == '<' || before == '(';
    if (bracketed)
        return next == ']' || next == '>' || next == ')' || next == ' ' || next == '/';
    bool colon = next == ':' || next == '|';
    if (sc->named && sure && next == ':')
        return true;
    if (all_upper(word))
        return sc->timed || sc->names <= SCAN_NAMES_MAX;
    if (sc->after_time)
        return sure || colon || next == ' ' || next == '\t';
    return sc->first && (sure || colon || next == '\t'); /* zap's console: "info", tab, message */
}

/* The sign of a warning in UTF-8, and what is left of it where a console took UTF-8 for code page
 * 850, 437 or 1252 and wrote UTF-8 again (PowerShell's > does). */
static bool is_warning_sign(struct slice word)
{
    if (((unsigned char)word.ptr[0] & 0x80) == 0)
        return false;
    return slice_starts(word, SLICE("\xe2\x9a\xa0"))
           || slice_starts(word, SLICE("\xc3\x94\xc3\x9c\xc3\xa1"))
           || slice_starts(word, SLICE("\xce\x93\xc3\x9c\xc3\xa1"))
           || slice_starts(word, SLICE("\xc3\xa2\xc5\xa1\xc2\xa0"));
}

/* "app.ERROR:" says ERROR. Source: Seldaek/monolog, Formatter/LineFormatter.php. */
static struct slice behind_channel(struct slice word, char next)
{
    const size_t dot = next == ':' ? slice_find_last_byte(word, '.') : SLICE_NONE;
    const struct slice last = dot == SLICE_NONE ? word : slice_from(word, dot + 1);
    return all_upper(last) ? last : word;
}

/* Takes a word. False: the logger's head is over. */
static bool take_word(struct scan *sc)
{
    size_t start = sc->at;
    while (sc->at < sc->s.len && !level_ends_word(sc->s.ptr[sc->at]))
        sc->at++;
    struct slice word = slice_sub(sc->s, start, sc->at - start);
    char before = start > 0 ? sc->s.ptr[start - 1] : '\0', next = slice_byte(sc->s, sc->at);
    if (before == ' ' && start > 1 && sc->s.ptr[start - 2] == '[')
        before = '['; /* "[ ERROR ]" */
    if (word.len == 0) {
        sc->at++;
        return next != '"';
    }
    if (next == '=') {
        take_pair(sc, word);
        sc->first = false;
        return true;
    }
    bool sure;
    const struct slice name = behind_channel(word, next);
    enum level level = sc->out->level == LEVEL_NONE ? level_find_word(name, &sure) : LEVEL_NONE;
    if (level != LEVEL_NONE && in_position(sc, name, sure, before, next)) {
        sc->out->level = level;
        sc->level_end = sc->at;
        sc->out->is_log_line =
            sc->out->is_log_line || all_upper(name) || next == ':' || next == ']' || before == '[';
        return true;
    }
    sc->warned = sc->warned || is_warning_sign(word);
    bool zone_name = sc->after_time && word.len <= 4 && all_upper(word);
    bool has_alpha = false;
    for (size_t i = 0; i < word.len && !has_alpha; i++)
        has_alpha = ascii_is_alpha(word.ptr[i]);
    bool program = sc->first && (slice_eq(word, SLICE("npm")) || slice_eq(word, SLICE("PHP")));
    sc->after_time = zone_name;
    if (before == '[' || zone_name || program || !has_alpha)
        return true;
    sc->first = false;
    sc->named = next == ':' || next == '[';
    if (sc->named && sc->programs++ < SCAN_PROGRAMS_MAX)
        return true;
    return ++sc->names <= SCAN_NAMES_MAX + (unsigned)sc->timed;
}

static void walk(struct scan *sc)
{
    for (unsigned i = 0; i < SCAN_WORDS_MAX; i++) {
        if (sc->only_level && sc->out->level != LEVEL_NONE) /* no later word changes it */
            return;
        while (sc->at < sc->s.len && level_is_between(sc->s.ptr[sc->at]))
            sc->at++;
        if (sc->at >= sc->s.len)
            return;
        bool may_be_time = sc->out->time_us == TIMESTAMP_NONE && !sc->timed && sc->names == 0;
        if (may_be_time && take_time(sc)) {
            sc->out->is_log_line = true;
            continue;
        }
        if (!take_word(sc))
            return;
    }
}

/* The time of the common log format: "10.0.1.5 - - [01/Oct/2025:14:45:12 +0000] …". Source:
 * Apache HTTP Server, mod_log_config, "Common Log Format". */
static void scan_clf(struct scan *sc)
{
    for (size_t at = 0; (at = slice_find_byte(sc->s, '[', at)) != SLICE_NONE; at++) {
        struct timestamp t;
        if (slice_digits(sc->s, at + 1) == 2 && slice_byte(sc->s, at + 3) == '/'
            && timestamp_parse(slice_from(sc->s, at + 1), &sc->ctx, &t) > 0) {
            set_time(sc, &t);
            sc->out->is_log_line = true;
            return;
        }
    }
}

/* A single letter instead of a word: "[E 2025-10-01 14:45:12 App] …", "… [E] …", "… E | …".
 * Sources: tornado/log.py (Jupyter), gitea modules/log and gogs/log, coreos/pkg/capnslog. */
static enum level letter_level(const struct scan *sc)
{
    static const char letters[] = "CFEWID";
    static const enum level levels[] = { LEVEL_FATAL, LEVEL_FATAL, LEVEL_ERROR,
                                         LEVEL_WARN,  LEVEL_INFO,  LEVEL_DEBUG };
    const struct slice s = sc->s;
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        const char bracketed[] = { '[', letters[i], ']', ' ' };
        const char barred[] = { ' ', letters[i], ' ', '|', ' ' };
        const char first[] = { '[', letters[i], ' ', '2', '0' };
        if (slice_starts(s, slice_make(first, sizeof first))
            || slice_find(s, slice_make(bracketed, sizeof bracketed), 0) != SLICE_NONE
            || slice_find(s, slice_make(barred, sizeof barred), 0) != SLICE_NONE)
            return levels[i];
    }
    return LEVEL_NONE;
}

/* The level that JSON within the line names, where the line is not JSON as a whole (structured.c
 * reads that): text stands before it, or its end is cut off. Numbers are no level here: they are no
 * alarm (level_alarms). A level before it holds unless the JSON is all that follows: Lambda says
 * INFO of whatever console.log() prints. */
static enum level json_level(const struct scan *sc, struct slice line)
{
    static const struct slice keys[] = { { "\"level\":", 8 },
                                         { "\"severity\":", 11 },
                                         { "\"levelname\":", 12 },
                                         { "\"log.level\":", 12 },
                                         { "\"@l\":", 5 } };
    const struct slice s = slice_sub(line, 0, JSON_BYTES_MAX);
    const size_t open = slice_find(s, SLICE("{\""), 0);
    if (open == SLICE_NONE || (open == 0 && line.ptr[line.len - 1] == '}'))
        return LEVEL_NONE;
    if (sc->out->level != LEVEL_NONE
        && (sc->level_end == 0 || open < sc->level_end
            || slice_trim(slice_sub(s, sc->level_end, open - sc->level_end)).len > 1))
        return LEVEL_NONE;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const size_t key = slice_find(s, keys[i], open);
        if (key == SLICE_NONE)
            continue;
        const struct slice value = slice_trim(slice_from(s, key + keys[i].len));
        const size_t end = slice_find_byte(value, '"', 1);
        if (end != SLICE_NONE && value.ptr[0] == '"')
            return level_word(slice_sub(value, 1, end - 1));
    }
    return LEVEL_NONE;
}

/* Longest name of words before a bar, and how many words it has. */
#define BARRED_BYTES_MAX 40
#define BARRED_WORDS_MAX 3

/* "Backend Server | Error: …": a script that runs several programs puts the name of each before its
 * lines. Tables have such columns, too, so it takes an exception or a word with a colon. */
static enum level barred_level(const struct scan *sc)
{
    const size_t bar = slice_find(slice_sub(sc->s, 0, BARRED_BYTES_MAX + 3), SLICE(" | "), 0);
    if (bar == SLICE_NONE || bar == 0 || !ascii_is_alpha(sc->s.ptr[0]))
        return LEVEL_NONE;
    const struct slice name = slice_trim_right(slice_sub(sc->s, 0, bar));
    if (slice_count_byte(name, ' ') >= BARRED_WORDS_MAX)
        return LEVEL_NONE;
    for (size_t i = 0; i < name.len; i++)
        if (!ascii_is_alnum(name.ptr[i]) && name.ptr[i] != ' ' && name.ptr[i] != '-')
            return LEVEL_NONE;
    struct level_facts facts = { .time_us = TIMESTAMP_NONE };
    struct scan in = {
        .s = slice_trim(slice_from(sc->s, bar + 3)), .ctx = sc->ctx, .out = &facts, .first = true
    };
    const enum level dying = dying_words(in.s);
    walk(&in);
    const bool has_colon = in.level_end > 0 && slice_byte(in.s, in.level_end) == ':';
    return dying != LEVEL_NONE ? dying : has_colon ? facts.level : LEVEL_NONE;
}

static void scan(struct slice line, int32_t zone_s, int64_t hint_us, bool only_level,
                 struct level_facts *out)
{
    *out = (struct level_facts){ .time_us = TIMESTAMP_NONE };
    struct scan sc = { .s = slice_sub(line, 0, LEVEL_SCAN_BYTES_MAX),
                       .ctx = { .zone_s = zone_s, .hint_us = hint_us },
                       .out = out,
                       .only_level = only_level,
                       .first = true };
    if (logger_head_klog(line, &sc.ctx, out) > 0 || logger_head_ruby(line, &sc.ctx, out) > 0
        || logger_head_redis(line, &sc.ctx, out))
        return;
    out->level = dying_words(sc.s);
    walk(&sc);
    if (sc.timed && out->level == LEVEL_NONE)
        out->level = letter_level(&sc);
    if (sc.warned && out->level == LEVEL_NONE)
        out->level = LEVEL_WARN;
    if (!sc.timed && out->level == LEVEL_NONE)
        out->level = barred_level(&sc);
    if (!sc.timed && !only_level)
        scan_clf(&sc);
    /* The real severity is in the quotes. Source: php-src, sapi/fpm/fpm/fpm_stdio.c. */
    if (slice_find_byte(sc.s, '"', 0) == SLICE_NONE)
        return;
    const enum level inner_level = json_level(&sc, line);
    if (inner_level != LEVEL_NONE)
        out->level = inner_level;
    size_t said = slice_find(sc.s, SLICE("said into std"), 0);
    size_t quote = said == SLICE_NONE ? SLICE_NONE : slice_find_byte(sc.s, '"', said);
    if (quote == SLICE_NONE)
        return;
    struct slice inner = slice_from(sc.s, quote + 1);
    size_t php = slice_find(inner, SLICE("PHP message: "), 0);
    if (php != SLICE_NONE)
        inner = slice_from(inner, php + 13);
    struct level_facts facts = { .time_us = TIMESTAMP_NONE };
    struct scan in = { .s = inner, .ctx = sc.ctx, .out = &facts, .first = true };
    walk(&in);
    if (facts.level != LEVEL_NONE)
        out->level = facts.level;
}

void level_scan(struct slice line, int32_t zone_s, int64_t hint_us, struct level_facts *out)
{
    scan(line, zone_s, hint_us, false, out);
}

enum level level_alone(struct slice line, int32_t zone_s, int64_t hint_us)
{
    struct level_facts facts;
    scan(line, zone_s, hint_us, true, &facts);
    return facts.level;
}
