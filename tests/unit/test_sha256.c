#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/sha256.h"

/* FIPS 180-4 examples and NIST's SHA-256 test vectors; the lengths around a block are there because
 * padding needs a second block from 56 bytes on. */
static const struct {
    char byte;
    size_t count;
    const char *hex;
} repeated[] = {
    { 'a', 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
    { 'a', 1, "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb" },
    { 'a', 55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318" },
    { 'a', 56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a" },
    { 'a', 63, "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34" },
    { 'a', 64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb" },
    { 'a', 65, "635361c48bb9eab14198e76ea8ab7f1a41685d6ad62aa9146d301d4f17eb0ae0" },
    { 'a', 1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0" },
};

static void test_repeated(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof repeated / sizeof repeated[0]; i++) {
        unsigned char hash[SHA256_BYTES];
        char hex[SHA256_HEX_BYTES];
        char *text = alloc_bytes(repeated[i].count);
        memset(text, repeated[i].byte, repeated[i].count);
        sha256(slice_make(text, repeated[i].count), hash);
        sha256_hex(hash, hex);
        assert_string_equal(hex, repeated[i].hex);
        alloc_free(text);
    }
}

static void test_texts(void **state)
{
    (void)state;
    unsigned char hash[SHA256_BYTES];
    char hex[SHA256_HEX_BYTES];
    sha256(SLICE("abc"), hash);
    sha256_hex(hash, hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    sha256(SLICE("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"), hash);
    sha256_hex(hash, hex);
    assert_string_equal(hex, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    sha256(slice_empty(), hash);
    sha256_hex(hash, hex);
    assert_string_equal(hex, repeated[0].hex);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_repeated),
        cmocka_unit_test(test_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
