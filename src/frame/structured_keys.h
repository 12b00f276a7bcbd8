/* structured_keys: which member of a JSON log record is what. Internal to structured.c. */
#ifndef FRAME_STRUCTURED_KEYS_H
#define FRAME_STRUCTURED_KEYS_H

#include "frame/event.h"

#include <jansson.h>

/* Members borrow from the object; NULL where there is none. */
struct key_roles {
    json_t *message, *level_value, *time_value, *error_message;
    const char *error_type;
    enum level level;
    int64_t time_us;
};

void key_roles_find(json_t *object, int32_t zone_s, struct key_roles *out);

/* Does the key hold a stack trace? */
bool key_is_trace(const char *key);

/* A string member as a slice; empty for NULL and for other types. */
struct slice key_text(const json_t *value);

#endif
