/* hsloop: how fast Hyperscan alone finds the literals of a file in another one: no lines, no
 * report. bench/run builds it where libhyperscan is installed.
 *
 *     hsloop LITERALS FILE      prints the number of lines on which some literal stands */
#include <hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES ((size_t)1 << 20)

struct found {
    const char *block;
    size_t line_end; /* of the line counted last */
    size_t size, lines;
};

static int on_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags,
                    void *context)
{
    struct found *found = context;
    (void)id;
    (void)from;
    (void)flags;
    if (to <= found->line_end)
        return 0;
    const char *end = memchr(found->block + to, '\n', found->size - (size_t)to);
    found->line_end = end ? (size_t)(end - found->block) : found->size;
    found->lines++;
    return 0;
}

static void fail(const char *what)
{
    fprintf(stderr, "hsloop: %s\n", what);
    exit(2);
}

int main(int argc, char **argv)
{
    static char line[65536], block[BLOCK_BYTES + 1];
    FILE *literals = argc == 3 ? fopen(argv[1], "r") : NULL;
    FILE *file = argc == 3 ? fopen(argv[2], "r") : NULL;
    if (!literals || !file)
        fail("usage: hsloop LITERALS FILE");
    size_t count = 0, room = 0;
    const char **texts = NULL;
    size_t *lengths = NULL;
    unsigned *flags = NULL, *ids = NULL;
    while (fgets(line, sizeof line, literals)) {
        const size_t length = strcspn(line, "\n");
        if (count == room) {
            room = room ? room * 2 : 1024;
            texts = realloc(texts, room * sizeof *texts);
            lengths = realloc(lengths, room * sizeof *lengths);
            flags = realloc(flags, room * sizeof *flags);
            ids = realloc(ids, room * sizeof *ids);
            if (!texts || !lengths || !flags || !ids)
                fail("no memory");
        }
        line[length] = '\0';
        texts[count] = strdup(line);
        lengths[count] = length;
        flags[count] = 0;
        ids[count] = (unsigned)count;
        count++;
    }
    hs_database_t *db;
    hs_compile_error_t *error;
    if (hs_compile_lit_multi(texts, flags, ids, lengths, (unsigned)count, HS_MODE_BLOCK, NULL, &db,
                             &error)
        != HS_SUCCESS)
        fail(error->message);
    hs_scratch_t *scratch = NULL;
    if (hs_alloc_scratch(db, &scratch) != HS_SUCCESS)
        fail("no scratch");
    size_t held = 0, lines = 0, n;
    while ((n = fread(block + held, 1, BLOCK_BYTES - held, file)) > 0 || held > 0) {
        held += n;
        size_t size = held;
        while (n > 0 && size > 0 && block[size - 1] != '\n')
            size--;
        if (size == 0)
            size = held;
        struct found found = { .block = block, .size = size };
        hs_scan(db, block, (unsigned)size, 0, scratch, on_match, &found);
        lines += found.lines;
        memmove(block, block + size, held - size);
        held -= size;
    }
    printf("%zu\n", lines);
    return 0;
}
