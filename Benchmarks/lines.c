// The bare limit of a file tailer with a durable log: read, split at line ends, write the lines, fdatasync each MiB.
//
//   gcc -O2 -o lines lines.c && ./lines copy INPUT OUTPUT     prints the number of lines
//                               ./lines make COUNT OUTPUT     writes COUNT log lines of about 150 bytes
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MIB = 1 << 20 };
static char input[MIB], output[2 * MIB];

static void store(int fd, const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t written = write(fd, bytes, count);
        if (written < 0) { perror("write"); exit(1); }
        bytes += written;
        count -= (size_t)written;
    }
}

static int copy(int from, int to) {
    unsigned long lines = 0;
    size_t kept = 0, filled = 0;
    for (ssize_t count; (count = read(from, input + kept, sizeof input - kept)) > 0;) {
        size_t end = kept + (size_t)count, start = 0;
        for (char *newline; (newline = memchr(input + start, '\n', end - start)); lines++) {
            size_t length = (size_t)(newline - input) + 1 - start;
            memcpy(output + filled, input + start, length);
            filled += length;
            start += length;
            if (filled >= MIB) {
                store(to, output, filled);
                if (fdatasync(to) < 0) { perror("fdatasync"); return 1; }
                filled = 0;
            }
        }
        kept = end - start;
        memmove(input, input + start, kept);
    }
    store(to, output, filled);
    if (fdatasync(to) < 0) { perror("fdatasync"); return 1; }
    printf("%lu\n", lines);
    return 0;
}

static int make(unsigned long count, int to) {
    static const char *verbs[] = {"GET", "PUT", "POST", "DELETE"};
    uint64_t state = 0x9e3779b97f4a7c15;
    size_t filled = 0;
    for (unsigned long line = 0; line < count; line++) {
        state ^= state << 13, state ^= state >> 7, state ^= state << 17;
        filled += (size_t)sprintf(
            output + filled,
            "2026-11-23T%02lu:%02lu:%02lu.%06lu web%lu app[%lu]: request %lu %s /api/v2/orders/%08lx/items/%lu "
            "status=%lu bytes=%lu duration=%lums client=10.%lu.%lu.%lu\n",
            line / 3600000 % 24, line / 60000 % 60, line / 1000 % 60, line % 1000 * 1000, state % 8, 400 + state % 90,
            line, verbs[state >> 8 & 3], state >> 32, state >> 16 & 63, (state >> 24 & 7) ? 200UL : 500UL,
            state >> 20 & 65535, 1 + (state >> 40) % 900, state >> 10 & 255, state >> 18 & 255, state >> 26 & 255);
        if (filled >= MIB) {
            store(to, output, filled);
            filled = 0;
        }
    }
    store(to, output, filled);
    return 0;
}

int main(int argc, char **argv) {
    if (argc != 4) return 2;
    int to = open(argv[3], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (to < 0) { perror(argv[3]); return 1; }
    if (!strcmp(argv[1], "make")) return make(strtoul(argv[2], NULL, 10), to);
    int from = open(argv[2], O_RDONLY | O_CLOEXEC);
    if (from < 0) { perror(argv[2]); return 1; }
    return copy(from, to);
}
