#include "clinux.h"
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/eventfd.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

// ---- CRC-32C -----------------------------------------------------------------------------------

static uint32_t crc_table[256];

static void crc_make_table(void) {
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t c = i;
        for (int k = 0; k < 8; k++) c = c & 1 ? 0x82f63b78u ^ (c >> 1) : c >> 1;
        crc_table[i] = c;
    }
}

static uint32_t crc_portable(uint32_t c, const uint8_t *p, size_t n) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, crc_make_table);
    while (n--) c = crc_table[(c ^ *p++) & 0xff] ^ (c >> 8);
    return c;
}

#if defined(__x86_64__)
#include <nmmintrin.h>

// The instruction takes a word each cycle but answers after three: three independent streams fill it. Their
// results are joined by multiplying with x^(8*LANE) mod P, which a table of 4 × 256 does per byte.
enum { LANE = 4096 };
static uint32_t crc_shift[4][256];

// c * x^(8 * n) mod P: what n zero bytes do to a CRC register.
static uint32_t crc_zeros(uint32_t c, size_t n) {
    while (n--) c = crc_table[c & 0xff] ^ (c >> 8);
    return c;
}

static void crc_make_shift(void) {
    crc_make_table();
    uint32_t bit[32];
    for (int b = 0; b < 32; b++) bit[b] = crc_zeros(1u << b, LANE);
    for (int k = 0; k < 4; k++)
        for (int i = 0; i < 256; i++) {
            uint32_t r = 0;
            for (int b = 0; b < 8; b++) if (i >> b & 1) r ^= bit[8 * k + b];
            crc_shift[k][i] = r;
        }
}

static inline uint32_t crc_past_lane(uint32_t c) {
    return crc_shift[0][c & 0xff] ^ crc_shift[1][c >> 8 & 0xff] ^ crc_shift[2][c >> 16 & 0xff] ^ crc_shift[3][c >> 24];
}

static inline uint64_t load(const uint8_t *p) {
    uint64_t w;
    memcpy(&w, p, 8);
    return w;
}

__attribute__((target("sse4.2")))
static uint32_t crc_hardware(uint32_t crc, const uint8_t *p, size_t n) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    if (n >= 3 * LANE) pthread_once(&once, crc_make_shift);
    while (n >= 3 * LANE) {
        uint64_t a = crc, b = 0, c = 0;
        for (size_t i = 0; i < LANE; i += 8) {
            a = _mm_crc32_u64(a, load(p + i));
            b = _mm_crc32_u64(b, load(p + LANE + i));
            c = _mm_crc32_u64(c, load(p + 2 * LANE + i));
        }
        crc = crc_past_lane((uint32_t)a) ^ (uint32_t)b;
        crc = crc_past_lane(crc) ^ (uint32_t)c;
        p += 3 * LANE;
        n -= 3 * LANE;
    }
    uint64_t a = crc;
    for (; n >= 8; p += 8, n -= 8) a = _mm_crc32_u64(a, load(p));
    crc = (uint32_t)a;
    for (; n; n--) crc = _mm_crc32_u8(crc, *p++);
    return crc;
}
#endif

uint32_t clinux_crc32c(uint32_t crc, const void *data, size_t length) {
    crc = ~crc;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("sse4.2")) return ~crc_hardware(crc, data, length);
#endif
    return ~crc_portable(crc, data, length);
}

// ---- locks and memory ---------------------------------------------------------------------------

int clinux_eventfd(void) {
    return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

int clinux_poll(void *fds, unsigned count, int64_t nanoseconds) {
    struct timespec limit = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
    return ppoll(fds, count, nanoseconds < 0 ? NULL : &limit, NULL);
}

void clinux_name_thread(const char *name) {
    pthread_setname_np(pthread_self(), name);
}

int clinux_send_datagram(const char *path, const char *message, size_t length) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t size = strlen(path);
    if (size >= sizeof address.sun_path) return ENAMETOOLONG;
    memcpy(address.sun_path, path, size);
    if (path[0] == '@') address.sun_path[0] = 0;
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return errno;
    socklen_t address_length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + size);
    ssize_t sent = sendto(fd, message, length, MSG_NOSIGNAL, (struct sockaddr *)&address, address_length);
    int code = sent < 0 ? errno : 0;
    close(fd);
    return code;
}

int clinux_lock(int fd) {
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    return fcntl(fd, F_OFD_SETLK, &lock) == 0 ? 0 : errno;
}

void clinux_bound_malloc(int arenas) {
    mallopt(M_ARENA_MAX, arenas);
    mallopt(M_TRIM_THRESHOLD, 16 << 20);
    mallopt(M_MMAP_THRESHOLD, 4 << 20);
}

void clinux_give_memory_back(void) { malloc_trim(256 << 10); }

// ---- a journal file truncated under its mapping -------------------------------------------------

static _Thread_local volatile int *guard_mark;
static long page_size;

// Async-signal-safe: mmap and sigaction alone. A zero page over the hole is what journald does for itself.
static void on_sigbus(int signal_number, siginfo_t *info, void *context) {
    (void)context;
    int saved = errno;
    if (guard_mark && info->si_code == BUS_ADRERR) {
        void *page = (void *)((uintptr_t)info->si_addr & ~(uintptr_t)(page_size - 1));
        if (mmap(page, (size_t)page_size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == page) {
            *guard_mark = 1;
            errno = saved;
            return;
        }
    }
    struct sigaction fallback = {.sa_handler = SIG_DFL};
    sigaction(signal_number, &fallback, NULL);
    errno = saved;
}

int clinux_guard_mappings(volatile int *mark) {
    page_size = sysconf(_SC_PAGESIZE);
    guard_mark = mark;
    struct sigaction action = {.sa_sigaction = on_sigbus, .sa_flags = SA_SIGINFO};
    sigemptyset(&action.sa_mask);
    return sigaction(SIGBUS, &action, NULL) == 0 ? 0 : errno;
}
