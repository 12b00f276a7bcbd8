/* decoder_rows: the rows of decoder_table, one per decode_*.c. Internal to read/. */
#ifndef READ_DECODER_ROWS_H
#define READ_DECODER_ROWS_H

#include "read/decoder.h"

extern const struct decoder_class decode_gzip, decode_zlib, decode_zstd, decode_xz, decode_bzip2;
extern const struct decoder_class decode_base64, decode_utf16le, decode_utf16be, decode_bom;
extern const struct decoder_class decode_zip, decode_lz4, decode_7z;

/* A reader for what is recognised and not read: it fails with a text that names the command that
 * undoes it and, unless NULL, the packages that culprit can be built with to read it. Takes
 * ownership of below. */
struct byte_reader decode_foreign_open(struct byte_reader below, const char *name,
                                       const char *command, const char *packages);

/* Help of a row whose library was not found. */
#define DECODE_FOREIGN_HELP(library) "recognised, not read: built without " library

#endif
