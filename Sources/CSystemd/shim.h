#include <stdlib.h>
#include <string.h>
#include <systemd/sd-journal.h>

/// Frees what libsystemd allocated: the Swift targets above import no C library.
static inline void csystemd_free(const void *memory) {
    free((void *)memory);
}
