#include "clinux_files.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>

static int64_t nanoseconds(struct statx_timestamp time) {
    return time.tv_sec * 1000000000ll + time.tv_nsec;
}

int clinux_file_status(int fd, const char *path, struct clinux_file_status *status) {
    struct statx found;
    int flags = path ? 0 : AT_EMPTY_PATH;
    unsigned wanted = STATX_BASIC_STATS | STATX_BTIME;
    int result;
    do {
        result = statx(path ? AT_FDCWD : fd, path ? path : "", flags, wanted, &found);
    } while (result != 0 && errno == EINTR);
    if (result != 0) return errno;
    status->device = makedev(found.stx_dev_major, found.stx_dev_minor);
    status->inode = found.stx_ino;
    status->size = found.stx_size;
    status->birth = found.stx_mask & STATX_BTIME ? nanoseconds(found.stx_btime) : 0;
    status->modified = nanoseconds(found.stx_mtime);
    status->changed = nanoseconds(found.stx_ctime);
    status->mode = found.stx_mode;
    status->links = found.stx_nlink;
    return 0;
}

uint64_t clinux_file_system_id(int fd, const char *path) {
    struct statfs found;
    if ((path ? statfs(path, &found) : fstatfs(fd, &found)) != 0) return 0;
    uint64_t id;
    memcpy(&id, &found.f_fsid, sizeof id);
    return id;
}
