#include "patdb/db.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "patdb/db_decode.h"
#include "patdb/layout.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

struct db {
    struct slice bytes; /* the file, borrowed or mapped */
    void *mapped;       /* NULL: borrowed */
    struct arena arena; /* owns all arrays */
    struct sigset set;
    char hash[SHA256_HEX_BYTES];
};

static uint32_t crc_of(struct slice s)
{
    return (uint32_t)crc32_z(crc32_z(0, NULL, 0), (const unsigned char *)s.ptr, s.len);
}

/* Magic, version, sizes and checksums; then the sections can be decoded. */
static enum status check_header(struct slice bytes, struct err *err)
{
    if (bytes.len < LAYOUT_HEADER_BYTES
        || !slice_starts(bytes, slice_make(LAYOUT_MAGIC, LAYOUT_MAGIC_BYTES))) {
        err_set(err, "not a signature database; 'culprit db compile' makes one from YAML");
        return STATUS_FAIL;
    }
    if (db_word_at(bytes, 8) != LAYOUT_VERSION || db_word_at(bytes, 12) != LAYOUT_HEADER_BYTES) {
        err_set(err,
                "signature database of version %u, this program reads version %u; compile it "
                "again",
                db_word_at(bytes, 8), LAYOUT_VERSION);
        return STATUS_FAIL;
    }
    uint64_t size = db_word_at(bytes, 16) | (uint64_t)db_word_at(bytes, 20) << 32;
    if (db_word_at(bytes, LAYOUT_HEADER_CRC_AT)
        != crc_of(slice_sub(bytes, 0, LAYOUT_HEADER_CRC_AT))) {
        err_set(err,
                "damaged signature database: the header's checksum is wrong; compile it again");
        return STATUS_FAIL;
    }
    if (size != bytes.len || size > LAYOUT_FILE_BYTES_MAX) {
        err_set(err,
                "damaged signature database: %zu bytes where its header says %llu; compile it "
                "again",
                bytes.len, (unsigned long long)size);
        return STATUS_FAIL;
    }
    if (db_word_at(bytes, 24) != crc_of(slice_from(bytes, LAYOUT_HEADER_BYTES))) {
        err_set(err, "damaged signature database: the checksum is wrong; compile it again");
        return STATUS_FAIL;
    }
    return STATUS_OK;
}

enum status db_open_memory(struct db **out, struct slice bytes, struct err *err)
{
    *out = NULL;
    if (check_header(bytes, err) != STATUS_OK)
        return STATUS_FAIL;
    struct db *db = alloc_zeroed(1, sizeof *db);
    db->bytes = bytes;
    arena_init(&db->arena);
    if (db_decode(bytes, &db->arena, &db->set, err) != STATUS_OK) {
        db_close(db);
        return STATUS_FAIL;
    }
    sha256_hex((const unsigned char *)bytes.ptr + 32, db->hash);
    *out = db;
    return STATUS_OK;
}

static enum status map_file(const char *path, struct slice *bytes, struct err *err)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &st) != 0) {
        err_set(err, "%s", strerror(errno));
        if (fd >= 0)
            close(fd);
        return STATUS_FAIL;
    }
    void *p = MAP_FAILED;
    if (!S_ISREG(st.st_mode) || st.st_size < LAYOUT_HEADER_BYTES
        || st.st_size > LAYOUT_FILE_BYTES_MAX)
        err_set(err, "not a signature database; 'culprit db compile' makes one from YAML");
    else if ((p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0)) == MAP_FAILED)
        err_set(err, "%s", strerror(errno));
    close(fd);
    if (p == MAP_FAILED)
        return STATUS_FAIL;
    *bytes = slice_make(p, (size_t)st.st_size);
    return STATUS_OK;
}

enum status db_open_file(struct db **out, const char *path, struct err *err)
{
    struct slice bytes;
    *out = NULL;
    if (map_file(path, &bytes, err) != STATUS_OK) {
        err_in(err, path);
        return STATUS_FAIL;
    }
    void *mapped = (void *)(uintptr_t)bytes.ptr;
    if (db_open_memory(out, bytes, err) != STATUS_OK) {
        munmap(mapped, bytes.len);
        err_in(err, path);
        return STATUS_FAIL;
    }
    (*out)->mapped = mapped;
    return STATUS_OK;
}

void db_close(struct db *db)
{
    if (!db)
        return;
    if (db->mapped)
        munmap(db->mapped, db->bytes.len);
    arena_release(&db->arena);
    alloc_free(db);
}

const struct sigset *db_signatures(const struct db *db)
{
    return &db->set;
}

const char *db_hash(const struct db *db)
{
    return db->hash;
}
