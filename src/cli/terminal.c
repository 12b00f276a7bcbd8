#include "cli/terminal.h"

#include "base/slice.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

bool terminal_color_parse(const char *s, enum color_when *when)
{
    static const char *const names[] = { "auto", "always", "never" };
    for (int i = 0; i < 3; i++)
        if (strcmp(s, names[i]) == 0) {
            *when = (enum color_when)i;
            return true;
        }
    return false;
}

static bool dumb(void)
{
    const char *term = getenv("TERM");
    return term && strcmp(term, "dumb") == 0;
}

bool terminal_color(enum color_when when)
{
    if (when != COLOR_AUTO)
        return when == COLOR_ALWAYS;
    const char *no_color = getenv("NO_COLOR");
    return isatty(STDOUT_FILENO) && !(no_color && *no_color) && !dumb();
}

bool terminal_unicode(void)
{
    static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
    if (dumb())
        return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (!value || !*value)
            continue;
        struct slice s = slice_cstr(value);
        return slice_find_nocase(s, SLICE("utf-8"), 0) != SLICE_NONE
               || slice_find_nocase(s, SLICE("utf8"), 0) != SLICE_NONE;
    }
    return false;
}

uint32_t terminal_width(void)
{
    uint64_t columns = 0;
    const char *value = getenv("COLUMNS");
    struct winsize size;
    if (!value || !slice_to_u64(slice_cstr(value), &columns)) {
        columns = TERMINAL_WIDTH_DEFAULT;
        if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
            columns = size.ws_col;
    }
    if (columns < TERMINAL_WIDTH_MIN)
        return TERMINAL_WIDTH_MIN;
    return columns > TERMINAL_WIDTH_MAX ? TERMINAL_WIDTH_MAX : (uint32_t)columns;
}

uint32_t terminal_progress_width(void)
{
    struct winsize size;
    if (!isatty(STDERR_FILENO) || dumb())
        return 0;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return TERMINAL_WIDTH_MIN;
}
