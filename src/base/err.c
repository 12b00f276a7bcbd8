#include "base/err.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void err_init(struct err *err)
{
    memset(err, 0, sizeof *err);
}

void err_set(struct err *err, const char *fmt, ...)
{
    if (!err || err->set)
        return;
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(err->text, sizeof err->text, fmt, ap);
    va_end(ap);
    err->set = true;
}

void err_at(struct err *err, uint64_t line, uint64_t offset)
{
    if (!err || !err->set || err->has_offset)
        return;
    err->line = line;
    err->offset = offset;
    err->has_offset = true;
}

void err_in(struct err *err, const char *source)
{
    if (!err || !err->set || err->source[0])
        return;
    snprintf(err->source, sizeof err->source, "%s", source);
}

void err_format(const struct err *err, char *out, unsigned long size)
{
    if (size == 0)
        return;
    char where[ERR_SOURCE_BYTES + 32] = "";
    if (err->source[0] && err->line)
        snprintf(where, sizeof where, "%s:%" PRIu64 ": ", err->source, err->line);
    else if (err->source[0] && err->has_offset)
        snprintf(where, sizeof where, "%s: byte %" PRIu64 ": ", err->source, err->offset);
    else if (err->source[0])
        snprintf(where, sizeof where, "%s: ", err->source);
    snprintf(out, size, "%s%s", where, err->text);
    for (char *p = out; *p; p++) {
        bool is_c1 = (unsigned char)p[0] == 0xc2 && (unsigned char)p[1] >= 0x80
                     && (unsigned char)p[1] <= 0x9f; /* U+0080 to U+009F as UTF-8 */
        if ((unsigned char)*p < 0x20 || *p == 0x7f)
            *p = '?';
        else if (is_c1)
            p[0] = p[1] = '?';
    }
}
