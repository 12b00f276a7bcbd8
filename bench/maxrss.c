/* maxrss: runs a command and writes what it took to a file: "PEAK-KIB MILLISECONDS STATUS".
 *
 *     cc -o maxrss maxrss.c && ./maxrss took culprit big.log */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (long long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fputs("usage: maxrss FILE COMMAND...\n", stderr);
        return 2;
    }
    const long long start = now_ms();
    const pid_t pid = fork();
    if (pid == 0) {
        execvp(argv[2], argv + 2);
        fprintf(stderr, "maxrss: %s: %s\n", argv[2], strerror(errno));
        _exit(127);
    }
    int status = 0;
    struct rusage used;
    if (pid < 0 || wait4(pid, &status, 0, &used) < 0) {
        fprintf(stderr, "maxrss: %s\n", strerror(errno));
        return 2;
    }
#ifdef __APPLE__
    const long peak_kib = used.ru_maxrss / 1024; /* bytes there, KiB elsewhere */
#else
    const long peak_kib = used.ru_maxrss;
#endif
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    FILE *out = fopen(argv[1], "w");
    if (!out || fprintf(out, "%ld %lld %d\n", peak_kib, now_ms() - start, code) < 0
        || fclose(out) != 0) {
        fprintf(stderr, "maxrss: %s: %s\n", argv[1], strerror(errno));
        return 2;
    }
    return 0;
}
