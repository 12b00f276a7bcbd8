/* decoder_rows: the rows of decoder_table, one per decode_*.c. Internal to read/. */
#ifndef READ_DECODER_ROWS_H
#define READ_DECODER_ROWS_H

#include "read/decoder.h"

extern const struct decoder_class decode_gzip, decode_zlib;
extern const struct decoder_class decode_utf16le, decode_utf16be, decode_bom;
extern const struct decoder_class decode_zstd, decode_bzip2, decode_xz, decode_zip, decode_lz4,
    decode_7z;

#endif
