/* Which lines are events by themselves: most lines of a log, so this is fast for them. */
#include "base/swar.h"
#include "frame/trace_lines.h"

/* Is a line tied to an event before it by how it starts, or does it open one that takes up what
 * follows? All that `continues` and trace_open look for at the start of a line, as far as it is
 * within TRACE_HEAD_BYTES. */
static bool is_tied(struct slice line)
{
#define STARTS(text) slice_starts(line, SLICE(text))
    switch (line.ptr[0]) {
    case '"':
        return STARTS("\"}") || STARTS("\"]") || STARTS("\")") || STARTS("\",") || STARTS("\";");
    case '(': return STARTS("(Background") || STARTS("(most recent");
    case '+': return STARTS("+ Exception");
    case '-': return STARTS("--- ") || STARTS("---> ") || STARTS("- /") || STARTS("- C:\\");
    case '.': return STARTS("...");
    case 'A': return STARTS("APPLICATION FAIL");
    case 'C': return STARTS("Caused by") || STARTS("CONTEXT");
    case 'D': return STARTS("During ") || STARTS("DETAIL");
    case 'E': return STARTS("Emitted ") || STARTS("E   ");
    case 'F': return STARTS("File \"");
    case 'H': return STARTS("HINT");
    case 'L': return STARTS("LINE ");
    case 'N': return STARTS("Node.js v");
    case 'P': return STARTS("PHP ") || STARTS("PC=0x");
    case 'R': return STARTS("Require stack");
    case 'S':
        return STARTS("Suppressed") || STARTS("Stack") || STARTS("STATEMENT") || STARTS("SIG");
    case 'T': return STARTS("Traceback ") || STARTS("The ");
    case 'W': return STARTS("Wrapped by");
    case '[':
        return STARTS("[cause]") || STARTS("[errors]") || STARTS("[SQL: ") || STARTS("[parameters")
               || STARTS("[signal ") || STARTS("[originating ") || STARTS("[stacktrace]")
               || STARTS("[previous ");
    case 'a': return STARTS("at ");
    case 'c': return STARTS("caused by: ") || STARTS("created by ");
    case 'e': return STARTS("exit status ");
    case 'f': return STARTS("from ") || STARTS("fatal error");
    case 'g': return STARTS("goroutine ");
    case 'n': return STARTS("nested ") || STARTS("note: ");
    case 'p': return STARTS("panic");
    case 'r': return STARTS("runtime stack");
    case 's': return STARTS("signal arrived") || STARTS("stack backtrace");
    case 't': return STARTS("thrown in ") || STARTS("thread '");
    case 'u': return STARTS("unexpected fault");
    case '\xC2': return STARTS("\xC2\xA0");
    case '\xE2': return STARTS("\xE2\x86\x92 ");
    default: return false;
    }
#undef STARTS
}

/* Second bytes with which is_tied may say yes, by the first one: hardly any line has them, so that
 * what follows needs no jump by the first byte. All is said where that alone decides. */
static const char tied_seconds[256][SWAR_BYTES + 1] = {
    ['"'] = "}]),;",  ['('] = "Bm",    ['+'] = " ",  ['-'] = "- ",   ['.'] = ".",  ['A'] = "P",
    ['C'] = "aO",     ['D'] = "uE",    ['E'] = "m ", ['F'] = "i",    ['H'] = "I",  ['L'] = "I",
    ['N'] = "o",      ['P'] = "HC",    ['R'] = "e",  ['S'] = "utTI", ['T'] = "rh", ['W'] = "r",
    ['['] = "ceSpso", ['a'] = "t",     ['c'] = "ar", ['e'] = "x",    ['f'] = "ra", ['g'] = "o",
    ['n'] = "eo",     ['p'] = "a",     ['r'] = "u",  ['s'] = "it",   ['t'] = "h",  ['u'] = "n",
    [0xC2] = "\xA0",  [0xE2] = "\x86",
};
static const bool tied_firsts[256] = {
    [' '] = true, ['\t'] = true, ['#'] = true, ['{'] = true, ['}'] = true, [']'] = true,
    [')'] = true, [','] = true,  [';'] = true, ['^'] = true, ['~'] = true, ['*'] = true,
};

/* is_tied; most lines need no more than this. */
static inline bool may_be_tied(struct slice line)
{
    const unsigned char first = (unsigned char)line.ptr[0];
    return tied_firsts[first]
           || (line.len > 1 && swar_find(swar_load(tied_seconds[first]), line.ptr[1]) != 0
               && is_tied(line));
}

/* The opening of a value of several lines; blanks, which most rules trim; and what some heads of
 * traces end with. */
const bool trace_odd_ends[256] = {
    ['{'] = true,  ['['] = true,  ['('] = true,  [' '] = true,  ['\t'] = true, ['\n'] = true,
    ['\v'] = true, ['\f'] = true, ['\r'] = true, ['\''] = true, [':'] = true,
};

/* May a line with an odd end be tied by it? */
static bool is_tied_by_end(struct slice line)
{
    const char last = line.ptr[line.len - 1];
    return last == '\'' ? trace_is_ruby_frame(line) : last != ':' || trace_is_rails_head(line);
}

/* "10 | url": source excerpt of Prisma, Babel, SWC. */
static bool is_excerpt(struct slice line)
{
    if (!ascii_is_digit(line.ptr[0]))
        return false;
    const size_t digits = slice_digits(line, 0);
    return digits > 0 && slice_starts(slice_from(line, digits), SLICE(" | "));
}

/* First bytes of is_node_head; its last one is a digit. */
static bool may_be_node_head(char first, char last)
{
    return ascii_is_digit(last)
           && (first == '/' || first == 'f' || first == 'n' || first == 'C' || first == 'e');
}

/* May the name of an exception with a colon behind it, or nothing else, be at the start? False is
 * certain. */
static bool may_be_named(struct slice line)
{
    if (line.len < 2 * SWAR_BYTES)
        return true;
    const unsigned spaces = swar_find16(line.ptr, ' ');
    const unsigned colons = swar_find16(line.ptr, ':') & swar_before(spaces);
    if (spaces == 0 || colons <= 1)
        return spaces == 0;
    const char last = line.ptr[__builtin_ctz(colons) - 1];
    return last == 'n' || last == 'r' || last == 'e'; /* Exception, Error, Throwable */
}

bool trace_head_stands_alone(struct slice head)
{
    const size_t digits = slice_digits(head, 0);
    const bool may_be_excerpt =
        digits + SLICE(" | ").len > head.len; /* the bar is behind the head */
    if (may_be_tied(head) || is_excerpt(head) || may_be_excerpt)
        return false;
    if (slice_byte(head, 3) == ' ' && ascii_is_digit(slice_byte(head, 4)) && digits == 0)
        return false; /* trace_is_jul_head */
    return slice_find_byte(head, ' ', 0) != SLICE_NONE && !trace_is_qualified_exception(head);
}

bool trace_stands_alone(struct slice line)
{
    if (line.len == 0 || may_be_tied(line))
        return false;
    const char first = line.ptr[0], last = line.ptr[line.len - 1];
    if ((trace_end_is_odd(last) && is_tied_by_end(line)) || is_excerpt(line)
        || (may_be_node_head(first, last) && trace_is_node_head(line)))
        return false;
    if (slice_byte(line, 3) == ' ' && ascii_is_digit(slice_byte(line, 4))
        && trace_is_jul_head(line))
        return false;
    return !may_be_named(line) || !trace_is_qualified_exception(line);
}
