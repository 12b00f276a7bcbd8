#include "base/gram.h"

/* Counted over some 850 kB of deployment and container logs, upper case taken as lower. Bytes fall
 * into 32 kinds: the letters, then digits, blank, three kinds of punctuation, and the rest. */
enum {
    KIND_DIGIT = GRAM_DIGIT,
    KIND_BLANK,
    KIND_JOIN,     /* . - _ */
    KIND_SEPARATE, /* : = , ; */
    KIND_ENCLOSE,  /* slash, quotes, brackets */
    KIND_OTHER,
    KIND_COUNT
};

_Static_assert(KIND_COUNT == GRAM_KINDS, "a kind is five bits");

/* Of 4096 bytes, so many are of a kind. */
static const uint16_t frequency[KIND_COUNT] = { 204, 57, 125, 83,  268, 56,  56,  35,  144, 10, 31,
                                                105, 65, 154, 159, 80,  6,   167, 158, 195, 59, 26,
                                                25,  13, 29,  5,   551, 484, 198, 125, 200, 223 };

/* Of 256 bytes behind one of the row's kind, so many are of the column's kind; at least 1. */
static const uint8_t successor[KIND_COUNT * KIND_COUNT] = {
    1,  9,  25, 7,   1,  3,  9,  1,   8,  1,  1,  24, 11,  24, 1,  17, 1,  17,  18, 40, 5,  6,  5,
    1,  1,  1,  7,   3,  4,  4,  1,   4,  33, 3,  4,  6,   34, 3,  1,  1,  10,  2,  1,  18, 1,  4,
    9,  1,  1,  3,   20, 1,  13, 1,   1,  1,  4,  1,  26,  5,  27, 3,  17, 6,   26, 2,  4,  2,  36,
    3,  1,  15, 3,   1,  28, 9,  1,   1,  41, 2,  1,  14,  4,  24, 6,  1,  1,   1,  2,  1,  11, 3,
    7,  1,  5,  6,   24, 14, 2,  6,   48, 4,  1,  1,  13,  2,  1,  4,  2,  1,   12, 1,  1,  2,  3,
    1,  8,  1,  1,   1,  3,  1,  16,  29, 12, 9,  23, 11,  15, 7,  16, 14, 2,   4,  2,  1,  2,  1,
    1,  8,  5,  20,  1,  4,  2,  37,  23, 17, 1,  4,  4,   8,  1,  1,  5,  18,  16, 4,  8,  9,  33,
    2,  1,  3,  9,   10, 2,  1,  40,  1,  2,  14, 1,  2,   34, 1,  1,  39, 10,  2,  6,  1,  1,  1,
    1,  1,  26, 5,   7,  1,  1,  4,   6,  2,  2,  1,  57,  8,  3,  1,  16, 1,   1,  2,  1,  3,  10,
    1,  1,  29, 9,   1,  5,  1,  1,   1,  1,  1,  1,  36,  38, 10, 7,  6,  31,  2,  6,  1,  71, 1,
    1,  1,  24, 1,   1,  3,  1,  1,   37, 1,  1,  5,  1,   27, 3,  1,  1,  1,   5,  1,  2,  14, 8,
    3,  5,  4,  6,   11, 19, 10, 7,   1,  5,  1,  1,  1,   1,  18, 8,  77, 29,  2,  1,  5,  15, 20,
    1,  2,  1,  1,   1,  2,  1,  2,   5,  1,  3,  6,  142, 1,  2,  13, 14, 1,   1,  1,  2,  1,  2,
    1,  1,  1,  8,   8,  1,  1,  26,  3,  4,  3,  1,  1,   1,  1,  1,  2,  18,  1,  1,  4,  28, 9,
    9,  2,  69, 1,   1,  1,  18, 1,   1,  1,  1,  4,  5,   2,  1,  1,  14, 1,   5,  1,  1,  1,  1,
    1,  1,  23, 30,  3,  17, 10, 18,  3,  3,  4,  56, 7,   1,  2,  38, 1,  1,   18, 1,  1,  39, 1,
    1,  4,  5,  8,   5,  2,  1,  1,   4,  1,  1,  9,  10,  3,  9,  7,  41, 5,   2,  1,  51, 1,  1,
    1,  13, 1,  1,   11, 9,  1,  16,  23, 2,  1,  12, 1,   2,  1,  1,  1,  3,   1,  3,  27, 7,  5,
    4,  15, 17, 1,   11, 20, 21, 11,  29, 1,  8,  1,  1,   2,  1,  7,  9,  4,   1,  1,  16, 31, 2,
    3,  1,  1,  1,   1,  4,  21, 7,   7,  9,  8,  4,  2,   12, 8,  1,  2,  8,   1,  1,  1,  5,  10,
    15, 56, 7,  5,   1,  49, 8,  11,  17, 2,  8,  1,  1,   1,  1,  10, 3,  2,   2,  5,  22, 1,  2,
    3,  18, 1,  3,   3,  19, 2,  1,   17, 4,  1,  28, 24,  1,  28, 9,  8,  5,   1,  1,  1,  19, 1,
    2,  4,  10, 3,   17, 5,  1,  1,   2,  1,  1,  1,  2,   1,  1,  1,  1,  80,  1,  1,  13, 1,  1,
    1,  8,  1,  138, 1,  1,  1,  1,   1,  2,  1,  2,  1,   1,  2,  20, 1,  9,   2,  52, 1,  8,  1,
    13, 1,  7,  1,   5,  9,  32, 1,   1,  8,  6,  11, 5,   9,  1,  1,  9,  1,   2,  13, 9,  7,  9,
    6,  7,  3,  3,   1,  33, 2,  1,   3,  13, 1,  5,  1,   3,  1,  12, 7,  3,   5,  14, 53, 6,  1,
    1,  1,  3,  1,   1,  20, 18, 11,  14, 10, 35, 1,  3,   1,  36, 1,  2,  14,  36, 1,  1,  1,  1,
    1,  18, 6,  1,   12, 9,  7,  4,   1,  1,  1,  5,  1,   8,  21, 16, 4,  8,   5,  2,  8,  7,  8,
    19, 1,  5,  1,   9,  1,  1,  20,  6,  25, 1,  19, 1,   33, 41, 38, 1,  1,   1,  1,  1,  1,  1,
    2,  2,  1,  2,   5,  61, 1,  2,   1,  87, 1,  1,  1,   60, 1,  1,  11, 1,   1,  4,  4,  1,  1,
    1,  1,  1,  1,   1,  1,  1,  1,   7,  3,  2,  1,  4,   7,  29, 1,  1,  1,   48, 1,  1,  12, 24,
    1,  1,  1,  1,   8,  44, 1,  1,   5,  41, 2,  1,  1,   1,  1,  1,  1,  1,   6,  22, 1,  6,  3,
    8,  1,  36, 1,   39, 3,  1,  1,   16, 1,  1,  1,  9,   1,  1,  14, 1,  2,   1,  41, 10, 1,  1,
    3,  7,  1,  25,  12, 12, 3,  5,   5,  5,  4,  4,  4,   5,  3,  3,  1,  5,   1,  1,  2,  9,  11,
    4,  17, 1,  1,   14, 31, 1,  1,   4,  1,  1,  1,  5,   35, 41, 10, 26, 10,  37, 1,  1,  1,  53,
    1,  1,  1,  9,   1,  1,  1,  1,   1,  13, 1,  1,  1,   1,  1,  1,  1,  1,   1,  2,  1,  1,  99,
    1,  1,  27, 3,   3,  2,  3,  2,   2,  3,  1,  1,  1,   1,  1,  1,  4,  1,   1,  1,  1,  1,  1,
    2,  1,  1,  1,   1,  1,  1,  146, 16, 32, 19, 13, 5,   6,  2,  7,  3,  4,   5,  1,  2,  7,  1,
    1,  4,  3,  3,   4,  3,  1,  5,   7,  6,  2,  1,  2,   1,  1,  1,  12, 115, 4,  1,  28, 15, 10,
    7,  15, 6,  7,   4,  3,  4,  6,   6,  1,  5,  4,  2,   2,  11, 1,  5,  13,  4,  2,  1,  3,  1,
    1,  1,  96, 9,   14, 1,  5,  8,   5,  1,  3,  1,  2,   3,  1,  1,  3,  1,   1,  1,  1,  1,  1,
    1,  1,  1,  4,   2,  1,  1,  1,   1,  1,  1,  81, 83,  1,  15, 9,  37, 8,   3,  6,  8,  5,  5,
    3,  3,  3,  1,   1,  9,  5,  2,   1,  7,  1,  6,  14,  5,  5,  1,  3,  1,   1,  1,  35, 26, 6,
    39, 22, 26, 8,   1,  4,  4,  7,   2,  1,  1,  4,  1,   1,  3,  4,  4,  3,   2,  1,  4,  4,  3,
    2,  1,  2,  1,   1,  1,  26, 45,  4,  3,  25, 89,
};

unsigned gram_kind(char c)
{
    c = ascii_lower(c);
    if (ascii_is_alpha(c))
        return (unsigned)(c - 'a');
    if (ascii_is_digit(c))
        return KIND_DIGIT;
    switch (c) {
    case ' ': return KIND_BLANK;
    case '.':
    case '-':
    case '_': return KIND_JOIN;
    case ':':
    case '=':
    case ',':
    case ';': return KIND_SEPARATE;
    case '/':
    case '\'':
    case '"':
    case '(':
    case ')':
    case '[':
    case ']':
    case '{':
    case '}': return KIND_ENCLOSE;
    default: return KIND_OTHER;
    }
}

/* The kinds that digits share, by digit. Chosen by trial. */
static const uint8_t digit_kinds[] = { 'q' - 'a', 'x' - 'a', 'z' - 'a', 'j' - 'a', 'k' - 'a',
                                       'v' - 'a', 'w' - 'a', 'y' - 'a', 'b' - 'a', GRAM_DIGIT };

unsigned gram_pair_kind(char c)
{
    return ascii_is_digit(c) ? digit_kinds[c - '0'] : gram_kind(c);
}

/* The part that one byte has in its kind. */
static double share_in(unsigned kind)
{
    switch (kind) {
    case KIND_DIGIT:
    case KIND_ENCLOSE: return 0.1;
    case KIND_JOIN:
    case KIND_SEPARATE: return 0.3;
    case KIND_OTHER: return 0.05;
    default: return 1.0;
    }
}

double gram_pair_likelihood(unsigned pair)
{
    return frequency[pair / KIND_COUNT] / 4096.0 * (successor[pair] / 256.0);
}

/* A first-order Markov chain over the kinds. */
double gram_likelihood(struct slice s)
{
    double chance = 1;
    unsigned before = KIND_COUNT;
    for (size_t i = 0; i < s.len; i++) {
        unsigned kind = gram_kind(s.ptr[i]);
        chance *= before == KIND_COUNT ? frequency[kind] / 4096.0
                                       : successor[before * KIND_COUNT + kind] / 256.0;
        chance *= share_in(kind);
        before = kind;
    }
    return chance;
}
