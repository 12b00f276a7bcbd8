#include "frame/console_copy.h"

#define FNV_BASIS 0xcbf29ce484222325u
#define FNV_PRIME 0x100000001b3u

bool console_copy_is_banner(struct slice line)
{
    static const struct slice texts[] = {
        { "No older events at this moment.", 31 },
        { "No newer events at this moment.", 31 },
        { "There are older events to load.", 31 },
        { "There are newer events to load.", 31 },
        { "Auto retry paused.", 18 },
    };
    static const struct slice tails[] = {
        { "", 0 },
        { "Retry", 5 },
        { "Load more.", 10 },
        { "Resume", 6 },
        { "Auto retry paused. Resume", 25 },
        { "Auto retry paused.", 18 },
    };
    const struct slice s = slice_trim(line);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (s.len == 0 || s.ptr[0] != texts[i].ptr[0] || !slice_starts(s, texts[i]))
            continue;
        const struct slice tail = slice_trim(slice_from(s, texts[i].len));
        for (size_t k = 0; k < sizeof tails / sizeof *tails; k++)
            if (slice_eq(tail, tails[k]))
                return true;
    }
    return false;
}

void console_copy_time(struct console_copy *c)
{
    *c = (struct console_copy){ .seen = true, .open = true, .hash = FNV_BASIS };
}

static void add(uint64_t *hash, size_t *bytes, struct slice line)
{
    for (size_t i = 0; i < line.len; i++)
        if (!ascii_is_space(line.ptr[i])) {
            *hash = (*hash ^ (unsigned char)line.ptr[i]) * FNV_PRIME;
            ++*bytes;
        }
}

bool console_copy_repeats(struct console_copy *c, struct slice line)
{
    uint64_t hash = FNV_BASIS;
    size_t bytes = 0;
    if (!c->open)
        return false;
    if (c->bytes > 0 && c->bytes <= line.len) /* else it is too short to repeat all */
        add(&hash, &bytes, line);
    if (bytes > 0 && bytes == c->bytes && hash == c->hash) {
        c->open = false;
        return true;
    }
    add(&c->hash, &c->bytes, line);
    return false;
}
