/* terminal: what the environment says about how to print. The only reader of it. */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include <stdbool.h>
#include <stdint.h>

#define TERMINAL_WIDTH_DEFAULT 100
#define TERMINAL_WIDTH_MIN 60
#define TERMINAL_WIDTH_MAX 240

enum color_when { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

/* "auto", "always", "never", as in grep --color; false if it is none of them. */
bool terminal_color_parse(const char *s, enum color_when *when);

/* NO_COLOR (https://no-color.org: set and not empty) and TERM=dumb hold under auto. */
bool terminal_color(enum color_when when);

/* A UTF-8 locale by LC_ALL, LC_CTYPE, LANG (the first that is set), and no dumb terminal. */
bool terminal_unicode(void);

/* COLUMNS, else the width of standard output's terminal, else the default; within bounds. */
uint32_t terminal_width(void);

/* Columns of standard error's terminal; 0 where a line cannot be drawn again: it is no terminal, or
 * a dumb one. */
uint32_t terminal_progress_width(void);

#endif
