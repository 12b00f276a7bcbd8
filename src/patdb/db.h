/* db: run half of the pattern database: opens a compiled database and gives its sigset.
 *
 * The file is position-independent (offsets, little-endian), has a magic, a version, its size
 * and a CRC-32 of all bytes behind it; every offset is checked before use, so a damaged or
 * hostile file is an error and never a crash. Layout: layout.h. */
#ifndef PATDB_DB_H
#define PATDB_DB_H

#include "base/err.h"
#include "base/sha256.h"
#include "patdb/signature.h"

struct db;

/* Opens a database in memory, which is borrowed until db_close, or a file, which is mapped.
 * On STATUS_FAIL *out is NULL and err says what is wrong with the file. */
enum status db_open_memory(struct db **out, struct slice bytes, struct err *err) MUST_CHECK;
enum status db_open_file(struct db **out, const char *path, struct err *err) MUST_CHECK;
void db_close(struct db *db);

/* Valid until db_close. */
const struct sigset *db_signatures(const struct db *db);

/* sha256 of all bytes behind the header, in lower-case hex: the identity of the contents. It is
 * computed when the file is written and is covered by the header's checksum. */
const char *db_hash(const struct db *db);

#endif
