#include "cli/watch_heads.h"

#include "base/text.h"
#include "read/source.h"

#include <string.h>
#include <unistd.h>

void watch_head_read(struct watch_head *head, int fd)
{
    const ssize_t n = pread(fd, head->bytes, sizeof head->bytes, 0);
    head->len = n > 0 ? (size_t)n : 0;
}

/* As `zcat | head -c` would give them. */
static void read_decoded(struct watch_head *head, int fd)
{
    const int own = dup(fd);
    head->len = 0;
    if (own < 0)
        return;
    struct source *src = source_open_fd(own, "", NULL);
    const struct slice bytes =
        slice_sub(source_peek(src, sizeof head->bytes), 0, sizeof head->bytes);
    if (bytes.len > 0)
        memcpy(head->bytes, bytes.ptr, bytes.len);
    head->len = bytes.len;
    source_close(src);
    (void)lseek(fd, 0, SEEK_SET); /* they share a position */
}

/* --- names ------------------------------------------------------------------------------------ */

static void strip_compression(struct slice *name)
{
    static const char *const endings[] = { ".gz", ".xz", ".bz2", ".zst" };
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (slice_ends(*name, slice_cstr(endings[i]))) {
            name->len -= strlen(endings[i]);
            return;
        }
}

/* ".1", "-20261127", "-20261127-1600", ".2026-11-27". */
static bool strip_number(struct slice *name)
{
    size_t len = name->len;
    while (len > 0 && (ascii_is_digit(name->ptr[len - 1]) || name->ptr[len - 1] == '-'))
        len--;
    if (len > 0 && len < name->len && name->ptr[len - 1] == '.')
        len--;
    else if (len == name->len || name->ptr[len] != '-')
        return false;
    if (len == 0 || name->len - len < 2 || name->ptr[len - 1] == '/')
        return false;
    name->len = len;
    return true;
}

struct slice watch_heads_family(const char *name)
{
    struct slice family = slice_cstr(name);
    const struct slice whole = family;
    strip_compression(&family);
    return strip_number(&family) ? family : whole;
}

/* --- what was read ---------------------------------------------------------------------------- */

uint64_t watch_heads_note(struct watch_heads *h, const char *name)
{
    const uint64_t number = h->next++;
    h->items[number % WATCH_HEADS_MAX].family = slice_hash(watch_heads_family(name));
    h->items[number % WATCH_HEADS_MAX].head.len = 0;
    return number;
}

void watch_heads_tell(struct watch_heads *h, uint64_t number, const struct watch_head *head)
{
    if (h->next - number <= WATCH_HEADS_MAX) /* else it is forgotten */
        h->items[number % WATCH_HEADS_MAX].head = *head;
}

static bool is_noted(const struct watch_heads *h, uint64_t family, const struct watch_head *head)
{
    const uint64_t count = h->next < WATCH_HEADS_MAX ? h->next : WATCH_HEADS_MAX;
    for (uint64_t i = 0; i < count; i++) {
        const struct watch_head *known = &h->items[i].head;
        const size_t len = head->len < known->len ? head->len : known->len;
        if (h->items[i].family == family && len >= WATCH_HEAD_MIN
            && memcmp(known->bytes, head->bytes, len) == 0)
            return true;
    }
    return false;
}

enum watch_heads_answer watch_heads_ask(const struct watch_heads *h, const char *name, int fd)
{
    const struct slice whole = slice_cstr(name), family = watch_heads_family(name);
    struct slice plain = whole;
    struct watch_head head;
    if (family.len == whole.len) /* the name under which logs begin */
        return WATCH_HEADS_NEW;
    watch_head_read(&head, fd);
    if (is_noted(h, slice_hash(family), &head))
        return WATCH_HEADS_KNOWN;
    strip_compression(&plain);
    if (plain.len == whole.len)
        return head.len < WATCH_HEAD_MIN ? WATCH_HEADS_LATER : WATCH_HEADS_NEW;
    read_decoded(&head, fd);
    if (head.len < WATCH_HEAD_MIN)
        return WATCH_HEADS_LATER;
    return is_noted(h, slice_hash(family), &head) ? WATCH_HEADS_KNOWN : WATCH_HEADS_NEW;
}
