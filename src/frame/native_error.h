/* native_error: the block that Windows PowerShell puts around the first line that a native program
 * writes to stderr:
 *
 *     docker : INFO:     Will watch for changes in these      <- program, and what it wrote
 *     directories: ['/app']
 *     At line:1 char:1                                        <- in the language of the system
 *     + docker logs api > errors.log 2>&1
 *     + ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
 *         + CategoryInfo          : NotSpecified: (INFO:     W
 *        ill ...ories: ['/app']:String) [], RemoteException
 *         + FullyQualifiedErrorId : NativeCommandError
 *
 * It says nothing of an error: healthy programs write to stderr, too. Every part of it may be
 * wrapped at the width of the console. Pure functions over the lines as they stand. */
#ifndef FRAME_NATIVE_ERROR_H
#define FRAME_NATIVE_ERROR_H

#include "base/slice.h"

/* Length of "PROGRAM : " at the start of a line, with one blank behind the colon; 0 if the line
 * does not begin so. */
size_t native_error_program(struct slice line);

enum native_error_state {
    NATIVE_ERROR_OPEN,  /* may become one: more lines are needed */
    NATIVE_ERROR_NONE,  /* is none */
    NATIVE_ERROR_OTHER, /* an error of PowerShell's own: it is told as it stands */
    NATIVE_ERROR_WHOLE, /* the last line ends it */
};

struct native_error {
    enum native_error_state state;
    size_t echo;     /* index of the first line of "+ COMMAND" */
    size_t category; /* … of "+ CategoryInfo" */
    size_t widest;   /* cells of the widest line from there on */
    size_t fields;   /* count of lines from there on: more than two are wrapped */
};

/* Most lines of a block, most of them before the echo of the command. */
#define NATIVE_ERROR_LINES_MAX 64
#define NATIVE_ERROR_MESSAGE_MAX 40

/* What the lines are so far. */
void native_error_scan(const struct slice *lines, size_t count, struct native_error *out);

/* Does a line end as a position does, in any language: "…:1 …:13"? */
bool native_error_is_position(struct slice line);

/* Does the line begin "+ CategoryInfo", where a block whose head is not there goes on? */
bool native_error_is_tail(struct slice line);

#endif
