/* zone: how far the time zones that logs name are from UTC.
 *
 * Only what is the same everywhere is known here: no file of the machine is read, so that the same
 * log gives the same times on each. */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

/* Length of what looks like the name of a zone at the start of s: "CEST", "Europe/Berlin",
 * "Etc/GMT+3"; 0: none. It need not be one that is known. */
size_t zone_name_length(struct slice s);

enum zone_known {
    ZONE_KNOWN,
    ZONE_AMBIGUOUS, /* an abbreviation that several zones share */
    ZONE_UNKNOWN,
};

/* The offset of a zone, in seconds east of UTC, at a local time in seconds since 1970-01-01
 * 00:00:00 local. Where clocks are set back and a local time comes twice, it is the first one. */
enum zone_known zone_offset(struct slice name, int64_t local_s, int32_t *offset_s);

#endif
