/* formats_file: how one input is read, and why, for `culprit formats FILE`. */
#ifndef CLI_FORMATS_FILE_H
#define CLI_FORMATS_FILE_H

#include "base/buf.h"

#include <stdint.h>

/* Reads the input to its end and appends what it found; fd is owned from now on. False: something
 * in it was damaged. Log text is masked and made safe to print. */
bool formats_file_tell(struct buf *out, int fd, const char *name, int32_t zone_s);

#endif
