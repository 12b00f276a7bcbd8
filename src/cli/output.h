/* output: writes a finished text to a descriptor, as coreutils do: a full disk is an error, a
 * closed pipe ends quietly. */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include "base/err.h"
#include "base/slice.h"

/* STATUS_OK also when the reader has gone (EPIPE): nobody is left to be told. */
enum status output_write(int fd, struct slice text, struct err *err) MUST_CHECK;

#endif
