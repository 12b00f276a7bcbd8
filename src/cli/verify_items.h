/* verify_items: the evidence of a JSON report, as it has to be checked. Internal to cmd_verify.c.
 *
 *     struct verify_items items;
 *     if (verify_items_read(&items, "report.json", &err) != STATUS_OK) …
 *     … items.items[i], in order of source, then offset …
 *     verify_items_release(&items); */
#ifndef CLI_VERIFY_ITEMS_H
#define CLI_VERIFY_ITEMS_H

#include "base/arena.h"
#include "base/err.h"

/* Larger reports are refused: ours are bounded well below. */
#define VERIFY_REPORT_BYTES_MAX (256u * 1024 * 1024)

enum verify_state {
    VERIFY_UNSEEN,  /* no event begins or goes on there */
    VERIFY_CHANGED, /* something else stands there */
    VERIFY_EDITED,  /* the bytes are the same, but the report shows another text */
    VERIFY_HOLDS,
};

/* One place in one source; several parts of a report may show it. */
struct verify_item {
    uint32_t source;       /* index in sources */
    uint64_t line, offset; /* of the decoded source */
    uint64_t length;       /* bytes */
    struct slice hash;     /* see report/digest.h */
    struct slice shown;    /* the text as the report gives it, valid UTF-8 */
    struct slice role;     /* "hypothesis 1 (redis.url-scheme), evidence 2": the first one */
    uint32_t roles;        /* how many */
    enum verify_state state;
    struct slice found; /* what stands there now, raw; the checker sets it */
};

struct verify_source {
    struct slice name;
    uint64_t bytes; /* decoded, as the report says */
};

struct verify_items {
    struct arena arena;
    struct verify_source *sources;
    uint32_t source_count;
    struct verify_item *items; /* in order of source, offset, length, hash; no two alike */
    uint32_t count;
    uint32_t unhashed; /* pieces of evidence without a hash */
};

/* path "-": standard input. STATUS_FAIL: it cannot be read or is no report; err says why. */
enum status verify_items_read(struct verify_items *items, const char *path,
                              struct err *err) MUST_CHECK;
void verify_items_release(struct verify_items *items);

#endif
