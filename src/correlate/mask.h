/* mask: what is the same in texts that differ only in numbers, ids, addresses and the like. Each of
 * these becomes <*>. */
#ifndef CORRELATE_MASK_H
#define CORRELATE_MASK_H

#include "base/buf.h"
#include "base/slice.h"

/* Longest part of a line that is looked at. */
#define MASK_BYTES_MAX 240

/* Appends the first line of a message with numbers, ids, addresses, paths, times and quoted values
 * masked. */
void mask_line(struct slice text, struct buf *out);

/* Appends a name (a host, a path, a module) with the words masked that are numbers or ids. */
void mask_name(struct slice name, struct buf *out);

/* "npm error", "[ERROR]": does a masked line hold hardly more than its level? It tells nobody
 * anything.
 */
bool mask_is_mute(struct slice text);

#endif
