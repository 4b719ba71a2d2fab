// What the Glibc module lacks: an instruction, and declarations that take variadic or macro forms.
#ifndef LOGCAST_CLINUX_H
#define LOGCAST_CLINUX_H
#include <stddef.h>
#include <stdint.h>

/// CRC-32C (Castagnoli) of `length` bytes, continuing from `crc` (0 to begin), as RFC 3720 B.4 has it.
uint32_t clinux_crc32c(uint32_t crc, const void *data, size_t length);

/// eventfd(2), non-blocking and closed on exec.
int clinux_eventfd(void);

/// ppoll(2) of `count` struct pollfd; a negative time waits for ever.
int clinux_poll(void *fds, unsigned count, int64_t nanoseconds);

/// Names the calling thread; at most 15 bytes.
void clinux_name_thread(const char *name);

/// Sends one datagram to a Unix socket; a path that begins with @ is abstract. 0, or errno.
int clinux_send_datagram(const char *path, const char *message, size_t length);

/// Takes an exclusive open-file-description lock on a whole file; 0, or errno.
int clinux_lock(int fd);

/// Makes a SIGBUS that hits the calling thread inside a file mapping harmless: the faulting page becomes zeros and
/// `*mark` becomes 1. Faults of other threads and outside mappings keep the default action.
/// 0, or errno.
int clinux_guard_mappings(volatile int *mark);

/// Keeps at most this many malloc arenas. What is up to 4 MiB stays in them when it is free, so that buffers which come
/// and go are not mapped anew page by page; at the top of the heap more than 16 MiB go back at once.
void clinux_bound_malloc(int arenas);

/// Gives all free pages of all arenas back, malloc_trim(3).
void clinux_give_memory_back(void);
#endif
