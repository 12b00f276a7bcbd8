#include "cli/output.h"

#include <errno.h>
#include <unistd.h>

enum status output_write(int fd, struct slice text, struct err *err)
{
    while (text.len) {
        const ssize_t n = write(fd, text.ptr, text.len);
        if (n >= 0)
            text = slice_from(text, (size_t)n);
        else if (errno == EPIPE)
            return STATUS_OK;
        else if (errno != EINTR) {
            err_set(err, "cannot write the report: %s", strerror(errno));
            return STATUS_FAIL;
        }
    }
    return STATUS_OK;
}
