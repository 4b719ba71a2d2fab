// The bare limit of a journal reader: every field of every entry of a directory, in order, and nothing done with it.
//
//   gcc -O2 -o enumerate enumerate.c -lsystemd && ./enumerate DIRECTORY
//
// Prints the number of entries.
#include <stdio.h>
#include <systemd/sd-journal.h>

int main(int argc, char **argv) {
    sd_journal *journal;
    if (argc != 2 || sd_journal_open_directory(&journal, argv[1], 0) < 0) return 1;
    sd_journal_set_data_threshold(journal, (1 << 24) + 1);
    if (sd_journal_seek_head(journal) < 0) return 1;
    unsigned long entries = 0;
    volatile unsigned long bytes = 0;
    while (sd_journal_next(journal) > 0) {
        const void *data;
        size_t length;
        sd_journal_restart_data(journal);
        while (sd_journal_enumerate_data(journal, &data, &length) > 0) bytes += length;
        entries++;
    }
    sd_journal_close(journal);
    printf("%lu\n", entries);
    return 0;
}
