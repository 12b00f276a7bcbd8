/* inflate: how fast zlib alone undoes a gzip file, in blocks of the size that culprit reads. */
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

int main(int argc, char **argv)
{
    static char block[256 * 1024];
    gzFile file = argc == 2 ? gzopen(argv[1], "rb") : NULL;
    unsigned long long total = 0;
    int n;
    if (!file) {
        fprintf(stderr, "usage: inflate FILE\n");
        return 2;
    }
    gzbuffer(file, sizeof block);
    while ((n = gzread(file, block, sizeof block)) > 0)
        total += (unsigned)n;
    printf("%llu\n", total);
    return gzclose(file) == Z_OK ? 0 : 1;
}
