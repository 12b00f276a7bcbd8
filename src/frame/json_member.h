/* json_member: one member of a JSON object by its path. */
#ifndef FRAME_JSON_MEMBER_H
#define FRAME_JSON_MEMBER_H

#include "base/buf.h"

/* Objects and arrays inside each other that a path may go through. */
#define JSON_MEMBER_DEPTH_MAX 32

/* Appends the value at the path: "err.code", "tags.0". A key may hold dots itself ("service.name").
 * Strings are unescaped, objects and arrays are written as compact JSON. False, and nothing
 * appended, if there is none or json is no object. */
bool json_member_add(struct slice json, struct slice path, struct buf *out);

#endif
