#include "read/decoder_rows.h"

const struct decoder_class *const decoder_table[] = {
    &decode_gzip,  &decode_zlib,   &decode_zstd,    &decode_xz,
    &decode_bzip2, &decode_base64, &decode_utf16le, &decode_utf16be,
    &decode_bom,   &decode_zip,    &decode_lz4,     &decode_7z,
    NULL,
};
